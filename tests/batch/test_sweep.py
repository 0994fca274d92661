from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sim
from sim.archive.answers import open_archive
from sim.archive.digest import digest
from sim.batch.estimate import expected
from sim.batch.executors.executor import Failure, Job
from sim.batch.executors.pool import Pool
from sim.batch.executors.serial import Serial
from sim.batch.lots import Lot, Numbering, lots
from sim.batch.simulation import Simulation
from sim.batch.sweep import Sweep
from sim.experiment.experiment import Experiment
from sim.experiment.load import load_experiment
from sim.scenario.problems import UserError
from sim.scenario.varied import varied

EXPERIMENT = """\
title: Does a hotline keep the line quiet?
question: Do fewer people die with fewer snipers, or without retaliation?
scenarios: [{root}/scenarios/sochi-2014.yaml]
runs: 12
seed: 3
until: 2014-06-20
levers:
  as-it-was: {{title: As it was}}
  calm:
    title: Calmer garrisons
    changes: {{behaviour: {{retaliation: 0.3}}}}
  unseen:
    title: Nobody watches
    set: ["mechanisms.attribution=false"]
uncertainties:
  behaviour.incident_rate: [0.02, 0.05]
  parties.armenia.resolve: [0.4, 0.6]
design: {{kind: latin-hypercube, points: 5}}
outcomes: [deaths, recorded_incidents]
"""


