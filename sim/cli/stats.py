"""`parley stats`: how a real series of events, or simulated runs, lie in time and in size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.files import missing
from sim.cli.options import Format, Parameters, bad_format, bad_seed, refuse, whole
from sim.cli.progress import progress
from sim.scenario.problems import Problem, UserError, did_you_mean, listed

if TYPE_CHECKING:
    from sim.analysis.series.daily import DailySeries
    from sim.analysis.series.documented import Window
    from sim.analysis.series.events import Events, LongEvents

LONG_EVENTS = ("first", "even")
SCENARIO = (".yaml", ".yml")
MOST_RUNS = 100_000


def stats(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="CSV of events (UCDP GED, or date,deaths,side), scenario, or folder of a trace.",
            show_default=False,
        ),
    ],
    windows: Annotated[
        list[str] | None,
        typer.Option("--window", metavar="DATE:DATE", help="Only these days; may be repeated."),
    ] = None,
    runs: Annotated[
        int | None,
        typer.Option(
            "--runs", metavar="N", parser=whole("--runs"), help="Runs of a scenario [default: 100]."
        ),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(
            "--seed", metavar="S", parser=whole("--seed"), help="Seed of a scenario [default: 0]."
        ),
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="PATH=VALUE", help="Change a value of a scenario."),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="COLUMN=VALUE", help="Only rows with this value."),
    ] = None,
    long_events: Annotated[
        str,
        typer.Option(
            "--long-events",
            metavar="WHERE",
            help="Events over several days: on their first day, or even over all of them.",
        ),
    ] = "first",
    documented: Annotated[
        bool,
        typer.Option("--as-documented", help="Print the deaths of a file as documented outcomes."),
    ] = False,
    parameters: Parameters = None,
    shown: Format = "table",
) -> None:
    """Counts, clustering and severity of a file of events, or of simulated runs."""
    asked = _Asked(
        file, tuple(windows or ()), runs, seed, tuple(settings or ()), tuple(only or ()),
        long_events, documented, parameters, shown,
    )  # fmt: skip
    asked.refuse_bad()
    if asked.windows:
        from sim.analysis.series.documented import refuse_overlapping

        refuse_overlapping(asked.spans())
    if asked.kind != "events":
        _show(asked, _of_runs(asked), [])
        return
    from sim.analysis.series.load import load_events

    events = load_events(file, asked.only)
    for warning in events.warnings:
        typer.echo(warning.render(), err=True)
    if documented:
        _show_documented(asked, events)
        return
    _show(asked, _of_events(asked, events), events.warnings)


@dataclass(frozen=True)
class _Asked:
    """The options as they were given."""

    file: Path
    windows: tuple[str, ...]
    runs: int | None
    seed: int | None
    settings: tuple[str, ...]
    only: tuple[str, ...]
    long_events: str
    documented: bool
    parameters: str | None
    shown: str

    @property
    def kind(self) -> str:
        """What the file is: a `trace`, a `scenario`, or `events`."""
        if self.file.is_dir():
            return "trace"
        return "scenario" if self.file.suffix.lower() in SCENARIO else "events"

    def refuse_bad(self) -> None:
        """Raise UserError with everything that is wrong with the options by themselves."""
        wrong = [*bad_format(self.shown), *self._bad_words(), *self._bad_numbers()]
        wrong += [*bad_seed(self.seed), *self._misplaced()]
        for text in self.windows:
            if _window(text) is None:
                hint = "write two dates, the earlier one first, such as 2015-01-01:2015-12-31"
                wrong.append(Problem("this is not a window", f"--window {text}", hint=hint))
        refuse((*wrong, *missing([self.file], (".csv", *SCENARIO))))

    def _bad_words(self) -> Iterator[Problem]:
        if self.long_events not in LONG_EVENTS:
            message = f"expected {listed(LONG_EVENTS, last='or')}"
            hint = did_you_mean(self.long_events, LONG_EVENTS)
            yield Problem(message, f"--long-events {self.long_events}", hint=hint)

    def _bad_numbers(self) -> Iterator[Problem]:
        if self.runs is not None and not 1 <= self.runs <= MOST_RUNS:
            yield Problem(f"runs are 1 to {MOST_RUNS:,}", f"--runs {self.runs}")

    def _misplaced(self) -> Iterator[Problem]:
        """Options that say nothing about a file of this kind."""
        of_scenarios = (
            ("--runs", self.runs),
            ("--seed", self.seed),
            ("--set", self.settings),
            ("--parameters", self.parameters),
        )
        for option, given in of_scenarios:
            if given not in (None, ()) and self.kind != "scenario":
                yield Problem("this is for scenarios, which are run", option)
        of_events = (
            ("--only", self.only),
            ("--as-documented", self.documented),
            ("--long-events", self.long_events != "first"),
        )
        for name, said in of_events:
            if said and self.kind != "events":
                hint = "simulated deaths are no documented ones" if self.documented else None
                yield Problem("this is for files of real events", name, hint=hint)

    def spans(self) -> list[Window]:
        """The windows asked for."""
        from sim.analysis.series.documented import Window

        found = [_window(text) for text in self.windows]
        return [Window(*span) for span in found if span is not None]


def _window(text: str) -> tuple[date, date] | None:
    first, sign, last = text.partition(":")
    try:
        span = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        return None
    return span if sign and span[0] <= span[1] else None


def _of_events(asked: _Asked, events: Events) -> list[DailySeries]:
    """The series of a file in each window; raises UserError for windows without any event."""
    where: LongEvents = "even" if asked.long_events == "even" else "first"
    spans = asked.spans()
    if not spans:
        return [events.daily(long_events=where)]
    series = [events.daily(span.first, span.last, where) for span in spans]
    empty = [
        Problem(
            "no event begins in this window",
            f"--window {span}",
            hint=f"the events of this file lie from {events.start} to {events.end}",
        )
        for span, one in zip(spans, series, strict=True)
        if not one.incident_days.any()
    ]
    if empty:
        raise UserError(empty)
    return series


def _of_runs(asked: _Asked) -> list[DailySeries]:
    """The series of a scenario's runs, or of a trace, in each window."""
    from sim.analysis.series.simulated import simulate_series, trace_series

    if asked.kind == "trace":
        whole = trace_series(asked.file)
        _refuse_outside(asked, whole.start, whole.end)
    else:
        from sim.scenario.load import load
        from sim.scenario.posterior import USUAL

        case = load(asked.file, asked.settings)
        for warning in case.warnings:
            typer.echo(warning.render(), err=True)
        period = case.scenario.period
        _refuse_outside(asked, period.start, period.end)
        spans = asked.spans()
        last = max((span.last for span in spans), default=period.end)
        runs, days = asked.runs or 100, (last - period.start).days + 1
        with progress("running", runs * days) as heard:
            words = asked.parameters or USUAL
            whole = simulate_series(case, runs, asked.seed or 0, last, heard, words)
    return [whole.between(span.first, span.last) for span in asked.spans()] or [whole]


def _refuse_outside(asked: _Asked, start: date, end: date) -> None:
    wrong = [
        Problem(f"these runs last from {start} to {end}", f"--window {span}")
        for span in asked.spans()
        if span.first < start or span.last > end
    ]
    if wrong:
        raise UserError(wrong)


def _show_documented(asked: _Asked, events: Events) -> None:
    from sim.analysis.series.documented import as_documented, documented_entries

    if asked.shown == "table":
        typer.echo(as_documented(events, asked.spans()), nl=False)
        return
    from sim.report.series import rows_as

    typer.echo(rows_as(asked.shown, documented_entries(events, asked.spans())), nl=False)


def _show(asked: _Asked, several: Sequence[DailySeries], warnings: Sequence[Problem]) -> None:
    from sim.cli.series_page import page
    from sim.report.series import described, series_csv, series_json

    simulated = asked.kind != "events"
    told = [described(series, simulated) for series in several]
    if asked.shown == "json":
        said = [warning.message for warning in warnings]
        typer.echo(series_json(str(asked.file), told, said), nl=False)
    elif asked.shown == "csv":
        typer.echo(series_csv(told), nl=False)
    else:
        for one in told:
            page(one)
