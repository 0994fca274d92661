"""How unevenly events lie in time: dispersion of counts, their memory, and the gaps."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.store.intervals import LEVEL, mean_interval

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Truths = NDArray[np.bool_]

FEWEST_WINDOWS = 4
"""Windows below which a dispersion says nothing."""


@dataclass(frozen=True)
class Dispersion:
    """Fano factor of counts in `windows` windows of `width` days, with its interval."""

    value: float
    low: float
    high: float
    width: int
    windows: int


@dataclass(frozen=True)
class Gaps:
    """Days between one event day and the next: how many, their mean, median and variation."""

    number: int
    mean: float
    mean_low: float
    mean_high: float
    median: float
    variation: float


def in_windows(counts: NDArray[np.generic], width: int) -> Whole:
    """Totals (run, window) over windows of `width` days that follow each other from the first day.

    A window cut off at the end is left out. Raises ValueError for a width below one day.
    """
    if width < 1:
        raise ValueError(f"a window lasts a day at least, not {width}")
    runs, days = counts.shape
    windows = days // width
    whole = np.asarray(counts[:, : windows * width], dtype=np.int64)
    totals: Whole = whole.reshape(runs, windows, width).sum(axis=2)
    return totals


def fano(counts: NDArray[np.generic], width: int = 30) -> Floats:
    """Variance over mean of the counts in windows, for each run: 1 if events come independently.

    Counts (run, day); the variance has the divisor n - 1 (Fano 1947; Cox & Lewis 1966). NaN with
    fewer than `FEWEST_WINDOWS` windows or no event.
    """
    totals = in_windows(counts, width).astype(np.float64)
    if totals.shape[1] < FEWEST_WINDOWS:
        return np.full(len(totals), np.nan)
    mean = totals.mean(axis=1)
    ratio = totals.var(axis=1, ddof=1) / np.where(mean > 0, mean, 1.0)
    return np.where(mean > 0, ratio, np.nan)


def dispersion(counts: NDArray[np.generic], width: int = 30, level: float = LEVEL) -> Dispersion:
    """The Fano factor of one series (day,) with an interval by the jackknife of its logarithm.

    Windows are left out one by one (Miller 1974), Student's t with one degree of freedom less
    than windows; with fewer than about twenty windows the interval is rough.
    """
    from scipy.special import stdtrit

    one = np.asarray(counts).reshape(1, -1)
    totals = in_windows(one, width)[0].astype(np.float64)
    number = len(totals)
    value = float(fano(one, width)[0])
    if math.isnan(value) or value == 0.0:
        return Dispersion(value, math.nan, math.nan, width, number)
    left = number - 1
    means = (totals.sum() - totals) / left
    squares = ((totals**2).sum() - totals**2) / left
    variances = np.maximum(squares - means**2, 0.0) * left / (left - 1)
    known = (means > 0) & (variances > 0)
    if not known.all():
        # One window holds all there is: nothing can be said without it.
        return Dispersion(value, math.nan, math.nan, width, number)
    logs = np.log(variances / means)
    error = math.sqrt(left / number * float(((logs - logs.mean()) ** 2).sum()))
    reach = float(stdtrit(left, 0.5 + level / 2.0)) * error
    return Dispersion(value, value * math.exp(-reach), value * math.exp(reach), width, number)


def memory(counts: NDArray[np.generic], width: int = 30) -> Floats:
    """Correlation of the count in a window with the one before, for each run (Cox & Lewis 1966).

    NaN with fewer than `FEWEST_WINDOWS` windows or if all are alike.
    """
    totals = in_windows(counts, width).astype(np.float64)
    if totals.shape[1] < FEWEST_WINDOWS:
        return np.full(len(totals), np.nan)
    around = totals - totals.mean(axis=1, keepdims=True)
    together = (around[:, 1:] * around[:, :-1]).sum(axis=1)
    spread = (around**2).sum(axis=1)
    return np.where(spread > 0, together / np.where(spread > 0, spread, 1.0), np.nan)


def gaps(days: Truths) -> Gaps:
    """The days from one event day of a series (day,) to the next (inter-event times).

    `variation` is their standard deviation over their mean: 1 if events come independently, more
    if they come in bursts (Cox & Lewis 1966). NaN with fewer than three event days.
    """
    between = np.diff(np.flatnonzero(days)).astype(np.float64)
    if len(between) < 2:
        return Gaps(len(between), *([math.nan] * 5))
    mean = float(between.mean())
    low, high = mean_interval(between)
    variation = float(between.std(ddof=1)) / mean
    return Gaps(len(between), mean, low, high, float(np.median(between)), variation)
