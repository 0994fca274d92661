"""What `parley run` prints for people: the chronicle of one run, then the tables."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from sim.cli.tables import heading, paragraph, table, width_of
from sim.scenario.problems import clean

if TYPE_CHECKING:
    from sim.report.tables import Table
    from sim.store.findings import Finding
    from sim.store.record import Record

WIDTH = 110
"""Characters of a line when nobody's terminal says otherwise."""
WIDEST = 120


def print_results(record: Record, findings: Sequence[Finding], where: str) -> None:
    """Print title and caveat, the story of a single run, the tables, and where results are."""
    from sim.report.tables import tables_of

    console = paper()
    console.print(Text(clean(record.scenario.title), style="bold"))
    paragraph(console, f"{record.start} to {record.end}. {record.caveat}.")
    if record.runs == 1:
        _print_story(console, record)
    for full in tables_of(record, findings):
        headed(console, full)
    if record.runs > 1:
        story = record.story
        console.print()
        paragraph(console, f"The chronicle there tells run {story.run}: {story.chosen}.")
    console.print(Text(where), soft_wrap=True)


def headed(console: Console, full: Table) -> None:
    """A table under its heading, without what is dispensable where a terminal has no room."""
    roomy = width_of(full.columns, full.rows, full.whole) <= console.width
    one = full if roomy or not console.is_terminal else full.without_dispensable()
    numbers = tuple(range(one.right, len(one.columns)))
    heading(console, one.heading)
    table(console, one.columns, one.rows, right=numbers, narrow=one.whole)


def paper() -> Console:
    """A console as wide as the terminal, or as a page where nobody watches."""
    if sys.stdout.isatty():
        console = Console(highlight=False)
        return Console(highlight=False, width=min(console.width, WIDEST))
    return Console(file=sys.stdout, highlight=False, width=WIDTH)


def _print_story(console: Console, record: Record) -> None:
    heading(console, "Chronicle")
    for line in record.story.lines(console.width):
        why = line.startswith(" " * 14)
        console.print(Text(clean(line), style="dim" if why else ""))
    if not record.story.notes:
        console.print("Nothing of note happened.")
