"""Law 4: shares stay shares and counts stay counts, on every day of every scenario."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from sim.outcomes import OUTCOMES
from sim.scenario.load import load
from tests.laws.compare import ODD_RUNS, lived, not_finite
from tests.laws.generate import parameters, scenarios
from tests.laws.situations import Data, case_of
from tests.laws.test_neighbours import under_attack

SHIPPED = ("sochi-2014", "moscow-ceasefire-2020", "lachin-2022", "quiet-drift")


def assert_sound_on_every_day(data: Data, days: int) -> None:
    model = lived(case_of(data), ODD_RUNS[2:6], 0)
    counters = ("military", "civilian", "wounded", "incidents", "violations", "held", "refused")
    before = {name: getattr(model.world.tally, name).copy() for name in counters}
    assert model.world.breaches() == [], "on the first morning"
    for _ in range(days):
        model.step()
        assert model.world.breaches() == [], model.day
        assert not_finite(model.world) == [], model.day
        for name, earlier in before.items():
            now = getattr(model.world.tally, name)
            assert (now >= earlier).all(), f"{name} fell on day {model.day}"
            before[name] = now.copy()
    _assert_outcomes_are_sound(model.outcomes())


def _assert_outcomes_are_sound(row: dict[str, np.ndarray]) -> None:
    catalogue = {outcome.name: outcome for outcome in OUTCOMES}
    for column, values in row.items():
        outcome = catalogue.get(column.partition(".")[0])
        if outcome is None:
            continue
        if outcome.kind == "count":
            assert values.dtype == np.int64, column
            assert (values >= 0).all(), column
        elif outcome.kind == "category":
            assert set(values.tolist()) <= set(outcome.categories), column
        elif outcome.kind in ("share", "truth"):
            known = values[~np.isnan(values)]
            assert ((known >= 0.0) & (known <= 1.0)).all(), column


@settings(max_examples=12)
@given(scenarios(days=36))
def test_bounds_hold_in_any_scenario(data: Data) -> None:
    assert_sound_on_every_day(data, 36)


@pytest.mark.parametrize("name", SHIPPED)
def test_bounds_hold_in_shipped_scenarios(root: Path, name: str) -> None:
    model = lived(load(root / "scenarios" / f"{name}.yaml"), ODD_RUNS, 0)
    for _ in range(min(model.days, 60)):
        model.step()
        assert model.world.breaches() == [], model.day
        assert not_finite(model.world) == [], model.day


def test_a_parameter_may_go_as_far_as_its_limits() -> None:
    """Zero, where a scenario may write it, is nothing special; nor are one half, 1 and 2.

    One row of a block for each parameter and number.
    """
    trials = [
        (name, number)
        for name, parameter in sorted(parameters().items())
        for number in {*parameter.limits, 0.0, 0.5, 1.0, 2.0}
        if np.isfinite(number) and parameter.limits[0] <= number <= parameter.limits[1]
    ]
    assert len(trials) > 2 * len(parameters())
    model = lived(case_of(under_attack(64)), range(len(trials)), 0)
    for row, (name, number) in enumerate(trials):
        getattr(model.world.parameters, name)[row] = number
    while model.day < model.days:
        model.step()
    for row, trial in enumerate(trials):
        one = model.world.taken(np.array([row]))
        assert one.breaches() == [], trial
        assert not_finite(one) == [], trial


def test_a_bound_that_is_broken_is_found() -> None:
    model = lived(case_of(under_attack(32)), (0, 1), 3)
    model.world.parties.support[1, 0] = 1.5
    model.world.parties.weariness[0, 1] = np.nan
    found = model.world.breaches()
    assert [breach.split()[0] for breach in found] == ["PartyTable.support", "PartyTable.weariness"]
    assert not_finite(model.world) == ["parties.weariness"]
