"""Mediators and missions: when they call, what they draft and offer, and where they stand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.agents.drafting import climb
from sim.agents.mediator import Mediator
from sim.model import MediationModel
from sim.prospects.standing import attending, turn_away
from sim.prospects.utility import utility
from sim.world.layout import KINDS
from tests.laws.situations import ISSUES, Data, case_of, mediator, mission, party, plain
from tests.mechanisms.offers import invitation

RUNS = 500


def model_of(data: Data, runs: int = RUNS) -> MediationModel:
    return MediationModel(case_of(data), runs=runs)


def calls(model: MediationModel, day: int = 1) -> float:
    model.world.luck.begin(day)
    chair: Mediator = model.hosts[0]
    return float(chair.call(model.world, 7.0).mean())


def quiet(**changes: object) -> Data:
    return plain(mediators={"broker": mediator(initiative=10.0, **changes)})


def test_meetings_are_called_at_the_rate_of_initiative_times_attention() -> None:
    """10 a year x .8 a week: 1 - exp(-10 x .8 x 7 / 365)."""
    expected = 1.0 - np.exp(-10.0 * 0.8 * 7.0 / 365.0)
    assert calls(model_of(quiet(), 4_000)) == pytest.approx(expected, abs=0.02)


def test_a_crisis_or_a_party_that_looks_for_a_way_out_hastens_them() -> None:
    model = model_of(quiet())
    model.world.parameters.crisis_attention[:] = 5.0
    usual = calls(model)
    model.world.fronts.rung[:] = 2
    assert calls(model, 2) > 2.0 * usual
    model.world.fronts.rung[:] = 1
    model.world.parties.seeking_talks[:, 0] = True
    assert calls(model, 3) > 2.0 * usual


@pytest.mark.parametrize(
    "data",
    [
        quiet(attention=0.0),
        quiet(agenda=None),
        {**quiet(), "mechanisms": {"initiative": False}},
        {**quiet(), "parties": {"north": party(1.0, at_the_table=False),
                                "south": party(0.0, at_the_table=False)}, "timeline": []},
    ],
    ids=["distracted", "without an agenda", "switched off", "with nobody to invite"],
)  # fmt: skip
def test_who_cannot_call_does_not(data: Data) -> None:
    if data["mediators"]["broker"].get("agenda", "") is None:
        del data["mediators"]["broker"]["agenda"]
    assert calls(model_of(data)) == 0.0


def test_spent_attention_calls_fewer_meetings() -> None:
    model = model_of(quiet())
    usual = calls(model)
    model.world.mediators.spent[:] = 0.9
    assert calls(model, 2) < 0.5 * usual


def trade(**changes: object) -> MediationModel:
    """Sides that care about different things: a trade makes both better off."""
    data = plain(mediators={"broker": mediator(skill=1.0, **changes)})
    north = dict(zip(ISSUES, (0.7, 0.1, 0.1, 0.05, 0.05), strict=True))
    south = dict(zip(ISSUES, (0.1, 0.7, 0.1, 0.05, 0.05), strict=True))
    data["parties"]["north"]["saliences"] = north
    data["parties"]["south"]["saliences"] = south
    for issue in data["issues"].values():
        issue["status_quo"] = 0.5
    data["behaviour"] = {"audience_cost": 0.0, "own_interest": 0.5, "drafting_step": 0.1}
    return model_of(data, 5)


def drafted(model: MediationModel, meetings: int = 6) -> np.ndarray:
    text = model.world.talks.text.copy()
    everything = np.ones(text.shape, dtype=bool)
    for day in range(meetings):
        model.world.luck.begin(day)
        text = climb(model.world, 0, text, everything, (0, 1), "the broker")
    return text


def gains(model: MediationModel) -> tuple[float, float]:
    """What drafting brings north and south, on average."""
    text, now = drafted(model), model.world.issues.status_quo
    north, south = (
        float((utility(model.world, party, text) - utility(model.world, party, now)).mean())
        for party in (0, 1)
    )
    return north, south


def test_drafting_finds_the_trade() -> None:
    text = drafted(trade())
    assert (text[:, 0] > 0.8).all()
    assert (text[:, 1] < 0.2).all()


def test_each_run_drafts_for_as_many_rounds_as_it_does_alone() -> None:
    rounds = (0.0, 1.0, 2.6, 4.0, 7.0)
    together = trade()
    together.world.parameters.drafting_rounds[:] = rounds
    found = drafted(together, 1)
    for row, most in enumerate(rounds):
        alone = trade()
        alone.world.parameters.drafting_rounds[:] = np.rint(most)
        assert np.array_equal(drafted(alone, 1)[row], found[row]), most
    moved = np.abs(found - together.world.talks.text).sum(axis=1)
    assert moved[0] == 0.0
    assert (np.diff(moved) > 0.0).all()


def test_who_is_disliked_counts_for_something_all_the_same() -> None:
    left = []
    for least in (0.0, 0.2, 0.5, 0.8):
        model = trade(bias={"south": -1.0})
        model.world.parameters.least_regard[:] = least
        left.append(gains(model)[1])
    assert left == sorted(left)
    assert left[0] < 0.02 < 0.2 < left[-1]


def test_a_mediator_draws_the_text_to_what_it_likes_itself() -> None:
    model = trade(position=dict.fromkeys(ISSUES, 0.0))
    assert (drafted(model).mean(axis=1) < drafted(trade()).mean(axis=1)).all()


def test_a_biased_mediator_favours_its_friend() -> None:
    neutral = gains(trade())
    assert neutral == pytest.approx((0.3, 0.3))
    leads = [0.0]
    for bias in (0.1, 0.3, 0.6, 1.0):
        friend, other = gains(trade(bias={"north": bias, "south": -bias}))
        assert other < 0.299 < 0.301 < friend
        leads.append(friend - other)
    assert leads == sorted(leads)


@pytest.mark.parametrize("start", [0.0, 0.45, 0.6, 1.0])
def test_the_firmest_friend_drafts_nothing_that_costs_the_other_dear(start: float) -> None:
    """Wherever it starts from: a text that one side loses by is no text to sign."""
    model = trade(bias={"north": 0.9, "south": -0.9})
    world = model.world
    world.parties.salience[:, 0] = (0.4, 0.3, 0.1, 0.1, 0.1)
    world.parties.salience[:, 1] = (0.1, 0.1, 0.2, 0.3, 0.3)
    world.parameters.own_interest[:] = 0.0
    world.talks.text[:] = start
    friend, other = gains(model)
    assert friend > 0.0
    assert other > -0.05


def test_issues_that_are_set_aside_are_not_drafted() -> None:
    data = plain()
    data["agendas"]["everything"]["aside"] = ["status"]
    model = model_of(data, 3)
    chair = model.hosts[0]
    before = model.world.talks.text.copy()
    after = chair.improve(model.world, invitation(), before.copy())
    assert np.array_equal(after[:, 0], before[:, 0])
    assert not np.array_equal(after, before)
    assert chair.scope(model.world, invitation())[0].tolist() == [False, True, True, True, True]


def test_offers_go_from_the_most_to_the_least_ambitious() -> None:
    model = model_of(plain(), 2)
    offers = model.hosts[0].offers(model.world, invitation(), model.world.talks.text)
    kinds = [KINDS[offer.kind] for offer in offers]
    assert kinds == ["framework", "interim", "ceasefire", "cbm", "statement"]
    assert set(offers[0].carrots) == {0, 1}
    assert offers[-1].carrots == {}


def test_talks_that_a_mediator_calls_are_as_secret_as_usual() -> None:
    model = model_of(plain(), 3)
    world, chair = model.world, model.hosts[0]
    world.parameters.usual_secrecy[:] = [0.0, 0.5, 0.9]
    called = chair.invitation(world)
    some = world.taken(np.array([2, 0]))
    for offer in chair.offers(some, called, some.talks.text):
        assert offer.secrecy.tolist() == [0.9, 0.0]
    for offer in chair.offers(some, invitation(secrecy=0.3), some.talks.text):
        assert offer.secrecy.tolist() == [0.3, 0.3]


def test_inducements_and_guarantees_are_worth_leverage_times_attention() -> None:
    model = model_of(plain(behaviour={"mediator_leverage": 0.1}), 1)
    chair, text = model.hosts[0], model.world.talks.text
    offer = chair.offers(model.world, invitation(), text)[0]
    assert offer.carrots[0][0] == pytest.approx(0.1 * 0.7 * 0.8 * 0.9)
    assert offer.guarantee[0] == pytest.approx(0.5 * 0.8 * 0.9)
    model.world.mediators.attention[:] = 0.0
    offer = chair.offers(model.world, invitation(), text)[0]
    assert offer.carrots[0][0] == 0.0
    assert offer.guarantee[0] == 0.0


def test_a_mission_shifts_people_to_where_harm_waits_to_be_answered() -> None:
    model = model_of(plain(peacekeepers={"watch": mission()}), 3)
    planned = model.world.missions.planned[:, 0]
    model.world.sectors.debt[1, 2, 0] = 4.0
    posts = model.missions[0].posts(model.world, planned)
    assert np.array_equal(posts[0], planned[0])
    assert posts[1, 2] > planned[1, 2]
    assert posts[1].sum() == pytest.approx(planned[1].sum())
    model.world.missions.patrols[:] = 0.0
    assert np.array_equal(model.missions[0].posts(model.world, planned), planned)


def pulls(host: int = 0, **changes: object) -> tuple[float, float]:
    """Rewards and threats of a broker towards the north."""
    data = plain(mediators={"broker": mediator(**changes)})
    data["behaviour"] = {"mediator_leverage": 0.1, "mediator_penalty": 0.1}
    model = model_of(data, 1)
    first = model.hosts[host].offers(model.world, invitation(), model.world.talks.text)[0]
    return float(first.carrots[0][0]), float(first.sticks[0][0])


def test_leverage_goes_into_rewards_or_threats() -> None:
    full = 0.1 * 0.7 * 0.8 * 0.9
    assert pulls() == pytest.approx((full, 0.0))
    assert pulls(threat=1.0) == pytest.approx((0.0, full))
    assert pulls(threat=0.25) == pytest.approx((0.75 * full, 0.25 * full))
    assert pulls(style={"manipulation": 0.5}) == pytest.approx((0.5 * full, 0.0))
    assert pulls(style={"manipulation": 0.0}, threat=0.5) == (0.0, 0.0)


def test_without_penalties_a_mediator_only_rewards() -> None:
    data = plain(mediators={"broker": mediator(threat=1.0)}, mechanisms={"penalties": False})
    model = model_of(data, 1)
    offer = model.hosts[0].offers(model.world, invitation(), model.world.talks.text)[0]
    assert offer.sticks[0][0] == 0.0
    assert offer.carrots[0][0] > 0.0


def test_a_biased_mediator_moves_its_own_side() -> None:
    """Svensson 2007: costly concessions come from the side that the mediator is biased towards."""
    usual, _ = pulls(bias={"north": 0.3})
    friend, _ = pulls(bias={"north": 0.3}, bias_model="svensson")
    foe, _ = pulls(bias={"north": -0.3}, bias_model="svensson")
    assert foe < usual < friend
    assert friend == pytest.approx(1.3 * usual)
    assert pulls(bias={"north": 1.0}, leverage={"north": 0.9}, bias_model="svensson")[0] <= 0.1


def drawing(deaths: int = 0, **changes: object) -> float:
    """How often a mediator calls a meeting when so many have died of late."""
    model = model_of(quiet(**changes), 4_000)
    model.world.parameters.intensity_response[:] = 0.4
    model.world.day = 100
    model.world.fronts.deaths[:] = deaths
    return calls(model, 100)


def test_mediators_choose_hard_cases_and_some_shun_them() -> None:
    assert drawing(50) > 1.5 * drawing(0)
    assert drawing(50, selection=0.0) == drawing(0, selection=0.0)
    assert drawing(50, selection=-1.0) < drawing(0, selection=-1.0)
    data = {**quiet(), "mechanisms": {"selection": False}}
    model = model_of(data, 4_000)
    usual = calls(model, 100)
    model.world.fronts.deaths[:] = 50
    model.world.fronts.rung[:] = 2
    assert calls(model, 100) == usual


def brokered(**changes: object) -> MediationModel:
    """A ceasefire of the broker that is in force."""
    model = model_of(plain(**changes), 2)
    table = model.world.agreements
    table.kind[:, 0], table.host[:, 0], table.in_force[:, 0] = 3, 0, 0
    model.world.slots_changed()
    return model


def test_who_brokered_a_deal_turns_away_while_it_is_quiet() -> None:
    world = brokered().world
    world.fronts.rung[1] = 3
    full = attending(world)[0, 0]
    for _ in range(60):
        turn_away(world, 7.0)
    spared = 1.0 - world.parameters.turning_away[0] * (1.0 - np.exp(-420.0 / 400.0))
    assert attending(world)[0, 0] == pytest.approx(full * spared)
    assert attending(world)[1, 0] == full
    world.fronts.rung[:] = 3
    for _ in range(60):
        turn_away(world, 7.0)
    assert attending(world)[0, 0] == pytest.approx(full, abs=1e-3)
    still = brokered(mechanisms={"turning_away": False}).world
    turn_away(still, 1_000.0)
    assert attending(still)[0, 0] == full


def test_effort_in_drafting_sets_the_step() -> None:
    idle = trade(style={"formulation": 0.0})
    assert np.array_equal(drafted(idle), idle.world.talks.text)
    some, full = trade(style={"formulation": 0.3}), trade()
    opening = full.world.talks.text
    assert np.abs(drafted(some) - opening).sum() < np.abs(drafted(full) - opening).sum()


def test_issues_come_up_step_by_step() -> None:
    data = plain()
    data["agendas"]["everything"]["steps"] = [["corridor"], ["status", "return"]]
    model = model_of(data, 2)
    chair, table = model.hosts[0], model.world.agreements
    assert chair.scope(model.world, invitation())[0].tolist() == [False, False, True, False, False]
    table.kind[1, 0], table.settles[1, 0, 2] = 4, True
    model.world.slots_changed()
    scope = chair.scope(model.world, invitation())
    assert scope[0].tolist() == [False, False, True, False, False]
    assert scope[1].tolist() == [True, False, False, True, False]
    table.settles[1, 0, :4] = True
    assert not chair.scope(model.world, invitation())[1].any()
