"""`parley audit`: what the results of a scenario rest on."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.scenario.problems import Problem, UserError, did_you_mean, listed

if TYPE_CHECKING:
    from sim.analysis.audit.audit import Audit, Size
    from sim.archive.writer import Existing

FORMATS = ("table", "json", "csv")
EXISTING: tuple[Existing, ...] = ("continue", "overwrite", "refuse")
FEWEST_POINTS, MOST_POINTS = 64, 65_536
FEWEST_RUNS, MOST_RUNS = 2, 10_000
MOST_WORKERS = 1_024
LARGEST_SEED = 2**63 - 1


def audit(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Scenario file.", show_default=False)
    ],
    points: Annotated[
        int | None,
        typer.Option(
            "--points", metavar="N", help="Points that vary all numbers [default: 2,048]."
        ),
    ] = None,
    runs: Annotated[
        int | None,
        typer.Option("--runs", metavar="R", help="Runs at each of these points [default: 8]."),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option("--workers", metavar="W", help="Processes [default: one a processor]."),
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="A first look: few points, wide intervals.")
    ] = False,
    seed: Annotated[int, typer.Option("--seed", metavar="S", help="Seed of all luck.")] = 0,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Folder [default: results/audit/SCENARIO]."),
    ] = None,
    existing: Annotated[
        str,
        typer.Option(
            "--existing", metavar="WHAT", help="Runs there: continue, overwrite or refuse."
        ),
    ] = "continue",
    shown: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="What to print: table, json or csv.")
    ] = "table",
) -> None:
    """Every number with its evidence, what rests on assumed ones, and what survives them."""
    _refuse_bad(points, runs, workers, seed, existing, shown)
    from sim.analysis.audit.audit import FULL, QUICK, Auditing
    from sim.batch.executors.choose import executor_for
    from sim.report.audit import keep_audit
    from sim.scenario.load import read

    written = read(file)
    folder = out or Path("results") / "audit" / written.name
    if folder.exists() and not folder.is_dir():
        raise UserError(Problem(f"`{folder}` is a file, not a folder", "--out"))
    size = _sized(QUICK if quick else FULL, points, runs)
    made = Auditing(
        written, size, folder, executor_for(_number_of(workers, quick)), seed, _existing(existing)
    )
    for warning in made.ground.case.warnings:
        typer.echo(warning.render(), err=True)
    with _progress(made.rows) as heard:
        found = made.carry_out(heard)
    keep_audit(found, folder, ("parley", *sys.argv[1:]))
    _show(found, folder, shown)


def _refuse_bad(
    points: int | None,
    runs: int | None,
    workers: int | None,
    seed: int,
    existing: str,
    shown: str,
) -> None:
    wrong: list[Problem] = []
    if points is not None and not (FEWEST_POINTS <= points <= MOST_POINTS and points % 4 == 0):
        message = f"points are {FEWEST_POINTS} to {MOST_POINTS:,}, four to a block"
        wrong.append(Problem(message, f"--points {points}", hint="take a multiple of 4"))
    if runs is not None and not FEWEST_RUNS <= runs <= MOST_RUNS:
        message = f"runs are {FEWEST_RUNS} to {MOST_RUNS:,}: one alone does not show luck"
        wrong.append(Problem(message, f"--runs {runs}"))
    if workers is not None and not 1 <= workers <= MOST_WORKERS:
        wrong.append(Problem(f"workers are 1 to {MOST_WORKERS:,}", f"--workers {workers}"))
    if not 0 <= seed <= LARGEST_SEED:
        message = f"a seed is 0 to 2^63 - 1, which is {LARGEST_SEED:,}"
        wrong.append(Problem(message, f"--seed {seed}"))
    for option, word, known in (("existing", existing, EXISTING), ("format", shown, FORMATS)):
        if word not in known:
            message, hint = f"it is {listed(known, last='or')}", did_you_mean(word, known)
            wrong.append(Problem(message, f"--{option} {word}", hint=hint))
    if wrong:
        raise UserError(wrong)


def _existing(word: str) -> Existing:
    return next(known for known in EXISTING if known == word)


def _sized(size: Size, points: int | None, runs: int | None) -> Size:
    return replace(size, points=points or size.points, runs=runs or size.runs)


def _number_of(workers: int | None, quick: bool) -> int:
    """Processes: a quick look is over before another one has begun."""
    from os import cpu_count

    return workers or (1 if quick else cpu_count() or 1)


@contextmanager
def _progress(total: int) -> Iterator[Callable[[int], None]]:
    """A progress bar on the error stream if somebody watches it, else silence."""
    if not sys.stderr.isatty():
        yield lambda rows: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as Remaining

    columns = (TextColumn("auditing"), BarColumn(), MofNCompleteColumn(), Remaining())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("auditing", total=total)
        yield lambda rows: bar.advance(task, rows)


def _show(found: Audit, folder: Path, shown: str) -> None:
    """Print the result; for programs only data on the standard output, words on the other."""
    from sim.report.audit import audit_csv, audit_json

    where = f"Every number, all shares, the picture and the runs are in {folder}"
    if shown == "table":
        _print(found, where)
        return
    typer.echo(audit_json(found) if shown == "json" else audit_csv(found), nl=False)
    typer.echo(where, err=True)


def _print(found: Audit, where: str) -> None:
    from rich.text import Text

    from sim.cli.asking import print_tables
    from sim.cli.pages import paper
    from sim.cli.tables import heading, paragraph
    from sim.report.audit import remarks, tables_of_audit
    from sim.scenario.problems import clean
    from sim.store.story import CAVEAT

    console = paper()
    console.print(Text(clean(found.ground.case.scenario.title), style="bold"))
    paragraph(console, f"{CAVEAT} · Parley · seed {found.seed} · {found.runs:,} runs.")
    print_tables(console, tables_of_audit(found))
    if found.coded is not None:
        console.print()
        for sentence in found.coded.sentences:
            paragraph(console, sentence)
    heading(console, "What to keep in mind")
    for remark in remarks(found):
        paragraph(console, remark, first="- ", rest="  ")
    console.print(Text(where), soft_wrap=True)
