"""The analytic condition of the pattern on commitment, and the design that uses it."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from sim.analysis.patterns.condition import Column
from sim.analysis.patterns.pattern import load_pattern
from sim.analysis.patterns.sample import Sample
from sim.analysis.patterns.statistics.commitment import ThresholdOfCommitment
from sim.prospects.worth import Outlook, look_ahead

PATTERNS = Path(__file__).parents[2] / "experiments" / "patterns"
SHARP = 1e5
"""Precision at which a choice has no noise left."""
YEARS = 6


def condition(**changes: float) -> ThresholdOfCommitment:
    numbers = {"war_cost": 0.2, "starting_cost": 0.06, "exponent": 1.75, "discount": 0.88}
    return ThresholdOfCommitment(
        ("slow", "fast"), "major_war", (0.1, 0.3), years=YEARS, **{**numbers, **changes}
    )


def attacks_now(speed: float, numbers: ThresholdOfCommitment) -> bool:
    """What the engine's own look ahead says for the side that declines."""
    one, pair = np.ones(1), np.ones((2, 1))
    outlook = Outlook(
        ratio=0.0 * one,
        drift=-speed * one,
        exponent=numbers.exponent * one,
        discount=numbers.discount * one,
        precision=SHARP * one,
        now=0.5 * pair,
        winning=pair,
        losing=0.0 * pair,
        cost=numbers.war_cost * pair,
        reaction=numbers.starting_cost * pair,
        violence=0.0 * pair,
        years=numbers.years * one,
    )
    prospect = look_ahead(outlook)
    return bool(prospect.war[0] > prospect.staying[0])


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"war_cost": 0.16, "starting_cost": 0.09},
        {"war_cost": 0.24, "exponent": 2.25},
        {"discount": 0.8},
        {"discount": 0.65},
        {"exponent": 1.25},
    ],
)
def test_the_derivation_is_what_the_engine_looks_ahead_to(changes: dict[str, float]) -> None:
    numbers = condition(**changes)
    threshold = numbers.expected()
    assert not attacks_now(0.98 * threshold, numbers)
    assert attacks_now(1.02 * threshold, numbers)


def test_the_threshold_vanishes_as_the_future_counts_less() -> None:
    found = [condition(discount=discount).expected() for discount in (0.95, 0.88, 0.7, 0.5, 0.3)]
    assert found == sorted(found)
    assert found[0] < math.inf
    assert found[-1] == math.inf


def test_it_is_told_relative_to_the_condition() -> None:
    arms = {"slow": {"major_war": Column(np.zeros(4))}, "fast": {"major_war": Column(np.ones(4))}}
    numbers = condition()
    assert numbers.value(Sample(arms, 4)) == pytest.approx(0.2 / numbers.expected() - 1.0)


def test_the_design_states_the_numbers_of_its_scenario() -> None:
    pattern = load_pattern(PATTERNS / "commitment.yaml")
    case = pattern.experiment.cases["shift", pattern.experiment.baseline]
    told = next(test.statistic for test in pattern.tests if test.name == "threshold")
    assert isinstance(told, ThresholdOfCommitment)
    wanted = ("war_cost", "starting_cost", "contest_exponent", "annual_discount")
    stated = (told.war_cost, told.starting_cost, told.exponent, told.discount)
    assert stated == tuple(case.behaviour[name].value for name in wanted)
    assert told.years == case.behaviour["years_ahead"].value
    middle = {
        factor.path: factor.at(np.array([0.5]))[0] for factor in pattern.experiment.factors("shift")
    }
    assert middle["behaviour.war_cost"] == pytest.approx(told.war_cost)
    assert middle["behaviour.starting_cost"] == pytest.approx(told.starting_cost)
    assert middle["behaviour.contest_exponent"] == pytest.approx(told.exponent)


def test_the_control_of_ripeness_takes_the_price_of_violence_away() -> None:
    pattern = load_pattern(PATTERNS / "ripeness.yaml")
    control = next(test for test in pattern.tests if test.said.role == "control")
    for arm in control.statistic.arms:
        case = pattern.experiment.cases["stalemate", arm]
        assert case.behaviour["violence_cost"].value == 0.0
