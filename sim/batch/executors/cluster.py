"""Workers of a Dask cluster: on this machine, or wherever a scheduler has them."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.reduction import ForkingPickler
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

from sim.batch.executors.attempt import Attempt, Outcome, Unprepared, failure_of, hand_over
from sim.batch.executors.crew import Flight
from sim.batch.executors.executor import (
    AHEAD,
    MOST_DEATHS,
    Complaint,
    Content,
    Delivery,
    Failure,
    Job,
    Result,
    Work,
    given_up,
)
from sim.batch.executors.interrupts import Interrupts, deaf
from sim.batch.executors.scheduler import (
    assigned,
    connected,
    deserted,
    lost,
    quiet,
    threads,
    unfit,
    wait_for_workers,
)

if TYPE_CHECKING:
    from distributed import Client, Future

    from sim.batch.executors.remote import Unfit

PATIENCE = 30.0
"""Seconds to wait for the first worker of a cluster."""

ABSENCE = 600.0
"""Seconds to wait for another when none is left: a queue may be about to let it in."""

RECOUNT = 5.0
"""Seconds after which the workers of a cluster are counted again: they come and go."""

GLANCE = 0.02
"""Seconds between looks for results; workers have their next job meanwhile."""


@dataclass(frozen=True)
class Cluster:
    """The workers of the Dask scheduler at an address, `tcp://host:port`.

    Dask does the jobs of dead workers again. A job it gives up is tried once more, alone, when all
    others are done: those who were merely beside it are not to blame.
    """

    address: str
    patience: float = PATIENCE
    absence: float = ABSENCE

    @property
    def workers(self) -> int:
        """Threads of all workers that are there now, at least 1; UserError if nobody answers."""
        with connected(self.address) as client:
            return max(1, threads(client))

    def run(
        self,
        jobs: Iterator[Job[Content]],
        work: Work[Content, Result],
        done: Callable[[Job[Content], Result], None],
        failed: Callable[[Job[Content], Failure], None],
    ) -> None:
        """Do the work for every job; after Ctrl-C, jobs under way are not waited for."""
        with Interrupts() as interrupts, connected(self.address) as client:
            with interrupts.listening():
                wait_for_workers(client, self.address, self.patience)
            with assigned(client, work, self.address) as name:
                course = _Course(client, name, self.address, self.absence, done, failed)
                course.complete(jobs, interrupts)


@dataclass(frozen=True)
class LocalCluster:
    """A Dask cluster of `workers` processes on this machine, for as long as there are jobs."""

    workers: int

    def run(
        self,
        jobs: Iterator[Job[Content]],
        work: Work[Content, Result],
        done: Callable[[Job[Content], Result], None],
        failed: Callable[[Job[Content], Failure], None],
    ) -> None:
        """Do the work for every job; after Ctrl-C, the cluster takes a few seconds to end."""
        with (
            Interrupts() as interrupts,
            local_cluster(self.workers) as address,
            connected(address) as client,
            assigned(client, work, "local") as name,
        ):
            course = _Course(client, name, "local", PATIENCE, done, failed)
            course.complete(jobs, interrupts)


@contextmanager
def local_cluster(workers: int) -> Iterator[str]:
    """The address of a cluster of processes with one thread each, which only this machine sees."""
    import distributed

    with (
        quiet(),
        TemporaryDirectory(prefix="parley-", ignore_cleanup_errors=True) as folder,
    ):
        # Threads that start in here inherit deafness, and so do all workers that they start.
        with deaf():
            cluster = distributed.LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                processes=True,
                host="127.0.0.1",
                dashboard_address=None,
                memory_limit=0,
                local_directory=folder,
                silence_logs=logging.CRITICAL,
                # Any port, even for what is served without a dashboard; deaths are counted here.
                scheduler_kwargs={"dashboard_address": "127.0.0.1:0", "allowed_failures": 0},
            )
        with cluster:
            yield cluster.scheduler_address


class _Course:
    """Jobs on their way to a cluster and back."""

    def __init__(
        self,
        client: Client,
        name: str,
        address: str,
        absence: float,
        done: Delivery,
        failed: Complaint,
    ) -> None:
        from distributed import as_completed

        self._client, self._name, self._address = client, name, address
        self._absence = absence
        self._done, self._failed = done, failed
        self._landing = as_completed(loop=client.loop, with_results=True, raise_errors=False)
        self._aloft: dict[Future[bytes], Flight] = {}
        self._suspects: deque[Flight] = deque()
        self._launched = 0
        self._room = AHEAD
        self._counted = -RECOUNT
        self._seen = monotonic()

    def complete(self, jobs: Iterator[Job[Any]], interrupts: Interrupts) -> None:
        """Carry out all jobs, then once more, one by one, those that workers died of."""
        while True:
            self._count()
            while len(self._aloft) < self._room and (job := next(jobs, None)) is not None:
                self._launch(Flight(job))
            if not self._aloft and self._suspects:
                self._launch(self._suspects.popleft())
            if not self._aloft:
                return
            with interrupts.listening():
                while not self._landing.has_ready():
                    sleep(GLANCE)
                    self._count()
                future, found = next(self._landing)
            self._land(future, found)

    def _count(self) -> None:
        """Now and then, see how many workers there are; UserError if none for too long."""
        now = monotonic()
        if now - self._counted < RECOUNT:
            return
        self._counted = now
        try:
            there = threads(self._client)
        except OSError as trouble:
            raise lost(self._address) from trouble
        if there:
            self._seen = now
            self._room = AHEAD * there
        elif now - self._seen > self._absence:
            raise deserted(self._address)

    def _launch(self, flight: Flight) -> None:
        from sim.batch.executors.remote import carry_out

        with Attempt() as packing:
            content = bytes(ForkingPickler.dumps(flight.job.content))
        if packing.error is not None:
            self._failed(flight.job, packing.failure)
            return
        self._launched += 1
        key = f"{self._name}-{self._launched}"
        future = self._client.submit(carry_out, self._name, content, key=key, pure=False)
        self._aloft[future] = flight
        self._landing.add(future)

    def _land(self, future: Future[bytes], found: Any) -> None:
        alone = len(self._aloft) == 1
        flight = self._aloft.pop(future)
        if future.status == "error":
            self._fail(flight, found[1], alone)
        elif future.status == "finished":
            self._take(flight, ForkingPickler.loads(found))
        else:
            raise lost(self._address)

    def _take(self, flight: Flight, answer: Outcome | Unprepared | Unfit) -> None:
        if isinstance(answer, Unprepared):
            raise answer.error()
        elif isinstance(answer, Outcome):
            hand_over(flight.job, answer, self._done, self._failed, flight.deaths)
        else:
            raise unfit(self._address, [answer])

    def _fail(self, flight: Flight, error: BaseException, alone: bool) -> None:
        from distributed import KilledWorker

        if not isinstance(error, KilledWorker):
            self._failed(flight.job, failure_of(error))
            return
        flight.deaths += error.allowed_failures + 1
        if alone and flight.deaths >= MOST_DEATHS:
            self._failed(flight.job, given_up(flight.deaths))
        else:
            self._suspects.append(flight)
