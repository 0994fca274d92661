"""Rows sorted into buckets that follow each other, on disk when they do not fit into memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

ROOM = 32_000_000
"""Bytes of rows that are held in memory before they go to disk."""
BUCKET_ROWS = 2**16
"""Rows of a bucket, about: as many are sorted at once."""


@dataclass(frozen=True)
class Cut:
    """How the rows of one arm are divided: by cells, and a crowded cell by its run ids."""

    points: int
    cells_each: int
    pieces: int
    last_run: int

    @classmethod
    def of(cls, points: int, rows: int, last_run: int = 0, bucket_rows: int = BUCKET_ROWS) -> Cut:
        """Cut `rows` rows over `points` cells into buckets of about `bucket_rows`."""
        each = -(-rows // points)
        if each > bucket_rows:
            return cls(points, 1, -(-each // bucket_rows), last_run)
        return cls(points, max(1, bucket_rows // max(1, each)), 1, last_run)

    @property
    def buckets(self) -> int:
        """Buckets of one arm."""
        return -(-self.points // self.cells_each) * self.pieces

    def bucket(
        self, cell: NDArray[np.integer], run: NDArray[np.integer] | None = None
    ) -> NDArray[np.int64]:
        """The bucket (row,) of rows; it never falls where (cell, run) rises."""
        found = (cell // self.cells_each).astype(np.int64)
        if self.pieces == 1 or run is None:
            return found
        return found * self.pieces + run * self.pieces // (self.last_run + 1)


class Buckets:
    """Tables that come in any order, handed back bucket by bucket.

    `fold` makes of several rows of a bucket fewer; without it they stay as they came.
    """

    def __init__(
        self, folder: Path, fold: Callable[[pa.Table], pa.Table] | None = None, room: int = ROOM
    ) -> None:
        folder.mkdir(parents=True)
        self._folder = folder
        self._fold = fold
        self._room = room
        self._new: list[tuple[NDArray[np.int64], pa.Table]] = []
        self._sorted: dict[int, pa.Table] = {}
        self._bytes = 0

    def add(self, bucket: NDArray[np.int64], table: pa.Table) -> None:
        """Take in rows and the bucket (row,) of each."""
        if table.num_rows == 0:
            return
        self._new.append((bucket, table))
        self._bytes += table.nbytes
        if self._bytes > self._room:
            self._sort()
            if self._bytes > self._room // 2:
                self._spill()

    def take(self, bucket: int) -> pa.Table | None:
        """All rows of a bucket, which is empty from then on; None if there are none."""
        self._sort()
        found: list[pa.Table] = []
        for table in self._spilt(bucket):
            found.append(table)
            if self._fold is not None and sum(part.nbytes for part in found) > self._room:
                found = [self._fold(pa.concat_tables(found))]
        self._path(bucket).unlink(missing_ok=True)
        if bucket in self._sorted:
            found.append(self._sorted.pop(bucket))
        if not found:
            return None
        together = pa.concat_tables(found).combine_chunks()
        return together if self._fold is None else self._fold(together)

    def _sort(self) -> None:
        """Divide what has come in among the buckets, and fold it."""
        if not self._new:
            return
        bucket = np.concatenate([buckets for buckets, _ in self._new])
        table = pa.concat_tables([table for _, table in self._new]).combine_chunks()
        self._new = []
        order = np.argsort(bucket, kind="stable")
        bucket, table = bucket[order], table.take(pa.array(order))
        edges = np.flatnonzero(np.diff(bucket)) + 1
        for start, stop in zip([0, *edges], [*edges, len(bucket)], strict=True):
            number, part = int(bucket[start]), table.slice(start, stop - start)
            if number in self._sorted:
                part = pa.concat_tables([self._sorted[number], part])
            self._sorted[number] = part if self._fold is None else self._fold(part)
        self._bytes = sum(part.nbytes for part in self._sorted.values())

    def _spill(self) -> None:
        """Append what is in memory to the files of its buckets."""
        for bucket, table in self._sorted.items():
            with (
                self._path(bucket).open("ab") as file,
                pa.ipc.new_stream(file, table.schema) as writer,
            ):
                writer.write_table(table.combine_chunks())
        self._sorted, self._bytes = {}, 0

    def _spilt(self, bucket: int) -> Iterator[pa.Table]:
        path = self._path(bucket)
        if not path.exists():
            return
        size = path.stat().st_size
        with path.open("rb") as file:
            while file.tell() < size:
                yield pa.ipc.open_stream(file).read_all()

    def _path(self, bucket: int) -> Path:
        return self._folder / f"{bucket}.arrows"
