"""How deaths spread over events: a discrete power law, fitted and tested (Clauset et al. 2009)."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

FEWEST_IN_TAIL = 10
"""Events that a tail must hold to be fitted."""
REPLICATES, SEED = 1_000, 2009
SMALLEST, LARGEST = 1.01, 15.0
"""Exponents between which the fit looks."""
Z = 1.959964

_EXPONENTS = SMALLEST + (LARGEST - SMALLEST) * np.linspace(0.0, 1.0, 2_001) ** 2
_NEAR, _EXACT = 256, 20_000
"""Sizes of a power law that are tabled, and that are drawn exactly."""


@dataclass(frozen=True)
class Tail:
    """A power law from `least` on: P(x) = x^-exponent / zeta(exponent, least).

    `low` and `high` bound the exponent at 95%; `distance` is the greatest between the two
    cumulative distributions (Kolmogorov & Smirnov); `fits` the share of samples from the law
    that lie at least as far from their own fit. Values below .1 speak against a power law. NaN
    where nothing could be fitted, or the test was not asked for.
    """

    exponent: float
    low: float
    high: float
    least: int
    events: int
    all_events: int
    distance: float
    fits: float = math.nan


NO_TAIL = Tail(math.nan, math.nan, math.nan, 0, 0, 0, math.nan)


def fit_tail(sizes: NDArray[np.generic] | Sequence[int], least: int | None = None) -> Tail:
    """Fit the exponent by maximum likelihood; the least size by the smallest distance.

    Sizes are whole numbers from 1 on (zeros are left out). With `least` given only the exponent
    is sought (Clauset, Shalizi & Newman 2009, sections 3.1 and 3.3). The interval of the
    exponent is by the curvature of the likelihood and takes `least` as known.
    """
    whole = np.asarray(sizes, dtype=np.int64)
    values, counts = np.unique(whole[whole > 0], return_counts=True)
    found = _fit(values, counts, least)
    if math.isnan(found.exponent):
        return found
    error = 1.0 / math.sqrt(found.events * _spread(found.exponent, found.least))
    reach = Z * error
    return replace(found, low=found.exponent - reach, high=found.exponent + reach)


def goodness_of_fit(
    sizes: NDArray[np.generic] | Sequence[int],
    tail: Tail,
    replicates: int = REPLICATES,
    search: bool = True,
) -> Tail:
    """The tail with its goodness of fit by the semi-parametric bootstrap.

    Each replicate draws sizes below `least` from the data and the others from the law, and is
    fitted as the data were: `search` says whether the least size was sought (Clauset et al.
    2009, section 4.1). The error of the share is about 1 / (2 sqrt(replicates)).
    """
    if math.isnan(tail.exponent):
        return tail
    whole = np.asarray(sizes, dtype=np.int64)
    whole = whole[whole > 0]
    body = whole[whole < tail.least]
    luck = np.random.default_rng(SEED)
    chances, below = [], []
    for _ in range(replicates):
        above = int(luck.binomial(len(whole), tail.events / len(whole)))
        chances.append(luck.random(above))
        below.append(luck.choice(body, len(whole) - above) if len(body) else body)
    drawn = _inverse(tail.exponent, tail.least, np.concatenate(chances))
    parts = np.split(drawn, np.cumsum([len(chance) for chance in chances])[:-1])
    samples = [np.concatenate(both) for both in zip(parts, below, strict=True)]
    if search:
        again = [_fit(*np.unique(drawn, return_counts=True), None).distance for drawn in samples]
    else:
        again = _fits_from(samples, tail.least).tolist()
    # A sample that cannot be fitted is no worse than its law.
    farther = sum(not distance < tail.distance for distance in again)
    return replace(tail, fits=farther / replicates)


def draw_tail(exponent: float, least: int, number: int, luck: np.random.Generator) -> Whole:
    """Draw sizes from a discrete power law, by inverse transform (Clauset et al. 2009, app. D)."""
    return _inverse(exponent, least, luck.random(number))


def _inverse(exponent: float, least: int, chance: Floats) -> Whole:
    """The sizes at which a power law's cumulative distribution reaches some chances."""
    within = partial(_within, round(exponent, 6), least)
    steps = np.searchsorted(within(np.arange(_NEAR)), chance).astype(np.int64)
    rare = steps == _NEAR
    steps[rare] = _searched(within, chance[rare])
    drawn = least + steps
    far = steps == _EXACT
    if far.any():
        edge = least + _EXACT - 0.5
        left = (1.0 - chance[far]) / (1.0 - within(_EXACT - 1))
        beyond = np.minimum(edge * left ** (-1.0 / (exponent - 1.0)), 1e15)
        drawn[far] = np.floor(beyond + 0.5).astype(np.int64)
    return drawn


def exponents_from_one(deaths: Whole) -> Floats:
    """The exponent of deaths per fatal day from one death on, for every run (run, day) at once.

    NaN with fewer than `FEWEST_IN_TAIL` fatal days, or none with more than one death.
    """
    fatal = deaths > 0
    number = fatal.sum(axis=1)
    logs = np.log(np.where(fatal, deaths, 1)).sum(axis=1)
    known = (number >= FEWEST_IN_TAIL) & (logs > 0)
    means = logs / np.where(known, number, 1)
    return np.where(known, _exponent(means, 1), np.nan)


