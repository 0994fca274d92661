"""Losses and incidents over windows of days."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.prospects.utility import Whose
from sim.world.layout import LONGEST_WINDOW
from sim.world.world import World

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

RING = LONGEST_WINDOW + 1
"""Days the running totals go back, today included."""


def losses(world: World, party: int, days: int) -> Floats:
    """A party's own deaths in the last days, today included."""
    before = world.parties.ring("dead_on", (world.day - days) % RING)[:, party]
    return np.asarray(world.parties.dead[:, party] - before, dtype=np.float64)


def camp_losses(world: World, party: Whose, days: int) -> Floats:
    """Deaths of a party and of those it is the principal of."""
    if isinstance(party, tuple):
        return every_camps_losses(world, days).T[list(party)]
    first, *agents = world.layout.camp(party)
    summed = losses(world, first, days)
    for member in agents:
        summed += losses(world, member, days)
    return summed


def every_camps_losses(world: World, days: int) -> Floats:
    """Deaths of every party with those it is the principal of, `(run, party)`."""
    own = world.parties.dead - world.parties.ring("dead_on", (world.day - days) % RING)
    summed: Floats = own.astype(np.float64)
    for lead in range(len(world.layout.parties)):
        camp = summed[:, lead]
        for member in world.layout.camp(lead):
            if member != lead:
                camp += own[:, member]
    return summed


def on_fronts(world: World, what: str, days: int | Floats) -> Floats:
    """Incidents, deaths or violations on every front in the last days, `(run, front)`.

    `days` may be of each run, `(run,)`, to the next whole day.
    """
    if isinstance(days, int):
        place: int | Whole = (world.day - days) % RING
    else:
        place = (world.day - np.rint(days).astype(np.int64)) % RING
    before = world.fronts.ring(f"{what}_on", place)
    return np.asarray(getattr(world.fronts, what) - before, dtype=np.float64)
