"""Power, the cost of using it, and what it could take."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.arithmetic import added, between, count, in_any_run, logistic, total
from sim.prospects.losses import camp_losses
from sim.prospects.standing import attending, guaranteed
from sim.prospects.utility import Whose, after_victory, by_party, ground_ahead, utility
from sim.world.units import DAYS_A_YEAR, DEATHS_PRICED, MIDDLE
from sim.world.world import World

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]

GENERAL_SCALE = 2
"""Scale of an attack that goes for everything; 1 is limited."""


def camp_capability(world: World, party: int) -> Floats:
    """Capability of a party with its agents."""
    capability = world.parties.capability
    summed: Floats = added(capability[:, member] for member in world.layout.camp(party))
    return summed


def camp_drift(world: World, party: int) -> Floats:
    """Log growth a year of a camp's capability, weighted by its members'."""
    drift, capability = world.parties.drift, world.parties.capability
    camp = world.layout.camp(party)
    summed: Floats = added(drift[:, member] * capability[:, member] for member in camp)
    return summed / camp_capability(world, party)


def log_means(world: World, own: int, rival: int) -> Floats:
    """Log ratio of two camps' capabilities."""
    found: Floats = np.log(camp_capability(world, own) / camp_capability(world, rival))
    return found


def log_ratio(world: World, own: int, rival: int, text: Floats) -> Floats:
    """Log ratio of power, `(run,)`; terrain held is part of it (Fearon 1996)."""
    ground = ground_ahead(world, own, rival, text)
    return log_means(world, own, rival) + 0.5 * world.parameters.terrain_advantage * ground


def chance_to_prevail(world: World, ratio: Floats) -> Floats:
    """m_a^g / (m_a^g + m_b^g) from the log ratio (Tullock 1980; Hirshleifer 1989)."""
    return logistic(world.parameters.contest_exponent * ratio)


def cost_of_war(world: World, party: Whose) -> Floats:
    """A party's own cost of war as a share of the stakes: its persistent private value."""
    parameters, parties = world.parameters, world.parties
    private = np.exp(parameters.belief_spread * by_party(parties.mood, party))
    scale = by_party(parties.war_cost, party) * by_party(parties.resolve, party)
    wearier = 1.0 + by_party(parties.weariness, party)
    return parameters.war_cost * scale * private * wearier


def believed_cost(world: World, party: int, rival: int) -> Floats:
    """The rival's cost of war as a party believes it to be; how weary it is can be seen."""
    parameters, parties = world.parameters, world.parties
    scale = parties.war_cost[:, rival] * parties.resolve[:, rival]
    private = np.exp(world.pairs.belief[:, party, rival])
    return parameters.war_cost * scale * private * (1.0 + parties.weariness[:, rival])


def reaction(world: World, attacker: Whose, front: int) -> Floats:
    """What guarantors and troops in between would make an attacker pay.

    Leverage x attention x credibility of those who would come to the defence of the attacked,
    what was promised with an agreement in force, as far as its host still attends to it, and a
    tripwire of troops: strength x clarity x the sponsor's credibility and attention.
    """
    guarded, wire = guarantees(world), tripwire(world, front)
    promised = guaranteed(world, front)

    def paid(one: int) -> Floats:
        defenders = [int(party) for party in world.layout.sides[front] if party != one]
        backed = sum((guarded[:, party] for party in defenders), promised)
        return backed * world.parameters.guarantor_effect + wire

    if isinstance(attacker, tuple):
        return np.array([paid(one) for one in attacker])
    return paid(attacker)


def guarantees(world: World) -> Floats:
    """Attention x credibility of those who would come to each party's defence, `(run, party)`."""
    table = world.mediators
    if not (world.on("guarantors") and in_any_run(table.guarantee)):
        return np.zeros((world.runs, len(world.layout.parties)))
    weight = attending(world) * table.credibility
    return total(np.swapaxes(weight[:, :, None] * table.guarantee, 1, 2))


