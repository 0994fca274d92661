from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Thread

import psutil
import pytest

from sim.batch.executors import executor_for
from sim.batch.executors.pool import Pool
from sim.scenario.problems import UserError
from tests.batch.labour import Labour, Ledger, Task, dies, dies_once, finds, sleeps

POOL = executor_for(2)


def dies_at_once() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_the_job_of_a_killed_worker_is_done_again_by_another(tmp_path: Path) -> None:
    ledger = Ledger()
    tasks = [Task(1), Task(2, dies_once, tmp_path / "deaths"), *map(Task, range(3, 9))]
    Pool(1).run(ledger.jobs(*tasks), Labour(tmp_path), ledger.done, ledger.failed)
    assert not ledger.failures
    assert len(ledger.results) == 8
    assert ledger.results["job 1"] == 2
    assert len(list(tmp_path.glob("*.pid"))) == 2
    assert ledger.most == 2


def test_a_job_that_kills_its_workers_is_given_up(tmp_path: Path) -> None:
    ledger = Ledger()
    tasks = [Task(1), Task(2, dies, tmp_path / "deaths"), *map(Task, range(3, 9))]
    POOL.run(ledger.jobs(*tasks), Labour(), ledger.done, ledger.failed)
    (failure,) = ledger.failures.values()
    assert failure.kind == "WorkerDied"
    assert failure.message == "the worker died 3 times (killed or out of memory?)"
    assert failure.attempts == 3
    assert (tmp_path / "deaths").read_text() == "..."
    assert len(ledger.results) == 7, "those beside it are none the worse"


def test_workers_that_cannot_start_end_the_run() -> None:
    ledger = Ledger()
    with pytest.raises(UserError, match="workers die while they start"):
        Pool(1).run(ledger.jobs(Task(1)), Labour(trouble=dies_at_once), ledger.done, ledger.failed)


def test_workers_look_where_the_driver_looks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "found_by_folder.py").write_text("WORD = 'found'\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    ledger = Ledger()
    POOL.run(ledger.jobs(Task(0, finds)), Labour(), ledger.done, ledger.failed)
    assert ledger.results == {"job 0": "found"}


def driver(folder: Path, cluster: str, seconds: int, root: Path) -> subprocess.Popen[str]:
    """A driver in a group of its own, with two workers that have begun."""
    command = [sys.executable, "-m", "tests.batch.labour", "2", cluster, str(folder), str(seconds)]
    started = subprocess.Popen(
        command,
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    last = time.monotonic() + 60
    while len(list(folder.glob("*.pid"))) < 2:
        assert started.poll() is None, started.communicate()
        assert time.monotonic() < last, "the workers did not begin"
        time.sleep(0.02)
    time.sleep(0.2)
    return started


def family(parent: subprocess.Popen[str]) -> list[psutil.Process]:
    return psutil.Process(parent.pid).children(recursive=True)


def remaining(processes: list[psutil.Process], seconds: float = 20.0) -> list[psutil.Process]:
    """Those that are still there after so long; the dead that nobody has buried do not count."""
    last = time.monotonic() + seconds
    while True:
        alive = [
            one for one in processes if one.is_running() and one.status() != psutil.STATUS_ZOMBIE
        ]
        if not alive or time.monotonic() > last:
            return alive
        time.sleep(0.05)


@pytest.mark.parametrize("cluster", ["", "local"])
def test_ctrl_c_leaves_no_processes(cluster: str, tmp_path: Path, root: Path) -> None:
    with driver(tmp_path, cluster, 60, root) as started:
        children = family(started)
        began = time.monotonic()
        os.killpg(started.pid, signal.SIGINT)  # as a terminal does
        out, errors = started.communicate(timeout=40)
    assert started.returncode == 130
    assert time.monotonic() - began < 30
    assert out == "stopped 4 0 0\n"
    assert errors == ""
    assert len(children) >= 2
    assert remaining(children) == []


def test_a_request_to_terminate_is_like_ctrl_c(tmp_path: Path, root: Path) -> None:
    with driver(tmp_path, "", 1, root) as started:
        children = family(started)
        os.kill(started.pid, signal.SIGTERM)
        out, _ = started.communicate(timeout=40)
    assert started.returncode == 130
    assert out == "stopped 4 2 0\n", "jobs under way were finished, those behind them were not"
    assert remaining(children) == []


def test_workers_end_when_the_driver_is_killed(tmp_path: Path, root: Path) -> None:
    with driver(tmp_path, "", 60, root) as started:
        children = family(started)
        started.kill()
        started.wait()
        assert len(children) >= 2
        assert remaining(children) == []


def test_ctrl_c_ends_a_single_process_between_deliveries() -> None:
    ledger = Ledger()
    torn = []

    def done(job: object, result: object) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.05)
        torn.append(job)

    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(KeyboardInterrupt):
        executor_for(1).run(ledger.jobs(Task(1), Task(2)), Labour(), done, ledger.failed)
    assert len(torn) == 1, "the delivery was finished, the next job was not begun"
    assert signal.getsignal(signal.SIGTERM) == before


def test_a_second_ctrl_c_does_not_wait() -> None:
    ledger = Ledger()
    began = time.monotonic()

    def done(job: object, result: object) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(10)

    with pytest.raises(KeyboardInterrupt):
        executor_for(1).run(ledger.jobs(Task(1)), Labour(), done, ledger.failed)
    assert time.monotonic() - began < 8


def test_ctrl_c_in_the_last_delivery_is_heard() -> None:
    ledger = Ledger()

    def done(job: object, result: object) -> None:
        os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        executor_for(1).run(ledger.jobs(Task(1)), Labour(), done, ledger.failed)


def test_ctrl_c_does_not_wait_for_a_single_long_job() -> None:
    ledger = Ledger()
    began = time.monotonic()

    def interrupted() -> None:
        time.sleep(0.2)
        os.kill(os.getpid(), signal.SIGINT)

    Thread(target=interrupted).start()
    with pytest.raises(KeyboardInterrupt):
        executor_for(1).run(ledger.jobs(Task(30, sleeps)), Labour(), ledger.done, ledger.failed)
    assert time.monotonic() - began < 8
