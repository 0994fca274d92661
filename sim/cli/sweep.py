"""`parley sweep`: run all that an experiment asks for, and keep it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Protocol

import typer

from sim.cli.run import look_for_agents_in
from sim.scenario.problems import Problem, UserError, did_you_mean, listed

if TYPE_CHECKING:
    from sim.archive.writer import Existing
    from sim.batch.sweep import Sweep, Swept
    from sim.experiment.experiment import Experiment

EXISTING: tuple[Existing, ...] = ("continue", "overwrite", "refuse")
SOME_FAILED = 1
MOST_WORKERS = 1_024
SHOWN_FAILURES = 5


def sweep(
    file: Annotated[
        Path, typer.Argument(metavar="EXPERIMENT", help="Experiment file.", show_default=False)
    ],
    runs: Annotated[
        int | None,
        typer.Option("--runs", metavar="N", help="Runs in every cell [default: the file's]."),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option("--workers", metavar="N", help="Processes [default: one a processor]."),
    ] = None,
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
    parameters: Annotated[
        str | None,
        typer.Option(
            "--parameters",
            metavar="WHICH",
            help="Behavioural numbers: rulebook, posterior (each run draws its own), or a folder"
            " of `parley calibrate` [default: rulebook].",
        ),
    ] = None,
    no_plots: Annotated[bool, typer.Option("--no-plots", help="Draw no pictures.")] = False,
    agents: Annotated[
        list[Path] | None,
        typer.Option(
            "--agents",
            metavar="FOLDER",
            help="Look here for the classes that a scenario names; may be repeated.",
        ),
    ] = None,
) -> None:
    """Run an experiment: all its arms, cells and runs. Interrupted, it goes on where it was."""
    refuse_bad(workers, existing)
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

    executor = executor_for(number_of_workers(workers), cluster)
    how = existing_word(existing)
    swept = _carry_out(Sweep(experiment, url, executor, how, break_lock=break_lock))
    from sim.study import conclude

    conclude(url, plots=not no_plots)
    _report(swept, url)


def refuse_bad(workers: int | None, existing: str) -> None:
    """Raise UserError for a number of workers that makes no sense, or an unknown word."""
    wrong = []
    if workers is not None and not 1 <= workers <= MOST_WORKERS:
        wrong.append(Problem(f"workers are 1 to {MOST_WORKERS:,}", f"--workers {workers}"))
    if existing not in EXISTING:
        hint = did_you_mean(existing, EXISTING)
        wrong.append(
            Problem(f"it is {listed(EXISTING, last='or')}", f"--existing {existing}", hint=hint)
        )
    if wrong:
        raise UserError(wrong)


def existing_word(word: str) -> Existing:
    """The word for what becomes of results that are there, which was checked before."""
    return next(known for known in EXISTING if known == word)


def number_of_workers(workers: int | None) -> int:
    """As many processes as asked for, else one for each processor that this one may use."""
    if workers is not None:
        return workers
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


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
    with progress_of("sweeping") as (begun, heard):
        try:
            return plan.run(heard, begun)
        except KeyboardInterrupt:
            message = f"what is done is kept in {plan.url}. The same command goes on with it."
            typer.echo(f"interrupted; {message}", err=True)
            raise


class Begun(Protocol):
    """What is known as the work begins: runs asked for, those there before, what was noticed."""

    @property
    def expected(self) -> int:
        """Runs that were asked for."""

    @property
    def before(self) -> int:
        """Runs that are there already."""

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What was noticed and set right."""


@contextmanager
def progress_of(doing: str) -> Iterator[tuple[Callable[[Begun], None], Callable[[int], None]]]:
    """What is told as runs begin and go on: a bar with rate, where somebody watches."""
    if not sys.stderr.isatty():
        yield _announce, lambda rows: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn(doing),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("runs, {task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(doing, total=None, rate="")

        def begun(swept: Begun) -> None:
            for warning in swept.warnings:
                bar.console.print(warning.render(), markup=False)
            bar.update(task, total=swept.expected, completed=swept.before)

        def heard(rows: int) -> None:
            speed = bar.tasks[0].speed
            bar.update(task, advance=rows, rate="" if speed is None else f"{speed:,.0f} a second")

        yield begun, heard


def _announce(swept: Begun) -> None:
    for warning in swept.warnings:
        typer.echo(warning.render(), err=True)
    if swept.before:
        typer.echo(f"{swept.before:,} of {swept.expected:,} runs are there already", err=True)


def _report(swept: Swept, url: str) -> None:
    """Say what was done and where it is; end with an error if something failed."""
    there = swept.before + swept.done
    typer.echo(f"{there:,} of {swept.expected:,} runs are in {url}, {swept.done:,} of them new")
    if not swept.failed:
        typer.echo(f"Next: parley compare {url}")
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
