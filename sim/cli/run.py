"""`parley run`: the story of one run, or the distribution over many."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.agents import bad_agents, look_for_agents_in
from sim.cli.files import missing
from sim.cli.options import (
    Format,
    NoPlots,
    OutFolder,
    Parameters,
    ScenarioFile,
    Seed,
    Settings,
    bad_format,
    bad_seed,
    bad_until,
    last_day,
    refuse,
    whole,
)
from sim.cli.progress import progress
from sim.scenario.problems import Problem

if TYPE_CHECKING:
    from sim.batch.plan import Plan
    from sim.store.findings import Finding
    from sim.store.record import Record

MOST_RUNS = 10_000_000
TERMINATED = 143


def run(
    file: ScenarioFile,
    runs: Annotated[
        int | None,
        typer.Option(
            "--runs", metavar="N", parser=whole("--runs"), help="How many runs [default: 1]."
        ),
    ] = None,
    seed: Seed = 0,
    one: Annotated[
        int | None,
        typer.Option(
            "--run",
            metavar="K",
            parser=whole("--run"),
            help="Only run K of the ensemble, from 0, as a story.",
        ),
    ] = None,
    settings: Settings = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="Stop after this day.")
    ] = None,
    trace: Annotated[
        bool, typer.Option("--trace", help="Also keep every gauge of every run and day.")
    ] = False,
    out: OutFolder = None,
    shown: Format = "table",
    parameters: Parameters = None,
    coder: Annotated[
        str | None,
        typer.Option("--coder", metavar="NAME", help="Numbers as this coder gives them."),
    ] = None,
    no_plots: NoPlots = False,
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
    wrong = (*_bad_numbers(runs, one), *bad_seed(seed), *bad_until(until), *bad_format(shown))
    refuse((*wrong, *bad_agents(agents or ()), *missing([file])))
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
    last = last_day(case, until)
    first = 0 if one is None else one
    asked = (runs or 1) if one is None else 1
    plan = Plan(case, asked, seed, first, last, draws)
    unusual = "" if parameters in (None, USUAL) else plan.parameters
    name = run_name(seed, plan.runs, one, last, case.settings, unusual)
    folder = out or Path("results") / case.name / name
    done = _carry_out(plan, folder, trace=trace, plots=not no_plots)
    _show(done, folder, shown)


@dataclass(frozen=True)
class _Done:
    record: Record
    findings: Sequence[Finding]


def _bad_numbers(runs: int | None, one: int | None) -> Iterator[Problem]:
    if runs is not None and not 1 <= runs <= MOST_RUNS:
        yield Problem(f"runs are 1 to {MOST_RUNS:,}", f"--runs {runs}")
    numbered = MOST_RUNS if runs is None else runs
    if one is not None and not 0 <= one < numbered:
        yield Problem(f"runs are numbered 0 to {numbered - 1:,}", f"--run {one}")


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
        with progress("running", plan.runs * _days(plan)) as heard:
            record = run_ensemble(plan, Keeping(outcomes, traces, heard))
        # The footer of a trace is written when it is closed, and the provenance lists it.
        open_files.close()
        return _Done(record, keep(record, draft, ("parley", *sys.argv[1:]), plots))


def _announce_trace(plan: Plan) -> None:
    from sim.batch.trace import trace_megabytes
    from sim.outcomes import GAUGES

    days = _days(plan)
    gauges = sum(len(plan.case.scenario.parties) if gauge.per_party else 1 for gauge in GAUGES)
    size = trace_megabytes(plan.runs, days, gauges)
    typer.echo(
        f"trace: {plan.runs:,} runs × {days:,} days × up to {gauges} gauges, "
        f"at most {size:,.1f} MB before compression",
        err=True,
    )


def _days(plan: Plan) -> int:
    period = plan.case.scenario.period
    return ((plan.until or period.end) - period.start).days + 1


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
