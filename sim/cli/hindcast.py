"""`parley hindcast`: each documented outcome against what the runs would have said."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.files import missing
from sim.cli.options import Format, Seed, bad_format, bad_seed, refuse, whole
from sim.cli.progress import progress
from sim.scenario.problems import Problem, UserError

if TYPE_CHECKING:
    from sim.analysis.hindcast import Hindcast
    from sim.scenario.case import Case

FEWEST_RUNS, MOST_RUNS = 20, 1_000_000
SHIPPED = Path("scenarios")


def hindcast(
    scenarios: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[SCENARIO]...",
            help="Scenario files [default: all in scenarios/ that document an outcome].",
            show_default=False,
        ),
    ] = None,
    runs: Annotated[
        int, typer.Option("--runs", metavar="N", parser=whole("--runs"), help="Runs a scenario.")
    ] = 400,
    seed: Seed = 0,
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Folder for table, JSON and picture.")
    ] = Path("results") / "hindcast",
    parameters: Annotated[
        str | None,
        typer.Option(
            "--parameters",
            metavar="WHICH",
            help="Behavioural numbers: rulebook, posterior (each run draws its own), or a folder"
            " of `parley calibrate`, in which `without-SCENARIO` wins [default: posterior].",
        ),
    ] = None,
    shown: Format = "table",
) -> None:
    """Score every documented outcome against the runs, and against plain forecasts."""
    wrong = (*_bad_runs(runs), *bad_seed(seed), *bad_format(shown))
    refuse((*wrong, *missing(scenarios or ())))
    from sim.analysis.hindcast import hindcast as score
    from sim.analysis.hindcast import refuse_undocumented
    from sim.report.hindcast import keep_hindcast
    from sim.scenario.posterior import USUAL, draws_for
    from sim.store.folder import refuse_foreign

    episodes, references = _cases(scenarios or ())
    draws, refitted = draws_for(parameters or USUAL, [case.name for case in episodes])
    refuse_undocumented(episodes)
    refuse_foreign(out)
    days = sum(_days(case) for case in episodes)
    with progress("running", runs * days) as heard:
        found = score(
            episodes,
            runs=runs,
            seed=seed,
            references=references,
            posterior=lambda case: draws[case.name],
            refitted=refitted,
            progress=heard,
        )
    keep_hindcast(found, out, ("parley", *sys.argv[1:]))
    _show(found, out, shown)


def _bad_runs(runs: int) -> Iterator[Problem]:
    if not FEWEST_RUNS <= runs <= MOST_RUNS:
        message = f"runs are {FEWEST_RUNS} to {MOST_RUNS:,}: fewer have no 90% interval"
        yield Problem(message, f"--runs {runs}")


def _cases(named: Sequence[Path]) -> tuple[list[Case], list[Case]]:
    """The scenarios to score, by the day they begin, and those that plain forecasts may use."""
    shipped = sorted(SHIPPED.glob("*.yaml"))
    if not named and not shipped:
        message = "there is no folder `scenarios` with scenarios here"
        raise UserError(Problem(message, str(SHIPPED), hint="name the scenario files to score"))
    if named:
        episodes = _loaded(named)
        names = {case.name for case in episodes}
        references = _references([file for file in shipped if file.stem not in names])
    else:
        episodes, references = [case for case in _loaded(shipped) if _documents(case)], []
    if not episodes:
        message = "no scenario in this folder documents an outcome"
        raise UserError(Problem(message, str(SHIPPED), hint="name the scenario files to score"))
    return sorted(episodes, key=lambda case: case.scenario.period.start), references


def _references(files: Sequence[Path]) -> list[Case]:
    """The scenarios that plain forecasts rest on; one that cannot be read is left out, aloud."""
    from sim.scenario.load import load

    cases: list[Case] = []
    for file in files:
        try:
            cases.append(load(file))
        except UserError:
            typer.echo(f"{file}: warning: has problems; plain forecasts do without it", err=True)
    return [case for case in cases if _documents(case)]


def _loaded(files: Sequence[Path]) -> list[Case]:
    """All cases, or every problem of every file; the same file twice counts once."""
    from sim.scenario.load import load

    cases: list[Case] = []
    wrong: list[Problem] = []
    for file in dict.fromkeys(files):
        try:
            cases.append(load(file))
        except UserError as error:
            wrong.extend(error.problems)
    names = [case.name for case in cases]
    doubled = [case for place, case in enumerate(cases) if case.name in names[:place]]
    for case in doubled:
        message = f"two scenarios are called `{case.name}`"
        wrong.append(Problem(message, str(case.path), hint="give one of the files another name"))
    if wrong:
        raise UserError(wrong)
    return cases


def _documents(case: Case) -> bool:
    return any(entry.scored for entry in case.scenario.documented.values())


def _days(case: Case) -> int:
    return (case.scenario.period.end - case.scenario.period.start).days + 1


def _show(found: Hindcast, folder: Path, shown: str) -> None:
    """Print the result; for programs only data on the standard output, words on the other."""
    from sim.report.hindcast import hindcast_csv, hindcast_json

    where = f"Table, JSON and picture are in {folder}"
    if shown == "table":
        _print(found, where)
        return
    data = hindcast_json(found) if shown == "json" else hindcast_csv(found)
    typer.echo(data, nl=False)
    typer.echo(where, err=True)


def _print(found: Hindcast, where: str) -> None:
    from rich.text import Text

    from sim.cli.pages import headed, paper
    from sim.cli.tables import paragraph
    from sim.report.hindcast import draws_of, legend, statements, tables_of_hindcast
    from sim.store.story import CAVEAT

    console = paper()
    console.print(Text("What happened, and what the runs would have said", style="bold"))
    said = f"{CAVEAT} · Parley · seed {found.seed} · {found.runs:,} runs a scenario"
    paragraph(console, f"{said} · parameters: {draws_of(found)}.")
    for full in tables_of_hindcast(found):
        headed(console, full)
    console.print()
    paragraph(console, legend())
    for statement in statements(found):
        paragraph(console, statement, first="- ", rest="  ")
    console.print(Text(where), soft_wrap=True)
