"""What many runs say about each outcome: intervals, quantiles, the documented one."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.store.benchmark import Benchmark, benchmark_of
from sim.store.columns import Column
from sim.store.intervals import mean_interval, survival_quantiles, wilson
from sim.store.record import Record

Floats = NDArray[np.float64]
Status = Literal["observed", "did not arise", "not observable"]

SHARES = (0.05, 0.25, 0.50, 0.75, 0.95)


@dataclass(frozen=True)
class Finding:
    """One outcome, or one category of an outcome that is a word, over `runs` runs.

    `observed` runs had a value; `status` tells whether the others are too short to have one
    (never zero). Numbers have a mean with a 95% interval (`mean_interval`) and quantiles at
    `SHARES`; truths and categories a `share` with one by Wilson. Times that may be censored have
    the quantiles of Kaplan & Meier, no mean, and the share censored. `falls_at` is the quantile
    of the documented value, runs equal to it counted half; `probability` the share of runs
    within the documented bounds, or of the documented category or truth. NaN where it does not
    apply.
    """

    column: Column
    runs: int
    observed: int
    status: Status
    category: str = ""
    mean: float = math.nan
    mean_low: float = math.nan
    mean_high: float = math.nan
    share: float = math.nan
    share_low: float = math.nan
    share_high: float = math.nan
    quantiles: tuple[float, ...] = (math.nan,) * len(SHARES)
    censored: float = math.nan
    falls_at: float = math.nan
    probability: float = math.nan

    @property
    def benchmark(self) -> Benchmark:
        return benchmark_of(self.column.documented)

    @property
    def said(self) -> str:
        """The documented outcome in a few words."""
        if self.column.kind == "truth" and not math.isnan(self.benchmark.value):
            return "yes" if self.benchmark.value else "no"
        return self.benchmark.shown

    @property
    def median(self) -> float:
        return self.quantiles[2]

    @property
    def documented(self) -> bool:
        """Whether this very category, or that this is true, is documented."""
        if self.category:
            return self.category == self.benchmark.category
        return self.column.kind == "truth" and self.benchmark.value == 1.0


def findings_of(record: Record) -> list[Finding]:
    """A finding for every column of the outcomes, one for each category of those that are words."""
    return [finding for column in record.columns.values() for finding in _findings(record, column)]


def _findings(record: Record, column: Column) -> Iterator[Finding]:
    values = record.outcomes[column.key]
    if column.kind == "category":
        yield from _of_categories(record, column, values)
        return
    numbers = np.asarray(values, dtype=np.float64)
    if record.days < column.outcome.horizon:
        # What ended early would be all that is seen, and no share of anything.
        numbers = np.full(len(numbers), np.nan)
    seen = numbers[~np.isnan(numbers)]
    found = Finding(column, record.runs, len(seen), _status(record, column, len(seen)))
    if column.kind == "truth":
        yield _of_truth(found, seen)
    elif column.censoring is not None and column.censoring in record.outcomes:
        flags = np.asarray(record.outcomes[column.censoring], dtype=np.float64)
        yield _compared(_of_time(found, numbers, flags), seen)
    else:
        yield _compared(_of_number(found, seen), seen)


def _status(record: Record, column: Column, observed: int) -> Status:
    if observed:
        return "observed"
    entry = column.documented if column.windowed else None
    ends_later = entry is not None and entry.end is not None and entry.end > record.end
    if ends_later or record.days < column.outcome.horizon:
        return "not observable"
    return "did not arise"


def _compared(found: Finding, seen: Floats) -> Finding:
    said = found.benchmark
    return replace(found, falls_at=said.falls_at(seen), probability=said.probability(seen))


def _of_number(found: Finding, seen: Floats) -> Finding:
    if len(seen) == 0:
        return found
    low, high = mean_interval(seen)
    quantiles = np.quantile(seen, SHARES, method="inverted_cdf")
    return replace(
        found,
        mean=float(np.mean(seen)),
        mean_low=low,
        mean_high=high,
        quantiles=tuple(quantiles.tolist()),
    )


def _of_time(found: Finding, times: Floats, flags: Floats) -> Finding:
    """A time that may be censored has no mean: it would be too short."""
    known = ~np.isnan(times)
    if not known.any():
        return found
    censored = flags[known] == 1.0
    quantiles = survival_quantiles(times[known], censored, np.array(SHARES))
    return replace(found, censored=float(np.mean(censored)), quantiles=tuple(quantiles.tolist()))


def _of_truth(found: Finding, seen: Floats) -> Finding:
    true = int(np.count_nonzero(seen == 1.0))
    low, high = wilson(true, len(seen))
    share = true / len(seen) if len(seen) else math.nan
    said, probability = found.benchmark, math.nan
    if said.scored and not math.isnan(said.value):
        probability = share if said.value else 1.0 - share
    return replace(found, share=share, share_low=low, share_high=high, probability=probability)


def _of_categories(
    record: Record, column: Column, values: NDArray[np.generic]
) -> Iterator[Finding]:
    words, counts = np.unique(np.asarray(values, dtype=np.str_), return_counts=True)
    tally = dict(zip(words.tolist(), counts.tolist(), strict=True))
    tally.pop("", None)
    seen = sum(tally.values())
    said = benchmark_of(column.documented)
    known = column.outcome.categories
    for category in (*known, *sorted(tally.keys() - set(known))):
        number = tally.get(category, 0)
        low, high = wilson(number, seen)
        share = number / seen if seen else math.nan
        yield Finding(
            column,
            record.runs,
            seen,
            _status(record, column, seen),
            category=category,
            share=share,
            share_low=low,
            share_high=high,
            probability=share if said.scored and said.category == category else math.nan,
        )
