"""The list of what an archive holds: every file with its checksum, every row that is done."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pyarrow.parquet as pq

from sim.archive.about import as_text
from sim.archive.identity import STORE_VERSION, Identity, check_version
from sim.archive.place import NEXT, Place
from sim.archive.sealed import DamageError, digest_of
from sim.archive.spans import Spans

MANIFEST = "manifest.json"
PARQUET = ".parquet"
_KIND = "archive of an experiment"
_PART = 1 << 20


@dataclass(frozen=True)
class FileRecord:
    """Size, checksum and, of a Parquet file, rows and the checksum of its end.

    The pages of a Parquet file have checksums of their own: together with its end they say
    whether what is read is right without reading all of it.
    """

    size: int
    sha256: str
    rows: int | None = None
    footer_sha256: str | None = None


@dataclass(frozen=True)
class Progress:
    """How far a scenario has come: rows expected and done, and the largest run id."""

    expected: int
    spans: Spans
    last_run: int


@dataclass(frozen=True)
class Manifest:
    """What is in the compacted part of an archive.

    `about` is the digest of what describes the experiment; `others` are the identities of
    results that were allowed in though they differ.
    """

    name: str
    identity: Identity
    others: tuple[Identity, ...]
    about: str
    scenarios: Mapping[str, Progress]
    files: Mapping[str, FileRecord]

    def text(self) -> str:
        """The file's content; the same text for the same archive."""
        progress = {
            name: {
                "expected": one.expected,
                "finished": one.spans.rows,
                "spans": [list(span) for span in one.spans],
                "last_run": one.last_run,
            }
            for name, one in self.scenarios.items()
        }
        complete = all(not one.spans.missing(one.expected) for one in self.scenarios.values())
        body = {
            "parley": _KIND,
            "version": STORE_VERSION,
            "experiment": self.name,
            "complete": complete,
            "identity": self.identity.plain(),
            "others": [other.plain() for other in self.others],
            "about": self.about,
            "scenarios": progress,
            "files": {name: _plain(self.files[name]) for name in sorted(self.files)},
        }
        return as_text(body | {"seal": digest_of(as_text(body).encode())})


def read_manifest(place: Place, name: str = MANIFEST) -> Manifest:
    """The manifest of an archive.

    Raises DamageError if it is not one or was changed, UserError for a store version that cannot be
    read.
    """
    try:
        told = json.loads(place.read(name))
    except ValueError as problem:
        raise DamageError("it is no JSON") from problem
    if not isinstance(told, dict) or told.get("parley") != _KIND:
        raise DamageError("it is not the manifest of an archive")
    given = told.pop("seal", None)
    if given != digest_of(as_text(told).encode()):
        if told.get("version") != STORE_VERSION:
            check_version(told.get("version"), place.url)
        raise DamageError("it was changed")
    check_version(told.get("version"), place.url)
    return Manifest(
        name=str(told["experiment"]),
        identity=Identity.read(told["identity"]),
        others=tuple(Identity.read(other) for other in told["others"]),
        about=str(told["about"]),
        scenarios={
            name: Progress(
                one["expected"],
                Spans.of((start, stop) for start, stop in one["spans"]),
                one["last_run"],
            )
            for name, one in told["scenarios"].items()
        },
        files={name: _record(one) for name, one in told["files"].items()},
    )


def current(place: Place) -> tuple[Manifest, str] | None:
    """The manifest that holds and the folder its files may still be in; None without one.

    A compaction counts from the moment on at which its manifest is there, even if its files have
    not all been put in their places. Raises DamageError or UserError.
    """
    if place.exists(f"{NEXT}/{MANIFEST}"):
        return read_manifest(place, f"{NEXT}/{MANIFEST}"), NEXT
    return (read_manifest(place), "") if place.exists(MANIFEST) else None


def record_of(path: Path) -> FileRecord:
    """The record of a file that was just written."""
    with path.open("rb") as file:
        digest = _digest(file)
    size = path.stat().st_size
    if path.suffix != PARQUET:
        return FileRecord(size, digest)
    rows = pq.read_metadata(path).num_rows
    with path.open("rb") as file:
        return FileRecord(size, digest, rows, _footer(file, size))


def check_size(place: Place, name: str, record: FileRecord) -> None:
    """Raise DamageError unless a file is there and as long as it was."""
    try:
        size = place.size(name)
    except FileNotFoundError as problem:
        raise DamageError("it is not there") from problem
    if size != record.size:
        raise DamageError(f"it has {size:,} bytes instead of {record.size:,}")


def check_footer(file: BinaryIO, record: FileRecord) -> None:
    """Raise DamageError unless the end of a Parquet file is as written."""
    if _footer(file, record.size) != record.footer_sha256:
        raise DamageError("its checksum is wrong")


def check_whole(place: Place, name: str, record: FileRecord) -> None:
    """Raise DamageError unless every byte of a file is as written."""
    check_size(place, name, record)
    with place.open(name) as file:
        if _digest(file) != record.sha256:
            raise DamageError("its checksum is wrong")


def _footer(file: BinaryIO, size: int) -> str:
    """SHA-256 of a Parquet file's end: its footer, the footer's length and the last four bytes."""
    file.seek(max(0, size - 8))
    length = int.from_bytes(file.read(8)[:4], "little")
    start = max(0, size - 8 - length)
    file.seek(start)
    return digest_of(file.read(size - start))


def _digest(file: BinaryIO) -> str:
    found = hashlib.sha256()
    while part := file.read(_PART):
        found.update(part)
    return found.hexdigest()


def _plain(record: FileRecord) -> dict[str, object]:
    found: dict[str, object] = {"bytes": record.size, "sha256": record.sha256}
    if record.rows is not None:
        found |= {"rows": record.rows, "footer_sha256": record.footer_sha256}
    return found


def _record(told: Mapping[str, object]) -> FileRecord:
    rows, footer = told.get("rows"), told.get("footer_sha256")
    return FileRecord(
        size=int(str(told["bytes"])),
        sha256=str(told["sha256"]),
        rows=None if rows is None else int(str(rows)),
        footer_sha256=None if footer is None else str(footer),
    )
