"""What a host counts for with a party: leverage, attention and credibility, and how they add up."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.arithmetic import between
from sim.world.world import World

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]


def attention_left(world: World, mediator: int) -> Floats:
    """Attention that meetings have not taken up."""
    table = world.mediators
    return table.attention[:, mediator] * (1.0 - table.spent[:, mediator])


def believed_when_biased(world: World, mediator: int, party: int, welcome: Truths) -> Floats:
    """Weight of a message by the mediator's bias, under the hypothesis that the scenario picks.

    `kydd`: an unwelcome message, that the rival is resolved, is believed only from a mediator that
    is biased towards the listener (Kydd 2003). Otherwise bias does not matter to messages.
    """
    model = list(world.layout.scenario.mediators.values())[mediator].bias_model
    if model != "kydd":
        return np.ones(world.runs)
    bias = world.mediators.bias[:, mediator, party]
    return np.where(welcome, 1.0, between(0.0, bias, 1.0))


def weight_when_biased(world: World, mediator: int) -> Floats:
    """Weight of a mediator's guarantees by its bias, under the hypothesis of the scenario.

    `favretto`: strong bias or none make a power's threats and promises credible, moderate bias
    does not (Favretto 2009): 1 - 4 b (1 - b), our form of a U.
    """
    model = list(world.layout.scenario.mediators.values())[mediator].bias_model
    if model != "favretto":
        return np.ones(world.runs)
    bias = np.maximum.reduce(np.abs(world.mediators.bias[:, mediator]), axis=1)
    return np.asarray(1.0 - 4.0 * bias * (1.0 - bias))


def cohesion(world: World, host: int) -> Floats:
    """How well those who host together work together; 1 for one alone."""
    form = world.layout.hosts[host].format
    if form is None:
        return np.ones(world.runs)
    members = world.layout.hosts[host].members
    pairs = [(a, b) for a in members for b in members if a != b]
    joint = world.formats.cohesion[:, form].copy()
    if pairs:
        liking = np.zeros(world.runs)
        for a, b in pairs:
            liking += world.mediators.affinity[:, a, b]
        joint *= between(0.0, 0.5 + 0.5 * liking / len(pairs), 1.0)
    return joint


def standing_with(world: World, host: int, party: int) -> Floats:
    """Leverage x attention x credibility of the host with a party; together, times cohesion.

    Members pool what they have, each adding to what the others leave open.
    """
    without = np.ones(world.runs)
    joint = cohesion(world, host)
    members = world.layout.hosts[host].members
    for member in members:
        table = world.mediators
        weight = attention_left(world, member) * table.credibility[:, member]
        share = joint if len(members) > 1 else 1.0
        without *= 1.0 - table.leverage[:, member, party] * weight * share
    return 1.0 - without
