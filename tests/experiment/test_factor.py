"""A factor turns places in the unit interval into values of its law, and settings into text."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.experiment.factor import Factor, setting
from sim.scenario.load import load
from tests.experiment.files import folder

SHARES = st.floats(0.001, 0.999)
UNITS = np.linspace(0.0, 1.0, 201)


@st.composite
def factors(draw: st.DrawFn) -> Factor:
    """Factors of every law, over ranges of every size."""
    low = draw(st.floats(-1e6, 1e6))
    high = low + draw(st.floats(1e-3, 1e6))
    law = draw(st.sampled_from(["uniform", "log-uniform", "triangular", "normal"]))
    inside = low + draw(SHARES) * (high - low)
    if law == "log-uniform":
        low, high = abs(low) + 1e-6, abs(low) + 1e-6 + (high - low)
    if law == "triangular":
        return Factor("x", low, high, "triangular", mode=inside)
    if law == "normal":
        return Factor("x", low, high, "normal", mean=inside, sd=draw(SHARES) * (high - low))
    return Factor("x", low, high, "log-uniform" if law == "log-uniform" else "uniform")


@given(factors())
def test_values_lie_in_the_range_and_rise_with_the_place(factor: Factor) -> None:
    values = factor.at(UNITS)
    assert factor.low is not None
    assert factor.high is not None
    assert values.dtype == np.float64
    assert np.all(np.isfinite(values))
    assert values.min() >= factor.low
    assert values.max() <= factor.high
    # Rounding may turn neighbours round by one part in 10^12 of their size.
    slack = 1e-12 * max(abs(factor.low), abs(factor.high))
    assert np.all(np.diff(values) >= -slack)


@given(factors(), st.integers(1, 40))
def test_a_value_does_not_feel_its_neighbours(factor: Factor, place: int) -> None:
    assert factor.at(UNITS[place : place + 1])[0] == factor.at(UNITS)[place]


@given(st.lists(st.floats(-10, 10), min_size=1, max_size=9, unique=True), st.floats(0, 1))
def test_each_level_has_its_equal_share(levels: list[float], unit: float) -> None:
    factor = Factor("x", levels=tuple(levels))
    assert factor.at(np.array([unit]))[0] == levels[min(int(unit * len(levels)), len(levels) - 1)]
    assert factor.at(factor.on_grid(len(levels))).tolist() == levels


@pytest.mark.parametrize(
    ("factor", "middle", "mean"),
    [
        (Factor("x", 2.0, 6.0), 4.0, 4.0),
        (Factor("x", 0.01, 1.0, "log-uniform"), 0.1, 0.99 / np.log(100.0)),
        (Factor("x", 0.0, 1.0, "triangular", mode=0.0), 1 - np.sqrt(0.5), 1 / 3),
        (Factor("x", 0.0, 1.0, "triangular", mode=1.0), np.sqrt(0.5), 2 / 3),
        (Factor("x", -4.0, 4.0, "normal", mean=0.0, sd=1.0), 0.0, 0.0),
        (Factor("x", 0.0, 40.0, "normal", mean=0.0, sd=2.0), 2 * 0.6744897502, 2 * 0.79788456),
    ],
)
def test_laws_have_their_medians_and_means(factor: Factor, middle: float, mean: float) -> None:
    assert factor.at(np.array([0.5]))[0] == pytest.approx(middle, abs=1e-9)
    units = (np.arange(200_000) + 0.5) / 200_000
    assert np.mean(factor.at(units)) == pytest.approx(mean, rel=1e-4, abs=1e-4)


def test_levels_need_not_be_numbers() -> None:
    factor = Factor("x", levels=("guarded", ["observe"], ["observe", "investigate"], True))
    assert not factor.counted
    assert factor.at(factor.on_grid(4)).tolist() == list(factor.levels or ())
    assert Factor("x", levels=(1, 2.5)).counted
    assert not Factor("x", levels=(True, False)).counted


def test_a_factor_without_a_law_is_refused() -> None:
    with pytest.raises(ValueError, match="neither a range nor levels"):
        Factor("x").at(UNITS)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1, "x=0.1"),
        (np.float64(1e-5), "x=1e-05"),
        (3, "x=3"),
        (True, "x=true"),
        ("guarded", "x=guarded"),
        ("null", 'x="null"'),
        ("two words", 'x="two words"'),
        (date(2025, 5, 1), "x=2025-05-01"),
        (["observe", "interpose"], 'x=["observe", "interpose"]'),
        (None, "x=null"),
    ],
)
def test_a_setting_as_text(value: object, text: str) -> None:
    assert setting("x", value) == text


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("title", "true"),
        ("title", "a: 'b' # c"),
        ("title", 'said "so"\nand so'),
        ("peacekeepers.monitors.tasks", ["observe", "interpose"]),
        ("peacekeepers.monitors.deployed", date(2030, 6, 1)),
        ("parties.norland.stance", "assertive"),
        ("parties.norland.at_the_table", False),
    ],
)
def test_a_setting_puts_the_value_there(path: str, value: object, tmp_path: Path) -> None:
    case = load(folder(tmp_path) / "scenarios" / "valley.yaml", [setting(path, value)])
    found: object = case.scenario
    for step in path.split("."):
        found = found[step] if isinstance(found, dict) else getattr(found, step)
    assert found == value
