"""What differs from run to run within a point: the disputes that a study looks at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.experiment.factor import Factor
from sim.luck import Luck

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]


@dataclass(frozen=True)
class Population:
    """Numbers of which every run draws its own, as the disputes that are compared differ.

    A run has the same numbers in every arm, block and replay. `varies` says by arm which of the
    `factors` are drawn there: an arm that decides a number keeps it.
    """

    factors: tuple[Factor, ...] = ()
    varies: Mapping[str, tuple[bool, ...]] = field(default_factory=dict)

    def columns(self, arm: str, seed: int, runs: Indices) -> dict[str, Floats]:
        """The numbers (run,) of these runs in an arm, by path."""
        if not self.factors:
            return {}
        luck = Luck(seed, runs)
        drawn = [
            factor for factor, here in zip(self.factors, self.varies[arm], strict=True) if here
        ]
        places = {factor: luck.uniform(f"{factor.path} of a run") for factor in drawn}
        return {
            factor.path: np.asarray(factor.at(place), dtype=np.float64)
            for factor, place in places.items()
        }
