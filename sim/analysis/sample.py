"""The rows of one group as a sample: what each outcome comes to, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.analysis.intervals import (
    Estimates,
    effective,
    halving,
    mean_estimates,
    quantile_intervals,
    share_interval,
)
from sim.analysis.survival import curve_of, horizon_of, pseudo_values, quantiles_of
from sim.analysis.units import Units
from sim.analysis.variables import Floats, Variable
from sim.store.findings import SHARES
from sim.store.intervals import MOST_RESAMPLED

TOGETHER = 32
"""Columns whose means are resampled at once."""
WIDTH = 2.0 * 1.959963984540054
"""Standard errors in a 95% interval of a normal estimate."""
QUARTER = 4.0
"""Samples must be this many times as large for intervals half as wide."""


@dataclass(frozen=True)
class Statistic:
    """One number about an outcome, its 95% interval, and its Monte Carlo standard error.

    `growth` is how many times as large the sample must be to halve the interval.
    """

    name: str
    value: float
    low: float
    high: float
    error: float
    growth: float = QUARTER


@dataclass(frozen=True)
class Told:
    """What a sample says of one outcome: `observed` rows of `units` units had a value, `seen`."""

    variable: Variable
    observed: int
    units: int
    seen: Floats
    censored: float
    statistics: tuple[Statistic, ...]


def tell(variables: Sequence[Variable], units: Units, resampled: bool) -> Iterator[Told]:
    """The statistics of outcomes (row,), with the units of the same rows."""
    width = TOGETHER if resampled and units.number <= MOST_RESAMPLED else 1
    for start in range(0, len(variables), width):
        some = variables[start : start + width]
        additive = [_additive(one) for one in some]
        known = [~np.isnan(values) for values in additive]
        totals = [_totals(x, ok, units) for x, ok in zip(additive, known, strict=True)]
        sums, counts = (np.stack(some, axis=1) for some in zip(*totals, strict=True))
        means = mean_estimates(sums, counts, resampled)
        for place, variable in enumerate(some):
            yield _told(variable, units, means, place, known[place])


def of_rows(variable: Variable, places: NDArray[np.intp]) -> Variable:
    """The variable at some rows only; a view where they follow each other."""
    rows: NDArray[np.intp] | slice = places
    if len(places) and (np.diff(places) == 1).all():
        rows = slice(int(places[0]), int(places[-1]) + 1)
    ended = None if variable.ended is None else variable.ended[rows]
    return replace(variable, values=variable.values[rows], ended=ended)


def restricted(variable: Variable, horizon: float | None = None) -> Floats:
    """Times as pseudo-values (row,) within a horizon, by default the longest; NaN if missing."""
    known = ~np.isnan(variable.values)
    times, ended = variable.values[known], _ended(variable)[known]
    found = np.full(len(known), np.nan)
    found[known] = pseudo_values(times, ended, horizon_of(times) if horizon is None else horizon)
    return found


def _totals(values: Floats, known: NDArray[np.bool_], units: Units) -> tuple[Floats, Floats]:
    """Sums and counts (unit,) of what is known."""
    if known.all():
        return units.sums(values), units.counts
    return units.sums(np.where(known, values, 0.0)), units.sums(known.astype(np.float64))


def _additive(variable: Variable) -> Floats:
    """What is averaged: times are averaged as pseudo-values."""
    return restricted(variable) if variable.nature == "time" else variable.values


def _ended(variable: Variable) -> NDArray[np.bool_]:
    if variable.ended is None:
        return np.ones(len(variable.values), dtype=bool)
    return variable.ended


def _told(
    variable: Variable, units: Units, means: Estimates, place: int, known: NDArray[np.bool_]
) -> Told:
    seen = variable.values[known]
    mean = Statistic(
        "mean",
        *(float(one[place]) for one in (means.value, means.low, means.high, means.error)),
    )
    number, own = len(seen), int(means.units[place])
    if number == 0:
        name = {"share": "share", "time": "restricted_mean"}.get(variable.nature, "mean")
        return Told(variable, 0, 0, seen, math.nan, (replace(mean, name=name, growth=math.nan),))
    mean = replace(mean, growth=_growth(mean))
    if variable.nature == "share":
        return Told(variable, number, own, seen, math.nan, (_share(mean, number, own),))
    if variable.nature == "number":
        own_units = units if number == len(known) else units.only(known)
        return Told(variable, number, own, seen, math.nan, (mean, *_quantiles(seen, own_units)))
    ended = _ended(variable)[known]
    worth = worth_of(restricted(variable)[known], mean.error, number, own)
    statistics = (*_times(seen, ended, worth), replace(mean, name="restricted_mean"))
    return Told(variable, number, own, seen, float(np.mean(~ended)), statistics)


def _share(mean: Statistic, rows: int, units: int) -> Statistic:
    low, high = share_interval(mean.value, mean.error, rows, units)
    growth = halving(mean.value, effective(mean.value, mean.error, rows, units))
    return replace(mean, name="share", low=low, high=high, growth=growth)


def _quantiles(seen: Floats, units: Units) -> Iterator[Statistic]:
    for share, value, low, high in zip(
        SHARES, *quantile_intervals(seen, units, SHARES), strict=True
    ):
        yield _quantile(share, float(value), float(low), float(high))


def _times(seen: Floats, ended: NDArray[np.bool_], worth: float) -> Iterator[Statistic]:
    curve = curve_of(seen, ended, worth) if worth > 0.0 else None
    for share, value in zip(SHARES, quantiles_of(seen, ended, SHARES), strict=True):
        low, high = curve.ended_by(share) if curve else (math.nan, math.nan)
        yield _quantile(share, float(value), low, high)


def _quantile(share: float, value: float, low: float, high: float) -> Statistic:
    found = Statistic(f"q{round(100 * share):02d}", value, low, high, (high - low) / WIDTH)
    return replace(found, growth=_growth(found))


def _growth(found: Statistic) -> float:
    if math.isnan(found.error):
        return math.nan
    return QUARTER if found.error > 0.0 else 1.0


def worth_of(values: Floats, error: float, rows: int, units: int) -> float:
    """Independent rows that one row is worth, from how much sharing luck widens the error."""
    if units >= rows:
        return 1.0
    if units < 2:
        return 0.0
    alone = float(np.std(values, ddof=1)) / math.sqrt(rows)
    return min((alone / error) ** 2, 1.0) if error > 0.0 else units / rows
