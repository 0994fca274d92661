"""A single negotiating text, climbed issue by issue."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.arithmetic import between, normal, total
from sim.prospects.standing import cohesion, effort
from sim.prospects.utility import audience_cost
from sim.world.world import World

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]

ROUNDS = 4
"""Rounds of drafting in one meeting; each changes one issue by a step or leaves the text."""


def climb(
    world: World, host: int, text: Floats, issues: Truths, parties: tuple[int, ...], asker: str
) -> Floats:
    """Improve a text for the party that gains least, round by round (Raiffa 1982; Ehtamo et al.

    2001). The drafters know what the parties want only with an error, favour those they are biased
    towards, and draw the text towards what they would like themselves; together they must agree,
    so that members with other positions, or little cohesion, hold a change up.
    """
    aims = _perceived_aims(world, host, parties, asker)
    members = world.layout.hosts[host].members
    hard = np.zeros(world.runs)
    for member in members:
        hard = np.maximum(hard, effort(world, member, "formulation"))
    step = world.parameters.drafting_step * hard
    score = _score(world, host, text[:, None, :], parties, aims)[:, 0]
    for _ in range(ROUNDS):
        candidates = _candidates(text, step, issues)
        scores = _score(world, host, candidates, parties, aims)
        best = np.argmax(scores, axis=1)
        rows = np.arange(world.runs)
        better = scores[rows, best] > score
        text = np.where(better[:, None], candidates[rows, best], text)
        score = np.where(better, scores[rows, best], score)
    return text


def _candidates(text: Floats, step: Floats, issues: Truths) -> Floats:
    """The text with one issue a step up or down, `(run, candidate, issue)`."""
    count = text.shape[1]
    moves = np.zeros((2 * count, count))
    moves[np.arange(count), np.arange(count)] = 1.0
    moves[count + np.arange(count), np.arange(count)] = -1.0
    allowed = moves[None, :, :] * issues[:, None, :]
    return between(0.0, text[:, None, :] + step[:, None, None] * allowed, 1.0)


def _perceived_aims(
    world: World, host: int, parties: tuple[int, ...], asker: str
) -> dict[int, Floats]:
    """The parties' ideal positions as the drafters take them to be."""
    members = world.layout.hosts[host].members
    skill = np.zeros(world.runs)
    for member in members:
        skill = np.maximum(skill, world.mediators.skill[:, member])
    error = world.parameters.drafting_noise * (1.0 - skill)
    count = len(world.layout.issues)
    aims = {}
    for party in parties:
        name = world.layout.parties[party]
        drawn = normal(world.luck.uniforms(f"{asker} reads {name}", count))
        ideal = world.parties.position[:, party] + error[:, None] * drawn
        aims[party] = between(0.0, ideal, 1.0)
    return aims


def _score(
    world: World,
    host: int,
    candidates: Floats,
    parties: tuple[int, ...],
    aims: dict[int, Floats],
) -> Floats:
    """What the drafters think of texts: the least gain, the mean gain, and their own interest."""
    members = world.layout.hosts[host].members
    status_quo = world.issues.status_quo
    gains = []
    for party in parties:
        weight = world.parties.salience[:, party][:, None, :]
        aim = aims[party][:, None, :]
        now = total(weight[:, 0] * np.abs(status_quo - aim[:, 0]))
        gain = now[:, None] - total(weight * np.abs(candidates - aim))
        gain = gain - audience_cost(world, party, candidates, np.full(world.runs, 0.5))
        favour = np.ones(world.runs)
        for member in members:
            favour = favour + world.mediators.bias[:, member, party] / len(members)
        gains.append(gain * np.maximum(favour, 0.1)[:, None])
    stacked = np.stack(gains, axis=-1)
    score = np.minimum.reduce(stacked, axis=-1) + total(stacked) / len(parties)
    own = np.zeros(candidates.shape[:2])
    apart = (2.0 - cohesion(world, host)) / len(members)
    for member in members:
        liked = world.mediators.position[:, member][:, None, :]
        distance = total(np.abs(candidates - liked)) / candidates.shape[2]
        own = own + (apart * world.mediators.partial[:, member])[:, None] * distance
    found: Floats = score - world.parameters.own_interest[:, None] * own
    return found
