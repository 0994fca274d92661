"""What is wrong with something a user wrote, where it stands, and how to mend it."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

WIDEST = 100
"""Characters of a source line that are shown around a caret."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, in words, with its place.

    `line` and `column` count from 1. `hint` is a clause that says how to mend it, such as
    "did you mean `status`?". A `warning` does not stop a run.
    """

    message: str
    file: str
    line: int | None = None
    column: int | None = None
    source_line: str | None = None
    hint: str | None = None
    warning: bool = False

    def render(self) -> str:
        """The problem as lines of text: place, message, and the source line with a caret."""
        place = clean(self.file)
        if self.line is not None:
            place += f":{self.line}" + (f":{self.column}" if self.column is not None else "")
        kind = "warning: " if self.warning else ""
        hint = f"; {clean(self.hint)}" if self.hint else ""
        head = f"{place}: {kind}{clean(self.message)}{hint}"
        return "\n".join([head, *self._excerpt()])

    def _excerpt(self) -> list[str]:
        if self.source_line is None or not self.source_line.strip():
            return []
        text = clean(self.source_line.replace("\t", " "))
        caret = min(max((self.column or 1) - 1, 0), len(text))
        start = max(0, caret - WIDEST // 2) if len(text) > WIDEST else 0
        before, after = text[start:caret], text[caret : start + WIDEST]
        if start:
            before = "..." + before
        number = "" if self.line is None else f"{self.line} | "
        shown = f"  {number}{before}{after}".rstrip()
        if self.column is None:
            return [shown]
        return [shown, " " * (2 + len(number) + _width(before)) + "^"]


class UserError(Exception):
    """Something the user can mend: carries every problem that was found."""

    def __init__(self, problems: Iterable[Problem] | Problem) -> None:
        given = (problems,) if isinstance(problems, Problem) else tuple(problems)
        self.problems: tuple[Problem, ...] = in_order(given)
        super().__init__("\n".join(problem.render() for problem in self.problems))

    def __reduce__(self) -> tuple[type[UserError], tuple[tuple[Problem, ...]]]:
        """What a worker process sends: the problems, not the text that they make."""
        return type(self), (self.problems,)


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems by file and place, each said once."""
    once = dict.fromkeys(problems)
    files = {file: rank for rank, file in enumerate(dict.fromkeys(p.file for p in once))}
    return tuple(sorted(once, key=lambda p: (files[p.file], p.line or 0, p.column or 0)))


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """The clause that offers the known word closest to a misspelt one, if any is close."""
    near = nearest(word, known)
    return f"did you mean `{near}`?" if near else None


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word closest to a misspelt one, or None if none is close."""
    plain = {_plain(name): name for name in known}
    close = difflib.get_close_matches(_plain(word)[:80], list(plain), n=1, cutoff=0.6)
    return plain[close[0]] if close else None


def listed(words: Iterable[str], last: str = "and", most: int = 12) -> str:
    """Words in backticks as they are listed in a sentence, cut off after `most`."""
    names = [f"`{word}`" for word in words]
    if len(names) > most:
        return ", ".join(names[:most]) + f" {last} {len(names) - most} more"
    if len(names) < 2:
        return "".join(names)
    return ", ".join(names[:-1]) + f" {last} {names[-1]}"


def clean(text: str) -> str:
    """Text without characters that would move the cursor or colour a terminal."""
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


def _plain(word: str) -> str:
    return word.lower().replace("-", "_").replace(" ", "_")


def _width(text: str) -> int:
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )
