"""The first morning of an ensemble: what going on and any package would be worth to each side."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.prospects.worth import look_ahead, outlook_of
from sim.prospects.zone import gain_of, stakes_seen
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
        [
            look_ahead(outlook_of(world, stakes_seen(world, FRONT, side, perceived))).going_on
            for side in (0, 1)
        ]
        for perceived in (True, False)
    ]
    return Alternatives(np.array(both[0]).T, np.array(both[1]).T)


def gains(world: World, grid: Floats, perceived: bool) -> Floats:
    """What carrying out packages `(package, issue)` is worth above going on, `(run, package, 2)`.

    Perceived: by each side's beliefs and with its audience costs. Otherwise with the true costs of
    both and without audiences. The zone of agreement is where neither side's is below zero.
    """
    found = np.empty((world.runs, len(grid), 2))
    together = max(1, AT_ONCE // world.runs)
    for side in (0, 1):
        stakes = stakes_seen(world, FRONT, side, perceived)
        going_on = look_ahead(outlook_of(world, stakes)).going_on
        for first in range(0, len(grid), together):
            some = slice(first, first + together)
            found[:, some, side] = gain_of(world, stakes, going_on, grid[some], perceived)
    return found
