"""What war, waiting and a deal are worth to a party."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.arithmetic import LARGEST_EXPONENT, in_any_run, logistic, total
from sim.prospects.force import (
    believed_cost,
    camp_drift,
    cost_of_violence,
    cost_of_war,
    log_means,
    reaction,
)
from sim.prospects.truces import cost_of_breaking
from sim.prospects.trust import trusted
from sim.prospects.utility import ends_wanted
from sim.world.layout import Layout
from sim.world.world import World

Floats = NDArray[np.float64]

WAYS = ("now", "winning", "losing")
"""Arrangements that an outlook weighs: as things are, and what either outcome of a war brings."""


@dataclass(frozen=True)
class Stakes:
    """What war would cost two sides, whatever is agreed, seen by one of them; arrays `(run,)`.

    Pairs `(2, run)` are first of the one who looks, then of the rival. `breaking` is what a
    ceasefire in force makes it cost to be the first to attack.
    """

    pair: tuple[int, int]
    means: Floats
    drift: Floats
    cost: Floats
    reaction: Floats
    violence: Floats
    breaking: Floats


@dataclass(frozen=True)
class Outlook:
    """Two sides' stakes under an arrangement, seen by one of them; utilities.

    Arrays are `(run,)`, pairs `(2, run)`: first `own`, then `rival`. Where packages are compared,
    `ratio` is `(package, run)`, and `now`, `winning` and `losing` are `(2, package, run)`, or
    `(2, package, 1)`; `violence` may be so too. `years` is how many whole years ahead they
    look.
    """

    ratio: Floats
    drift: Floats
    exponent: Floats
    discount: Floats
    precision: Floats
    now: Floats
    winning: Floats
    losing: Floats
    cost: Floats
    reaction: Floats
    violence: Floats
    years: Floats


@dataclass(frozen=True)
class Prospect:
    """What an outlook is worth: going on, war now, staying out; and the chances behind it."""

    going_on: Floats
    war: Floats
    staying: Floats
    prevails: Floats
    rival_attacks: Floats
    flow: Floats


def look_ahead(outlook: Outlook) -> Prospect:
    """Work back from the horizon, year by year (Powell 1999, 2006; Fearon 1995).

    W = p U(after winning) + (1 - p) U(after losing) - cost - reaction
    V = (1 - d)(U(status quo) - v) + d E[max(V', W'), or what the rival's choice brings]

    with each side's resort to force a logit of what it gains by it (McKelvey & Palfrey 1995).
    """
    cost, feared, violence = (
        pair if pair.ndim == outlook.now.ndim else pair[:, None]  # packages stand in between
        for pair in (outlook.cost, outlook.reaction, outlook.violence)
    )
    flow = outlook.now - violence
    furthest = int(np.maximum.reduce(outlook.years))
    apart = in_any_run(outlook.years < furthest)
    years = np.arange(furthest + 1.0).reshape(-1, *[1] * outlook.ratio.ndim)
    p = logistic(outlook.exponent * (outlook.ratio + outlook.drift * years))
    odds = np.array([p, 1.0 - p])  # (side, year, run)
    fought = odds * outlook.winning[:, None] + odds[::-1] * outlook.losing[:, None]
    defended = fought - cost[:, None]
    war = defended - feared[:, None]
    discount, precision = np.empty((2, *flow.shape))  # laid out in full: quicker, year by year
    discount[:], precision[:] = outlook.discount, outlook.precision
    this_year = (1.0 - discount) * flow
    worth = flow
    last_first = zip(_from_the_last(war), _from_the_last(defended), strict=True)
    for year, (at_war, attacked) in zip(range(furthest, -1, -1), last_first, strict=True):
        stay = discount * worth
        stay += this_year
        attacks = _logit(stay, at_war, precision)
        holds = 1.0 - attacks
        chosen = attacks * at_war
        chosen += holds * stay
        worth = attacks[::-1] * attacked
        worth += holds[::-1] * chosen
        if apart:  # some do not look so far
            worth = np.where(outlook.years < year, flow, worth)
    return Prospect(worth[0], war[0, 0], stay[0], p[0], attacks[1], flow[0])


def _from_the_last(yearly: Floats) -> Floats:
    """Pairs year by year, the last year first."""
    return np.swapaxes(yearly, 0, 1)[::-1]


def _logit(stay: Floats, war: Floats, precision: Floats) -> Floats:
    """Chance that war is chosen over staying out: `logistic` of the difference, in place."""
    odds = stay - war
    odds *= precision
    np.minimum(odds, LARGEST_EXPONENT, out=odds)
    np.exp(odds, out=odds)
    odds += 1.0
    return np.divide(1.0, odds, out=odds)


def stakes_of(world: World, front: int, side: int) -> Stakes:
    """What one side of a front has at stake in a war, and takes the other to have."""
    own, rival = pair = int(world.layout.sides[front, side]), world.layout.rival(front, side)
    costs = np.array([cost_of_war(world, own), believed_cost(world, own, rival)])
    return Stakes(
        pair=pair,
        means=log_means(world, own, rival),
        drift=camp_drift(world, own) - camp_drift(world, rival),
        cost=costs,
        reaction=reaction(world, pair, front),
        violence=cost_of_violence(world, pair, costs),
        breaking=cost_of_breaking(world, front),
    )


def outlook_of(world: World, stakes: Stakes, text: Floats | None = None) -> Outlook:
    """The outlook that stakes give at the status quo, or under an arrangement.

    `text` is `(run, issue)`, or `(run, package, issue)` where packages are compared; packages that
    are the same for all runs may come as `(1, package, issue)`.
    """
    parameters, pair = world.parameters, list(stakes.pair)
    ideal, weight = world.parties.position.T[:, pair], world.parties.salience.T[:, pair]
    outset, terrain = world.issues.outset.T[:, None], world.issues.terrain.T[:, None]
    reach = outset + world.issues.by_force.T[:, None] * (ideal - outset)
    terrain = terrain * ends_wanted(ideal[:, :1], ideal[:, 1:])
    now = (world.issues.status_quo if text is None else text).T[:, None]
    if now.ndim > ideal.ndim:
        ideal, weight = _once(ideal)[:, :, None], _once(weight)[:, :, None]
        reach, terrain = _once(reach)[:, :, None], _once(terrain)[:, :, None]
    near, far = np.abs(now - ideal), np.abs(reach - ideal)
    won = np.where(far < near, reach, now)  # (issue, side, run) or (issue, side, package, run)
    apart = np.empty((len(WAYS), *won.shape))
    apart[0], apart[1], apart[2] = near, np.minimum(far, near), np.abs(won[:, ::-1] - ideal)
    apart = apart * weight
    last = apart.ndim - 1  # sums are over the issues
    utilities = 1.0 - total(apart.transpose(0, *range(2, last + 1), 1))
    ground = total((terrain * (2.0 * now - 1.0))[:, 0].transpose(*range(1, last - 1), 0))
    return Outlook(
        ratio=stakes.means + 0.5 * parameters.terrain_advantage * ground,
        drift=stakes.drift,
        exponent=parameters.contest_exponent,
        discount=parameters.annual_discount,
        precision=parameters.choice_precision,
        now=utilities[0],
        winning=utilities[1],
        losing=utilities[2],
        cost=stakes.cost,
        reaction=stakes.reaction + parameters.starting_cost + stakes.breaking,
        violence=stakes.violence,
        years=np.rint(parameters.years_ahead),
    )


def _once(values: Floats) -> Floats:
    """What is the same in all runs, the last axis, for one of them: there is less to compute."""
    first = values[..., :1]
    return values if in_any_run(values != first) else first


def under_deal(
    world: World, stakes: Stakes, text: Floats, guarantee: Floats, relief: Floats
) -> Outlook:
    """The outlook once an arrangement is carried out: less violence, and guarantors behind it.

    Where packages are compared, the relief from violence may be of each, `(package, run)`.
    """
    outlook = outlook_of(world, stakes, text)
    violence = outlook.violence if relief.ndim == 1 else outlook.violence[:, None]
    return replace(
        outlook,
        reaction=outlook.reaction + world.parameters.guarantor_effect * guarantee,
        violence=violence * (1.0 - relief),
    )


def as_promised(world: World, party: int, text: Floats, share: Floats, guarantee: Floats) -> Floats:
    """The arrangement a party expects of a text: what it gives is given, what it gets is promised.

    Concessions are carried out as far as this kind of agreement usually is; gains only as far as
    the rival is trusted or guarantors stand behind it [icg-2009: something tangible against mere
    promises]. Shapes: text `(run, issue)`, share and guarantee `(run,)`.
    """
    kept = counted_on(world, party, guarantee)
    status_quo, ideal = world.issues.status_quo, world.parties.position[:, party]
    gains = np.abs(text - ideal) < np.abs(status_quo - ideal)
    expected = np.where(gains, (share * kept)[:, None], share[:, None])
    return status_quo + expected * (text - status_quo)


def counted_on(world: World, party: int, guarantee: Floats) -> Floats:
    """Share of what its rival promises that a party counts on: by trust, or by guarantors."""
    rival = int(world.layout.main_rival[party])
    credit = 1.0 - (1.0 - trusted(world, party, rival)) * (1.0 - guarantee)
    return 1.0 - world.parameters.distrust * (1.0 - credit)


def seat_of(layout: Layout, party: int) -> tuple[int, int] | None:
    """The first front and side that a party, or its principal, stands on."""
    lead = layout.principals[party]
    for front, side in layout.seats:
        if layout.sides[front, side] == lead:
            return front, side
    return None
