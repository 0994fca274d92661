"""Statistics of a single arm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.patterns.sample import Sample
from sim.analysis.patterns.statistic import named

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]


def total(values: Floats, kept: Truths) -> Floats:
    """Sums over the last axis of those kept, to the last digit what they are alone."""
    sizes = kept.sum(axis=-1) + 1
    # Before each row goes the nought that `sum` begins with: `reduceat` begins with a number.
    nought = np.zeros((*values.shape[:-1], 1))
    padded = np.concatenate([nought, values], axis=-1)
    row_by_row = padded[np.concatenate([nought == 0.0, kept], axis=-1)]
    found: Floats = np.add.reduceat(row_by_row, np.cumsum(sizes) - sizes.ravel())
    return found.reshape(sizes.shape)


def mean(values: Floats, chosen: Truths) -> Floats:
    """Means over the last axis of what is not missing among the chosen; NaN if nothing is left."""
    kept = ~np.isnan(values) & chosen
    number = kept.sum(axis=-1)
    return np.where(number > 0, total(values, kept) / np.maximum(number, 1), np.nan)


@dataclass(frozen=True)
class OfOutcome:
    """An outcome in each of some arms, in the runs given."""

    arms: tuple[str, ...]
    outcome: str
    given: str = ""

    READS = ("outcome", "given")

    def level(self, sample: Sample, arm: str) -> Floats:
        """The mean of the outcome in an arm; of a condition, its share."""
        return mean(sample.of(arm, self.outcome), sample.given(arm, self.given))

    def levels_of_arms(self, sample: Sample) -> Floats:
        """The level in each arm (..., arm)."""
        return np.stack([self.level(sample, arm) for arm in self.arms], axis=-1)


@dataclass(frozen=True)
class OfSplit:
    """An outcome in each of some arms, in the runs given, where `split` is true and where not."""

    arms: tuple[str, ...]
    outcome: str
    split: str
    given: str = ""

    READS = ("outcome", "split", "given")

    def contrast(self, sample: Sample, arms: Sequence[str]) -> Floats:
        """The mean where `split` is true less that where it is not, over runs of several arms."""
        values = np.concatenate([sample.of(arm, self.outcome) for arm in arms], axis=-1)
        among = np.concatenate([sample.given(arm, self.given) for arm in arms], axis=-1)
        split = np.concatenate([sample.of(arm, self.split) for arm in arms], axis=-1)
        return mean(values, among & (split == 1.0)) - mean(values, among & (split == 0.0))


@named("level")
@dataclass(frozen=True)
class Level(OfOutcome):
    """The mean of an outcome (of a condition: its share) in an arm, in the runs given."""

    FEWEST_ARMS = 1

    def value(self, sample: Sample) -> Floats:
        return self.level(sample, self.arms[0])


@named("median-level")
@dataclass(frozen=True)
class MedianLevel(OfOutcome):
    """The median of an outcome in an arm, in the runs given."""

    FEWEST_ARMS = 1

    def value(self, sample: Sample) -> Floats:
        arm = self.arms[0]
        values = sample.of(arm, self.outcome)
        kept = ~np.isnan(values) & sample.given(arm, self.given)
        number = kept.sum(axis=-1, keepdims=True)
        rising = np.sort(np.where(kept, values, np.inf), axis=-1)
        middle = np.concatenate([np.maximum(number - 1, 0) // 2, number // 2], axis=-1)
        low, high = np.moveaxis(np.take_along_axis(rising, middle, axis=-1), -1, 0)
        return np.where(number[..., 0] > 0, (low + high) / 2.0, np.nan)


@named("contrast")
@dataclass(frozen=True)
class Contrast(OfSplit):
    """The naive effect within one arm: mean where `split` is true less mean where it is not."""

    FEWEST_ARMS = 1

    def value(self, sample: Sample) -> Floats:
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

    def value(self, sample: Sample) -> Floats:
        arm = self.arms[0]
        one, two = sample.of(arm, self.outcome), sample.of(arm, self.other)
        kept = ~np.isnan(one) & ~np.isnan(two) & sample.given(arm, self.given)
        one, two = (each - mean(each, kept)[..., None] for each in (one, two))
        spread = np.sqrt(total(one * one, kept) * total(two * two, kept))
        known = (kept.sum(axis=-1) >= 3) & (spread > 0.0)
        return np.where(known, total(one * two, kept) / np.where(known, spread, 1.0), np.nan)
