"""Statistics of times that may be cut off by the end of a run."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.patterns.sample import Sample
from sim.analysis.patterns.statistic import named

Floats = NDArray[np.float64]


def surviving(times: Floats, censored: Floats, days: float) -> float:
    """The share that lasts longer than `days` (Kaplan & Meier 1958); NaN if nobody is known."""
    known = ~np.isnan(times)
    if not known.any():
        return math.nan
    times, ended = times[known], censored[known] == 0.0
    moments, number = np.unique(times[ended & (times <= days)], return_counts=True)
    at_risk = len(times) - np.searchsorted(np.sort(times), moments, side="left")
    return float(np.prod(1.0 - number / at_risk))


@named("survival-difference")
@dataclass(frozen=True)
class SurvivalDifference:
    """Share lasting beyond `days` in the first arm less that in the second, among runs given.

    `both` counts only pairs of runs that qualify in either arm.
    """

    arms: tuple[str, ...]
    days: float
    outcome: str = "ceasefire_days_held"
    censored: str = "ceasefire_censored"
    given: str = ""
    both: bool = False

    READS = ("outcome", "censored", "given")
    FEWEST_ARMS = 2

    def value(self, sample: Sample) -> float:
        chosen = [sample.given(arm, self.given) for arm in self.arms[:2]]
        chosen = [
            these & ~np.isnan(sample.of(arm, self.outcome))
            for these, arm in zip(chosen, self.arms, strict=False)
        ]
        if self.both:
            chosen = [chosen[0] & chosen[1]] * 2
        first, second = (
            surviving(
                sample.of(arm, self.outcome)[these],
                sample.of(arm, self.censored)[these],
                self.days,
            )
            for these, arm in zip(chosen, self.arms, strict=False)
        )
        return first - second
