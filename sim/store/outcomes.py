"""Outcomes as they come in, block by block: kept in memory, or written to Parquet at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from sim.scenario.schema import Scenario
from sim.store.columns import columns_of
from sim.store.parquet import ParquetFile, field_of, values_of

Column = NDArray[np.generic]
Outcomes = Mapping[str, Column]


class OutcomeSink(Protocol):
    """Takes in blocks in the order of their runs, and hands back all columns at the end."""

    def add(self, first_run: int, outcomes: Outcomes) -> None:
        """Take in the outcomes (run,) of one block."""

    def finish(self) -> Outcomes:
        """All columns, each (run,)."""


class KeptOutcomes:
    """Outcomes that stay in memory."""

    def __init__(self) -> None:
        self._blocks: list[dict[str, Column]] = []

    def add(self, first_run: int, outcomes: Outcomes) -> None:
        self._blocks.append({key: np.asarray(values) for key, values in outcomes.items()})

    def finish(self) -> Outcomes:
        keys = self._blocks[0]
        return {key: np.concatenate([block[key] for block in self._blocks]) for key in keys}


class OutcomesFile:
    """Outcomes that go to `outcomes.parquet`: one row a run, first column `run`."""

    def __init__(self, path: Path, scenario: Scenario) -> None:
        self._path = path
        self._scenario = scenario
        self._file: ParquetFile | None = None

    def add(self, first_run: int, outcomes: Outcomes) -> None:
        columns = columns_of(self._scenario, outcomes)
        if self._file is None:
            fields = [pa.field("run", pa.int64(), nullable=False)]
            fields += [field_of(column) for column in columns.values()]
            self._file = ParquetFile(self._path, pa.schema(fields))
        width = len(next(iter(outcomes.values())))
        arrays = [pa.array(np.arange(first_run, first_run + width, dtype=np.int64))]
        arrays += [values_of(column, outcomes[key]) for key, column in columns.items()]
        self._file.add(arrays)

    def finish(self) -> Outcomes:
        if self._file is None:
            raise ValueError("no outcomes came in")
        self._file.close()
        return StoredOutcomes(self._path)

    def close(self) -> None:
        """Let go of the file, finished or not."""
        if self._file is not None:
            self._file.close()


class StoredOutcomes(Mapping[str, Column]):
    """The columns of an `outcomes.parquet`, read one at a time.

    Numbers and truths come as floats with NaN where nothing was observed (whole numbers stay
    whole if none is missing), words as text, empty where missing.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        names: list[str] = pq.read_schema(path).names
        self._keys = tuple(name for name in names if name != "run")

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)

    def __getitem__(self, key: str) -> Column:
        if key not in self._keys:
            raise KeyError(key)
        column = pq.read_table(self._path, columns=[key]).column(0).combine_chunks()
        if pa.types.is_string(column.type):
            return np.asarray(column.fill_null("").to_pylist(), dtype=np.str_)
        if pa.types.is_integer(column.type) and column.null_count == 0:
            return np.asarray(column.to_numpy(zero_copy_only=False), dtype=np.int64)
        as_floats = column.cast(pa.float64()).fill_null(float("nan"))
        return np.asarray(as_floats.to_numpy(zero_copy_only=False), dtype=np.float64)
