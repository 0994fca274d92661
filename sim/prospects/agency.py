"""Principal and agent: how far those who command in another's name follow, or spoil."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.arithmetic import in_any_run, logistic
from sim.prospects.force import camp_capability
from sim.prospects.losses import camp_losses
from sim.prospects.truces import in_force
from sim.prospects.trust import blame
from sim.prospects.utility import utility
from sim.world.layout import INTERIM
from sim.world.units import LAST_MONTH
from sim.world.world import World

Floats = NDArray[np.float64]

LEAST_TOLERANCE = 1e-6
"""Deaths in 30 days by which losses are divided where a party bears none."""


def felt(world: World, party: int, days: int = LAST_MONTH) -> Floats:
    """How hard recent losses hit a party, against what it bears, whoever is to blame; 0 to 1."""
    tolerance = np.maximum(world.parties.tolerance[:, party], LEAST_TOLERANCE)
    return np.asarray(1.0 - np.exp(-camp_losses(world, party, days) / tolerance))


def grievance(world: World, party: int, days: int = LAST_MONTH) -> Floats:
    """Recent losses blamed on the main rival, against what the party bears; 0 to 1."""
    rival = int(world.layout.main_rival[party])
    return felt(world, party, days) * blame(world, party, rival)


def soreness(world: World, party: int) -> Floats:
    """How sore recent losses leave a party, partly by whom they are blamed on; 0 to 1."""
    hurt, weight = felt(world, party), world.parameters.blame_weight
    blamed = hurt * blame(world, party, int(world.layout.main_rival[party]))
    return (1.0 - weight) * hurt + weight * blamed


def complies(world: World, agent: int) -> Floats:
    """An agent follows its principal less while it is sore, and more the more it depends on it.

    Logit about its usual compliance, in the weight of the principal's arms and in the support it
    would lose by restraint after losses (our operationalisation of principal-agent theory).
    """
    principal = int(world.layout.principals[agent])
    if principal == agent:
        return np.ones(world.runs)
    surest = world.parameters.surest_compliance
    usual = np.maximum(world.parties.compliance[:, agent], 1.0 - surest)
    usual = np.minimum(usual, surest)
    whole = camp_capability(world, principal)
    dependence = world.parties.capability[:, principal] / whole
    pressure = dependence - world.parameters.usual_dependence
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
