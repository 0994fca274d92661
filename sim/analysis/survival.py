"""Times that may be cut off before their end: Kaplan-Meier, restricted means, log-rank."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.store.intervals import LEVEL, survival_quantiles

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]


@dataclass(frozen=True)
class Curve:
    """Share still without an end (time,), with a 95% interval, from time 0 to the last seen.

    Product limit (Kaplan & Meier 1958), interval by the log of the cumulative hazard (Kalbfleisch
    & Prentice 1980), as lifelines computes them. NaN where there is no interval.
    """

    times: Floats
    alive: Floats
    low: Floats
    high: Floats

    def ended_by(self, share: float) -> tuple[float, float]:
        """The ends of the interval of the time by which a share has ended; NaN if not reached."""
        return _first(self.times, self.low, share), _first(self.times, self.high, share)


def curve_of(times: Floats, ended: Truths, worth: float = 1.0) -> Curve:
    """The survival curve of times (row,), of which those not `ended` are censored.

    `worth` is the number of independent rows that one row is worth: 1 if rows are independent,
    less if they share luck, and intervals are wider by its square root.
    """
    from lifelines import KaplanMeierFitter
    from scipy.special import ndtr, ndtri

    reach = float(ndtri(0.5 + LEVEL / 2.0)) / math.sqrt(worth)
    moments, ends, rows = tally(times, ended)
    # A level so near to 1 that its quantile is infinite says nothing.
    alpha = max(2.0 * float(ndtr(-reach)), 1e-15)
    fitter = KaplanMeierFitter(alpha=alpha)
    fitter.fit(moments, ends, weights=rows)
    alive = fitter.survival_function_
    within = fitter.confidence_interval_.to_numpy(dtype=np.float64)
    return Curve(
        times=alive.index.to_numpy(dtype=np.float64),
        alive=alive.to_numpy(dtype=np.float64)[:, 0],
        low=within[:, 0],
        high=within[:, 1],
    )


def tally(times: Floats, ended: Truths) -> tuple[Floats, Truths, NDArray[np.int64]]:
    """Distinct (time, ended), and how many rows have each."""
    order = np.lexsort((ended, times))
    moments, ends = times[order], ended[order]
    fresh = np.ones(len(times), dtype=bool)
    fresh[1:] = (np.diff(moments) != 0.0) | (ends[1:] != ends[:-1])
    first = np.flatnonzero(fresh)
    return moments[first], ends[first], np.diff(np.append(first, len(times)))


def quantiles_of(times: Floats, ended: Truths, shares: tuple[float, ...]) -> Floats:
    """Times by which shares have ended; NaN where the curve does not reach one."""
    return survival_quantiles(times, ~ended, np.array(shares))


def pseudo_values(times: Floats, ended: Truths, horizon: float) -> Floats:
    """For each row what it adds to the mean time within `horizon`; their mean is that mean.

    The restricted mean (area under the product limit) plus each row's influence on it: the
    infinitesimal jackknife (Efron 1981; Andersen & Perme 2010 on pseudo-observations). They are
    averaged, paired and resampled like times that are fully known, and equal min(time, horizon)
    where nothing is censored before the horizon.
    """
    number = len(times)
    if number == 0:
        return np.empty(0)
    ended = ended & (times <= horizon)
    moments, place = np.unique(times[ended], return_inverse=True)
    if len(moments) == 0:
        return np.full(number, horizon)
    ends = np.bincount(place, minlength=len(moments)).astype(np.float64)
    at_risk = number - np.searchsorted(np.sort(times), moments, side="left").astype(np.float64)
    hazard = ends / at_risk
    alive = np.cumprod(1.0 - hazard)
    lasting = np.diff(np.append(moments, horizon))
    after = np.cumsum((alive * lasting)[::-1])[::-1]
    mean = float(moments[0] + after[0])
    left = at_risk - ends
    weight = np.divide(number * after, left, out=np.zeros_like(after), where=left > 0.0)
    exposed = np.concatenate([[0.0], np.cumsum(weight * hazard)])
    influence = exposed[np.searchsorted(moments, np.minimum(times, horizon), side="right")]
    influence[ended] -= weight[place]
    return mean + influence


def horizon_of(*times: Floats) -> float:
    """The last time that all of these samples reach; 0 if one is empty."""
    return min(float(one.max()) if len(one) else 0.0 for one in times)


def log_rank(
    times: Floats, ended: Truths, other_times: Floats, other_ended: Truths, worth: float = 1.0
) -> float:
    """Chance of hazards that differ so much if they were the same (Mantel 1966).

    The samples are taken for independent, which understates differences between paired ones;
    `worth` (see `curve_of`) shrinks the statistic of rows that share luck (Rao & Scott 1981).
    NaN if one is empty or nothing ended.
    """
    from lifelines.statistics import logrank_test
    from scipy.special import chdtrc

    if not (len(times) and len(other_times) and (ended.any() or other_ended.any())):
        return math.nan
    one, two = tally(times, ended), tally(other_times, other_ended)
    tested = logrank_test(one[0], two[0], one[1], two[1], weights_A=one[2], weights_B=two[2])
    return float(chdtrc(1.0, float(tested.test_statistic) * worth))


def _first(times: Floats, alive: Floats, share: float) -> float:
    """The first time at which the share alive is down to 1 - share."""
    down = np.flatnonzero(alive <= 1.0 - share + 1e-12)
    return float(times[down[0]]) if len(down) else math.nan
