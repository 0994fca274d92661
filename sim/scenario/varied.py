"""A case with some of its numbers changed, to other numbers or to one number for every run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel

from sim.arithmetic import added
from sim.scenario.case import Case
from sim.scenario.quantity import Quantity

Column = NDArray[np.float64]
SECTIONS = ("behaviour", "stances")
"""Sections that a case holds merged with the rulebooks; its scenario says only its own part."""


@dataclass
class _Branch:
    """The changes under one entry: those of its own entries, or a value for itself."""

    value: float | Column | None = None
    branches: dict[str, _Branch] = field(default_factory=dict)

    def plant(self, steps: Sequence[str], value: float | Column) -> None:
        if steps:
            self.branches.setdefault(steps[0], _Branch()).plant(steps[1:], value)
        else:
            self.value = value


def varied(case: Case, values: Mapping[str, float | Column]) -> Case:
    """The case with the numbers at some paths replaced, such as `parties.armenia.resolve`.

    A value is a number, or a column (run,) with one number for each run of a block: then the case
    is good for filling the tables of that block and for nothing else. Nothing is checked against
    the bounds of the schema. Saliences of a party are scaled to add up to 1 again. Raises
    KeyError for a path at which the case has no number.
    """
    root = _Branch()
    for path, value in values.items():
        root.plant(path.split("."), value)
    changed: dict[str, Any] = {
        section: _changed(getattr(case, section), root.branches.pop(section), section)
        for section in SECTIONS
        if section in root.branches
    }
    scenario = _changed(case.scenario, root, "")
    return replace(case, scenario=scenario, **changed)


def _changed(part: Any, branch: _Branch, path: str) -> Any:
    if branch.value is not None:
        if not isinstance(part, Quantity):
            raise KeyError(f"{path} is not a number")
        return _worth(part, branch.value)
    if not branch.branches:
        return part
    if isinstance(part, BaseModel):
        entries = {name: getattr(part, name) for name in type(part).model_fields}
        return part.model_copy(update=_entries(entries, branch, path))
    if isinstance(part, Mapping):
        return {**part, **_entries(part, branch, path)}
    if isinstance(part, list | tuple):
        numbered = {str(place): entry for place, entry in enumerate(part, start=1)}
        return type(part)({**numbered, **_entries(numbered, branch, path)}.values())
    raise KeyError(f"{path} has no entries")


def _entries(entries: Mapping[str, Any], branch: _Branch, path: str) -> dict[str, Any]:
    found = {}
    for name, inner in branch.branches.items():
        here = f"{path}.{name}" if path else name
        if name not in entries:
            raise KeyError(f"there is no {here}")
        found[name] = _changed(entries[name], inner, here)
        if name == "saliences":
            found[name] = _adding_up(found[name])
    return found


def _adding_up(saliences: Mapping[str, Quantity]) -> dict[str, Quantity]:
    total = added(quantity.value for quantity in saliences.values())
    return {name: _worth(quantity, quantity.value / total) for name, quantity in saliences.items()}


def _worth(quantity: Quantity, value: float | Column) -> Quantity:
    # Built without checking: a column is not a number, and a table has bounds of its own.
    return quantity.model_copy(update={"value": value})
