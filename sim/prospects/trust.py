"""Trust and blame between the parties, and trust in mediators."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.arithmetic import between, total
from sim.world.units import SLIGHT
from sim.world.world import World

Floats = NDArray[np.float64]
Who = int | NDArray[np.int64]
"""A party, whose arrays are `(run,)`, or the indices of several, with arrays `(run, index)`."""


def trust(world: World, party: Who, other: Who) -> Floats:
    """Trust of a party in another, from the conduct it has verified."""
    return reputation(world.pairs.good[:, party, other], world.pairs.bad[:, party, other])


def reputation(good: Floats, bad: Floats) -> Floats:
    """Mean of a Beta reputation after so much good and bad conduct (Josang & Ismail 2002)."""
    return (good + 1.0) / (good + bad + 2.0)


def trusted(world: World, party: Who, rival: Who) -> Floats:
    """Trust in the rival where trust is modelled; half otherwise."""
    if not world.on("trust"):
        return np.full_like(world.pairs.good[:, party, rival], 0.5)
    return trust(world, party, rival)


def trust_in_mediator(world: World, mediator: int, party: int) -> Floats:
    """Trust in what a mediator says (Josang & Ismail 2002); half where trust is not modelled."""
    if not world.on("trust"):
        return np.full(world.runs, 0.5)
    table = world.mediators
    return reputation(table.good[:, mediator, party], table.bad[:, mediator, party])


def blame(world: World, party: Who, other: Who) -> Floats:
    """Share of recent harm that a party holds another to blame for, 0 when there was none."""
    harmed = world.pairs.harmed
    harm = total(harmed[:, party]) if isinstance(party, int) else total(harmed)[:, party]
    held = world.pairs.blamed[:, party, other]
    return between(0.0, held / np.maximum(harm, SLIGHT), 1.0)
