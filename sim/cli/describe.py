"""`parley describe`: a scenario and the model in words, and the names that rules may read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.scenario.problems import Problem, UserError


def describe(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="Scenario file.", show_default=False)
    ] = None,
    names: Annotated[
        bool, typer.Option("--names", help="List the names that rules may read.")
    ] = False,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="PATH=VALUE", help="Change a value first."),
    ] = None,
) -> None:
    """Tell what a scenario says: the day, actors, rules, evidence, open assumptions."""
    from rich.console import Console

    from sim.cli.naming import tell_names
    from sim.cli.portrait import tell_case
    from sim.scenario.load import load

    if file is None and not names:
        problem = Problem(
            "no scenario was given", "parley describe", hint="name a file, or --names"
        )
        raise UserError(problem)
    case = None if file is None else load(file, settings or ())
    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=False)
    for warning in () if case is None else case.warnings:
        typer.echo(warning.render(), err=True)
    if names:
        tell_names(console, case)
    elif case is not None:
        tell_case(console, case)