def _fit(values: Whole, counts: Whole, least: int | None) -> Tail:
    """The tail of sizes given as distinct values and how often each occurs."""
    everything = int(counts.sum())
    best = replace(NO_TAIL, all_events=everything)
    tails = np.cumsum(counts[::-1])[::-1]
    logs = np.cumsum((counts * np.log(values))[::-1])[::-1]
    starts = range(len(values)) if least is None else [int(np.searchsorted(values, least))]
    for start in starts:
        # All of one size would have an exponent beyond all bounds.
        if len(values) - start < 2 or tails[start] < FEWEST_IN_TAIL:
            break
        begins = int(values[start]) if least is None else least
        exponent = float(_exponent(logs[start] / tails[start], begins))
        held, exponents = counts[np.newaxis, start:], np.array([exponent])
        distance = float(_distances(values[start:], held, exponents, begins)[0])
        if not distance >= best.distance:
            number = int(tails[start])
            best = Tail(exponent, math.nan, math.nan, begins, number, everything, distance)
    return best


def _fits_from(samples: Sequence[Whole], least: int) -> Floats:
    """The distance of each sample from its own fit from `least` on, as `_fit` has it."""
    which = np.repeat(np.arange(len(samples)), [len(sample) for sample in samples])
    sizes = np.concatenate(samples)
    which, sizes = which[sizes >= least], sizes[sizes >= least]
    values, place = np.unique(sizes, return_inverse=True)
    shape = len(samples), len(values)
    counts = np.bincount(which * shape[1] + place, minlength=math.prod(shape)).reshape(shape)
    number = counts.sum(axis=1)
    known = (number >= FEWEST_IN_TAIL) & ((counts > 0).sum(axis=1) >= 2)
    found = np.full(len(samples), np.nan)
    if not known.any():
        return found
    # Added up from the largest size to the least, as in `_fit`, to the same last digit.
    logs = np.cumsum((counts[known] * np.log(values))[:, ::-1], axis=1)[:, -1]
    exponents = _exponent(logs / number[known], least)
    found[known] = _distances(values, counts[known], exponents, least)
    return found


def _distances(values: Whole, counts: Whole, exponents: Floats, least: int) -> Floats:
    """The greatest distance of each sample's cumulative distribution from that of its law.

    Looked for at, and just before, the values of which a sample (sample, value) has any.
    """
    from scipy.special import zeta

    row, place = np.nonzero(counts)
    exponent, value = exponents[row], values[place]
    everything = zeta(exponents, least)[row]
    at, up_to = (1.0 - zeta(exponent, each) / everything for each in (value + 1, value))
    summed = np.cumsum(counts, axis=1)
    number = summed[row, -1]
    seen, before = summed[row, place] / number, (summed - counts)[row, place] / number
    apart = np.zeros(counts.shape)
    apart[row, place] = np.maximum(np.abs(seen - at), np.abs(before - up_to))
    found: Floats = apart.max(axis=1)
    return found


def _exponent(mean_log: Floats | float, least: int) -> Floats:
    """The most likely exponent for a mean logarithm: where the law's own mean is the same."""
    means = _mean_logs(least)
    found: Floats = np.asarray(np.interp(np.asarray(mean_log), means[::-1], _EXPONENTS[::-1]))
    return found


@lru_cache(maxsize=512)
def _mean_logs(least: int) -> Floats:
    """Mean logarithm of a size at each tabled exponent: minus the slope of log zeta."""
    from scipy.special import zeta

    step = 1e-4
    up, down = zeta(_EXPONENTS + step, least), zeta(_EXPONENTS - step, least)
    found: Floats = (np.log(down) - np.log(up)) / (2.0 * step)
    return found


def _spread(exponent: float, least: int) -> float:
    """Variance of the logarithm of a size: the curvature of log zeta."""
    from scipy.special import zeta

    step = 1e-3
    three = np.log(zeta(exponent + step * np.array([-1.0, 0.0, 1.0]), least))
    return float(three[0] - 2.0 * three[1] + three[2]) / step**2


def _within(exponent: float, least: int, steps: Whole | int) -> Floats:
    """The chance of a size of at most `least` and some steps more."""
    from scipy.special import zeta

    return np.asarray(1.0 - zeta(exponent, least + steps + 1.0) / zeta(exponent, least))


def _searched(within: Callable[[Whole], Floats], chance: Floats) -> Whole:
    """The first step from `_NEAR` on at which each chance is reached, by halves; else `_EXACT`."""
    low, high = np.full(len(chance), _NEAR), np.full(len(chance), _EXACT)
    while (low < high).any():
        middle = (low + high) // 2
        # Where the two have met, they stay: nothing is asked of `_EXACT`.
        reached = (within(middle) >= chance) | (low == high)
        low, high = np.where(reached, low, middle + 1), np.where(reached, middle, high)
    return low
