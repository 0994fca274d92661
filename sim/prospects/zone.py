"""The zone of possible agreement."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sim.arithmetic import total
from sim.bargaining import packages
from sim.prospects.force import cost_of_war
from sim.prospects.utility import audience_cost
from sim.prospects.worth import look_ahead, outlook_of, under_deal
from sim.world.world import World

Floats = NDArray[np.float64]

PACKAGES = 32
"""Packages sampled to measure a zone; its share is known to one part in this."""


def zone_of_agreement(world: World, front: int, perceived: bool) -> Floats:
    """Share of packages that both sides would rather carry out than go on, `(run,)`.

    Perceived: by each side's own beliefs and with its audience costs. Objective: with the true
    costs of both, and without audiences.
    """
    grid = packages(PACKAGES, len(world.layout.issues))
    texts = np.ascontiguousarray(np.broadcast_to(grid, (world.runs, *grid.shape)))
    full = np.full(world.runs, 1.0)
    agreed = np.ones((world.runs, PACKAGES), dtype=bool)
    for side in (0, 1):
        party = int(world.layout.sides[front, side])
        here = outlook_of(world, front, side)
        there = under_deal(world, front, side, texts, 0.0 * full, full)
        if not perceived:
            true = cost_of_war(world, world.layout.rival(front, side))
            here = replace(here, cost=(here.cost[0], true))
            there = replace(there, cost=(there.cost[0], true[:, None]))
        gain = look_ahead(there).going_on - look_ahead(here).going_on[:, None]
        if perceived:
            gain = gain - audience_cost(world, party, texts, 0.5 * full)
        agreed &= gain >= 0.0
    return total(agreed) / PACKAGES
