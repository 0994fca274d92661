"""The tables of a run and of many runs, as rows of words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from sim.report.numbers import interval, number, ordinal, percent, percent_interval
from sim.store.benchmark import benchmark_of
from sim.store.columns import Column, in_words
from sim.store.record import Record


@dataclass(frozen=True)
class Table:
    """A heading, the names of the columns, and rows of words; `left` columns are texts."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    left: int = 1


Row = Mapping[str, object]


def tables_of(record: Record, summary: pd.DataFrame) -> list[Table]:
    """What is printed: documented outcomes first, then all outcomes."""
    if record.runs == 1:
        found = [_documented_beside_one(record, summary), _one_run(record, summary)]
    else:
        found = [
            _documented_beside_many(record, summary),
            _shares(record, summary),
            _numbers(record, summary),
        ]
    return [table for table in found if table.rows]


def _by_column(record: Record, summary: pd.DataFrame) -> Iterator[tuple[Column, list[Row]]]:
    """Every column with its rows of the summary, in order."""
    rows = summary.to_dict("records")
    position = 0
    for column in record.columns.values():
        categories = 1
        if column.kind == "category":
            name = column.key if column.windowed else column.outcome.name or column.key
            categories = sum(
                row["outcome"] == name and row["party"] == (column.party or "") for row in rows
            )
        found = [
            {str(key): value for key, value in row.items()}
            for row in rows[position : position + categories]
        ]
        yield column, found
        position += categories


def _cell(row: Row, name: str) -> float:
    value = row[name]
    return float(value) if isinstance(value, int | float) else math.nan
