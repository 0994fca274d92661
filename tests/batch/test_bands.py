from __future__ import annotations

from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.batch.bands import Histograms, SectorSums, SingleRun, bands_frame, sectors_frame
from sim.batch.bins import bins_of
from sim.outcomes import GAUGES, Gauge

DAYS = 3
KEYS = ("deaths", "rung", "going_on.armenia", "zone")


def histograms_of(readings: dict[str, np.ndarray], cuts: list[int]) -> Histograms:
    """Histograms of readings (day, run), shown in blocks cut at some runs, blocks merged."""
    runs = next(iter(readings.values())).shape[1]
    edges = sorted({0, runs, *(cut % (runs + 1) for cut in cuts)})
    together = Histograms(DAYS)
    for first, last in pairwise(edges):
        block = Histograms(DAYS)
        for day in range(DAYS):
            block.add(day, {key: values[day, first:last] for key, values in readings.items()})
        together = together.merged(block)
    return together


any_number = st.floats(-3.0, 3e5) | st.just(float("nan")) | st.floats(-1.5, 1.5)


@given(
    arrays(np.float64, (DAYS, 23), elements=any_number), st.lists(st.integers(0, 60), max_size=6)
)
def test_any_cut_into_blocks_gives_the_same_histograms(values: np.ndarray, cuts: list[int]) -> None:
    readings = dict.fromkeys(KEYS, values)
    whole, pieces = histograms_of(readings, []), histograms_of(readings, cuts)
    assert whole.keys == pieces.keys == KEYS
    for key in KEYS:
        np.testing.assert_array_equal(whole.counts[key], pieces.counts[key])
        assert whole.counts[key].dtype == np.int64
        np.testing.assert_array_equal(whole.rows(key)[1], pieces.rows(key)[1])


@given(arrays(np.float64, 23, elements=any_number))
def test_what_is_missing_is_not_counted(values: np.ndarray) -> None:
    histograms = Histograms(1)
    histograms.add(0, {"deal.armenia": values})
    seen, quantiles = histograms.rows("deal.armenia")
    assert seen[0] == np.count_nonzero(~np.isnan(values))
    assert np.isnan(quantiles).all() == (seen[0] == 0)


@given(st.lists(st.integers(0, 49), min_size=1, max_size=60))
def test_quantiles_of_small_counts_are_exact(counts: list[int]) -> None:
    histograms = Histograms(1)
    histograms.add(0, {"deaths": np.array(counts, dtype=np.float64)})
    expected = np.quantile(counts, (0.05, 0.25, 0.5, 0.75, 0.95), method="inverted_cdf")
    np.testing.assert_array_equal(histograms.rows("deaths")[1][0], expected)


@given(st.integers(50, 190_000))
def test_large_counts_are_kept_to_two_percent(count: int) -> None:
    bins = bins_of("deaths")
    (place,) = bins.place(np.array([float(count)]))
    assert abs(bins.middles[place] - count) <= 0.02 * count


@given(st.floats(-1.5, 1.499))
def test_utilities_are_kept_to_half_a_step(utility: float) -> None:
    bins = bins_of("going_on.armenia")
    (place,) = bins.place(np.array([utility]))
    assert abs(bins.middles[place] - utility) <= 0.005 + 1e-9


@pytest.mark.parametrize("gauge", GAUGES, ids=lambda gauge: gauge.name)
def test_values_outside_go_to_the_first_or_the_last_bin(gauge: Gauge) -> None:
    bins = bins_of(gauge.name)
    low, high = bins.place(np.array([-np.inf, np.inf]))
    assert (low, high) == (0, bins.number - 1)


def test_every_rung_has_its_bin() -> None:
    bins = bins_of("rung")
    assert bins.middles[bins.place(np.arange(5.0))].tolist() == [0, 1, 2, 3, 4]


def test_an_unknown_gauge_is_refused() -> None:
    with pytest.raises(KeyError, match="temperature"):
        bins_of("temperature")


def test_different_periods_are_not_merged() -> None:
    with pytest.raises(ValueError, match="cannot be merged"):
        Histograms(3).merged(Histograms(4))


def test_one_run_is_kept_as_it_is() -> None:
    run = SingleRun(2)
    run.add(0, {"zone": np.array([0.123456])})
    run.add(1, {"zone": np.array([np.nan])})
    seen, quantiles = run.rows("zone")
    assert seen.tolist() == [1, 0]
    assert quantiles[0].tolist() == [0.123456] * 5
    assert np.isnan(quantiles[1]).all()


def test_bands_are_long_and_dated() -> None:
    histograms = Histograms(2)
    for day in range(2):
        histograms.add(day, {"deaths": np.array([1.0, 3.0]), "zone": np.array([0.5, np.nan])})
    frame = bands_frame(histograms, date(2020, 2, 28), 2)
    assert frame.columns.tolist() == [
        "gauge", "party", "day", "date", "q05", "q25", "q50", "q75", "q95", "n",
    ]  # fmt: skip
    assert frame["date"].astype(str).tolist() == ["2020-02-28", "2020-02-29"] * 2
    assert frame["n"].tolist() == [2, 2, 1, 1]
    assert frame["q95"].tolist()[:2] == [3, 3]


def test_sector_sums_are_whole_and_means_are_a_run() -> None:
    sums = SectorSums(1, 2)
    sums.add(0, np.array([[1, 0], [2, 4]]))
    sums.add(0, np.array([[0, 1]]))
    frame = sectors_frame(sums, (("north", "hill"), ("south", "river")), date(2020, 1, 1), runs=3)
    assert frame["total"].tolist() == [3, 5]
    assert frame["mean"].tolist() == [1.0, 5 / 3]
    assert frame["front"].tolist() == ["north", "south"]


def test_sectors_without_a_name_are_refused() -> None:
    with pytest.raises(ValueError, match="sector names"):
        sectors_frame(SectorSums(1, 2), (("north", "hill"),), date(2020, 1, 1), runs=1)
