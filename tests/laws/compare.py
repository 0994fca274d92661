"""Two worlds held against each other, bit for bit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from sim.model import MediationModel
from sim.scenario.case import Case
from sim.world.cells import Cells
from sim.world.layout import Layout
from sim.world.world import World

Indices = NDArray[np.int64]

ODD_RUNS = np.array([7, 3, 3, 431, 0, 65, 2**40, 8, 9])
"""Runs of an ensemble out of order, one twice, some neighbours, some far away."""
NAMED_AXES = {
    "party": "parties",
    "other": "parties",
    "mediator": "mediators",
    "colleague": "mediators",
    "host": "hosts",
    "mission": "missions",
    "sector": "sectors",
}
"""Axes whose entries have names, and where the layout keeps those."""


def lived(
    case: Case, runs: Sequence[int] | Indices, days: int, seed: int = 5, cells: Cells = ()
) -> MediationModel:
    """A model of some runs after some days, or at the end of its period."""
    model = MediationModel(case, run_ids=np.asarray(runs, dtype=np.int64), seed=seed, cells=cells)
    for _ in range(min(days, model.days)):
        model.step()
    return model


def same(one: NDArray[np.generic], other: NDArray[np.generic]) -> bool:
    """Whether two arrays hold the same bits, missing values included."""
    if one.dtype != other.dtype and not (one.dtype.kind == other.dtype.kind == "U"):
        return False
    if one.dtype.kind == "U":
        return one.tolist() == other.tolist()
    return one.shape == other.shape and one.tobytes() == other.tobytes()


def differences(
    one: World, rows: Sequence[int], other: World, others: Sequence[int], but: Sequence[str] = ()
) -> list[str]:
    """The columns (`table.column`) in which some runs of two worlds differ.

    Only parties, sectors and so on that both worlds have are compared. Tables and columns named
    in `but` are left out.
    """
    found = []
    for table, entries in one.tables().items():
        for column, declared, values in entries.columns():
            name = f"{table}.{column}"
            if table in but or name in but:
                continue
            counterpart = getattr(getattr(other, table), column)
            mine, yours = values[list(rows)], counterpart[list(others)]
            for place, axis in enumerate(declared.axes, start=1):
                if axis in NAMED_AXES:
                    names, known = names_on(one.layout, axis), names_on(other.layout, axis)
                    both = [entry for entry in names if entry in known]
                    mine = mine.take([names.index(entry) for entry in both], axis=place)
                    yours = yours.take([known.index(entry) for entry in both], axis=place)
            if not same(mine, yours):
                found.append(name)
    return found


def names_on(layout: Layout, axis: str) -> tuple[str, ...]:
    """What the entries of an axis are called."""
    if axis == "host":
        return tuple(host.name for host in layout.hosts)
    names: tuple[str, ...] = getattr(layout, NAMED_AXES[axis])
    return names


def unlike(
    one: Mapping[str, NDArray[np.generic]],
    rows: Sequence[int],
    other: Mapping[str, NDArray[np.generic]],
    others: Sequence[int],
    but: Sequence[str] = (),
) -> list[str]:
    """The outcomes in which some runs of two results differ; those named in `but` left out."""
    assert list(one) == list(other)
    return [
        name
        for name in one
        if name not in but and not same(one[name][list(rows)], other[name][list(others)])
    ]


def not_finite(world: World) -> list[str]:
    """The columns that hold a number which is none, though they are not declared to."""
    return [
        f"{name}.{column}"
        for name, table in world.tables().items()
        for column, declared, values in table.columns()
        if values.dtype.kind == "f" and not declared.missing and not np.isfinite(values).all()
    ]
