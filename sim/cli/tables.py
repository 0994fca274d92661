"""Tables and headings that read well in a terminal, in a file, and at 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.scenario.problems import clean

if TYPE_CHECKING:
    from sim.scenario.quantity import Quantity

LEAST_WIDTH = 6
"""Characters that a column keeps however full the others are."""


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
    """A table without vertical lines; columns listed in `narrow` are never wrapped."""
    made = Table(
        box=SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold", padding=(0, 1)
    )
    for place, column in enumerate(columns):
        made.add_column(
            column,
            no_wrap=place in narrow,
            min_width=None if place in narrow else LEAST_WIDTH,
            justify="right" if place in right else "left",
            overflow="fold",
            vertical="top",
        )
    filled = False
    for row in rows:
        made.add_row(*(Text(clean(cell)) for cell in row))
        filled = True
    if not filled:
        return
    if console.is_terminal:
        console.print(made)
        return
    with console.capture() as captured:
        console.print(made)
    for line in captured.get().splitlines():
        console.print(Text(line.rstrip()), soft_wrap=True)


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
