"""A file of events, checked row by row: UCDP GED, or plain date, deaths, side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from os import PathLike, fspath
from pathlib import Path

import numpy as np

from sim.analysis.series.cells import BadCellError, Span, read_count, read_day, read_day_or_month
from sim.analysis.series.columns import GED, Header, read_header
from sim.analysis.series.complaints import Complaints, refusal
from sim.analysis.series.csv_text import Row, refuse_unreadable, rows_of
from sim.analysis.series.events import Events, Whole
from sim.analysis.series.overlaps import Overlaps
from sim.analysis.series.wanted import Wanted
from sim.scenario.problems import Problem, listed

CIVILIANS, UNKNOWN = "civilians", "unknown"
GED_SIDES = (("deaths_a", "side_a"), ("deaths_b", "side_b"))
GED_OTHERS = (("deaths_civilians", CIVILIANS), ("deaths_unknown", UNKNOWN))
CODES = {"date_prec": range(1, 6), "type_of_violence": range(1, 4), "where_prec": range(1, 8)}
PLACES = {"latitude": 90.0, "longitude": 180.0}


@dataclass
class _Taken:
    """What has been read so far."""

    first: list[int] = field(default_factory=list)
    last: list[int] = field(default_factory=list)
    deaths: list[int] = field(default_factory=list)
    low: list[int] = field(default_factory=list)
    high: list[int] = field(default_factory=list)
    sides: list[dict[str, int]] = field(default_factory=list)
    conflicts: set[str] = field(default_factory=set)
    uneven: int = 0
    unordered: int = 0


def load_events(path: str | PathLike[str], only: Sequence[str] = ()) -> Events:
    """The events of a CSV file, of either published kind or date, deaths, side.

    `only` keeps rows with given values, as texts such as `country=Azerbaijan`; several of one
    column are alternatives. In the plain kind a `date` may be a month (`2014-08`), and the
    columns `date_end`, `low`, `high` and `id` are optional. Raises UserError with every problem,
    each with its line, at most twenty of them and the number of the others.
    """
    file = Path(fspath(path))
    name = str(path)
    refuse_unreadable(file, name)
    rows = rows_of(file, name)
    first = next(rows, None)
    if first is None:
        raise refusal(name, "this file is empty", "its first line names the columns")
    header = read_header(first.cells, first.line, name)
    complaints = Complaints(name)
    wanted = Wanted(header, only, name)
    taken = _Taken()
    overlaps = Overlaps(complaints)
    for row in rows:
        _take(row, header, wanted, taken, overlaps, complaints)
    complaints.settle()
    if not taken.first:
        wanted.refuse_nothing()
        raise refusal(name, "this file names columns and holds no events")
    return _events(file, name, header, taken)


def _take(
    row: Row,
    header: Header,
    wanted: Wanted,
    taken: _Taken,
    overlaps: Overlaps,
    complaints: Complaints,
) -> None:
    """Read one row, or complain of everything that is wrong in it."""
    given, expected = len(row.cells), len(header.names)
    if given != expected:
        message = f"this row has {given} cells, the header {expected}"
        hint = (
            "put a text with commas into quotes" if given > expected else "fill in what is missing"
        )
        complaints.add(row.line, message, hint)
        return
    if [cell.strip().lower() for cell in row.cells] == list(header.names):
        hint = "keep it once; files that were put together may also count events twice"
        complaints.add(row.line, "the names of the columns stand here again", hint)
        return
    if not wanted.keeps(row):
        return
    reading = _Reading(row, header, complaints)
    if header.layout is GED:
        _take_ged(reading, taken, overlaps)
    else:
        _take_plain(reading, taken, overlaps)


class _Reading:
    """The cells of one row by column; what is wrong goes to the complaints."""

    def __init__(self, row: Row, header: Header, complaints: Complaints) -> None:
        self.line = row.line
        self._row = row
        self._places = header.places
        self._complaints = complaints
        self.sound = True

    def has(self, column: str) -> bool:
        return column in self._places

    def text(self, column: str) -> str:
        place = self._places.get(column)
        return "" if place is None else self._row.cells[place].strip()

    def complain(self, message: str, hint: str | None = None) -> None:
        self.sound = False
        self._complaints.add(self.line, message, hint)

    def count(self, column: str) -> int:
        try:
            return read_count(self.text(column), column)
        except BadCellError as bad:
            self.complain(bad.message, bad.hint)
            return 0

    def day(self, column: str) -> int | None:
        try:
            return read_day(self.text(column))
        except BadCellError as bad:
            self.complain(f"{column}: {bad.message}", bad.hint)
            return None

    def day_or_month(self, column: str) -> Span | None:
        try:
            return read_day_or_month(self.text(column))
        except BadCellError as bad:
            self.complain(f"{column}: {bad.message}", bad.hint)
            return None

    def code(self, column: str, allowed: range) -> None:
        """Complain of a code that the codebook does not have; an empty one is left alone."""
        said = self.text(column)
        if said and said.removesuffix(".0") not in {str(code) for code in allowed}:
            self.complain(
                f"`{column}` is `{said}`; its codes are {allowed.start} to {allowed.stop - 1}"
            )

    def degrees(self, column: str, most: float) -> None:
        """Complain of a place that is not on the globe; an empty one is left alone."""
        said = self.text(column)
        try:
            fine = not said or abs(float(said)) <= most
        except ValueError:
            fine = False
        if not fine:
            self.complain(f"`{column}` is `{said}`, not between -{most:g} and {most:g} degrees")

    def span(self, start: int | None, end: int | None) -> bool:
        if start is not None and end is not None and end < start:
            self.complain("the event ends before it starts", "exchange the two dates")
        return self.sound


def _take_ged(reading: _Reading, taken: _Taken, overlaps: Overlaps) -> None:
    first, last = reading.day("date_start"), reading.day("date_end")
    reading.span(first, last)
    parts = {column: reading.count(column) for column, _ in (*GED_SIDES, *GED_OTHERS)}
    best = reading.count("best")
    low = reading.count("low") if reading.has("low") else best
    high = reading.count("high") if reading.has("high") else best
    for column, allowed in CODES.items():
        reading.code(column, allowed)
    for column, most in PLACES.items():
        reading.degrees(column, most)
    known = reading.text("id")
    if not known:
        reading.complain("`id` is empty", "every event of this data set has one")
    else:
        reading.sound &= overlaps.new_id(known, reading.line)
    if not reading.sound or first is None or last is None:
        return
    taken.uneven += sum(parts.values()) != best
    taken.unordered += not low <= best <= high
    sides: dict[str, int] = defaultdict(int)
    for column, side in GED_SIDES:
        sides[reading.text(side) or UNKNOWN] += parts[column]
    for column, side in GED_OTHERS:
        sides[side] += parts[column]
    taken.conflicts.add(reading.text("conflict_name") or reading.text("dyad_name"))
    _keep(taken, first, last, (best, min(low, best), max(high, best)), sides)


def _take_plain(reading: _Reading, taken: _Taken, overlaps: Overlaps) -> None:
    span = reading.day_or_month("date")
    last = None if span is None else span.last
    if span is not None and reading.text("date_end"):
        until = reading.day_or_month("date_end")
        last = None if until is None else until.last
        reading.span(span.first, last)
    deaths = reading.count("deaths")
    low = reading.count("low") if reading.text("low") else deaths
    high = reading.count("high") if reading.text("high") else deaths
    if reading.sound and not low <= deaths <= high:
        reading.complain(f"{deaths} deaths do not lie between low, {low}, and high, {high}")
    side = reading.text("side") or UNKNOWN
    if reading.text("id"):
        reading.sound &= overlaps.new_id(reading.text("id"), reading.line)
    elif reading.sound and span is not None and last is not None:
        row = (span.first, last, deaths, side)
        reading.sound &= overlaps.new_row(row, reading.line)
    if not reading.sound or span is None or last is None:
        return
    months = span.month or last - span.first >= 27
    if overlaps.free(span.first, last, side, months, reading.line):
        _keep(taken, span.first, last, (deaths, low, high), {side: deaths})


def _keep(
    taken: _Taken, first: int, last: int, toll: tuple[int, int, int], sides: dict[str, int]
) -> None:
    taken.first.append(first)
    taken.last.append(last)
    taken.deaths.append(toll[0])
    taken.low.append(toll[1])
    taken.high.append(toll[2])
    taken.sides.append(sides)


def _events(file: Path, name: str, header: Header, taken: _Taken) -> Events:
    sides = dict.fromkeys(side for row in taken.sides for side in row)
    by_side = {side: _whole([row.get(side, 0) for row in taken.sides]) for side in sides}
    events = Events(
        name=file.stem,
        source=f"{header.layout.kind} events in {file.name}",
        first=_whole(taken.first),
        last=_whole(taken.last),
        deaths=_whole(taken.deaths),
        low=_whole(taken.low),
        high=_whole(taken.high),
        by_side={side: dead for side, dead in by_side.items() if dead.any() or side != UNKNOWN},
    )
    return Events(**{**vars(events), "warnings": tuple(_warnings(events, name, taken))})


def _warnings(events: Events, name: str, taken: _Taken) -> Iterator[Problem]:
    number, dead = int(events.several_days.sum()), int(events.deaths[events.several_days].sum())
    if number:
        yield Problem(
            f"{number:,} of {len(events):,} events, with {dead:,} of {int(events.deaths.sum()):,}"
            " deaths, cover several days; when they happened within them is not known",
            name,
            hint="`--long-events` says where they go: on their first day, or laid out evenly",
            warning=True,
        )
    if len(taken.conflicts) > 1:
        yield Problem(
            f"these events belong to {len(taken.conflicts):,} conflicts: "
            + listed(sorted(taken.conflicts), most=4),
            name,
            hint="`--only conflict_name=...` keeps one",
            warning=True,
        )
    if taken.uneven:
        message = f"in {taken.uneven:,} events `best` is not the sum of the four counts of deaths"
        yield Problem(message, name, hint="`best` is what is counted", warning=True)
    if taken.unordered:
        message = f"in {taken.unordered:,} events `best` is not between `low` and `high`"
        yield Problem(message, name, hint="the bounds are moved to `best`", warning=True)


def _whole(numbers: Sequence[int]) -> Whole:
    return np.array(numbers, dtype=np.int64)
