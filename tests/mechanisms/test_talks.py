"""Talks: who comes, what is said, who signs, and what the publics make of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.agents.mediator import Mediator
from sim.mechanisms import escalation, publics, talks
from sim.model import MediationModel
from sim.world.records import Answer, Invitation, Offer, Reply
from sim.world.tables import FOREVER
from sim.world.world import World
from tests.laws.situations import Data, case_of, party, plain
from tests.mechanisms.offers import invitation

RUNS = 400


class Delegate:
    """Comes and signs as it is told."""

    def __init__(self, index: int, comes: bool = True, kinds: tuple[int, ...] = ()) -> None:
        self.name, self.index, self.comes, self.kinds = f"p{index}", index, comes, kinds

    def reply(self, world: World, invitation: Invitation) -> Reply:
        nothing = np.zeros(world.runs)
        return Reply(self.index, np.full(world.runs, self.comes), nothing, nothing)

    def answer(self, world: World, offer: Offer) -> Answer:
        none = np.zeros(world.runs)
        signs = np.full(world.runs, offer.kind in self.kinds)
        return Answer(self.index, signs, none + 0.5, none, none, none, none)


def model_of(data: Data, runs: int = RUNS) -> MediationModel:
    model = MediationModel(case_of(data), runs=runs)
    model.world.day = 14
    model.world.luck.begin(14)
    return model


def meet(
    model: MediationModel, *delegates: Delegate, called: Invitation | None = None
) -> talks.Session:
    people = {one.index: one for one in delegates}
    return talks.hold(model.world, called or invitation(), model.hosts[0], people)


def precise(precision: float, **changes: object) -> Data:
    data = plain(behaviour={"belief_spread": 0.4})
    data["mediators"]["broker"] |= {"precision": precision, **changes}
    return data


def error(world: World) -> float:
    """Mean squared error of what the south believes of the north's costs."""
    truth = world.parameters.belief_spread * world.parties.mood[:, 0]
    return float(((world.pairs.belief[:, 1, 0] - truth) ** 2).mean())


def test_messages_of_no_precision_leave_beliefs_as_they_are_to_the_last_bit() -> None:
    model = model_of(precise(0.0))
    model.world.pairs.belief[:] = np.linspace(-1.0, 1.0, RUNS)[:, None, None]
    before = model.world.pairs.taken(np.arange(RUNS))
    meet(model, Delegate(0), Delegate(1))
    assert model.world.pairs.belief.tobytes() == before.belief.tobytes()
    assert model.world.pairs.doubt.tobytes() == before.doubt.tobytes()


def test_the_more_precise_the_messages_the_truer_the_beliefs() -> None:
    errors = []
    for precision in (0.0, 2.0, 10.0, 100.0):
        model = model_of(precise(precision))
        meet(model, Delegate(0), Delegate(1))
        errors.append(error(model.world))
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] < 0.2 * errors[0]


def test_what_is_heard_lessens_doubt() -> None:
    model = model_of(precise(10.0))
    before = model.world.pairs.doubt.copy()
    meet(model, Delegate(0), Delegate(1))
    assert (model.world.pairs.doubt[:, 1, 0] < before[:, 1, 0]).all()


@pytest.mark.parametrize(
    "data",
    [
        precise(10.0, instruments=["formulation"]),
        precise(10.0, attention=0.0),
        precise(10.0, credibility=0.0),
        {**precise(10.0), "mechanisms": {"facilitation": False}},
        {**precise(10.0), "mechanisms": {"beliefs": False}},
    ],
)
def test_who_cannot_or_may_not_carry_messages_moves_no_beliefs(data: Data) -> None:
    model = model_of(data)
    before = model.world.pairs.belief.copy()
    meet(model, Delegate(0), Delegate(1))
    assert np.array_equal(model.world.pairs.belief, before)


