"""Dated events on a time axis: thin numbered lines, and a key that says what the numbers mean."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from matplotlib.axes import Axes

from sim.figures.sheet import BLUE, FAINT, INK, MARGIN, VERMILION, LineStyle, Sheet, day_number
from sim.store.record import Record

LINE = 0.155
"""Inches that a line of the key takes."""
LEVEL = 0.15
"""Inches that a row of numbers takes."""
COLUMN_CHARACTERS = 76
MOST_LINES = 2


@dataclass(frozen=True)
class Mark:
    """A dated entry of the timeline with the number it goes by."""

    number: int
    date: date
    text: str
    kind: str

    @property
    def colour(self) -> str:
        return {"meeting": BLUE, "offensive": VERMILION}.get(self.kind, FAINT)

    @property
    def line(self) -> LineStyle:
        styles: dict[str, LineStyle] = {"meeting": "--", "offensive": "-"}
        return styles.get(self.kind, ":")


def marks_of(
    record: Record, kinds: Iterable[str] = ("event", "meeting", "offensive")
) -> list[Mark]:
    """The timeline of a record within the days lived through, numbered in order of time."""
    wanted = set(kinds)
    dated = [
        (entry.date, entry.kind, entry.text)
        for entry in record.scenario.timeline
        if entry.kind in wanted
    ]
    return numbered(dated, record.start, record.end)


def numbered(dated: Iterable[tuple[date, str, str]], start: date, end: date) -> list[Mark]:
    """Entries (date, kind, text) within some days, numbered in order of time."""
    inside = [entry for entry in dated if start <= entry[0] <= end]
    inside.sort(key=lambda entry: entry[0])
    return [Mark(number, day, text, kind) for number, (day, kind, text) in enumerate(inside, 1)]


def levels_of(marks: Sequence[Mark], days: int, inches: float) -> list[int]:
    """The row each number stands in, so that numbers of close dates do not overlap."""
    room = 0.24 * days / inches
    ends: list[float] = []
    levels = []
    for mark in marks:
        position = day_number(mark.date)
        level = next((row for row, end in enumerate(ends) if position >= end), len(ends))
        if level == len(ends):
            ends.append(0.0)
        ends[level] = position + room
        levels.append(level)
    return levels


def strip_height(levels: Sequence[int]) -> float:
    """Inches that the rows of numbers take above the first panel."""
    return 0.08 + LEVEL * (max(levels) + 1) if levels else 0.0


def draw_lines(axes: Axes, marks: Sequence[Mark]) -> None:
    """A thin vertical line at every mark."""
    for mark in marks:
        position = day_number(mark.date)
        axes.axvline(position, color=mark.colour, linestyle=mark.line, linewidth=0.9, zorder=1.2)


def draw_numbers(
    axes: Axes, marks: Sequence[Mark], levels: Sequence[int], clear: float = 3.0
) -> None:
    """The number of every mark `clear` points above the axes, close ones in different rows."""
    for mark, level in zip(marks, levels, strict=True):
        axes.annotate(
            str(mark.number),
            (day_number(mark.date), 1.0),
            xycoords=axes.get_xaxis_transform(),
            xytext=(0, clear + 72 * LEVEL * level),
            textcoords="offset points",
            ha="center",
            va="bottom",
            size=8.5,
            color=mark.colour,
            weight="bold",
        )


@dataclass(frozen=True)
class KeyLine:
    """One entry of a key: its sign and its text, already wrapped."""

    sign: str
    lines: tuple[str, ...]
    colour: str = INK


def key_of(marks: Sequence[Mark]) -> list[KeyLine]:
    """The key to the marks: number, date, text."""
    return [
        KeyLine(str(mark.number), wrapped(f"{mark.date.isoformat()}  {mark.text}"), mark.colour)
        for mark in marks
    ]


def wrapped(
    words: str, characters: int = COLUMN_CHARACTERS, most: int = MOST_LINES
) -> tuple[str, ...]:
    """Text in at most `most` lines."""
    return tuple(
        textwrap.wrap(" ".join(words.split()), characters, max_lines=most, placeholder=" …")
    )


def _columns(key: Sequence[KeyLine]) -> tuple[list[KeyLine], list[KeyLine]]:
    """The key in two columns of about equal height, read downwards."""
    total = sum(len(entry.lines) for entry in key)
    left: list[KeyLine] = []
    taken = 0
    for entry in key:
        if taken >= total / 2:
            break
        left.append(entry)
        taken += len(entry.lines)
    return left, list(key[len(left) :])


def key_height(key: Sequence[KeyLine]) -> float:
    """Inches that a key takes, its heading included."""
    if not key:
        return 0.0
    tallest = max(sum(len(entry.lines) for entry in column) for column in _columns(key))
    return 0.42 + LINE * tallest


def draw_key(sheet: Sheet, heading: str, key: Sequence[KeyLine], top: float) -> None:
    """The key in two columns below the panels, from `top` inches downwards."""
    if not key:
        return
    sheet.text(heading, MARGIN, top + 0.12, size=9.5, weight="bold", va="top")
    half = (sheet.width - 2 * MARGIN) / 2
    for column, entries in enumerate(_columns(key)):
        left, line = MARGIN + column * (half + 0.1), top + 0.36
        for entry in entries:
            sheet.text(entry.sign, left, line, 8.5, entry.colour, "bold", "top")
            for words in entry.lines:
                sheet.text(words, left + 0.3, line, size=8.5, va="top")
                line += LINE
