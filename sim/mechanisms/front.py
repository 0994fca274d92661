"""The line of contact: garrisons fire, are answered, and lose people."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.arithmetic import chance_of_any, power, take, total
from sim.luck import spread
from sim.prospects.agency import complies, spoils
from sim.prospects.truces import measure_in_force
from sim.world.layout import WAR
from sim.world.records import Incidents
from sim.world.world import World

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]
Indices = NDArray[np.int64]

LARGEST_ENGAGEMENT = 60
"""People hit in the largest engagement short of an operation: two platoons."""

(CAUSE, SCALE, KILLED, BACK, CIVILIAN, RECORD, OWN, LEFT, RIGHT, SEEN, ATTRIBUTED) = range(11)


def make_ready(world: World) -> None:
    """Set each garrison's own fire by distance, snipers, orders and who stands between.

    Fire grows as trenches come closer and snipers more numerous; orders scale it, interposed
    troops reduce contact, and the prospect of being seen restrains (Avenhaus et al. 2002).
    """
    sectors, parameters, layout = world.sectors, world.parameters, world.layout
    nearness = power(
        parameters.reference_distance[:, None] / sectors.distance,
        parameters.distance_effect[:, None],
    )
    effect = parameters.sniper_effect[:, None]
    usual = 1.0 + effect * parameters.reference_snipers[:, None]
    exposure = nearness * (1.0 + effect * sectors.snipers) / usual
    rate = parameters.incident_rate[:, None] * sectors.length / 200.0 * exposure
    apart = 1.0 - _contact_avoided(world)
    restraint = 1.0 / (
        1.0 + parameters.exposure_restraint[:, None] * sectors.seen * sectors.attributed
    )
    calm = rate * apart * restraint
    command = _command(world)
    parties = range(len(layout.parties))
    own = world.parties.initiative * np.array([spoils(world, party) for party in parties]).T
    follows = np.array([complies(world, party) for party in parties]).T
    for side in (0, 1):
        commanders = layout.commanders[:, side]
        orders = world.fronts.posture[:, layout.front_of, side]
        orders = _agents_follow(world, side, orders, follows)
        sectors.readiness[:, :, side] = calm * orders * own[:, commanders]
        answering = parameters.retaliation[:, None] * world.parties.retaliation[:, commanders]
        sectors.answering[:, :, side] = np.minimum(answering * apart * command, 1.0)
    if not world.on("retaliation"):
        sectors.answering[:] = 0.0


def _contact_avoided(world: World) -> Floats:
    """Share of contacts that troops who may interpose prevent, `(run, sector)`."""
    avoided = np.ones_like(world.sectors.length)
    if not world.on("peacekeepers"):
        return 1.0 - avoided
    for index, mission in enumerate(world.layout.scenario.peacekeepers.values()):
        if mission.kind == "troops" and {"interpose", "protect", "use_force"} & set(mission.tasks):
            table = world.missions
            persons = table.strength[:, index] * table.present[:, index] * table.clarity[:, index]
            dense = persons[:, None] * table.post[:, index, :] / world.sectors.length
            avoided *= 1.0 - chance_of_any(world.parameters.contact_reduction[:, None] * dense)
    return 1.0 - avoided


def _command(world: World) -> Floats:
    """How far garrisons are free to answer, `(run, sector)`: hotlines and orders rein them in."""
    free = np.ones_like(world.sectors.length)
    for front, stretch in enumerate(world.layout.stretches):
        hotline = measure_in_force(world, "hotline", front)
        free[:, stretch] = np.where(hotline, 1.0 - world.parameters.cbm_relief, 1.0)[:, None]
    return free


def _agents_follow(world: World, side: int, orders: Floats, follows: Floats) -> Floats:
    """An agent passes on its principal's orders as far as it complies; else it fires as usual."""
    layout = world.layout
    commanders = layout.commanders[:, side]
    principal = layout.sides[layout.front_of, side]
    share = np.where(commanders == principal, 1.0, follows[:, commanders])
    return 1.0 + share * (orders - 1.0)


def fire(world: World) -> Incidents:
    """Let the garrisons fire for a day; at most one incident a sector.

    Own fire multiplies with the rung; a garrison that means to answer harm does so after a
    while (its memory). The scale of an engagement follows a discrete Pareto law (Bohorquez et al.
    2009; Clauset, Young & Gleditsch 2007): built in, not emergent.
    """
    sectors, front_of = world.sectors, world.layout.front_of
    factors = _factors(world)
    fired = _fired(world, factors)
    uniform = world.luck.dailies(world.layout.garrison_askers)
    # 1 - exp(-rate) is below the rate, so only the few below it need the exponential;
    # sector by sector, as they lie in memory
    places, rows = np.divmod(np.flatnonzero((uniform < fired).T), world.runs)
    happens = uniform[rows, places] < chance_of_any(fired[rows, places])
    rows, places = rows[happens], places[happens]
    if not len(rows):
        return nothing_happened()
    drawn = spread(uniform[rows, places], ATTRIBUTED + 1)
    own = sectors.readiness[rows, places] * factors[rows, front_of[places]]
    answering = sectors.debt[rows, places] / world.parameters.retaliation_memory[rows, None]
    return _resolve(world, rows, places, drawn, own, answering)


