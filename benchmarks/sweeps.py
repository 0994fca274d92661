"""Measure sweeps: what cutting, keeping, workers and Dask cost, and how fast answers are read.

Everything is a ratio measured in one go of this script; seconds are printed only to show their
size. The experiment has 200 cells (a Latin hypercube of two numbers) over the first weeks of
Sochi 2014.

- *of the engine*: run-days a second of a sweep with one worker, over those of the engine alone
  living through full blocks of the same days, daily bands recorded. Compaction counts.
- *workers*: the same sweep with two workers over one, starting them included.
- *one by one*: `mesa.batch_run` of the same model, a run at a time, a run-day over a sweep's.
- *Dask*: the sweep on a local cluster of two over the pool of two, starting left out of both.
- *memory*: peak resident memory of a sweep's process with 10^4 and 10^6 runs (short ones).
- *answers*: `summarise` and `compare` on an archive of 10^6 rows.
- *start*: `parley --help` over a Python that does nothing.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa

from sim.analysis.compare import compare
from sim.analysis.summarise import summarise
from sim.archive.answers import open_archive
from sim.archive.block import FinishedBlock
from sim.archive.writer import ArchiveWriter
from sim.batch.blocks import WIDEST_BLOCK
from sim.batch.described import about_of, identity_of
from sim.batch.ensemble import run_ensemble
from sim.batch.executors.choose import executor_for
from sim.batch.lots import Lot
from sim.batch.plan import Plan
from sim.batch.simulation import Simulation
from sim.batch.sweep import Sweep
from sim.experiment.experiment import Experiment
from sim.experiment.load import load_experiment

ROOT = Path(__file__).resolve().parent.parent
START = date(2014, 6, 1)
TEXT = """\
title: Two numbers in two hundred cells
question: How long does it take?
scenarios: [{root}/scenarios/sochi-2014.yaml]
runs: {runs}
seed: 1
until: {until}
uncertainties:
  behaviour.incident_rate: [0.01, 0.05]
  behaviour.retaliation: [0.2, 0.8]
design: {{kind: latin-hypercube, points: {points}}}
outcomes: [deaths, recorded_incidents, best_agreement]
"""
ARMED = """\
levers:
  as-it-was: {title: As it was}
  calmer: {title: Calmer, changes: {behaviour: {deescalation_time: 10}}}
"""


def asked(folder: Path, runs: int, days: int, points: int = 200, more: str = "") -> Experiment:
    """An experiment over the first days of the episode."""
    until = START + timedelta(days=days - 1)
    file = folder / f"cells-{points}-{runs}-{days}{'-armed' if more else ''}.yaml"
    file.write_text(TEXT.format(root=ROOT, runs=runs, points=points, until=until) + more, "utf-8")
    return load_experiment(file)


def seconds(go: Callable[[], object]) -> float:
    """How long something takes."""
    began = time.perf_counter()
    go()
    return time.perf_counter() - began


def swept(experiment: Experiment, folder: Path, workers: int, cluster: str | None = None) -> float:
    """Seconds that a sweep takes, into a fresh folder."""
    url = folder / f"swept-{time.perf_counter_ns()}"
    executor = executor_for(workers, cluster)
    return seconds(lambda: Sweep(experiment, url, executor).run())


def throughput(folder: Path, runs: int, days: int) -> None:
    """Sweeps with one and two workers, and on Dask, against the engine alone."""
    experiment = asked(folder, runs, days)
    case = experiment.cases["sochi-2014", experiment.baseline]
    run_days = experiment.rows * days
    width = Plan(case).width()
    blocks = 6
    plan = Plan(case, runs=width * blocks, seed=1, until=experiment.until)
    swept(replace(experiment, runs=1), folder, 1)
    engine = seconds(lambda: run_ensemble(plan, width=width)) / (width * blocks * days)
    one = swept(experiment, folder, 1)
    print(f"{experiment.rows:,} runs of {days} days in 200 cells; {one:,.1f} s with one worker")
    print(f"of the engine   {engine / (one / run_days):6.2f}   (aim: at least 0.90)")
    two = swept(experiment, folder, 2)
    print(f"two workers     {one / two:6.2f}   times one (aim: 1.8 where two cores are free)")
    dask = swept(experiment, folder, 2, "local")
    few = replace(experiment, runs=1)
    started = swept(few, folder, 2, "local") - swept(few, folder, 2)
    print(f"Dask            {(dask - started) / two:6.2f}   of the pool (aim: below 1.10);")
    print(f"                {started:6.1f} s more to start")
    print(
        f"one by one      {batch_run(case, days) / (one / run_days):6.0f}   times a sweep's run-day"
    )


def batch_run(case: object, days: int, runs: int = 4) -> float:
    """Seconds a run-day of `mesa.batch_run`, one run at a time."""
    import mesa

    from sim.model import MediationModel

    class Single(MediationModel):
        """One run, as `mesa.batch_run` makes it."""

        def __init__(self, case: object, first_run: int, seed: int | None = None) -> None:
            super().__init__(case, 1, 1, first_run)
            reporters = {"day": lambda model: model.day}
            self.datacollector = mesa.DataCollector(reporters)

        def step(self) -> None:
            """One day, then what is collected of it."""
            super().step()
            self.datacollector.collect(self)

    def go() -> None:
        parameters = {"case": [case], "first_run": list(range(runs))}
        mesa.batch_run(
            Single, parameters, max_steps=days, number_processes=1, display_progress=False
        )

    return seconds(go) / (runs * days)


def memory(folder: Path) -> None:
    """Peak memory of a sweep's process, by runs."""
    peaks = {}
    for runs in (10_000, 1_000_000):
        program = [sys.executable, __file__, "--peak", str(runs), str(folder)]
        done = subprocess.run(program, capture_output=True, text=True, check=True)
        peaks[runs] = float(done.stdout)
        print(f"peak memory     {peaks[runs]:6.0f}   MB with {runs:,} runs")
    print(f"                {peaks[1_000_000] / peaks[10_000]:6.2f}   times (aim: flat)")


