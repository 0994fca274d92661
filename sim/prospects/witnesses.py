"""What missions and the sides themselves get to see, and whether a term is seen to be kept."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.arithmetic import chance_of_any, power, total
from sim.world.layout import EVIDENCE
from sim.world.units import DAYS_A_MONTH, DAYS_A_WEEK
from sim.world.world import World

Floats = NDArray[np.float64]

INVESTIGATE = EVIDENCE.index("investigate")


def reach(world: World, mission: int) -> Floats:
    """Front that a mission watches in a day, in km; sides adapt to announced visits."""
    table, parameters = world.missions, world.parameters
    persons = table.strength[:, mission] * table.present[:, mission]
    out = 1.0 - np.exp(-table.patrols[:, mission] / DAYS_A_WEEK)
    announced = list(world.layout.scenario.peacekeepers.values())[mission].announced
    known = parameters.announced_loss if announced else 0.0
    return parameters.visit_detection * persons * out * (1.0 - known)


def quality(world: World, mission: int) -> Floats:
    """Chance that a mission rightly says who did what it saw: by what its mandate allows."""
    entry = list(world.layout.scenario.peacekeepers.values())[mission]
    if "investigate" in entry.tasks:
        return world.parameters.attribution_investigate
    return world.parameters.attribution_observe


def chance_verified(world: World, slot: int, issue: int, days: Floats) -> Floats:
    """Chance that within some days, `(run,)`, the other side knows a term to be carried out.

    Seen x may investigate x correct, for each mission that may look, more surely the clearer its
    mandate; a joint body sees its share of everything in a week. What anybody can see (evidence
    `observe`) needs no investigation, and the other side may find it out by its own means.
    """
    table, parameters = world.agreements, world.parameters
    plain = table.evidence[:, slot, issue] != INVESTIGATE
    named = table.observer[:, slot, issue]
    months = days / DAYS_A_MONTH
    missed = 1.0 - plain * chance_of_any(parameters.own_verification * months)
    if not world.on("attribution"):
        return np.asarray(1.0 - missed)
    joint = table.mechanism[:, slot] & (named < 0)
    weekly = parameters.mechanism_presence * parameters.attribution_investigate
    missed = missed * power(1.0 - joint * weekly, days / DAYS_A_WEEK)
    for index, mission in enumerate(world.layout.scenario.peacekeepers.values()):
        stretch = world.layout.stretches[world.layout.fronts.index(mission.front)]
        length = total(world.sectors.length[:, stretch])
        seen = chance_of_any(reach(world, index) * days / length)
        correct = np.where(plain, 1.0, quality(world, index))
        looks = (named < 0) | (named == index)
        missed = missed * (1.0 - looks * seen * correct * world.missions.clarity[:, index])
    return np.asarray(1.0 - missed)
