"""Statistics of arms that are steps of one lever, in its order."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.analysis.patterns.sample import Sample
from sim.analysis.patterns.statistic import named
from sim.analysis.patterns.statistics.levels import Floats, OfOutcome


@named("slope")
@dataclass(frozen=True)
class Slope(OfOutcome):
    """Least-squares slope of the arms' means over the `levels` of the lever (default 0, 1 ...)."""

    levels: tuple[float, ...] = ()

    FEWEST_ARMS = 2

    def value(self, sample: Sample) -> Floats:
        heights = self.levels_of_arms(sample)
        places = np.array(self.levels or range(len(self.arms)), dtype=np.float64)
        around = places - places.mean()
        return np.asarray((around * heights).sum(axis=-1) / (around * around).sum())


@named("least-step")
@dataclass(frozen=True)
class LeastStep(OfOutcome):
    """The smallest rise of the mean from one arm to the next: above 0 if all of them rise."""

    FEWEST_ARMS = 2

    def value(self, sample: Sample) -> Floats:
        return np.asarray(np.diff(self.levels_of_arms(sample)).min(axis=-1))


@named("inverted-u")
@dataclass(frozen=True)
class InvertedU(OfOutcome):
    """How surely a quadratic through the arms' means rises first and falls last.

    The smaller of its slope at the first level and minus its slope at the last: above 0 only if
    the curve turns within the levels (Lind & Mehlum 2010).
    """

    levels: tuple[float, ...] = ()

    FEWEST_ARMS = 3

    def value(self, sample: Sample) -> Floats:
        return np.apply_along_axis(self._bend, -1, self.levels_of_arms(sample))

    def _bend(self, heights: Floats) -> float:
        if np.isnan(heights).any():
            return math.nan
        places = np.array(self.levels or range(len(self.arms)), dtype=np.float64)
        square, straight, _ = np.polyfit(places, heights, 2)
        first, last = (straight + 2.0 * square * place for place in (places[0], places[-1]))
        return float(min(first, -last))


@named("threshold")
@dataclass(frozen=True)
class Threshold:
    """The level of the lever at which the mean first reaches `reaches`, by linear interpolation.

    With `expected` it is told relative to that level, less 1. NaN if it never gets there.
    """

    arms: tuple[str, ...]
    outcome: str
    levels: tuple[float, ...]
    reaches: float
    given: str = ""
    expected: float | None = None

    READS = ("outcome", "given")
    FEWEST_ARMS = 2

    def value(self, sample: Sample) -> Floats:
        of_arms = OfOutcome(self.arms, self.outcome, self.given)
        return np.apply_along_axis(self._crossing, -1, of_arms.levels_of_arms(sample))

    def _crossing(self, heights: Floats) -> float:
        there = np.flatnonzero(heights >= self.reaches)
        if not len(there):
            return math.nan
        after = int(there[0])
        place = float(self.levels[after])
        if after:
            rise = heights[after] - heights[after - 1]
            part = (self.reaches - heights[after - 1]) / rise
            before = self.levels[after - 1]
            place = float(before + part * (self.levels[after] - before))
        return place if self.expected is None else place / self.expected - 1.0
