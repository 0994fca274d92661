"""`parley report`: one page about experiments, complete in itself."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.asking import caveat_of, opened, words
from sim.cli.options import Catalogue, Outcomes, SeveralResults
from sim.cli.written import PAGE, refuse_foreign


def report(
    results: SeveralResults,
    out: Annotated[
        Path, typer.Option("-o", "--out", metavar="FILE", help="The page to write.")
    ] = Path("report.html"),
    catalogue: Catalogue = None,
    outcomes: Outcomes = None,
) -> None:
    """Write a page with question, answer in words, tables, pictures, inputs and provenance."""
    refuse_foreign(out, PAGE)
    from sim.report.page.page import page_of, write_page
    from sim.report.page.words import words_in

    said = words_in(catalogue)
    answers = [opened(one) for one in results]
    page = page_of(answers, said, words(outcomes))
    write_page(out, page)
    typer.echo(f"The page is in {out} ({len(page.encode()) / 1e6:.1f} MB)")
    for one in answers:
        typer.echo(caveat_of(one), err=True)