def test_nothing_is_heard_at_a_meeting_that_is_refused() -> None:
    model = model_of(precise(10.0))
    before = model.world.pairs.belief.copy()
    session = meet(model, Delegate(0), Delegate(1, comes=False))
    assert not session.held.any()
    assert session.drafts == ()
    assert np.array_equal(model.world.pairs.belief, before)
    assert (model.world.tally.refused == 1).all()
    assert (model.world.tally.held == 0).all()
    assert not model.world.talks.tabled.any()


def test_a_meeting_takes_up_attention_and_a_refused_one_half_as_much() -> None:
    data = plain(behaviour={"meeting_effort": 0.2})
    held, refused = model_of(data, 1), model_of(data, 1)
    meet(held, Delegate(0), Delegate(1))
    meet(refused, Delegate(0, comes=False), Delegate(1))
    assert held.world.mediators.spent[0, 0] == pytest.approx(0.2)
    assert refused.world.mediators.spent[0, 0] == pytest.approx(0.1)
    talks.rest(held.world, 1e9)
    assert held.world.mediators.spent[0, 0] == 0.0


def test_drafts_are_offered_from_the_most_to_the_least_ambitious_until_one_is_signed() -> None:
    model = model_of(plain(), 1)
    session = meet(model, Delegate(0, kinds=(2, 1)), Delegate(1, kinds=(1, 2, 4)))
    assert [offer.kind for offer, _, _ in session.drafts] == [5, 4, 2]
    assert [bool(signature.signed[0]) for _, _, signature in session.drafts] == [False, False, True]
    assert model.world.agreements.kind[0, 0] == 2
    assert model.world.tally.best[0] == 2


def test_what_is_in_force_need_not_be_signed_again() -> None:
    model = model_of(plain(), 1)
    for _ in range(2):
        session = meet(model, Delegate(0, kinds=(2, 1)), Delegate(1, kinds=(2, 1)))
        model.world.luck.begin(28)
    assert [offer.kind for offer, _, _ in session.drafts] == [5, 4, 1]


def test_only_fighting_can_cease() -> None:
    model = model_of(plain(), 2)
    model.world.fronts.rung[:, 0] = [1, 4]
    meet(model, Delegate(0, kinds=(3,)), Delegate(1, kinds=(3,)))
    assert model.world.agreements.kind[:, 0].tolist() == [0, 3]


def test_it_takes_two_to_sign() -> None:
    model = model_of(plain(), 1)
    alone = replace(invitation(), participants=(0,))
    session = meet(model, Delegate(0, kinds=(1, 2, 5)), called=alone)
    assert session.held.all()
    assert session.drafts == ()


def test_a_public_that_votes_no_undoes_a_signature() -> None:
    data = plain()
    data["agendas"]["everything"]["kinds"] = ["framework"]
    data["parties"]["south"]["public"] = {"quota": 1.0}
    model = model_of(data, 1)
    session = meet(model, Delegate(0, kinds=(5,)), Delegate(1, kinds=(5,)))
    signature = session.drafts[0][2]
    assert signature.signed.all()
    assert not signature.ratified.any()
    assert model.world.agreements.kind[0, 0] == 0
    assert model.world.tally.ratified[0] == 0
    data["parties"]["south"]["public"] = {"quota": 1.0, "ratifies": False}
    model = model_of(data, 1)
    meet(model, Delegate(0, kinds=(5,)), Delegate(1, kinds=(5,)))
    assert model.world.tally.ratified[0] == 1


def test_a_vote_by_hand() -> None:
    """logit 10 x (.2 - .05 + .2 x (.7 - .5) + .2 x (.6 - .5))."""
    data = plain(behaviour={"ratification_precision": 10.0, "preparation_relief": 0.2})
    data["parties"]["south"]["public"] = {"preparation": 0.7, "support": 0.6}
    world = model_of(data, 1).world
    found = publics.vote(world, 1, np.array([0.2]), np.array([0.05]))
    assert found[0] == pytest.approx(1.0 / (1.0 + np.exp(-10.0 * 0.21)))


