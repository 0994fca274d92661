"""The compacted Parquet files: written in order, read in pieces, checked as they are read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sim.archive.about import About
from sim.archive.journal import damaged
from sim.archive.manifest import FileRecord, check_footer, check_size, check_whole
from sim.archive.place import Place
from sim.archive.sealed import DamageError
from sim.scenario.problems import Problem, UserError
from sim.store.parquet import ROWS_A_GROUP, ParquetFile

ROWS_A_FILE = 2**18
FOLDER = "outcomes"
RESTORE = "bring it back from a copy, or compute it anew with `--existing overwrite`"


def stem_of(scenario: str, arm: str) -> str:
    """How the files of a scenario's arm begin; a number follows."""
    return f"{FOLDER}/{scenario}-{arm}-"


def files_of(files: Mapping[str, FileRecord], scenario: str, arm: str) -> dict[str, FileRecord]:
    """The files of a scenario's arm in the order of their rows."""
    ours = re.compile(re.escape(stem_of(scenario, arm)) + r"(\d+)\.parquet")
    found = {name: match for name in files if (match := ours.fullmatch(name))}
    return {name: files[name] for name in sorted(found, key=lambda name: int(found[name][1]))}


def check_names(about: About, url: str) -> None:
    """Raise UserError if the files of two scenarios or arms would have the same name."""
    stems: dict[str, tuple[str, str]] = {}
    for pair in product(about.scenarios, about.arms):
        other = stems.setdefault(stem_of(*pair).casefold(), pair)
        if other != pair:
            told = " and ".join(f"`{name}` with `{arm}`" for name, arm in (other, pair))
            hint = "give one of them another name"
            raise UserError(Problem(f"{told} would share the name of a file", url, hint=hint))


class OutcomeFiles:
    """Outcomes of one arm, in files of at most `ROWS_A_FILE` rows, numbered from 0."""

    def __init__(
        self, draft: Path, scenario: str, arm: str, schema: pa.Schema, most: int = ROWS_A_FILE
    ) -> None:
        self._start = str(draft / stem_of(scenario, arm))
        self._schema = schema
        self._most = most
        self._number = 0
        self._room = 0
        self._file: ParquetFile | None = None

    def add(self, table: pa.Table) -> None:
        """Append rows, with the columns of the schema in their order."""
        while table.num_rows:
            if self._file is None or self._room == 0:
                self._begin()
            part = table.slice(0, self._room)
            add_rows(self._file, part)
            self._room -= part.num_rows
            table = table.slice(part.num_rows)

    def close(self) -> None:
        """Finish the last file."""
        if self._file is not None:
            self._file.close()

    def _begin(self) -> None:
        self.close()
        path = Path(f"{self._start}{self._number:04d}.parquet")
        self._file = ParquetFile(path, self._schema, page_checksums=True)
        self._number += 1
        self._room = self._most


def add_rows(file: ParquetFile | None, table: pa.Table) -> None:
    """Append a table to a Parquet file that has been begun."""
    if file is None:
        raise ValueError("no file has been begun")
    for batch in table.combine_chunks().to_batches():
        file.add(batch.columns)


def read_part(
    place: Place, name: str, record: FileRecord, columns: Sequence[str] | None = None
) -> pa.Table:
    """Some columns of a compacted file; UserError if what is read is not as written."""
    try:
        check_size(place, name, record)
        with place.open(name) as file:
            check_footer(file, record)
            read: pa.Table = pq.ParquetFile(file, page_checksum_verification=True).read(columns)
    except (DamageError, pa.ArrowException, OSError) as problem:
        raise _faulty(place, name, problem) from problem
    return read


def read_all_of(place: Place, name: str, record: FileRecord) -> Iterator[pa.Table]:
    """A compacted file, some rows at a time, after every byte of it was checked; else UserError."""
    try:
        check_whole(place, name, record)
        with place.open(name) as file:
            for batch in pq.ParquetFile(file).iter_batches(ROWS_A_GROUP):
                yield pa.Table.from_batches([batch])
    except (DamageError, pa.ArrowException, OSError) as problem:
        raise _faulty(place, name, problem) from problem


def _faulty(place: Place, name: str, problem: Exception) -> Exception:
    damage = (
        problem
        if isinstance(problem, DamageError)
        else DamageError(str(problem).split(". Detail")[0])
    )
    return damaged(place, name, damage, RESTORE)
