"""`parley sweep`: run all that an experiment asks for, and keep it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.agents import Agents, bad_agents, look_for_agents_in
from sim.cli.files import missing
from sim.cli.options import (
    NoPlots,
    Parameters,
    Workers,
    bad_existing,
    bad_workers,
    existing_word,
    number_of_workers,
    refuse,
    whole,
)
from sim.cli.progress import progress_of_runs

if TYPE_CHECKING:
    from sim.batch.sweep import Sweep, Swept
    from sim.experiment.experiment import Experiment

SOME_FAILED = 1
SHOWN_FAILURES = 5


def sweep(
    file: Annotated[
        Path, typer.Argument(metavar="EXPERIMENT", help="Experiment file.", show_default=False)
    ],
    runs: Annotated[
        int | None,
        typer.Option(
            "--runs",
            metavar="N",
            parser=whole("--runs"),
            help="Runs in every cell [default: the file's].",
        ),
    ] = None,
    workers: Workers = None,
    cluster: Annotated[
        str | None,
        typer.Option("--cluster", metavar="ADDRESS", help="A Dask cluster: tcp://... or local."),
    ] = None,
    out: Annotated[
        str | None,
        typer.Option("--out", metavar="URL", help="Where results go [default: results/NAME]."),
    ] = None,
    existing: Annotated[
        str,
        typer.Option(
            "--existing", metavar="WHAT", help="Results there: continue, overwrite or refuse."
        ),
    ] = "continue",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what it would take, and run nothing.")
    ] = False,
    break_lock: Annotated[
        bool,
        typer.Option(
            "--break-lock", help="Take over from a process that is gone: object stores only."
        ),
    ] = False,
    parameters: Parameters = None,
    no_plots: NoPlots = False,
    agents: Agents = None,
) -> None:
    """Run an experiment: all its arms, cells and runs. Interrupted, it goes on where it was."""
    wrong = (*bad_workers(workers), *bad_existing(existing))
    refuse((*wrong, *bad_agents(agents or ()), *missing([file])))
    look_for_agents_in(agents or ())
    from sim.experiment.load import load_experiment
    from sim.scenario.posterior import USUAL, parameters_named

    draws = parameters_named(parameters or USUAL)
    experiment = replace(load_experiment(file, runs=runs), posterior=draws)
    for warning in experiment.warnings:
        typer.echo(warning.render(), err=True)
    url = out or str(Path("results") / experiment.name)
    if dry_run:
        _say_what_it_takes(experiment, url, number_of_workers(workers))
        return
    from sim.batch.executors.choose import executor_for
    from sim.batch.sweep import Sweep
    from sim.cli.kept import lesser

    if existing != "overwrite":
        refuse(lesser(experiment, url, parameters or USUAL))
    executor = executor_for(number_of_workers(workers), cluster)
    how = existing_word(existing)
    swept = _carry_out(Sweep(experiment, url, executor, how, break_lock=break_lock))
    from sim.study import conclude

    conclude(url, plots=not no_plots)
    _report(swept, url, arms=len(experiment.arms))


def _say_what_it_takes(experiment: Experiment, url: str, workers: int) -> None:
    from sim.batch.estimate import expected
    from sim.batch.simulation import Simulation

    simulation = Simulation(experiment)
    parts = [expected(simulation, name) for name in experiment.scenarios]
    for part in parts:
        typer.echo(
            f"{part.scenario}: {_count(part.cells, 'cell')} × {_count(part.arms, 'arm')} ×"
            f" {_count(experiment.runs, 'run')} = {_count(part.rows, 'run')}"
            f" of {_count(part.days, 'day')}"
        )
    seconds = sum(part.seconds for part in parts) / workers
    size = sum(part.bytes for part in parts)
    typer.echo(
        f"about {_duration(seconds)} with {_count(workers, 'worker')},"
        f" about {_size(size)} in {url}; nothing was run"
    )


def _carry_out(plan: Sweep) -> Swept:
    with progress_of_runs("sweeping") as (begun, heard):
        try:
            return plan.run(heard, begun)
        except KeyboardInterrupt:
            message = f"what is done is kept in {plan.url}. The same command goes on with it."
            typer.echo(f"interrupted; {message}", err=True)
            raise


def _report(swept: Swept, url: str, arms: int) -> None:
    """Say what was done, where it is and what comes next; end with an error if something failed."""
    there = swept.before + swept.done
    typer.echo(f"{there:,} of {swept.expected:,} runs are in {url}, {swept.done:,} of them new")
    if not swept.failed:
        typer.echo(f"Next: parley {'compare' if arms > 1 else 'summarise'} {url}")
        return
    lines: Sequence[str] = [
        f"failed: {lot.scenario}, arms {', '.join(lot.arms)}, runs {lot.start:,} to"
        f" {lot.stop - 1:,}: {lot.kind}: {lot.error}"
        for lot in swept.failed
    ]
    for line in lines[:SHOWN_FAILURES]:
        typer.echo(line, err=True)
    if len(lines) > SHOWN_FAILURES:
        typer.echo(f"and {len(lines) - SHOWN_FAILURES:,} more, in {url}/failures.jsonl", err=True)
    typer.echo("the same command tries again only what failed or is missing", err=True)
    raise typer.Exit(SOME_FAILED)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, round(seconds))} seconds"
    if seconds < 5_400:
        return f"{round(seconds / 60)} minutes"
    return f"{seconds / 3_600:.1f} hours"


def _size(size: float) -> str:
    return f"{max(0.1, size / 1e6):,.1f} MB"
