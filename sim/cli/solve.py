"""`parley solve`: what bargaining theory says of a scenario's issues, beside simulated talks."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.run import look_for_agents_in
from sim.scenario.problems import Problem, UserError, did_you_mean, listed

if TYPE_CHECKING:
    from sim.analysis.solve import Solved
    from sim.scenario.case import Case

FORMATS = ("table", "json", "csv")
MOST_RUNS = 10_000
LARGEST_SEED = 2**63 - 1


def solve(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Scenario file.", show_default=False)
    ],
    runs: Annotated[
        int, typer.Option("--runs", metavar="N", help="Runs of the ensemble of talks.")
    ] = 200,
    seed: Annotated[int, typer.Option("--seed", metavar="S", help="Seed of all luck.")] = 0,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="PATH=VALUE", help="Change a value; may be repeated."),
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="Stop the talks after this day.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Folder for the results [default: in results/]."),
    ] = None,
    shown: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="What to print: table, json or csv.")
    ] = "table",
    no_plots: Annotated[bool, typer.Option("--no-plots", help="Draw no picture.")] = False,
    agents: Annotated[
        list[Path] | None,
        typer.Option(
            "--agents",
            metavar="FOLDER",
            help="Look here for the classes that a scenario names; may be repeated.",
        ),
    ] = None,
) -> None:
    """Solve a scenario's issues by Nash and others, beside what its simulated talks agree on."""
    _refuse_bad(runs, seed, shown, agents or ())
    look_for_agents_in(agents or ())
    from sim.scenario.load import load
    from sim.store.folder import filling, run_name
    from sim.store.story import CAVEAT

    case = load(file, settings or ())
    last = _last_day(case, until)
    for warning in case.warnings:
        typer.echo(warning.render(), err=True)
    name = f"solve-{run_name(seed, runs, None, last, case.settings)}"
    folder = out or Path("results") / case.name / name
    with filling(folder) as draft:
        solved = _solved(case, runs, seed, last)
        _keep(solved, draft, plots=not no_plots)
    if shown == "table":
        from sim.cli.solved import print_solved

        print_solved(solved, f"Results are in {folder}")
        return
    typer.echo(_as_json(solved, folder) if shown == "json" else _as_csv(solved), nl=False)
    typer.echo(f"{CAVEAT}\nResults are in {folder}", err=True)


def _refuse_bad(runs: int, seed: int, shown: str, agents: Sequence[Path]) -> None:
    """Raise UserError with everything that is wrong with the options by themselves."""
    wrong: list[Problem] = []
    if not 1 <= runs <= MOST_RUNS:
        wrong.append(Problem(f"runs are 1 to {MOST_RUNS:,}", f"--runs {runs}"))
    if not 0 <= seed <= LARGEST_SEED:
        wrong.append(
            Problem(f"a seed is 0 to 2^63 - 1, which is {LARGEST_SEED:,}", f"--seed {seed}")
        )
    if shown not in FORMATS:
        formats = listed(FORMATS, last="or")
        hint = did_you_mean(shown, FORMATS)
        wrong.append(Problem(f"a format is {formats}", f"--format {shown}", hint=hint))
    wrong += [
        Problem("there is no such folder", f"--agents {folder}")
        for folder in agents
        if not folder.is_dir()
    ]
    if wrong:
        raise UserError(wrong)


def _last_day(case: Case, until: str | None) -> date | None:
    if until is None:
        return None
    try:
        last = date.fromisoformat(until)
    except ValueError:
        problem = Problem("expected a date such as 2014-08-10", f"--until {until}")
        raise UserError(problem) from None
    period = case.scenario.period
    if not period.start <= last <= period.end:
        message = f"the period of this scenario is {period.start} to {period.end}"
        raise UserError(Problem(message, f"--until {until}"))
    return last


def _solved(case: Case, runs: int, seed: int, last: date | None) -> Solved:
    from sim.analysis.solve import solve as solve_case

    days = ((last or case.scenario.period.end) - case.scenario.period.start).days + 1
    with _progress(runs * days) as heard:
        return solve_case(case, runs, seed, last, heard)


@contextmanager
def _progress(run_days: int) -> Iterator[Callable[[int], None]]:
    """A progress bar on the error stream if somebody watches it, else silence."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("talking"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("talking", total=run_days)
        yield lambda done: bar.advance(task, done)


def _keep(solved: Solved, draft: Path, plots: bool) -> None:
    """Write everything into a folder; the provenance is written last and lists all other files."""
    from sim.store.folder import PROVENANCE, files_of

    _write(draft / "solve.csv", _as_csv(solved))
    _write(draft / "solve.json", _as_json(solved, None))
    (draft / "inputs").mkdir()
    for number, given in enumerate(solved.case.inputs):
        _write(draft / "inputs" / f"{number}-{given.path.name}", given.text)
    if plots:
        from sim.figures.sheet import drawn_in_style
        from sim.figures.solve import bargaining_set

        with drawn_in_style():
            figure = bargaining_set(solved)
            figure.savefig(draft / "bargaining-set.png")
            figure.savefig(draft / "bargaining-set.svg", metadata={"Date": None})
    provenance = _provenance(solved) | {"files": files_of(draft)}
    _write(draft / PROVENANCE, json.dumps(provenance, indent=2, ensure_ascii=False) + "\n")


def _provenance(solved: Solved) -> dict[str, object]:
    from sim.arithmetic import fingerprint
    from sim.store.provenance import agents_of, code_digest
    from sim.store.story import CAVEAT

    return {
        "model": CAVEAT,
        "scenario": solved.case.name,
        "settings": list(solved.case.settings),
        "seed": solved.seed,
        "runs": solved.runs,
        "days": solved.days,
        "command": ["parley", *sys.argv[1:]],
        "agents": agents_of(solved.case.scenario),
        "code_sha256": code_digest(),
        "arithmetic": fingerprint(),
    }


def _as_json(solved: Solved, folder: Path | None) -> str:
    from sim.analysis.solve import document_of
    from sim.store.story import CAVEAT

    document = {"model": CAVEAT, **document_of(solved)}
    if folder is not None:
        document["results"] = str(folder)
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _as_csv(solved: Solved) -> str:
    from sim.analysis.solve import frame_of

    return frame_of(solved).to_csv(index=False, lineterminator="\n")


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="")
