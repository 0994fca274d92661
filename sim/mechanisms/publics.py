"""The publics: opinion that a leader must carry, and the vote on a deal."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.arithmetic import logistic
from sim.prospects.losses import camp_losses
from sim.prospects.trust import blame
from sim.world.units import LAST_MONTH
from sim.world.world import World

Floats = NDArray[np.float64]


def move(world: World) -> None:
    """Once a month, losses rally a public against the other side and weary it of the war.

    Propaganda strengthens the rally; opinion returns to the middle over time.
    """
    if not world.on("publics"):
        return
    parties, parameters = world.parties, world.parameters
    back = np.exp(-LAST_MONTH / parameters.opinion_memory)
    for party in range(len(world.layout.parties)):
        rival = int(world.layout.main_rival[party])
        lost = camp_losses(world, party, LAST_MONTH)
        felt = 1.0 - np.exp(-lost / np.maximum(parties.tolerance[:, party], 1.0))
        rallied = parameters.rally * felt * blame(world, party, rival)
        one_sided = parties.propaganda[:, party] - 0.5
        rallied *= 1.0 + parameters.propaganda_effect * one_sided
        tired = parameters.rally * felt * parties.weariness[:, party]
        support = 0.5 + back * (parties.support[:, party] - 0.5)
        parties.support[:, party] = np.clip(support + rallied - tired, 0.0, 1.0)


def vote(world: World, party: int, gain: Floats, cost: Floats, secrecy: float) -> Floats:
    """Share of a public that says yes to a deal (win-set: Putnam 1988; Iida 1993).

    A logit of what the deal brings it above going on, less what crossing its red lines costs;
    talks held in secret and opened only with the text lose support, preparation gains it.
    """
    parties, parameters = world.parties, world.parameters
    swayed = gain - cost * (1.0 + secrecy)
    swayed += parameters.preparation_relief * (parties.preparation[:, party] - 0.5)
    swayed += parameters.preparation_relief * (parties.support[:, party] - 0.5)
    return logistic(parameters.ratification_precision * swayed)
