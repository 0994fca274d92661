from __future__ import annotations

import math

import pytest

from sim.store.numbers import interval, number, ordinal, percent, percent_interval


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.0, "0"), (24.0, "24"), (1_234_567.0, "1,234,567"), (0.12345, "0.123"), (2_430.6, "2,431"),
     (-0.5, "-0.5"), (math.nan, "")],
)  # fmt: skip
def test_numbers(value: float, shown: str) -> None:
    assert number(value) == shown


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (0.0, "0%"),
        (1.0, "100%"),
        (0.634, "63%"),
        (0.001, "0.1%"),
        (0.9999, "99.9%"),
        (math.nan, ""),
    ],
)
def test_a_share_that_is_not_nothing_is_not_shown_as_nothing(share: float, shown: str) -> None:
    assert percent(share) == shown


@pytest.mark.parametrize(
    ("quantile", "shown"),
    [(0.01, "1st"), (0.02, "2nd"), (0.03, "3rd"), (0.11, "11th"), (0.63, "63rd"), (1.0, "100th")],
)
def test_ordinals(quantile: float, shown: str) -> None:
    assert ordinal(quantile) == f"{shown} percentile"


def test_intervals() -> None:
    assert interval(1.0, 2.5) == "1 to 2.5"
    assert interval(1.0, math.nan) == ""
    assert percent_interval(0.1, 0.2) == "10 to 20%"
    assert percent_interval(0.0, 0.004, "–") == "0.0–0.4%"
    assert percent_interval(math.nan, 0.2) == ""
