"""`parley calibrate`: fit the behavioural core to what is documented, and say what was learnt."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.files import missing
from sim.cli.options import Workers, bad_seed, bad_workers, number_of_workers, refuse, whole
from sim.cli.progress import progress
from sim.scenario.problems import Problem, did_you_mean, listed

if TYPE_CHECKING:
    from sim.calibration.sequential import Posterior
    from sim.calibration.simulator import Simulator
    from sim.report.calibration import Report

USUAL_FILE = Path("experiments") / "calibration.yaml"
METHODS = ("abc", "optuna")
MOST_TRUTHS, MOST_RUNS = 10_000, 100_000
QUICK_RUNS = 32


def calibrate(
    file: Annotated[
        Path,
        typer.Argument(metavar="[FILE]", help="Calibration file: parameters, targets, sizes."),
    ] = USUAL_FILE,
    method: Annotated[
        str,
        typer.Option("--method", metavar="HOW", help="abc: draws; optuna: one best vector."),
    ] = "abc",
    quick: Annotated[
        bool, typer.Option("--quick", help="A tiny one, to see that everything works.")
    ] = False,
    leave_out: Annotated[
        str | None,
        typer.Option("--leave-out", metavar="EPISODE", help="Fit without this scenario."),
    ] = None,
    check: Annotated[
        int,
        typer.Option(
            "--check",
            metavar="K",
            parser=whole("--check"),
            help="Known vectors that are to be found again.",
        ),
    ] = 200,
    runs: Annotated[
        int,
        typer.Option(
            "--runs",
            metavar="N",
            parser=whole("--runs"),
            help="New runs that the draws are held against.",
        ),
    ] = 400,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Folder [default: results/calibration]."),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(
            "--seed", metavar="S", parser=whole("--seed"), help="Seed [default: the file's]."
        ),
    ] = None,
    workers: Workers = None,
) -> None:
    """Fit behavioural parameters in stages. Interrupted, it goes on where it was."""
    _refuse_bad(file, method, check, runs, seed, workers)
    from sim.calibration.keeping import workshop
    from sim.calibration.point import best_point, refuse_without_optuna
    from sim.calibration.reading import load_calibration
    from sim.calibration.sequential import calibrate as in_stages
    from sim.calibration.simulator import Engine
    from sim.report.calibration import keep_calibration

    if method == "optuna":
        refuse_without_optuna()
    calibration = load_calibration(file)
    if leave_out is not None:
        calibration = calibration.without(leave_out)
    if quick:
        calibration, runs = calibration.quick(), min(runs, QUICK_RUNS)
    for warning in (*calibration.warnings, *calibration.excess()):
        typer.echo(warning.render(), err=True)
    own = calibration.seed if seed is None else seed
    folder = out or Path("results") / _name(method, quick, leave_out)
    place = workshop(folder, calibration, own)
    number = number_of_workers(workers)
    longest = max(sum(stage.days for stage in calibration.stages), 1)
    with _progress(calibration.run_days + runs * longest, folder) as heard:
        engine = Engine(own, heard, number)
        if method == "optuna":
            posterior = best_point(calibration, engine, own)
        else:
            posterior = in_stages(calibration, engine, own, place)
        report = _report(posterior, engine, runs, check if method == "abc" else 0)
    keep_calibration(report, place, ("parley", *sys.argv[1:]))
    _show(report, folder)


def _refuse_bad(
    file: Path, method: str, check: int, runs: int, seed: int | None, workers: int | None
) -> None:
    wrong = []
    if method not in METHODS:
        message = f"a method is {listed(METHODS, last='or')}"
        wrong.append(Problem(message, f"--method {method}", hint=did_you_mean(method, METHODS)))
    if not 0 <= check <= MOST_TRUTHS:
        wrong.append(Problem(f"known vectors are 0 to {MOST_TRUTHS:,}", f"--check {check}"))
    if not 0 <= runs <= MOST_RUNS:
        wrong.append(Problem(f"runs are 0 to {MOST_RUNS:,}", f"--runs {runs}"))
    refuse((*wrong, *bad_seed(seed), *bad_workers(workers), *missing([file])))


def _name(method: str, quick: bool, leave_out: str | None) -> Path:
    """Where a calibration goes by itself: beside each other, and none over another."""
    parts = ["calibration"]
    parts += ["optuna"] if method == "optuna" else []
    parts += ["quick"] if quick else []
    folder = Path("-".join(parts))
    return folder if leave_out is None else Path(f"{folder}-leaving-out") / f"without-{leave_out}"


def _report(posterior: Posterior, engine: Simulator, runs: int, truths: int) -> Report:
    from sim.calibration.predictive import checks
    from sim.calibration.recovery import recovered
    from sim.calibration.sequential import generator
    from sim.calibration.shrinkage import learnt
    from sim.report.calibration import Report

    found = checks(posterior, engine, runs) if runs else ()
    again = [
        (fitted.stage.name, one)
        for place, fitted in enumerate(posterior.stages)
        if truths
        for one in recovered(fitted, truths, generator(posterior.seed, "recovery", place))
    ]
    return Report(posterior, learnt(posterior), found, tuple(again))


@contextmanager
def _progress(total: int, folder: Path) -> Iterator[Callable[[int], None]]:
    try:
        with progress("calibrating", total) as heard:
            yield heard
    except KeyboardInterrupt:
        said = f"interrupted; populations are kept in {folder}. The same command goes on with them."
        typer.echo(said, err=True)
        raise


def _show(report: Report, folder: Path) -> None:
    from rich.text import Text

    from sim.cli.pages import headed, paper
    from sim.cli.tables import paragraph
    from sim.report.calibration import statements_of, tables_of_calibration
    from sim.store.story import CAVEAT

    console = paper()
    posterior = report.posterior
    console.print(Text(posterior.calibration.title, style="bold"))
    drawn = len(posterior.draws.values)
    paragraph(console, f"{CAVEAT} · Parley · seed {posterior.seed} · {drawn:,} draws.")
    for full in tables_of_calibration(report):
        headed(console, full)
    console.print()
    for statement in statements_of(report):
        paragraph(console, statement, first="- ", rest="  ")
    said = f"Draws, tables and pictures are in {folder}"
    console.print(Text(said), soft_wrap=True)
    console.print(Text(f"Next: parley run FILE --runs 500 --parameters {folder}"), soft_wrap=True)