def test_a_called_meeting_comes_up_on_a_talks_day_after_the_notice() -> None:
    model = model_of(plain(), 3)
    talks.call(model.world, 0, np.array([True, False, True]))
    day = int(model.world.talks.called[0, 0])
    assert day >= 28
    assert day % model.world.parameters.talks_calendar[0] == 0
    assert model.world.talks.called[1, 0] == FOREVER
    model.world.day = day
    assert talks.due(model.world, 0).tolist() == [0, 2]
    assert talks.due(model.world, 0).tolist() == []


def test_each_side_sees_how_far_the_other_came_down() -> None:
    model = model_of(plain(), 2)
    meet(model, *model.parties.values())
    seen = model.world.pairs.conceding
    assert (seen[:, 0, 1] > 0.0).all()
    assert (seen[:, 1, 0] > 0.0).all()
    off = model_of(plain(mechanisms={"reciprocity": False}), 2)
    meet(off, *off.parties.values())
    assert (off.world.pairs.conceding == 0.0).all()


def test_a_deal_may_follow_another_of_its_kind_on_other_issues() -> None:
    data = plain()
    data["agendas"]["everything"] |= {"kinds": ["interim"], "steps": [["status"], ["corridor"]]}
    for entry in data["parties"].values():
        entry["public"] = {"ratifies": False}
    model = model_of(data, 1)
    for day in (14, 28, 42):
        model.world.luck.begin(day)
        meet(model, Delegate(0, kinds=(4,)), Delegate(1, kinds=(4,)))
    settled = model.world.agreements.settles[0, :3]
    assert settled[0].tolist() == [True, False, False, False, False]
    assert settled[1].tolist() == [False, False, True, False, False]
    assert not settled[2].any()


def convening(when: str) -> Data:
    """A rule by which the broker calls the sides together."""
    effect = {"convene": "broker"}
    rule = {"applies_to": "front", "when": when, "chance": 1, "effect": effect, "why": "For tests."}
    return {"summit": rule}


def test_a_rule_convenes_a_meeting() -> None:
    """Violence has just peaked, and the host calls the sides together."""
    data = plain(rules=convening("deaths(30) >= 20 and deaths(7) < 5"))
    data["mediators"]["broker"]["initiative"] = 0.0
    model = MediationModel(case_of(data), runs=3)
    world = model.world
    world.day = 40
    world.fronts.deaths[:, 0] = [25, 25, 3]
    ring = world.fronts.deaths_on
    ring[:, 0, 33] = [25, 0, 0]
    world.luck.begin(40)
    escalation.apply(world, model.rules)
    assert (world.talks.called[:, 0] < FOREVER).tolist() == [True, False, False]
    assert world.talks.called[0, 0] == 56


def test_a_rule_convenes_nobody_where_nobody_is_at_the_table() -> None:
    data = plain(timeline=[], rules=convening("days_since_meeting > 3"))
    for entry in data["parties"].values():
        entry["at_the_table"] = False
    model = MediationModel(case_of(data), runs=2)
    model.run()
    assert model.outcomes()["meetings_held"].tolist() == [0, 0]


def test_a_chair_is_a_mediator() -> None:
    chair: talks.Chair = model_of(plain(), 1).hosts[0]
    assert isinstance(chair, Mediator)


def test_who_is_spoken_for_cancels_nothing_by_staying_away() -> None:
    data = plain()
    data["parties"]["isle"] = party(0.2, principal="south")
    table = invitation(participants=(0, 1, 2))
    for away, held in ((2, True), (1, False)):
        model = model_of(data, 2)
        delegates = [Delegate(place, comes=place != away) for place in range(3)]
        assert (meet(model, *delegates, called=table).held == held).all()


def test_a_neutral_messenger_is_not_believed_where_bias_makes_belief() -> None:
    """Kydd 2003: whoever wants peace at any price would say the same whatever is true."""
    before = error(model_of(precise(20.0)).world)
    for bias, learnt in (({}, False), ({"south": 0.9}, True)):
        model = model_of(precise(20.0, bias_model="kydd", bias=bias))
        meet(model, Delegate(0), Delegate(1))
        assert (error(model.world) < 0.9 * before) == learnt
        assert learnt or error(model.world) == pytest.approx(before)
