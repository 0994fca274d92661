"""Agreements: signed, in force, and over."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sim.arithmetic import everywhere, in_any_run
from sim.mechanisms.terms import write_terms
from sim.mechanisms.war import suspend
from sim.prospects.standing import effort
from sim.prospects.truces import agreed, concerns, fresh_truce, in_force
from sim.scenario.schema import Term
from sim.world.layout import (
    CALM,
    CEASEFIRE,
    INSTRUMENTS,
    INTERIM,
    MEASURES,
    NEVER,
    NONE,
    SETTLEMENT,
    STATEMENT,
)
from sim.world.records import Offer
from sim.world.tables import FOREVER
from sim.world.world import World

Truths = NDArray[np.bool_]
Indices = NDArray[np.int64]


def sign(
    world: World,
    rows: Indices,
    offer: Offer,
    host: int,
    signatories: tuple[int, ...],
    delay: float,
    ambiguity: float,
    brings: int = -1,
    terms: Mapping[str, Term] | None = None,
) -> Indices:
    """Enter a signed draft in the first free slot of each row; a statement takes none.

    `terms` say by issue who has to do what, by when, and how it would show; without them who gives
    most acts, in the usual time. Raises OverflowError naming run and day where a run has no slot
    left.
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
        stick = offer.sticks.get(party)
        table.stick[rows, slots, party] = 0.0 if stick is None else stick[rows]
    table.guarantee[at] = np.broadcast_to(offer.promise, world.runs)[rows]
    write_terms(world, rows, slots, terms or {})
    table.carried[at] = 0.0
    table.inherited[at] = False
    if offer.kind == CEASEFIRE:
        tally.truces[rows] += 1
        tally.truce_day[rows] = world.day + int(delay)
        tally.truce_end[rows] = FOREVER
        tally.held_by[rows] = 0
    if offer.kind >= CEASEFIRE:
        _note_accord(world, rows, slots, host, int(delay))
    found: Indices = slots
    return found


def _note_accord(world: World, rows: Indices, slots: Indices, host: int, delay: int) -> None:
    """Enter the first ceasefire or more of a run in the books."""
    tally, members = world.tally, world.layout.hosts[host].members
    first = (tally.accord_day[rows] == -NEVER) & (tally.accord_end[rows] == FOREVER)
    own, there = rows[first], slots[first]
    tally.accord_slot[own] = there
    tally.accord_day[own] = world.day + delay
    at_work = np.zeros(world.runs, dtype=bool)
    for member in members:
        for instrument in INSTRUMENTS:
            at_work |= effort(world, member, instrument) > 0.0
    tally.accord_brokered[own] = at_work[own]


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
        _take_the_place_of_broken(world, slot, starts & (table.kind[:, slot] == CEASEFIRE))
        for front, stretch in enumerate(world.layout.stretches):
            here = starts & concerns(world, slot, front)
            suspend(world, front, here & (table.kind[:, slot] >= CEASEFIRE))
            withdrawn = here & table.measure[:, slot, MEASURES.index("sniper_withdrawal")]
            snipers = world.sectors.snipers[:, stretch]
            left = world.parameters.snipers_left[:, None]
            world.sectors.snipers[:, stretch] = np.where(
                withdrawn[:, None], snipers * left, snipers
            )
            separated = here & table.measure[:, slot, MEASURES.index("separation")]
            _draw_back(world, stretch, separated)
            frozen = here & table.measure[:, slot, MEASURES.index("trench_freeze")]
            reference = world.parameters.reference_distance[:, None]
            distance = world.sectors.distance[:, stretch]
            world.sectors.distance[:, stretch] = np.where(
                frozen[:, None], np.maximum(distance, reference), distance
            )


def _take_the_place_of_broken(world: World, slot: int, starts: Truths) -> None:
    """A ceasefire takes the place of earlier ones under which an attack still goes on."""
    for front in range(len(world.layout.fronts)):
        attacked = np.logical_or.reduce(world.fronts.attacking[:, front], axis=1)
        broken = starts & attacked & concerns(world, slot, front)
        if not in_any_run(broken):
            continue
        for other in world.used_slots():
            earlier = world.agreements.in_force[:, other] < world.day
            pause = world.agreements.kind[:, other] == CEASEFIRE
            end(world, other, broken & earlier & pause & fresh_truce(world, other, front))


def _draw_back(world: World, stretch: slice, where: Truths) -> None:
    """Forces pull apart to the distance of a separation."""
    sectors = world.sectors
    distance = sectors.distance[:, stretch]
    wanted = world.parameters.separation_distance[:, None]
    added = np.where(where[:, None], np.maximum(wanted - distance, 0.0), 0.0)
    sectors.drawn_back[:, stretch] += added
    sectors.distance[:, stretch] = distance + added


def _close_up(world: World, stretch: slice, where: Truths) -> None:
    """They move up again to where they were."""
    sectors = world.sectors
    back = np.where(where[:, None], sectors.drawn_back[:, stretch], 0.0)
    sectors.distance[:, stretch] = np.maximum(sectors.distance[:, stretch] - back, 0.0)
    sectors.drawn_back[:, stretch] -= back


def end(world: World, slot: int, where: Truths) -> None:
    """Free the slot of an agreement that is over."""
    table, tally = world.agreements, world.tally
    world.slots_changed()
    truce_over = where & (table.kind[:, slot] == CEASEFIRE) & ~table.inherited[:, slot]
    latest = truce_over & (tally.truce_end == FOREVER)
    latest &= table.in_force[:, slot] == tally.truce_day
    tally.truce_end[latest] = world.day
    broken = where & (tally.accord_slot == slot)
    tally.accord_end[broken] = world.day
    tally.accord_slot[broken] = -1
    for front, stretch in enumerate(world.layout.stretches):
        apart = table.measure[:, slot, MEASURES.index("separation")]
        _close_up(world, stretch, where & apart & concerns(world, slot, front))
    table.kind[where, slot] = NONE
    table.in_force[where, slot] = FOREVER
    table.measure[where, slot] = False
    table.mechanism[where, slot] = False


def settle_down(world: World) -> None:
    """A settlement in force leaves the front calm, once no issue is open."""
    if not in_any_run(world.agreements.kind == SETTLEMENT):
        return
    whole = everywhere(agreed(world))
    for slot in world.used_slots():
        settled = whole & in_force(world, slot) & (world.agreements.kind[:, slot] == SETTLEMENT)
        for front in range(len(world.layout.fronts)):
            here = settled & concerns(world, slot, front)
            quiet = here & (world.fronts.rung[:, front] > CALM)
            quiet &= ~np.logical_or.reduce(world.fronts.attacking[:, front], axis=1)
            world.fronts.rung[quiet, front] = CALM
            world.fronts.rung_since[quiet, front] = world.day
