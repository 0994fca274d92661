"""`parley audit`: what the results of a scenario rest on."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.files import missing
from sim.cli.options import (
    ExistingRuns,
    Format,
    ScenarioFile,
    Seed,
    bad_existing,
    bad_format,
    bad_seed,
    bad_workers,
    existing_word,
    number_of_workers,
    refuse,
    whole,
)
from sim.cli.progress import progress
from sim.scenario.problems import Problem, UserError

if TYPE_CHECKING:
    from sim.analysis.audit.audit import Audit, Size

FEWEST_POINTS, MOST_POINTS = 64, 65_536
FEWEST_RUNS, MOST_RUNS = 2, 10_000


def audit(
    file: ScenarioFile,
    points: Annotated[
        int | None,
        typer.Option(
            "--points",
            metavar="N",
            parser=whole("--points"),
            help="Points that vary all numbers [default: 2,048].",
        ),
    ] = None,
    runs: Annotated[
        int | None,
        typer.Option(
            "--runs",
            metavar="R",
            parser=whole("--runs"),
            help="Runs at each of these points [default: 8].",
        ),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers",
            metavar="W",
            parser=whole("--workers"),
            help="Processes [default: one a processor].",
        ),
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="A first look: few points, wide intervals.")
    ] = False,
    seed: Seed = 0,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Folder [default: results/audit/SCENARIO]."),
    ] = None,
    existing: ExistingRuns = "continue",
    shown: Format = "table",
) -> None:
    """Every number with its evidence, what rests on assumed ones, and what survives them."""
    wrong = (*_bad_sizes(points, runs), *bad_workers(workers), *bad_seed(seed))
    refuse((*wrong, *bad_existing(existing), *bad_format(shown), *missing([file])))
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
        written,
        size,
        folder,
        executor_for(_number_of(workers, quick)),
        seed,
        existing_word(existing),
    )
    for warning in made.ground.case.warnings:
        typer.echo(warning.render(), err=True)
    with progress("auditing", made.rows, counted=True) as heard:
        found = made.carry_out(heard)
    keep_audit(found, folder, ("parley", *sys.argv[1:]))
    _show(found, folder, shown)


def _bad_sizes(points: int | None, runs: int | None) -> Iterator[Problem]:
    if points is not None and not (FEWEST_POINTS <= points <= MOST_POINTS and points % 4 == 0):
        message = f"points are {FEWEST_POINTS} to {MOST_POINTS:,}, four to a block"
        yield Problem(message, f"--points {points}", hint="take a multiple of 4")
    if runs is not None and not FEWEST_RUNS <= runs <= MOST_RUNS:
        message = f"runs are {FEWEST_RUNS} to {MOST_RUNS:,}: one alone does not show luck"
        yield Problem(message, f"--runs {runs}")


def _sized(size: Size, points: int | None, runs: int | None) -> Size:
    return replace(size, points=points or size.points, runs=runs or size.runs)


def _number_of(workers: int | None, quick: bool) -> int:
    """Processes: a quick look is over before another one has begun."""
    return 1 if quick and workers is None else number_of_workers(workers)


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
