"""A story in the length that people read: in crowded months only what weighs most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.world.records import Note

MINOR = {
    "deaths": ("deadly exchange of fire", "deadly exchanges of fire"),
    "rung": ("firing of a rule of escalation", "firings of rules of escalation"),
}
"""Kinds of notes that a crowded month tells only some of, and what one and more are called."""
MOST = 28
"""Minor notes told of a whole run, spread over its months."""
LEAST = 2
"""Minor notes that every month has room for, one of each kind."""


@dataclass(frozen=True)
class Digest:
    """What is told of a story, and how many notes of the minor kinds are not."""

    notes: tuple[Note, ...]
    left_out: int


def digest(notes: Sequence[Note], start: date) -> Digest:
    """The notes of a story, in crowded months the weightiest of each minor kind.

    How many others a month had stands at its end.
    """
    months = [list(some) for _, some in groupby(notes, lambda note: _month(note, start))]
    if not months:
        return Digest((), 0)
    first, last = _month(notes[0], start), _month(notes[-1], start)
    room = max(LEAST, MOST // (last - first + 1))
    told = tuple(note for month in months for note in _short(month, room))
    minor = sum(note.kind in MINOR for note in notes) - sum(note.kind in MINOR for note in told)
    return Digest(told, minor)


def _month(note: Note, start: date) -> int:
    day = start + timedelta(days=note.day)
    return 12 * day.year + day.month


def _short(month: Sequence[Note], room: int) -> Iterator[Note]:
    minor = [note for note in month if note.kind in MINOR]
    if len(minor) <= room + room // 2:
        yield from month
        return
    kept = {place for kind in MINOR for place in _weightiest(month, kind, room // len(MINOR))}
    left = Counter(
        note.kind for place, note in enumerate(month) if note.kind in MINOR and place not in kept
    )
    told = [note for place, note in enumerate(month) if note.kind not in MINOR or place in kept]
    rest = ", ".join(
        f"{left[kind]:,} more {one if left[kind] == 1 else more}"
        for kind, (one, more) in MINOR.items()
        if left[kind]
    )
    yield from _with_rest(told, month[-1], rest)


def _weightiest(month: Sequence[Note], kind: str, room: int) -> Iterable[int]:
    """Places of the weightiest notes of a kind, of equals what is not told yet and the earliest."""
    places = [place for place, note in enumerate(month) if note.kind == kind]
    first = {month[place].text: place for place in reversed(places)}
    return sorted(
        places,
        key=lambda place: (-month[place].weight, place != first[month[place].text], place),
    )[:room]


def _with_rest(told: Sequence[Note], last: Note, rest: str) -> Iterator[Note]:
    """The notes with the rest of the month in a last one: beside its toll, if that is known."""
    tolls = [place for place, note in enumerate(told) if note.kind == "toll"]
    place = tolls[-1] if tolls else -1
    if place >= 0 and told[place].day == last.day:
        note = told[place]
        yield from (*told[:place], *told[place + 1 :])
        yield replace(note, text=f"{note.text}; {rest}")
        return
    yield from told
    yield replace(last, kind="toll", who="", text=f"Besides: {rest}", why="", weight=0)
