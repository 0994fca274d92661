"""An archive in a folder on a disk of this machine."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from sim.archive.place import NEXT, UNFINISHED


class DiskPlace:
    """A folder; files are put in place by renaming, and synchronised before and after."""

    def __init__(self, folder: Path, url: str) -> None:
        self._folder = folder
        self._url = url
        self._touched: set[Path] = set()
        self._made: list[Path] = []

    @property
    def url(self) -> str:
        return self._url

    @property
    def folder(self) -> Path:
        return self._folder

    def make(self) -> None:
        self._made = self._make(self._folder)

    def unmake(self) -> None:
        for folder in self._made:
            with suppress(OSError):
                folder.rmdir()
        self._made = []

    def files(self) -> list[str]:
        found = []
        for folder, _, names in os.walk(self._folder):
            inside = Path(folder).relative_to(self._folder)
            found += [(inside / name).as_posix() for name in names]
        return sorted(found)

    def exists(self, name: str) -> bool:
        return (self._folder / name).is_file()

    def size(self, name: str) -> int:
        return (self._folder / name).stat().st_size

    def read(self, name: str, start: int = 0, stop: int | None = None) -> bytes:
        with self.open(name) as file:
            file.seek(start)
            return file.read() if stop is None else file.read(stop - start)

    def open(self, name: str) -> BinaryIO:
        return (self._folder / name).open("rb")

    def publish(self, name: str, content: bytes) -> None:
        path = self._folder / name
        self._make(path.parent)
        unfinished = path.with_name(path.name + UNFINISHED)
        try:
            with unfinished.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(path)
        except BaseException:
            # On a full disk every byte counts.
            with suppress(OSError):
                unfinished.unlink()
            raise
        synchronise(path.parent)

    def append(self, name: str, content: bytes) -> None:
        path = self._folder / name
        with path.open("ab") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        synchronise(path.parent)

    def move(self, name: str, to: str) -> None:
        source, target = self._folder / name, self._folder / to
        self._make(target.parent)
        source.replace(target)
        self._touched |= {source.parent, target.parent}

    def remove(self, names: Sequence[str]) -> None:
        for name in names:
            path = self._folder / name
            path.unlink(missing_ok=True)
            self._touched.add(path.parent)

    def settle(self) -> None:
        for folder in sorted(self._touched, key=lambda folder: -len(folder.parts)):
            if folder.is_dir():
                synchronise(folder)
                self._remove_empty(folder)
        self._touched.clear()

    @contextmanager
    def drafting(self) -> Iterator[Path]:
        draft = self._folder / NEXT
        for folder, _, _ in os.walk(draft, topdown=False):
            Path(folder).rmdir()
        self._make(draft)
        try:
            yield draft
        except BaseException:
            # On a full disk every byte counts.
            shutil.rmtree(draft, ignore_errors=True)
            raise

    def deliver(self, draft: Path) -> None:
        for folder, _, names in os.walk(draft, topdown=False):
            for name in names:
                synchronise(Path(folder) / name)
            synchronise(Path(folder))
        synchronise(self._folder)

    def _make(self, folder: Path) -> list[Path]:
        """Make a folder so that it outlives a power cut; those that were made, innermost first."""
        new: list[Path] = []
        while not folder.is_dir():
            new.append(folder)
            folder = folder.parent
        for path in reversed(new):
            path.mkdir()
            synchronise(path.parent)
        return new

    def _remove_empty(self, folder: Path) -> None:
        while folder != self._folder:
            try:
                folder.rmdir()
            except OSError:
                return
            folder = folder.parent


def synchronise(path: Path) -> None:
    """Have the disk keep a file's content, or a folder's names, before anything else is done."""
    if os.name == "nt" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
