"""Outcomes laid out by point of the design and by run, and averaged over the runs of a point."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ByPoint:
    """Values (point, repetition), NaN where missing or not observed, and which are `there`."""

    values: Floats
    there: NDArray[np.bool_]

    def __sub__(self, other: ByPoint) -> ByPoint:
        """The difference run by run, where both are there."""
        runs = min(self.values.shape[1], other.values.shape[1])
        return ByPoint(
            self.values[:, :runs] - other.values[:, :runs],
            self.there[:, :runs] & other.there[:, :runs],
        )

    @property
    def complete(self) -> bool:
        """Whether every point has every repetition."""
        return bool(self.there.all())

    def means(self, block: int) -> Floats:
        """Means (point,) over the repetitions that all points of a block of points have.

        NaN where nothing was observed, and throughout a block without a common repetition.
        """
        points, runs = self.there.shape
        common = self.there.reshape(points // block, block, runs).all(axis=1)
        used = np.repeat(common, block, axis=0) & ~np.isnan(self.values)
        counts = used.sum(axis=1)
        sums = np.where(used, self.values, 0.0).sum(axis=1)
        return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)

    @property
    def noise(self) -> float:
        """Share of the variance between points that is luck, as far as several runs show it."""
        used = ~np.isnan(self.values)
        counts = used.sum(axis=1)
        repeated = counts > 1
        if np.count_nonzero(repeated) < 2:
            return math.nan
        values, used, counts = self.values[repeated], used[repeated], counts[repeated]
        means = np.where(used, values, 0.0).sum(axis=1) / counts
        squares = np.where(used, values - means[:, np.newaxis], 0.0) ** 2
        within = squares.sum(axis=1) / (counts - 1) / counts
        between = float(np.var(means, ddof=1))
        return min(float(np.mean(within)) / between, 1.0) if between > 0.0 else math.nan


def by_point(rows: pd.DataFrame, values: Floats, points: int, own_luck: bool) -> ByPoint:
    """Lay values (row,) out by the `cell` and `run` of their rows.

    Where points have luck of their own, run ids are repetition * points + cell.
    """
    cell = rows["cell"].to_numpy(dtype=np.int64)
    run = rows["run"].to_numpy(dtype=np.int64)
    repetition = run // points if own_luck else run
    runs = int(repetition.max()) + 1 if len(rows) else 1
    laid, there = np.full((points, runs), np.nan), np.zeros((points, runs), dtype=bool)
    laid[cell, repetition] = values
    there[cell, repetition] = True
    return ByPoint(laid, there)
