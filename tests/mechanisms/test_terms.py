"""Terms: tranche by tranche, each waiting until the last is seen to be carried out."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.mechanisms import agreements, terms
from sim.model import MediationModel
from sim.prospects.witnesses import chance_verified
from sim.scenario.schema import Term
from sim.world.world import World
from tests.laws.situations import Data, case_of, mission, plain
from tests.mechanisms.offers import offer

RUNS = 400
ALL = np.arange(RUNS)
WEEK = np.full(RUNS, 7.0)


def world_of(**changes: Any) -> World:
    data: Data = plain(peacekeepers={}, **changes)
    data["behaviour"] = {"tranche_time": 100.0, "tranches": 4, "own_verification": 0.0}
    made = MediationModel(case_of(data), runs=RUNS).world
    made.day = 40
    return made


def sign(world: World, said: dict[str, Term] | None = None, **changes: Any) -> None:
    ambiguity = changes.pop("ambiguity", 0.0)
    draft = offer(world, "settlement", **changes)
    agreements.sign(world, ALL, draft, 0, (0, 1), delay=0.0, ambiguity=ambiguity, terms=said)


def weeks(world: World, count: int) -> list[Any]:
    told = []
    for _ in range(count):
        world.day += 7
        world.luck.begin(world.day)
        told += terms.carry_out(world, 7.0)
    return told


def sure(world: World) -> None:
    """Everything anybody can see is found out at once."""
    world.parameters.own_verification[:] = 1e6


def test_what_nobody_verifies_goes_no_further_than_a_tranche() -> None:
    world = world_of()
    sign(world)
    weeks(world, 60)
    assert world.agreements.done[:, 0] == pytest.approx(np.full((RUNS, 5), 0.25))
    assert (world.agreements.verified == 0.0).all()
    assert world.issues.status_quo[0] == pytest.approx([0.2 + 0.25 * 0.3] * 5)


def test_trust_alone_does_not_speed_it_and_what_is_verified_does() -> None:
    world = world_of()
    sign(world)
    world.pairs.good[:] = 1_000.0
    weeks(world, 60)
    assert (world.agreements.carried[:, 0] == 0.25).all()
    sure(world)
    weeks(world, 20)
    assert (world.agreements.carried[:, 0] == 1.0).all()
    assert world.issues.status_quo[0] == pytest.approx([0.5] * 5)


def test_an_obligor_acts_at_the_pace_of_its_due_date() -> None:
    world = world_of()
    sure(world)
    slow = Term.model_validate({"due": {"value": 700.0}})
    sign(world, {"status": slow})
    weeks(world, 2)
    assert world.agreements.done[0, 0].tolist() == pytest.approx([0.02] + [0.14] * 4)


@pytest.mark.parametrize("days", [0, 1, 5, 7, 30])
def test_no_more_is_done_than_the_days_in_force_allow(days: int) -> None:
    """Work is done once a week; a text of one day has had one day of it."""
    world = world_of()
    sign(world)
    world.day += days
    world.luck.begin(world.day)
    terms.carry_out(world, 7.0)
    assert world.agreements.done[:, 0] == pytest.approx(min(days, 7) / 100.0)


def test_all_terms_wait_for_the_slowest() -> None:
    world = world_of()
    sure(world)
    sign(world, {"status": Term.model_validate({"due": {"value": 2_800.0}})})
    weeks(world, 90)
    assert world.agreements.done[0, 0, 0] == pytest.approx(0.225)
    assert world.agreements.done[0, 0, 1:] == pytest.approx([0.25] * 4)


def test_without_verification_nothing_waits() -> None:
    world = world_of(mechanisms={"verification": False})
    sign(world)
    weeks(world, 15)
    assert (world.agreements.carried[:, 0] == 1.0).all()


def test_issues_set_aside_stay_as_they_are() -> None:
    world = world_of()
    sure(world)
    issues = np.ones((RUNS, 5), dtype=bool)
    issues[:, 0] = False
    sign(world, issues=issues)
    weeks(world, 40)
    assert world.issues.status_quo[0] == pytest.approx([0.2, 0.5, 0.5, 0.5, 0.5])


def test_who_gives_most_has_to_act_unless_the_text_names_another() -> None:
    """From .2 to .5 the south, which wants 0, gives on every issue."""
    world = world_of()
    sign(world, {"status": Term(obligor="north")})
    acts = np.argmax(world.agreements.obligor[0, 0], axis=1)
    assert acts.tolist() == [0, 1, 1, 1, 1]


def test_what_is_verified_is_an_act_of_good_faith_and_what_is_disputed_is_none() -> None:
    world = world_of()
    sure(world)
    before = world.pairs.good.copy()
    sign(world, ambiguity=1.0)
    told = weeks(world, 12)
    assert any(record.disputed.any() for record in told)
    assert not any(record.verified.any() for record in told)
    assert np.array_equal(world.pairs.good, before)
    assert (world.agreements.kind[:, 0] == 6).all()
    world.agreements.doubt[:] = 0.0
    told = weeks(world, 1)
    assert all(record.verified.all() for record in told)
    assert (world.pairs.good[:, 0, 1] > before[:, 0, 1]).all()
    assert np.array_equal(world.pairs.good[:, 1, 0], before[:, 1, 0])


def test_ambiguity_only_delays() -> None:
    spent = []
    for ambiguity in (0.0, 0.5, 0.9):
        world = world_of()
        sure(world)
        sign(world, ambiguity=ambiguity)
        weeks(world, 30)
        spent.append(float(world.agreements.carried[:, 0].mean()))
    assert spent[0] > spent[1] > spent[2]


def chances(evidence: str, observer: str | None = None, **changes: Any) -> float:
    """Chance that a week shows a term, with a mission as described."""
    data = plain(peacekeepers={"watch": mission(**changes), "other": mission(strength=0.0)})
    data["behaviour"] = {"own_verification": 0.0}
    world = MediationModel(case_of(data), runs=RUNS).world
    term = Term.model_validate({"evidence": evidence, "observer": observer})
    sign(world, {"status": term})
    return float(chance_verified(world, 0, 0, WEEK)[0])


def test_seen_times_may_investigate_times_correct() -> None:
    watching = ["observe"]
    plain_sight, hidden = chances("observe"), chances("investigate")
    only_watching = chances("investigate", tasks=watching)
    assert plain_sight > hidden > only_watching > 0.0
    assert chances("observe", tasks=watching) == plain_sight
    assert chances("observe", clarity=0.4) == pytest.approx(0.5 * plain_sight)
    assert chances("observe", observer="other") == 0.0
    assert chances("observe", observer="watch") == plain_sight


def test_a_joint_body_sees_its_share_and_own_eyes_only_what_is_plain() -> None:
    world = world_of()
    hidden = Term(evidence="investigate")
    sign(world, {"status": hidden}, mechanism=True)
    expected = world.parameters.mechanism_presence[0] * world.parameters.attribution_investigate[0]
    assert chance_verified(world, 0, 0, WEEK)[0] == pytest.approx(expected)
    world.agreements.mechanism[:] = False
    assert (chance_verified(world, 0, 0, WEEK) == 0.0).all()
    sure(world)
    assert (chance_verified(world, 0, 0, WEEK) == 0.0).all()
    assert (chance_verified(world, 0, 1, WEEK) == 1.0).all()


def test_a_joint_body_sees_the_less_the_shorter_it_looks() -> None:
    """And over two spells together what it sees over both."""
    world = world_of()
    sign(world, mechanism=True)
    day, rest, week = (
        chance_verified(world, 0, 0, np.full(RUNS, days))[0] for days in (1.0, 6.0, 7.0)
    )
    parameters = world.parameters
    known = parameters.mechanism_presence * parameters.attribution_investigate
    assert week == known[0]
    assert 0.0 < day < rest < week
    assert 1.0 - (1.0 - day) * (1.0 - rest) == pytest.approx(week)
