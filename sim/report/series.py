"""The statistics of series as rows of words, as JSON and as CSV."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.analysis.series.daily import UNITS, DailySeries, counts_by, whole_periods
from sim.analysis.series.statistics import Statistic, statistics_of
from sim.report.tables import Table
from sim.store.numbers import interval, number
from sim.store.story import CAVEAT

LONGEST_LIST = 36
"""Months that are listed one by one."""


@dataclass(frozen=True)
class Described:
    """A series with its statistics; `simulated` ones carry the caveat of the model."""

    series: DailySeries
    statistics: tuple[Statistic, ...]
    simulated: bool

    @property
    def title(self) -> str:
        return f"{self.series.label}, {self.series.start} to {self.series.end}"

    @property
    def spread(self) -> str:
        """What `low` and `high` are."""
        return "95% interval" if self.series.runs == 1 else "90% of runs"


def described(series: DailySeries, simulated: bool) -> Described:
    """A series with all its statistics."""
    return Described(series, statistics_of(series), simulated)


def tables_of_series(one: Described) -> list[Table]:
    """The statistics, the counts by day, week and month, and the months one by one."""
    made = [_statistics(one), _counts(one.series), _months(one.series)]
    return [table for table in made if table.rows]


def sources_of(one: Described) -> str:
    """Where the formulas and intervals are from, in one sentence."""
    named = [part.strip() for found in one.statistics for part in found.source.split(";")]
    works = sorted({part for part in named if part[-4:].isdigit()})
    return "Formulas and intervals: " + "; ".join(works) + "."


def _statistics(one: Described) -> Table:
    many = one.series.runs > 1
    rows = []
    for found in one.statistics:
        row = [found.label, number(found.value) or "cannot be told", _ends(found)]
        rows.append((*row, f"{found.observed:,}" if many else found.unit))
    last = "runs" if many else "unit"
    value = "median" if many else "value"
    columns = ("statistic", value, one.spread, last)
    return Table("How events lie in time and size", columns, tuple(rows), right=1, whole=(1, 2))


def _ends(found: Statistic) -> str:
    """The ends of an interval; one that the data leave open has no upper end."""
    if math.isinf(found.high):
        return f"{number(found.low)} or more"
    return interval(found.low, found.high)


def _counts(series: DailySeries) -> Table:
    rows = []
    for unit in UNITS:
        whole = whole_periods(counts_by(series, unit), unit)
        if len(whole) == 0:
            continue
        row = [unit, f"{len(whole) // series.runs:,}"]
        for count in ("incidents", "deaths"):
            values = whole[count]
            row += [number(float(values.mean())), number(float(values.max()))]
        rows.append(tuple(row))
    columns = ("by", "whole ones", "incidents, mean", "most", "deaths, mean", "most")
    heading = "Counts" if series.runs == 1 else f"Counts over {series.runs:,} runs"
    return Table(heading, columns, tuple(rows), right=1)


def _months(series: DailySeries) -> Table:
    months = counts_by(series, "month")
    if series.runs > 1 or len(months) > LONGEST_LIST:
        return Table("By month", (), ())
    rows = tuple(
        (f"{start:%Y-%m}", f"{days}", f"{incidents:,}", f"{deaths:,}")
        for start, days, incidents, deaths in zip(
            months["start"], months["days"], months["incidents"], months["deaths"], strict=True
        )
    )
    return Table("By month", ("month", "days", "incidents", "deaths"), rows, right=1)


def series_json(file: str, several: Sequence[Described], warnings: Sequence[str]) -> str:
    """One JSON document: a list of windows, each with statistics and counts; missing are null."""
    windows = []
    for one in several:
        series = one.series
        window: dict[str, Any] = {
            "label": series.label,
            "start": series.start.isoformat(),
            "end": series.end.isoformat(),
            "runs": series.runs,
            "low_and_high": one.spread,
            "statistics": [_fields(found) for found in one.statistics],
        }
        if series.runs == 1:
            window["counts"] = {unit: _listed(series, unit) for unit in ("week", "month")}
        windows.append(window)
    document: dict[str, Any] = {"file": file, "windows": windows, "warnings": list(warnings)}
    if any(one.simulated for one in several):
        document = {"model": CAVEAT, **document}
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def series_csv(several: Sequence[Described]) -> str:
    """One row a window and statistic."""
    rows = []
    for one in several:
        where = {"start": one.series.start.isoformat(), "end": one.series.end.isoformat()}
        model = {"model": CAVEAT} if one.simulated else {}
        rows += [{**where, **_fields(found), **model} for found in one.statistics]
    return rows_as("csv", rows)


def rows_as(kind: str, rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows of the same keys as `json` or `csv`; missing values are null or empty."""
    if kind == "json":
        return json.dumps(list(rows), indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    text = io.StringIO()
    if rows:
        writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return text.getvalue()


def _listed(series: DailySeries, unit: str) -> list[dict[str, Any]]:
    frame = counts_by(series, unit)
    return [
        {
            "start": f"{start:%Y-%m-%d}",
            "days": int(days),
            "incidents": int(many),
            "deaths": int(dead),
        }
        for start, days, many, dead in zip(
            frame["start"], frame["days"], frame["incidents"], frame["deaths"], strict=True
        )
    ]


def _fields(found: Statistic) -> dict[str, Any]:
    return {
        "statistic": found.key,
        "label": found.label,
        "unit": found.unit,
        "value": _plain(found.value),
        "low": _plain(found.low),
        "high": _plain(found.high),
        "observed": found.observed,
        "source": found.source,
    }


def _plain(value: float) -> float | None:
    return value if math.isfinite(value) else None
