"""The story of one run as text and as JSON lines."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sim.store.digest import digest

if TYPE_CHECKING:
    from sim.world.records import Note

CAVEAT = "Stylised model, not a forecast"


HOW_TO_READ = (
    "Worths and costs are utilities: 1 is all that a party wants. It signs where the left side of"
    " the inequality is at least as large as the right. In square brackets stand sources, what"
    " was seen of an exchange of fire, and the rule that moved a rung with what made it hold."
    " Fire is blamed on the other side unless a mission could tell who began."
)
LEFT_OUT = " Crowded months tell only what weighs most; chronicle.jsonl has everything."

_BRACKETED = ("deaths", "event")
"""Kinds of notes whose why is a remark."""
_INDENT = " " * 12


@dataclass(frozen=True)
class Story:
    """What happened in one run that began on `start`.

    `chosen` says why this run of many is told; empty if it is the only one.
    """

    run: int
    start: date
    notes: tuple[Note, ...]
    chosen: str = ""

    def lines(self, width: int = 100) -> Iterator[str]:
        """How to read it, then dated lines of what happened and why, wrapped to `width`.

        Crowded months are told in short (`sim.store.digest`); `notes` and `fields` have all.
        """
        if not self.notes:
            return
        short = digest(self.notes, self.start)
        yield from textwrap.wrap(HOW_TO_READ + (LEFT_OUT if short.left_out else ""), width)
        yield ""
        last = -1
        for note in short.notes:
            dated = self._date(note) if note.day != last else " " * 10
            last = note.day
            yield from _paragraphs(note, f"{dated}  ", width)

    def fields(self) -> list[dict[str, str]]:
        """The notes as date (ISO), kind, who, text and why."""
        return [
            {
                "date": self._date(note),
                "kind": note.kind,
                "who": note.who,
                "text": note.text,
                "why": note.why,
            }
            for note in self.notes
        ]

    def json_lines(self) -> Iterator[str]:
        """One JSON object a note."""
        for fields in self.fields():
            yield json.dumps(fields, ensure_ascii=False)

    def _date(self, note: Note) -> str:
        return (self.start + timedelta(days=note.day)).isoformat()


def _paragraphs(note: Note, dated: str, width: int) -> Iterator[str]:
    """What happened, and why: behind it if there is room, else on lines of its own."""
    why = note.why if note.kind == "rung" else f"because {note.why}"
    why = f"[{note.why}]" if note.kind in _BRACKETED else why
    whole = f"{note.text} {why}" if note.why else note.text
    fits = len(_INDENT) + len(whole) <= width
    if fits or note.kind in _BRACKETED or not note.why:
        yield from textwrap.wrap(whole, width, initial_indent=dated, subsequent_indent=_INDENT)
        return
    yield from textwrap.wrap(note.text, width, initial_indent=dated, subsequent_indent=_INDENT)
    indent = _INDENT + "  "
    yield from textwrap.wrap(why, width, initial_indent=indent, subsequent_indent=f"{indent}  ")
