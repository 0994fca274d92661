"""The folders in which the classes of users' agents are looked for."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from sim.scenario.problems import Problem

Agents = Annotated[
    list[Path] | None,
    typer.Option(
        "--agents",
        metavar="FOLDER",
        help="Look here for the classes that a scenario names; may be repeated.",
    ),
]


def bad_agents(folders: Sequence[Path]) -> Iterator[Problem]:
    """What is wrong with `--agents`."""
    for folder in folders:
        if folder.is_dir():
            continue
        what = "this is a file, not a folder" if folder.exists() else "there is no such folder"
        hint = "name the folder that holds the Python file" if folder.exists() else None
        yield Problem(what, f"--agents {folder}", hint=hint)


def look_for_agents_in(folders: Sequence[Path]) -> None:
    """Let modules be found in these folders, after all that is installed."""
    for folder in folders:
        path = str(folder.resolve())
        if path not in sys.path:
            sys.path.append(path)
