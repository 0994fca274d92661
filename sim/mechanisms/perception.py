"""What the parties take in: losses, conduct and weariness, and where that leaves them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.arithmetic import in_any_run, total
from sim.prospects.losses import RING, losses, on_fronts
from sim.prospects.utility import audience_cost
from sim.prospects.worth import (
    as_promised,
    look_ahead,
    seat_of,
    stakes_of,
    under_deal,
)
from sim.world.layout import WAR
from sim.world.records import Incidents
from sim.world.units import DAYS_A_YEAR, LAST_MONTH
from sim.world.world import World

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

LEAST_CAPABILITY = 1e-3
"""The least that a scenario may give; drift may lead below it."""


def count_losses(world: World, incidents: Incidents) -> None:
    """Enter a day's incidents in the books of parties and fronts."""
    layout, tally, fronts = world.layout, world.tally, world.fronts
    rows, places, sides = incidents.rows, incidents.sectors, incidents.sides
    if not len(rows):
        return
    victim = layout.garrisons[places, 1 - sides]
    own = layout.garrisons[places, sides]
    lose(world, rows, victim, places, incidents.killed, incidents.civilians)
    lose(world, rows, own, places, incidents.killed_back, np.zeros_like(incidents.killed_back))
    np.add.at(tally.wounded, rows, np.maximum(incidents.hit - incidents.killed, 0))
    recorded = incidents.recorded.astype(np.int64)
    np.add.at(tally.incidents, rows, recorded)
    np.add.at(fronts.incidents, (rows, layout.front_of[places]), recorded)


def lose(
    world: World,
    rows: Indices,
    party: Indices,
    places: Indices,
    killed: Indices,
    civilians: Indices,
) -> None:
    """Enter deaths, some of them civilian, of parties at sectors in some runs; flat arrays."""
    if not in_any_run(killed):
        return
    np.add.at(world.tally.military, (rows, party), killed - civilians)
    np.add.at(world.tally.civilian, (rows, party), civilians)
    np.add.at(world.parties.dead, (rows, party), killed)
    fronts = world.layout.front_of[places]
    np.add.at(world.fronts.deaths, (rows, fronts), killed)


def close_books(world: World, deaths_before: Indices) -> None:
    """At the end of a day, carry the running totals into the rings and count the day.

    `deaths_before` are the deaths by front of the evening before, `(run, front)`.
    """
    fronts, tally = world.fronts, world.tally
    place = world.day % RING
    world.parties.dead_on[:, :, place] = world.parties.dead
    fronts.incidents_on[:, :, place] = fronts.incidents
    fronts.deaths_on[:, :, place] = fronts.deaths
    fronts.violations_on[:, :, place] = fronts.violations
    fatal = fronts.deaths > deaths_before
    if in_any_run(fatal):
        fronts.last_fatal[fatal] = world.day
        tally.fatal_days += np.logical_or.reduce(fatal, axis=1)
    top = np.maximum.reduce(fronts.rung, axis=1)
    tally.war_days += top == WAR
    np.maximum(tally.peak_rung, top, out=tally.peak_rung)


def review_conduct(world: World) -> None:
    """Once a month, old conduct is half forgotten and what was verified to be quiet counts.

    Trust grows from verified conduct only: a quiet month nobody watched proves nothing.
    """
    if not world.on("trust"):
        return
    keep = (1.0 - world.parameters.trust_forgetting)[:, None, None]
    world.pairs.good *= keep
    world.pairs.bad *= keep
    incidents = on_fronts(world, "incidents", LAST_MONTH)
    for front, stretch in enumerate(world.layout.stretches):
        watched = world.sectors.seen[:, stretch] * world.sectors.attributed[:, stretch]
        share = total(watched * world.sectors.length[:, stretch])
        share /= total(world.sectors.length[:, stretch])
        quiet = np.exp(-incidents[:, front] / world.parameters.quiet_incidents)
        for side in (0, 1):
            own = int(world.layout.sides[front, side])
            world.pairs.good[:, own, world.layout.rival(front, side)] += share * quiet


def tire(world: World) -> None:
    """Once a month, losses weary a party and calm rests it."""
    parties, parameters = world.parties, world.parameters
    rest = np.exp(-LAST_MONTH / parameters.weariness_recovery)
    for index in range(len(world.layout.parties)):
        lost = losses(world, index, LAST_MONTH) * parameters.weariness_per_loss
        burden = lost / np.maximum(parties.capability[:, index], LEAST_CAPABILITY)
        rested = parties.weariness[:, index] * rest
        parties.weariness[:, index] = rested + (1.0 - rested) * (1.0 - np.exp(-burden))


def grow(world: World) -> None:
    """Capabilities drift by a day."""
    world.parties.capability *= np.exp(world.parties.drift / DAYS_A_YEAR)


def take_stock(world: World) -> None:
    """Let every belligerent weigh going on against the text on the table, taken as a framework."""
    parties, layout = world.parties, world.layout
    nothing = np.zeros(world.runs)
    for party in range(len(layout.parties)):
        seat = seat_of(layout, party)
        if seat is None or layout.sides[seat] != party:
            continue
        share = world.parameters.carried_framework
        text = world.talks.text
        carried = as_promised(world, party, text, share, nothing)
        both = np.array([world.issues.status_quo.T, carried.T]).transpose(2, 0, 1)
        relief = np.array([nothing, share])
        prospect = look_ahead(under_deal(world, stakes_of(world, *seat), both, nothing, relief))
        going_on, deal = prospect.going_on
        deal = deal - audience_cost(world, party, text, world.parameters.usual_secrecy)
        parties.going_on[:, party] = going_on
        parties.deal[:, party] = deal
        parties.surplus[:, party] = deal - going_on
        parties.dissatisfaction[:, party] = prospect.war[0] - prospect.flow[0]
        parties.prevailing[:, party] = prospect.prevails[0]
