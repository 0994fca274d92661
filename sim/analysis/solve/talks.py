"""Simulated talks: every agreement with terms that an ensemble of runs signs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.analysis.solve.answer import Agreed
from sim.world.layout import KINDS
from sim.world.world import World

if TYPE_CHECKING:
    from sim.model import MediationModel

Heard = Callable[[int], None]


def talk(model: MediationModel, kinds: Counter[str], heard: Heard) -> Iterator[Agreed]:
    """Live through the period and yield what is signed and stands, day by day.

    Counts agreements of every kind in `kinds`; `heard` hears the run-days lived through.
    """
    world = model.world
    while world.day < model.days:
        model.step()
        yield from _signed_on(world, world.day - 1, kinds)
        heard(world.runs)


def _signed_on(world: World, day: int, kinds: Counter[str]) -> Iterator[Agreed]:
    table = world.agreements
    fresh = (table.signed == day) & ~table.inherited
    for row, slot in zip(*np.nonzero(fresh), strict=True):
        kind = KINDS[int(table.kind[row, slot])]
        settles: NDArray[np.bool_] = table.settles[row, slot]
        kinds[kind] += 1
        if settles.any():
            package = np.where(settles, table.term[row, slot], world.issues.status_quo[row])
            yield Agreed(kind, int(world.run_ids[row]), day, package)
