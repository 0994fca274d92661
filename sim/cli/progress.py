"""How far the work has come, on the error stream, for whoever watches it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

import typer

from sim.scenario.problems import Problem


@contextmanager
def progress(doing: str, total: int, counted: bool = False) -> Iterator[Callable[[int], None]]:
    """A bar that hears what has been done of a total; silence where nobody watches.

    With `counted` it also says how many of how many.
    """
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as Remaining

    count = (MofNCompleteColumn(),) if counted else ()
    columns = (TextColumn(doing), BarColumn(), *count, Remaining())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(doing, total=total)
        yield lambda done: bar.advance(task, done)


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
def progress_of_runs(doing: str) -> Iterator[tuple[Callable[[Begun], None], Callable[[int], None]]]:
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
