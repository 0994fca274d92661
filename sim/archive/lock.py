"""One writer at a time: a lock that ends with its process, or a lease where there is none."""

from __future__ import annotations

import errno
import getpass
import json
import os
import socket
import sys
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from sim.archive.place import Place
from sim.scenario.problems import Problem, UserError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

NAME = ".lock"
_FAR = 1 << 30
"""Where the locked byte lies on systems on which nobody else can read it."""
_NO_LOCKS = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP)
_held: set[int] = set()


class Lock(Protocol):
    """The right to write, until it is released."""

    def check(self) -> None:
        """Raise UserError if another process has taken the right away."""

    def release(self) -> None:
        """Give the right back; twice does no harm."""


def lock(place: Place, break_lock: bool = False) -> Lock:
    """Take the right to write to a place.

    On a disk of this machine it is an flock'ed file `.lock`, which a process loses when it ends,
    however it ends. Anywhere else (also on a network disk without locks) it is a lease, the file
    `.lock` itself, with owner and time: best effort, and it stays if its process is killed. Then
    `break_lock`, or deleting that file, sets it free; a process that was cut off but still
    runs notices at its next block. Raises UserError if another has it, saying who.
    """
    if place.folder is None:
        return Lease(place, break_lock)
    try:
        return FileLock(place.folder / NAME, place.url)
    except OSError as problem:
        if problem.errno not in _NO_LOCKS:
            raise
        return Lease(place, break_lock)


class FileLock:
    """An flock'ed file in a folder that is there."""

    def __init__(self, path: Path, url: str) -> None:
        self._path = path
        self._handle: int | None = None
        while self._handle is None:
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
            try:
                _take(handle)
            except OSError as problem:
                os.close(handle)
                if problem.errno in _NO_LOCKS:
                    raise
                raise _in_use(_read(path), url, lasts=False) from problem
            # Whoever had it may have removed the file after it was opened here.
            if _is_at(handle, path):
                self._handle = handle
            else:
                os.close(handle)
        _held.add(self._handle)
        os.ftruncate(self._handle, 0)
        os.write(self._handle, json.dumps(_owner()).encode())

    def check(self) -> None:
        """Nobody can take it away."""

    def release(self) -> None:
        handle, self._handle = self._handle, None
        if handle is None or handle not in _held:
            return
        if sys.platform != "win32":
            self._path.unlink(missing_ok=True)
        _held.discard(handle)
        os.close(handle)


class Lease:
    """A file that names its owner; there is no telling whether the owner still runs."""

    def __init__(self, place: Place, break_lock: bool) -> None:
        self._place = place
        self._token = uuid.uuid4().hex
        if place.exists(NAME) and not break_lock:
            raise _in_use(self._found(), place.url, lasts=True)
        place.publish(NAME, json.dumps(_owner() | {"token": self._token}).encode())
        self.check()

    def check(self) -> None:
        found = self._found()
        if found.get("token") != self._token:
            raise _in_use(found, self._place.url, lasts=True)

    def release(self) -> None:
        if self._found().get("token") == self._token:
            self._place.remove([NAME])

    def _found(self) -> dict[str, object]:
        try:
            return _parsed(self._place.read(NAME))
        except FileNotFoundError:
            return {}


def _owner() -> dict[str, object]:
    try:
        user = getpass.getuser()
    except (OSError, KeyError, ImportError):
        user = "somebody"
    since = datetime.now(UTC).isoformat(timespec="seconds")
    return {"user": user, "host": socket.gethostname(), "pid": os.getpid(), "since": since}


def _in_use(owner: dict[str, object], url: str, lasts: bool) -> UserError:
    told = {name: owner.get(name, "unknown") for name in ("user", "host", "pid", "since")}
    who = "in use by {user} on {host}, process {pid}, since {since}".format_map(told)
    hint = "wait until it has finished, or stop it"
    if lasts:
        hint += f"; if it ended without letting go, delete `{url}/{NAME}`"
    return UserError(Problem(who if owner else "in use by another process", url, hint=hint))


def _read(path: Path) -> dict[str, object]:
    try:
        return _parsed(path.read_bytes())
    except OSError:
        return {}


def _parsed(content: bytes) -> dict[str, object]:
    try:
        found = json.loads(content)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _take(handle: int) -> None:
    """Lock a file at once, or raise OSError."""
    if sys.platform == "win32":
        os.lseek(handle, _FAR, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        os.lseek(handle, 0, os.SEEK_SET)
    else:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _is_at(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), os.stat(path))
    except FileNotFoundError:
        return False


def _close_held() -> None:
    """A forked worker that outlives its parent must not keep the lock."""
    for handle in _held:
        os.close(handle)
    _held.clear()


if sys.platform != "win32":
    os.register_at_fork(after_in_child=_close_held)