def peak(runs: int, folder: Path) -> float:
    """MB at the peak of this process after so many short runs were computed, kept, compacted."""
    experiment = asked(folder, runs // 200, 2)
    Sweep(experiment, folder / f"peak-{runs}", executor_for(1)).run()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def answers(folder: Path, rows: int) -> None:
    """Reading an archive of many rows, made of one block's rows over and over."""
    experiment = asked(folder, rows // 200 // 2, 20, more=ARMED)
    experiment = replace(experiment, bands="none")
    url = folder / "large"
    simulation = Simulation(experiment)
    made = simulation(Lot("sochi-2014", 0, 20_000)).tables["outcomes"]
    numbering = simulation.numbering("sochi-2014")
    names = np.array([arm.name for arm in experiment.arms])
    with ArchiveWriter.open(url, identity_of(experiment), about_of(experiment)) as writer:
        total = numbering.rows(experiment.runs)
        for start in range(0, total, len(made)):
            stop = min(total, start + len(made))
            arm, cell, run = numbering.read(np.arange(start, stop))
            table = made.slice(0, stop - start)
            for place, (name, column) in enumerate(
                {"arm": names[arm], "cell": cell.astype(np.int32), "run": run}.items()
            ):
                table = table.set_column(place, name, pa.array(column))
            writer.publish(FinishedBlock("sochi-2014", start, stop, {"outcomes": table}))
        compacted = seconds(writer.compact)
    print(f"{total:,} rows of {made.num_columns} columns, compacted in {compacted:,.1f} s")
    found = open_archive(url)
    print(f"summarise       {seconds(lambda: summarise(found)):6.1f}   s (aim: below 5)")
    print(f"compare         {seconds(lambda: compare(found)):6.1f}   s (aim: below 5)")


def start() -> None:
    """How long the command takes to say what it can do."""

    def run(program: list[str]) -> float:
        return min(
            seconds(lambda: subprocess.run(program, capture_output=True, check=True))
            for _ in range(5)
        )

    helping = run([sys.executable, "-m", "sim", "--help"])
    bare = run([sys.executable, "-c", "pass"])
    print(f"parley --help   {helping / bare:6.1f}   times bare Python ({helping * 1e3:.0f} ms)")


def main() -> None:
    """Measure all, or what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=500, help="runs in each of 200 cells")
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--only", choices=("throughput", "memory", "answers", "start"))
    parser.add_argument("--peak", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.peak:
        print(peak(int(given.peak[0]), Path(given.peak[1])))
        return
    print(f"{len(os.sched_getaffinity(0))} processors, blocks of up to {WIDEST_BLOCK:,} runs")
    with TemporaryDirectory() as place:
        folder = Path(place)
        if given.only in (None, "throughput"):
            throughput(folder, given.runs, given.days)
        if given.only in (None, "answers"):
            answers(folder, 1_000_000)
        if given.only in (None, "memory"):
            memory(folder)
        if given.only in (None, "start"):
            start()


if __name__ == "__main__":
    main()
