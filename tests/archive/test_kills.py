from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from sim.archive.answers import open_archive
from sim.archive.digest import digest
from sim.archive.writer import ArchiveWriter
from sim.scenario.problems import UserError
from tests.archive.stand_in import IDENTITY, SCENARIOS, about_of, block_of, complete, everything
from tests.archive.sweeper import RUNS

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that fork")
KILLS = 10
STEPS_TRIED = 12
"""Steps before which the machine is stopped, of about two hundred; all of them pass."""


class Sweeper:
    """A process that sweeps when told, to be killed."""

    def __init__(self, root: Path) -> None:
        command = [sys.executable, "-W", "ignore", "-m", "tests.archive.sweeper"]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=root)
        assert self.hears() == "ready"

    def begin(self, folder: Path, task: str = "sweep") -> int:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{folder} {task}\n")
        self.process.stdin.flush()
        return int(self.hears())

    def hears(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def end(self) -> None:
        self.process.communicate("")


@pytest.fixture(scope="module")
def sweeper(root: Path) -> Iterator[Sweeper]:
    found = Sweeper(root)
    yield found
    found.end()


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("alone")
    with ArchiveWriter.open(folder, IDENTITY, about_of(RUNS[1])) as writer:
        complete(writer)
        writer.compact()
    return digest(folder)


def test_a_sweep_that_is_killed_again_and_again_ends_alike(
    tmp_path: Path, sweeper: Sweeper, undisturbed: str
) -> None:
    luck = random.Random(3)
    killed = sweeps = 0
    while killed < KILLS:  # one sweep may be over before it has been killed so often
        folder, done = tmp_path / str(sweeps), 0
        while True:
            child = sweeper.begin(folder)
            if killed < KILLS:
                time.sleep(luck.uniform(0.0, 0.15))
                with suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)
            ended = int(sweeper.hears())
            if ended == 0:
                break
            assert ended == -signal.SIGKILL
            killed += 1
            finished = finished_in(folder)
            assert finished >= done, "a finished block was lost"
            done = finished
        assert digest(folder) == undisturbed
        assert not [name for name in everything(folder) if name.startswith(("journal", "."))]
        sweeps += 1


def finished_in(folder: Path) -> int:
    """How many runs are finished; none where it was killed before there was anything."""
    try:
        return open_archive(folder).finished
    except UserError:
        return 0


def test_a_second_process_is_refused_until_the_first_is_killed(
    tmp_path: Path, sweeper: Sweeper
) -> None:
    child = sweeper.begin(tmp_path / "x", "hold")
    assert sweeper.hears() == "held"
    with pytest.raises(UserError, match=rf"in use by \S+ on \S+, process {child}, since 20"):
        ArchiveWriter.open(tmp_path / "x", IDENTITY, about_of(RUNS[0]))
    assert open_archive(tmp_path / "x").finished == 0
    os.kill(child, signal.SIGKILL)
    sweeper.hears()
    with ArchiveWriter.open(tmp_path / "x", IDENTITY, about_of(RUNS[0])) as writer:
        assert writer.finished(SCENARIOS[0]).rows == 0


class PowerCut(BaseException):
    """The moment at which the machine stops."""


class Machine:
    """Counts what is done to the disk, and stops before one of the steps."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.steps = 0
        self.last: int | None = None
        for holder, name in [
            (Path, "replace"),
            (Path, "unlink"),
            (Path, "mkdir"),
            (Path, "rmdir"),
            (Path, "open"),
            (shutil, "rmtree"),
            (os, "fsync"),
        ]:
            patch.setattr(holder, name, self.counted(getattr(holder, name)))

    def counted(self, step: Callable[..., object]) -> Callable[..., object]:
        def counting(*given: object, **named: object) -> object:
            # A process that ends lets go of its lock, whatever else it does not do.
            if given and str(given[0]).endswith(".lock"):
                return step(*given, **named)
            if self.last is not None and self.steps >= self.last:
                raise PowerCut
            self.steps += 1
            return None if step.__name__ == "fsync" else step(*given, **named)

        return counting


def raised_runs(folder: Path) -> None:
    """Compacted once already, then more runs in few blocks."""
    for runs in (2, 3):
        about = about_of(runs, points=2, scenarios=SCENARIOS[:1])
        with ArchiveWriter.open(folder, IDENTITY, about) as writer:
            for start, stop in writer.missing(SCENARIOS[0]):
                writer.publish(block_of(about, SCENARIOS[0], start, stop))
            writer.compact()


def test_the_machine_may_stop_before_any_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = Machine(monkeypatch)
    raised_runs(tmp_path / "alone")
    steps, expected = machine.steps, digest(tmp_path / "alone")
    assert steps > 100
    for last in random.Random(7).sample(range(steps), STEPS_TRIED):
        folder = tmp_path / str(last)
        machine.steps, machine.last = 0, last
        with pytest.raises(PowerCut):
            raised_runs(folder)
        machine.last = None
        check_readable(folder)
        raised_runs(folder)
        assert digest(folder) == expected, last
        assert not [name for name in everything(folder) if name.startswith(("journal", "."))]


def check_readable(folder: Path) -> None:
    """What was stopped can be read before it is continued; what it tells is whole."""
    begun = {"manifest.json", "journal/experiment.about", ".next/manifest.json"}
    if begun.isdisjoint(everything(folder)):
        with pytest.raises(UserError, match=r"is not there|is no archive"):
            open_archive(folder)
        return
    answers = open_archive(folder, verify=True)
    assert len(answers.outcomes(["deaths"])) == answers.finished
