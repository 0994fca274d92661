"""Statistics of four arms: whether an effect differs between two circumstances."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sim.analysis.patterns.sample import Sample
from sim.analysis.patterns.statistic import named
from sim.analysis.patterns.statistics.levels import Floats, OfOutcome, mean

_log = np.vectorize(math.log, otypes=[np.float64])
"""The logarithm of the C library: that of NumPy has another last digit on some processors."""


@named("interaction")
@dataclass(frozen=True)
class Interaction(OfOutcome):
    """(first less second) less (third less fourth), of shares or of their log-odds.

    Log-odds are those of a share with half a run added on either side (Haldane 1956), so that
    0 and 1 have some. Of anything but shares take the scale `level`.
    """

    scale: Literal["level", "log-odds"] = "level"

    FEWEST_ARMS = 4

    def value(self, sample: Sample) -> Floats:
        one, two, three, four = (self._level(sample, arm) for arm in self.arms[:4])
        return (one - two) - (three - four)

    def _level(self, sample: Sample, arm: str) -> Floats:
        values, among = sample.of(arm, self.outcome), sample.given(arm, self.given)
        share = mean(values, among)
        if self.scale == "level":
            return share
        number = (among & ~np.isnan(values)).sum(axis=-1)
        odds = (share * number + 0.5) / ((1.0 - share) * number + 0.5)
        return np.asarray(_log(odds), dtype=np.float64)
