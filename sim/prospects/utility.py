"""What an arrangement is worth to a party, and what it costs at home."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.arithmetic import total
from sim.world.world import World

Floats = NDArray[np.float64]
Whose = int | tuple[int, ...]
"""A party, whose arrays are `(run,)`, or several, whose arrays are `(party, run)`."""


def by_party(values: Floats, party: Whose) -> Floats:
    """A party's entries of `(run, party)`; of several parties, `(party, run)`."""
    found: Floats = values.T[list(party) if isinstance(party, tuple) else party]
    return found


def utility(world: World, party: int, text: Floats) -> Floats:
    """U(x) = 1 - sum_i w_i |x_i - ideal_i|, the linear spatial model (Enelow & Hinich 1984).

    `text` is `(run, issue)` or `(run, package, issue)`.
    """
    ideal = world.parties.position[:, party]
    weight = world.parties.salience[:, party]
    if text.ndim == 3:
        ideal, weight = ideal[:, None, :], weight[:, None, :]
    return 1.0 - total(weight * np.abs(text - ideal))


def after_victory(world: World, victor: int, text: Floats) -> Floats:
    """The arrangement that a victory brings: issues move to the victor's ideal by force."""
    ideal = world.parties.position[:, victor]
    force = world.issues.by_force
    if text.ndim == 3:
        ideal, force = ideal[:, None, :], force[:, None, :]
    return text + force * (ideal - text)


def terrain_held(world: World, party: int, text: Floats) -> Floats:
    """Useful terrain in a party's hands under an arrangement, 0 to the sum of the weights."""
    ideal = world.parties.position[:, party]
    weight = world.issues.terrain
    if text.ndim == 3:
        ideal, weight = ideal[:, None, :], weight[:, None, :]
    return total(weight * (1.0 - np.abs(text - ideal)))


def audience_cost(world: World, party: int, text: Floats, secrecy: Floats) -> Floats:
    """What a leader pays at home for a text (Fearon 1994; red lines: Atran & Axelrod 2008).

    Grows with what is given up and steeply beyond a red line, with propaganda and secrecy; a
    public that was prepared asks for less.
    """
    parties, parameters = world.parties, world.parameters
    if not world.on("audience_costs"):
        return np.zeros(text.shape[:-1])
    ideal, bound = parties.position[:, party], parties.bound[:, party]
    weight, hardness = parties.salience[:, party], parties.hardness[:, party]
    status_quo = world.issues.status_quo
    if text.ndim == 3:
        ideal, bound, weight = ideal[:, None, :], bound[:, None, :], weight[:, None, :]
        hardness, status_quo = hardness[:, None, :], status_quo[:, None, :]
    away = np.abs(text - ideal)
    conceded = total(weight * np.maximum(away - np.abs(status_quo - ideal), 0.0))
    beyond = total(hardness * np.maximum(away - np.abs(bound - ideal), 0.0))
    scale = parameters.audience_cost * parties.audience[:, party]
    scale = scale * (0.5 + parties.propaganda[:, party])
    scale = scale * (1.0 - parties.preparation[:, party]) * (1.0 + 0.5 * secrecy)
    treason = parameters.treason_cost
    if text.ndim == 3:
        scale, treason = scale[:, None], treason[:, None]
    return scale * (conceded + treason * beyond)
