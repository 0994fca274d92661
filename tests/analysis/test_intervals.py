from __future__ import annotations

import math

import numpy as np
import pytest

from sim.analysis.intervals import (
    effective,
    fieller,
    halving,
    mean_estimates,
    paired_share_interval,
    quantile_intervals,
    share_difference_interval,
    share_interval,
)
from sim.analysis.units import Units, counted
from sim.store.intervals import wilson


def each(number: int) -> Units:
    return counted(np.arange(number), "run")


def test_shares_of_pairs_have_the_published_interval() -> None:
    assert paired_share_interval(36, 12, 2, 0) == pytest.approx((0.0569, 0.3404), abs=1e-4)


@pytest.mark.parametrize(
    ("first", "number", "second", "other", "low", "high"),
    [
        (56, 70, 48, 80, 0.0524, 0.3339),
        (9, 10, 3, 10, 0.1705, 0.8090),
        (10, 10, 0, 20, 0.6791, 1.0),
    ],
)
def test_independent_shares_have_the_published_interval(
    first: int, number: int, second: int, other: int, low: float, high: float
) -> None:
    found = share_difference_interval(first / number, number, second / other, other)
    assert found == pytest.approx((low, high), abs=1e-4)


def test_of_nothing_there_is_no_interval() -> None:
    assert all(math.isnan(end) for end in paired_share_interval(0, 0, 0, 0))
    assert all(math.isnan(end) for end in share_difference_interval(0.5, 0, 0.5, 10))


def test_a_ratio_is_told_only_of_a_baseline_that_is_not_zero() -> None:
    low, high = fieller(2.0, 1.0, 0.1, 0.1, 0.0, 1.96)
    assert low < 2.0 < high
    assert all(math.isnan(end) for end in fieller(2.0, 0.1, 0.1, 0.1, 0.0, 1.96))


def test_quantiles_lie_between_the_exact_order_statistics() -> None:
    # For the median of 100 the binomial distribution gives the 40th and the 61st.
    values = np.random.default_rng(1).permutation(np.arange(1.0, 101.0))
    found, low, high = quantile_intervals(values, each(100), (0.5,))
    assert (found[0], low[0], high[0]) == (50.0, 40.0, 61.0)


def test_few_rows_cannot_bound_an_extreme_quantile() -> None:
    found, low, high = quantile_intervals(np.arange(10.0), each(10), (0.05, 0.95))
    assert found.tolist() == [0.0, 9.0]
    assert math.isnan(low[0])
    assert math.isnan(high[1])


def test_alike_rows_count_as_often_as_there_are_units() -> None:
    values = np.repeat(np.random.default_rng(2).random(50), 20)
    units = counted(np.repeat(np.arange(50), 20), "point")
    _, low, high = quantile_intervals(values, units, (0.5,))
    _, narrow, wide = quantile_intervals(values, each(1_000), (0.5,))
    assert high[0] - low[0] > 2.0 * (wide[0] - narrow[0])
    truths = (values > 0.5).astype(float)
    means = mean_estimates(units.sums(truths)[:, None], units.counts[:, None])
    share, error = float(means.value[0]), float(means.error[0])
    # Fifty, less a little for a spread that is itself estimated from fifty.
    assert effective(share, error, 1_000, 50) == pytest.approx(47, abs=1.5)
    assert share_interval(share, error, 1_000, 50)[0] < wilson(share * 1_000, 1_000)[0]


def test_where_each_row_is_a_unit_nothing_changes() -> None:
    assert effective(0.3, 0.01, 400, 400) == 400
    assert share_interval(0.3, 0.01, 400, 400) == wilson(120, 400)


def test_units_that_say_the_same_still_leave_doubt() -> None:
    assert share_interval(0.0, 0.0, 1_000, 10) == wilson(0, 10)


def test_to_halve_an_interval_takes_four_times_as_many() -> None:
    assert halving(0.4, 10_000) == pytest.approx(4.0, abs=0.01)
    # A share that was never seen shrinks with the number, not with its root.
    assert 2.0 < halving(0.0, 10_000) < 2.1
    assert math.isnan(halving(0.4, 0.0))


def coverage(number: int, rows: int, spread: float) -> float:
    """Share of 400 samples, each of units that share a value, whose interval holds the mean."""
    luck = np.random.default_rng(3)
    held = 0
    for _ in range(400):
        shared = luck.exponential(1.0, number)
        own = luck.normal(0.0, spread, (number, rows))
        sums = (shared[:, None] + own).sum(axis=1)[:, None]
        found = mean_estimates(sums, np.full((number, 1), float(rows)))
        held += bool(found.low[0] <= 1.0 <= found.high[0])
    return held / 400


@pytest.mark.parametrize(("number", "rows"), [(20, 1), (60, 1), (60, 5)])
def test_intervals_of_means_hold_the_truth_as_often_as_they_say(number: int, rows: int) -> None:
    assert 0.90 <= coverage(number, rows, 0.5) <= 0.98


def test_units_with_more_rows_weigh_more() -> None:
    found = mean_estimates(np.array([[10.0], [2.0]]), np.array([[9.0], [1.0]]))
    assert found.value[0] == pytest.approx(1.2)


def test_a_column_without_values_has_no_estimate() -> None:
    found = mean_estimates(np.zeros((5, 1)), np.zeros((5, 1)))
    assert found.units[0] == 0
    assert all(math.isnan(one[0]) for one in (found.value, found.error, found.low, found.high))


def test_one_unit_has_no_interval() -> None:
    found = mean_estimates(np.array([[30.0]]), np.array([[10.0]]))
    assert found.value[0] == 3.0
    assert math.isnan(found.low[0])


def test_sums_are_the_same_in_any_order_of_rows() -> None:
    labels = np.repeat(np.arange(7), 3)
    values = np.arange(21.0)
    order = np.random.default_rng(4).permutation(21)
    together = counted(labels, "point").sums(values)
    assert counted(labels[order], "point").sums(values[order]).tolist() == together.tolist()
