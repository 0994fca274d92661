"""Parquet files whose bytes depend on their rows alone, not on how the rows came in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from sim.store.columns import Column
from sim.store.story import CAVEAT

ROWS_A_GROUP = 65_536


class ParquetFile:
    """A Parquet file written group by group: always `rows_a_group` rows, the last one fewer.

    `page_checksums` let a reader notice damage in what it reads.
    """

    def __init__(
        self,
        path: Path,
        schema: pa.Schema,
        rows_a_group: int = ROWS_A_GROUP,
        page_checksums: bool = False,
    ) -> None:
        self._schema = schema.with_metadata({"parley": CAVEAT})
        self._rows_a_group = rows_a_group
        self._writer = pq.ParquetWriter(
            path, self._schema, compression="zstd", write_page_checksum=page_checksums
        )
        self._waiting: list[pa.RecordBatch] = []
        self._rows_waiting = 0

    def add(self, arrays: Sequence[pa.Array]) -> None:
        """Append rows, given as one array a field."""
        batch = pa.RecordBatch.from_arrays(list(arrays), schema=self._schema)
        self._waiting.append(batch)
        self._rows_waiting += batch.num_rows
        if self._rows_waiting >= self._rows_a_group:
            self._write(self._rows_waiting - self._rows_waiting % self._rows_a_group)

    def _write(self, rows: int) -> None:
        # Differently chunked input would give different bytes.
        table = pa.Table.from_batches(self._waiting, schema=self._schema).combine_chunks()
        for first in range(0, rows, self._rows_a_group):
            group = table.slice(first, min(self._rows_a_group, rows - first)).combine_chunks()
            self._writer.write_table(group, row_group_size=self._rows_a_group)
        rest = table.slice(rows).combine_chunks()
        self._waiting = rest.to_batches()
        self._rows_waiting = rest.num_rows

    def close(self) -> None:
        """Write what is waiting and close the file; closing twice does no harm."""
        if not self._writer.is_open:
            return
        if self._rows_waiting:
            self._write(self._rows_waiting)
        self._writer.close()


def field_of(column: Column) -> pa.Field:
    """The Parquet field of an outcome: counts are int64, truths bool, words strings."""
    kinds = {"count": pa.int64(), "truth": pa.bool_(), "category": pa.string()}
    about = {"unit": column.unit, "meaning": column.outcome.meaning}
    return pa.field(column.key, kinds.get(column.kind, pa.float64()), metadata=about)


def values_of(column: Column, values: NDArray[np.generic]) -> pa.Array:
    """The values (run,) of an outcome as Arrow, missing ones as null.

    Raises ValueError if a count is not whole or a truth neither 0 nor 1.
    """
    if column.kind == "category":
        words = [str(word) or None for word in values.tolist()]
        return pa.array(words, type=pa.string())
    numbers = np.asarray(values, dtype=np.float64)
    missing = np.isnan(numbers)
    known = np.where(missing, 0.0, numbers)
    if column.kind == "count":
        # Whole numbers are passed on as they are: a float holds them only up to 2^53.
        whole = values if np.issubdtype(values.dtype, np.integer) else known
        if not np.array_equal(known, np.floor(known)):
            raise ValueError(f"{column.key} is a count, and not whole")
        return pa.array(whole.astype(np.int64), mask=missing)
    if column.kind == "truth":
        if not np.isin(known, (0.0, 1.0)).all():
            raise ValueError(f"{column.key} is a truth, and neither 0 nor 1")
        return pa.array(known.astype(np.bool_), mask=missing)
    return pa.array(known, mask=missing)


def write_frame(frame: pd.DataFrame, path: Path) -> None:
    """Write a table: days as int32, dates as dates, empty words and NaN as null."""
    arrays: dict[str, pa.Array] = {}
    for name in frame.columns:
        values = frame[name].to_numpy()
        if name == "date":
            arrays[name] = pa.array(values.astype("datetime64[D]"), type=pa.date32())
        elif name == "day":
            arrays[name] = pa.array(values.astype(np.int32))
        elif values.dtype.kind == "f":
            arrays[name] = pa.array(values, mask=np.isnan(values))
        elif values.dtype.kind in "iu":
            arrays[name] = pa.array(values.astype(np.int64))
        else:
            words = [word or None for word in frame[name].astype(str)]
            arrays[name] = pa.array(words, type=pa.string())
    schema = pa.schema([(name, array.type) for name, array in arrays.items()])
    file = ParquetFile(path, schema)
    try:
        file.add(list(arrays.values()))
    finally:
        file.close()
