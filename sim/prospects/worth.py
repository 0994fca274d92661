"""What war, waiting and a deal are worth to a party."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.arithmetic import logistic
from sim.prospects.force import (
    believed_cost,
    camp_drift,
    cost_of_violence,
    cost_of_war,
    log_ratio,
    reaction,
)
from sim.prospects.trust import trusted
from sim.prospects.utility import after_victory, utility
from sim.world.layout import Layout
from sim.world.world import World

Floats = NDArray[np.float64]

YEARS_AHEAD = 6
"""How far a party looks: later years are discounted to little and known to nobody."""


@dataclass(frozen=True)
class Outlook:
    """Two sides' stakes, seen by one of them: first `own`, then `rival`; utilities.

    All arrays are `(run,)` or `(run, package)`.
    """

    ratio: Floats
    drift: Floats
    exponent: Floats
    discount: Floats
    precision: Floats
    now: tuple[Floats, Floats]
    winning: tuple[Floats, Floats]
    losing: tuple[Floats, Floats]
    cost: tuple[Floats, Floats]
    reaction: tuple[Floats, Floats]
    violence: tuple[Floats, Floats]


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
    own_flow = outlook.now[0] - outlook.violence[0]
    rival_flow = outlook.now[1] - outlook.violence[1]
    own, rival = own_flow, rival_flow
    for year in range(YEARS_AHEAD, -1, -1):
        p = logistic(outlook.exponent * (outlook.ratio + outlook.drift * year))
        defended = (
            p * outlook.winning[0] + (1.0 - p) * outlook.losing[0] - outlook.cost[0],
            (1.0 - p) * outlook.winning[1] + p * outlook.losing[1] - outlook.cost[1],
        )
        war = (defended[0] - outlook.reaction[0], defended[1] - outlook.reaction[1])
        stay = (
            (1.0 - outlook.discount) * own_flow + outlook.discount * own,
            (1.0 - outlook.discount) * rival_flow + outlook.discount * rival,
        )
        attacks = (
            logistic(outlook.precision * (war[0] - stay[0])),
            logistic(outlook.precision * (war[1] - stay[1])),
        )
        chosen = (
            attacks[0] * war[0] + (1.0 - attacks[0]) * stay[0],
            attacks[1] * war[1] + (1.0 - attacks[1]) * stay[1],
        )
        own = attacks[1] * defended[0] + (1.0 - attacks[1]) * chosen[0]
        rival = attacks[0] * defended[1] + (1.0 - attacks[0]) * chosen[1]
    return Prospect(own, war[0], stay[0], p, attacks[1], own_flow)


def outlook_of(world: World, front: int, side: int, text: Floats | None = None) -> Outlook:
    """The outlook of one side of a front, at the status quo or under an arrangement."""
    own, rival = int(world.layout.sides[front, side]), world.layout.rival(front, side)
    parameters = world.parameters
    now = world.issues.status_quo if text is None else text
    wide = now.ndim == 3

    def spread(values: Floats) -> Floats:
        return values[:, None] if wide else values

    won, lost = after_victory(world, own, now), after_victory(world, rival, now)
    start = parameters.starting_cost
    return Outlook(
        ratio=log_ratio(world, own, rival, now),
        drift=spread(camp_drift(world, own) - camp_drift(world, rival)),
        exponent=spread(parameters.contest_exponent),
        discount=spread(parameters.annual_discount),
        precision=spread(parameters.choice_precision),
        now=(utility(world, own, now), utility(world, rival, now)),
        winning=(utility(world, own, won), utility(world, rival, lost)),
        losing=(utility(world, own, lost), utility(world, rival, won)),
        cost=(spread(cost_of_war(world, own)), spread(believed_cost(world, own, rival))),
        reaction=(
            spread(reaction(world, own, front) + start),
            spread(reaction(world, rival, front) + start),
        ),
        violence=(
            spread(cost_of_violence(world, own)),
            spread(cost_of_violence(world, rival)),
        ),
    )


def under_deal(
    world: World,
    front: int,
    side: int,
    text: Floats,
    guarantee: Floats,
    relief: Floats,
) -> Outlook:
    """The outlook once an arrangement is carried out: less violence, and guarantors behind it."""
    outlook = outlook_of(world, front, side, text)
    held = world.parameters.guarantor_effect * guarantee
    if text.ndim == 3:
        held, relief = held[:, None], relief[:, None]
    return replace(
        outlook,
        reaction=(outlook.reaction[0] + held, outlook.reaction[1] + held),
        violence=(
            outlook.violence[0] * (1.0 - relief),
            outlook.violence[1] * (1.0 - relief),
        ),
    )


def as_promised(world: World, party: int, text: Floats, share: Floats, guarantee: Floats) -> Floats:
    """The arrangement a party expects of a text: what it gives is given, what it gets is promised.

    Concessions are carried out as far as this kind of agreement usually is; gains only as far as
    the rival is trusted or guarantors stand behind it [icg-2009: something tangible against mere
    promises]. Shapes: text `(run, issue)`, share and guarantee `(run,)`.
    """
    rival = int(world.layout.main_rival[party])
    credit = 1.0 - (1.0 - trusted(world, party, rival)) * (1.0 - guarantee)
    kept = 1.0 - world.parameters.distrust * (1.0 - credit)
    status_quo, ideal = world.issues.status_quo, world.parties.position[:, party]
    gains = np.abs(text - ideal) < np.abs(status_quo - ideal)
    expected = np.where(gains, (share * kept)[:, None], share[:, None])
    return status_quo + expected * (text - status_quo)


def seat_of(layout: Layout, party: int) -> tuple[int, int] | None:
    """The first front and side that a party, or its principal, stands on."""
    lead = layout.principals[party]
    for front, side in layout.seats:
        if layout.sides[front, side] == lead:
            return front, side
    return None
