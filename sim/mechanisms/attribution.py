"""Who is seen to have done what, and who is blamed for it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.arithmetic import chance_of_any, in_any_run
from sim.prospects.truces import measure_in_force, mechanism_in_force
from sim.prospects.witnesses import quality, reach
from sim.world.records import Incidents
from sim.world.world import World

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]


def watch(world: World) -> None:
    """Set the chance that an incident is seen, and that what is seen is rightly attributed.

    P(seen) = 1 - exp(-presence x time / length watched); sides adapt to announced visits; only a
    mandate to investigate, or a joint mechanism, makes attribution likely.
    """
    sectors, missions = world.sectors, world.missions
    sectors.seen[:] = 0.0
    sectors.attributed[:] = 0.0
    if not world.on("attribution"):
        return
    unseen = np.ones_like(sectors.seen)
    for index in range(len(world.layout.missions)):
        dense = reach(world, index)[:, None] * missions.post[:, index, :] / sectors.length
        unseen *= 1.0 - chance_of_any(dense)
        works_here = (dense > 0.0) * quality(world, index)[:, None]
        sectors.attributed[:] = np.maximum(sectors.attributed, works_here)
    sectors.seen[:] = 1.0 - unseen
    _joint_mechanism(world)


def _joint_mechanism(world: World) -> None:
    """A joint body investigates what anybody saw; monitors that were agreed on only watch."""
    parameters, sectors = world.parameters, world.sectors
    for front, stretch in enumerate(world.layout.stretches):
        checked = mechanism_in_force(world, front)
        monitored = measure_in_force(world, "monitoring", front)
        if not in_any_run(checked | monitored):
            continue
        investigated = (parameters.attribution_investigate * checked)[:, None]
        watched = (parameters.attribution_observe * monitored)[:, None]
        shown = np.maximum((parameters.attribution_investigate * monitored)[:, None], investigated)
        known = np.maximum(watched, investigated)
        sectors.attributed[:, stretch] = np.maximum(sectors.attributed[:, stretch], known)
        sectors.seen[:, stretch] = np.maximum(
            sectors.seen[:, stretch], shown * parameters.mechanism_presence[:, None]
        )


def attribute(world: World, incidents: Incidents) -> None:
    """Let the harmed blame, and witnesses judge who began.

    Unattributed harm is blamed on the other side, the losses of those who fired first included.
    Verified harm costs the one who began the trust of all; fire that is verified to have been an
    answer is held against nobody (observers tell an aggressor from one who answers: Fortna 2003).
    A principal is blamed for a share of what its agent does.
    """
    layout = world.layout
    rows, sides = incidents.rows, incidents.sides
    if not len(rows):
        return
    victim = layout.garrisons[incidents.sectors, 1 - sides]
    culprit = layout.commanders[incidents.sectors, sides]
    verified = incidents.seen & incidents.attributed
    harm = incidents.hit.astype(np.float64)
    provoked = verified & incidents.answers
    _blame(world, rows, victim, culprit, harm, np.where(provoked, 0.0, harm))
    hurt = np.flatnonzero(incidents.killed_back)
    if len(hurt):
        places, fired = incidents.sectors[hurt], sides[hurt]
        back = incidents.killed_back[hurt].astype(np.float64)
        own, other = layout.garrisons[places, fired], layout.commanders[places, 1 - fired]
        _blame(world, rows[hurt], own, other, back, np.where(verified[hurt], 0.0, back))
    proven = np.flatnonzero(verified & ~incidents.answers)
    if not len(proven):
        return
    _discredit(world, rows[proven], culprit[proven], np.ones(len(proven)))


def expose(world: World, rows: Indices, attacker: int, sectors: Indices) -> None:
    """An attack is in the open: each day on each sector is an incident that needs no witness."""
    _discredit(world, rows, np.full(len(rows), attacker), sectors.astype(np.float64))


def mourn(
    world: World, rows: Indices, harmed: Indices, foe: Indices, harm: Floats, attacked: bool
) -> None:
    """Let a side that lost people in an attack blame the other, unless it was its own attack."""
    blamed = harm if attacked else np.zeros_like(harm)
    _blame(world, rows, harmed, foe, harm, blamed)


def _discredit(world: World, rows: Indices, culprit: Indices, incidents: Floats) -> None:
    """Verified incidents cost the one who began them the trust of all others."""
    everybody = np.arange(len(world.layout.parties))
    party, place = np.nonzero(everybody[:, None] != culprit)
    np.add.at(world.pairs.bad, (rows[place], party, culprit[place]), incidents[place])


def _blame(
    world: World,
    rows: Indices,
    harmed: Indices,
    culprit: Indices,
    harm: Floats,
    blamed: Floats,
) -> None:
    layout, pairs = world.layout, world.pairs
    principal = layout.principals[culprit]
    backer = layout.principals[harmed]
    share = world.parameters.omega[rows] * (principal != culprit)
    feels = backer != harmed
    np.add.at(pairs.harmed, (rows, [harmed, backer], culprit), [harm, harm * feels])
    weight = np.array([np.ones_like(share), share, feels, share * feels])
    people = np.array([harmed, harmed, backer, backer])
    accused = np.array([culprit, principal, culprit, principal])
    np.add.at(pairs.blamed, (rows, people, accused), blamed * weight)


def fade(world: World, days: float) -> None:
    """Harm is remembered for a while."""
    keep = np.exp(-days / world.parameters.harm_memory)[:, None, None]
    world.pairs.blamed *= keep
    world.pairs.harmed *= keep
