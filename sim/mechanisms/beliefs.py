"""What parties believe the others to bear: it drifts, and fighting and messages tell of it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.arithmetic import in_any_run, normal, total
from sim.prospects.losses import camp_losses
from sim.world.records import OPTIONS
from sim.world.units import DEATHS_TOLD, LAST_MONTH, SLIGHT
from sim.world.world import World

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]


def private_value(world: World, party: int) -> Floats:
    """Log of what a party's cost of war is above what the scenario says; the others do not know."""
    found: Floats = world.parameters.belief_spread * world.parties.mood[:, party]
    return found


def hear(
    world: World, party: int, rival: int, heard: Floats, weight: Floats, where: Truths
) -> None:
    """Bayes' rule for normal beliefs: `weight` is the precision heard over the precision held."""
    pairs = world.pairs
    doubt, believed = pairs.doubt[:, party, rival], pairs.belief[:, party, rival]
    share = np.where(where, weight / (1.0 + weight), 0.0)
    step = np.where(share > 0.0, share * (heard - believed), 0.0)
    pairs.belief[:, party, rival] = believed + step
    pairs.doubt[:, party, rival] = np.where(where, doubt / np.sqrt(1.0 + weight), doubt)


def learn_by_fighting(world: World) -> None:
    """Once a month, what the other side lost and fought on tells what it can bear.

    Its precision grows with the root of the dead on both sides, as that of independent
    observations does (Slantchev 2003; Powell 2004: fighting reveals what talk cannot).
    """
    layout, parameters = world.layout, world.parameters
    foes = {(int(layout.sides[seat]), layout.rival(*seat)): None for seat in layout.seats}
    for party, rival in foes:
        fallen = total(camp_losses(world, (party, rival), LAST_MONTH).T)
        if not in_any_run(fallen):
            continue
        precision = parameters.battle_precision * np.sqrt(fallen / DEATHS_TOLD)
        asker = f"{layout.parties[party]} learns about {layout.parties[rival]}"
        drawn = normal(world.luck.uniform(asker))
        told = private_value(world, rival) + drawn / np.maximum(precision, SLIGHT)
        weight = (precision * world.pairs.doubt[:, party, rival]) ** 2
        hear(world, party, rival, told, weight, precision > 0.0)


def drift_private_values(world: World, days: float) -> None:
    """Costs, resolve and tastes are persistent: they drift slowly about what they were.

    First-order autoregression in standard deviations, so that independent redraws do not make
    every option certain in the end.
    """
    keep = np.exp(-days / world.parameters.resolve_memory)
    fresh = np.sqrt(1.0 - keep * keep)
    parties = world.parties
    for index, name in enumerate(world.layout.parties):
        drawn = normal(world.luck.uniforms(f"{name} second thoughts", 2 + len(OPTIONS)))
        parties.mood[:, index] = keep * parties.mood[:, index] + fresh * drawn[:, 0]
        parties.scruple[:, index] = keep * parties.scruple[:, index] + fresh * drawn[:, 1]
        leaning = keep[:, None] * parties.leaning[:, index, :] + fresh[:, None] * drawn[:, 2:]
        parties.leaning[:, index, :] = leaning
    world.pairs.belief *= keep[:, None, None]  # who knows this expects as much of the others
    doubt = world.pairs.doubt
    spread = world.parameters.belief_spread[:, None, None]
    doubt[:] = np.sqrt(keep[:, None, None] ** 2 * doubt**2 + (fresh[:, None, None] * spread) ** 2)


def tell_the_truth(world: World) -> None:
    """Where beliefs are not modelled, everybody knows what war would cost the others."""
    if not world.on("beliefs"):
        spread = world.parameters.belief_spread[:, None, None]
        world.pairs.belief[:] = spread * world.parties.mood[:, None, :]
        world.pairs.doubt[:] = 0.0
