"""When a run listens to Ctrl-C: at moments where stopping tears nothing."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import Any

STOPS: dict[signal.Signals, Any] = {
    signal.SIGINT: signal.default_int_handler,
    signal.SIGTERM: signal.SIG_DFL,
}
"""Signals that ask to stop, and the usual handlers, the only ones that are replaced."""


class Interrupts:
    """Inside `with`, Ctrl-C and SIGTERM wait until somebody listens, then KeyboardInterrupt.

    A second one does not wait, should nobody ever listen; one that nobody listened to is raised at
    the end. Outside the main thread, which alone hears signals, and where the caller has handlers
    of its own, nothing is changed.
    """

    def __init__(self) -> None:
        self._heard = False
        self._listening = False
        self._usual: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Interrupts:
        if threading.current_thread() is threading.main_thread():
            for number, usual in STOPS.items():
                if signal.getsignal(number) == usual:
                    self._usual[number] = signal.signal(number, self._hear)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number, usual in self._usual.items():
            signal.signal(number, usual)
        if self._heard and error is None:
            raise KeyboardInterrupt

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Inside, a request to stop raises KeyboardInterrupt; so does one that came before."""
        self._listening = True
        try:
            self._raise_if_heard()
            yield
        finally:
            self._listening = False

    def _hear(self, number: int, frame: FrameType | None) -> None:
        at_once = self._listening or self._heard
        self._heard = True
        if at_once:
            self._raise_if_heard()

    def _raise_if_heard(self) -> None:
        if self._heard:
            self._heard = False
            raise KeyboardInterrupt


@contextmanager
def deaf() -> Iterator[None]:
    """Threads and processes that start inside never hear Ctrl-C, which is for the driver alone.

    A terminal sends it to the whole group of processes; a worker must not die of it, not even
    while it starts. Where a system has no signal masks, workers ignore it once they have started.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # Its first start would undo the mask.
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
