"""A single negotiating text, climbed issue by issue."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.arithmetic import between, normal, total
from sim.prospects.standing import effort, left_by_colleagues, own_interest
from sim.prospects.utility import beyond_red_lines, conceded, public_anger
from sim.world.units import SLIGHT
from sim.world.world import World

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]
Indices = NDArray[np.int64]


@dataclass(frozen=True)
class Wishes:
    """What the parties want, as the drafters take it to be, and what the drafters want.

    Arrays end in the run, behind an axis for the moves that are compared: `(issue, party, 1, run)`
    or `(issue, member, 1, run)`, and without issues `(party, 1, run)` or `(member, 1, run)`;
    `favour` is `(party, member, 1, run)`.
    """

    parties: tuple[int, ...]
    issues: Truths
    aim: Floats
    ideal: Floats
    weight: Floats
    now: Floats
    anger: Floats
    favour: Floats
    liked: Floats
    interest: Floats


def climb(
    world: World, host: int, text: Floats, issues: Truths, parties: tuple[int, ...], asker: str
) -> Floats:
    """Improve a text for the party that gains least, round by round (Raiffa 1982; Ehtamo et al.

    2001). The drafters know what the parties want only with an error, favour those they are biased
    towards, and draw the text towards what they would like themselves. A change is made only if
    every member would rather have it (veto players: Tsebelis 2002), so that members with other
    positions, or little cohesion, hold it up, and coming to terms takes of their time for it.
    """
    members = world.layout.hosts[host].members
    hard = np.zeros(world.runs)
    for member in members:
        works = effort(world, member, "formulation") * left_by_colleagues(world, host, member)
        hard = np.maximum(hard, works)
    step = world.parameters.drafting_step * hard
    rounds = np.rint(world.parameters.drafting_rounds)
    fewest, most = np.minimum.reduce(rounds), np.maximum.reduce(rounds)
    wishes = _wishes(world, host, issues, parties, asker)
    far = step * issues.T
    for done in range(int(most)):
        moves = _moves(text.T, far)
        scores = _scores(world, wishes, moves)
        gained = np.minimum.reduce(scores - scores[:, :1], axis=0)
        drafted = _moved(moves, np.argmax(gained, axis=0)).T
        text = drafted if done < fewest else np.where(rounds[:, None] > done, drafted, text)
    return text


def _moves(text: Floats, far: Floats) -> Floats:
    """The text as it is, and with every issue a step up and a step down, `(issue, move, run)`."""
    moved = [text, between(0.0, text + far, 1.0), between(0.0, text - far, 1.0)]
    return np.array(moved).swapaxes(0, 1)


def _moved(moves: Floats, choice: Indices) -> Floats:
    """The candidate that each run has chosen, `(issue, run)`."""
    text, up, down = moves.swapaxes(0, 1)
    raised = 1 + np.arange(len(text))[:, None]
    lower = np.where(choice == raised + len(text), down, text)
    found: Floats = np.where(choice == raised, up, lower)
    return found


def _of_candidates(terms: Floats) -> Floats:
    """Sums over the issues for every candidate, `(..., candidate, run)`, from those of the moves.

    The candidates are the text, then the text with one issue a step up, then with one a step
    down: each differs from the text in one term only. Terms are `(issue, ..., move, run)`.
    """
    count = len(terms)
    place = np.arange(count)
    candidates = terms[..., :1, :].repeat(1 + 2 * count, axis=-2)
    candidates[place, ..., 1 + place, :] = terms[..., 1, :]
    candidates[place, ..., 1 + count + place, :] = terms[..., 2, :]
    return total(candidates.T).T


def _wishes(
    world: World, host: int, issues: Truths, parties: tuple[int, ...], asker: str
) -> Wishes:
    """What drafting weighs in every round."""
    members, signing = list(world.layout.hosts[host].members), list(parties)
    aim = _perceived_aims(world, host, parties, asker)
    weight = world.parties.salience.T[:, signing] * issues.T[:, None]
    away = np.abs(world.issues.status_quo.T[:, None] - aim)
    bias = world.mediators.bias.T[signing][:, members]
    secrecy = world.parameters.usual_secrecy
    interest = own_interest(world, host) * world.mediators.partial.T[members]
    return Wishes(
        parties=parties,
        issues=issues.T[:, None, None],
        aim=aim[:, :, None],
        ideal=world.parties.position.T[:, signing][:, :, None],
        weight=weight[:, :, None],
        now=total((weight * away).T).T[:, None],
        anger=public_anger(world, parties, secrecy)[:, None],
        favour=np.maximum(1.0 + bias, world.parameters.least_regard)[:, :, None],
        liked=world.mediators.position.T[:, members][:, :, None],
        interest=interest[:, None],
    )


def _perceived_aims(world: World, host: int, parties: tuple[int, ...], asker: str) -> Floats:
    """The parties' ideal positions as the drafters take them to be, `(issue, party, run)`."""
    members = world.layout.hosts[host].members
    skill = np.zeros(world.runs)
    for member in members:
        skill = np.maximum(skill, world.mediators.skill[:, member])
    error = world.parameters.drafting_noise * (1.0 - skill)
    count = len(world.layout.issues)
    names = [world.layout.parties[party] for party in parties]
    drawn = np.array([world.luck.uniforms(f"{asker} reads {name}", count).T for name in names])
    ideal = world.parties.position.T[:, list(parties)] + error * normal(drawn).swapaxes(0, 1)
    return between(0.0, ideal, 1.0)


def _scores(world: World, wishes: Wishes, moves: Floats) -> Floats:
    """What each drafter thinks of the candidates, `(member, candidate, run)`.

    The least gain of a party, the mean gain, and the drafter's own interest. What a party gains is
    held against what it is due: a friend is due more (proportional solution: Kalai 1977). What a
    party would lose weighs in full, whoever it is: it would not sign.
    """
    gains = _gains(world, wishes, moves)[:, None]
    weighed = gains * wishes.favour
    mean = total(weighed.T).T / len(wishes.parties)
    due = np.where(gains > 0.0, gains / np.maximum(wishes.favour, SLIGHT), gains)
    distance = _of_candidates(np.abs(moves[:, None] - wishes.liked)) / len(moves)
    found: Floats = np.minimum.reduce(due, axis=0) + mean - wishes.interest * distance
    return found


def _gains(world: World, wishes: Wishes, moves: Floats) -> Floats:
    """What candidates bring the parties on the issues on the table, as the drafters see it."""
    moves = moves[:, None]
    said = np.where(wishes.issues, moves, wishes.ideal)
    away = np.abs(said - wishes.ideal).T
    lost = _of_candidates(wishes.weight * np.abs(moves - wishes.aim))
    given = _of_candidates(conceded(world, wishes.parties, away).T)
    crossed = _of_candidates(beyond_red_lines(world, wishes.parties, away).T)
    audience = wishes.anger * (given + world.parameters.treason_cost * crossed)
    return wishes.now - lost - audience
