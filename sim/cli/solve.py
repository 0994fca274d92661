"""`parley solve`: what bargaining theory says of a scenario's issues, beside simulated talks."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.agents import Agents, bad_agents, look_for_agents_in
from sim.cli.files import missing
from sim.cli.options import (
    Format,
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
    from sim.analysis.solve import Solved
    from sim.batch.plan import Plan

MOST_RUNS = 10_000


def solve(
    file: ScenarioFile,
    runs: Annotated[
        int,
        typer.Option(
            "--runs", metavar="N", parser=whole("--runs"), help="Runs of the ensemble of talks."
        ),
    ] = 200,
    seed: Seed = 0,
    settings: Settings = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="Stop the talks after this day.")
    ] = None,
    out: OutFolder = None,
    shown: Format = "table",
    no_plots: Annotated[bool, typer.Option("--no-plots", help="Draw no picture.")] = False,
    agents: Agents = None,
    parameters: Parameters = None,
) -> None:
    """Solve a scenario's issues by Nash and others, beside what its simulated talks agree on."""
    wrong = (*_bad_runs(runs), *bad_seed(seed), *bad_until(until), *bad_format(shown))
    refuse((*wrong, *bad_agents(agents or ()), *missing([file])))
    look_for_agents_in(agents or ())
    from sim.batch.plan import Plan
    from sim.scenario.load import load
    from sim.scenario.posterior import USUAL, parameters_named
    from sim.store.folder import filling, run_name
    from sim.store.story import CAVEAT

    draws = parameters_named(parameters or USUAL)
    case = load(file, settings or ())
    last = last_day(case, until)
    for warning in case.warnings:
        typer.echo(warning.render(), err=True)
    plan = Plan(case, runs, seed, until=last, posterior=draws)
    unusual = "" if parameters in (None, USUAL) else plan.parameters
    name = f"solve-{run_name(seed, runs, None, last, case.settings, unusual)}"
    folder = out or Path("results") / case.name / name
    with filling(folder) as draft:
        solved = _solved(plan)
        _keep(solved, draft, plots=not no_plots)
    if shown == "table":
        from sim.cli.solved import print_solved

        print_solved(solved, f"Results are in {folder}")
        return
    typer.echo(_as_json(solved, folder) if shown == "json" else _as_csv(solved), nl=False)
    typer.echo(f"{CAVEAT}\nResults are in {folder}", err=True)


def _bad_runs(runs: int) -> Iterator[Problem]:
    if not 1 <= runs <= MOST_RUNS:
        yield Problem(f"runs are 1 to {MOST_RUNS:,}", f"--runs {runs}")


def _solved(plan: Plan) -> Solved:
    from sim.analysis.solve import solve as solve_case

    period = plan.case.scenario.period
    days = ((plan.until or period.end) - period.start).days + 1
    with progress("talking", plan.runs * days) as heard:
        return solve_case(plan, heard)


def _keep(solved: Solved, draft: Path, plots: bool) -> None:
    """Write everything into a folder; the provenance is written last and lists all other files."""
    from sim.store.folder import PROVENANCE, files_of

    _write(draft / "solve.csv", _as_csv(solved))
    _write(draft / "solve.json", _as_json(solved, None))
    (draft / "inputs").mkdir()
    for number, given in enumerate(solved.case.inputs):
        _write(draft / "inputs" / f"{number}-{given.path.name}", given.text)
    if plots:
        from sim.figures.sheet import drawn_in_style, save_picture
        from sim.figures.solve import bargaining_set

        with drawn_in_style():
            save_picture(bargaining_set(solved), draft, "bargaining-set")
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
        "parameters": solved.parameters,
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
