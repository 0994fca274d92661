"""A single negotiating text, climbed issue by issue."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.arithmetic import between, normal, total
from sim.prospects.standing import effort, left_by_colleagues, own_interest
from sim.prospects.utility import audience_cost
from sim.world.world import World

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]
Indices = NDArray[np.int64]


def climb(
    world: World, host: int, text: Floats, issues: Truths, parties: tuple[int, ...], asker: str
) -> Floats:
    """Improve a text for the party that gains least, round by round (Raiffa 1982; Ehtamo et al.

    2001). The drafters know what the parties want only with an error, favour those they are biased
    towards, and draw the text towards what they would like themselves. A change is made only if
    every member would rather have it (veto players: Tsebelis 2002), so that members with other
    positions, or little cohesion, hold it up, and coming to terms takes of their time for it.
    """
    aims = _perceived_aims(world, host, parties, asker)
    members = world.layout.hosts[host].members
    hard = np.zeros(world.runs)
    for member in members:
        works = effort(world, member, "formulation") * left_by_colleagues(world, host, member)
        hard = np.maximum(hard, works)
    step = world.parameters.drafting_step * hard
    rounds = np.rint(world.parameters.drafting_rounds)
    fewest, most = np.minimum.reduce(rounds), np.maximum.reduce(rounds)
    for done in range(int(most)):
        moves = _moves(text, step, issues)
        scores = _scores(world, host, moves, issues, parties, aims)
        gained = np.minimum.reduce(scores - scores[:, :, :1], axis=0)
        drafted = _moved(moves, np.argmax(gained, axis=1))
        text = drafted if done < fewest else np.where(rounds[:, None] > done, drafted, text)
    return text


def _moves(text: Floats, step: Floats, issues: Truths) -> Floats:
    """The text as it is, and with every issue a step up and a step down, `(run, move, issue)`."""
    far = step[:, None] * issues
    moved = [text.T, between(0.0, text + far, 1.0).T, between(0.0, text - far, 1.0).T]
    found: Floats = np.array(moved).transpose(2, 0, 1)
    return found


def _moved(moves: Floats, choice: Indices) -> Floats:
    """The candidate that each run has chosen, `(run, issue)`."""
    text, up, down = moves.transpose(1, 0, 2)
    place = np.arange(text.shape[1])
    raised, lowered = place + 1, place + 1 + text.shape[1]
    lower = np.where(choice[:, None] == lowered, down, text)
    found: Floats = np.where(choice[:, None] == raised, up, lower)
    return found


def _of_candidates(terms: Floats) -> Floats:
    """Sums over the issues for every candidate, `(run, candidate)`, from those of the moves.

    The candidates are the text, then the text with one issue a step up, then with one a step
    down: each differs from the text in one term only.
    """
    text, up, down = terms.transpose(1, 2, 0)
    count = len(text)
    place = np.arange(count)
    candidates = np.repeat(text[:, None], 1 + 2 * count, axis=1)  # (issue, candidate, run)
    candidates[place, 1 + place] = up
    candidates[place, 1 + count + place] = down
    return total(candidates.T)


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
    moves: Floats,
    issues: Truths,
    parties: tuple[int, ...],
    aims: dict[int, Floats],
) -> Floats:
    """What each drafter thinks of the candidates, `(member, run, candidate)`.

    The least gain of a party, the mean gain, and the drafter's own interest.
    """
    gains = np.array([_gain(world, party, moves, issues, aims[party]).T for party in parties]).T
    interest, least = own_interest(world, host), world.parameters.least_regard[:, None]
    scores = []
    for member in world.layout.hosts[host].members:
        favour = np.maximum(1.0 + world.mediators.bias[:, member][:, list(parties)], least)
        weighed = gains * favour[:, None, :]
        score = np.minimum.reduce(weighed, axis=-1) + total(weighed) / len(parties)
        liked = world.mediators.position[:, member][:, None, :]
        distance = _of_candidates(np.abs(moves - liked)) / moves.shape[2]
        own = (interest * world.mediators.partial[:, member])[:, None] * distance
        scores.append(score - own)
    return np.array(scores)


def _gain(world: World, party: int, moves: Floats, issues: Truths, ideal: Floats) -> Floats:
    """What candidates bring a party on the issues on the table, as the drafters see it."""
    status_quo = world.issues.status_quo
    weight = (world.parties.salience[:, party] * issues)[:, None, :]
    aim = ideal[:, None, :]
    now = total(weight[:, 0] * np.abs(status_quo - aim[:, 0]))
    gain = now[:, None] - _of_candidates(weight * np.abs(moves - aim))
    said = np.where(issues[:, None, :], moves, world.parties.position[:, party][:, None, :])
    secrecy = world.parameters.usual_secrecy
    return gain - audience_cost(world, party, said, secrecy, _of_candidates)
