"""`parley check`: every problem of scenario and experiment files, or that they are fine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.agents import bad_agents, look_for_agents_in
from sim.cli.files import missing
from sim.cli.options import refuse
from sim.scenario.problems import Problem, UserError, in_order

if TYPE_CHECKING:
    from sim.experiment.experiment import Experiment
    from sim.scenario.case import Case


def check(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE", help="Scenario files and experiment files.", show_default=False
        ),
    ],
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="PATH=VALUE", help="Change a value before checking."),
    ] = None,
    agents: Annotated[
        list[Path] | None,
        typer.Option("--agents", metavar="FOLDER", help="Look here for classes of agents too."),
    ] = None,
) -> None:
    """Check scenarios and experiments, and show everything that is wrong at once."""
    from sim.experiment.reading import is_experiment

    refuse(bad_agents(agents or ()))
    look_for_agents_in(agents or ())
    wrong: list[Problem] = []
    for file in files:
        try:
            refuse(missing([file]))
            if is_experiment(file):
                warnings, numbers = _experiment(file, settings or ())
            else:
                warnings, numbers = _scenario(file, settings or ())
        except UserError as error:
            wrong.extend(error.problems)
        else:
            for warning in warnings:
                typer.echo(warning.render(), err=True)
            typer.echo(f"{file}: fine ({numbers})")
    if wrong:
        raise UserError(wrong)


def _scenario(file: Path, settings: Sequence[str]) -> tuple[Sequence[Problem], str]:
    from sim.scenario.load import load

    case = load(file, settings)
    if _names_classes(case):
        from sim.agents.registry import check_agents

        check_agents(case)
    return case.warnings, _numbers(case)


def _names_classes(case: Case) -> bool:
    """Whether anybody is decided for by another class than the usual one."""
    scenario = case.scenario
    return any(
        entry.agent != usual
        for usual, entries in (
            ("party", scenario.parties.values()),
            ("mediator", scenario.mediators.values()),
            ("mission", scenario.peacekeepers.values()),
        )
        for entry in entries
    )


def _numbers(case: Case) -> str:
    from sim.scenario.evidence import counts, evidence

    said = tuple(one for one in evidence(case) if one.given == "scenario")
    parts = ", ".join(f"{count} {kind}" for kind, count in counts(said).items())
    return f"{len(said)} numbers: {parts}"


def _experiment(file: Path, settings: Sequence[str]) -> tuple[Sequence[Problem], str]:
    from sim.experiment.load import load_experiment

    if settings:
        message = "a setting changes a scenario, not an experiment"
        hint = "write it into a lever of the experiment, under `set:`"
        raise UserError(Problem(message, f"--set {settings[0]}", hint=hint))
    experiment = load_experiment(file)
    return in_order(experiment.warnings), _size(experiment)


def _size(experiment: Experiment) -> str:
    names = experiment.scenarios
    cells = sum(experiment.cells(name) for name in names)
    moved = max(len(experiment.factors(name)) for name in names)
    parts = [
        _counted(len(names), "scenario"),
        _counted(len(experiment.arms), "arm"),
        f"{_counted(cells, 'point')} of {_counted(moved, 'factor')}",
        _counted(experiment.rows, "run"),
    ]
    return ", ".join(parts)


def _counted(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
