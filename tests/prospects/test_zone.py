"""The zone of possible agreement, in a quarrel with positions like the documented ones.

A stronger side that wants its districts back, a weaker one that holds them and wants its status
settled; red lines on the status on both sides, no guarantor. All numbers that matter stand here.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from sim.bargaining import packages
from sim.model import MediationModel
from sim.prospects import zone
from sim.prospects.worth import outlook_of, stakes_of
from sim.prospects.zone import zone_of_agreement
from tests.laws.situations import ISSUES, Data, case_of, party, plain

RUNS = 16
BEHAVIOUR = {
    "incident_rate": 0.0,
    "war_cost": 0.2,
    "starting_cost": 0.05,
    "contest_exponent": 1.2,
    "audience_cost": 0.12,
    "treason_cost": 3.0,
    "annual_discount": 0.92,
    "choice_precision": 15.0,
    "belief_spread": 0.1,
}
STATUS_QUO = (0.8, 1.0, 1.0, 0.0, 0.0)
BY_FORCE = (0.6, 0.8, 0.4, 0.6, 0.0)


def _by_issue(*numbers: float) -> dict[str, float]:
    return dict(zip(ISSUES, numbers, strict=True))


def quarrel(ratio: float, terrain: float, war_cost: float = 0.2) -> Data:
    """The quarrel at a ratio of power, where ground is worth so much of it."""
    data = plain(days=3, peacekeepers={}, mediators={}, timeline=[], agendas={})
    for issue, now, force in zip(ISSUES, STATUS_QUO, BY_FORCE, strict=True):
        data["issues"][issue] |= {"status_quo": now, "by_force": force}
    data["parties"] = {
        "north": party(
            0.0,
            capability=ratio,
            positions=_by_issue(0.0, 0.0, 0.5, 1.0, 0.3),
            saliences=_by_issue(0.4, 0.3, 0.05, 0.15, 0.1),
            red_lines={"status": {"bound": 0.45}},
        ),
        "south": party(
            1.0,
            positions=_by_issue(1.0, 0.9, 1.0, 0.2, 0.9),
            saliences=_by_issue(0.4, 0.15, 0.15, 0.05, 0.25),
            red_lines={"status": {"bound": 0.5}, "corridor": {"bound": 0.6, "hardness": 0.5}},
        ),
    }
    data["behaviour"] = {**BEHAVIOUR, "terrain_advantage": terrain, "war_cost": war_cost}
    return data


@cache
def width(ratio: float, terrain: float, perceived: bool = True, war_cost: float = 0.2) -> float:
    """Mean width of the zone over runs that differ in private costs."""
    world = MediationModel(case_of(quarrel(ratio, terrain, war_cost)), runs=RUNS).world
    return float(zone_of_agreement(world, 0, perceived).mean())


@pytest.fixture(autouse=True)
def many_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zone, "PACKAGES", 256)


def test_packages_cover_the_issues_evenly() -> None:
    spread = packages(256, 5)
    assert spread.shape == (256, 5)
    assert spread.min() >= 0.0
    assert spread.max() < 1.0
    assert spread.mean(axis=0) == pytest.approx([0.5] * 5, abs=0.01)
    quarters = [np.count_nonzero((spread < 0.5)[:, place]) for place in range(5)]
    assert max(abs(count - 128) for count in quarters) <= 3


def test_about_parity_there_is_a_zone_but_no_wide_one() -> None:
    assert 0.03 < width(1.0, 0.8) < 0.6


def test_audiences_and_beliefs_narrow_it() -> None:
    assert width(1.0, 0.8) < width(1.0, 0.8, perceived=False)


def test_ground_that_is_power_narrows_it_at_every_ratio() -> None:
    """Handing over districts for promises weakens the giver (Fearon 1996)."""
    for ratio in (1.0, 1.5, 2.0, 3.0):
        assert width(ratio, 0.8, perceived=False) < width(ratio, 0.0, perceived=False)


def test_it_shrinks_as_power_shifts() -> None:
    """At a war that is worth its cost to the stronger; MODEL: from a quarter to a fifteenth."""
    assert width(1.0, 0.8) > width(1.5, 0.8) > width(2.0, 0.8) > width(3.0, 0.8)
    assert width(3.0, 0.8, war_cost=0.12) < 0.6 * width(0.6, 0.8, war_cost=0.12)


def test_without_ground_that_is_power_it_hardly_shrinks() -> None:
    """By the true costs and without audiences, which shrink it by themselves."""

    def left(terrain: float) -> float:
        wide, narrow = (width(ratio, terrain, False, 0.12) for ratio in (0.6, 3.0))
        return narrow / wide

    assert left(0.0) > 0.85
    assert left(0.8) < 0.8
    assert left(1.6) < 0.65


def test_a_deal_does_not_lengthen_the_reach_of_force() -> None:
    """What a victory brings is no more for what was conceded before it."""
    world = MediationModel(case_of(quarrel(1.0, 0.0))).world
    sides = stakes_of(world, 0, 0)
    ceded = world.issues.status_quo.copy()
    ceded[:, 0] = 0.5
    before, after = outlook_of(world, sides), outlook_of(world, sides, ceded)
    assert after.now[0, 0] > before.now[0, 0]
    assert after.winning[0, 0] == before.winning[0, 0]


def test_red_lines_are_what_makes_it_narrow() -> None:
    data = quarrel(1.0, 0.8)
    for entry in data["parties"].values():
        entry["red_lines"] = {}
    world = MediationModel(case_of(data), runs=RUNS).world
    assert zone_of_agreement(world, 0, True).mean() > 1.2 * width(1.0, 0.8)


@pytest.mark.parametrize("differs", ["position", "salience"])
def test_runs_that_differ_have_the_zone_that_each_has_alone(differs: str) -> None:
    """Also where only what issues weigh differs, and what the parties want does not."""
    one, other = (
        MediationModel(case_of(quarrel(1.0, 0.8)), runs=runs, seed=3).world for runs in (1, 2)
    )
    getattr(other.parties, differs)[1, 0, :2] *= 0.5
    getattr(other.parties, differs)[1, 0, 1] += 0.3
    apart = zone_of_agreement(one, 0, perceived=False)
    together = zone_of_agreement(other, 0, perceived=False)
    assert together[0] == apart[0]
    assert together[1] != apart[0]
