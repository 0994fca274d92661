"""Breaches: a truce broken by an attack or by losses, a deal that a signatory drops."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim.arithmetic import in_any_run
from sim.mechanisms.agreements import end
from sim.prospects.keeping import under_way
from sim.prospects.losses import camp_losses
from sim.prospects.truces import fresh_truce, own_truces
from sim.prospects.trust import blame, trusted
from sim.world.layout import CLASHES
from sim.world.records import Breach
from sim.world.world import World

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]
Indices = NDArray[np.int64]

A_WEEK = 7
"""Days over which losses under a truce are felt."""


def denounce(world: World) -> list[Breach]:
    """Once a week, truces break: by an attack, or by losses one side will not put up with.

    Breakdown runs through incident, attribution and response: a side walks out when what it
    lost and blames on the other outweighs what it bears, which grows with its trust; a joint
    commission explains part of what happened, and a doubtful text excuses some of it.
    """
    breaches: list[Breach] = []
    if not in_any_run(own_truces(world)):
        return breaches
    for slot in world.used_slots():
        for front in range(len(world.layout.fronts)):
            holds = fresh_truce(world, slot, front)
            if not in_any_run(holds):
                continue
            attacked = holds & np.logical_or.reduce(world.fronts.attacking[:, front], axis=1)
            if in_any_run(attacked):
                end(world, slot, attacked)
                breaches.append(Breach(slot, attacked, "attack"))
            party, suffered, borne = _aggrieved(world, slot, front)
            aggrieved = holds & ~attacked & (suffered > borne)
            if in_any_run(aggrieved):
                end(world, slot, aggrieved)
                _fall_back(world, front, aggrieved)
                breaches.append(Breach(slot, aggrieved, "losses", party, suffered, borne))
    return breaches


def repudiate(
    world: World,
    keeps: Callable[[int, int], Truths],
    weigh: Callable[[int, int], tuple[Floats, Floats]] | None = None,
) -> list[Breach]:
    """Once a month, signatories ask whether a deal is still worth keeping.

    `keeps(party, slot)` says where it is; inducements fade after the signature (Beardsley 2008).
    `weigh(party, slot)` gives what keeping and going on are worth, for the story.
    """
    if not world.on("reconsideration"):
        return []
    breaches = []
    for slot in world.used_slots():
        fresh = under_way(world, slot)
        if not in_any_run(fresh):
            continue
        left = np.zeros(world.runs, dtype=bool)
        for party in range(len(world.layout.parties)):
            signed = fresh & world.agreements.signatory[:, slot, party] & ~left
            if not in_any_run(signed):
                continue
            leaves = signed & ~keeps(party, slot)
            if not in_any_run(leaves):
                continue
            nothing = np.zeros(world.runs)
            keeping, going_on = weigh(party, slot) if weigh else (nothing, nothing)
            who = np.full(world.runs, party)
            breaches.append(Breach(slot, leaves, "repudiated", who, going_on, keeping))
            left |= leaves
        if in_any_run(left):
            end(world, slot, left)
    return breaches


def _aggrieved(world: World, slot: int, front: int) -> tuple[Indices, Floats, Floats]:
    """The side with most cause to walk out of a truce, what it suffered, and what it bears."""
    layout, parameters = world.layout, world.parameters
    since = world.day - world.agreements.in_force[:, slot]
    explained = parameters.vouching * world.agreements.mechanism[:, slot]
    sides = []
    for side in (0, 1):
        party, rival = int(layout.sides[front, side]), layout.rival(front, side)
        confidence = trusted(world, party, rival)
        suffered = camp_losses(world, party, A_WEEK) * blame(world, party, rival)
        suffered = suffered * (1.0 - explained)
        suffered = suffered * (1.0 - world.agreements.ambiguity[:, slot] * (1.0 - confidence))
        lenient = 1.0 + parameters.forbearance * (confidence - 0.5)
        sides.append((party, suffered, world.parties.tolerance[:, party] * lenient))
    (one, harm, borne), (other, harm_too, borne_too) = sides
    second = harm_too - borne_too > harm - borne
    who = np.where(second, np.full(world.runs, other), one)
    suffered = np.where(second & (since >= A_WEEK), harm_too, harm)
    suffered = np.where(since >= A_WEEK, suffered, 0.0)
    return who, suffered, np.where(second, borne_too, borne)


def _fall_back(world: World, front: int, where: Truths) -> None:
    fronts = world.fronts
    lower = where & (fronts.rung[:, front] < CLASHES)
    fronts.rung[lower, front] = CLASHES
    fronts.rung_since[lower, front] = world.day
