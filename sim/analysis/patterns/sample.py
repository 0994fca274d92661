"""The runs of all arms at one point of a pattern's design, paired by their luck."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.analysis.patterns.condition import Column, Floats, read

Indices = NDArray[np.int64]


@dataclass(frozen=True)
class Sample:
    """Outcomes by arm and column, each (run,): the same runs in the same order in every arm.

    `chosen` (resample, run) are those that a bootstrap drew, in an order and with repeats; without
    it they count as they are. Everything read off the runs then has that axis in front.
    """

    arms: Mapping[str, Mapping[str, Column]]
    runs: int
    chosen: Indices | None = None
    _known: dict[tuple[str, str], Floats] = field(default_factory=dict, repr=False, compare=False)

    def of(self, arm: str, text: str) -> Floats:
        """A column or condition (see `condition.read`) in the runs of an arm; NaN if missing."""
        key = arm, text
        if key not in self._known:
            self._known[key] = read(text).of(self.arms[arm])
        values = self._known[key]
        return values if self.chosen is None else values[self.chosen]

    def given(self, arm: str, condition: str) -> NDArray[np.bool_]:
        """The runs of an arm that a condition is true of; all if it is empty."""
        if not condition:
            return np.ones(self.runs if self.chosen is None else self.chosen.shape, dtype=bool)
        found: NDArray[np.bool_] = self.of(arm, condition) == 1.0
        return found

    def drawn_again(self, luck: np.random.Generator, times: int) -> Sample:
        """As many runs drawn from these with replacement, some times, the same in every arm."""
        chosen = luck.integers(self.runs, size=(times, self.runs))
        return Sample(self.arms, self.runs, chosen, self._known)
