"""Statistics of times that may be cut off by the end of a run."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.analysis.patterns.sample import Sample
from sim.analysis.patterns.statistic import named
from sim.analysis.patterns.statistics.levels import Floats, Truths


def surviving(times: Floats, censored: Floats, chosen: Truths, days: float) -> Floats:
    """The share (...) of the chosen (..., run) that lasts longer than `days`; NaN without any.

    The product over the moments at which any end (Kaplan & Meier 1958); where none of a sample
    does, its factor is 1. The times of the chosen are known.
    """
    ended = chosen & (censored == 0.0) & (times <= days)
    moments = np.unique(times[ended])
    reached = np.searchsorted(moments, times, side="right")
    size = (*times.shape[:-1], len(moments) + 1)
    row = np.arange(math.prod(size[:-1])).reshape(*size[:-1], 1)

    def number(which: Truths) -> Floats:
        """How many reach just so many moments (..., moment)."""
        places = (row * size[-1] + reached)[which]
        return np.bincount(places, minlength=math.prod(size)).reshape(size).astype(np.float64)

    at_risk = np.cumsum(number(chosen)[..., ::-1], axis=-1)[..., ::-1]
    factors = 1.0 - number(ended)[..., 1:] / np.maximum(at_risk[..., 1:], 1.0)
    return np.where(chosen.any(axis=-1), np.prod(factors, axis=-1), np.nan)


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

    def value(self, sample: Sample) -> Floats:
        chosen = [sample.given(arm, self.given) for arm in self.arms[:2]]
        chosen = [
            these & ~np.isnan(sample.of(arm, self.outcome))
            for these, arm in zip(chosen, self.arms, strict=False)
        ]
        if self.both:
            chosen = [chosen[0] & chosen[1]] * 2
        first, second = (
            surviving(sample.of(arm, self.outcome), sample.of(arm, self.censored), these, self.days)
            for these, arm in zip(chosen, self.arms, strict=False)
        )
        return first - second
