"""Engagements: how they grow, whom they kill, and whom troops shield."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.mechanisms import battle, front
from sim.model import MediationModel
from sim.world.records import Incidents
from sim.world.world import World
from tests.laws.situations import Data, case_of, mission, plain

RUNS = 4_000
QUIET = {"escalation": False, "strategy": False, "initiative": False}


def busy(data: Data, **numbers: float) -> World:
    """A world of many runs in which everybody fires, and nobody is more eager than the rulebook."""
    data["behaviour"] = {"incident_rate": 20.0, "retaliation": 0.5, **numbers}
    data["mechanisms"] = {**QUIET, **data.get("mechanisms", {})}
    data["parties"]["north"]["stance"] = "guarded"
    world = MediationModel(case_of(data), runs=RUNS).world
    front.make_ready(world)
    return world


def a_day(data: Data, **numbers: float) -> Incidents:
    world = busy(data, **numbers)
    world.luck.begin(0)
    return front.fire(world)


def tail(hit: NDArray[np.int64], least: int) -> float:
    """Exponent of the sizes from `least` on, by maximum likelihood (Clauset et al. 2009)."""
    large = hit[hit >= least]
    assert len(large) > 300
    return float(1.0 + len(large) / np.log(large / (least - 0.5)).sum())


@pytest.mark.parametrize(("growth", "exponent"), [(1.0, 3.0), (1.6, 2.25)])
def test_the_tail_of_sizes_follows_from_the_answers(growth: float, exponent: float) -> None:
    """1 + 1 / (growth x retaliation): the law stands nowhere, the answers make it."""
    found = a_day(plain(peacekeepers={}), engagement_growth=growth, largest_engagement=1e5)
    assert tail(found.hit - found.civilians, 6) == pytest.approx(exponent, rel=0.1)


def test_an_engagement_hits_one_where_nobody_answers() -> None:
    """P(1) = rate of breaking off / (that + growth x answering)."""
    found = a_day(plain(peacekeepers={}), engagement_growth=1.0)
    assert (found.hit == 1).mean() == pytest.approx(1.0 / 1.5, abs=0.02)
    silent = a_day(plain(peacekeepers={}, mechanisms={"retaliation": False}))
    assert set(silent.hit) == {1}
    assert set(a_day(plain(peacekeepers={}), engagement_growth=0.0).hit) == {1}


def test_no_engagement_is_larger_than_the_largest() -> None:
    found = a_day(plain(peacekeepers={}), engagement_growth=1e6, largest_engagement=7.0)
    assert found.hit.max() == 7


def test_troops_in_between_keep_engagements_small() -> None:
    spread = {"strength": 60.0, "tasks": ["interpose"], "patrols": 0.0}
    held = a_day(plain(peacekeepers={"watch": mission(**spread)}), contact_reduction=1.0)
    free = a_day(plain(peacekeepers={}), contact_reduction=1.0)
    assert held.hit.mean() < 0.9 * free.hit.mean()


def near(people: float, tasks: tuple[str, ...] = ()) -> Incidents:
    """A day with so many people living near, under troops with these tasks."""
    data = plain(peacekeepers={})
    if tasks:
        troops = mission(strength=200.0, tasks=list(tasks), patrols=0.0)
        data["peacekeepers"] = {"watch": troops}
    for sector in data["fronts"]["line"]["sectors"].values():
        sector["civilians"] = people
    return a_day(
        data, civilian_exposure=0.4, retaliation=0.0, lethality=0.5, contact_reduction=0.35
    )


def test_civilians_die_where_they_live_near() -> None:
    """.4 for each soldier and 10,000 people, beside the soldiers and not in their place."""
    nobody, few, many = (near(people) for people in (0.0, 5_000.0, 20_000.0))
    assert nobody.civilians.sum() == 0
    assert few.civilians.mean() == pytest.approx(0.5 * 0.2, rel=0.1)
    assert many.civilians.mean() == pytest.approx(0.5 * 0.8, rel=0.1)
    soldiers = [(day.killed - day.civilians).mean() for day in (nobody, few, many)]
    assert soldiers == pytest.approx([0.5] * 3, rel=0.05)


def test_troops_who_protect_shield_civilians_and_others_do_not() -> None:
    shares = [
        found.civilians.sum() / (found.killed - found.civilians).sum()
        for found in (near(2e4), near(2e4, ("interpose",)), near(2e4, ("protect",)))
    ]
    assert shares[1] == pytest.approx(shares[0], rel=0.1)
    assert shares[2] < 0.6 * shares[0]


@pytest.mark.parametrize(("tasks", "fewer"), [(["protect"], True), (["interpose"], False)])
def test_they_shield_civilians_from_attacks_as_well(tasks: list[str], fewer: bool) -> None:
    dead = []
    for troops in ({}, {"watch": mission(tasks=tasks, strength=200.0)}):
        data = plain(peacekeepers=troops)
        for sector in data["fronts"]["line"]["sectors"].values():
            sector["civilians"] = 10_000.0
        world = busy(data, civilian_share=0.5, contact_reduction=0.35)
        world.fronts.attacking[:, 0, 0] = True
        world.fronts.attack_scale[:, 0, 0] = 2
        world.sectors.objective[:, :2, 0] = True
        world.luck.begin(0)
        battle.fight(world)
        dead.append(world.tally.civilian.sum() / world.tally.military.sum())
    assert dead[0] == pytest.approx(0.5, rel=0.05)
    assert (dead[1] < 0.7 * dead[0]) == fewer


def test_who_fled_cannot_flee_again() -> None:
    data = plain(peacekeepers={})
    data["fronts"]["line"]["sectors"]["s0"]["civilians"] = 1_000.0
    world = busy(data, displacement=0.6)
    once = (np.array([2]), np.array([0]))
    battle.change_hands(world, *once, 0)
    assert world.sectors.civilians[2, 0] == 400.0
    battle.change_hands(world, *once, 1)
    assert world.tally.displaced[2] == 600 + 240
