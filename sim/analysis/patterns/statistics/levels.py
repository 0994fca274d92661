"""Statistics of a single arm."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.patterns.sample import Sample
from sim.analysis.patterns.statistic import named

Floats = NDArray[np.float64]


def mean(values: Floats, chosen: NDArray[np.bool_] | None = None) -> float:
    """The mean of what is not missing among the chosen; NaN if nothing is left."""
    kept = ~np.isnan(values) if chosen is None else ~np.isnan(values) & chosen
    return float(values[kept].mean()) if kept.any() else math.nan


@dataclass(frozen=True)
class OfOutcome:
    """An outcome in each of some arms, in the runs given."""

    arms: tuple[str, ...]
    outcome: str
    given: str = ""

    READS = ("outcome", "given")

    def level(self, sample: Sample, arm: str) -> float:
        """The mean of the outcome in an arm; of a condition, its share."""
        return mean(sample.of(arm, self.outcome), sample.given(arm, self.given))

    def levels_of_arms(self, sample: Sample) -> Floats:
        """The level in each arm (arm,)."""
        return np.array([self.level(sample, arm) for arm in self.arms])


@dataclass(frozen=True)
class OfSplit:
    """An outcome in each of some arms, in the runs given, where `split` is true and where not."""

    arms: tuple[str, ...]
    outcome: str
    split: str
    given: str = ""

    READS = ("outcome", "split", "given")

    def contrast(self, sample: Sample, arms: Sequence[str]) -> float:
        """The mean where `split` is true less that where it is not, over runs of several arms."""
        values = np.concatenate([sample.of(arm, self.outcome) for arm in arms])
        among = np.concatenate([sample.given(arm, self.given) for arm in arms])
        split = np.concatenate([sample.of(arm, self.split) for arm in arms])
        return mean(values, among & (split == 1.0)) - mean(values, among & (split == 0.0))


@named("level")
@dataclass(frozen=True)
class Level(OfOutcome):
    """The mean of an outcome (of a condition: its share) in an arm, in the runs given."""

    FEWEST_ARMS = 1

    def value(self, sample: Sample) -> float:
        return self.level(sample, self.arms[0])


@named("median-level")
@dataclass(frozen=True)
class MedianLevel(OfOutcome):
    """The median of an outcome in an arm, in the runs given."""

    FEWEST_ARMS = 1

    def value(self, sample: Sample) -> float:
        arm = self.arms[0]
        values = sample.of(arm, self.outcome)
        kept = ~np.isnan(values) & sample.given(arm, self.given)
        return float(np.median(values[kept])) if kept.any() else math.nan


@named("contrast")
@dataclass(frozen=True)
class Contrast(OfSplit):
    """The naive effect within one arm: mean where `split` is true less mean where it is not."""

    FEWEST_ARMS = 1

    def value(self, sample: Sample) -> float:
        return self.contrast(sample, self.arms[:1])


@named("correlation")
@dataclass(frozen=True)
class Correlation:
    """Pearson's correlation of two outcomes over the runs of an arm."""

    arms: tuple[str, ...]
    outcome: str
    other: str
    given: str = ""

    READS = ("outcome", "other", "given")
    FEWEST_ARMS = 1

    def value(self, sample: Sample) -> float:
        arm = self.arms[0]
        one, two = sample.of(arm, self.outcome), sample.of(arm, self.other)
        kept = ~np.isnan(one) & ~np.isnan(two) & sample.given(arm, self.given)
        if kept.sum() < 3:
            return math.nan
        one, two = one[kept] - one[kept].mean(), two[kept] - two[kept].mean()
        spread = math.sqrt(float((one * one).sum() * (two * two).sum()))
        return float((one * two).sum()) / spread if spread > 0.0 else math.nan
