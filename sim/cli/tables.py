"""Tables and headings that read well in a terminal, in a file, and at 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.scenario.problems import clean

if TYPE_CHECKING:
    from sim.scenario.quantity import Quantity

LONGEST_WORD = 20
"""Characters of a word that is not broken however full the other columns are."""
GAP = 3
"""Characters between two columns."""


def heading(console: Console, text: str) -> None:
    """A heading with a line of its own."""
    console.print()
    console.print(Text(text.upper(), style="bold"))


def paragraph(console: Console, text: str, first: str = "", rest: str | None = None) -> None:
    """Running text, wrapped to the width; `first` and `rest` begin its lines."""
    wrapped = textwrap.wrap(
        clean(" ".join(text.split())),
        width=max(40, console.width),
        initial_indent=first,
        subsequent_indent=" " * len(first) if rest is None else rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
    for line in wrapped:
        console.print(Text(line), soft_wrap=True)


def table(
    console: Console,
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    narrow: Sequence[int] = (),
    right: Sequence[int] = (),
) -> None:
    """A table without vertical lines; columns listed in `narrow` are never wrapped.

    Where they do not fit, lines are longer than the console is wide: no character is lost.
    """
    shown = [tuple(clean(cell) for cell in row) for row in rows]
    if not shown:
        return
    made = Table(
        box=SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold", padding=(0, 1)
    )
    for place, column in enumerate(columns):
        made.add_column(
            column,
            no_wrap=place in narrow,
            min_width=None if place in narrow else _longest_word(columns, shown, place),
            justify="right" if place in right else "left",
            overflow="fold",
            vertical="top",
        )
    for row in shown:
        made.add_row(*(Text(cell) for cell in row))
    given = console.width
    console.width = max(given, width_of(columns, shown, narrow))
    try:
        with console.capture() as captured:
            console.print(made)
    finally:
        console.width = given
    for line in captured.get().splitlines():
        console.print(Text.from_ansi(line.rstrip()), soft_wrap=True)


def width_of(
    columns: Sequence[str], rows: Sequence[Sequence[str]], narrow: Sequence[int] = ()
) -> int:
    """Characters that a table takes at least: its narrow columns whole, the others wrapped."""
    least = [
        max(cell_len(clean(cells[place])) for cells in (columns, *rows))
        if place in narrow
        else _longest_word(columns, rows, place)
        for place in range(len(columns))
    ]
    return sum(least) + GAP * (len(columns) - 1)


def _longest_word(columns: Sequence[str], rows: Sequence[Sequence[str]], place: int) -> int:
    """Characters of the longest word of a column, so that none is broken, within reason."""
    words = (word for cells in (columns, *rows) for word in clean(cells[place]).split())
    return min(max((cell_len(word) for word in words), default=0), LONGEST_WORD)


def number(quantity: Quantity | None) -> str:
    """A number as a reader wants it: no more digits than it has."""
    if quantity is None:
        return ""
    value = quantity.value
    if value == int(value) and abs(value) < 1e15:
        return f"{int(value):,}" if abs(value) >= 10_000 else str(int(value))
    return f"{value:.4g}"


def span(quantity: Quantity) -> str:
    """The range of a number, if it has one."""
    if quantity.range is None:
        return ""
    return f"{quantity.range[0]:g} to {quantity.range[1]:g}"
