"""The points of an experiment's design: the values of the factors, cell by cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.experiment.factor import Factor, Values, setting
from sim.experiment.samples import sample
from sim.experiment.schema import Design

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Points:
    """Cells of an experiment: row `cell` has the values of all factors at that point.

    `columns` holds the values by factor, each (cells,): floats, or the levels where these are
    not all numbers.
    """

    factors: tuple[Factor, ...]
    columns: tuple[Values, ...]
    cells: int

    def __len__(self) -> int:
        return self.cells

    def row(self, cell: int) -> dict[str, Any]:
        """The values at one point, by path."""
        pairs = zip(self.factors, self.columns, strict=True)
        return {factor.path: _plain(column[cell]) for factor, column in pairs}

    def numbers(self, varies: Sequence[bool] | None = None) -> Mapping[str, Floats]:
        """The columns of numeric factors by path, each (cells,).

        With `varies`, one truth a factor, only of those that vary in an arm.
        """
        return {
            self.factors[place].path: np.asarray(self.columns[place], dtype=np.float64)
            for place in self._numeric
            if varies is None or varies[place]
        }

    def settings(self, cell: int, varies: Sequence[bool] | None = None) -> tuple[str, ...]:
        """The settings that put the other factors to their values at one point."""
        return tuple(
            setting(self.factors[place].path, _plain(self.columns[place][cell]))
            for place in self._set
            if varies is None or varies[place]
        )

    @cached_property
    def _numeric(self) -> tuple[int, ...]:
        return tuple(n for n, factor in enumerate(self.factors) if factor.numeric)

    @cached_property
    def _set(self) -> tuple[int, ...]:
        return tuple(n for n, factor in enumerate(self.factors) if not factor.numeric)


def points_of(design: Design, factors: tuple[Factor, ...], seed: int) -> Points:
    """The points of a design that lie in the part of the space that it is kept to."""
    units = units_of(design, factors, seed)
    pairs = zip(factors, units.T, strict=True)
    return Points(factors, tuple(factor.at(column) for factor, column in pairs), len(units))


def units_of(design: Design, factors: tuple[Factor, ...], seed: int) -> Floats:
    """The same points in the unit cube, shape (cells, factors)."""
    units = sample(design, factors, seed)
    kept = np.ones(len(units), dtype=np.bool_)
    for factor, column in zip(factors, units.T, strict=True):
        if factor.path in design.only and factor.counted:
            low, high = design.only[factor.path]
            values = np.asarray(factor.at(column), dtype=np.float64)
            kept &= (low <= values) & (values <= high)
    return units[kept]


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value
