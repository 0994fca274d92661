"""Statistics of two arms: the first against the second."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.analysis.patterns.sample import Sample
from sim.analysis.patterns.statistic import named
from sim.analysis.patterns.statistics.levels import Floats, OfOutcome, OfSplit, mean


@named("difference")
@dataclass(frozen=True)
class Difference(OfOutcome):
    """Mean (or share) in the first arm less that in the second, each in its own runs given.

    With `given` it is the naive comparison of the runs that happened to qualify in each arm.
    """

    FEWEST_ARMS = 2

    def value(self, sample: Sample) -> Floats:
        first, second = (self.level(sample, arm) for arm in self.arms[:2])
        return first - second


@named("difference-in-both")
@dataclass(frozen=True)
class DifferenceInBoth:
    """The difference in pairs of runs in which both arms qualify: a principal stratum.

    Runs with the same luck are compared only where `given` is true in either arm, so that an arm
    cannot look better by letting other cases in (Frangakis & Rubin 2002). The first arm is paired
    with the second, the third with the fourth, and so on: other kinds of cases, whose pairs count
    alike.
    """

    arms: tuple[str, ...]
    outcome: str
    given: str

    READS = ("outcome", "given")
    FEWEST_ARMS = 2

    def value(self, sample: Sample) -> Floats:
        differences, qualify = [], []
        for first, second in zip(self.arms[::2], self.arms[1::2], strict=False):
            both = sample.given(first, self.given) & sample.given(second, self.given)
            qualify.append(both)
            differences.append(sample.of(first, self.outcome) - sample.of(second, self.outcome))
        return mean(np.concatenate(differences, axis=-1), np.concatenate(qualify, axis=-1))


@named("relative-difference")
@dataclass(frozen=True)
class RelativeDifference(OfOutcome):
    """The mean in the first arm over that in the second, less 1: -0.2 is a fifth less."""

    FEWEST_ARMS = 2

    def value(self, sample: Sample) -> Floats:
        first, second = (self.level(sample, arm) for arm in self.arms[:2])
        known = second > 0.0
        return np.where(known, first / np.where(known, second, 1.0) - 1.0, np.nan)


@named("difference-of-contrasts")
@dataclass(frozen=True)
class DifferenceOfContrasts(OfSplit):
    """The naive effect of `split` in the first arm less that in the second."""

    FEWEST_ARMS = 2

    def value(self, sample: Sample) -> Floats:
        first, second = (self.contrast(sample, [arm]) for arm in self.arms[:2])
        return first - second
