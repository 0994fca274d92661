"""Deadlines of talks: until when an agenda is negotiated, and how much of that time is gone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.world.layout import Layout
from sim.world.tables import FOREVER
from sim.world.world import World

Floats = NDArray[np.float64]


def last_day(layout: Layout, agenda: str) -> int:
    """The last day on which an agenda is negotiated; one that no run reaches without a deadline."""
    deadline = layout.agendas[agenda].deadline
    return FOREVER if deadline is None else layout.day_of(deadline)


def lapsed(world: World, agenda: str) -> bool:
    """Whether what is not signed on an agenda is off the table for good."""
    return world.day > last_day(world.layout, agenda)


def time_gone(world: World, agenda: str) -> Floats:
    """Share of the time from the first meeting on an agenda to its deadline that is gone, `(run,)`.

    0 without a deadline, and 1 on its day.
    """
    last = last_day(world.layout, agenda)
    if last == FOREVER:
        return np.zeros(world.runs)
    opened = world.talks.opened[:, world.layout.agenda(agenda)]
    return np.asarray(1.0 - (last - world.day) / np.maximum(last - opened, 1))
