"""How sure a finite sample of alike units makes us: of means, shares, quantiles and ratios."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sim.analysis.units import Units
from sim.store.intervals import LEVEL, MOST_RESAMPLED, RESAMPLES, RESAMPLING_SEED, wilson

Floats = NDArray[np.float64]
TAIL = 0.5 - LEVEL / 2.0


@dataclass(frozen=True)
class Estimates:
    """Numbers (column,), their standard errors, 95% intervals and units that had a value.

    NaN where there is nothing to go by.
    """

    value: Floats
    error: Floats
    low: Floats
    high: Floats
    units: NDArray[np.int64]


def mean_estimates(sums: Floats, counts: Floats, resampled: bool = True) -> Estimates:
    """Means of columns whose values add up to `sums` (unit, column) over `counts` rows each.

    The standard error is that of a ratio of totals of independent units (Cochran 1977, chapter
    6). Up to `MOST_RESAMPLED` units (and if `resampled`) the interval is the percentile bootstrap
    of units (Efron 1979), expanded for small samples (Hesterberg 2015), else Student's t.
    """
    seen = np.count_nonzero(counts > 0.0, axis=0)
    rows = counts.sum(axis=0)
    value = _divided(sums.sum(axis=0), rows)
    error = _error(sums - value * counts, rows, seen)
    reach = student(seen) * error
    low, high = value - reach, value + reach
    if resampled and 1 < len(sums) <= MOST_RESAMPLED:
        drawn = resamples(len(sums))
        means = _divided(drawn @ sums, drawn @ counts)
        for column in np.flatnonzero((seen > 1) & (error > 0.0)):
            low[column], high[column] = ends(means[:, column], int(seen[column]))
    return Estimates(value, error, low, high, seen)


@lru_cache(maxsize=8)
def resamples(units: int) -> Floats:
    """How often each unit (resample, unit) is drawn in each of `RESAMPLES` bootstrap samples."""
    luck = np.random.default_rng(RESAMPLING_SEED)
    drawn = luck.integers(units, size=(RESAMPLES, units), dtype=np.int32)
    places = drawn + np.arange(RESAMPLES, dtype=np.int64)[:, np.newaxis] * units
    counted = np.bincount(places.ravel(), minlength=RESAMPLES * units)
    found = counted.reshape(RESAMPLES, units).astype(np.float64)
    found.flags.writeable = False
    return found


def ends(resampled: Floats, units: int) -> tuple[float, float]:
    """The expanded percentile interval of resampled values; those that are NaN are left out."""
    from scipy.special import ndtr

    known = resampled[~np.isnan(resampled)]
    if len(known) == 0:
        return math.nan, math.nan
    stretched = math.sqrt(units / (units - 1.0)) * float(student(np.array([units]))[0])
    tail = float(ndtr(-stretched))
    low, high = np.quantile(known, (tail, 1.0 - tail))
    return float(low), float(high)


def student(units: NDArray[np.int64]) -> Floats:
    """How many standard errors an interval reaches on either side; NaN below two units."""
    from scipy.special import stdtrit

    degrees = np.maximum(units - 1, 1).astype(np.float64)
    reach = np.asarray(stdtrit(degrees, 1.0 - TAIL), dtype=np.float64)
    return np.where(units > 1, reach, np.nan)


def effective(share: float, error: float, rows: float, units: float) -> float:
    """Independent rows that would tell as much about a share as these, which share luck.

    Korn & Graubard (1998); no more than there are rows, and the number of units where the share
    is 0 or 1 or all units are alike. Equal to the rows where every row is a unit.
    """
    if units >= rows:
        return rows
    if units < 2:
        return 0.0
    variance = share * (1.0 - share)
    if not (variance > 0.0 and error > 0.0):
        return units
    students = student(np.array([int(rows), int(units)]))
    found = variance / error**2 * (students[0] / students[1]) ** 2
    return float(min(found, rows))


def share_interval(share: float, error: float, rows: float, units: float) -> tuple[float, float]:
    """Wilson's score interval of a share, its rows taken for as many as they are worth."""
    number = effective(share, error, rows, units)
    return wilson(share * number, number)


def halving(share: float, number: float) -> float:
    """How many times the sample must grow to halve Wilson's interval of a share."""
    if not number > 0.0:
        return math.nan
    low, high = wilson(share * number, number)
    few, many = 1.0, 8.0
    for _ in range(40):
        middle = (few + many) / 2.0
        ends_then = wilson(share * number * middle, number * middle)
        if ends_then[1] - ends_then[0] > (high - low) / 2.0:
            few = middle
        else:
            many = middle
    return many


