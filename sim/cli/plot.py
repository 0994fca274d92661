"""`parley plot`: the pictures of an experiment, its arms side by side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.asking import caveat_of, opened, words
from sim.cli.options import ONLY_THESE, Catalogue, Results

if TYPE_CHECKING:
    from sim.archive.answers import Answers


def plot(
    results: Results,
    kinds: Annotated[
        list[str] | None,
        typer.Option(
            "--kind",
            metavar="KINDS",
            help="forest, shares, distributions, fan, survival, tornado, heat, front"
            " [default: all that apply].",
        ),
    ] = None,
    outcomes: Annotated[
        list[str] | None,
        typer.Option(
            "--outcomes",
            "--outcome",
            metavar="NAMES",
            help=ONLY_THESE,
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Folder [default: `figures` in RESULTS]."),
    ] = None,
    catalogue: Catalogue = None,
) -> None:
    """Draw shares, distributions, fans, survival, differences and sensitivities by arm."""
    answers = opened(results)
    folder = out or _beside(answers, results)
    from sim.figures.arms.study import draw_study
    from sim.report.page.words import words_in

    said = words_in(catalogue)
    written = draw_study(answers, folder, words(kinds), words(outcomes), said)
    for path in written:
        typer.echo(str(path))
    typer.echo(caveat_of(answers), err=True)


def _beside(answers: Answers, results: str) -> Path:
    """Where pictures go: beside results on this machine, else into a folder here."""
    from sim.archive.place import place_of

    folder = place_of(results).folder
    if folder is not None and folder.is_dir():
        return folder / "figures"
    return Path(f"{answers.experiment['name']}-figures")