def tripwire(world: World, front: int) -> Floats:
    """Cost of brushing aside troops of a mission that stands on the front."""
    layout, parameters = world.layout, world.parameters
    paid = np.zeros(world.runs)
    if not world.on("peacekeepers"):
        return paid
    for index, mission in enumerate(layout.scenario.peacekeepers.values()):
        if mission.kind != "troops" or mission.front != layout.fronts[front]:
            continue
        length = total(world.sectors.length[:, layout.stretches[front]])
        strength = world.missions.strength[:, index] * world.missions.present[:, index]
        dense = 1.0 - np.exp(-strength / length / parameters.tripwire_strength)
        behind = np.ones(world.runs)
        if mission.sponsor is not None:
            sponsor = layout.mediators.index(mission.sponsor)
            table = world.mediators
            behind = attending(world)[:, sponsor] * table.credibility[:, sponsor]
        paid += parameters.tripwire_effect * dense * world.missions.clarity[:, index] * behind
    return paid


def cost_of_violence(world: World, party: Whose, most: Floats | None = None) -> Floats:
    """Cost a year of the violence that goes on, from a year's losses of the camp.

    Grows with losses and never exceeds what war itself would cost: `most`, where it is known.
    """
    seen = min(world.day + 1, int(DAYS_A_YEAR))
    days = np.maximum(float(seen), world.parameters.violence_window)
    yearly = camp_losses(world, party, seen) * DAYS_A_YEAR / days
    if most is None:
        most = cost_of_war(world, party)
    priced = world.parameters.violence_cost * yearly / DEATHS_PRICED
    found: Floats = most * (1.0 - np.exp(-priced / most))
    return found


def gain_from(world: World, front: int, side: int, objectives: Truths) -> Floats:
    """Utility that holding the objectives would add for the attacker."""
    return _added(world, int(world.layout.sides[front, side]), side, objectives)


def _added(world: World, party: int, side: int, objectives: Truths) -> Floats:
    """Utility that it would add for a party if a side held the objectives."""
    if not in_any_run(objectives):
        return np.zeros(world.runs)
    sign = 1.0 if side == 0 else -1.0
    target = world.issues.status_quo.copy()
    for index in range(len(world.layout.issues)):
        prize = world.sectors.prize[:, :, index]
        if in_any_run(prize):
            target[:, index] += sign * total(objectives * prize)
    reached = utility(world, party, between(0.0, target, 1.0))
    return reached - utility(world, party, world.issues.status_quo)


def objectives(world: World, front: int, side: int) -> tuple[Truths, Truths]:
    """Sectors of a front that an attack aims at, and those not yet taken, `(run, sector)`."""
    sectors = world.sectors
    aimed = sectors.objective[:, :, side] & (world.layout.front_of == front)
    return aimed, aimed & (sectors.holder != side)


def remaining_gain(world: World, front: int, side: int) -> Floats:
    """What taking the objectives still open would be worth to the attacker.

    A limited operation gains the ground itself; a general offensive what victory brings besides,
    in proportion to the objectives that are left.
    """
    party = int(world.layout.sides[front, side])
    ground, victory = _ahead(world, front, side, party)
    general = world.fronts.attack_scale[:, front, side] == GENERAL_SCALE
    return np.where(general, np.maximum(ground, victory), ground)


def remaining_loss(world: World, front: int, side: int) -> Floats:
    """What the attacked would lose, by its own lights, with the objectives still open."""
    ground, victory = _ahead(world, front, side, world.layout.rival(front, side))
    general = world.fronts.attack_scale[:, front, side] == GENERAL_SCALE
    return -np.where(general, np.minimum(ground, victory), ground)


def _ahead(world: World, front: int, side: int, party: int) -> tuple[Floats, Floats]:
    """Utility that the open objectives of a side add for a party, and with its share of victory.

    Ground taken has moved the status quo, so that what is left of it shrinks by itself; only what
    victory brings beyond the ground is in proportion to the objectives that are left.
    """
    _, open_ones = objectives(world, front, side)
    status_quo = world.issues.status_quo
    won = after_victory(world, int(world.layout.sides[front, side]), status_quo)
    victory = utility(world, party, won) - utility(world, party, status_quo)
    ground = _added(world, party, side, open_ones)
    return ground, ground + _open_share(world, front, side) * (victory - ground)


