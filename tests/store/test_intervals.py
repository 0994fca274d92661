from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.store.intervals import mean_interval, survival_quantiles, where_it_falls, wilson


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [
        (0, 10, 0.0, 0.27753),
        (5, 10, 0.23659, 0.76341),
        (10, 10, 0.72247, 1.0),
        (1, 1_000, 0.00018, 0.00564),
    ],
)
def test_wilson_gives_the_published_interval(
    successes: int, trials: int, low: float, high: float
) -> None:
    assert wilson(successes, trials) == pytest.approx((low, high), abs=1e-5)


def test_wilson_of_nothing_is_missing() -> None:
    assert all(math.isnan(end) for end in wilson(0, 0))


@given(st.integers(1, 10**7), st.data())
def test_wilson_holds_the_share_and_stays_a_share(trials: int, data: st.DataObject) -> None:
    successes = data.draw(st.integers(0, trials))
    low, high = wilson(successes, trials)
    assert 0.0 <= low <= successes / trials <= high <= 1.0


def test_a_mean_of_one_value_has_no_interval() -> None:
    assert all(math.isnan(end) for end in mean_interval(np.array([3.0])))


@given(st.lists(st.integers(0, 10_000), min_size=2, max_size=40))
def test_the_interval_of_a_mean_stays_within_what_was_seen(values: list[int]) -> None:
    low, high = mean_interval(np.array(values, dtype=np.float64))
    assert min(values) <= low <= high <= max(values)


@pytest.mark.parametrize("number", [1_500, 5_000])
def test_the_interval_of_a_mean_is_about_two_errors_wide(number: int) -> None:
    values = np.random.default_rng(1).normal(10.0, 2.0, number)
    low, high = mean_interval(values)
    assert low < values.mean() < high
    assert high - low == pytest.approx(2 * 1.96 * 2.0 / math.sqrt(number), rel=0.1)


def test_intervals_are_the_same_every_time() -> None:
    values = np.random.default_rng(2).poisson(3.0, 100).astype(np.float64)
    assert mean_interval(values) == mean_interval(values)


def test_without_censoring_survival_gives_plain_quantiles() -> None:
    times = np.array([5.0, 1.0, 3.0, 3.0, 9.0])
    found = survival_quantiles(times, np.zeros(5, dtype=bool), np.array([0.2, 0.5, 0.8, 1.0]))
    assert found.tolist() == [1.0, 3.0, 5.0, 9.0]


def test_censored_times_count_as_long_as_they_last() -> None:
    # At 2 one of four ends; one leaves unseen at 3; at 5 one of two: 1 - 3/4 * 1/2 = 0.625.
    times = np.array([2.0, 3.0, 5.0, 8.0])
    censored = np.array([False, True, False, True])
    found = survival_quantiles(times, censored, np.array([0.25, 0.26, 0.625, 0.63]))
    assert found[:3].tolist() == [2.0, 5.0, 5.0]
    assert math.isnan(found[3])


def test_what_never_ends_has_no_quantiles() -> None:
    found = survival_quantiles(np.full(3, 60.0), np.ones(3, dtype=bool), np.array([0.05, 0.5]))
    assert np.isnan(found).all()


def test_equal_runs_count_half() -> None:
    assert where_it_falls(2.0, np.array([1.0, 2.0, 2.0, 3.0])) == 0.5
    assert where_it_falls(0.0, np.array([1.0])) == 0.0
    assert math.isnan(where_it_falls(1.0, np.array([])))
