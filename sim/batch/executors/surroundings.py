"""What a machine brings to its results: versions, code, the last bits of its arithmetic."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from site import getsitepackages, getusersitepackages

MEANINGS = {
    "code": "the code of Parley",
    "numpy": "NumPy",
    "scipy": "SciPy",
    "arithmetic": "the arithmetic (last bits of exp, log and powers)",
    "work": "what the work depends on",
}
"""What is compared, and what it is called in a sentence."""


def surroundings() -> dict[str, str]:
    """Everything that must be the same wherever runs are computed, by the words of `MEANINGS`."""
    from sim.arithmetic import fingerprint
    from sim.store.provenance import code_digest

    return {
        "code": code_digest()[:12],
        "numpy": version("numpy"),
        "scipy": version("scipy"),
        "arithmetic": fingerprint(),
    }


def difference(here: Mapping[str, str], there: Mapping[str, str]) -> str | None:
    """How another machine differs, as a clause; None if it does not."""
    clauses = [
        f"{MEANINGS.get(name, name)} is {there.get(name, 'unknown')} there and {value} here"
        for name, value in here.items()
        if there.get(name) != value
    ]
    return "; ".join(clauses) or None


def own_folders() -> tuple[str, ...]:
    """Folders of the import path that no installation brought, such as one given by `--agents`."""
    installed = [sys.prefix, sys.base_prefix, *getsitepackages(), getusersitepackages()]
    return tuple(
        entry
        for entry in map(_absolute, sys.path)
        if Path(entry).is_dir() and not _within(entry, installed)
    )


def look_in(folders: Iterable[str]) -> None:
    """Let modules be found in these folders, where they exist, after all that is installed."""
    for folder in folders:
        if folder not in sys.path and Path(folder).is_dir():
            sys.path.append(folder)


def _absolute(entry: str) -> str:
    return str(Path(entry or ".").resolve())


def _within(entry: str, folders: Iterable[str]) -> bool:
    return any(Path(entry).is_relative_to(Path(folder).resolve()) for folder in folders)
