"""Agreements: signed, in force, carried out, and broken."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.mechanisms import agreements, breaches
from sim.model import MediationModel
from sim.prospects.force import reaction
from sim.prospects.truces import truce
from sim.world.layout import AGREEMENT_SLOTS, KINDS
from sim.world.tables import FOREVER
from sim.world.world import World
from tests.laws.situations import case_of, party, plain
from tests.mechanisms.offers import offer

ALL = np.arange(3)


@pytest.fixture
def world() -> World:
    data = plain()
    data["parties"]["agent"] = party(0.1, principal="south")
    data["parties"]["east"] = party(0.5)
    data["behaviour"] = {"tranche_time": 100.0, "prior_evidence": 4.0}
    made = MediationModel(case_of(data), runs=3).world
    made.day = 40
    return made


def sign(world: World, kind: str, rows: np.ndarray = ALL, **changes: Any) -> np.ndarray:
    delay = changes.pop("delay", 0.0)
    draft = offer(world, kind, **changes)
    return agreements.sign(world, rows, draft, 0, (0, 1), delay=delay, ambiguity=0.5)


def test_a_signed_draft_takes_the_first_free_slot_of_each_run(world: World) -> None:
    assert sign(world, "cbm", np.array([1])).tolist() == [0]
    assert sign(world, "framework", delay=10.0).tolist() == [0, 1, 0]
    table = world.agreements
    assert table.kind[:, :2].tolist() == [[5, 0], [2, 5], [5, 0]]
    assert table.signed[1, :2].tolist() == [40, 40]
    assert table.in_force[1, :2].tolist() == [40, 50]
    assert table.signatory[0, 0].tolist() == [True, True, False, False]
    assert table.bound[0, 0].tolist() == [True, True, True, False]
    assert (world.tally.first_day == 40).all()
    assert world.tally.best.tolist() == [5, 5, 5]


def test_a_statement_takes_no_slot_and_is_no_agreement_yet(world: World) -> None:
    assert sign(world, "statement").tolist() == [-1, -1, -1]
    assert (world.agreements.kind == 0).all()
    assert (world.tally.best == 1).all()
    assert (world.tally.first_day < 0).all()


def test_more_agreements_than_slots_name_the_run_and_the_day(world: World) -> None:
    world.run_ids = np.array([7, 431, 9])
    for _ in range(AGREEMENT_SLOTS):
        sign(world, "ceasefire", np.array([1]))
    sign(world, "ceasefire", np.array([0, 2]))
    with pytest.raises(OverflowError, match="run 431, day 40: more agreements"):
        sign(world, "ceasefire")


def test_a_slot_that_is_freed_is_used_again(world: World) -> None:
    sign(world, "ceasefire")
    agreements.end(world, 0, np.array([True, False, False]))
    assert sign(world, "cbm").tolist() == [0, 1, 1]
    assert world.tally.truce_end.tolist() == [40, FOREVER, FOREVER]


def test_on_its_day_a_ceasefire_stops_attacks_and_not_before(world: World) -> None:
    world.fronts.attacking[:, 0, 0] = True
    world.fronts.unfinished[:, 0, 0] = True
    world.fronts.attack_scale[:, 0, 0] = 2
    world.fronts.rung[:, 0] = 4
    sign(world, "ceasefire", delay=2.0)
    for day, fighting in ((40, True), (41, True), (42, False)):
        world.day = day
        agreements.enter_into_force(world)
        assert (world.fronts.attacking[:, 0, 0] == fighting).all(), day
        assert (truce(world, 0) != fighting).all(), day
    assert (world.fronts.rung[:, 0] == 2).all()
    assert world.fronts.unfinished[:, 0, 0].all()


def test_measures_take_effect_when_the_agreement_does(world: World) -> None:
    world.sectors.distance[:] = 50.0
    sign(world, "cbm", measures=("sniper_withdrawal", "trench_freeze"))
    agreements.enter_into_force(world)
    assert world.sectors.snipers[0] == pytest.approx([0.4] * 4)
    assert (world.sectors.distance == world.parameters.reference_distance[0]).all()


def test_an_attack_breaks_a_truce(world: World) -> None:
    sign(world, "ceasefire")
    world.day = 50
    world.fronts.attacking[1, 0, 0] = True
    (breach,) = breaches.denounce(world)
    assert breach.cause == "attack"
    assert breach.ended.tolist() == [False, True, False]
    assert truce(world, 0).tolist() == [True, False, True]
    assert world.tally.truce_end.tolist() == [FOREVER, 50, FOREVER]


def test_a_ceasefire_takes_the_place_of_one_that_an_attack_has_broken(world: World) -> None:
    sign(world, "ceasefire")
    agreements.enter_into_force(world)
    world.day = 43
    world.fronts.attacking[1, 0, 0] = True
    sign(world, "ceasefire", delay=1.0)
    world.day = 44
    agreements.enter_into_force(world)
    assert (world.agreements.kind > 0).sum(axis=1).tolist() == [2, 1, 2]
    assert world.agreements.signed[1, 1] == 43
    assert world.tally.accord_end.tolist() == [FOREVER, 44, FOREVER]
    assert world.tally.truce_day.tolist() == [44, 44, 44]
    assert world.tally.truce_end.tolist() == [FOREVER, FOREVER, FOREVER]


@pytest.mark.parametrize(("mechanism", "broken"), [(False, True), (True, False)])
def test_blamed_losses_break_a_bare_truce_before_one_with_a_mechanism(
    world: World, mechanism: bool, broken: bool
) -> None:
    """Fourteen dead in a week against a tolerance of ten: half of them, where a body vouches."""
    sign(world, "ceasefire", mechanism=mechanism)
    world.agreements.ambiguity[:] = 0.0
    world.day = 50
    world.parties.tolerance[:] = 10.0
    world.parties.dead[:, 1] = 14
    world.pairs.harmed[:, 1, 0] = world.pairs.blamed[:, 1, 0] = 14.0
    assert bool(breaches.denounce(world)) == broken
    assert (truce(world, 0) != broken).all()


def test_losses_that_are_nobodys_fault_break_nothing(world: World) -> None:
    sign(world, "ceasefire")
    world.day = 50
    world.parties.dead[:, 1] = 1_000
    world.pairs.harmed[:, 1, 0] = 1_000.0
    assert breaches.denounce(world) == []


def test_inherited_truces_and_those_of_the_first_days_are_left_alone(world: World) -> None:
    sign(world, "ceasefire")
    world.parties.dead[:, 1] = 1_000
    world.pairs.harmed[:, 1, 0] = world.pairs.blamed[:, 1, 0] = 1_000.0
    world.day = 45
    assert breaches.denounce(world) == []
    world.day = 50
    world.agreements.inherited[:] = True
    assert breaches.denounce(world) == []


def test_a_deal_is_dropped_where_a_signatory_no_longer_wants_it(world: World) -> None:
    sign(world, "framework")
    sign(world, "cbm")
    wants = {0: np.array([True, False, True]), 1: np.array([True, True, True])}
    (breach,) = breaches.repudiate(world, lambda who, slot: wants[who])
    assert breach.cause == "repudiated"
    assert breach.ended.tolist() == [False, True, False]
    assert world.agreements.kind[1].tolist()[:2] == [0, 2]


def test_what_is_carried_out_is_not_dropped(world: World) -> None:
    sign(world, "framework")
    world.agreements.carried[:, 0] = 1.0
    assert breaches.repudiate(world, lambda who, slot: np.zeros(3, dtype=bool)) == []


def test_a_settlement_calms_the_front_and_a_ceasefire_does_not(world: World) -> None:
    world.fronts.rung[:, 0] = 2
    sign(world, "ceasefire")
    agreements.settle_down(world)
    assert (world.fronts.rung[:, 0] == 2).all()
    sign(world, KINDS[-1], np.array([2]))
    agreements.settle_down(world)
    assert world.fronts.rung[:, 0].tolist() == [2, 2, 0]


def test_a_breach_says_who_walked_out_and_why(world: World) -> None:
    sign(world, "ceasefire")
    world.agreements.ambiguity[:] = 0.0
    world.day = 50
    world.parties.tolerance[:] = 10.0
    world.parties.dead[:, 1] = 14
    world.pairs.harmed[:, 1, 0] = world.pairs.blamed[:, 1, 0] = 14.0
    (breach,) = breaches.denounce(world)
    assert breach.party.tolist() == [1, 1, 1]
    assert breach.gain == pytest.approx([14.0] * 3)
    assert breach.cost == pytest.approx([10.0] * 3)


def test_a_repudiated_deal_says_what_it_was_worth(world: World) -> None:
    sign(world, "framework")
    worth = np.array([0.2]), np.array([0.3])
    (breach,) = breaches.repudiate(
        world, lambda who, slot: np.full(3, who == 0), lambda who, slot: worth
    )
    assert breach.party.tolist() == [1, 1, 1]
    assert (breach.gain[0], breach.cost[0]) == (0.3, 0.2)


def test_forces_that_were_pulled_apart_close_up_when_the_truce_ends(world: World) -> None:
    world.sectors.distance[:, 1] = 1_500.0
    before = world.sectors.distance.copy()
    sign(world, "ceasefire", measures=("separation",))
    agreements.enter_into_force(world)
    assert world.sectors.distance[0] == pytest.approx([1_000.0, 1_500.0, 1_000.0, 1_000.0])
    agreements.end(world, 0, np.array([True, False, False]))
    assert world.sectors.distance[0] == pytest.approx(before[0])
    assert world.sectors.distance[1, 0] == pytest.approx(1_000.0)


def test_a_guarantee_holds_an_attacker_back_while_its_host_attends(world: World) -> None:
    bare = reaction(world, 0, 0)
    sign(world, "ceasefire", promise=np.full(3, 0.5))
    world.agreements.in_force[:, 0] = world.day
    held = reaction(world, 0, 0)
    effect = world.parameters.guarantor_effect[0]
    assert held - bare == pytest.approx([effect * 0.5 * 0.8 * 0.9] * 3)
    world.mediators.attention[:] = 0.0
    assert (reaction(world, 0, 0) < bare).all()
