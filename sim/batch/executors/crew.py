"""The worker processes of a pool: hired, sent jobs, listened to, dismissed."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import connection, get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from multiprocessing.reduction import ForkingPickler
from time import monotonic
from typing import Any

from sim.batch.executors.executor import Job, Work
from sim.batch.executors.interrupts import deaf
from sim.batch.executors.worker import Parcel, serve

ONE_THREAD = {
    "OMP_NUM_THREADS": "1",  # Arrow reads it too
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "BLIS_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
    "ARROW_IO_THREADS": "1",
}
"""A worker takes one core: read by libraries when they are loaded, so set before it starts."""

FAREWELL = 5.0
"""Seconds that a worker without jobs has to end by itself."""


@dataclass(eq=False)
class Flight:
    """A job on its way, and how many workers have died of it."""

    job: Job[Any]
    deaths: int = 0


@dataclass(eq=False)
class Member:
    """A worker as the driver sees it: `flights` are its jobs, the first of them under way."""

    process: SpawnProcess
    line: Connection
    prepared: bool = False
    flights: deque[Flight] = field(default_factory=deque)


class Crew:
    """Worker processes that do one work. All of them are gone after `dismiss`."""

    def __init__(self, work: Work[Any, Any]) -> None:
        self.members: list[Member] = []
        self._work = ForkingPickler.dumps(Parcel(work))
        self._context = get_context("spawn")
        self._hired = 0

    def hire(self, number: int) -> None:
        """Start workers. They find what this process finds: its folders are in their path."""
        # All start before the first is written to, which waits until it reads.
        new = [self._start() for _ in range(number)]
        for member in new:
            _post(member, self._work)

    def send(self, member: Member, flight: Flight) -> None:
        """Give a worker a job; raises what pickling its content raises."""
        packed = ForkingPickler.dumps(Parcel(flight.job.content))
        member.flights.append(flight)
        _post(member, packed)

    def heard(self, timeout: float | None = None) -> list[Member]:
        """Workers that have answered or died, waiting for the first of them."""
        ready = connection.wait([member.line for member in self.members], timeout)
        return [member for member in self.members if member.line in ready]

    def receive(self, member: Member) -> Any:
        """A worker's answer; None if there is none to come, for it has died."""
        try:
            return member.line.recv()
        except (EOFError, OSError):
            return None

    def bury(self, member: Member) -> None:
        """Forget a worker, making sure that it is dead."""
        self.members.remove(member)
        member.process.kill()
        member.line.close()
        member.process.join()
        member.process.close()

    def dismiss(self, at_once: bool) -> None:
        """End all workers: by themselves, if none has a job, or by force."""
        leaving = [] if at_once else [member for member in self.members if member.prepared]
        for member in leaving:
            _post(member, ForkingPickler.dumps(None))
        last = monotonic() + FAREWELL
        for member in leaving:
            member.process.join(max(0.0, last - monotonic()))
        while self.members:
            self.bury(self.members[-1])

    def _start(self) -> Member:
        here, there = self._context.Pipe()
        self._hired += 1
        process = self._context.Process(
            target=serve, args=(there,), name=f"parley-worker-{self._hired}", daemon=True
        )
        member = Member(process, here)
        with deaf(), _environment(ONE_THREAD):
            process.start()
        self.members.append(member)
        # The worker's end is the worker's alone, so that either side hears when the other dies.
        there.close()
        return member


@contextmanager
def _environment(settings: dict[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _post(member: Member, packed: Any) -> None:
    # If it has died, that is heard at its line, with the jobs it had.
    with suppress(OSError):
        member.line.send_bytes(packed)
