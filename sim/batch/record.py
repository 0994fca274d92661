"""What is kept of runs day by day: bands and sectors by group, and a diary for further columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, Self

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sim.batch.counted import CountedBands, words

Indices = NDArray[np.int64]
Gauges = Mapping[str, NDArray[np.generic]]


class Diary(Protocol):
    """What is kept of a block of runs, day by day, to tell columns of its own in the end."""

    def add(self, day: int, gauges: Gauges) -> None:
        """Take down a day's gauges (run,)."""

    def columns(self) -> Mapping[str, NDArray[np.float64]]:
        """Further outcomes (run,) by key."""


class Watch(Protocol):
    """Begins a diary for every block; it is pickled with the work."""

    def begin(self, runs: int, days: int) -> Diary:
        """A diary of a block of runs."""


@dataclass
class GroupedBands:
    """Bands and sectors of runs by group: an arm, alone or with one of its cells.

    `groups` are arm and cell of each, the cell -1 where all cells of an arm are one group.
    """

    groups: Sequence[tuple[int, int]]
    arms: Sequence[str]
    bands: CountedBands
    sectors: SectorCounts

    @classmethod
    def of(
        cls,
        arms: Indices,
        cells: Indices,
        own: bool,
        days: int,
        sectors: Sequence[str],
        names: Sequence[str],
    ) -> Self:
        """For runs of these arms and cells (run,), with groups of its `own` for every cell."""
        kept = cells if own else np.full_like(cells, -1)
        pairs, group = np.unique(np.stack([arms, kept], axis=1), axis=0, return_inverse=True)
        group = group.reshape(-1)
        return cls(
            [(int(arm), int(cell)) for arm, cell in pairs],
            names,
            CountedBands(group),
            SectorCounts(group, len(pairs), days, sectors),
        )

    def add(self, day: int, gauges: Gauges, incidents: NDArray[np.integer]) -> None:
        """Take in a day's gauges (run,) and recorded incidents (run, sector)."""
        self.bands.add(day, gauges)
        self.sectors.add(day, incidents)

    def tables(self) -> dict[str, pa.Table]:
        """`bands` and `sectors`."""
        counted = {"bands": self.bands.table(), "sectors": self.sectors.table()}
        return {name: self._told(columns) for name, columns in counted.items()}

    def _told(self, columns: dict[str, pa.Array]) -> pa.Table:
        """A table with arm and cell in the place of the group; no cell where all are counted."""
        group = columns.pop("group").to_numpy()
        arm = np.array([arm for arm, _ in self.groups], dtype=np.int32)[group]
        cell = np.array([cell for _, cell in self.groups], dtype=np.int32)[group]
        head = {"arm": words(arm, self.arms), "cell": pa.array(cell, mask=cell < 0)}
        return pa.table(head | columns)


@dataclass
class Record:
    """All that is kept of some runs beside their outcomes."""

    grouped: GroupedBands | None
    diary: Diary | None

    @property
    def reads(self) -> bool:
        """Whether anything is kept of a day."""
        return self.grouped is not None or self.diary is not None

    def add(self, day: int, gauges: Gauges, incidents: NDArray[np.integer]) -> None:
        """Take in a day's gauges (run,) and recorded incidents (run, sector)."""
        if self.grouped is not None:
            self.grouped.add(day, gauges, incidents)
        if self.diary is not None:
            self.diary.add(day, gauges)

    def tables(self, outcomes: pa.Table) -> dict[str, pa.Table]:
        """The outcomes of these runs, with what the diary adds, and what was kept by day."""
        if self.diary is not None:
            for key, values in self.diary.columns().items():
                outcomes = outcomes.append_column(key, pa.array(values))
        return {"outcomes": outcomes} | ({} if self.grouped is None else self.grouped.tables())


@dataclass
class SectorCounts:
    """Recorded incidents by group, day and sector, added up as whole numbers."""

    group: Indices
    groups: int
    days: int
    names: Sequence[str]
    _sums: Indices = field(init=False)

    def __post_init__(self) -> None:
        shape = (self.days, self.groups, len(self.names))
        self._sums = np.zeros(shape, dtype=np.int64)

    def add(self, day: int, incidents: NDArray[np.integer]) -> None:
        """Take in the incidents (run, sector) of a day."""
        rows, sectors = np.divmod(np.flatnonzero(incidents), len(self.names))
        np.add.at(self._sums[day], (self.group[rows], sectors), incidents[rows, sectors])

    def table(self) -> dict[str, pa.Array]:
        """Columns group, front, sector, day and total; one row a sum that is not nothing."""
        day, group, sector = np.nonzero(self._sums)
        fronts, _, sectors = zip(*(name.partition(".") for name in self.names), strict=True)
        return {
            "group": pa.array(group),
            "front": words(sector.astype(np.int32), fronts),
            "sector": words(sector.astype(np.int32), sectors),
            "day": pa.array(day.astype(np.int32)),
            "total": pa.array(self._sums[day, group, sector]),
        }
