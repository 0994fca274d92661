"""What runs in a worker process of the pool: it prepares once, then answers job after job."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Thread
from typing import Any

from sim.batch.executors.attempt import Attempt, Outcome, Unprepared, attempted, packed
from sim.batch.executors.executor import Failure, Work


@dataclass(frozen=True)
class Prepared:
    """The worker's first answer: it takes jobs."""


@dataclass(frozen=True)
class Parcel:
    """What is sent to a worker: the work, then one content a job. None ends it."""

    content: Any


def serve(connection: Connection) -> None:
    """Answer parcels in their order until None comes; end at once when the driver is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    inbox: SimpleQueue[Parcel | Failure | None] = SimpleQueue()
    Thread(target=_receive, args=(connection, inbox), daemon=True).start()
    work = inbox.get()
    if work is None:
        return
    readiness = _prepare(work)
    _send(connection, readiness)
    if isinstance(work, Failure) or isinstance(readiness, Unprepared):
        return
    while (parcel := inbox.get()) is not None:
        _send(connection, _answer(work.content, parcel))


def _receive(connection: Connection, inbox: SimpleQueue[Parcel | Failure | None]) -> None:
    """Take in what comes while a job is under way, and notice when nobody is there any more."""
    parcel: Parcel | Failure | None = Parcel(None)
    while parcel is not None:
        with Attempt() as unpacking:
            try:
                parcel = connection.recv()
            except (EOFError, OSError):
                os._exit(1)
        inbox.put(parcel if unpacking.error is None else unpacking.failure)


def _prepare(work: Parcel | Failure) -> Prepared | Unprepared:
    if isinstance(work, Failure):
        return Unprepared((), work)
    with Attempt() as preparing:
        work.content.prepare()
        return Prepared()
    return preparing.unprepared


def _answer(work: Work[Any, Any], parcel: Parcel | Failure) -> Outcome:
    return parcel if isinstance(parcel, Failure) else attempted(work, parcel.content)


def _send(connection: Connection, answer: object) -> None:
    try:
        connection.send_bytes(packed(answer))
    except OSError:  # the driver is gone
        os._exit(1)
