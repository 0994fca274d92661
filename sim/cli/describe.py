"""`parley describe`: a scenario and the model in words, and the names that rules may read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.files import missing
from sim.cli.options import refuse
from sim.scenario.problems import Problem, UserError

if TYPE_CHECKING:
    from sim.scenario.case import Case


def describe(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="Scenario file.", show_default=False)
    ] = None,
    names: Annotated[
        bool, typer.Option("--names", help="List the names that rules may read.")
    ] = False,
    odd: Annotated[
        bool,
        typer.Option("--odd", help="Write the ODD + D description of model and scenario."),
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE.md", help="Write the description to this file."),
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="PATH=VALUE", help="Change a value first."),
    ] = None,
) -> None:
    """Tell what a scenario says: the day, actors, rules, evidence, open assumptions.

    With --odd, the whole model as this scenario uses it, as Markdown.
    """
    from rich.console import Console

    from sim.cli.naming import tell_names
    from sim.cli.portrait import tell_case
    from sim.scenario.load import load

    if file is None and (odd or not names):
        problem = Problem(
            "no scenario was given", "parley describe", hint="name a file, or --names"
        )
        raise UserError(problem)
    if out is not None and not odd:
        raise UserError(Problem("there is nothing to write", f"--out {out}", hint="add --odd"))
    refuse(missing([] if file is None else [file]))
    case = None if file is None else load(file, settings or ())
    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=False)
    for warning in () if case is None else case.warnings:
        typer.echo(warning.render(), err=True)
    if names:
        tell_names(console, case)
    elif odd and case is not None:
        _describe_fully(case, out)
    elif case is not None:
        tell_case(console, case)


def _describe_fully(case: Case, out: Path | None) -> None:
    """Print the ODD + D description, or write it to a file."""
    from sim.cli.written import DESCRIPTION, refuse_foreign, write_own
    from sim.report.odd import odd_of

    if out is None:
        typer.echo(odd_of(case), nl=False)
        return
    refuse_foreign(out, DESCRIPTION)
    write_own(out, odd_of(case), DESCRIPTION)
    typer.echo(f"wrote {out}")