def nothing_happened() -> Incidents:
    """A day without incidents."""
    none, never = np.empty(0, dtype=np.int64), np.empty(0, dtype=bool)
    return Incidents(none, none, none, never, none, none, none, none, never, never, never)


def _factors(world: World) -> Floats:
    """What rung and mood multiply own fire with, `(run, front, side)`."""
    fronts = world.fronts
    rungs = take(_ladder(world), fronts.rung)
    return np.asarray(np.exp(fronts.mood + fronts.bidden) * rungs[:, :, None])


def _fired(world: World, factors: Floats) -> Floats:
    """Incidents a day by either side, own fire and answers, `(run, sector)`."""
    readiness, debt = world.sectors.readiness, world.sectors.debt
    fired = (debt[:, :, 0] + debt[:, :, 1]) / world.parameters.retaliation_memory[:, None]
    for front, stretch in enumerate(world.layout.stretches):
        own = readiness[:, stretch] * factors[:, front, None]
        there = fired[:, stretch]
        there += own[:, :, 0]
        there += own[:, :, 1]
    return fired


def _ladder(world: World) -> Floats:
    """Multiplier of own fire at each rung, `(run, rung)`; 1 at `violations`."""
    step = world.parameters.rung_multiplier
    rungs = [1.0 / step, np.ones(world.runs)]
    while len(rungs) <= WAR:
        rungs.append(rungs[-1] * step)
    return np.array(rungs).T


def _resolve(
    world: World, rows: Indices, places: Indices, drawn: Floats, own: Floats, answering: Floats
) -> Incidents:
    """Who fired, why, who was hit, and who means to answer."""
    parameters, sectors = world.parameters, world.sectors
    share = drawn[:, CAUSE] * (own[:, 0] + own[:, 1] + answering[:, 0] + answering[:, 1])
    first = own[:, 0] + answering[:, 0]
    sides = np.where(share < first, 0, 1)
    answers = np.where(sides == 0, share >= own[:, 0], share - first >= own[:, 1])
    exponent = 1.0 / (parameters.severity_exponent[rows] - 1.0)
    scale = power(1.0 / (1.0 - drawn[:, SCALE]), exponent)
    hit = np.floor(np.minimum(scale, LARGEST_ENGAGEMENT))
    deadly = hit * parameters.lethality[rows]
    killed = np.floor(deadly + drawn[:, KILLED])
    back = np.floor(deadly * parameters.return_losses[rows] + drawn[:, BACK])
    exposed = parameters.civilian_exposure[rows] * sectors.civilians[rows, places] / 10_000.0
    civilians = np.floor(killed * np.minimum(exposed, 1.0) + drawn[:, CIVILIAN])
    _settle_debts(world, rows, places, sides, answers)
    _take_on_debts(world, rows, places, 1 - sides, drawn)
    return Incidents(
        rows=rows,
        sectors=places,
        sides=sides,
        answers=answers,
        hit=hit.astype(np.int64),
        killed=killed.astype(np.int64),
        killed_back=back.astype(np.int64),
        civilians=np.minimum(civilians, killed).astype(np.int64),
        recorded=(drawn[:, RECORD] < parameters.recording[rows]) | (killed + back > 0),
        seen=drawn[:, SEEN] < sectors.seen[rows, places],
        attributed=drawn[:, ATTRIBUTED] < sectors.attributed[rows, places],
    )


def _settle_debts(
    world: World, rows: Indices, places: Indices, sides: Indices, answers: Truths
) -> None:
    """An answer given is an answer less to give."""
    debt = world.sectors.debt[rows, places, sides]
    world.sectors.debt[rows, places, sides] = np.maximum(debt - answers, 0.0)


def _take_on_debts(
    world: World, rows: Indices, places: Indices, harmed: Indices, drawn: Floats
) -> None:
    """A garrison harmed, and now and then its neighbours, make up their minds to answer."""
    sectors, layout = world.sectors, world.layout
    np.add.at(
        sectors.debt,
        (rows, places, harmed),
        (drawn[:, OWN] < sectors.answering[rows, places, harmed]).astype(np.float64),
    )
    share = world.parameters.neighbour_share[rows]
    last = len(layout.sectors) - 1
    for column, step in ((LEFT, -1), (RIGHT, 1)):
        beside = np.clip(places + step, 0, last)
        adjacent = (beside != places) & (layout.front_of[beside] == layout.front_of[places])
        willing = share * sectors.answering[rows, beside, harmed]
        joins = adjacent & (drawn[:, column] < willing)
        np.add.at(sectors.debt, (rows[joins], beside[joins], harmed[joins]), 1.0)


def report_violations(world: World, days: int) -> None:
    """Add up the violations that the sides report over some days: many for each incident."""
    factors, fronts = _factors(world), world.fronts
    for front, stretch in enumerate(world.layout.stretches):
        ready = world.sectors.readiness[:, stretch]
        fired = total(ready[:, :, 0]) * factors[:, front, 0]
        fired += total(ready[:, :, 1]) * factors[:, front, 1]
        mean = days * fired * world.parameters.violations_per_incident
        uniform = world.luck.uniform(f"violations {world.layout.fronts[front]}")
        reported = np.floor(mean * (0.5 + uniform)).astype(np.int64)
        fronts.violations[:, front] += reported
        world.tally.violations += reported
