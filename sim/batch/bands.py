"""Daily bands: what was read on each day over all runs, in memory that does not grow with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.batch.bins import bins_of

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Gauges = Mapping[str, NDArray[np.generic]]

PERCENTS = (5, 25, 50, 75, 95)
QUANTILES = tuple(f"q{percent:02d}" for percent in PERCENTS)


class DailyRecorder(Protocol):
    """Whoever is shown every gauge of every block on every day."""

    def add(self, day: int, gauges: Gauges) -> None:
        """Take in the gauges (run,) of one block on one day, 0-based."""

    def rows(self, key: str) -> tuple[Counts, Floats]:
        """How many runs were read (day,), and their quantiles (day, quantile)."""

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of the gauges seen so far, in the order the model gives them."""


@dataclass
class Histograms:
    """Integer histograms (day, bin) of every gauge: merged exactly, in any order.

    A quantile is the value of the bin in which the cumulative count first reaches its share of
    the runs that were read on that day. Missing values are not counted.
    """

    days: int
    counts: dict[str, Counts] = field(default_factory=dict)

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(self.counts)

    def add(self, day: int, gauges: Gauges) -> None:
        for key, values in gauges.items():
            bins = bins_of(key)
            if key not in self.counts:
                self.counts[key] = np.zeros((self.days, bins.number), dtype=np.int64)
            placed = bins.place(np.asarray(values, dtype=np.float64))
            self.counts[key][day] += np.bincount(placed, minlength=bins.number)

    def merged(self, other: Self) -> Histograms:
        """The histograms of both taken together; ValueError unless the days agree."""
        if self.days != other.days:
            raise ValueError(f"{self.days} and {other.days} days cannot be merged")
        together = {key: counts.copy() for key, counts in self.counts.items()}
        for key, counts in other.counts.items():
            together[key] = together[key] + counts if key in together else counts.copy()
        return Histograms(self.days, together)

    def rows(self, key: str) -> tuple[Counts, Floats]:
        counts = self.counts[key]
        seen = counts.sum(axis=1)
        reached = counts.cumsum(axis=1)
        middles = bins_of(key).middles
        quantiles = np.full((self.days, len(PERCENTS)), np.nan)
        for column, percent in enumerate(PERCENTS):
            wanted = np.maximum(1, (percent * seen + 99) // 100)
            first = np.argmax(reached >= wanted[:, np.newaxis], axis=1)
            quantiles[:, column] = np.where(seen > 0, middles[first], np.nan)
        return seen, quantiles


@dataclass
class SingleRun:
    """The gauges of one run as they were read, without bins."""

    days: int
    values: dict[str, Floats] = field(default_factory=dict)

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(self.values)

    def add(self, day: int, gauges: Gauges) -> None:
        for key, values in gauges.items():
            if key not in self.values:
                self.values[key] = np.full(self.days, np.nan)
            self.values[key][day : day + 1] = values

    def rows(self, key: str) -> tuple[Counts, Floats]:
        values = self.values[key]
        seen = (~np.isnan(values)).astype(np.int64)
        return seen, np.repeat(values[:, np.newaxis], len(PERCENTS), axis=1)


@dataclass
class SectorSums:
    """Recorded incidents (day, sector), added up over runs as whole numbers."""

    days: int
    sectors: int
    sums: Counts = field(init=False)

    def __post_init__(self) -> None:
        self.sums = np.zeros((self.days, self.sectors), dtype=np.int64)

    def add(self, day: int, incidents: NDArray[np.integer]) -> None:
        """Take in the incidents (run, sector) of one block on one day."""
        self.sums[day] += incidents.sum(axis=0, dtype=np.int64)


def dates_from(start: date, days: int) -> NDArray[np.datetime64]:
    """The dates of a period, first day included."""
    return np.datetime64(start, "D") + np.arange(days)


def bands_frame(recorder: DailyRecorder, start: date, days: int) -> pd.DataFrame:
    """Bands in long form: gauge, party, day, date, q05, q25, q50, q75, q95, n."""
    parts = []
    for key in recorder.keys:
        gauge, _, party = key.partition(".")
        seen, quantiles = recorder.rows(key)
        part = pd.DataFrame({"gauge": gauge, "party": party, "day": np.arange(days)})
        part["date"] = dates_from(start, days)
        for column, name in enumerate(QUANTILES):
            part[name] = quantiles[:, column]
        part["n"] = seen
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def sectors_frame(
    sums: SectorSums, names: tuple[tuple[str, str], ...], start: date, runs: int
) -> pd.DataFrame:
    """Recorded incidents by sector and day: front, sector, day, date, total, mean a run.

    `names` are (front, sector) in the order of the model's columns.
    """
    if len(names) != sums.sectors:
        raise ValueError(f"{len(names)} sector names for {sums.sectors} columns")
    parts = []
    for column, (front, sector) in enumerate(names):
        part = pd.DataFrame({"front": front, "sector": sector, "day": np.arange(sums.days)})
        part["date"] = dates_from(start, sums.days)
        part["total"] = sums.sums[:, column]
        part["mean"] = sums.sums[:, column] / runs
        parts.append(part)
    return pd.concat(parts, ignore_index=True)
