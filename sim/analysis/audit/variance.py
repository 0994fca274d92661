"""What share of an outcome's variance each group of numbers has, and what share is luck."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.audit.layout import CORNERS
from sim.store.intervals import LEVEL

Floats = NDArray[np.float64]

PARTS = ("assumed", "known", "together", "luck")
"""Parts that make up the whole variance; `rests` is the first and the third."""
FEWEST_BLOCKS = 8
SEED, RESAMPLES = 2008, 1_000


@dataclass(frozen=True)
class Shares:
    """Shares (part,) of the variance in the order of `PARTS`, with 95% intervals.

    They add up to 1; small ones may be estimated below 0. `rests` with its interval is the share
    that is gone if no number were only assumed: theirs alone and together with others.
    """

    value: Floats
    low: Floats
    high: Floats
    rests: tuple[float, float, float]
    variance: float
    mean: float
    blocks: int
    runs: int


def shares_of(values: Floats) -> Shares | None:
    """Split the variance of an outcome (block, corner, run); corners are those of `Crossed`.

    Var(Y) = Var(E[Y|x]) + E[Var(Y|x)], luck being the second (law of total variance). Var within
    points over the number of runs is taken off whatever is computed from means of runs, so that
    few runs give no bias. Of the first, the total effect of a group is half the mean squared
    difference of points that differ in it alone (Jansen 1999; Saltelli et al. 2010), what the
    other group has alone is the rest. Intervals by the bootstrap of blocks (percentiles).

    Blocks with a missing value are left out. None for fewer than `FEWEST_BLOCKS` blocks, a single
    run at a point, or an outcome that never varies.
    """
    whole = values[~np.isnan(values).any(axis=(1, 2))]
    blocks, corners, runs = whole.shape
    if corners != CORNERS:
        raise ValueError(f"a block has {CORNERS} corners, not {corners}")
    if blocks < FEWEST_BLOCKS or runs < 2 or np.ptp(whole) == 0.0:
        return None
    # In units of the standard deviation around the mean: large counts must not cancel.
    mean, spread = float(whole.mean()), float(whole.std())
    sums = _sums((whole - mean) / spread)
    found, total = _parts(sums.sum(axis=1), _squares(sums, None), blocks, runs)
    luck = np.random.default_rng(SEED)
    drawn = luck.multinomial(blocks, np.full(blocks, 1.0 / blocks), size=RESAMPLES)
    again, _ = _parts((drawn @ sums.T).T, _squares(sums, drawn), blocks, runs)
    tail = (1.0 - LEVEL) / 2.0
    low, high = np.nanquantile(again, (tail, 1.0 - tail), axis=1)
    rests = again[0] + again[2]
    ends = np.nanquantile(rests, (tail, 1.0 - tail))
    return Shares(
        value=found,
        low=low,
        high=high,
        rests=(float(found[0] + found[2]), float(ends[0]), float(ends[1])),
        variance=float(total) * spread**2,
        mean=mean,
        blocks=blocks,
        runs=runs,
    )


def _sums(whole: Floats) -> Floats:
    """What each block adds: within, the two half squared differences, squares, and its sum."""
    means = whole.mean(axis=2)
    both = means[:, 0], means[:, 1], means[:, 2], means[:, 3]
    within = whole.var(axis=2, ddof=1).mean(axis=1)
    moved = ((both[0] - both[1]) ** 2 + (both[2] - both[3]) ** 2) / 4.0
    kept = ((both[0] - both[2]) ** 2 + (both[1] - both[3]) ** 2) / 4.0
    return np.stack([within, moved, kept, (means**2).sum(axis=1), means.sum(axis=1)])


def _squares(sums: Floats, drawn: NDArray[np.integer] | None) -> Floats:
    """The squared sums of blocks, added up over those that were drawn."""
    squared = sums[4] ** 2
    return np.asarray(squared.sum() if drawn is None else drawn @ squared, dtype=np.float64)


def _parts(totals: Floats, squares: Floats, blocks: int, runs: int) -> tuple[Floats, Floats]:
    """Shares (part, ...) and the variance (...) from totals (sum, ...) over blocks."""
    within, moved, kept, points, sums = totals
    within, moved, kept = within / blocks, moved / blocks, kept / blocks
    number = CORNERS * blocks
    # Half the mean squared difference of points of different blocks, which share nothing.
    between = ((number - CORNERS) * points - (sums**2 - squares)) / (number * (number - CORNERS))
    noise = within / runs
    numbers, of_moved, of_kept = between - noise, moved - noise, kept - noise
    total = numbers + within
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.stack(
            [numbers - of_kept, numbers - of_moved, of_moved + of_kept - numbers, within]
        )
        shares = np.where(total > 0.0, found / total, math.nan)
    return shares, np.asarray(total, dtype=np.float64)