def quantile_intervals(
    values: Floats, units: Units, shares: tuple[float, ...]
) -> tuple[Floats, Floats, Floats]:
    """Quantiles (share,) of values (row,) and the order statistics that enclose them.

    Exact from the binomial distribution where every row is a unit (Conover 1999); else the
    interval of the share below, turned round (Woodruff 1952). An end that so few rows cannot
    bound is NaN.
    """
    from scipy.stats import binom

    ordered = np.sort(values)
    number = len(ordered)
    found = ordered[np.maximum(np.ceil(np.array(shares) * number).astype(np.int64) - 1, 0)]
    low, high = np.full(len(shares), np.nan), np.full(len(shares), np.nan)
    for place, share in enumerate(shares):
        worth = number
        if units.number < number:
            worth = round(_worth(values <= found[place], units))
        if worth < 1:
            continue
        first = float(binom.ppf(TAIL, worth, share)) / worth * number
        last = float(binom.ppf(1.0 - TAIL, worth, share) + 1.0) / worth * number
        if first >= 1.0:
            low[place] = ordered[math.floor(first + 1e-9) - 1]
        if last <= number:
            high[place] = ordered[math.ceil(last - 1e-9) - 1]
    return found, low, high


def paired_share_interval(
    both: float, first: float, second: float, neither: float
) -> tuple[float, float]:
    """Interval of the difference of two shares of the same pairs (Newcombe 1998, method 10).

    Counts of pairs in which both are true, only the first, only the second, neither.
    """
    number = both + first + second + neither
    if not number > 0.0:
        return math.nan, math.nan
    cross = both * neither - first * second
    margins = (both + first) * (second + neither) * (both + second) * (first + neither)
    if cross > 0.0:
        cross = max(cross - number / 2.0, 0.0)
    alike = cross / math.sqrt(margins) if margins > 0.0 else 0.0
    return _newcombe(both + first, both + second, number, number, alike)


def share_difference_interval(
    first: float, first_number: float, second: float, second_number: float
) -> tuple[float, float]:
    """Interval of the difference of two independent shares (Newcombe 1998, method 10)."""
    if not (first_number > 0.0 and second_number > 0.0):
        return math.nan, math.nan
    return _newcombe(first * first_number, second * second_number, first_number, second_number, 0.0)


def fieller(
    above: float, below: float, error: float, error_below: float, shared: float, reach: float
) -> tuple[float, float]:
    """Interval of the ratio above/below (Fieller 1954); NaN if the denominator may be zero.

    Takes standard errors of numerator and denominator, their covariance, and how many errors
    the interval reaches.
    """
    square = below**2 - reach**2 * error_below**2
    if not (square > 0.0 and below > 0.0):
        return math.nan, math.nan
    middle = above * below - reach**2 * shared
    inside = middle**2 - square * (above**2 - reach**2 * error**2)
    root = math.sqrt(max(inside, 0.0))
    return (middle - root) / square, (middle + root) / square


def _newcombe(
    first: float, second: float, first_number: float, second_number: float, alike: float
) -> tuple[float, float]:
    one, two = first / first_number, second / second_number
    one_low, one_high = wilson(first, first_number)
    two_low, two_high = wilson(second, second_number)
    below, above = one - one_low, one_high - one
    other_below, other_above = two - two_low, two_high - two
    down = below**2 - 2.0 * alike * below * other_above + other_above**2
    up = above**2 - 2.0 * alike * above * other_below + other_below**2
    difference = one - two
    low, high = difference - math.sqrt(max(down, 0.0)), difference + math.sqrt(max(up, 0.0))
    return max(low, -1.0), min(high, 1.0)


def _worth(within: NDArray[np.bool_], units: Units) -> float:
    sums, share = units.sums(within.astype(np.float64)), float(np.mean(within))
    residuals = (sums - share * units.counts)[:, np.newaxis]
    error = _error(residuals, np.array([len(within)]), np.array([units.number]))
    return effective(share, float(error[0]), len(within), units.number)


def _error(residuals: Floats, rows: NDArray[np.generic], seen: NDArray[np.int64]) -> Floats:
    """Standard error of ratios from the residuals (unit, column) of their numerators."""
    square = np.einsum("uk,uk->k", residuals, residuals)
    spread = square * seen / np.maximum(seen - 1, 1)
    return np.where(seen > 1, np.sqrt(spread) / np.maximum(rows, 1), np.nan)


def _divided(above: Floats, below: Floats) -> Floats:
    return np.divide(above, below, out=np.full_like(above, np.nan), where=below > 0.0)
