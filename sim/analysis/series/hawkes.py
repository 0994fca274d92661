"""Self-exciting events: how many others each one brings on, and how much later (Hawkes 1971)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.analysis.series.excitation import log_likelihoods

Floats = NDArray[np.float64]

FEWEST_EVENTS = 10
"""Event days below which nothing is fitted."""
HALF_CHI_SQUARE = 1.9207
"""Half the 95% point of chi-square with one degree of freedom."""
RUNS_AT_ONCE = 16
"""Runs fitted together: about as many as a processor's memory likes."""
LONGEST_LAG = 180.0
MOST_OFFSPRING = 2.0
PIECES, SMOOTH = 90.0, 60.0
"""Days that a piece of the background lasts, and standard deviation of the kernel that smooths."""


@dataclass(frozen=True)
class Background:
    """What comes without excitation: constant, free in each piece of `days`, or a smoothed rate.

    The smoothed rate has the shape of all events under a Gaussian kernel with standard deviation
    `days`, reflected at the ends, and one free height: it takes slow changes away from the
    excitation, and some of the excitation too.
    """

    kind: Literal["constant", "pieces", "smooth"] = "constant"
    days: float = math.inf


CONSTANT = Background()
IN_PIECES = Background("pieces", PIECES)
SMOOTHED = Background("smooth", SMOOTH)


@dataclass(frozen=True)
class Excitation:
    """A fit to one series, with 95% intervals by profile likelihood; NaN if too little happened.

    `branching` is the mean number of events that one brings on, `lag` the mean days until they
    come (infinite at an end of its interval that the data leave open), `ratio` twice the gain
    in log-likelihood over the same background without excitation.
    """

    events: int
    branching: float
    branching_low: float
    branching_high: float
    lag: float
    lag_low: float
    lag_high: float
    ratio: float


@dataclass(frozen=True)
class Excitations:
    """Fits to many runs at once, each (run,): NaN where too little happened."""

    events: NDArray[np.int64]
    branching: Floats
    lag: Floats
    ratio: Floats


def fit_excitation(counts: NDArray[np.generic], background: Background = CONSTANT) -> Excitation:
    """Fit a self-exciting process with an exponential kernel to one series (day,).

    The day is the unit of time: events of day t are Poisson with mean
    m b(t) + n sum_s N(s) (1 - r) r^(t - s - 1) over the days s before t, so that n is the
    branching ratio and 1 / (1 - r) the mean lag in days (Hawkes 1971, with the exponential
    kernel on a grid of days; nothing is excited on the same day). n is sought from 0 to
    `MOST_OFFSPRING`, the lag from one day to `LONGEST_LAG` or half the series. Give counts, or
    truths (a day counts once). Nothing before the first day is remembered. With 150 events the
    intervals of the branching ratio cover nine times of ten in simulation, and its estimate is
    low by a tenth or so.
    """
    points = np.asarray(counts, dtype=np.float64).reshape(1, -1)
    events = int((points > 0).sum())
    if events < FEWEST_EVENTS:
        return Excitation(events, *([math.nan] * 7))
    lags = _lags(points.shape[1], 60)
    offspring = np.linspace(0.0, MOST_OFFSPRING, 101)
    surface = log_likelihoods(points, *_background(points, background), lags, offspring)[0]
    best = float(surface.max())
    by_offspring, by_lag = surface.max(axis=0), surface.max(axis=1)
    branching = _peak(offspring, by_offspring)
    low, high = _profile(offspring, by_offspring - best)
    short, long = _profile(np.log(lags), by_lag - best)
    return Excitation(
        events,
        branching,
        max(low, 0.0),
        MOST_OFFSPRING if math.isinf(high) else high,
        math.exp(_peak(np.log(lags), by_lag)) if branching > 0 else math.nan,
        math.exp(short) if math.isfinite(short) else float(lags[0]),
        math.exp(long) if math.isfinite(long) else math.inf,
        max(0.0, 2.0 * (best - float(surface[0, 0]))),
    )


def fit_excitations(counts: NDArray[np.generic], background: Background = CONSTANT) -> Excitations:
    """Fit the process of `fit_excitation` to every run (run, day), on a coarser grid."""
    points = np.asarray(counts, dtype=np.float64)
    events = (points > 0).sum(axis=1)
    enough = np.flatnonzero(events >= FEWEST_EVENTS)
    lags = _lags(points.shape[1], 24)
    offspring = np.linspace(0.0, MOST_OFFSPRING, 41)
    found = {name: np.full(len(points), np.nan) for name in ("branching", "lag", "ratio")}
    # Runs with about as many events go together, so that little is filled up.
    enough = enough[np.argsort(events[enough], kind="stable")]
    for first in range(0, len(enough), RUNS_AT_ONCE):
        some = enough[first : first + RUNS_AT_ONCE]
        chosen = points[some]
        surface = log_likelihoods(chosen, *_background(chosen, background), lags, offspring)
        by_offspring, by_lag = surface.max(axis=1), surface.max(axis=2)
        for place, run in enumerate(some):
            found["branching"][run] = _peak(offspring, by_offspring[place])
            if found["branching"][run] > 0:
                found["lag"][run] = math.exp(_peak(np.log(lags), by_lag[place]))
        gain = 2.0 * (by_lag.max(axis=1) - surface[:, 0, 0])
        found["ratio"][some] = np.maximum(gain, 0.0)
    return Excitations(events.astype(np.int64), **found)


def _lags(days: int, number: int) -> Floats:
    return np.geomspace(1.0, max(2.0, min(LONGEST_LAG, days / 2.0)), number)


def _background(points: Floats, background: Background) -> tuple[Floats, NDArray[np.int64]]:
    """The shape (run, day) of the background, and the piece (day,) whose height it has."""
    days = points.shape[1]
    pieces = np.zeros(days, dtype=np.int64)
    if background.kind == "pieces":
        number = max(1, round(days / background.days))
        pieces = np.arange(days, dtype=np.int64) * number // days
    if background.kind != "smooth":
        return np.ones_like(points), pieces
    from scipy.ndimage import gaussian_filter1d

    shape = gaussian_filter1d(points, background.days, axis=1, mode="reflect", truncate=4.0)
    mean = shape.mean(axis=1, keepdims=True)
    # A day far from every event still has some chance of one.
    return np.maximum(shape / mean, 1e-3), pieces


def _peak(places: Floats, heights: Floats) -> float:
    """Where a curve on a grid is highest: the top of the parabola through its three best points."""
    top = int(np.argmax(heights))
    if top in (0, len(places) - 1):
        return float(places[top])
    left, middle, right = heights[top - 1 : top + 2]
    bend = left - 2.0 * middle + right
    shift = 0.5 * (left - right) / bend if bend < 0 else 0.0
    step = float(places[top + 1] - places[top])
    return float(places[top]) + float(np.clip(shift, -1.0, 1.0)) * step


def _profile(places: Floats, loss: Floats) -> tuple[float, float]:
    """Where the log-likelihood has fallen too far below its best; infinite if it never does."""
    top = int(np.argmax(loss))
    inside = loss >= -HALF_CHI_SQUARE

    def crossing(outer: int, inner: int) -> float:
        fallen = (-HALF_CHI_SQUARE - loss[inner]) / (loss[outer] - loss[inner])
        return float(places[inner] + fallen * (places[outer] - places[inner]))

    below, above = np.flatnonzero(~inside[:top]), np.flatnonzero(~inside[top:]) + top
    low = crossing(int(below[-1]), int(below[-1]) + 1) if len(below) else -math.inf
    high = crossing(int(above[0]), int(above[0]) - 1) if len(above) else math.inf
    return low, high
