"""What an arrangement is worth to a party, and what it costs at home."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.arithmetic import total
from sim.world.records import Invitation
from sim.world.units import MIDDLE
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
    """The arrangement that a victory brings: issues move to the victor's ideal by force.

    Force reaches so far and no further, whatever was agreed before, and takes nothing back from
    the victor: from where the facts stood at the start, a share of the way.
    """
    ideal = world.parties.position[:, victor]
    outset = world.issues.outset
    reach = outset + world.issues.by_force * (ideal - outset)
    if text.ndim == 3:
        ideal, reach = ideal[:, None, :], reach[:, None, :]
    return nearer(ideal, reach, text)


def nearer(ideal: Floats, one: Floats, other: Floats) -> Floats:
    """Whichever of two positions is the nearer to the ideal."""
    return np.where(np.abs(one - ideal) < np.abs(other - ideal), one, other)


def ground_ahead(world: World, own: int, rival: int, text: Floats) -> Floats:
    """Useful terrain in a party's hands above what its rival holds, under an arrangement.

    Ground is in the hands of the side whose end of the issue the arrangement is at, whatever more
    either would like; -1 to 1 times the sum of the weights.
    """
    ends = ends_wanted(world.parties.position[:, own], world.parties.position[:, rival])
    weight = world.issues.terrain * ends
    if text.ndim == 3:
        weight = weight[:, None, :]
    return total(weight * (2.0 * text - 1.0))


def ends_wanted(ideal: Floats, other: Floats) -> Floats:
    """Which end of an issue one wants and the other does not: 1 high, -1 low, 0 neither."""
    return np.sign(ideal - other)


def audience_cost(world: World, party: int, text: Floats, secrecy: Floats | float) -> Floats:
    """What a leader pays at home for a text (Fearon 1994; red lines: Atran & Axelrod 2008).

    Grows with what is given up and steeply beyond a red line, the leader's own or the public's,
    whichever hurts more; with one-sided media and with secrecy. A prepared public asks for less.
    """
    away = np.abs(text - _of(world.parties.position, party, text))
    given = total(conceded(world, party, away))
    crossed = total(beyond_red_lines(world, party, away))
    scale, treason = public_anger(world, party, secrecy), world.parameters.treason_cost
    return (scale * (given.T + treason * crossed.T)).T


def secrecy_of(world: World, invitation: Invitation) -> Floats:
    """How secret a meeting is, `(run,)`: as usual where its invitation does not say."""
    if invitation.secrecy is None:
        return world.parameters.usual_secrecy
    return np.full(world.runs, invitation.secrecy)


def public_anger(world: World, party: Whose, secrecy: Floats | float) -> Floats:
    """What a unit of what is given up costs a leader at home; 0 where that is not modelled."""
    parties, parameters = world.parties, world.parameters
    scale = parameters.audience_cost * by_party(parties.audience, party)
    if not world.on("audience_costs"):
        return np.zeros_like(scale)
    media = by_party(parties.propaganda, party) - MIDDLE
    scale = scale * (1.0 + parameters.propaganda_effect * media)
    scale = scale * (1.0 - by_party(parties.preparation, party))
    return scale * (1.0 + parameters.secrecy_cost * secrecy)


def conceded(world: World, party: Whose, away: Floats) -> Floats:
    """Loss by issue from lying further from a party's ideal than the status quo does.

    `away` is the distance from the ideal, `(run, issue)` or `(run, package, issue)`; of several
    parties, `(run, package, party, issue)`.
    """
    ideal = _of(world.parties.position, party, away)
    weight = _of(world.parties.salience, party, away)
    now = world.issues.status_quo
    while now.ndim < away.ndim:
        now = now[:, None]
    return weight * np.maximum(away - np.abs(now - ideal), 0.0)


def beyond_red_lines(world: World, party: Whose, away: Floats) -> Floats:
    """Loss by issue from lying further from a party's ideal than it, or its public, can carry.

    `away` is the distance from the ideal, `(run, issue)` or `(run, package, issue)`; of several
    parties, `(run, package, party, issue)`.
    """
    parties = world.parties
    ideal = _of(parties.position, party, away)
    crossed = []
    for bounds, hardness in (
        (parties.bound, parties.hardness),
        (parties.public_bound, parties.public_hardness),
    ):
        carried = np.abs(_of(bounds, party, away) - ideal)
        crossed.append(_of(hardness, party, away) * np.maximum(away - carried, 0.0))
    leader, public = crossed
    return np.maximum(leader, public)


def _of(values: Floats, party: Whose, like: Floats) -> Floats:
    """A party's entries of `(run, party, issue)`, or those of several, to go with packages."""
    found = values.T[:, list(party)].T if isinstance(party, tuple) else values[:, party]
    return found[:, None] if like.ndim > found.ndim else found
