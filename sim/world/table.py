"""Declared tables: every array that varies by run says its axes, unit and bounds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

WINDOW = "window"
"""The axis of rings of running totals."""


@dataclass(frozen=True)
class Declared:
    """A column of a table: its axes behind the run, type, unit, bounds, start and meaning."""

    axes: tuple[str, ...]
    unit: str
    meaning: str
    low: float
    high: float
    start: float
    dtype: str
    missing: bool


def declare(
    *axes: str,
    unit: str,
    meaning: str,
    low: float = -np.inf,
    high: float = np.inf,
    start: float = 0.0,
    dtype: str = "float64",
    missing: bool = False,
) -> Any:
    """Declare a column of a table, with the axes that follow the run; `missing` allows NaN."""
    return Declared(axes, unit, meaning, low, high, start, dtype, missing)


class Table:
    """Arrays that vary by run, declared as class attributes."""

    declared: ClassVar[dict[str, Declared]] = {}

    def __init_subclass__(cls) -> None:
        cls.declared = {
            name: entry for name, entry in vars(cls).items() if isinstance(entry, Declared)
        }
        for name in cls.declared:
            delattr(cls, name)  # so that a lent table notices when a column is asked for

    def __init__(self, runs: int, sizes: Mapping[str, int]) -> None:
        for name, entry in self.declared.items():
            setattr(self, name, _column(runs, [sizes[axis] for axis in entry.axes], entry))

    def columns(self) -> Iterator[tuple[str, Declared, NDArray[Any]]]:
        """Every column with its declaration and its array."""
        for name, entry in self.declared.items():
            yield name, entry, getattr(self, name)

    def ring(self, name: str, place: int | NDArray[np.int64]) -> NDArray[Any]:
        """A ring's running totals at one place, axes as declared without the window.

        The place may be of each run, `(run,)`.
        """
        lent = self.__dict__.get("_lent")
        found: NDArray[Any]
        if not isinstance(place, int):
            if np.count_nonzero(place != place[0]):
                found = getattr(self, name)[np.arange(len(place)), ..., place]
                return found
            place = int(place[0])
        if lent is None:
            found = getattr(self, name)[..., place]
        else:
            lender, rows = lent
            found = lender.ring(name, place)[rows]
        return found

    def taken(self, rows: NDArray[np.int64]) -> Self:
        """A table of the chosen runs only, in the order given."""
        chosen = object.__new__(type(self))
        for name, _, values in self.columns():
            setattr(chosen, name, values[rows].copy())
        return chosen

    def lent(self, rows: NDArray[np.int64]) -> Self:
        """A table of the chosen runs whose columns are copied when they are first asked for."""
        chosen = object.__new__(type(self))
        chosen.__dict__["_lent"] = (self, rows)
        return chosen

    def __getattr__(self, name: str) -> NDArray[Any]:
        lent = self.__dict__.get("_lent")
        if lent is None or name not in self.declared:
            raise AttributeError(f"{type(self).__name__} has no column {name!r}")
        lender, rows = lent
        values = getattr(lender, name)
        found: NDArray[Any]
        if values.ndim == 1:
            found = values[rows]
        else:
            lines = values.transpose(*range(1, values.ndim), 0).take(rows, axis=-1)
            found = lines.transpose(-1, *range(values.ndim - 1))
        self.__dict__[name] = found
        return found

    def asked_for(self) -> set[str]:
        """Columns of a lent table that were copied."""
        return self.declared.keys() & self.__dict__.keys()

    def joined(self, other: Self) -> Self:
        """This table's runs followed by the other's."""
        whole = object.__new__(type(self))
        for name, _, values in self.columns():
            setattr(whole, name, np.concatenate([values, getattr(other, name)]))
        return whole

    def breaches(self) -> list[str]:
        """The columns that left their bounds, in words."""
        found = []
        for name, entry, values in self.columns():
            if entry.missing:
                values = values[~np.isnan(values)]
            if values.dtype == bool or values.size == 0:
                continue
            low, high = values.min(), values.max()
            if not (low >= entry.low and high <= entry.high):
                found.append(
                    f"{type(self).__name__}.{name} spans {low:g} to {high:g},"
                    f" declared {entry.low:g} to {entry.high:g} {entry.unit}"
                )
        return found

    @classmethod
    def bytes_per_run(cls, sizes: Mapping[str, int]) -> int:
        """Memory one run takes."""
        return sum(
            int(np.prod([sizes[axis] for axis in entry.axes], dtype=np.int64))
            * np.dtype(entry.dtype).itemsize
            for entry in cls.declared.values()
        )


def _column(runs: int, lengths: list[int], entry: Declared) -> NDArray[Any]:
    """An array whose first axis is the run.

    Columns are read one party, sector or day at a time for all runs, so in memory the runs lie
    side by side.
    """
    side_by_side = np.full((*lengths, runs), entry.start, dtype=entry.dtype)
    return np.moveaxis(side_by_side, -1, 0)
