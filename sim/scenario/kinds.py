"""Which kind of file a file is, told by keys that no other kind has, and which command takes it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sim.scenario.places import Block
from sim.scenario.problems import Problem, UserError


@dataclass(frozen=True)
class Known:
    """A kind of file: what it is called, keys that only it has, and the command that takes it."""

    name: str
    marks: frozenset[str]
    command: str


KNOWN = (
    Known("a calibration", frozenset({"stages", "draws"}), "calibrate"),
    Known("an experiment", frozenset({"question", "levers", "uncertainties", "design"}), "sweep"),
    Known(
        "a scenario",
        frozenset({"extends", "period", "parties", "mediators", "fronts", "timeline"}),
        "run",
    ),
)


def kind_of(keys: Collection[str]) -> Known | None:
    """The kind whose keys these are; None if they are of none or of several."""
    found = [known for known in KNOWN if not known.marks.isdisjoint(keys)]
    return found[0] if len(found) == 1 else None


def refuse_other(root: Block, file: str, wanted: str) -> None:
    """Raise UserError, in one line, if a file is plainly of another kind than the one wanted."""
    found = kind_of(root.entries)
    if found is None or found.name == wanted:
        return
    hint = f"`parley {found.command} {file}` takes it"
    raise UserError(Problem(f"this is {found.name}, not {wanted}", file, hint=hint))
