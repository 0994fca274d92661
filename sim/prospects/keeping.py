"""Keeping a deal: what it is still worth to a signatory, and what an attack would forfeit of it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.arithmetic import in_any_run
from sim.prospects.agency import spoils
from sim.prospects.standing import guarantee_of
from sim.prospects.truces import fresh_truce, in_force
from sim.prospects.worth import as_promised, look_ahead, seat_of, stakes_of, under_deal
from sim.world.layout import FRAMEWORK, INTERIM
from sim.world.world import World

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]
Indices = NDArray[np.int64]


def keeps(world: World, party: int, slot: int) -> Truths:
    """A signatory keeps a deal while what is left of it, and of its inducements, is worth it."""
    keeping, going_on = worth_of_keeping(world, party, slot)
    return keeping >= going_on


def worth_of_keeping(world: World, party: int, slot: int) -> tuple[Floats, Floats]:
    """What keeping a deal is worth to a signatory, and what going on without it is.

    worth + (rewards + threats) x exp(-t / fading) + reputation - scruple (logic of Beardsley
    2008); the guarantee counts as far as its host still attends to it, and a private taste for or
    against the deal counts as it did at the signature.
    """
    parameters, table = world.parameters, world.agreements
    seat = seat_of(world.layout, party)
    if seat is None:
        return np.zeros(world.runs), np.zeros(world.runs)
    kind = table.kind[:, slot]
    share = np.where(kind == INTERIM, parameters.carried_interim, parameters.carried_settlement)
    share = np.where(kind == FRAMEWORK, parameters.carried_framework, share)
    terms = np.where(table.settles[:, slot], table.term[:, slot], world.issues.status_quo)
    guarantee = guarantee_of(world, slot)
    carried = as_promised(world, party, terms, share, guarantee)
    relief = share / _spoiling(world)
    deal = look_ahead(
        under_deal(world, stakes_of(world, *seat), carried, guarantee, relief)
    ).going_on
    scruple = world.parties.scruple[:, party] / parameters.choice_precision
    keeping = deal + _inducement(world, party, slot) + parameters.reputation_cost - scruple
    return keeping, world.parties.going_on[:, party]


def under_way(world: World, slot: int) -> Truths:
    """Whether a slot holds a deal signed in the run that is in force and not yet carried out."""
    table = world.agreements
    deal = (table.kind[:, slot] >= INTERIM) & (table.carried[:, slot] < 1.0)
    return deal & in_force(world, slot) & ~table.inherited[:, slot]


def forfeited(world: World, front: int, party: int) -> Floats:
    """Who attacks gives up what agreements of its own, which an attack ends, still bring it.

    Of a ceasefire what is left of rewards and threats; of a deal under way what keeping it is
    worth above going on. Reputation is not in it: that is lost under any ceasefire in force. Of
    several agreements the one that is worth most counts.
    """
    lost = np.zeros(world.runs)
    for slot in world.used_slots():
        bound = fresh_truce(world, slot, front) & world.agreements.signatory[:, slot, party]
        if not in_any_run(bound):
            continue
        brings = _inducement(world, party, slot)
        deal = bound & under_way(world, slot)
        if in_any_run(deal):
            keeping, going_on = worth_of_keeping(world, party, slot)
            surplus = keeping - world.parameters.reputation_cost - going_on
            brings = np.where(deal, surplus, brings)
        lost = np.maximum(lost, np.where(bound, brings, 0.0))
    return lost


def unfaded(world: World, since: Indices) -> Floats:
    """Share of rewards and threats that is left so many days after the signature, `(run,)`.

    exp(-t / fading), after Beardsley (2008), who says that they fade and not by which law.
    """
    left = np.exp(-since / world.parameters.carrot_fading)
    return np.where(world.in_runs("fading"), left, 1.0)


def _inducement(world: World, party: int, slot: int) -> Floats:
    """What is left of the rewards and threats that hold a party to an agreement."""
    table = world.agreements
    since = np.maximum(world.day - table.signed[:, slot], 0)
    return (table.carrot[:, slot, party] + table.stick[:, slot, party]) * unfaded(world, since)


def _spoiling(world: World) -> Floats:
    """How much more those fire whom a deal binds against their will: it relieves less of that."""
    most = np.ones(world.runs)
    for agent in range(len(world.layout.parties)):
        most = np.maximum(most, spoils(world, agent))
    return most
