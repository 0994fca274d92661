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
    towards, and draw the text towards what they would like themselves. A change is made only if
    every member would rather have it (veto players: Tsebelis 2002), so that members with other
    positions, or little cohesion, hold it up.
    """
    aims = _perceived_aims(world, host, parties, asker)
    members = world.layout.hosts[host].members
    hard = np.zeros(world.runs)
    for member in members:
        hard = np.maximum(hard, effort(world, member, "formulation"))
    step = world.parameters.drafting_step * hard
    rows = np.arange(world.runs)
    for _ in range(ROUNDS):
        texts = np.concatenate([text[:, None, :], _candidates(text, step, issues)], axis=1)
        scores = _scores(world, host, texts, parties, aims)
        gained = np.minimum.reduce(scores - scores[:, :, :1], axis=0)
        text = texts[rows, np.argmax(gained, axis=1)]
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


def _scores(
    world: World,
    host: int,
    candidates: Floats,
    parties: tuple[int, ...],
    aims: dict[int, Floats],
) -> Floats:
    """What each drafter thinks of texts, `(member, run, candidate)`.

    The least gain of a party, the mean gain, and the drafter's own interest.
    """
    gains = np.stack([_gain(world, party, candidates, aims[party]) for party in parties], axis=-1)
    apart = world.parameters.own_interest * (2.0 - cohesion(world, host))
    scores = []
    for member in world.layout.hosts[host].members:
        favour = np.maximum(1.0 + world.mediators.bias[:, member][:, list(parties)], 0.1)
        weighed = gains * favour[:, None, :]
        score = np.minimum.reduce(weighed, axis=-1) + total(weighed) / len(parties)
        liked = world.mediators.position[:, member][:, None, :]
        distance = total(np.abs(candidates - liked)) / candidates.shape[2]
        own = (apart * world.mediators.partial[:, member])[:, None] * distance
        scores.append(score - own)
    return np.array(scores)


def _gain(world: World, party: int, candidates: Floats, ideal: Floats) -> Floats:
    """What texts bring a party above the status quo, as the drafters see it."""
    status_quo = world.issues.status_quo
    weight = world.parties.salience[:, party][:, None, :]
    aim = ideal[:, None, :]
    now = total(weight[:, 0] * np.abs(status_quo - aim[:, 0]))
    gain = now[:, None] - total(weight * np.abs(candidates - aim))
    return gain - audience_cost(world, party, candidates, np.full(world.runs, 0.5))
