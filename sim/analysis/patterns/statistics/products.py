"""Statistics of four arms: whether an effect differs between two circumstances."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from sim.analysis.patterns.sample import Sample
from sim.analysis.patterns.statistic import named
from sim.analysis.patterns.statistics.levels import OfOutcome, mean


@named("interaction")
@dataclass(frozen=True)
class Interaction(OfOutcome):
    """(first less second) less (third less fourth), of shares or of their log-odds.

    Log-odds are those of a share with half a run added on either side (Haldane 1956), so that
    0 and 1 have some. Of anything but shares take the scale `level`.
    """

    scale: Literal["level", "log-odds"] = "level"

    FEWEST_ARMS = 4

    def value(self, sample: Sample) -> float:
        one, two, three, four = (self._level(sample, arm) for arm in self.arms[:4])
        return (one - two) - (three - four)

    def _level(self, sample: Sample, arm: str) -> float:
        values, among = sample.of(arm, self.outcome), sample.given(arm, self.given)
        share = mean(values, among)
        if self.scale == "level" or math.isnan(share):
            return share
        number = float((among & (values == values)).sum())
        return math.log((share * number + 0.5) / ((1.0 - share) * number + 0.5))
