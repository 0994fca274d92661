"""The zone of possible agreement."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sim.arithmetic import anywhere, count
from sim.bargaining import packages
from sim.prospects.force import cost_of_violence, cost_of_war
from sim.prospects.utility import audience_cost
from sim.prospects.worth import Stakes, look_ahead, outlook_of, stakes_of, under_deal
from sim.world.world import World

Floats = NDArray[np.float64]

PACKAGES = 32
"""Packages sampled to measure a zone; its share is known to one part in this."""
AT_ONCE = 2_048
"""Packages of all runs that are weighed at once, so that they stay in a processor's cache."""


def zone_of_agreement(world: World, front: int, perceived: bool) -> Floats:
    """Share of packages that both sides would rather carry out than go on, `(run,)`.

    Perceived: by each side's own beliefs and with its audience costs. Objective: with the true
    costs of both, and without audiences.
    """
    grid = packages(PACKAGES, len(world.layout.issues))
    together = max(1, AT_ONCE // world.runs)
    agreed = np.ones((world.runs, PACKAGES), dtype=bool)
    for side in (1, 0):
        stakes = stakes_seen(world, front, side, perceived)
        going_on = look_ahead(outlook_of(world, stakes)).going_on
        left = np.flatnonzero(anywhere(agreed.T))
        for first in range(0, len(left), together):
            some = left[first : first + together]
            agreed[:, some] &= gain_of(world, stakes, going_on, grid[some], perceived) >= 0.0
    return count(agreed) / PACKAGES


def stakes_seen(world: World, front: int, side: int, perceived: bool) -> Stakes:
    """What a side of a front has at stake as it sees it, or with the true costs of both."""
    stakes = stakes_of(world, front, side)
    if perceived:
        return stakes
    costs = cost_of_war(world, stakes.pair)
    return replace(stakes, cost=costs, violence=cost_of_violence(world, stakes.pair, costs))


def gain_of(
    world: World, stakes: Stakes, going_on: Floats, grid: Floats, perceived: bool
) -> Floats:
    """What packages, `(package, issue)`, are worth to a side above going on, `(run, package)`.

    `going_on` is `(run,)`; audience costs count where the side's own view is asked for.
    """
    nothing, full = np.zeros(world.runs), np.ones(world.runs)
    texts = grid[None]
    deal = look_ahead(under_deal(world, stakes, texts, nothing, full)).going_on
    gain = (deal - going_on).T
    if perceived:
        gain = gain - audience_cost(world, stakes.pair[0], texts, world.parameters.usual_secrecy)
    return gain
