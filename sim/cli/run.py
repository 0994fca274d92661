"""`parley run`: the story of one run, or the distribution over many."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from sim.scenario.problems import Problem, UserError, did_you_mean, listed

if TYPE_CHECKING:
    from sim.batch.plan import Plan
    from sim.scenario.case import Case
    from sim.store.findings import Finding
    from sim.store.record import Record

FORMATS = ("table", "json", "csv")
MOST_RUNS = 10_000_000
LARGEST_SEED = 2**63 - 1
TERMINATED = 143


def run(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Scenario file.", show_default=False)
    ],
    runs: Annotated[
        int | None, typer.Option("--runs", metavar="N", help="How many runs [default: 1].")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", metavar="S", help="Seed of all luck.")] = 0,
    one: Annotated[
        int | None,
        typer.Option("--run", metavar="K", help="Only run K of the ensemble, from 0, as a story."),
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="PATH=VALUE", help="Change a value; may be repeated."),
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="Stop after this day.")
    ] = None,
    trace: Annotated[
        bool, typer.Option("--trace", help="Also keep every gauge of every run and day.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Folder for the results [default: in results/]."),
    ] = None,
    shown: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="What to print: table, json or csv.")
    ] = "table",
    parameters: Annotated[
        str | None,
        typer.Option(
            "--parameters",
            metavar="WHICH",
            help="Behavioural numbers: rulebook, posterior (each run draws its own), or a folder"
            " of `parley calibrate` [default: rulebook].",
        ),
    ] = None,
    coder: Annotated[
        str | None,
        typer.Option("--coder", metavar="NAME", help="Numbers as this coder gives them."),
    ] = None,
    no_plots: Annotated[bool, typer.Option("--no-plots", help="Draw no pictures.")] = False,
    agents: Annotated[
        list[Path] | None,
        typer.Option(
            "--agents",
            metavar="FOLDER",
            help="Look here for the classes that a scenario names with `agent: module:Class`;"
            " may be repeated.",
        ),
    ] = None,
) -> None:
    """Run a scenario once and tell its story, or many times and show the distribution."""
    _refuse_bad(runs, seed, one, until, shown, agents or ())
    look_for_agents_in(agents or ())
    from sim.batch.plan import Plan
    from sim.scenario.load import load
    from sim.scenario.posterior import USUAL, parameters_named
    from sim.store.folder import run_name

    draws = parameters_named(parameters or USUAL)
    case = load(file, settings or ())
    for warning in case.warnings:
        typer.echo(warning.render(), err=True)
    if coder is not None:
        from sim.scenario.coders import as_coded

        case = as_coded(case, coder)
    last = _last_day(case, until)
    first = 0 if one is None else one
    asked = (runs or 1) if one is None else 1
    plan = Plan(case, asked, seed, first, last, draws)
    name = run_name(seed, plan.runs, one, last, case.settings, plan.parameters)
    folder = out or Path("results") / case.name / name
    done = _carry_out(plan, folder, trace=trace, plots=not no_plots)
    _show(done, folder, shown)


@dataclass(frozen=True)
class _Done:
    record: Record
    findings: Sequence[Finding]


def _refuse_bad(
    runs: int | None,
    seed: int,
    one: int | None,
    until: str | None,
    shown: str,
    agents: Sequence[Path],
) -> None:
    """Raise UserError with everything that is wrong with the options by themselves."""
    wrong: list[Problem] = []
    if runs is not None and not 1 <= runs <= MOST_RUNS:
        wrong.append(Problem(f"runs are 1 to {MOST_RUNS:,}", f"--runs {runs}"))
    if not 0 <= seed <= LARGEST_SEED:
        wrong.append(
            Problem(f"a seed is 0 to 2^63 - 1, which is {LARGEST_SEED:,}", f"--seed {seed}")
        )
    numbered = MOST_RUNS if runs is None else runs
    if one is not None and not 0 <= one < numbered:
        wrong.append(Problem(f"runs are numbered 0 to {numbered - 1:,}", f"--run {one}"))
    if until is not None and _date(until) is None:
        wrong.append(Problem("expected a date such as 2014-08-10", f"--until {until}"))
    if shown not in FORMATS:
        hint = did_you_mean(shown, FORMATS)
        formats = listed(FORMATS, last="or")
        wrong.append(Problem(f"a format is {formats}", f"--format {shown}", hint=hint))
    for folder in agents:
        if not folder.is_dir():
            what = "this is a file, not a folder" if folder.exists() else "there is no such folder"
            hint = "name the folder that holds the Python file" if folder.exists() else None
            wrong.append(Problem(what, f"--agents {folder}", hint=hint))
    if wrong:
        raise UserError(wrong)


def look_for_agents_in(folders: Sequence[Path]) -> None:
    """Let modules be found in these folders, after all that is installed."""
    for folder in folders:
        path = str(folder.resolve())
        if path not in sys.path:
            sys.path.append(path)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _last_day(case: Case, until: str | None) -> date | None:
    if until is None:
        return None
    last, period = date.fromisoformat(until), case.scenario.period
    if not period.start <= last <= period.end:
        message = f"the period of this scenario is {period.start} to {period.end}"
        raise UserError(Problem(message, f"--until {until}"))
    return last


def _carry_out(plan: Plan, folder: Path, trace: bool, plots: bool) -> _Done:
    """Run and keep everything in the folder, or nothing at all."""
    from sim.batch.ensemble import Keeping, run_ensemble
    from sim.results import OUTCOMES, keep
    from sim.store.folder import filling
    from sim.store.outcomes import OutcomesFile
    from sim.store.trace_file import TraceFile

    if trace:
        _announce_trace(plan)
    with _ended_like_interrupted(), filling(folder) as draft, ExitStack() as open_files:
        outcomes = open_files.enter_context(
            closing(OutcomesFile(draft / OUTCOMES, plan.case.scenario))
        )
        traces = None
        if trace:
            traces = open_files.enter_context(closing(TraceFile(draft / "trace.parquet")))
        with _progress(plan) as heard:
            record = run_ensemble(plan, Keeping(outcomes, traces, heard))
        # The footer of a trace is written when it is closed, and the provenance lists it.
        open_files.close()
        return _Done(record, keep(record, draft, ("parley", *sys.argv[1:]), plots))


def _announce_trace(plan: Plan) -> None:
    from sim.batch.trace import trace_megabytes
    from sim.outcomes import GAUGES

    scenario = plan.case.scenario
    last = plan.until or scenario.period.end
    days = (last - scenario.period.start).days + 1
    gauges = sum(len(scenario.parties) if gauge.per_party else 1 for gauge in GAUGES)
    size = trace_megabytes(plan.runs, days, gauges)
    typer.echo(
        f"trace: {plan.runs:,} runs × {days:,} days × up to {gauges} gauges, "
        f"at most {size:,.1f} MB before compression",
        err=True,
    )


@contextmanager
def _ended_like_interrupted() -> Iterator[None]:
    """Let a request to end the process clean up first, as an interrupt from the keyboard does."""

    def leave(number: int, frame: FrameType | None) -> None:
        raise SystemExit(TERMINATED)

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _progress(plan: Plan) -> Iterator[Callable[[int], None]]:
    """A progress bar on the error stream if somebody watches it, else silence."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("running"), BarColumn(), TimeRemainingColumn())
    period = plan.case.scenario.period
    days = ((plan.until or period.end) - period.start).days + 1
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("running", total=plan.runs * days)
        yield lambda run_days: bar.advance(task, run_days)


def _show(done: _Done, folder: Path, shown: str) -> None:
    """Print the results; for programs only data on the standard output, words on the other."""
    from sim.report.machine import as_csv, as_json

    where = f"Results are in {folder}"
    if shown == "table":
        from sim.cli.pages import print_results

        print_results(done.record, done.findings, where)
        return
    data = as_csv(done.findings)
    if shown == "json":
        data = as_json(done.record, done.findings, folder) + "\n"
    typer.echo(data, nl=False)
    typer.echo(f"{done.record.caveat}\n{where}", err=True)
