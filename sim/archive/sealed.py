"""A file of Arrow tables that tells whether it is whole: a header, then one stream a table.

The first line tells bytes and SHA-256 of the second; the second, in JSON, the store version, what
the file is about, and bytes, rows and SHA-256 of every table; these follow as Arrow streams.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from sim.archive.identity import STORE_VERSION, check_version
from sim.archive.place import Place

_KIND = b"parley-sealed"
_FIRST_READ = 4_096


class DamageError(ValueError):
    """That a file is not what was once written, and why."""


@dataclass(frozen=True)
class Section:
    """Where a table stands in the file."""

    start: int
    stop: int
    rows: int
    sha256: str


@dataclass(frozen=True)
class Sealed:
    """A sealed file whose header is whole and whose length is right."""

    place: Place
    name: str
    about: Mapping[str, object]
    sections: Mapping[str, Section]

    def table(self, name: str) -> pa.Table | None:
        """One of the tables, or None if it is not in it; DamageError if it is not as written."""
        section = self.sections.get(name)
        if section is None:
            return None
        content = self.place.read(self.name, section.start, section.stop)
        if digest_of(content) != section.sha256:
            raise DamageError("its checksum is wrong")
        return pa.ipc.open_stream(pa.py_buffer(content)).read_all()

    def check(self) -> None:
        """Read all of it; DamageError if it is not as written."""
        for section in self.sections.values():
            content = self.place.read(self.name, section.start, section.stop)
            if digest_of(content) != section.sha256:
                raise DamageError("its checksum is wrong")


def seal(about: Mapping[str, object], tables: Mapping[str, pa.Table]) -> bytes:
    """The content of a sealed file.

    Its bytes are no measure of its content: Arrow pads its streams with whatever is in memory.
    """
    streams, sections = [], {}
    for name, table in tables.items():
        stream = _stream(table)
        streams.append(stream)
        sections[name] = {
            "bytes": len(stream),
            "rows": table.num_rows,
            "sha256": digest_of(stream),
        }
    told = {"version": STORE_VERSION, "about": about, "tables": sections}
    second = json.dumps(told, ensure_ascii=False, allow_nan=False).encode() + b"\n"
    first = b"%s %d %s\n" % (_KIND, len(second), digest_of(second).encode())
    return b"".join([first, second, *streams])


def unseal(place: Place, name: str) -> Sealed:
    """Read the header of a sealed file.

    Raises DamageError if it is torn or not as written, UserError for a store version that cannot be
    read.
    """
    beginning = place.read(name, 0, _FIRST_READ)
    first, newline, _ = beginning.partition(b"\n")
    words = first.split(b" ")
    if not newline or len(words) != 3 or words[0] != _KIND or not words[1].isdigit():
        raise DamageError("it does not begin as it should")
    start = len(first) + 1
    stop = start + int(words[1])
    second = beginning[start:stop] if stop <= len(beginning) else place.read(name, start, stop)
    if digest_of(second).encode() != words[2]:
        raise DamageError("its header is torn or changed")
    told = json.loads(second)
    check_version(told.get("version"), f"{place.url}/{name}")
    sections: dict[str, Section] = {}
    for key, section in told["tables"].items():
        end = stop + section["bytes"]
        sections[key] = Section(stop, end, section["rows"], section["sha256"])
        stop = end
    if place.size(name) != stop:
        raise DamageError(f"it has {place.size(name):,} bytes instead of {stop:,}")
    return Sealed(place, name, told["about"], sections)


def digest_of(content: bytes) -> str:
    """SHA-256 in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def _stream(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with pa.ipc.new_stream(sink, table.schema, options=options) as writer:
        writer.write_table(table.combine_chunks())
    content: bytes = sink.getvalue().to_pybytes()
    return content
