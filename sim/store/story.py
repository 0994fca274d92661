"""The story of one run as text and as JSON lines."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.world.records import Note

CAVEAT = "Stylised model, not a forecast"


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
        """Dated lines of what happened, each followed by why, wrapped to `width` characters."""
        last = -1
        for note in self.notes:
            dated = self._date(note) if note.day != last else " " * 10
            last = note.day
            yield from textwrap.wrap(
                note.text, width, initial_indent=f"{dated}  ", subsequent_indent=" " * 12
            )
            if note.why:
                yield from textwrap.wrap(
                    f"because {note.why}",
                    width,
                    initial_indent=" " * 14,
                    subsequent_indent=" " * 16,
                )

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
