from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Thread

import psutil
import pytest

from sim import arithmetic
from sim.batch.executors import Executor, executor_for
from sim.scenario.problems import UserError
from tests.batch.labour import (
    Elsewhere,
    Labour,
    Ledger,
    Steady,
    Task,
    Written,
    breaks,
    dies,
    dies_once,
    divides,
    finds,
    locks,
    misses_an_agent,
    rewrites,
    threads,
)

pytest.importorskip("distributed")

from sim.batch.executors import scheduler
from sim.batch.executors.cluster import Cluster, LocalCluster, local_cluster


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A scheduler with two workers, each a process."""
    with local_cluster(2) as found:
        yield found


@pytest.fixture
def cluster(address: str) -> Executor:
    return executor_for(1, address)


def carried_out(executor: Executor, *tasks: Task, work: Labour | None = None) -> Ledger:
    ledger = Ledger()
    executor.run(ledger.jobs(*tasks), work or Labour(), ledger.done, ledger.failed)
    return ledger


def test_a_cluster_gives_the_bits_that_one_process_gives(cluster: Executor) -> None:
    tasks = [Task(number) for number in range(40)]
    alone, together = (carried_out(executor, *tasks) for executor in (executor_for(1), cluster))
    assert len(alone.results) == 40
    assert together.results == alone.results
    assert 2 <= together.most <= 4
    assert cluster.workers == 2


def test_what_a_job_raises_fails_that_job_alone(cluster: Executor) -> None:
    ledger = carried_out(cluster, Task(1, divides), Task(2), Task(3, locks), Task(4, lambda _: 1))
    assert sorted(ledger.results) == ["job 1"]
    division = ledger.failures["job 0"]
    assert (division.kind, division.message) == ("ZeroDivisionError", "division by zero")
    assert "in divides" in division.traceback_text


def test_workers_look_where_the_driver_looks(
    cluster: Executor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "found_by_folder.py").write_text("WORD = 'found'\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert carried_out(cluster, Task(0, finds)).results == {"job 0": "found"}


def test_work_that_cannot_be_prepared_ends_the_run(cluster: Executor) -> None:
    with pytest.raises(UserError, match=r"a\.yaml: no such agent"):
        carried_out(cluster, Task(1), work=Labour(trouble=misses_an_agent))
    with pytest.raises(RuntimeError, match="KeyError: 'x'"):
        carried_out(cluster, Task(1), work=Labour(trouble=breaks))


def test_workers_that_would_do_something_else_are_refused(
    cluster: Executor, address: str, tmp_path: Path
) -> None:
    assert carried_out(cluster, Task(1), work=Steady()).results
    with pytest.raises(UserError) as caught:
        carried_out(cluster, Task(1), work=Elsewhere(tmp_path))
    assert len(caught.value.problems) == 2
    assert f"--cluster {address}: worker tcp://127.0.0.1:" in str(caught.value)
    assert "what the work depends on is process" in str(caught.value)
    assert not list(tmp_path.iterdir()), "no work was begun"


def test_workers_with_other_arithmetic_are_refused(
    cluster: Executor, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = arithmetic.fingerprint()
    monkeypatch.setattr(arithmetic, "fingerprint", lambda: "here")
    with pytest.raises(UserError) as caught:
        carried_out(cluster, Task(1))
    assert f"(last bits of exp, log and powers) is {there} there and here here" in str(caught.value)


def test_the_job_of_a_killed_worker_is_done_again(cluster: Executor, tmp_path: Path) -> None:
    tasks = [Task(1), Task(2, dies_once, tmp_path / "deaths"), *map(Task, range(3, 13))]
    ledger = carried_out(cluster, *tasks)
    assert not ledger.failures
    assert len(ledger.results) == 12
    assert ledger.results["job 1"] == 2


def test_a_job_that_kills_its_workers_is_given_up(cluster: Executor, tmp_path: Path) -> None:
    tasks = [Task(1), Task(2, dies, tmp_path / "deaths"), *map(Task, range(3, 13))]
    ledger = carried_out(cluster, *tasks)
    (failure,) = ledger.failures.values()
    assert failure.message == "the worker died 3 times (killed or out of memory?)"
    assert failure.attempts == 3
    assert (tmp_path / "deaths").read_text() == "..."
    assert len(ledger.results) == 11, "those beside it are none the worse"


def test_a_worker_that_comes_late_is_compared_too(cluster: Executor, tmp_path: Path) -> None:
    (tmp_path / "written").write_text("before")
    with pytest.raises(UserError, match="what the work depends on is after there and before here"):
        carried_out(cluster, *[Task(1, rewrites, tmp_path)] * 2, work=Written(tmp_path))


def test_a_cluster_of_ones_own_is_seen_by_this_machine_alone() -> None:
    ledger = Ledger()
    heard: list[str] = []

    def done(job: object, result: object) -> None:
        here = psutil.Process()
        for one in (here, *here.children(recursive=True)):
            lines = one.net_connections()
            heard.extend(line.laddr.ip for line in lines if line.status == "LISTEN")
        assert result == "1"

    executor = executor_for(1, "local")
    assert isinstance(executor, LocalCluster)
    executor.run(ledger.jobs(Task(0, threads)), Labour(), done, ledger.failed)
    assert set(heard) == {"127.0.0.1"}


def test_a_scheduler_without_workers_is_not_waited_for_for_ever() -> None:
    with (
        local_cluster(0) as address,
        pytest.raises(UserError, match=r"has no workers, and none came in 0 s"),
    ):
        carried_out(Cluster(address, patience=0.1), Task(1))


def test_a_scheduler_that_goes_away_ends_the_run(root: Path) -> None:
    command = [sys.executable, "-m", "tests.batch.labour", "1"]
    ledger = Ledger()
    with (
        subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as elsewhere,
        ExitStack() as at_last,
    ):
        at_last.callback(elsewhere.kill)
        assert elsewhere.stdout is not None
        address = elsewhere.stdout.readline().strip()
        with pytest.raises(UserError, match="was lost"):
            executor_for(1, address).run(
                ledger.jobs(*[Task(1)] * 40), Labour(), lambda *_: elsewhere.kill(), ledger.failed
            )


def greet(server: socket.socket, greeting: bytes) -> None:
    """Speak to who comes, then hang up; without words, wait for theirs."""
    line, _ = server.accept()
    with line:
        line.sendall(greeting)
        if not greeting:
            line.recv(1)


@pytest.mark.parametrize(
    ("greeting", "reason"),
    [(None, "refused"), (b"", "timed out"), (b"SSH-2.0-other", "something else"), (b"-", "else")],
)
def test_an_address_where_no_scheduler_answers_is_refused(
    greeting: bytes | None, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scheduler, "ANSWER", 0.5)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{other.getsockname()[1]}"
        if greeting is not None:
            other.listen()
            Thread(target=greet, args=(other, greeting), daemon=True).start()
        began = time.monotonic()
        with pytest.raises(UserError) as caught:
            carried_out(executor_for(1, address), Task(1))
    assert f"--cluster {address}: no Dask scheduler answers" in str(caught.value)
    assert reason in str(caught.value)
    assert time.monotonic() - began < 5


def test_without_dask_a_cluster_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UserError) as caught:
        executor_for(2, "local")
    assert 'pip install "parley-sim[cluster]"' in str(caught.value)
