"""A comma-separated file as rows of text, each with the line it begins in."""

from __future__ import annotations

import csv
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sim.analysis.series.complaints import refusal
from sim.scenario.problems import did_you_mean

LARGEST = 1_000_000_000
"""Bytes of a file; the largest published release of the data set read here has a third of it."""
LONGEST_CELL = 1_000_000
"""Characters of one cell: lists of sources can be long."""
TRIED = "UTF-8, with or without a byte order mark"

_HEAD = 65_536
_STARTS = {
    b"PK\x03\x04": ("a ZIP archive or an Excel workbook", "unpack it, or save the sheet as CSV"),
    b"\x1f\x8b": ("a gzip archive", "unpack it first"),
    b"\xd0\xcf\x11\xe0": ("an old Excel workbook", "save the sheet as CSV"),
    b"PAR1": ("a Parquet file", "write the table as CSV"),
    b"%PDF": ("a PDF document", None),
}


@dataclass(frozen=True)
class Row:
    """The cells of a row and the line it begins in, counted from 1."""

    line: int
    cells: list[str]


def refuse_unreadable(path: Path, name: str) -> None:
    """Raise UserError for what is no text of commas: missing, too large, empty, binary, UTF-16.

    `name` is what messages call the file.
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise refusal(name, "this is a folder, not a file of events")
        if not stat.S_ISREG(status.st_mode):
            raise refusal(name, "this is not an ordinary file")
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except FileNotFoundError:
        raise refusal(name, "there is no such file", _sibling(path)) from None
    except PermissionError:
        raise refusal(name, "this file may not be read: permission denied") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise refusal(name, f"this file cannot be read: {reason or 'bad file name'}") from None
    if status.st_size > LARGEST:
        raise refusal(
            name,
            f"this file has {status.st_size:,} bytes, and {LARGEST:,} is the most that is read",
            "cut it down to the conflict in question",
        )
    if not head.removeprefix(b"\xef\xbb\xbf").strip():
        raise refusal(name, "this file is empty", "its first line names the columns")
    for start, (kind, hint) in _STARTS.items():
        if head.startswith(start):
            raise refusal(name, f"this is {kind}, not a text of commas", hint)
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raise refusal(name, f"this text is written in UTF-16 (tried {TRIED})", "save it as UTF-8")
    if b"\0" in head:
        raise refusal(name, "this is a binary file, not text")


def rows_of(path: Path, name: str) -> Iterator[Row]:
    """The rows that are not blank, the header first; raises UserError where reading must end."""
    csv.field_size_limit(LONGEST_CELL)
    line = 1
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield Row(line, cells)
                line = reader.line_num + 1
    except UnicodeDecodeError:
        found, byte = _undecodable(path)
        raise refusal(
            name,
            f"this is not {TRIED}, which is what was tried: byte 0x{byte:02x} cannot be read",
            "save the file as UTF-8; it may be in Windows-1252 or Latin-1, or in Windows-1251",
            found,
        ) from None
    except csv.Error as error:
        said = str(error)
        if "field larger" in said:
            said = f"a cell is longer than {LONGEST_CELL:,} characters; is a quote left open?"
        elif "unexpected end" in said:
            said = "a quote that opens here is never closed"
        elif "NUL" in said:
            said = "this is a binary file, not text"
        raise refusal(name, said, line=line) from None


def _undecodable(path: Path) -> tuple[int, int]:
    """The first line that is not UTF-8, and the byte that shows it."""
    with path.open("rb") as file:
        for line, raw in enumerate(file, start=1):
            try:
                raw.decode("utf-8")
            except UnicodeDecodeError as error:
                return line, raw[error.start]
    return 1, 0


def _sibling(path: Path) -> str | None:
    try:
        names = [entry.name for entry in path.parent.iterdir()]
    except (OSError, ValueError):
        return None
    return did_you_mean(path.name, names)
