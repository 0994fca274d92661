"""Markdown: headings, tables and lists that stay what they are whatever their texts hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sim.scenario.problems import clean

MEANT = str.maketrans({"|": "\\|", "<": "&lt;", ">": "&gt;", "*": "\\*", "$": "\\$", "`": "'"})


def heading(level: int, text: str) -> str:
    """A heading of a level from 1."""
    return f"{'#' * level} {plain(text)}"


def plain(text: object) -> str:
    """Text from a file or a docstring: on one line, without anything that Markdown reads."""
    return clean(" ".join(str(text).split())).translate(MEANT)


def code(text: object) -> str:
    """A word as the program writes it."""
    shown = clean(" ".join(str(text).split())).replace("`", "'").replace("|", "\\|")
    return f"`{shown}`"


def claim(text: str) -> str:
    """A docstring: its quoted words stay code, all else is plain."""
    parts = clean(" ".join(text.split())).split("`")
    shown = [
        f"`{part.replace('|', '∣')}`" if place % 2 else part.translate(MEANT)
        for place, part in enumerate(parts)
    ]
    return "".join(shown)


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; cells come as Markdown. Empty without rows."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    if not lines:
        return ""
    return "\n".join([f"| {' | '.join(columns)} |", "|" + "---|" * len(columns), *lines])


def bullets(lines: Iterable[str]) -> str:
    """A list; lines come as Markdown."""
    return "\n".join(f"- {line}" for line in lines)


def number(value: float) -> str:
    """A number with at most six significant digits."""
    return f"{value:g}"
