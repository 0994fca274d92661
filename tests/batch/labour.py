"""Work for executors to do, and a small driver that is interrupted and killed."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from sim.batch.executors import Failure, Job, executor_for
from sim.scenario.problems import Problem, UserError


@dataclass(frozen=True)
class Task:
    """What a job is to do: a number to work with, and whatever else happens on the way."""

    number: int
    act: Callable[[Task], Any] | None = None
    marker: Path | None = None


@dataclass(frozen=True)
class Labour:
    """Digits that depend on the number alone; `folder` gets one file a process that prepared."""

    folder: Path | None = None
    trouble: Callable[[], None] | None = None

    def prepare(self) -> None:
        if self.folder is not None:
            with (self.folder / f"{os.getpid()}.pid").open("a") as file:
                file.write("prepared\n")
        if self.trouble is not None:
            self.trouble()

    def __call__(self, task: Task) -> Any:
        if task.act is not None:
            return task.act(task)
        draws = np.random.default_rng(task.number).standard_normal(1000)
        return float(np.exp(draws).sum())


@dataclass(frozen=True)
class Elsewhere(Labour):
    """Work whose results depend on the process that does it."""

    def fingerprint(self) -> str:
        return f"process {os.getpid()}"


@dataclass(frozen=True)
class Steady(Labour):
    """Work that says it is the same everywhere."""

    def fingerprint(self) -> str:
        return "the same"


@dataclass(frozen=True)
class Written(Labour):
    """Work that is what stands in a file, which a job changes before its worker dies."""

    def fingerprint(self) -> str:
        assert self.folder is not None
        return (self.folder / "written").read_text()


class Locked:
    """Cannot be pickled."""

    def __reduce__(self) -> str:
        raise TypeError("this is locked")


def divides(task: Task) -> float:
    return task.number / 0


def misses_an_agent() -> None:
    raise UserError(Problem("no such agent", "a.yaml"))


def breaks() -> None:
    raise KeyError("x")


def leaves(task: Task) -> None:
    sys.exit(task.number)


def misreads(task: Task) -> None:
    raise UserError(Problem("this is not a number", "some.yaml", 3))


def locks(task: Task) -> Locked:
    return Locked()


def meets(task: Task) -> int:
    """Wait until so many processes are at such jobs; how many there were."""
    assert task.marker is not None
    (task.marker / str(os.getpid())).touch()
    last = time.monotonic() + 20
    while len(list(task.marker.iterdir())) < task.number and time.monotonic() < last:
        time.sleep(0.01)
    return len(list(task.marker.iterdir()))


def threads(task: Task) -> str | None:
    return os.environ.get("OMP_NUM_THREADS")


def finds(task: Task) -> str:
    return str(import_module("found_by_folder").WORD)


def weighs(task: Task) -> bytes:
    return bytes(3_000_000)


def sleeps(task: Task) -> float:
    time.sleep(task.number)
    return float(task.number)


def dies(task: Task) -> None:
    assert task.marker is not None
    with task.marker.open("a") as file:
        file.write(".")
    time.sleep(0.2)  # so that Dask's nanny has seen a new worker before it is dead again
    os.kill(os.getpid(), signal.SIGKILL)


def dies_once(task: Task) -> int:
    assert task.marker is not None
    if not task.marker.exists():
        dies(task)
    return task.number


def rewrites(task: Task) -> None:
    assert task.marker is not None
    (task.marker / "written").write_text("after")
    time.sleep(0.2)
    os.kill(os.getpid(), signal.SIGKILL)


@dataclass
class Ledger:
    """What came back, and how many jobs were on their way at most."""

    results: dict[str, Any] = field(default_factory=dict)
    failures: dict[str, Failure] = field(default_factory=dict)
    pulled: int = 0
    most: int = 0

    def jobs(self, *tasks: Task) -> Iterator[Job[Task]]:
        for place, task in enumerate(tasks):
            self.pulled += 1
            self.most = max(self.most, self.pulled - len(self.results) - len(self.failures))
            yield Job(f"job {place}", task)

    def done(self, job: Job[Task], result: Any) -> None:
        assert job.key not in self.results
        self.results[job.key] = result

    def failed(self, job: Job[Task], failure: Failure) -> None:
        assert job.key not in self.failures
        self.failures[job.key] = failure


def main(workers: str, cluster: str, folder: str, seconds: str) -> None:
    """Sleep in all workers, saying when each has begun, until somebody stops it."""
    ledger = Ledger()
    tasks = (Task(int(seconds), sleeps) for _ in range(1000))
    executor = executor_for(int(workers), cluster or None)
    try:
        executor.run(ledger.jobs(*tasks), Labour(Path(folder)), ledger.done, ledger.failed)
    except KeyboardInterrupt:
        print("stopped", ledger.pulled, len(ledger.results), len(ledger.failures), flush=True)
        sys.exit(130)


def be_a_cluster(workers: str) -> None:
    """Keep a cluster, saying where, until somebody kills it."""
    from sim.batch.executors.cluster import local_cluster

    with local_cluster(int(workers)) as address:
        print(address, flush=True)
        time.sleep(60)


if __name__ == "__main__":
    be_a_cluster(*sys.argv[1:]) if len(sys.argv) == 2 else main(*sys.argv[1:])
