"""Two worlds held against each other, bit for bit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from sim.model import MediationModel
from sim.scenario.case import Case
from sim.world.world import World

ODD_RUNS = np.array([7, 3, 3, 431, 0, 65, 2**40, 8, 9])
"""Runs of an ensemble out of order, one twice, some neighbours, some far away."""


def lived(case: Case, runs: Sequence[int] | NDArray[np.int64], days: int, seed: int = 5) -> MediationModel:
    """A model of some runs after some days."""
    model = MediationModel(case, run_ids=np.asarray(runs, dtype=np.int64), seed=seed)
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

    Tables and columns named in `but` are left out.
    """
    found = []
    for table, entries in one.tables().items():
        for column, _, values in entries.columns():
            name = f"{table}.{column}"
            if table in but or name in but:
                continue
            counterpart = getattr(getattr(other, table), column)
            if not same(values[list(rows)], counterpart[list(others)]):
                found.append(name)
    return found


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
    """The columns that hold a number which is none."""
    return [
        f"{name}.{column}"
        for name, table in world.tables().items()
        for column, _, values in table.columns()
        if values.dtype.kind == "f" and not np.isfinite(values).all()
    ]
