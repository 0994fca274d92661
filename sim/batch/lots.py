"""A lot of an experiment's runs: which arm, cell and run each of them is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.int64]


@dataclass(frozen=True)
class Lot:
    """Runs `start` up to `stop - 1` of a scenario, counted as `Numbering` counts them."""

    scenario: str
    start: int
    stop: int

    @property
    def rows(self) -> int:
        """How many runs there are."""
        return self.stop - self.start


@dataclass(frozen=True)
class Numbering:
    """The order in which the runs of a scenario are counted: replicates, then cells, then arms.

    Replicate `r` of cell `c` in arm `a` has the number `(r * cells + c) * arms + a`: a sweep
    that is interrupted has done as much in every arm, and more replicates only add numbers.
    With `common` luck the replicate is the run, the same in every cell; else every cell has
    luck of its own, run `r * cells + c`. The same run of all arms has the same luck either way.
    """

    arms: int
    cells: int
    common: bool

    def rows(self, replicates: int) -> int:
        """How many runs so many replicates make."""
        return self.arms * self.cells * replicates

    def read(self, numbers: Indices) -> tuple[Indices, Indices, Indices]:
        """Arm, cell and run of each number."""
        rest, arm = np.divmod(numbers, self.arms)
        replicate, cell = np.divmod(rest, self.cells)
        return arm, cell, replicate if self.common else rest


def lots(scenarios: dict[str, list[tuple[int, int]]], rows: dict[str, int]) -> Iterator[Lot]:
    """Cut what is missing of each scenario into lots of at most `rows`, taking turns."""
    waiting = {name: _cut(name, spans, rows[name]) for name, spans in scenarios.items()}
    while waiting:
        for name in list(waiting):
            lot = next(waiting[name], None)
            if lot is None:
                del waiting[name]
            else:
                yield lot


def _cut(scenario: str, spans: list[tuple[int, int]], rows: int) -> Iterator[Lot]:
    for start, stop in spans:
        for first in range(start, stop, rows):
            yield Lot(scenario, first, min(stop, first + rows))
