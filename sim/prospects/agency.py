"""Principal and agent: how far those who command in another's name follow, or spoil."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.arithmetic import between, in_any_run, logistic
from sim.prospects.force import camp_capability
from sim.prospects.losses import camp_losses
from sim.prospects.truces import in_force
from sim.prospects.trust import blame
from sim.prospects.utility import utility
from sim.world.layout import INTERIM
from sim.world.units import LAST_MONTH
from sim.world.world import World

Floats = NDArray[np.float64]

SURE = 0.99
"""Compliance beyond which a logit is not asked for more."""
LEAST_TOLERANCE = 1e-6
"""Deaths in 30 days by which losses are divided where a party bears none."""


def grievance(world: World, party: int, days: int = LAST_MONTH) -> Floats:
    """Recent losses blamed on the main rival, against what the party bears; 0 to 1."""
    rival = int(world.layout.main_rival[party])
    tolerance = np.maximum(world.parties.tolerance[:, party], LEAST_TOLERANCE)
    felt = 1.0 - np.exp(-camp_losses(world, party, days) / tolerance)
    return felt * blame(world, party, rival)


def soreness(world: World, party: int) -> Floats:
    """How sore recent losses leave a party, partly by whom they are blamed on; 0 to 1."""
    tolerance = np.maximum(world.parties.tolerance[:, party], LEAST_TOLERANCE)
    felt = 1.0 - np.exp(-camp_losses(world, party, LAST_MONTH) / tolerance)
    weight = world.parameters.blame_weight
    return (1.0 - weight) * felt + weight * grievance(world, party)


def complies(world: World, agent: int) -> Floats:
    """An agent follows its principal less while it is sore, and more the more it depends on it.

    Logit about its usual compliance, in the weight of the principal's arms and in the support it
    would lose by restraint after losses (our operationalisation of principal-agent theory).
    """
    principal = int(world.layout.principals[agent])
    if principal == agent:
        return np.ones(world.runs)
    usual = between(1.0 - SURE, world.parties.compliance[:, agent], SURE)
    whole = camp_capability(world, principal)
    pressure = world.parties.capability[:, principal] / whole - 0.5
    lost = world.parties.audience[:, agent] * grievance(world, agent)
    pull = world.parameters.compliance_pull * (pressure - lost)
    swayed = world.parameters.compliance_precision * pull
    return logistic(np.log(usual / (1.0 - usual)) + swayed)


def spoils(world: World, party: int) -> Floats:
    """Factor on the fire of those a deal binds without their signature and to their loss.

    Spoilers act where a deal threatens them (Stedman 1997; Reiter 2015: those with arms of their
    own); 1 where there is nothing to spoil.
    """
    table, factor = world.agreements, np.ones(world.runs)
    if not in_any_run(table.kind >= INTERIM):
        return factor
    for slot in world.used_slots():
        bound = table.bound[:, slot, party] & ~table.signatory[:, slot, party]
        bound &= in_force(world, slot) & (table.kind[:, slot] >= INTERIM)
        if not in_any_run(bound):
            continue
        terms = np.where(table.settles[:, slot], table.term[:, slot], world.issues.status_quo)
        worse = utility(world, party, terms) < utility(world, party, world.issues.status_quo)
        strength = world.parameters.spoiler_violence * (1.0 - complies(world, party))
        factor = np.where(bound & worse, 1.0 + strength, factor)
    return factor
