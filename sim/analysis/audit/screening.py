"""Which single numbers an outcome answers to, on the points of a crossed design."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.audit.ground import Group
from sim.analysis.audit.layout import CORNERS
from sim.analysis.indices import rank_correlations
from sim.experiment.factor import Factor

Floats = NDArray[np.float64]

CHANCE = 0.05
"""Probability that any number of a group looks as if it mattered by chance (Bonferroni)."""
STEPS = 5
"""Parts of equal width that a range is cut into, to see what its ends do."""
PACKAGE = "timeline and agendas"
"""Stands for the numbers that are in no table of the engine."""
DRAWS: Mapping[Group, tuple[tuple[int, int], tuple[int, int]]] = {
    "assumed": ((0, 2), (1, 3)),
    "known": ((0, 1), (2, 3)),
}
"""The corners of a block at which the first, and the second, draw of a group occurs."""


@dataclass(frozen=True)
class Effect:
    """What moving one number does to an outcome.

    `correlation` of ranks, the others held fixed where `partial`, with its 95% interval; NaN for
    the package of numbers that vary together. `share` of the whole variance that the number
    explains by itself, an estimate that may fall below 0; `at_low` and `at_high` the mean of the
    outcome in the lowest and highest fifth of its range. `matters` if it is beyond chance.
    """

    path: str
    correlation: float
    low: float
    high: float
    partial: bool
    share: float
    at_low: float
    at_high: float
    matters: bool


@dataclass(frozen=True)
class Screened:
    """The effects of all numbers of a group on an outcome.

    `draws` of the group were seen; `least` is the smallest correlation that could be told from
    chance among so many `numbers`; `explained` the share of the variance of ranks that all
    explain together, NaN where the numbers are more than the draws.
    """

    effects: tuple[Effect, ...]
    draws: int
    numbers: int
    least: float
    explained: float


def screen(
    values: Floats, units: Floats, factors: Sequence[Factor], group: Group, own: NDArray[np.bool_]
) -> Screened:
    """The effects of the numbers of one group, from an outcome (block, corner, run).

    `units` (points, factors) are the points in the unit cube, `own` (factors,) says which belong
    to the group. Each draw of a group occurs at two corners, whose runs are averaged, so that
    draws are independent. Partial rank correlations (Marino et al. 2008) see what rises or falls
    throughout; numbers that are in no table have a few common draws and are told as one.
    """
    corners = DRAWS[group]
    means = values.mean(axis=2)
    drawn = np.concatenate([means[:, list(pair)].mean(axis=1) for pair in corners])
    blocks = units.reshape(len(values), CORNERS, -1)
    rows = np.concatenate([blocks[:, pair[0]] for pair in corners])
    total = float(np.nanvar(values))
    there = ~np.isnan(drawn)
    drawn, rows = drawn[there], rows[there]
    in_tables = np.array([factor.numeric for factor in factors], dtype=np.bool_)
    single, several = np.flatnonzero(own & in_tables), np.flatnonzero(own & ~in_tables)
    index, explained = rank_correlations(rows[:, single], drawn)
    partial = index.name.startswith("partial")
    least = least_told(len(drawn), len(single), partial)
    effects = [
        Effect(
            factors[place].path,
            float(index.value[number]),
            float(index.low[number]),
            float(index.high[number]),
            partial,
            *_ends(rows[:, place], drawn, total),
            matters=abs(float(index.value[number])) > least,
        )
        for number, place in enumerate(single.tolist())
    ]
    if len(several):
        effects.append(_package(rows[:, several], drawn, total))
    return Screened(tuple(effects), len(drawn), len(single), least, explained)


def least_told(draws: int, numbers: int, partial: bool) -> float:
    """The smallest rank correlation that is beyond chance among so many numbers.

    By Fisher's z with the variance for ranks of Fieller et al. (1957); 1 if there are too few.
    """
    from scipy.special import ndtri

    free = draws - 3 - (numbers - 1 if partial else 0)
    if numbers < 1 or free < 1:
        return 1.0
    reach = float(ndtri(1.0 - CHANCE / (2.0 * numbers)))
    return math.tanh(reach * math.sqrt(1.06 / free))


def _ends(unit: Floats, drawn: Floats, total: float) -> tuple[float, float, float]:
    """Share of the variance alone, and the means at the low and the high end of the range."""
    steps = np.minimum((unit * STEPS).astype(np.int64), STEPS - 1)
    lowest, highest = drawn[steps == 0], drawn[steps == STEPS - 1]
    share = _explained(steps, drawn) / total if total > 0.0 else math.nan
    return share, _mean(lowest), _mean(highest)


def _explained(groups: NDArray[np.int64], drawn: Floats) -> float:
    """Variance between groups without what chance puts there (one-way analysis of variance)."""
    distinct, place = np.unique(groups, return_inverse=True)
    number, many = len(drawn), len(distinct)
    if many < 2 or number <= many:
        return math.nan
    counts = np.bincount(place)
    means = np.bincount(place, weights=drawn) / counts
    between = float((counts * (means - drawn.mean()) ** 2).sum())
    within = float(((drawn - means[place]) ** 2).sum()) / (number - many)
    return (between - (many - 1) * within) / number


def _package(rows: Floats, drawn: Floats, total: float) -> Effect:
    """The numbers of which only some common draws were seen, by those draws."""
    _, place = np.unique(rows, axis=0, return_inverse=True)
    groups = place.reshape(-1).astype(np.int64)
    share = _explained(groups, drawn) / total if total > 0.0 else math.nan
    return Effect(
        PACKAGE, math.nan, math.nan, math.nan, False, share, math.nan, math.nan,
        matters=_beyond_chance(groups, drawn),
    )  # fmt: skip


def _beyond_chance(groups: NDArray[np.int64], drawn: Floats) -> bool:
    """Whether groups differ by the F test at one in a hundred."""
    from scipy.stats import f_oneway

    samples = [drawn[groups == one] for one in np.unique(groups)]
    if min(map(len, samples)) < 2 or len(samples) < 2 or np.ptp(drawn) == 0.0:
        return False
    return bool(f_oneway(*samples).pvalue < 0.01)


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else math.nan
