"""The first morning of an ensemble: what going on and any package would be worth to each side."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.prospects.force import cost_of_war
from sim.prospects.utility import audience_cost
from sim.prospects.worth import Stakes, look_ahead, outlook_of, stakes_of, under_deal
from sim.world.world import World

Floats = NDArray[np.float64]

FRONT = 0
"""The front whose sides are the principal pair: the first, which the main talks are about."""
AT_ONCE = 16_384
"""Packages of all runs that are weighed at once."""


@dataclass(frozen=True)
class Alternatives:
    """What going on is worth to the two sides, by their own lights and with true costs.

    Shapes `(run, 2)`.
    """

    perceived: Floats
    true: Floats


def alternatives(world: World) -> Alternatives:
    """The reservation values of the two sides of the first front."""
    both = [
        [look_ahead(outlook_of(world, _stakes(world, side, perceived))).going_on for side in (0, 1)]
        for perceived in (True, False)
    ]
    return Alternatives(np.array(both[0]).T, np.array(both[1]).T)


def gains(world: World, grid: Floats, perceived: bool) -> Floats:
    """What carrying out packages `(package, issue)` is worth above going on, `(run, package, 2)`.

    Perceived: by each side's beliefs and with its audience costs. Otherwise with the true costs of
    both and without audiences. The zone of agreement is where neither side's is below zero.
    """
    found = np.empty((world.runs, len(grid), 2))
    nothing, half, full = (np.full(world.runs, share) for share in (0.0, 0.5, 1.0))
    together = max(1, AT_ONCE // world.runs)
    for side in (0, 1):
        stakes = _stakes(world, side, perceived)
        going_on = look_ahead(outlook_of(world, stakes)).going_on
        for first in range(0, len(grid), together):
            texts = grid[None, first : first + together]
            deal = look_ahead(under_deal(world, stakes, texts, nothing, full)).going_on
            gain = (deal - going_on).T
            if perceived:
                gain = gain - audience_cost(world, stakes.pair[0], texts, half)
            found[:, first : first + together, side] = gain
    return found


def _stakes(world: World, side: int, perceived: bool) -> Stakes:
    stakes = stakes_of(world, FRONT, side)
    if perceived:
        return stakes
    return replace(stakes, cost=np.array([stakes.cost[0], cost_of_war(world, stakes.pair[1])]))
