"""`parley validate`: published regularities put to the model, each with its verdict."""

from __future__ import annotations

import sys
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.files import missing
from sim.cli.options import (
    ExistingRuns,
    Format,
    NoPlots,
    Workers,
    bad_existing,
    bad_format,
    bad_workers,
    existing_word,
    number_of_workers,
    refuse,
)
from sim.cli.progress import progress_of_runs
from sim.cli.written import VERDICTS, refuse_foreign, write_own
from sim.scenario.problems import Problem, UserError

if TYPE_CHECKING:
    from sim.analysis.patterns.verdict import Verdict

RESULTS, QUICK_RESULTS = Path("results") / "patterns", Path("results") / "patterns-quick"


def validate(
    keys: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[KEY]...",
            help="Patterns in experiments/patterns, or files [default: all of them].",
            show_default=False,
        ),
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Fewer draws and runs, wider intervals, same tests.")
    ] = False,
    workers: Workers = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="DIR",
            help="Where results go [default: results/patterns, or results/patterns-quick].",
        ),
    ] = None,
    existing: ExistingRuns = "continue",
    shown: Format = "table",
    page: Annotated[
        Path | None,
        typer.Option(
            "--page", metavar="FILE", help="Write all verdicts in the folder as Markdown, too."
        ),
    ] = None,
    no_plots: NoPlots = False,
) -> None:
    """Test the model against published regularities: effects, nulls and negative controls."""
    refuse((*bad_workers(workers), *bad_existing(existing), *bad_format(shown)))
    if page is not None:
        refuse_foreign(page, VERDICTS)
        _keep_full(page, quick)
    from sim.analysis.patterns.validate import load_patterns, pattern_files
    from sim.analysis.patterns.validate import validate as carry_out
    from sim.batch.executors.choose import executor_for

    folder = out or (QUICK_RESULTS if quick else RESULTS)
    _keep_apart(folder, quick)
    files = pattern_files(keys or ())
    refuse(missing(files))
    patterns = load_patterns(files)
    executor = executor_for(number_of_workers(workers))
    tell = _Teller(folder, not no_plots)
    if not sys.stderr.isatty():
        typer.echo(f"{', '.join(one.key for one in patterns)}: begun", err=True)
    with progress_of_runs("validating") as (begun, heard):
        try:
            verdicts = carry_out(
                patterns,
                folder,
                executor,
                quick=quick,
                existing=existing_word(existing),
                heard=heard,
                begun=begun,
                judged=tell,
            )
        except KeyboardInterrupt:
            typer.echo(f"interrupted; what is done is kept in {folder}", err=True)
            raise
    if page is not None:
        _write_page(page, folder)
    _show(verdicts, folder, shown)


class _Teller:
    """Draws each verdict as it comes, and tells it by a line where no bar is watched."""

    def __init__(self, folder: Path, plots: bool) -> None:
        self._folder, self._plots = folder, plots
        self._start = perf_counter()

    def __call__(self, verdict: Verdict) -> None:
        if self._plots:
            from sim.figures.patterns import draw_patterns

            draw_patterns([verdict], self._folder)
        if not sys.stderr.isatty():
            seconds = perf_counter() - self._start
            typer.echo(f"{verdict.key}: {verdict.word}, after {seconds:,.0f} s", err=True)


def _keep_apart(folder: Path, quick: bool) -> None:
    """Refuse to put a quick look where full results are, or the other way round."""
    from sim.analysis.patterns.verdict import sizes_in

    if (not quick) in sizes_in(folder):
        kind = "full results, which a quick look" if quick else "a quick look, which full results"
        message = f"holds {kind} would take the place of"
        raise UserError(Problem(message, str(folder), hint="name another folder with `--out`"))


def _keep_full(page: Path, quick: bool) -> None:
    """Refuse to put a quick look where the page of full results is."""
    from sim.report.validation import QUICK_LOOK

    written = page.read_text(encoding="utf-8") if quick and page.is_file() else ""
    if written.strip() and QUICK_LOOK not in written:
        message = "tells full results, which a quick look would take the place of"
        raise UserError(Problem(message, str(page), hint="name another file with `--page`"))


def _write_page(page: Path, folder: Path) -> None:
    from sim.analysis.patterns.validate import ORDER, waiting
    from sim.analysis.patterns.verdict import stored_in
    from sim.report.validation import page_of

    page.parent.mkdir(parents=True, exist_ok=True)
    verdicts = stored_in(folder, ORDER)
    write_own(page, page_of(verdicts, waiting(verdicts)), VERDICTS)


def _show(verdicts: list[Verdict], folder: Path, shown: str) -> None:
    """Print the verdicts; for programs only data on the standard output, words on the other."""
    from sim.report.validation import csv_of, json_of

    where = f"Runs, verdicts and pictures are in {folder}"
    if shown != "table":
        typer.echo(json_of(verdicts) if shown == "json" else csv_of(verdicts), nl=False)
        typer.echo(where, err=True)
        return
    _print(verdicts, where)


def _print(verdicts: list[Verdict], where: str) -> None:
    from rich.text import Text

    from sim.cli.pages import headed, paper
    from sim.cli.tables import paragraph
    from sim.report.validation import legend, notes_of, tables_of_verdicts
    from sim.store.story import CAVEAT

    console = paper()
    console.print(Text("Published regularities, put to the model", style="bold"))
    paragraph(console, CAVEAT)
    for full in tables_of_verdicts(verdicts):
        headed(console, full)
    console.print()
    for note in notes_of(verdicts):
        paragraph(console, note)
    paragraph(console, legend(verdicts))
    console.print(Text(where), soft_wrap=True)
