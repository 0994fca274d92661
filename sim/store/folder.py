"""The folder of a run: filled beside its place, and put there whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from sim.scenario.problems import Problem, UserError

PROVENANCE = "provenance.json"


def run_name(
    seed: int,
    runs: int,
    run: int | None = None,
    until: date | None = None,
    settings: Sequence[str] = (),
    parameters: str = "",
) -> str:
    """Name of a run's folder, such as `seed-0-runs-1000` or `seed-0-run-431-until-2014-08-10`.

    Settings add a short digest of themselves, and parameters that are not the usual ones their
    name, so that variants do not replace each other.
    """
    parts = [f"seed-{seed}", f"runs-{runs}" if run is None else f"run-{run}"]
    if until is not None:
        parts.append(f"until-{until.isoformat()}")
    if parameters:
        parts.append(parameters.replace(" ", "-"))
    if settings:
        parts.append(hashlib.blake2b("\n".join(settings).encode(), digest_size=4).hexdigest())
    return "-".join(parts)


@contextmanager
def filling(folder: Path) -> Iterator[Path]:
    """Give a draft folder to write into, and put it in place of `folder` if all went well.

    If anything goes wrong, or the run is interrupted, the draft vanishes, folders made on the way
    to it too, and an earlier result stays as it was. Raises UserError if `folder` holds anything
    but an earlier result, or cannot be written.
    """
    folder = folder.absolute()
    refuse_foreign(folder)
    made = [parent for parent in folder.parents if not parent.exists()]
    draft = folder.parent / f".{folder.name}.draft-{os.getpid()}"
    placed = False
    try:
        try:
            draft.mkdir(parents=True)
        except OSError as problem:
            raise _unwritable(folder, problem) from problem
        try:
            yield draft
            refuse_foreign(folder)
            _put(draft, folder)
        except OSError as problem:
            raise _unwritable(folder, problem) from problem
        placed = True
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        if not placed:
            _remove_empty(made)


def refuse_foreign(folder: Path) -> None:
    """Raise UserError unless `folder` is free, empty, or an earlier result and nothing else."""
    if not folder.exists() and not folder.is_symlink():
        return
    if not folder.is_dir():
        raise UserError((Problem(f"`{folder}` is a file, not a folder", "--out"),))
    present = {
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()
    }
    foreign = sorted(present - _listed(folder))
    if foreign:
        first = f"`{foreign[0]}`" + (f" and {len(foreign) - 1} more" if len(foreign) > 1 else "")
        raise UserError(
            (
                Problem(
                    f"`{folder}` holds files that are not results of an earlier run: {first}",
                    "--out",
                    hint="choose another folder, or empty this one",
                ),
            )
        )


def files_of(draft: Path) -> list[str]:
    """The files in a folder, by their path inside it, sorted."""
    return sorted(path.relative_to(draft).as_posix() for path in draft.rglob("*") if path.is_file())


def _listed(folder: Path) -> set[str]:
    """The files that the provenance of an earlier result names, itself included."""
    try:
        provenance = json.loads((folder / PROVENANCE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return set()
    files = provenance.get("files") if isinstance(provenance, dict) else None
    if not isinstance(files, list):
        return set()
    return {str(file) for file in files} | {PROVENANCE}


def _put(draft: Path, folder: Path) -> None:
    if not folder.exists():
        draft.rename(folder)
        return
    old = folder.parent / f".{folder.name}.replaced-{os.getpid()}"
    folder.rename(old)
    try:
        draft.rename(folder)
    except BaseException:
        old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _remove_empty(folders: Sequence[Path]) -> None:
    for folder in folders:
        try:
            folder.rmdir()
        except OSError:
            return


def _unwritable(folder: Path, problem: OSError) -> UserError:
    reason = problem.strerror or str(problem)
    return UserError((Problem(f"cannot write `{folder}`: {reason}", "--out"),))
