"""Everything that a reader needs to know about an experiment, as plain data."""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import PurePosixPath

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

NAME = re.compile(r"[^\W_](?:[\w.-]*\w)?")
"""Names of scenarios and arms: they become part of the names of files."""
TYPES = {"count": pa.int64(), "truth": pa.bool_(), "category": pa.string()}
"""Types of the outcomes by their kind; all other kinds are floats."""

Places = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]


@dataclass(frozen=True)
class About:
    """What describes an experiment and its results; JSON-able throughout, tables in Arrow.

    `experiment` has at least `name`, `runs` (R, a whole number from 1), `scenarios` (names) and
    `arms` (mappings with a `name`), the last two in the order in which they are shown. `columns`
    are mappings, one an outcome, with at least `key` and `kind` (count, share, number, days,
    truth or category); a key may come again for another scenario, with the same kind. `cells`
    are tables (N rows) by scenario: `cell` from 0 on and one column a factor. `inputs` are texts
    by file name. `provenance` holds nothing that differs between two computations of the same:
    no times, hosts, commands.

    Tuples become lists, NaN null and dates text. Raises ValueError for anything else.
    """

    experiment: Mapping[str, object]
    columns: Sequence[Mapping[str, object]]
    cells: Mapping[str, pa.Table]
    inputs: Mapping[str, str] = field(default_factory=dict)
    provenance: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("experiment", "columns", "provenance"):
            object.__setattr__(self, name, plain(getattr(self, name)))
        problems = [*self._problems()]
        if problems:
            raise ValueError("; ".join(problems))

    @cached_property
    def name(self) -> str:
        """Name of the experiment."""
        return str(self.experiment["name"])

    @cached_property
    def runs(self) -> int:
        """Runs at every point (R)."""
        return int(str(self.experiment["runs"]))

    @cached_property
    def scenarios(self) -> tuple[str, ...]:
        """Names of the scenarios, in their order."""
        found = self.experiment["scenarios"]
        return tuple(str(name) for name in found) if isinstance(found, list) else ()

    @cached_property
    def arms(self) -> tuple[str, ...]:
        """Names of the arms, in their order."""
        found = self.experiment["arms"]
        return tuple(str(arm["name"]) for arm in found) if isinstance(found, list) else ()

    def points(self, scenario: str) -> int:
        """Number of cells of a scenario (N)."""
        rows: int = self.cells[scenario].num_rows
        return rows

    def rows(self, scenario: str) -> int:
        """Number of rows of a scenario when all its runs are done: R * N * A."""
        return self.runs * self.points(scenario) * len(self.arms)

    def places(self, scenario: str, start: int, stop: int) -> Places:
        """Arm (its position), cell and repetition of the running indices [start, stop).

        The index of a row is (repetition * N + cell) * A + arm.
        """
        index = np.arange(start, stop, dtype=np.int64)
        within, arm = np.divmod(index, len(self.arms))
        repetition, cell = np.divmod(within, self.points(scenario))
        return arm, cell, repetition

    @cached_property
    def fields(self) -> tuple[pa.Field, ...]:
        """The outcomes as Arrow fields in their order, with unit and meaning."""
        found: dict[str, pa.Field] = {}
        for column in self.columns:
            key = str(column["key"])
            about = {name: str(column[name]) for name in ("unit", "meaning") if column.get(name)}
            kind = TYPES.get(str(column["kind"]), pa.float64())
            found.setdefault(key, pa.field(key, kind, metadata=about or None))
        return tuple(found.values())

    @cached_property
    def digest(self) -> str:
        """SHA-256 of all that it tells; the same for two that tell the same."""
        told = [self.experiment, self.columns, dict(self.inputs), self.provenance]
        found = hashlib.sha256(json.dumps(told, allow_nan=False).encode())
        for scenario, table in self.cells.items():
            for name, column in zip(table.column_names, table.columns, strict=True):
                found.update(json.dumps([scenario, name, str(column.type)]).encode())
                if pa.types.is_primitive(column.type) and not column.null_count:
                    # Quicker than telling every number in words.
                    found.update(np.ascontiguousarray(column.to_numpy()).tobytes())
                else:
                    found.update(json.dumps(column.to_pylist(), default=str).encode())
        return found.hexdigest()

    def _problems(self) -> Sequence[str]:
        found = []
        told = self.experiment
        lacking = [name for name in ("name", "runs", "scenarios", "arms") if name not in told]
        if lacking:
            return [f"the experiment lacks {', '.join(lacking)}"]
        if not isinstance(told["runs"], int) or told["runs"] < 1:
            found.append("runs are a whole number from 1")
        for names in (self.scenarios, self.arms):
            found += [f"`{name}` is no name for a file" for name in names if not _fits(name)]
            if not names or len(set(names)) != len(names):
                found.append("scenarios and arms are at least one each, and named once")
        found += self._faulty_columns()
        if set(self.cells) != set(self.scenarios):
            found.append("cells are told for every scenario, and for no other")
        for scenario, table in self.cells.items():
            if not table.num_rows or "cell" not in table.column_names:
                found.append(f"the cells of {scenario} are no table with a column `cell`")
            elif table["cell"].to_pylist() != list(range(table.num_rows)):
                found.append(f"the cells of {scenario} are not numbered from 0")
        found += [f"`{name}` is no place for an input" for name in self.inputs if _strays(name)]
        return found

    def _faulty_columns(self) -> Sequence[str]:
        kinds: dict[str, object] = {}
        found = []
        for column in self.columns:
            if not {"key", "kind"} <= set(column):
                return ["a column lacks its key or kind"]
            key = str(column["key"])
            if key in ("scenario", "arm", "cell", "run"):
                found.append(f"`{key}` is no name for an outcome")
            if kinds.setdefault(key, column["kind"]) != column["kind"]:
                found.append(f"`{key}` has two kinds, {kinds[key]} and {column['kind']}")
        return found


def plain(value: object) -> object:
    """The value as JSON has it: tuples as lists, NaN as null, dates as text; else ValueError."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        items = sorted(value, key=str) if isinstance(value, set | frozenset) else value
        return [plain(item) for item in items]
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else _odd(value)
    if isinstance(value, date):
        return value.isoformat()
    raise ValueError(f"{type(value).__name__} cannot be told as plain data")


def as_text(value: object) -> str:
    """JSON as it stands in a file: the same text for the same value."""
    return json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _odd(value: float) -> str | None:
    return None if math.isnan(value) else ("infinity" if value > 0 else "-infinity")


def _fits(name: str) -> bool:
    return NAME.fullmatch(name) is not None and ".." not in name


def _strays(name: str) -> bool:
    path = PurePosixPath(name)
    parts = [part.startswith(".") or "\\" in part or ":" in part for part in path.parts]
    return path.is_absolute() or not parts or any(parts)
