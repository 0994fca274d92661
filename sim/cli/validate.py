"""`parley validate`: published regularities put to the model, each with its verdict."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.sweep import existing_word, number_of_workers, progress_of, refuse_bad
from sim.scenario.problems import Problem, UserError, did_you_mean, listed

if TYPE_CHECKING:
    from sim.analysis.patterns.verdict import Verdict

FORMATS = ("table", "json", "csv")
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
    workers: Annotated[
        int | None,
        typer.Option("--workers", metavar="N", help="Processes [default: one a processor]."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="DIR",
            help="Where results go [default: results/patterns, or results/patterns-quick].",
        ),
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
    page: Annotated[
        Path | None,
        typer.Option(
            "--page", metavar="FILE", help="Write all verdicts in the folder as Markdown, too."
        ),
    ] = None,
    no_plots: Annotated[bool, typer.Option("--no-plots", help="Draw no pictures.")] = False,
) -> None:
    """Test the model against published regularities: effects, nulls and negative controls."""
    refuse_bad(workers, existing)
    _refuse_unknown(shown)
    from sim.analysis.patterns.validate import load_patterns, pattern_files
    from sim.analysis.patterns.validate import validate as carry_out
    from sim.batch.executors.choose import executor_for

    folder = out or (QUICK_RESULTS if quick else RESULTS)
    _keep_apart(folder, quick)
    patterns = load_patterns(pattern_files(keys or ()))
    executor = executor_for(number_of_workers(workers))
    with progress_of("validating") as (begun, heard):
        try:
            verdicts = carry_out(
                patterns,
                folder,
                executor,
                quick=quick,
                existing=existing_word(existing),
                heard=heard,
                begun=begun,
            )
        except KeyboardInterrupt:
            typer.echo(f"interrupted; what is done is kept in {folder}", err=True)
            raise
    if not no_plots:
        from sim.figures.patterns import draw_patterns

        draw_patterns(verdicts, folder)
    if page is not None:
        _write_page(page, folder)
    _show(verdicts, folder, shown)


def _refuse_unknown(shown: str) -> None:
    if shown not in FORMATS:
        message = f"a format is {listed(FORMATS, last='or')}"
        hint = did_you_mean(shown, FORMATS)
        raise UserError(Problem(message, f"--format {shown}", hint=hint))


def _keep_apart(folder: Path, quick: bool) -> None:
    """Refuse to put a quick look where full results are, or the other way round."""
    from sim.analysis.patterns.verdict import sizes_in

    if (not quick) in sizes_in(folder):
        kind = "full results, which a quick look" if quick else "a quick look, which full results"
        message = f"holds {kind} would take the place of"
        raise UserError(Problem(message, str(folder), hint="name another folder with `--out`"))


def _write_page(page: Path, folder: Path) -> None:
    from sim.analysis.patterns.validate import ORDER, waiting
    from sim.analysis.patterns.verdict import stored_in
    from sim.report.validation import page_of

    page.parent.mkdir(parents=True, exist_ok=True)
    verdicts = stored_in(folder, ORDER)
    page.write_text(page_of(verdicts, waiting(verdicts)), encoding="utf-8")


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

    from sim.cli.pages import ROOMY, paper
    from sim.cli.tables import heading, paragraph, table
    from sim.report.validation import legend, notes_of, tables_of_verdicts
    from sim.store.story import CAVEAT

    console = paper()
    console.print(Text("Published regularities, put to the model", style="bold"))
    paragraph(console, CAVEAT)
    for full in tables_of_verdicts(verdicts):
        one = full if console.width >= ROOMY else full.without_dispensable()
        heading(console, one.heading)
        numbers = tuple(range(one.right, len(one.columns)))
        table(console, one.columns, one.rows, right=numbers, narrow=one.whole)
    console.print()
    for note in notes_of(verdicts):
        paragraph(console, note)
    paragraph(console, legend(verdicts))
    console.print(Text(where), soft_wrap=True)
