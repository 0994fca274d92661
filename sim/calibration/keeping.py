"""The folder of a calibration: populations while it goes on, draws and tables in the end."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.batch.described import engine_digest
from sim.calibration.calibration import Calibration
from sim.calibration.sequential import Arrays
from sim.scenario.posterior import ABOUT, DRAWS
from sim.scenario.problems import Problem, UserError
from sim.store.folder import PROVENANCE, files_of, refuse_foreign
from sim.store.provenance import code_digest, versions
from sim.store.story import CAVEAT

POPULATIONS = "populations"


@dataclass(frozen=True)
class Workshop:
    """A folder that a calibration is made in: kept populations are used again.

    `key` is the digest of all that they depend on; what was made under another one is dropped.
    """

    folder: Path
    key: str

    def get(self, name: str) -> Arrays | None:
        """The arrays of a population, if they were kept whole."""
        path = self._path(name)
        try:
            with np.load(path, allow_pickle=False) as found:
                return {key: found[key] for key in found.files}
        except (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile):
            return None

    def put(self, name: str, arrays: Arrays) -> None:
        """Keep the arrays of a population, whole or not at all."""
        self.write(f"{POPULATIONS}/{name}.npz", arrays)

    def write(self, name: str, content: str | Arrays) -> None:
        """Write a file of the folder in one piece, and list it in its provenance."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.draft")
        if isinstance(content, str):
            draft.write_text(content, encoding="utf-8", newline="")
        else:
            with draft.open("wb") as file:
                np.savez_compressed(file, allow_pickle=False, **dict(content))
        os.replace(draft, path)
        self.record({})

    def record(self, more: Mapping[str, Any]) -> None:
        """Bring the provenance up to date: the key, all files, and more."""
        place = self.folder / PROVENANCE
        said = _read(place)
        said.update({"model": CAVEAT, "key": self.key, **more})
        said["files"] = [name for name in files_of(self.folder) if name != PROVENANCE]
        draft = place.with_name(f".{PROVENANCE}.draft")
        draft.write_text(json.dumps(said, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        os.replace(draft, place)

    def _path(self, name: str) -> Path:
        return self.folder / POPULATIONS / f"{name}.npz"


def workshop(folder: Path, calibration: Calibration, seed: int) -> Workshop:
    """The folder of a calibration, ready to go on where it was.

    Raises UserError if the folder holds anything but an earlier calibration, or cannot be made.
    """
    _drop_drafts(folder)
    refuse_foreign(folder)
    key = calibration.key(seed, engine_digest())
    made = Workshop(folder, key)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if _read(folder / PROVENANCE).get("key") != key:
            for path in sorted(folder.rglob("*"), reverse=True):
                path.rmdir() if path.is_dir() else path.unlink()
        made.record({})
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise UserError(Problem(f"cannot write `{folder}`: {reason}", "--out")) from problem
    return made


def origins(calibration: Calibration, seed: int) -> dict[str, Any]:
    """What a calibration comes from, JSON-ready."""
    return {
        "calibration": calibration.name,
        "title": calibration.title,
        "seed": seed,
        "left_out": calibration.left_out or None,
        "engine_sha256": engine_digest(),
        "code_sha256": code_digest(),
        "versions": versions(),
        "inputs": sorted({given.path.name for given in calibration.inputs}),
    }


def _drop_drafts(folder: Path) -> None:
    """Remove what an interruption left half written."""
    if folder.is_dir():
        for path in folder.rglob(".*.draft"):
            path.unlink(missing_ok=True)


def _read(place: Path) -> dict[str, Any]:
    try:
        found = json.loads(place.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


__all__ = ["ABOUT", "DRAWS", "Workshop", "origins", "workshop"]
