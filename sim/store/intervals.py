"""How sure a finite number of runs makes us: intervals of shares, means and censored times."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LEVEL = 0.95
"""Coverage of every interval."""

MOST_RESAMPLED, RESAMPLES, RESAMPLING_SEED = 2_000, 1_000, 1979


def wilson(successes: float, trials: float, level: float = LEVEL) -> tuple[float, float]:
    """Score interval of a share (Wilson 1927); both ends NaN if nothing was tried."""
    if trials == 0:
        return math.nan, math.nan
    z = NormalDist().inv_cdf(0.5 + level / 2.0)
    share = successes / trials
    spread = 1.0 + z * z / trials
    centre = (share + z * z / (2.0 * trials)) / spread
    reach = z * math.sqrt(share * (1.0 - share) / trials + (z / (2.0 * trials)) ** 2) / spread
    # At the ends the formula leaves rounding errors of the order of 1e-17.
    low = 0.0 if successes == 0 else max(0.0, centre - reach)
    high = 1.0 if successes == trials else min(1.0, centre + reach)
    return low, high


def mean_interval(values: Floats, level: float = LEVEL) -> tuple[float, float]:
    """Interval of a mean; NaN for fewer than two values.

    Up to `MOST_RESAMPLED` values by the percentile bootstrap (Efron 1979), which stays within
    what was seen where counts are skewed; above by Student's t (1908).
    """
    number = len(values)
    if number < 2:
        return math.nan, math.nan
    if number <= MOST_RESAMPLED:
        luck = np.random.default_rng(RESAMPLING_SEED)
        drawn = luck.integers(number, size=(RESAMPLES, number), dtype=np.int32)
        means = values[drawn].mean(axis=1)
        low, high = np.quantile(means, (0.5 - level / 2.0, 0.5 + level / 2.0))
        return float(low), float(high)
    from scipy.special import stdtrit

    error = float(np.std(values, ddof=1)) / math.sqrt(number)
    reach = float(stdtrit(number - 1, 0.5 + level / 2.0)) * error
    mean = float(np.mean(values))
    return mean - reach, mean + reach


def survival_quantiles(times: Floats, censored: NDArray[np.bool_], shares: Floats) -> Floats:
    """Times by which given shares have ended, by the product limit (Kaplan & Meier 1958).

    Times (run,) that are censored had not come to their end by then. NaN where the estimate does
    not reach a share within the times observed.
    """
    ends, position = np.unique(times[~censored], return_inverse=True)
    if len(ends) == 0:
        return np.full(len(shares), np.nan)
    ended = np.bincount(position, minlength=len(ends))
    at_risk = len(times) - np.searchsorted(np.sort(times), ends, side="left")
    ended_by = 1.0 - np.cumprod(1.0 - ended / at_risk)
    # A share is reached even if rounding leaves the product a hair below it.
    first = np.searchsorted(ended_by, shares - 1e-12, side="left")
    reached = first < len(ends)
    return np.where(reached, ends[np.minimum(first, len(ends) - 1)], np.nan)


def where_it_falls(value: float, values: Floats) -> float:
    """Share of runs below a value, those equal to it counted half; NaN without runs."""
    if len(values) == 0:
        return math.nan
    below, equal = np.count_nonzero(values < value), np.count_nonzero(values == value)
    return (below + equal / 2.0) / len(values)