@pytest.fixture(scope="module")
def experiment(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Experiment:
    file = tmp_path_factory.mktemp("asked") / "hotline.yaml"
    file.write_text(EXPERIMENT.format(root=root), "utf-8")
    return load_experiment(file)


@pytest.fixture(scope="module")
def swept(experiment: Experiment, tmp_path_factory: pytest.TempPathFactory) -> Path:
    url = tmp_path_factory.mktemp("swept") / "hotline"
    assert Sweep(experiment, url, Serial()).run().complete
    return url


class InPieces:
    """An executor that cuts every lot small and does the last first."""

    workers = 1

    def __init__(self, rows: int) -> None:
        self.rows = rows

    def run(self, jobs: Any, work: Any, done: Any, failed: Any) -> None:
        pieces = [
            Lot(job.content.scenario, first, min(job.content.stop, first + self.rows))
            for job in jobs
            for first in range(job.content.start, job.content.stop, self.rows)
        ]
        for lot in reversed(pieces):
            done(Job(str(lot), lot), work(lot))


class Faulty(Serial):
    """An executor for which some lots fail."""

    def run(self, jobs: Any, work: Any, done: Any, failed: Any) -> None:
        for number, job in enumerate(jobs):
            if number == 0:
                failed(job, Failure("MemoryError", "no room", "a traceback"))
            else:
                done(job, work(job.content))


def test_every_run_is_numbered_once_and_raising_runs_only_adds() -> None:
    for common in (True, False):
        numbering = Numbering(arms=3, cells=4, common=common)
        arm, cell, run = numbering.read(np.arange(numbering.rows(5)))
        rows = set(zip(arm.tolist(), cell.tolist(), run.tolist(), strict=True))
        assert len(rows) == 60
        fewer = numbering.read(np.arange(numbering.rows(2)))
        assert rows >= set(zip(*(part.tolist() for part in fewer), strict=True))
        runs_of_a_cell = {r for a, c, r in rows if (a, c) == (0, 1)}
        assert runs_of_a_cell == {r for a, c, r in rows if (a, c) == (2, 1)}
        assert runs_of_a_cell == ({0, 1, 2, 3, 4} if common else {1, 5, 9, 13, 17})


def test_scenarios_take_turns() -> None:
    found = list(lots({"a": [(0, 5), (7, 8)], "b": [(2, 6)]}, {"a": 3, "b": 2}))
    assert found == [
        Lot("a", 0, 3),
        Lot("b", 2, 4),
        Lot("a", 3, 5),
        Lot("b", 4, 6),
        Lot("a", 7, 8),
    ]


def test_rows_are_the_runs_themselves(experiment: Experiment, swept: Path) -> None:
    from sim.model import MediationModel

    rows = open_archive(swept).outcomes(["deaths", "recorded_incidents"])
    assert len(rows) == 3 * 5 * 12
    points = experiment.points("sochi-2014")
    for _, row in rows.iloc[[0, 17, 65, 100, 179]].iterrows():
        case = experiment.case("sochi-2014", str(row["arm"]))
        case = varied(case, points.row(int(row["cell"])))
        model = MediationModel(case, 1, 3, int(row["run"]), until=experiment.until)
        model.run()
        outcomes = model.outcomes()
        assert outcomes["deaths"][0] == row["deaths"]
        assert outcomes["recorded_incidents"][0] == row["recorded_incidents"]


def test_arms_are_paired(swept: Path) -> None:
    rows = open_archive(swept).outcomes(["recorded_incidents"])
    wide = rows.pivot(index=["cell", "run"], columns="arm", values="recorded_incidents")
    assert wide.notna().all().all()
    together = np.corrcoef(wide["as-it-was"].astype(float), wide["unseen"].astype(float))
    assert together[0, 1] > 0.9


def test_bands_count_every_run_on_every_day(swept: Path) -> None:
    bands = open_archive(swept).bands()
    of_deaths = bands[bands["gauge"] == "deaths"]
    counted = of_deaths.groupby(["arm", "day"], observed=True)["count"].sum()
    assert set(counted) == {60}
    assert len(counted) == 3 * 20


@pytest.mark.parametrize("rows", [23, 64, 1000])
def test_cuts_and_order_change_no_byte(
    experiment: Experiment, swept: Path, tmp_path: Path, rows: int
) -> None:
    Sweep(experiment, tmp_path / "hotline", InPieces(rows)).run()
    assert digest(tmp_path / "hotline") == digest(swept)


def test_more_runs_continue_what_is_there(experiment: Experiment, tmp_path: Path) -> None:
    from dataclasses import replace

    few = replace(experiment, runs=2)
    Sweep(few, tmp_path / "grown", Serial()).run()
    more = Sweep(replace(experiment, runs=3), tmp_path / "grown", Serial()).run()
    assert (more.before, more.done) == (30, 15)
    Sweep(replace(experiment, runs=3), tmp_path / "at-once", Serial()).run()
    assert digest(tmp_path / "grown") == digest(tmp_path / "at-once")


def test_what_failed_is_recorded_and_tried_again(
    experiment: Experiment, swept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Simulation, "width", lambda self, scenario: 50)
    url = tmp_path / "hotline"
    first = Sweep(experiment, url, Faulty()).run()
    assert not first.complete
    (failure,) = first.failed
    assert (failure.kind, failure.error, failure.start) == ("MemoryError", "no room", 0)
    answers = open_archive(url)
    assert [one.stop for one in answers.failures] == [50]
    assert answers.finished == 130
    again = Sweep(experiment, url, Serial()).run()
    assert (again.before, again.done) == (130, 50)
    assert open_archive(url).failures == ()
    assert digest(url) == digest(swept)


def test_two_workers_change_no_byte(experiment: Experiment, swept: Path, tmp_path: Path) -> None:
    Sweep(experiment, tmp_path / "hotline", Pool(2)).run()
    assert digest(tmp_path / "hotline") == digest(swept)


def test_another_experiment_is_refused(
    experiment: Experiment, swept: Path, root: Path, tmp_path: Path
) -> None:
    file = tmp_path / "hotline.yaml"
    text = EXPERIMENT.format(root=root).replace("seed: 3", "seed: 4")
    file.write_text(text, "utf-8")
    with pytest.raises(UserError, match="another experiment"):
        Sweep(load_experiment(file), swept, Serial()).run()


def test_the_estimate_counts_runs(experiment: Experiment) -> None:
    found = expected(Simulation(experiment), "sochi-2014")
    assert (found.cells, found.arms, found.rows, found.days) == (5, 3, 180, 20)
    assert found.seconds > 0
    assert found.bytes > 0


def command(file: Path, out: Path, *more: str) -> list[str]:
    return [
        *(sys.executable, "-m", "sim", "sweep", str(file), "--out", str(out)),
        *("--no-plots", *more),
    ]


@pytest.fixture
def long_file(root: Path, tmp_path: Path) -> Iterator[Path]:
    """An experiment in many lots, so that a kill falls between or into them."""
    file = tmp_path / "hotline.yaml"
    text = EXPERIMENT.format(root=root).replace("runs: 12", "runs: 120")
    file.write_text(text, "utf-8")
    return file


@pytest.mark.slow
@pytest.mark.parametrize(("number", "workers"), [(signal.SIGKILL, "2"), (signal.SIGINT, "1")])
def test_a_sweep_that_was_killed_ends_with_the_same_bytes(
    long_file: Path, root: Path, tmp_path: Path, number: signal.Signals, workers: str
) -> None:
    out = tmp_path / "killed"
    environment = {**os.environ, "PYTHONPATH": str(root)}
    running = subprocess.Popen(
        command(long_file, out, "--workers", "1"),
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while running.poll() is None and not list(out.glob("journal/*.block")):
        time.sleep(0.05)
    running.send_signal(number)
    running.wait(60)
    before = open_archive(out).finished
    assert before > 0
    ended = subprocess.run(
        command(long_file, out, "--workers", workers),
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert open_archive(out).complete
    whole = tmp_path / "whole"
    sim.sweep(long_file, out=whole)
    assert digest(out) == digest(whole)
    frame = pd.read_parquet(out / "outcomes")
    assert len(frame) == 1800
