"""`trace.parquet`: the gauges of every run on every day."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sim.store.parquet import ParquetFile

ROWS_A_GROUP = 16_384


class TraceFile:
    """A trace as it comes in, block by block: one row a run and day, one column a gauge."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: ParquetFile | None = None

    def add(self, first_run: int, gauges: Mapping[str, NDArray[np.float64]]) -> None:
        """Append the gauges (run, day) of one block."""
        if self._file is None:
            fields = [pa.field("run", pa.int64()), pa.field("day", pa.int32())]
            fields += [pa.field(key, pa.float64()) for key in gauges]
            self._file = ParquetFile(self._path, pa.schema(fields), ROWS_A_GROUP)
        runs, days = next(iter(gauges.values())).shape
        arrays = [
            pa.array(np.repeat(np.arange(first_run, first_run + runs, dtype=np.int64), days)),
            pa.array(np.tile(np.arange(days, dtype=np.int32), runs)),
        ]
        for values in gauges.values():
            flat = values.reshape(-1)
            arrays.append(pa.array(flat, mask=np.isnan(flat)))
        self._file.add(arrays)

    def close(self) -> None:
        """Finish the file."""
        if self._file is not None:
            self._file.close()
