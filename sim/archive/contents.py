"""Which files in a folder are an archive's own, which are made from it, and which are neither."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sim.archive import failures, journal, lock
from sim.archive.compaction import LOG
from sim.archive.manifest import MANIFEST, Manifest
from sim.archive.place import NEXT, UNFINISHED
from sim.scenario.problems import Problem, UserError, listed

OUTPUTS = re.compile(
    r"""
    (figures|tables)/.+                                             # pictures and tables
    | (summary|comparison|compare|sensitivity|report)[^/]*\.\w+     # as the verbs name them
    | (README|NOTES)\.md | \.git(ignore|keep|attributes)
    | (.+/)?(\.DS_Store|Thumbs\.db|desktop\.ini)                    # what browsing a folder leaves
    """,
    re.VERBOSE,
)
"""Files made from an archive or about it, which may lie in its folder and are never touched."""

COMPACTED = re.compile(
    r"""
    outcomes/.+-\d{4,}\.parquet | (bands|sectors|cells)\.parquet | columns\.csv
    | (about|provenance)\.json | inputs/.+
    """,
    re.VERBOSE,
)
"""What the files are called that a manifest lists."""

_OWN = {MANIFEST, LOG, failures.NAME, lock.NAME, journal.ABOUT}


def is_own(name: str, manifest: Manifest | None, by_name: bool = False) -> bool:
    """Whether a file is part of an archive with this manifest, or was left by its writer.

    `by_name` goes by what the files of an archive are called, for one whose manifest is lost.
    """
    known = COMPACTED.fullmatch(name) if by_name else manifest and name in manifest.files
    if known or name.startswith((f"{NEXT}/", f"{journal.DAMAGED}/")):
        return True
    name = name.removesuffix(UNFINISHED)
    return name in _OWN or journal.BLOCK.fullmatch(name) is not None


def is_unfinished(name: str) -> bool:
    """Whether a file was being written when its writer ended, and counts for nothing."""
    return name.endswith(UNFINISHED) and is_own(name, None)


def is_archive(names: Iterable[str]) -> bool:
    """Whether there is an archive among these files."""
    return not {MANIFEST, f"{NEXT}/{MANIFEST}", journal.ABOUT}.isdisjoint(names)


def refuse_foreign(
    names: Iterable[str], manifest: Manifest | None, url: str, by_name: bool = False
) -> None:
    """Raise UserError if any file is neither part of the archive nor made from it."""
    found = [
        name
        for name in names
        if not is_own(name, manifest, by_name) and not OUTPUTS.fullmatch(name)
    ]
    if found:
        raise UserError(
            Problem(
                f"holds files that are no part of the results: {listed(found, most=5)}",
                url,
                hint="move them elsewhere, or choose another folder",
            )
        )
