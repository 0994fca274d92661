"""Statistics of what mediation does to how long peace lasts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.analysis.patterns.sample import Sample
from sim.analysis.patterns.statistic import named
from sim.analysis.patterns.statistics.levels import Floats, OfOutcome, OfSplit
from sim.analysis.patterns.statistics.survival import SurvivalDifference


@named("lead-lost")
@dataclass(frozen=True)
class LeadLost:
    """Lead in survival of the first arm over the second at `early` days less that at `late` ones.

    Above 0 the curves draw together or cross; 0 if the lead stays.
    """

    arms: tuple[str, ...]
    early: float
    late: float
    outcome: str = "ceasefire_days_held"
    censored: str = "ceasefire_censored"
    given: str = ""

    READS = ("outcome", "censored", "given")
    FEWEST_ARMS = 2

    def value(self, sample: Sample) -> Floats:
        early, late = (
            SurvivalDifference(self.arms, days, self.outcome, self.censored, self.given)
            for days in (self.early, self.late)
        )
        return early.value(sample) - late.value(sample)


@named("pooled-contrast")
@dataclass(frozen=True)
class PooledContrast(OfSplit):
    """The naive effect of `split` in the runs of all arms together, as if they were one sample.

    Arms are kinds of cases; a split that is commoner in some of them mixes what it does with what
    they are.
    """

    FEWEST_ARMS = 1

    def value(self, sample: Sample) -> Floats:
        return self.contrast(sample, self.arms)


@named("mean-difference")
@dataclass(frozen=True)
class MeanDifference(OfOutcome):
    """The first arm less the second, the third less the fourth, and so on: their mean.

    Pairs of arms are the same kinds of cases with and without what is compared.
    """

    FEWEST_ARMS = 2

    def value(self, sample: Sample) -> Floats:
        levels = self.levels_of_arms(sample)
        return np.asarray(np.mean(levels[..., ::2] - levels[..., 1::2], axis=-1))
