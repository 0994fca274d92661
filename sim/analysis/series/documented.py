"""A real series turned into documented outcomes, as text to be put into a scenario."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

from sim.analysis.series.complaints import Complaints
from sim.analysis.series.events import Events

LONGEST_KEY = 60
NOTE = (
    "Written by `parley stats --as-documented`; an event counts in the window in which it begins."
    " Days without events in the file count as days without deaths."
)


@dataclass(frozen=True)
class Window:
    """The days from `first` to `last`, both included."""

    first: date
    last: date

    def __str__(self) -> str:
        return f"{self.first.isoformat()}:{self.last.isoformat()}"


def calendar_years(events: Events) -> tuple[Window, ...]:
    """The calendar years from the first to the last event."""
    years = range(events.start.year, events.end.year + 1)
    return tuple(Window(date(year, 1, 1), date(year, 12, 31)) for year in years)


def refuse_overlapping(windows: Sequence[Window]) -> None:
    """Raise UserError if two windows share a day: what happened then would stand in both."""
    complaints = Complaints("--window")
    ordered = sorted(windows, key=lambda window: (window.first, window.last))
    for before, after in combinations(ordered, 2):
        if after.first <= before.last:
            hint = "let the second begin the day after the first ends"
            complaints.add(None, f"{before} and {after} overlap", hint)
    complaints.settle()


def as_documented(events: Events, windows: Sequence[Window] = ()) -> str:
    """YAML with `sources:` and `documented:`: deaths in each window, or in each calendar year.

    An event counts in the window in which it begins. Where the file gives bounds, they become
    the range. The windows must lie in the period of the scenario that this is put into. Raises
    UserError if windows overlap.
    """
    refuse_overlapping(windows)
    key = _slug(events.name)
    lines = [
        "sources:",
        f"  {key}:",
        f"    title: {_quoted(_title(events))}",
        f"    note: {_quoted(NOTE)}",
        "",
        "documented:",
    ]
    for window in windows or calendar_years(events):
        lines += _entry(events, window, key)
    return "\n".join(lines) + "\n"


def documented_entries(events: Events, windows: Sequence[Window] = ()) -> list[dict[str, Any]]:
    """What `as_documented` writes, a mapping an entry: key, start, end, deaths, low, high."""
    refuse_overlapping(windows)
    found = []
    for window in windows or calendar_years(events):
        deaths, low, high = events.deaths_within(window.first, window.last)
        found.append(
            {
                "key": _name(window),
                "start": window.first.isoformat(),
                "end": window.last.isoformat(),
                "deaths": deaths,
                "low": low,
                "high": high,
            }
        )
    return found


def _entry(events: Events, window: Window, key: str) -> Iterator[str]:
    deaths, low, high = events.deaths_within(window.first, window.last)
    bounds = f", range: [{low}, {high}]" if low < high else ""
    noun = "death" if deaths == 1 else "deaths"
    text = f"{deaths} {noun} from {window.first.isoformat()} to {window.last.isoformat()}"
    yield f"  {_name(window)}:"
    yield "    outcome: deaths"
    yield f"    text: {_quoted(text)}"
    yield f"    start: {window.first.isoformat()}"
    yield f"    end: {window.last.isoformat()}"
    yield f"    value: {{value: {deaths}, source: {key}, confidence: documented{bounds}}}"
    yield f"    source: {key}"
    sides = events.sides_within(window.first, window.last)
    if sides:
        said = ", ".join(f"{side} {dead}" for side, dead in sides.items())
        yield f"    note: {_quoted(f'By side: {said}.')}"


def _name(window: Window) -> str:
    first, last = window.first, window.last
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        years = f"{first.year}" if first.year == last.year else f"{first.year}_{last.year}"
        return f"deaths_{years}"
    return f"deaths_{first:%Y%m%d}_{last:%Y%m%d}"


def _slug(name: str) -> str:
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:LONGEST_KEY].strip("-")
    return plain or "events"


def _title(events: Events) -> str:
    return f"{events.source}, {len(events):,} events from {events.start} to {events.end}"


def _quoted(text: str) -> str:
    """Text as YAML reads it on one line, whatever signs it holds."""
    return json.dumps(text, ensure_ascii=False)
