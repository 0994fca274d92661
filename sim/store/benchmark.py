"""The documented side of a comparison: what happened, within which bounds, by whose account."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.scenario.schema import Documented
from sim.store.columns import in_words
from sim.store.intervals import where_it_falls

ENGLISH: Mapping[str, str] = {
    "within": "{value} ({low} to {high})",
    "range": "{low} to {high}",
    "at_least": "at least {low}",
    "at_most": "at most {high}",
}
"""What amounts with bounds are told with."""


@dataclass(frozen=True)
class Benchmark:
    """A documented outcome in numbers; NaN and empty where nothing is documented.

    `low` and `high` are the ends of its range, or its `at_least` and `at_most` (infinite if
    open).
    """

    value: float
    low: float
    high: float
    category: str
    scored: bool
    claimed_by: str
    source: str
    text: str

    @property
    def bounded(self) -> bool:
        """Whether more than a point is documented."""
        return not (math.isnan(self.low) and math.isnan(self.high))

    @property
    def shown(self) -> str:
        """The documented outcome in a few characters: `24`, `19 to 30`, `at least 3`, `none`."""
        return self.told(ENGLISH)

    def told(self, words: Mapping[str, str]) -> str:
        """What is `shown`, in other words than the English ones."""
        if self.category:
            return in_words(self.category)
        numbers = {"value": f"{self.value:g}", "low": f"{self.low:g}", "high": f"{self.high:g}"}
        low_known, high_known = math.isfinite(self.low), math.isfinite(self.high)
        valued = not math.isnan(self.value)
        if low_known and high_known:
            return words["within" if valued else "range"].format(**numbers)
        if valued:
            return numbers["value"]
        if low_known:
            return words["at_least"].format(**numbers)
        return words["at_most"].format(**numbers) if high_known else ""

    def falls_at(self, values: NDArray[np.float64]) -> float:
        """The quantile of the simulated values at which the documented value lies; or NaN."""
        if math.isnan(self.value) or not self.scored:
            return math.nan
        return where_it_falls(self.value, values)

    def probability(self, values: NDArray[np.float64]) -> float:
        """Share of simulated values within the documented bounds; NaN without bounds."""
        if not self.bounded or not self.scored or len(values) == 0:
            return math.nan
        return float(np.mean((values >= self.low) & (values <= self.high)))


NOTHING = Benchmark(math.nan, math.nan, math.nan, "", False, "", "", "")


def benchmark_of(documented: Documented | None) -> Benchmark:
    """The numbers of a documented outcome."""
    if documented is None:
        return NOTHING
    low, high = math.nan, math.nan
    if documented.at_least is not None or documented.at_most is not None:
        low = -math.inf if documented.at_least is None else float(documented.at_least)
        high = math.inf if documented.at_most is None else float(documented.at_most)
    elif documented.value is not None and documented.value.range is not None:
        low, high = documented.value.range
    return Benchmark(
        value=math.nan if documented.value is None else float(documented.value),
        low=low,
        high=high,
        category=documented.category or "",
        scored=documented.scored,
        claimed_by=documented.claimed_by or "",
        source=documented.source,
        text=documented.text,
    )
