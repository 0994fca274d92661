"""An archive on any file system that fsspec knows: an object store, memory, another machine."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from sim.archive.place import NEXT

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem


class RemotePlace:
    """Files under a root of a file system; each is written by a single put.

    Nothing can be renamed there in one step, so moving is copying and removing: whoever moves
    several files must be able to begin again.
    """

    def __init__(self, system: AbstractFileSystem, root: str, url: str) -> None:
        self._system = system
        self._root = root.rstrip("/")
        self._url = url

    @property
    def url(self) -> str:
        return self._url

    @property
    def folder(self) -> None:
        return None

    def make(self) -> None:
        """Nothing is to be done: the first file makes what it needs."""

    def unmake(self) -> None:
        """Nothing was made."""

    def files(self) -> list[str]:
        self._system.invalidate_cache()
        try:
            found = self._system.find(self._root)
        except FileNotFoundError:
            return []
        inside = len(self._root) + 1
        return sorted(str(path)[inside:] for path in found if len(str(path)) > inside)

    def exists(self, name: str) -> bool:
        self._system.invalidate_cache()
        return bool(self._system.isfile(self._path(name)))

    def size(self, name: str) -> int:
        return int(self._system.size(self._path(name)))

    def read(self, name: str, start: int = 0, stop: int | None = None) -> bytes:
        whole = start == 0 and stop is None
        given = {} if whole else {"start": start, "end": stop}
        return bytes(self._system.cat_file(self._path(name), **given))

    def open(self, name: str) -> BinaryIO:
        return cast(BinaryIO, self._system.open(self._path(name), "rb"))

    def publish(self, name: str, content: bytes) -> None:
        path = self._path(name)
        self._into_folder(path, partial(self._system.pipe_file, path, content))

    def append(self, name: str, content: bytes) -> None:
        before = self.read(name) if self.exists(name) else b""
        self.publish(name, before + content)

    def move(self, name: str, to: str) -> None:
        source, target = self._path(name), self._path(to)
        self._into_folder(target, partial(self._system.cp_file, source, target))
        self._system.rm_file(source)

    def remove(self, names: Sequence[str]) -> None:
        for name in names:
            try:
                self._system.rm_file(self._path(name))
            except FileNotFoundError:
                continue

    def settle(self) -> None:
        """Nothing is to be done: a put is kept when it returns, and there are no folders."""

    @contextmanager
    def drafting(self) -> Iterator[Path]:
        with tempfile.TemporaryDirectory(prefix="parley-") as draft:
            yield Path(draft)

    def deliver(self, draft: Path) -> None:
        for file in sorted(path for path in draft.rglob("*") if path.is_file()):
            path = self._path(f"{NEXT}/{file.relative_to(draft).as_posix()}")
            self._into_folder(path, partial(self._system.put_file, str(file), path))

    def _into_folder(self, path: str, write: Callable[[], object]) -> None:
        """Write a file; its folder is made where the file system has folders and misses it."""
        try:
            write()
        except FileNotFoundError:
            self._system.makedirs(path.rpartition("/")[0], exist_ok=True)
            write()

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}"
