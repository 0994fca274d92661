"""The speed of a shift in power at which war begins, against what theory says."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from sim.analysis.patterns.sample import Sample
from sim.analysis.patterns.statistic import named
from sim.analysis.patterns.statistics.levels import Floats
from sim.analysis.patterns.statistics.ordered import Threshold

SLOWEST, FASTEST, FINENESS = 1e-3, 5.0, 1e-3
"""Speeds among which the analytic one is looked for, log of power a year, and how finely."""


@named("threshold-of-commitment")
@dataclass(frozen=True)
class ThresholdOfCommitment:
    """The level at which war reaches a share of the runs, over the analytic one, less 1.

    Two equals share what a war would win outright; both know all costs, and one grows by s in the
    log of power a year. With c the cost of war, k that of starting one, u what the status quo is
    worth to each, g the contest exponent and d the discount of a year, choice being free of noise:

    - In t years the one that grows wins with p(t) = 1 / (1 + exp(-g s t)), and war is worth
      W(t) = p(t) - c - k to it. It does not strike as soon as that is more than u, for next year
      it is stronger still: it strikes in the first year T with W(T) > (1 - d) u + d W(T + 1), or
      in the last year that anybody looks ahead to if W > u then.
    - Until then the other has u a year, and from then on only what its defence is worth,
      1 - p(T) - c. Nothing better can be promised it: the stronger would not keep to it.
    - So it fights today if that is worth more: 1/2 - c - k > (1 - d^T) u + d^T (1 - p(T) - c).

    War begins at the least speed s* at which the last line is true (after Powell 2006: a large and
    rapid shift in power, set against the cost of fighting and the weight of the future).
    """

    arms: tuple[str, ...]
    outcome: str
    levels: tuple[float, ...]
    war_cost: float
    starting_cost: float
    exponent: float
    discount: float
    years: int
    status_quo: float = 0.5
    reaches: float = 0.5
    given: str = ""

    READS = ("outcome", "given")
    FEWEST_ARMS = 2

    def expected(self) -> float:
        """The analytic threshold, log of power a year; infinite if there is none."""
        steps = round((FASTEST - SLOWEST) / FINENESS)
        speeds = (SLOWEST + FINENESS * step for step in range(steps))
        return next((speed for speed in speeds if self.fights_today(speed)), math.inf)

    def fights_today(self, speed: float) -> bool:
        """Whether the side that declines had better fight now, at a speed of the shift."""
        strikes = self._strikes(speed)
        if strikes is None:
            return False
        after = self.discount**strikes
        defended = 1.0 - self._wins(speed, strikes) - self.war_cost
        waiting = (1.0 - after) * self.status_quo + after * defended
        return 0.5 - self.war_cost - self.starting_cost > waiting

    def _strikes(self, speed: float) -> int | None:
        """The year in which the side that grows strikes, if it ever does."""

        def worth(year: int) -> float:
            return self._wins(speed, year) - self.war_cost - self.starting_cost

        for year in range(1, self.years):
            later = (1.0 - self.discount) * self.status_quo + self.discount * worth(year + 1)
            if worth(year) > max(later, self.status_quo):
                return year
        return self.years if worth(self.years) > self.status_quo else None

    def _wins(self, speed: float, year: int) -> float:
        return 1.0 / (1.0 + math.exp(-self.exponent * speed * year))

    def value(self, sample: Sample) -> Floats:
        found = Threshold(self.arms, self.outcome, self.levels, self.reaches, self.given)
        return found.value(sample) / self._expected - 1.0

    @cached_property
    def _expected(self) -> float:
        """The analytic threshold, looked for once: an interval asks for it a thousand times."""
        return self.expected()
