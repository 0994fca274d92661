"""Losses and incidents over windows of days."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.world.layout import LONGEST_WINDOW
from sim.world.world import World

Floats = NDArray[np.float64]

RING = LONGEST_WINDOW + 1
"""Days the running totals go back, today included."""


def losses(world: World, party: int, days: int) -> Floats:
    """A party's own deaths in the last days, today included."""
    before = world.parties.dead_on[:, party, (world.day - days) % RING]
    return (world.parties.dead[:, party] - before).astype(np.float64)


def camp_losses(world: World, party: int, days: int) -> Floats:
    """Deaths of a party and of those it is the principal of."""
    summed = np.zeros(world.runs)
    for member in world.layout.camp(party):
        summed += losses(world, member, days)
    return summed


def on_front(world: World, what: str, front: int, days: int) -> Floats:
    """Incidents, deaths or violations on a front in the last days."""
    now = getattr(world.fronts, what)[:, front]
    before = getattr(world.fronts, f"{what}_on")[:, front, (world.day - days) % RING]
    return np.asarray(now - before, dtype=np.float64)
