"""A connection to a Dask scheduler whose workers fit and have the work."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import uuid4

from sim.batch.executors.executor import Fingerprinted, Work
from sim.batch.executors.surroundings import difference, own_folders, surroundings
from sim.scenario.problems import Problem, UserError

if TYPE_CHECKING:
    from distributed import Client

    from sim.batch.executors.remote import Unfit

ANSWER = 5.0
"""Seconds that a scheduler has to answer."""

LONGEST_GREETING = 2**20
"""Bytes, far above what a scheduler says when somebody connects."""

SHOWN = 5
"""Workers that are named when many do not fit."""

LOGGERS = ("distributed", "distributed.client")
"""What Dask says beside errors: the death of a worker is reported by the executor."""

GO_ON = "what is done is kept; start the sweep again to go on"


@contextmanager
def connected(address: str) -> Iterator[Client]:
    """A client of the scheduler; UserError if none answers within `ANSWER` seconds."""
    from distributed import Client

    with quiet():
        try:
            _knock(address)
            client = Client(address, timeout=ANSWER, set_as_default=False)
        except (OSError, ValueError, ImportError) as trouble:
            message = f"no Dask scheduler answers at {address} ({trouble})"
            hint = "start one with `dask scheduler`, or sweep here with `--cluster local`"
            raise _problem(address, message, hint) from trouble
        with client:
            yield client


def _knock(address: str) -> None:
    """Raise OSError unless something like a scheduler answers: Dask would wait for ever."""
    place = urlsplit(address)
    last = monotonic() + ANSWER
    while True:
        left = max(0.1, last - monotonic())
        try:
            with socket.create_connection((place.hostname, place.port), left) as line:
                if place.scheme == "tcp":
                    _listen_to(line)
                return
        except ConnectionRefusedError:
            # It may be about to start.
            if monotonic() > last:
                raise
            sleep(0.1)


def _listen_to(line: socket.socket) -> None:
    """Dask speaks first, beginning with the length of what it says in 8 bytes."""
    with line.makefile("rb") as spoken:
        length = spoken.read(8)
    if len(length) < 8 or int.from_bytes(length, "little") > LONGEST_GREETING:
        raise OSError("something else answers there")


@contextmanager
def assigned(client: Client, work: Work[Any, Any], address: str) -> Iterator[str]:
    """Workers that fit and have the work, under the name that is given."""
    from sim.batch.executors.remote import Assignment, fingerprint_there, nothing

    here = surroundings()
    _check(address, here, client.run(surroundings, on_error="return"))
    try:
        client.run_on_scheduler(nothing)
    except ImportError as trouble:
        message = f"the scheduler cannot load Parley ({trouble})"
        raise _problem(address, message, "install the same version there") from trouble
    fingerprint = {"work": work.fingerprint()} if isinstance(work, Fingerprinted) else {}
    name = f"parley-{uuid4().hex}"
    client.register_plugin(Assignment(work, here | fingerprint, own_folders()), name=name)
    try:
        if fingerprint:
            there = client.run(fingerprint_there, name, on_error="return")
            _check(address, fingerprint, there)
        yield name
    finally:
        if client.status == "running":
            with suppress(OSError):
                client.unregister_worker_plugin(name)


def _check(address: str, here: Mapping[str, str], found: Mapping[str, Any]) -> None:
    """Raise UserError with the workers that differ from here."""
    from sim.batch.executors.remote import Unfit

    found_unfit = []
    for worker, there in found.items():
        if isinstance(there, OSError):  # it has just gone, and is checked when it is back
            continue
        if isinstance(there, BaseException):
            found_unfit.append(Unfit(worker, f"it cannot load Parley ({there})"))
        elif (text := difference(here, there)) is not None:
            found_unfit.append(Unfit(worker, text))
    if found_unfit:
        raise unfit(address, found_unfit)


def wait_for_workers(client: Client, address: str, patience: float) -> None:
    """Wait until there is a worker; UserError if none comes."""
    try:
        client.wait_for_workers(1, timeout=patience)
    except TimeoutError:
        message = f"the scheduler at {address} has no workers, and none came in {patience:.0f} s"
        hint = "start `dask worker` there, or wait until the queue has let them in"
        raise _problem(address, message, hint) from None


def threads(client: Client) -> int:
    """How many jobs the workers that are there carry out at a time."""
    there: Mapping[str, int] = client.nthreads()
    return sum(there.values())


@contextmanager
def quiet() -> Iterator[None]:
    """Dask keeps its logs to itself."""
    loggers = [logging.getLogger(name) for name in LOGGERS]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)


def lost(address: str) -> UserError:
    """The scheduler has gone away."""
    return _problem(address, "the connection to the scheduler was lost", GO_ON)


def deserted(address: str) -> UserError:
    """The workers have gone away."""
    return _problem(address, "no worker is left, and none has come back", GO_ON)


def unfit(address: str, workers: Sequence[Unfit]) -> UserError:
    """Workers that would compute something else."""
    rest = len(workers) - SHOWN
    more = f" (and {rest} more)" if rest > 0 else ""
    hint = "install the same versions everywhere, and sweep from a machine of the workers' kind"
    return UserError(
        Problem(
            f"worker {one.worker} does not fit: {one.difference}{more}", _place(address), hint=hint
        )
        for one in workers[:SHOWN]
    )


def _problem(address: str, message: str, hint: str) -> UserError:
    return UserError(Problem(message, _place(address), hint=hint))


def _place(address: str) -> str:
    return f"--cluster {address}"
