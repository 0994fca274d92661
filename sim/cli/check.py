"""`parley check`: every problem of scenario files, or that they are fine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.scenario.problems import Problem, UserError

if TYPE_CHECKING:
    from sim.scenario.case import Case


def check(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE", help="Scenario files.", show_default=False)
    ],
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="PATH=VALUE", help="Change a value before checking."),
    ] = None,
) -> None:
    """Check scenarios, and show everything that is wrong at once."""
    from sim.scenario.load import load

    wrong: list[Problem] = []
    for file in files:
        try:
            case = load(file, settings or ())
        except UserError as error:
            wrong.extend(error.problems)
        else:
            for warning in case.warnings:
                typer.echo(warning.render(), err=True)
            typer.echo(f"{file}: fine ({_numbers(case)})")
    if wrong:
        raise UserError(wrong)


def _numbers(case: Case) -> str:
    from sim.scenario.evidence import counts, evidence

    said = tuple(one for one in evidence(case) if one.given == "scenario")
    parts = ", ".join(f"{count} {kind}" for kind, count in counts(said).items())
    return f"{len(said)} numbers: {parts}"
