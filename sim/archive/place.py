"""Where an archive lies: names of files inside it, and what can be done with them."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from os import PathLike, fspath
from pathlib import Path
from typing import BinaryIO, Protocol

from sim.scenario.problems import Problem, UserError

NEXT = ".next"
"""Folder of a compaction that is under way."""
UNFINISHED = ".tmp"
"""Ending of a file that is still being written."""

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)


class Place(Protocol):
    """The files of an archive by their path inside it, such as `journal/x-0-8.block`.

    All raise OSError for what cannot be done.
    """

    @property
    def url(self) -> str:
        """How a user names it."""

    @property
    def folder(self) -> Path | None:
        """The folder on a disk of this machine; None anywhere else."""

    def make(self) -> None:
        """Make the folder, where there are folders."""

    def unmake(self) -> None:
        """Remove the folders that `make` made and that are still empty."""

    def files(self) -> list[str]:
        """All files, sorted; empty if there is nothing here."""

    def exists(self, name: str) -> bool:
        """Whether there is such a file."""

    def size(self, name: str) -> int:
        """Bytes of a file."""

    def read(self, name: str, start: int = 0, stop: int | None = None) -> bytes:
        """A file, or some bytes of it."""

    def open(self, name: str) -> BinaryIO:
        """A file for reading, to be closed by the caller."""

    def publish(self, name: str, content: bytes) -> None:
        """Write a file whole or not at all; when it returns, the file outlives a power cut."""

    def append(self, name: str, content: bytes) -> None:
        """Add to the end of a file, which need not be there."""

    def move(self, name: str, to: str) -> None:
        """Give a file another name; a file of that name is replaced."""

    def remove(self, names: Sequence[str]) -> None:
        """Remove files; those that are not there are passed over."""

    def settle(self) -> None:
        """Make what was moved and removed outlive a power cut; empty folders vanish."""

    def drafting(self) -> AbstractContextManager[Path]:
        """An empty folder of this machine for files that are not yet part of the archive.

        Nothing lies in `NEXT` when it begins; if it ends with an error, the files vanish.
        """

    def deliver(self, draft: Path) -> None:
        """Bring the files of a draft to `NEXT`, so that they outlive a power cut."""


def place_of(url: str | PathLike[str]) -> Place:
    """The place that a path or an fsspec URL names; UserError if no file system answers to it."""
    from fsspec.core import url_to_fs
    from fsspec.implementations.local import LocalFileSystem

    from sim.archive.disk import DiskPlace
    from sim.archive.remote import RemotePlace

    text = fspath(url)
    try:
        system, root = url_to_fs(text)
    except (ValueError, ImportError, OSError) as problem:
        hint = "a folder, or a URL such as `s3://bucket/name` whose driver is installed"
        raise UserError(Problem(f"cannot be reached: {problem}", text, hint=hint)) from problem
    if isinstance(system, LocalFileSystem):
        return DiskPlace(Path(root), text)
    return RemotePlace(system, root, text)


@contextmanager
def telling(url: str, doing: str = "cannot be written") -> Iterator[None]:
    """Turn what the file system has against it into a UserError with a way out."""
    try:
        yield
    except OSError as problem:
        reason = problem.strerror or str(problem) or type(problem).__name__
        hint = None
        if problem.errno in _FULL:
            hint = "everything finished is kept: make room and say the same again to go on"
        elif problem.errno in _FORBIDDEN:
            hint = "everything finished is kept: check who may write there, or choose another place"
        raise UserError(Problem(f"{doing}: {reason}", url, hint=hint)) from problem
