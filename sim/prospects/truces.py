"""What is agreed and in force."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.arithmetic import anywhere, in_any_run
from sim.world.layout import CEASEFIRE, MEASURES, NONE
from sim.world.world import World

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]
Indices = NDArray[np.int64]


def in_force(world: World, slot: int) -> Truths:
    """Whether the agreement of a slot is in force, `(run,)`."""
    table = world.agreements
    return (table.kind[:, slot] > NONE) & (table.in_force[:, slot] <= world.day)


def concerns(world: World, slot: int, front: int) -> Truths:
    """Whether the agreement of a slot applies to a front."""
    where = world.agreements.front[:, slot]
    found: Truths = (where == -1) | (where == front)
    return found


def apply_on(world: World, front: int) -> Truths:
    """Whether agreements are in force and apply to a front, `(run, slot)`."""
    table = world.agreements
    here = (table.front == -1) | (table.front == front)
    found: Truths = here & (table.kind > NONE) & (table.in_force <= world.day)
    return found


def agreed(world: World) -> Truths:
    """Issues that an agreement, signed or in force, disposes of, `(run, issue)`."""
    table, found = world.agreements, np.zeros((world.runs, len(world.layout.issues)), dtype=bool)
    for slot in world.used_slots():
        signed = table.kind[:, slot] > NONE
        found |= signed[:, None] & table.settles[:, slot]
    return found


def measure_in_force(world: World, measure: str, front: int) -> Truths:
    """Whether an agreed measure applies on a front."""
    found = np.zeros(world.runs, dtype=bool)
    place = MEASURES.index(measure)
    for slot in world.used_slots():
        agreed = world.agreements.measure[:, slot, place]
        if in_any_run(agreed):
            found |= agreed & in_force(world, slot) & concerns(world, slot, front)
    return found


def mechanism_in_force(world: World, front: int) -> Truths:
    """Whether a joint body checks compliance on a front."""
    return anywhere(apply_on(world, front) & world.agreements.mechanism)


def truce(world: World, front: int) -> Truths:
    """Whether a ceasefire, or more, is in force on a front."""
    return anywhere(apply_on(world, front) & (world.agreements.kind >= CEASEFIRE))


def truce_announced(world: World, front: int) -> Truths:
    """Whether a ceasefire is signed for a front that is not in force yet."""
    found = np.zeros(world.runs, dtype=bool)
    for slot in world.used_slots():
        signed = world.agreements.kind[:, slot] == CEASEFIRE
        found |= signed & ~in_force(world, slot) & concerns(world, slot, front)
    return found


def fresh_truce(world: World, slot: int, front: int) -> Truths:
    """Whether the slot holds a ceasefire that was signed in the run and is in force."""
    table = world.agreements
    firm = (table.kind[:, slot] >= CEASEFIRE) & ~table.inherited[:, slot]
    return firm & in_force(world, slot) & concerns(world, slot, front)


def own_truces(world: World) -> Truths:
    """Whether slots hold a ceasefire, or more, that was signed in the run, `(run, slot)`."""
    found: Truths = (world.agreements.kind >= CEASEFIRE) & ~world.agreements.inherited
    return found


def own_truce(world: World, front: int) -> Truths:
    """Whether a ceasefire, or more, that was signed in the run is in force on a front."""
    firm = own_truces(world)
    if not in_any_run(firm):
        return np.zeros(world.runs, dtype=bool)
    return anywhere(apply_on(world, front) & firm)


def cost_of_breaking(world: World, front: int) -> Floats:
    """What the reputation of who attacks first under a ceasefire, whoever signed it, would lose."""
    attacked = np.logical_or.reduce(world.fronts.attacking[:, front], axis=1)
    found: Floats = world.parameters.reputation_cost * (truce(world, front) & ~attacked)
    return found
