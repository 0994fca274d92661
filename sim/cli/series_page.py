"""What `parley stats` prints for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from sim.cli.pages import headed, paper
from sim.cli.tables import paragraph
from sim.scenario.problems import clean

if TYPE_CHECKING:
    from sim.report.series import Described


def page(one: Described) -> None:
    """Print the title, the statistics, the counts, and where the formulas are from."""
    from sim.report.series import sources_of, tables_of_series
    from sim.store.story import CAVEAT

    console = paper()
    console.print(Text(clean(one.title), style="bold"))
    if one.simulated:
        runs = "1 run" if one.series.runs == 1 else f"{one.series.runs:,} runs"
        paragraph(console, f"{CAVEAT} · Parley · {runs}.")
    for full in tables_of_series(one):
        headed(console, full)
    console.print()
    paragraph(console, sources_of(one))
    paragraph(
        console,
        "A day with several events counts once as an incident day. Goodness of fit below .1 speaks"
        " against a power law. The smoothed background follows slow changes, and takes some of"
        " the excitation with it.",
    )
