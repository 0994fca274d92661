"""Statistics of a single arm."""

from __future__ import annotations

import math
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


@named("level")
@dataclass(frozen=True)
class Level:
    """The mean of an outcome (of a condition: its share) in an arm, in the runs given."""

    arms: tuple[str, ...]
    outcome: str
    given: str = ""

    READS = ("outcome", "given")
    FEWEST_ARMS = 1

    def value(self, sample: Sample) -> float:
        arm = self.arms[0]
        return mean(sample.of(arm, self.outcome), sample.given(arm, self.given))


@named("median-level")
@dataclass(frozen=True)
class MedianLevel:
    """The median of an outcome in an arm, in the runs given."""

    arms: tuple[str, ...]
    outcome: str
    given: str = ""

    READS = ("outcome", "given")
    FEWEST_ARMS = 1

    def value(self, sample: Sample) -> float:
        arm = self.arms[0]
        values = sample.of(arm, self.outcome)
        kept = ~np.isnan(values) & sample.given(arm, self.given)
        return float(np.median(values[kept])) if kept.any() else math.nan


@named("contrast")
@dataclass(frozen=True)
class Contrast:
    """The naive effect within one arm: mean where `split` is true less mean where it is not."""

    arms: tuple[str, ...]
    outcome: str
    split: str
    given: str = ""

    READS = ("outcome", "split", "given")
    FEWEST_ARMS = 1

    def value(self, sample: Sample) -> float:
        arm = self.arms[0]
        values, among = sample.of(arm, self.outcome), sample.given(arm, self.given)
        split = sample.of(arm, self.split)
        return mean(values, among & (split == 1.0)) - mean(values, among & (split == 0.0))


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
