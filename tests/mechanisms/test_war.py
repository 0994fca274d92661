"""Attacks: begun, fought, suspended, and ended for a reason."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.mechanisms import battle, war
from sim.model import MediationModel
from sim.prospects.force import remaining_gain, remaining_loss
from sim.world.layout import CEASEFIRE, CLASHES, OPERATION, WAR
from sim.world.records import AGREEMENT, EXHAUSTION, GUARANTOR, VICTORY, Strategy
from sim.world.tables import FOREVER
from sim.world.world import World
from tests.laws.situations import case_of, plain, sector

RUNS = 200
EVERYWHERE = np.ones((RUNS, 4), dtype=bool)


@pytest.fixture
def world() -> World:
    data = plain(peacekeepers={}, behaviour={"advance_time": 10.0, "war_deaths": 5.0})
    return MediationModel(case_of(data), runs=RUNS).world


def strategy(choice: int, days: int = 9) -> Strategy:
    return Strategy(
        party=0,
        front=0,
        side=0,
        due=np.ones(RUNS, dtype=bool),
        choice=np.full(RUNS, choice),
        worth=np.zeros((RUNS, 5)),
        objectives=EVERYWHERE,
        preparation=np.full(RUNS, days),
    )


def live(world: World, days: int) -> None:
    for _ in range(days):
        world.luck.begin(world.day)
        war.begin(world)
        battle.fight(world)
        world.day += 1


@pytest.mark.parametrize(("choice", "rung"), [(3, OPERATION), (4, WAR)])
def test_an_attack_begins_once_it_is_prepared(world: World, choice: int, rung: int) -> None:
    war.prepare(world, strategy(choice))
    live(world, 9)
    assert not world.fronts.attacking.any()
    assert not world.parties.dead.any()
    live(world, 1)
    assert world.fronts.attacking[:, 0, 0].all()
    assert not world.fronts.attacking[:, 0, 1].any()
    assert (world.fronts.rung == rung).all()
    assert (world.tally.operations == 1).all()
    assert (world.tally.wars == (choice == 4)).all()


@pytest.mark.parametrize("choice", [0, 1, 2])
def test_who_does_not_attack_prepares_nothing(world: World, choice: int) -> None:
    war.prepare(world, strategy(choice))
    live(world, 12)
    assert (world.fronts.attack_scale == 0).all()


def test_a_change_of_mind_calls_an_attack_off(world: World) -> None:
    war.prepare(world, strategy(4))
    world.day = 3
    war.call_off(world, strategy(1))
    live(world, 12)
    assert (world.fronts.attack_day == FOREVER).all()
    assert not world.sectors.objective.any()
    assert (world.tally.wars == 0).all()


def test_an_attack_that_was_dated_is_not_called_off_and_not_a_decision(world: World) -> None:
    war.prepare(world, strategy(4))
    world.fronts.own_choice[:] = False
    war.call_off(world, strategy(1))
    live(world, 10)
    assert world.fronts.attacking[:, 0, 0].all()
    assert (world.tally.wars == 0).all()


def test_ground_that_is_taken_moves_the_status_quo(world: World) -> None:
    before = world.issues.status_quo.copy()
    rows, places = np.array([3, 3, 5]), np.array([0, 2, 1])
    battle.change_hands(world, rows, places, 0)
    assert world.sectors.holder[3].tolist() == [0, 1, 0, 1]
    moved = world.issues.status_quo - before
    assert moved[3] == pytest.approx([0.0, 0.2, 0.0, 0.0, 0.0])
    assert moved[5] == pytest.approx([0.0, 0.1, 0.0, 0.0, 0.0])
    assert not moved[[0, 1, 2, 4]].any()
    battle.change_hands(world, rows, places, 1)
    assert world.issues.status_quo == pytest.approx(before)


def test_a_war_is_fought_sector_by_sector_and_both_sides_lose_people(world: World) -> None:
    war.prepare(world, strategy(4, days=1))
    live(world, 8)
    taken = (world.sectors.holder == 0).sum(axis=1)
    assert 0 < taken.mean() < 4
    assert (world.parties.dead > 0).all()
    live(world, 60)
    assert (world.sectors.holder == 0).all()


def test_the_stronger_side_advances_faster_and_loses_fewer(world: World) -> None:
    world.parties.capability[: RUNS // 2, 0] = 6.0
    war.prepare(world, strategy(4, days=1))
    live(world, 8)
    strong, even = slice(0, RUNS // 2), slice(RUNS // 2, RUNS)
    progress = world.sectors.progress.sum(axis=1) + (world.sectors.holder == 0).sum(axis=1)
    assert progress[strong].mean() > 1.2 * progress[even].mean()
    assert world.parties.dead[strong, 0].mean() < 0.7 * world.parties.dead[even, 0].mean()


def test_an_advance_slows_as_reserves_are_used_up() -> None:
    left, exponents = np.array([1.0, 0.25, 0.0, 0.3, 0.3]), np.array([0.5, 0.5, 0.5, 1.0, 0.0])
    assert battle.vigour(left, exponents).tolist() == [1.0, 0.5, 0.0, 0.3, 1.0]


def test_nobody_dies_for_what_is_taken_already(world: World) -> None:
    war.prepare(world, strategy(4, days=1))
    live(world, 80)
    assert (world.sectors.holder == 0).all()
    dead = world.parties.dead.copy()
    live(world, 5)
    assert np.array_equal(world.parties.dead, dead)


def attacking(world: World, gain: float) -> None:
    """An attack that is under way for what is worth so much."""
    war.prepare(world, strategy(3, days=1))
    live(world, 2)
    world.sectors.prize[:, :, 1] = gain


def test_an_attack_ends_in_victory_when_nothing_is_left(world: World) -> None:
    attacking(world, 0.1)
    world.sectors.holder[:] = 0
    (halt,) = war.review(world)
    assert (halt.reason == VICTORY).all()
    assert not world.fronts.attacking.any()
    assert (world.fronts.rung == CLASHES).all()
    assert (world.fronts.stopped_by[:, 0, 0] == VICTORY).all()


def test_an_attack_ends_in_exhaustion_when_it_costs_more_than_it_brings(world: World) -> None:
    attacking(world, 0.25)
    world.parameters.guarantor_effect[:] = 0.0
    world.parameters.war_cost[:] = 0.001
    assert war.review(world) == []
    world.parameters.war_cost[:] = 50.0
    (halt,) = war.review(world)
    assert (halt.reason == EXHAUSTION).all()
    assert (halt.gain < halt.cost).all()


def test_a_limited_operation_is_kept_up_for_some_days_only(world: World) -> None:
    attacking(world, 0.25)
    world.parameters.guarantor_effect[:] = 0.0
    world.parameters.war_cost[:] = 0.001
    world.parameters.limited_time[:] = 9.0
    world.day = 9
    assert war.review(world) == []
    world.day = 10
    (halt,) = war.review(world)
    assert (halt.reason == EXHAUSTION).all()
    assert not world.fronts.attacking.any()


def test_an_attack_ends_under_a_guarantor(world: World) -> None:
    attacking(world, 0.25)
    world.parameters.war_cost[:] = 0.001
    world.parameters.guarantor_effect[:] = 10.0
    (halt,) = war.review(world)
    assert (halt.reason == GUARANTOR).all()
    assert (halt.gain > halt.cost).all()
    assert (halt.gain < halt.cost + halt.guarantor).all()


@pytest.mark.parametrize(("reputation", "resumed"), [(0.0, True), (1.0, False)])
def test_a_pause_that_meets_an_unfinished_attack_holds_only_at_a_price(
    world: World, reputation: float, resumed: bool
) -> None:
    attacking(world, 0.25)
    world.parameters.war_cost[:] = 0.001
    world.parameters.guarantor_effect[:] = 0.0
    world.parameters.reputation_cost[:] = reputation
    world.tally.truce_day[:] = world.day
    war.suspend(world, 0, np.ones(RUNS, dtype=bool))
    assert not world.fronts.attacking.any()
    war.review(world)
    assert (world.fronts.attacking[:, 0, 0] == resumed).all()
    assert (world.tally.held_by == AGREEMENT).all()


def test_reserves_are_spent_and_come_back(world: World) -> None:
    war.prepare(world, strategy(4, days=1))
    live(world, 8)
    spent = world.fronts.reserves[:, 0, 0].copy()
    assert (spent < 1.0).all()
    world.fronts.attacking[:] = False
    war.recover(world, 30.0)
    assert (world.fronts.reserves[:, 0, 0] > spent).all()
    war.recover(world, 1e6)
    assert (world.fronts.reserves == 1.0).all()


def attacked(world: World, announced: int | None, front: int = -1) -> tuple[float, float, float]:
    """Dead, progress and reserves left after three days of attack from the tenth day on."""
    war.prepare(world, strategy(4))
    table = world.agreements
    if announced is not None:
        table.kind[:, 0], table.in_force[:, 0], table.front[:, 0] = CEASEFIRE, announced, front
        world.slots_changed()
    live(world, 12)
    dead, progress = world.parties.dead.sum(), world.sectors.progress.mean()
    return float(dead), float(progress), float(world.fronts.reserves[:, 0, 0].mean())


def test_an_attacker_takes_what_it_can_before_an_announced_ceasefire_holds() -> None:
    """It costs people and reserves, on the front that the ceasefire is for and on no other."""

    def fresh() -> World:
        data = plain(peacekeepers={}, behaviour={"advance_time": 60.0, "war_deaths": 5.0})
        return MediationModel(case_of(data), runs=RUNS).world

    usual, hurried = attacked(fresh(), None), attacked(fresh(), 60)
    assert hurried[0] > 1.2 * usual[0]
    assert hurried[1] > 1.2 * usual[1]
    assert hurried[2] < usual[2]
    assert attacked(fresh(), 60, front=1) == usual
    assert attacked(fresh(), 5) == usual


def test_what_is_left_of_a_victory_falls_as_the_objectives_do(world: World) -> None:
    """Half the objectives taken, half the gain is left: ground gained is not subtracted twice."""
    war.prepare(world, strategy(4, days=1))
    whole, lost = remaining_gain(world, 0, 0), remaining_loss(world, 0, 0)
    rows = np.arange(RUNS)
    for place in (0, 1):
        battle.change_hands(world, rows, np.full(RUNS, place), 0)
    assert remaining_gain(world, 0, 0) == pytest.approx(0.5 * whole)
    assert remaining_loss(world, 0, 0) == pytest.approx(0.5 * lost)


def test_objectives_on_one_front_leave_those_on_another_alone() -> None:
    data = plain(peacekeepers={})
    sectors = {f"r{place}": sector("north", "south") for place in range(4)}
    data["fronts"]["river"] = {"name": "R", "between": ["north", "south"], "sectors": sectors}
    both = MediationModel(case_of(data), runs=RUNS).world
    first = np.array([[True] * 4 + [False] * 4] * RUNS)
    war.prepare(both, replace(strategy(3), objectives=first))
    alone = remaining_gain(both, 0, 0)
    assert (alone > 0.0).all()
    war.prepare(both, replace(strategy(3), front=1, objectives=~first))
    assert both.sectors.objective[:, :, 0].all()
    assert remaining_gain(both, 0, 0) == pytest.approx(alone)
