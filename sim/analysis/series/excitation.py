"""The likelihood of a self-exciting process on days, for many runs and parameters at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

MOST_STEPS = 60
CLOSE = 1e-7
"""Relative change of a background's height below which it is found."""


def excited(points: Floats, lags: Floats) -> Floats:
    """What the days before bring on (run, lag, day) if each event brings one, `lag` days later.

    A recursion over the days: r times yesterday's, plus (1 - r) times yesterday's events, with
    a mean lag of 1 / (1 - r) days.
    """
    kept = 1.0 - 1.0 / lags
    runs, days = points.shape
    found = np.zeros((days, runs, len(lags)))
    for day in range(1, days):
        found[day] = kept * found[day - 1] + (1.0 - kept) * points[:, day - 1, None]
    return np.ascontiguousarray(np.moveaxis(found, 0, 2))


def log_likelihoods(
    points: Floats, shape: Floats, pieces: Whole, lags: Floats, offspring: Floats
) -> Floats:
    """Poisson log-likelihood (run, lag, offspring) with the best background at each.

    Constants are left out. `points` and the background's `shape` are (run, day); each piece
    (day,) of the background has a height of its own.
    """
    runs, number = len(points), int(pieces.max()) + 1
    rows = _Rows(points, shape, pieces, number)
    memory = excited(points, lags)
    held = np.stack([rows.of(memory[:, lag]) for lag in range(len(lags))], axis=1)
    remembered = memory.sum(axis=2)
    surface = np.empty((runs, len(lags), len(offspring)))
    height = np.zeros(held.shape[:2])
    floor = _Floor(rows, held)
    # From much excitation to none the heights only grow: each is a safe start for the next.
    for place in np.argsort(offspring)[::-1]:
        each = float(offspring[place])
        brought = rows.brought(each, held)
        height = _heights(rows, brought, np.maximum(height, floor.at(each)))
        logs = np.log(rows.rates(height, brought))
        gain = np.einsum("qle,qe->ql", logs, rows.weight) - height * rows.total[:, None]
        summed = gain.reshape(runs, number, len(lags)).sum(axis=1)
        surface[:, :, place] = summed - each * remembered
    return surface


class _Rows:
    """The event days of every run and piece, filled up to one length with days of no weight."""

    def __init__(self, points: Floats, shape: Floats, pieces: Whole, number: int) -> None:
        runs = len(points)
        self._run, self._day = np.nonzero(points)
        row = self._run * number + pieces[self._day]
        counts = np.bincount(row, minlength=runs * number)
        starts = np.cumsum(counts) - counts
        # Days rise within a run and pieces with them: the rows come in order.
        self._row, self._place = row, np.arange(len(row)) - starts[row]
        self._size = (runs * number, max(1, int(counts.max())))
        self.weight = self.of(points)
        real = self.weight > 0
        self.shape = np.where(real, self.of(shape), 1.0)
        self._filling = np.where(real, 0.0, 1.0)[:, None, :]
        self.weighted = self.weight * self.shape
        self.inverse = np.where(real, 1.0 / np.where(real, self.weight, 1.0), 0.0)
        totals = np.zeros((runs, number))
        for piece in range(number):
            totals[:, piece] = shape[:, pieces == piece].sum(axis=1)
        self.total: Floats = totals.reshape(-1)

    def of(self, daily: Floats) -> Floats:
        """The values (run, day) on the event days: (run and piece, event)."""
        found = np.zeros(self._size)
        found[self._row, self._place] = daily[self._run, self._day]
        return found

    def brought(self, offspring: float, held: Floats) -> Floats:
        """What is brought on (row, lag, event) by so many offspring; 1 where it is filled up."""
        found = offspring * held
        found += self._filling
        return found

    def rates(self, height: Floats, brought: Floats) -> Floats:
        """The rate (row, lag, event) for a height (row, lag)."""
        found: Floats = height[:, :, None] * self.shape[:, None, :]
        found += brought
        return found


class _Floor:
    """A height that is never too great, from which Newton's method climbs to the best one.

    Of any events A, the best height is at least N(A) / B less the greatest excitation in A.
    """

    def __init__(self, rows: _Rows, held: Floats) -> None:
        relative = np.where(rows.weight[:, None, :] > 0, held / rows.shape[:, None, :], np.inf)
        order = np.argsort(relative, axis=2)
        rising = np.take_along_axis(relative, order, axis=2)
        real = np.isfinite(rising)
        self._held = np.where(real, rising, 0.0)
        weights = np.broadcast_to(rows.weight[:, None, :], held.shape)
        running = np.cumsum(np.take_along_axis(weights, order, axis=2), axis=2)
        self._alone = np.where(real, running / rows.total[:, None, None], 0.0)

    def at(self, offspring: float) -> Floats:
        """The floor (row, lag) for a number of offspring."""
        lowest = self._alone - offspring * self._held
        found: Floats = np.maximum(lowest.max(axis=2), 0.0)
        return found


def _heights(rows: _Rows, brought: Floats, start: Floats) -> Floats:
    """The most likely height (row, lag) of the background, by Newton's method from below."""
    height = start
    for _ in range(MOST_STEPS):
        rates = rows.rates(height, brought)
        pull = np.divide(rows.weighted[:, None, :], rates, out=rates)
        slope = np.einsum("qle,qle,qe->ql", pull, pull, rows.inverse)
        ahead = pull.sum(axis=2) - rows.total[:, None]
        moved = np.maximum(height + ahead / np.where(slope > 0, slope, np.inf), 0.0)
        done = np.abs(moved - height) <= CLOSE * (moved + CLOSE)
        height = moved
        if done.all():
            break
    return height
