"""The tables of one run and of many, as rows of words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sim.store.columns import in_words
from sim.store.findings import Finding
from sim.store.numbers import interval, number, ordinal, percent, percent_interval
from sim.store.record import Record

Row = tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A heading, the names of the columns, and rows of words.

    Columns from `right` on are numbers; those in `whole` should not be broken into lines,
    those in `dispensable` go first where there is no room.
    """

    heading: str
    columns: Row
    rows: tuple[Row, ...]
    right: int = 99
    whole: tuple[int, ...] = ()
    dispensable: tuple[int, ...] = ()

    def without_dispensable(self) -> Table:
        """The table for narrow pages: words may be broken into lines there, numbers may not."""
        kept = [place for place in range(len(self.columns)) if place not in self.dispensable]
        numbers = tuple(range(self.right, len(kept)))
        return Table(
            self.heading,
            tuple(self.columns[place] for place in kept),
            tuple(tuple(row[place] for place in kept) for row in self.rows),
            right=self.right,
            whole=numbers,
        )


def tables_of(record: Record, findings: Sequence[Finding]) -> list[Table]:
    """What is printed: the documented outcomes first, then the others; empty tables left out."""
    own = [one for one in findings if not one.column.windowed]
    if record.runs == 1:
        made = [_documented(record, findings), _one_run(record, own)]
    else:
        made = [_documented(record, findings), _shares(record, own), _numbers(own)]
    return [table for table in made if table.rows]


def _documented(record: Record, findings: Sequence[Finding]) -> Table:
    """Each documented outcome, beside what the runs give on the same days."""
    rows: list[Row] = []
    for key, column in record.columns.items():
        if not column.windowed or column.documented is None:
            continue
        own = [finding for finding in findings if finding.column.key == key]
        found = next((one for one in own if one.documented), own[0])
        said = found.benchmark
        whose = _said(found)
        text = said.text if said.scored else f"{said.text} (not scored)"
        if record.runs == 1:
            rows.append((text, whose, _value(record, own)))
        else:
            rows.append((text, whose, _runs_give(found), _falls(found)))
    if record.runs == 1:
        return Table("What is documented", ("outcome", "documented", "this run"), tuple(rows))
    columns = ("outcome", "documented", "runs", "where it falls")
    return Table("What is documented", columns, tuple(rows))


def _runs_give(found: Finding) -> str:
    if found.status != "observed":
        return found.status
    if math.isnan(found.share):
        return (
            f"median {number(found.median)}, 90% {interval(found.quantiles[0], found.quantiles[4])}"
        )
    return f"{percent(found.share)} ({percent_interval(found.share_low, found.share_high)})"


def _falls(found: Finding) -> str:
    if not found.benchmark.scored:
        return "not scored"
    parts = [ordinal(found.falls_at)]
    if math.isnan(found.share) and not math.isnan(found.probability):
        parts.append(f"{percent(found.probability)} of runs within it")
    elif not math.isnan(found.probability):
        parts.append(f"{percent(found.probability)} of runs")
    return ", ".join(part for part in parts if part)


def _one_run(record: Record, findings: Sequence[Finding]) -> Table:
    rows: list[Row] = []
    for key, column in record.columns.items():
        own = [finding for finding in findings if finding.column.key == key]
        if own and not _is_flag(record, key):
            rows.append((column.label, _value(record, own), _said(own[0]), column.unit))
    columns = ("outcome", "this run", "documented", "unit")
    return Table("What came of it", columns, tuple(rows))


def _value(record: Record, own: Sequence[Finding]) -> str:
    """What one run came to, in words."""
    found = own[0]
    if found.status != "observed":
        return found.status
    if found.category:
        return next((in_words(one.category) for one in own if one.share == 1.0), "")
    if found.column.kind == "truth":
        return "yes" if found.share == 1.0 else "no"
    if found.censored == 1.0:
        return f"not within {record.days:,} days" if _starts_at_once(found) else "still going on"
    return number(found.median)


def _starts_at_once(found: Finding) -> bool:
    """Whether a time is counted from the first day, so that the whole run went by without it."""
    return found.column.outcome.name.startswith("days_to")


def _said(found: Finding) -> str:
    claimed_by = found.benchmark.claimed_by
    return f"{found.said} ({in_words(claimed_by)})" if claimed_by else found.said


def _is_flag(record: Record, key: str) -> bool:
    """Whether a column only says that another one is censored."""
    return any(column.censoring == key for column in record.columns.values())


def _shares(record: Record, findings: Sequence[Finding]) -> Table:
    rows = [
        (
            f"{found.column.label}: {in_words(found.category)}"
            if found.category
            else found.column.label,
            percent(found.share) or found.status,
            percent_interval(found.share_low, found.share_high),
            _of(found),
            "documented" if found.documented else "",
        )
        for found in findings
        if found.column.kind in ("category", "truth")
        and not _is_flag(record, found.column.key)
        and not (found.category and found.share == 0.0 and not found.documented)
    ]
    columns = ("share of runs", "share", "95% interval", "observed", "")
    return Table("How often", columns, tuple(rows), right=1, whole=(0, 1, 2, 3, 4))


def _of(found: Finding) -> str:
    return f"of {found.observed:,}" if 0 < found.observed < found.runs else ""


def _numbers(findings: Sequence[Finding]) -> Table:
    rows = tuple(_number_rows(findings))
    columns = ("outcome", "mean", "95% interval", "5%", "25%", "median", "75%", "95%", "")
    return Table("How much", columns, rows, right=1, whole=tuple(range(8)), dispensable=(4, 6))


def _number_rows(findings: Sequence[Finding]) -> Iterator[Row]:
    for found in findings:
        if found.column.kind in ("category", "truth"):
            continue
        if found.status != "observed":
            yield found.column.label, "", found.status, *([""] * 6)
            continue
        remarks = [_of(found)]
        later = ""
        if found.censored > 0.0:
            remarks.append(f"{percent(found.censored)} open")
            later = "later"
        yield (
            found.column.label,
            number(found.mean),
            interval(found.mean_low, found.mean_high),
            *(number(value) or later for value in found.quantiles),
            ", ".join(remark for remark in remarks if remark),
        )
