"""What runs on a Dask worker: it gets the work once, compares itself, then answers job by job."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.reduction import ForkingPickler
from threading import Lock
from typing import Any

from distributed import Worker, WorkerPlugin, get_worker

from sim.batch.executors.attempt import Attempt, Outcome, Unprepared, attempted, packed
from sim.batch.executors.executor import Fingerprinted, Work
from sim.batch.executors.surroundings import difference, look_in, surroundings


@dataclass(frozen=True)
class Unfit:
    """A worker that would compute something else, and how it differs."""

    worker: str
    difference: str


@dataclass(frozen=True)
class Ready:
    """A worker that has the work and is prepared."""

    work: Work[Any, Any]


class Assignment(WorkerPlugin):
    """The work, on every worker that there is or will be."""

    def __init__(
        self, work: Work[Any, Any], here: Mapping[str, str], folders: tuple[str, ...]
    ) -> None:
        # Packed, so that a worker unpacks it only after it knows where to look for modules.
        self._packed = bytes(ForkingPickler.dumps(work))
        self._here = dict(here)
        self._folders = folders

    def setup(self, worker: Worker) -> None:
        """Called by Dask on the worker."""
        look_in(self._folders)
        self._address = worker.address
        self._lock = Lock()
        self._state: Ready | Unfit | Unprepared | None = None

    def answer(self, content: bytes) -> Outcome | Unfit | Unprepared:
        """How a job with this content, pickled, goes here."""
        with self._lock:
            if self._state is None:
                self._state = self._get_ready()
            state = self._state
        if not isinstance(state, Ready):
            return state
        with Attempt() as unpacking:
            return attempted(state.work, ForkingPickler.loads(content))
        return unpacking.failure

    def fingerprint(self) -> str:
        """The fingerprint of the work here, empty if it has none."""
        work = ForkingPickler.loads(self._packed)
        return work.fingerprint() if isinstance(work, Fingerprinted) else ""

    def _get_ready(self) -> Ready | Unfit | Unprepared:
        with Attempt() as preparing:
            there = surroundings() | {"work": self.fingerprint()}
            found = difference(self._here, there)
            if found is not None:
                return Unfit(self._address, found)
            work = ForkingPickler.loads(self._packed)
            work.prepare()
            return Ready(work)
        return preparing.unprepared


def carry_out(name: str, content: bytes) -> bytes:
    """The answer to a job, pickled: Dask would try for ever to fetch one that cannot be.

    The work is that which goes by this name on the worker that this runs on.
    """
    worker = get_worker()
    assignment = worker.plugins.get(name)
    if not isinstance(assignment, Assignment):
        return packed(Unfit(worker.address, "the work did not reach it"))
    return packed(assignment.answer(content))


def fingerprint_there(name: str, dask_worker: Worker) -> dict[str, str]:
    """The fingerprint of the work on a worker."""
    assignment = dask_worker.plugins.get(name)
    return {"work": assignment.fingerprint() if isinstance(assignment, Assignment) else "missing"}


def nothing() -> None:
    """Succeeds wherever Parley is installed."""
