"""Branches: a block of runs saved as it stands, taken up again, or sent into another future."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from sim.chronicle import Chronicle
from sim.model import MediationModel
from sim.scenario.case import Case
from sim.world.table import Table
from sim.world.world import World

FORMAT = 1
"""Number of this form of saving; another form gets another number."""


def save(model: MediationModel) -> bytes:
    """All that a model's runs depend on from here on, as a NumPy archive without pickles.

    The tables, the day, the seed, the run ids and the future. The scenario is not in it, and of
    the story only what the tables hold: notes written so far stay behind.
    """
    world, until = model.world, model.layout.until
    contents: dict[str, Any] = {
        f"{name}.{column}": values
        for name, table in _saved(world).items()
        for column, _, values in table.columns()
    }
    contents |= {
        "form": np.int64(FORMAT),
        "day": np.int64(world.day),
        "seed": np.int64(world.luck.seed),
        "future": np.int64(world.luck.future),
        "until": np.str_("" if until is None else until.isoformat()),
        "run_ids": world.run_ids,
    }
    buffer = BytesIO()
    np.savez_compressed(buffer, **contents)
    return buffer.getvalue()


def load(case: Case, data: bytes, future: int | None = None) -> MediationModel:
    """The model of a case that goes on from what was saved, in the same future unless told.

    The numbers come from what was saved, all else (rules, timeline, agents, switches) from the
    case, whose tables must have the same shapes. Raises ValueError where that is not so, and
    where the data are not of this form.
    """
    try:
        with np.load(BytesIO(data), allow_pickle=False) as saved:
            arrays = {name: saved[name] for name in saved.files}
    except (BadZipFile, OSError, ValueError, EOFError) as trouble:
        raise ValueError(f"this is not a saved branch: {trouble}") from trouble
    if int(arrays.get("form", -1)) != FORMAT:
        raise ValueError(f"this is not a branch saved in form {FORMAT}")
    until = str(arrays["until"])
    model = MediationModel(
        case,
        seed=int(arrays["seed"]),
        until=date.fromisoformat(until) if until else None,
        run_ids=arrays["run_ids"],
        future=int(arrays["future"]) if future is None else future,
    )
    _fill(model, arrays)
    model.world.slots_changed()
    model.world.day = int(arrays["day"])
    if model.chronicle is not None:
        model.chronicle = Chronicle(model.world, model.day_of)
    return model


def fork(model: MediationModel, future: int) -> MediationModel:
    """A copy of a model that shares its past and has luck of its own from tomorrow on."""
    copied = load(model.case, save(model), future)
    copied.world.switches = model.world.switches.taken(np.arange(model.world.runs))
    return copied


def _saved(world: World) -> dict[str, Table]:
    """The tables that are saved: switches are the case's."""
    return {name: table for name, table in world.tables().items() if name != "switches"}


def _fill(model: MediationModel, arrays: Mapping[str, NDArray[np.generic]]) -> None:
    for name, table in _saved(model.world).items():
        for column, _, values in table.columns():
            found = arrays.get(f"{name}.{column}")
            if found is None or found.shape != values.shape or found.dtype != values.dtype:
                raise ValueError(f"{name}.{column} as saved does not fit this scenario")
            values[:] = found
