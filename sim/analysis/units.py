"""Which rows owe their luck, or their point, to each other: the independent units of a sample."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

OWN_LUCK = ("latin-hypercube", "sobol")
"""Designs that draw their points and give each point luck of its own."""
IN_BLOCKS = ("saltelli", "morris")
"""Designs made of blocks of points: a base sample with its variations, a trajectory."""

Codes = NDArray[np.int64]


@dataclass(frozen=True)
class Units:
    """The unit of each row (row,), counted from 0; `number` units, called `name`.

    Intervals treat units as independent draws and the rows of a unit as alike. In a Latin
    hypercube or Sobol sequence a unit is a *point*: its runs share the values of all factors. In
    the other designs the same runs are repeated at every point, so that a unit is a *run* over
    all points, and intervals are about these points; with one run only, a Saltelli or Morris
    sample has its *blocks* as units, and intervals are about this one run's luck. Within one
    point, whatever the design, a unit is a run. Arms and scenarios share run ids, so that a
    unit of pooled arms holds the rows of all of them.
    """

    of_row: Codes
    number: int
    name: str

    @cached_property
    def counts(self) -> NDArray[np.float64]:
        """Rows (unit,) of each."""
        counted = np.bincount(self.of_row, minlength=self.number)
        return counted.astype(np.float64)

    @cached_property
    def _starts(self) -> NDArray[np.int64] | None:
        """Where each unit begins, if the rows of each lie together."""
        steps = np.diff(self.of_row)
        if len(self.of_row) == 0 or (steps < 0).any():
            return None
        return np.concatenate([[0], np.flatnonzero(steps) + 1])

    def sums(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Totals (unit,) of values (row,)."""
        if self._starts is not None:
            return np.add.reduceat(values, self._starts)
        totals = np.bincount(self.of_row, weights=values, minlength=self.number)
        return np.asarray(totals, dtype=np.float64)

    def only(self, rows: NDArray[np.bool_]) -> Units:
        """The units of some rows, counted anew."""
        return counted(self.of_row[rows], self.name)


def units_of(
    design: Mapping[str, object], frame: pd.DataFrame, factors: int = 0, by: Sequence[str] = ()
) -> Units:
    """The units of rows with columns `cell` and `run`; `factors` is the number varied."""
    name = unit_name(design, frame, by)
    if name == "run":
        labels = frame["run"].to_numpy()
    else:
        labels = frame["cell"].to_numpy()
        if name == "block":
            labels = labels // block_size(design, factors)
    return counted(labels, name)


def unit_name(design: Mapping[str, object], frame: pd.DataFrame, by: Sequence[str] = ()) -> str:
    """What a unit is: a `run`, a `point` or a `block` of points."""
    cells = frame["cell"].to_numpy()
    if "cell" in by or len(cells) == 0 or cells.min() == cells.max():
        return "run"
    if design.get("kind") in OWN_LUCK:
        return "point"
    runs = frame["run"].to_numpy()
    one_luck = runs.min() == runs.max()
    return "block" if one_luck and design.get("kind") in IN_BLOCKS else "run"


def block_size(design: Mapping[str, object], factors: int) -> int:
    """Points in a block: factors + 1 in a trajectory, factors + 2 (or twice) in a Saltelli one."""
    if design.get("kind") == "morris":
        return factors + 1
    return 2 * factors + 2 if design.get("second_order") else factors + 2


def counted(labels: NDArray[np.integer], name: str) -> Units:
    """The units of rows whose labels are equal."""
    distinct, place = np.unique(labels, return_inverse=True)
    return Units(place.astype(np.int64, copy=False), len(distinct), name)
