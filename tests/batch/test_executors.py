from __future__ import annotations

import sys
from pathlib import Path

import pytest

from sim.batch.executors import Executor, executor_for
from sim.batch.executors.pool import Pool
from sim.scenario.problems import Problem, UserError
from tests.batch.labour import (
    Labour,
    Ledger,
    Task,
    breaks,
    divides,
    leaves,
    locks,
    meets,
    misreads,
    misses_an_agent,
    threads,
    weighs,
)

SERIAL = executor_for(1)
POOL = executor_for(2)


def carried_out(executor: Executor, *tasks: Task, work: Labour | None = None) -> Ledger:
    ledger = Ledger()
    executor.run(ledger.jobs(*tasks), work or Labour(), ledger.done, ledger.failed)
    return ledger


def test_a_pool_gives_the_bits_that_one_process_gives() -> None:
    tasks = [Task(number) for number in range(40)]
    alone, together = (carried_out(executor, *tasks) for executor in (SERIAL, POOL))
    assert len(alone.results) == 40
    assert together.results == alone.results


@pytest.mark.parametrize("executor", [SERIAL, POOL])
def test_what_a_job_raises_fails_that_job_alone(executor: Executor) -> None:
    ledger = carried_out(
        executor, Task(1, divides), Task(2), Task(3, misreads), Task(4, leaves), Task(5)
    )
    assert sorted(ledger.results) == ["job 1", "job 4"]
    division = ledger.failures["job 0"]
    assert (division.kind, division.message) == ("ZeroDivisionError", "division by zero")
    assert "in divides" in division.traceback_text
    assert division.attempts == 1
    assert ledger.failures["job 2"].message == "some.yaml:3: this is not a number"
    assert ledger.failures["job 3"].kind == "SystemExit"


@pytest.mark.parametrize("executor", [SERIAL, POOL])
def test_work_that_cannot_be_prepared_ends_the_run(executor: Executor) -> None:
    with pytest.raises(UserError, match=r"a\.yaml: no such agent") as caught:
        carried_out(executor, Task(1), work=Labour(trouble=misses_an_agent))
    assert caught.value.problems == (Problem("no such agent", "a.yaml"),)


def test_an_error_while_preparing_keeps_its_trace() -> None:
    with pytest.raises(RuntimeError, match="KeyError: 'x'") as caught:
        carried_out(POOL, Task(1), work=Labour(trouble=breaks))
    assert "in prepare" in caught.value.__notes__[0]


@pytest.mark.parametrize("executor", [SERIAL, Pool(1)])
def test_work_is_prepared_once_in_a_process(executor: Executor, tmp_path: Path) -> None:
    assert len(carried_out(executor, *map(Task, range(9)), work=Labour(tmp_path)).results) == 9
    assert [path.read_text() for path in tmp_path.iterdir()] == ["prepared\n"]


def test_few_jobs_are_shared_out(tmp_path: Path) -> None:
    ledger = carried_out(POOL, Task(2, meets, tmp_path), Task(2, meets, tmp_path))
    assert set(ledger.results.values()) == {2}


@pytest.mark.parametrize("executor", [SERIAL, POOL])
def test_nothing_to_do_is_done_at_once(executor: Executor, tmp_path: Path) -> None:
    carried_out(executor, work=Labour(tmp_path))
    assert not list(tmp_path.iterdir())


def test_jobs_are_pulled_as_room_comes_free() -> None:
    assert carried_out(SERIAL, *[Task(0)] * 9).most == 1
    assert 2 <= carried_out(POOL, *[Task(0)] * 99).most <= 2 * POOL.workers


def test_contents_and_results_may_be_larger_than_a_pipe_holds() -> None:
    task = Task(0, weighs, Path("x" * 1_000_000))
    assert {len(result) for result in carried_out(POOL, *[task] * 12).results.values()} == {
        3_000_000
    }


def test_what_cannot_be_pickled_fails_that_job_alone() -> None:
    ledger = carried_out(
        POOL, Task(0, lambda task: 1), Task(1, locks), Task(2), Task(0, lambda _: 2)
    )
    assert list(ledger.results) == ["job 2"]
    assert ledger.failures["job 1"].message == "this is locked"
    assert "lambda" in ledger.failures["job 0"].message


def test_a_worker_takes_one_thread_and_the_driver_keeps_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    assert carried_out(POOL, Task(0, threads)).results == {"job 0": "1"}
    assert carried_out(SERIAL, Task(0, threads)).results == {"job 0": "7"}


@pytest.mark.parametrize("executor", [SERIAL, POOL])
def test_an_error_of_the_driver_ends_the_run(executor: Executor) -> None:
    def disk_full(*_: object) -> None:
        raise OSError("no space left")

    ledger = Ledger()
    with pytest.raises(OSError, match="no space left"):
        executor.run(ledger.jobs(*[Task(0)] * 9), Labour(), disk_full, ledger.failed)


def test_one_worker_needs_no_pool() -> None:
    assert executor_for(1).workers == 1
    assert type(executor_for(1)) is not type(executor_for(2))
    assert executor_for(3).workers == 3


@pytest.mark.parametrize(
    ("workers", "cluster", "message"),
    [
        (0, None, "--workers 0: at least 1 worker"),
        (1, "locl", "--cluster locl: a cluster is `local` or an address"),
        (1, "tcp://nowhere", "--cluster tcp://nowhere: a cluster is"),
    ],
)
def test_what_cannot_be_had_is_refused(workers: int, cluster: str | None, message: str) -> None:
    with pytest.raises(UserError) as caught:
        executor_for(workers, cluster)
    assert message in str(caught.value)


def test_without_dask_a_cluster_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UserError) as caught:
        executor_for(2, "local")
    assert 'pip install "parley-sim[cluster]"' in str(caught.value)