def cost_of_the_rest(world: World, front: int, side: int, whose: int) -> Floats:
    """Cost, to one side of a front, of fighting over the open objectives of a side.

    The same share of a war costs less with fresh reserves and more with none, so that an attack
    which goes on has to be worth more and more.
    """
    parameters, fronts = world.parameters, world.fronts
    general = fronts.attack_scale[:, front, side] == GENERAL_SCALE
    scale = np.where(general, 1.0, parameters.limited_cost) * _open_share(world, front, side)
    spent = strain(world, front, whose)
    return cost_of_war(world, int(world.layout.sides[front, whose])) * scale * spent


def price_of_pressing(world: World, front: int, side: int) -> tuple[Floats, Floats]:
    """Cost of taking what is left, and what the guarantors would make the attacker pay."""
    parameters, party = world.parameters, int(world.layout.sides[front, side])
    general = world.fronts.attack_scale[:, front, side] == GENERAL_SCALE
    weight = np.where(general, 1.0, parameters.limited_reaction) * _open_share(world, front, side)
    cost = cost_of_the_rest(world, front, side, side)
    return cost, reaction(world, party, front) * weight


def worth_setting_out(world: World, front: int, side: int, aims: Truths) -> Truths:
    """Whether a limited operation would outlast its first review, by the account that ends it.

    Nobody sets out for ground on which he would turn round at once: chance x what the ground would
    add is no less than the cost of taking it with the reserves there are, and the guarantors'
    reaction.
    """
    parameters, party = world.parameters, int(world.layout.sides[front, side])
    rival = world.layout.rival(front, side)
    ratio = log_ratio(world, party, rival, world.issues.status_quo)
    gain = chance_to_prevail(world, ratio) * gain_from(world, front, side, aims)
    cost = cost_of_war(world, party) * parameters.limited_cost * strain(world, front, side)
    found: Truths = gain >= cost + parameters.limited_reaction * reaction(world, party, front)
    return found


def strain(world: World, front: int, side: int) -> Floats:
    """How much more fighting costs one side of a front with the reserves it has left."""
    return 1.0 + world.parameters.attrition_cost * (MIDDLE - world.fronts.reserves[:, front, side])


def _open_share(world: World, front: int, side: int) -> Floats:
    """Share of a side's objectives on a front that it has not taken."""
    aimed, open_ones = objectives(world, front, side)
    return count(open_ones) / np.maximum(count(aimed), 1)


def sector_choices(world: World, front: int, side: int, most: Floats) -> tuple[Truths, Truths]:
    """Sectors a limited attack would aim at, and those a general one would.

    A general attack aims at all that are worth something, a limited one at those, at `most`, whose
    prize is largest for the trouble they take.
    """
    sectors, layout = world.sectors, world.layout
    some = np.zeros((world.runs, len(layout.sectors)), dtype=bool)
    every = np.zeros_like(some)
    stretch = layout.stretches[front]
    prize, foreign = sectors.prize[:, stretch], sectors.holder[:, stretch] != side
    if not (in_any_run(foreign) and in_any_run(prize)):
        return some, every
    party = int(layout.sides[front, side])
    status_quo = world.issues.status_quo
    moved = status_quo[:, None, :] + (1.0 if side == 0 else -1.0) * prize
    gained = utility(world, party, between(0.0, moved, 1.0))
    gained -= utility(world, party, status_quo)[:, None]
    trouble = 1.0 + world.parameters.terrain_deterrence[:, None] * sectors.terrain[:, stretch]
    worth = np.where(foreign, gained / trouble, -1.0)
    every[:, stretch] = worth > 0.0
    order = np.argsort(-worth, axis=1, kind="stable")
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(order.shape[1])[None], axis=1)
    some[:, stretch] = every[:, stretch] & (ranks < most[:, None])
    return some, every
