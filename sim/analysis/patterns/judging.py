"""Whether what was found agrees with what was expected, by the rules fixed before."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.analysis.patterns.estimate import Estimate, estimate
from sim.analysis.patterns.pattern import Test
from sim.analysis.patterns.sample import Sample
from sim.experiment.schema import Expectation

RIGHT_SHARE = 0.8
"""Share of draws from the priors that must have the right sign (Grimm et al. 2005)."""
LEVELS = frozenset({"level", "median-level"})
"""Statistics of one arm, which have no sign that could be right or wrong."""
FEWEST_TOLD = 0.5
"""Share of draws that must tell the sign at all."""


@dataclass(frozen=True)
class Judged:
    """A test with its result.

    `value`, `low` and `high` are those at the prior median, of `runs` runs in each arm, and
    `lowest` to `highest` is where the interval had to lie. Of the `draws`, `told` could compute
    the statistic (`each`, NaN where not); a share `right` of them had the right sign, `wrong` the
    wrong one, and `inside` lay where the interval had to, all NaN for tests that are not looked for
    in draws. What is neither right nor wrong differs in nothing.
    `needs` are the runs that would decide a test whose value is right and whose interval is too
    wide, else 0.
    """

    name: str
    role: str
    says: str
    statistic: str
    value: float
    low: float
    high: float
    lowest: float
    highest: float
    runs: int
    draws: int
    told: int
    right: float
    wrong: float
    inside: float
    passes: bool
    needs: int
    each: tuple[float, ...]

    @property
    def is_level(self) -> bool:
        """Whether it is a level in one arm: of its draws those inside tell, and no sign does."""
        return self.statistic in LEVELS

    @property
    def nothing(self) -> float:
        """Share of draws in which a level has nothing to show, where that is too many, else 0."""
        short = self.is_level and self.role == "effect" and self.right < RIGHT_SHARE
        return 1.0 - self.right if short else 0.0

    @property
    def part(self) -> str:
        """Its role as a reader is told it: an equivalence with one end is a bound."""
        open_ended = math.isinf(self.lowest) or math.isinf(self.highest)
        return "bound" if self.role == "equivalence" and open_ended else self.role


def judge(test: Test, draws: Sequence[Sample], median: Sample) -> Judged:
    """Judge a test by the runs at each point drawn and at the prior median."""
    said = test.said
    found = estimate(test.statistic, median)
    some = draws if test.drawn else ()
    each = np.array([float(test.statistic.value(sample)) for sample in some], dtype=np.float64)
    known = each[~np.isnan(each)]
    lowest, highest = bounds(said)
    right, wrong = _signs(said, known)
    within = lowest < found.low and found.high < highest
    signed = said.role != "effect" or (
        right >= RIGHT_SHARE and len(known) >= FEWEST_TOLD * len(each)
    )
    return Judged(
        name=test.name,
        role=said.role,
        says=" ".join(said.says.split()),
        statistic=said.statistic,
        value=found.value,
        low=found.low,
        high=found.high,
        lowest=lowest,
        highest=highest,
        runs=median.runs,
        draws=len(each),
        told=len(known),
        right=right,
        wrong=wrong,
        inside=float(np.mean((known > lowest) & (known < highest))) if len(known) else math.nan,
        passes=bool(within and signed),
        needs=0 if within else runs_needed(found, lowest, highest, median.runs),
        each=tuple(each.tolist()),
    )


def bounds(said: Expectation) -> tuple[float, float]:
    """Where the interval at the prior median must lie."""
    if said.low is not None or said.high is not None:
        low = -math.inf if said.low is None else said.low
        return low, math.inf if said.high is None else said.high
    if said.role != "effect":
        return -said.margin, said.margin
    return (said.margin, math.inf) if said.direction == "above" else (-math.inf, -said.margin)


def runs_needed(found: Estimate, lowest: float, highest: float, runs: int) -> int:
    """How many runs would bring an interval within its bounds if the value stayed; 0 if none."""
    if math.isnan(found.low) or not lowest < found.value < highest:
        return 0
    room = (found.value - lowest, highest - found.value)
    reach = (found.value - found.low, found.high - found.value)
    times = max(wide / free for wide, free in zip(reach, room, strict=True))
    return math.ceil(runs * times**2)


def _signs(said: Expectation, known: np.typing.NDArray[np.float64]) -> tuple[float, float]:
    """Shares with the right and with the wrong sign."""
    if said.direction is None or not len(known):
        return math.nan, math.nan
    toward = known if said.direction == "above" else -known
    return float(np.mean(toward > 0.0)), float(np.mean(toward < 0.0))
