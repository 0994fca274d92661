"""The publics: opinion that a leader must carry, and the vote on a deal."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.arithmetic import logistic
from sim.prospects.agency import felt
from sim.prospects.trust import blame
from sim.world.units import LAST_MONTH, MIDDLE
from sim.world.world import World

Floats = NDArray[np.float64]


def move(world: World) -> None:
    """Once a month, losses rally a public against the other side and weary it of the war.

    Propaganda strengthens the rally; opinion returns to what is usual over time.
    """
    if not world.on("publics"):
        return
    parties, parameters = world.parties, world.parameters
    back = np.exp(-LAST_MONTH / parameters.opinion_memory)
    for party in range(len(world.layout.parties)):
        rival = int(world.layout.main_rival[party])
        hurt = felt(world, party)
        rallied = parameters.rally * hurt * blame(world, party, rival)
        one_sided = parties.propaganda[:, party] - MIDDLE
        rallied *= 1.0 + parameters.propaganda_effect * one_sided
        tired = parameters.rally * hurt * parties.weariness[:, party]
        usual = parameters.usual_support
        support = usual + back * (parties.support[:, party] - usual)
        parties.support[:, party] = np.clip(support + rallied - tired, 0.0, 1.0)


def vote(world: World, party: int, gain: Floats, cost: Floats) -> Floats:
    """Share of a public that says yes to a deal (win-set: Putnam 1988; Iida 1993).

    A logit of what the deal brings it above going on, less what crossing its red lines costs, which
    is more after talks held in secret; preparation and the leader's support gain votes.
    """
    parties, parameters = world.parties, world.parameters
    swayed = gain - cost
    prepared = parties.preparation[:, party] - parameters.neutral_preparation
    carried = parties.support[:, party] - parameters.usual_support
    swayed += parameters.preparation_relief * prepared
    swayed += parameters.preparation_relief * carried
    return logistic(parameters.ratification_precision * swayed)
