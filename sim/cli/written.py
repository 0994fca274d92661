"""Files that a verb writes where it is told to: they take the place only of their own kind."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from sim.scenario.problems import Problem, UserError

HEAD = 4_096
"""Bytes at the beginning of a file in which its kind is told."""


@dataclass(frozen=True)
class Kind:
    """What a verb writes, and the text near its beginning that nothing else has."""

    name: str
    mark: str


PAGE = Kind("page of `parley report`", 'content="default-src &#x27;none&#x27;; img-src data:;')
DESCRIPTION = Kind("description of `parley describe --odd`", "# ODD + D description: ")
VERDICTS = Kind("page of `parley validate`", "Written by `parley validate ")
SCENARIO_SCHEMA = Kind("schema of `parley schema`", '"title": "Parley scenario"')
EXPERIMENT_SCHEMA = Kind("schema of `parley schema --experiment`", '"title": "Parley experiment"')


def refuse_foreign(path: Path, kind: Kind) -> None:
    """Raise UserError if there is a file that is not empty and of another kind, or a folder."""
    if path.is_dir():
        raise UserError(Problem("is a folder", str(path), hint="name a file in it"))
    if not path.is_file():
        return
    try:
        with path.open("rb") as file:
            head = file.read(HEAD).decode("utf-8", errors="replace")
    except OSError as error:
        raise _not_written(path, error) from None
    if head.strip() and kind.mark not in head:
        message = f"is there already, and is no {kind.name}"
        hint = "name another file, or take this one away first"
        raise UserError(Problem(message, str(path), hint=hint))


def write_own(path: Path, text: str, kind: Kind) -> None:
    """Write a file whole or not at all; UserError if it may not or cannot be written."""
    refuse_foreign(path, kind)
    draft = path.with_name(f".{path.name}.draft-{os.getpid()}")
    try:
        draft.write_text(text, encoding="utf-8", newline="")
        os.replace(draft, path)
    except OSError as error:
        raise _not_written(path, error) from None
    finally:
        draft.unlink(missing_ok=True)


def _not_written(path: Path, error: OSError) -> UserError:
    return UserError(Problem(f"this file cannot be written: {error.strerror}", str(path)))
