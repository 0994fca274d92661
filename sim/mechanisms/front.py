"""The line of contact: garrisons fire, are answered, and lose people."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.arithmetic import chance_of_any, in_any_run, power, take, total
from sim.luck import spread
from sim.mechanisms.engagements import COLUMNS, resolve
from sim.mechanisms.missions import HOLDING, SHELTERING, prevented
from sim.prospects.agency import complies, spoils
from sim.prospects.truces import measure_in_force
from sim.world.layout import WAR
from sim.world.records import Incidents
from sim.world.units import BOTH_SIDES_OF_100_KM
from sim.world.world import World

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]
Indices = NDArray[np.int64]

MOST_MUTUAL = 0.99
"""Answers to answers up to which a past is added up: the sum has no end where all is answered."""
LEAST_FIRE = 1e-12
"""Incidents a day on a front below which there is no fire that could move."""


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
    stated_for = BOTH_SIDES_OF_100_KM
    rate = parameters.incident_rate[:, None] * sectors.length / stated_for * exposure
    apart = 1.0 - prevented(world, HOLDING)
    sectors.sheltered[:] = prevented(world, SHELTERING)
    restraint = 1.0 / (
        1.0 + parameters.exposure_restraint[:, None] * sectors.seen * sectors.attributed
    )
    calm = rate * apart * restraint
    withheld = rate - calm
    parties = range(len(layout.parties))
    own = world.parties.initiative * np.array([spoils(world, party) for party in parties]).T
    meant = _orders(world) * own[:, layout.commanders]
    ready = calm[:, :, None] * meant
    ready += _elsewhere(world, withheld[:, :, None] * meant, ready, apart * (1.0 - sectors.seen))
    sectors.readiness[:] = ready
    temper = np.where(world.in_runs("retaliation"), parameters.retaliation, 0.0)
    retaliation = world.parties.retaliation[:, layout.commanders]
    answering = temper[:, None, None] * retaliation * apart[:, :, None]
    sectors.answering[:] = np.minimum(answering * _command(world)[:, :, None], 1.0)


def _elsewhere(world: World, withheld: Floats, ready: Floats, open_ones: Floats) -> Floats:
    """Fire that moves from where a mission stands or watches to where it does not.

    A share of what is prevented or deterred on a front is looked for elsewhere on it, where the
    garrisons fire anyway and as far as nobody stands or watches there (compare the displacement of
    crime by policing: Guerette & Bowers 2009). Arrays `(run, sector, side)`, `open_ones`
    `(run, sector)`.
    """
    moved = np.zeros_like(ready)
    share = world.parameters.incident_displacement[:, None]
    for stretch in world.layout.stretches if world.on("displacement") else ():
        if not in_any_run(withheld[:, stretch]):
            continue
        fired = total(np.swapaxes(ready[:, stretch], 1, 2))
        found = share * total(np.swapaxes(withheld[:, stretch], 1, 2))
        found /= np.maximum(fired, LEAST_FIRE)
        moved[:, stretch] = ready[:, stretch] * open_ones[:, stretch, None] * found[:, None]
    return moved


def _command(world: World) -> Floats:
    """How far garrisons are free to answer, `(run, sector)`: hotlines and orders rein them in."""
    free = np.ones_like(world.sectors.length)
    for front, stretch in enumerate(world.layout.stretches):
        hotline = measure_in_force(world, "hotline", front)
        if in_any_run(hotline):
            free[:, stretch] = np.where(hotline, 1.0 - world.parameters.cbm_relief, 1.0)[:, None]
    return free


def _orders(world: World) -> Floats:
    """The scale of fire that garrisons hold to, `(run, sector, side)`.

    An agent passes on its principal's orders as far as it complies; else it fires as usual.
    """
    layout = world.layout
    follows = np.array([complies(world, party) for party in range(len(layout.parties))]).T
    own = layout.commanders == layout.sides[layout.front_of]
    share = np.where(own, 1.0, follows[:, layout.commanders])
    return 1.0 + share * (world.fronts.posture[:, layout.front_of] - 1.0)


def remember(world: World) -> None:
    """A scenario opens on a front with a past: garrisons have answers to give from before.

    As many as a front has in the long run at the fire it opens with: what hits a side is the
    other's own fire and its answers to what hits it in turn. Drawn once a run.
    """
    sectors, parameters, factors = world.sectors, world.parameters, _factors(world)
    own = sectors.readiness * factors[:, world.layout.front_of]
    answered = sectors.answering
    mutual = 1.0 - np.minimum(answered[:, :, 0] * answered[:, :, 1], MOST_MUTUAL)
    for place, name in enumerate(world.layout.sectors):
        drawn = world.luck.uniforms(f"past of {name}", 2)
        for side in (0, 1):
            other = own[:, place, 1 - side] + answered[:, place, 1 - side] * own[:, place, side]
            harm = other / mutual[:, place]
            mean = parameters.retaliation_memory * answered[:, place, side] * harm
            owed = np.minimum(np.floor(mean + drawn[:, side]), parameters.owed_at_first)
            sectors.debt[:, place, side] = owed


def fire(world: World) -> Incidents:
    """Let the garrisons fire for a day; at most one incident a sector.

    Own fire multiplies with the rung; a garrison that means to answer harm does so after a
    while (its memory).
    """
    sectors, front_of = world.sectors, world.layout.front_of
    factors = _factors(world)
    fired = _fired(world, factors)
    uniform = world.luck.dailies(world.layout.garrison_askers)
    # 1 - exp(-rate) is below the rate, so only the few below it need the exponential;
    # sector by sector, as they lie in memory
    places, rows = np.divmod(np.flatnonzero((uniform < fired).T), world.runs)
    chosen = uniform[rows, places]
    happens = chosen < chance_of_any(fired[rows, places])
    if not in_any_run(happens):
        return nothing_happened()
    rows, places = rows[happens], places[happens]
    drawn = spread(chosen[happens], COLUMNS)
    own = sectors.readiness[rows, places] * factors[rows, front_of[places]]
    answering = sectors.debt[rows, places] / world.parameters.retaliation_memory[rows, None]
    return resolve(world, rows, places, drawn, own, answering)


def nothing_happened() -> Incidents:
    """A day without incidents."""
    none, never = np.empty(0, dtype=np.int64), np.empty(0, dtype=bool)
    return Incidents(none, none, none, never, none, none, none, none, never, never, never)


def _factors(world: World) -> Floats:
    """What rung and mood multiply own fire with, `(run, front, side)`."""
    fronts = world.fronts
    rungs = take(_ladder(world), fronts.rung)
    factors: Floats = np.exp(fronts.mood + fronts.bidden) * rungs[:, :, None]
    return factors


def _fired(world: World, factors: Floats) -> Floats:
    """Incidents a day by either side, own fire and answers, `(run, sector)`."""
    readiness, debt = world.sectors.readiness, world.sectors.debt
    fired = debt[:, :, 0] + debt[:, :, 1]
    fired /= world.parameters.retaliation_memory[:, None]
    own = np.empty_like(readiness)
    for front, stretch in enumerate(world.layout.stretches):
        np.multiply(readiness[:, stretch], factors[:, front, None], out=own[:, stretch])
    fired += own[:, :, 0]
    fired += own[:, :, 1]
    return fired


def _ladder(world: World) -> Floats:
    """Multiplier of own fire at each rung, `(run, rung)`; 1 at `violations`."""
    step = world.parameters.rung_multiplier
    rungs = [1.0 / step, np.ones(world.runs), step]
    while len(rungs) <= WAR:
        rungs.append(rungs[-1] * step)
    return np.array(rungs).T


def report_violations(world: World, days: int) -> None:
    """Add up the violations that each side reports of the other: many for each incident.

    A side counts what it is shot at with, the other's own fire and its answers, and the more
    one-sided its media are the more it counts.
    """
    factors, fronts, layout = _factors(world), world.fronts, world.layout
    parameters = world.parameters
    for front, stretch in enumerate(layout.stretches):
        drawn = world.luck.uniforms(f"violations {layout.fronts[front]}", 2)
        ready = np.swapaxes(world.sectors.readiness[:, stretch, ::-1], 1, 2)  # the other's
        owed = np.swapaxes(world.sectors.debt[:, stretch, ::-1], 1, 2)
        answers = total(owed) / parameters.retaliation_memory[:, None]
        fired = total(ready) * factors[:, front, ::-1] + answers
        mean = days * fired * parameters.violations_per_incident[:, None]
        one_sided = world.parties.propaganda[:, layout.sides[front]]
        slant = parameters.reporting_bias[:, None] * one_sided
        said = 1.0 + parameters.reporting_spread[:, None] * (2.0 * drawn - 1.0)
        by_side = np.floor(mean * (1.0 + slant) * said).astype(np.int64)
        reported = by_side[:, 0] + by_side[:, 1]
        fronts.violations[:, front] += reported
        world.tally.violations += reported
