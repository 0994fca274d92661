"""`parley new`: a small scenario to start from."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Annotated

import typer

from sim.scenario.problems import Problem, UserError

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
SCHEMA = Path("docs") / "reference" / "scenario.schema.json"


def new(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="Name of the scenario, perhaps with its folder.")
    ],
) -> None:
    """Write NAME.yaml: a small, complete, commented scenario of a fictional conflict."""
    path = _path(name)
    template = (Path(__file__).parent / "template.yaml").read_text(encoding="utf-8")
    text = template.replace("SCHEMA", _schema_from(path.parent), 1)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        message = "this file exists already, and is left as it is"
        raise UserError(Problem(message, str(path), hint="choose another name")) from None
    except OSError as error:
        message = f"this file cannot be written: {error.strerror}"
        raise UserError(Problem(message, str(path))) from None
    typer.echo(f"wrote {path}")
    typer.echo(f"  look it over:  parley describe {path}")
    typer.echo(f"  after a change: parley check {path}")
    typer.echo(f"  run it:        parley run {path}")


def _path(name: str) -> Path:
    """The file to write; raises UserError for a name that would make trouble."""
    given = Path(name.removesuffix(".yaml"))
    if not NAME.fullmatch(given.name) or not name.isprintable():
        message = "this cannot be the name of a scenario"
        hint = "use small letters, digits, `-` and `_`, such as `two-valleys`"
        raise UserError(Problem(message, name or "''", hint=hint))
    if not given.parent.is_dir():
        message = f"there is no folder {given.parent}"
        raise UserError(Problem(message, name, hint="make it first"))
    return given.with_name(f"{given.name}.yaml")


def _schema_from(folder: Path) -> str:
    """The schema of the repository as seen from a folder, or one beside the scenario."""
    here = folder.resolve()
    for above in (here, *here.parents):
        if (above / SCHEMA).is_file():
            return Path(os.path.relpath(above / SCHEMA, here)).as_posix()
    return SCHEMA.name
