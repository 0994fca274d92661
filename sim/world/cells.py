"""Cells of an experiment that share a block: cases that differ in the numbers of tables alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from sim.scenario.case import Case
from sim.scenario.quantity import Quantity
from sim.world.tables import SwitchTable

Cells = Sequence[tuple[Case, int]]
"""Cases with the number of consecutive runs of the block that each is computed for."""

IN_TABLES = (
    "issues",
    "parties",
    "mediators",
    "formats",
    "peacekeepers",
    "fronts",
    "agreements",
)
"""Sections whose numbers are written into tables, run by run."""
SHARED = ("period", "timeline", "agendas", "documented")
"""Sections that a block reads once, so that all its cells must say the same."""
STARTS = frozenset({"rung", "stance"})
"""Words that tables hold as well: where a front and a party begin."""


def check_cells(case: Case, cells: Cells, runs: int) -> None:
    """Raise ValueError unless the cells fill the block and share the structure of its case."""
    wide = [width for _, width in cells]
    if sum(wide) != runs:
        raise ValueError(f"cells of {sum(wide)} runs do not fill a block of {runs}")
    wanted = structure(case)
    for place, (cell, _) in enumerate(cells):
        found = structure(cell)
        apart = [section for section in wanted if found[section] != wanted[section]]
        if apart:
            raise ValueError(f"cell {place} cannot share a block: it differs in {', '.join(apart)}")


def structure(case: Case) -> dict[str, Any]:
    """What runs of one block have in common: all of a case but the numbers that tables hold."""
    scenario = case.scenario
    renewals = {
        name: None if mission.renewal is None else mission.renewal.months.value
        for name, mission in scenario.peacekeepers.items()
    }
    return {
        **{section: _frame(getattr(scenario, section)) for section in IN_TABLES},
        **{section: _content(getattr(scenario, section)) for section in SHARED},
        "renewals": renewals,
        "stances": tuple(case.stances),
        "rules": _content(case.rules),
        "mechanisms": {
            name: on for name, on in case.mechanisms.items() if name not in SwitchTable.declared
        },
    }


def _frame(part: object) -> Any:
    """A part without its numbers; what consists of numbers alone is left out."""
    if isinstance(part, BaseModel):
        entries = {name: getattr(part, name) for name in type(part).model_fields}
        return _frame({name: entry for name, entry in entries.items() if name not in STARTS})
    if isinstance(part, Mapping):
        framed = {
            name: _frame(entry) for name, entry in part.items() if not isinstance(entry, Quantity)
        }
        return {name: entry for name, entry in framed.items() if entry not in ({}, None)}
    if isinstance(part, list | tuple):
        return [_frame(entry) for entry in part]
    return part


def _content(part: object) -> Any:
    """A part with its numbers, without the evidence for them."""
    if isinstance(part, Quantity):
        return part.value
    if isinstance(part, BaseModel):
        return {name: _content(getattr(part, name)) for name in type(part).model_fields}
    if isinstance(part, Mapping):
        return {name: _content(entry) for name, entry in part.items()}
    if isinstance(part, list | tuple):
        return [_content(entry) for entry in part]
    return part
