"""Agreements: signed, in force, carried out, verified, and broken."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim.arithmetic import in_any_run
from sim.mechanisms.war import suspend
from sim.prospects.losses import camp_losses
from sim.prospects.truces import concerns, fresh_truce, in_force
from sim.prospects.trust import blame, trusted
from sim.world.layout import (
    CALM,
    CEASEFIRE,
    CLASHES,
    INTERIM,
    KINDS,
    MEASURES,
    NONE,
    STATEMENT,
)
from sim.world.records import Breach, Offer
from sim.world.tables import FOREVER
from sim.world.world import World

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]
Indices = NDArray[np.int64]

WITHDRAWN = 0.2
"""Snipers left when their withdrawal is carried out: some always stay (assumed)."""


def sign(
    world: World,
    rows: Indices,
    offer: Offer,
    host: int,
    signatories: tuple[int, ...],
    delay: float,
    ambiguity: float,
    brings: int = -1,
) -> Indices:
    """Enter a signed draft in the first free slot of each row; a statement takes none.

    Raises OverflowError naming run and day where a run has no slot left.
    """
    tally, table = world.tally, world.agreements
    tally.best[rows] = np.maximum(tally.best[rows], offer.kind)
    if offer.kind == STATEMENT:
        return np.full(len(rows), -1)
    first = rows[tally.first_day[rows] < 0]
    tally.first_day[first] = world.day
    free = table.kind[rows] == NONE
    if not free.any(axis=1).all():
        run = world.run_ids[rows[int(np.argmin(free.any(axis=1)))]]
        raise OverflowError(f"run {run}, day {world.day}: more agreements than there are slots")
    slots = np.argmax(free, axis=1)
    at = (rows, slots)
    world.slots_changed()
    table.kind[at] = offer.kind
    table.front[at] = offer.front
    table.host[at] = host
    table.signed[at] = world.day
    table.in_force[at] = world.day + int(delay)
    for party in range(len(world.layout.parties)):
        table.signatory[rows, slots, party] = party in signatories
        lead = int(world.layout.principals[party])
        table.bound[rows, slots, party] = party in signatories or lead in signatories
    table.term[at] = offer.text[rows]
    table.settles[at] = offer.issues[rows] & (offer.kind >= INTERIM)
    for place, measure in enumerate(MEASURES):
        table.measure[rows, slots, place] = measure in offer.measures
    table.mechanism[at] = offer.mechanism
    table.ambiguity[at] = ambiguity
    table.brings[at] = brings
    for party in range(len(world.layout.parties)):
        carrot = offer.carrots.get(party)
        table.carrot[rows, slots, party] = 0.0 if carrot is None else carrot[rows]
    table.guarantee[at] = offer.guarantee[rows]
    table.carried[at] = 0.0
    table.inherited[at] = False
    if offer.kind == CEASEFIRE:
        tally.truces[rows] += 1
        tally.truce_day[rows] = world.day + int(delay)
        tally.truce_end[rows] = FOREVER
        tally.held_by[rows] = 0
    found: Indices = slots
    return found


def enter_into_force(world: World) -> None:
    """On its day an agreement takes effect: guns are told to stop, snipers to withdraw."""
    table = world.agreements
    today = table.in_force == world.day
    if not in_any_run(today):
        return
    for slot in world.used_slots():
        starts = today[:, slot] & (table.kind[:, slot] > NONE)
        if not in_any_run(starts):
            continue
        for front, stretch in enumerate(world.layout.stretches):
            here = starts & concerns(world, slot, front)
            suspend(world, front, here & (table.kind[:, slot] >= CEASEFIRE))
            withdrawn = here & table.measure[:, slot, MEASURES.index("sniper_withdrawal")]
            snipers = world.sectors.snipers[:, stretch]
            world.sectors.snipers[:, stretch] = np.where(
                withdrawn[:, None], snipers * WITHDRAWN, snipers
            )
            frozen = here & table.measure[:, slot, MEASURES.index("trench_freeze")]
            reference = world.parameters.reference_distance[:, None]
            distance = world.sectors.distance[:, stretch]
            world.sectors.distance[:, stretch] = np.where(
                frozen[:, None], np.maximum(distance, reference), distance
            )


def carry_out(world: World, days: float) -> None:
    """Tranche by tranche an agreement is carried out, as fast as verified conduct allows.

    The next tranche waits for the last to be verified: the pace is that of trust between the
    signatories, faster with a joint mechanism.
    """
    table, issues = world.agreements, world.issues
    for slot in world.used_slots():
        working = in_force(world, slot) & (table.kind[:, slot] >= INTERIM)
        working &= table.carried[:, slot] < 1.0
        if not in_any_run(working):
            continue
        confidence = _confidence(world, slot)
        pace = days / world.parameters.tranche_time * confidence
        before = table.carried[:, slot]
        after = np.where(working, np.minimum(before + pace, 1.0), before)
        left = np.where(working, (after - before) / np.maximum(1.0 - before, 1e-9), 0.0)
        disposed = table.settles[:, slot, :]
        step = left[:, None] * (table.term[:, slot, :] - issues.status_quo) * disposed
        issues.status_quo[:] = np.clip(issues.status_quo + step, 0.0, 1.0)
        table.carried[:, slot] = after


def _confidence(world: World, slot: int) -> Floats:
    """The least trust between signatories, lifted half way by a joint mechanism."""
    table = world.agreements
    least = np.ones(world.runs)
    for party in range(len(world.layout.parties)):
        rival = int(world.layout.main_rival[party])
        if rival == party:
            continue
        both = table.signatory[:, slot, party] & table.signatory[:, slot, rival]
        least = np.where(both, np.minimum(least, trusted(world, party, rival)), least)
    return np.where(table.mechanism[:, slot], 0.5 + 0.5 * least, least)


def denounce(world: World) -> list[Breach]:
    """Once a week, truces break: by an attack, or by losses one side will not put up with.

    Breakdown runs through incident, attribution and response: a side walks out when what it
    lost and blames on the other, in proportion to its tolerance, outweighs its trust, unless a
    joint body vouches for what happened.
    """
    breaches = []
    for slot in world.used_slots():
        for front in range(len(world.layout.fronts)):
            holds = fresh_truce(world, slot, front)
            if not in_any_run(holds):
                continue
            attacked = holds & np.logical_or.reduce(world.fronts.attacking[:, front], axis=1)
            if in_any_run(attacked):
                end(world, slot, attacked)
                breaches.append(Breach(slot, attacked, "attack"))
            aggrieved = holds & ~attacked & _aggrieved(world, slot, front)
            if in_any_run(aggrieved):
                end(world, slot, aggrieved)
                _fall_back(world, front, aggrieved)
                breaches.append(Breach(slot, aggrieved, "losses"))
    return breaches


def repudiate(world: World, keeps: Callable[[int, int], Truths]) -> list[Breach]:
    """Once a month, signatories ask whether a deal is still worth keeping.

    `keeps(party, slot)` says where it is; inducements fade after the signature (Beardsley 2008).
    """
    if not world.on("fading"):
        return []
    breaches = []
    for slot in world.used_slots():
        fresh = in_force(world, slot) & ~world.agreements.inherited[:, slot]
        fresh &= (world.agreements.kind[:, slot] >= INTERIM) & (
            world.agreements.carried[:, slot] < 1.0
        )
        if not in_any_run(fresh):
            continue
        dropped = np.zeros(world.runs, dtype=bool)
        for party in range(len(world.layout.parties)):
            signed = fresh & world.agreements.signatory[:, slot, party]
            if in_any_run(signed):
                dropped |= signed & ~keeps(party, slot)
        if in_any_run(dropped):
            end(world, slot, dropped)
            breaches.append(Breach(slot, dropped, "repudiated"))
    return breaches


def _aggrieved(world: World, slot: int, front: int) -> Truths:
    """Whether either side has had enough of losses under the truce."""
    layout, walks_out = world.layout, np.zeros(world.runs, dtype=bool)
    since = world.day - world.agreements.in_force[:, slot]
    vouched = np.where(world.agreements.mechanism[:, slot], 0.5, 1.0)
    for side in (0, 1):
        party, rival = int(layout.sides[front, side]), layout.rival(front, side)
        suffered = camp_losses(world, party, 7) * blame(world, party, rival) * vouched
        confidence = trusted(world, party, rival)
        suffered *= 1.0 - world.agreements.ambiguity[:, slot] * (1.0 - confidence)
        borne = world.parties.tolerance[:, party] * (0.5 + confidence)
        walks_out |= (suffered > borne) & (since >= 7)
    return walks_out


def _fall_back(world: World, front: int, where: Truths) -> None:
    fronts = world.fronts
    lower = where & (fronts.rung[:, front] < CLASHES)
    fronts.rung[lower, front] = CLASHES
    fronts.rung_since[lower, front] = world.day


def end(world: World, slot: int, where: Truths) -> None:
    """Free the slot of an agreement that is over."""
    table, tally = world.agreements, world.tally
    world.slots_changed()
    truce_over = where & (table.kind[:, slot] == CEASEFIRE) & ~table.inherited[:, slot]
    latest = truce_over & (tally.truce_end == FOREVER)
    tally.truce_end[latest] = world.day
    table.kind[where, slot] = NONE
    table.in_force[where, slot] = FOREVER
    table.measure[where, slot] = False
    table.mechanism[where, slot] = False


def settle_down(world: World) -> None:
    """A settlement in force leaves the front calm."""
    for slot in world.used_slots():
        settled = in_force(world, slot) & (world.agreements.kind[:, slot] == len(KINDS) - 1)
        for front in range(len(world.layout.fronts)):
            here = settled & concerns(world, slot, front)
            quiet = here & (world.fronts.rung[:, front] > CALM)
            quiet &= ~np.logical_or.reduce(world.fronts.attacking[:, front], axis=1)
            world.fronts.rung[quiet, front] = CALM
            world.fronts.rung_since[quiet, front] = world.day
