"""Whether a party signs: what a draft is worth to it against going on."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.arithmetic import in_any_run, power, total
from sim.outcomes import ceasefire_class
from sim.prospects.agency import soreness
from sim.prospects.force import (
    believed_cost,
    chance_to_prevail,
    cost_of_the_rest,
    cost_of_violence,
    log_ratio,
    price_of_pressing,
    remaining_gain,
    remaining_loss,
)
from sim.prospects.trust import trusted
from sim.prospects.utility import audience_cost
from sim.prospects.worth import (
    as_promised,
    counted_on,
    look_ahead,
    seat_of,
    stakes_of,
    under_deal,
)
from sim.world.layout import CBM, CEASEFIRE, FRAMEWORK, INTERIM, SETTLEMENT, STATEMENT
from sim.world.records import Answer, Offer
from sim.world.world import World

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]
Indices = NDArray[np.int64]

RESTRAINTS = frozenset(
    {"hotline", "sniper_withdrawal", "trench_freeze", "monitoring", "separation", "cantonment"}
)
"""Measures that keep fire down; the others are of good will."""


def judge(world: World, party: int, offer: Offer) -> Answer:
    """A party signs where what speaks for a draft comes up to what speaks against it.

    For it: its worth, what the host rewards and what it threatens with. Against: going on, the cost
    at home, what is asked for on top, and what concluding anything takes. A persistent scruple, a
    private value of the party, makes it a logit in distribution, but the same from meeting to
    meeting (McKelvey & Palfrey 1995).
    """
    if offer.kind == STATEMENT:
        worth, going_on, audience = _statement(world, party, offer)
    elif offer.kind == CBM:
        worth, going_on, audience = _measures(world, party, offer)
    elif offer.kind == CEASEFIRE:
        worth, going_on, audience = _ceasefire(world, party, offer)
    else:
        worth, going_on, audience = _deal(world, party, offer)
    nothing = np.zeros(world.runs)
    scruple = world.parties.scruple[:, party] / world.parameters.choice_precision
    conceded = nothing
    if offer.kind >= INTERIM:
        conceded = concedes(world, party, offer.rounds, offer.time_gone)
    demand = _aspiration(world, party, offer, conceded) if offer.kind >= INTERIM else nothing
    carrots, sticks = offer.carrots.get(party, nothing), offer.sticks.get(party, nothing)
    effort = world.parameters.signing_cost if offer.kind > STATEMENT else nothing
    signs = worth + carrots + sticks - going_on - audience - demand - scruple - effort >= 0.0
    return Answer(
        party=party,
        signs=signs,
        worth=worth,
        going_on=going_on,
        audience=audience,
        carrots=carrots,
        demand=demand,
        scruple=scruple,
        sticks=sticks,
        effort=effort,
        conceded=conceded,
    )


def concedes(world: World, party: int, rounds: Indices, time_gone: Floats) -> Floats:
    """Share of what it could ask for that a party has given up, 0 to 1.

    (1 - m) (t / T)^(1 / beta) + m x what it has seen the other side give up: a mixture of the
    time-dependent and the behaviour-dependent tactics of Faratin, Sierra & Jennings (1998). T is
    the party's own patience, in meetings, or the deadline of the talks, whichever is nearer; as
    it draws near, only time counts.
    """
    spent = np.minimum(np.maximum(rounds / world.parameters.patience, time_gone), 1.0)
    by_time = power(spent, 1.0 / world.parties.concession[:, party])
    if not world.on("reciprocity"):
        return by_time
    mirrored = world.pairs.conceding[:, party, int(world.layout.main_rival[party])]
    weight = world.parameters.imitation * (1.0 - time_gone)
    return (1.0 - weight) * by_time + weight * mirrored


def _aspiration(world: World, party: int, offer: Offer, conceded: Floats) -> Floats:
    """What is asked for above the reservation value: share x (1 - conceded) x (U_max - V).

    U_max is the utility of the ideal on the issues on the table (Faratin, Sierra & Jennings 1998);
    the others stay as they are, so that 1 can be had only where all are on it. Nobody comes down
    below what it hopes for, as long as there is a later meeting to hope for.
    """
    apart = np.abs(world.issues.status_quo - world.parties.position[:, party])
    aside = total(world.parties.salience[:, party] * apart * ~offer.issues)
    reach = np.maximum(1.0 - aside - world.parties.going_on[:, party], 0.0)
    hoped_for = np.minimum(hope(world, party) * (1.0 - offer.time_gone), reach)
    return np.maximum(world.parameters.aspiration * reach * (1.0 - conceded), hoped_for)


def hope(world: World, party: int) -> Floats:
    """What more the rival would concede if it can bear less than it is believed to.

    holding_out x doubt x the rival's believed cost of war: uncertain of what the other can bear, a
    side risks refusal for better terms (Fearon 1995; Powell 1999).
    """
    rival = int(world.layout.main_rival[party])
    doubt = world.pairs.doubt[:, party, rival]
    return world.parameters.holding_out * doubt * believed_cost(world, party, rival)


def _statement(world: World, party: int, offer: Offer) -> tuple[Floats, Floats, Floats]:
    """A statement pleases the host and costs a little at home while losses are fresh."""
    gain = world.parameters.standing_value * offer.standing
    audience = world.parameters.refusal_anger * soreness(world, party)
    return gain, np.zeros(world.runs), audience


def _measures(world: World, party: int, offer: Offer) -> tuple[Floats, Floats, Floats]:
    """Measures save violence as far as the rival keeps them, and bind the party's own hands.

    Each that keeps fire down saves a share of what the others leave; an exchange saves nothing.
    Where the rival does not, one's own restraint is exploited: what trust would save is lost
    without it. They also take pressure by force away.
    """
    parameters = world.parameters
    seat = seat_of(world.layout, party)
    nothing = np.zeros(world.runs)
    if seat is None:
        return nothing, nothing, nothing
    rival = int(world.layout.main_rival[party])
    violence = cost_of_violence(world, party) * (1.0 - parameters.annual_discount)
    restraints = np.full(world.runs, float(len(RESTRAINTS.intersection(offer.measures))))
    relief = violence * (1.0 - power(1.0 - parameters.cbm_relief, restraints))
    kept = trusted(world, party, rival)
    threat = np.maximum(world.parties.dissatisfaction[:, party], 0.0)
    given_up = parameters.pressure_value * threat + relief * (1.0 - kept)
    return relief * kept, given_up, parameters.refusal_anger * soreness(world, party)


def _ceasefire(world: World, party: int, offer: Offer) -> tuple[Floats, Floats, Floats]:
    """A ceasefire costs an attacker what pressing on would bring, and spares the attacked.

    What it spares is what the attacked would lose by its own lights, and its own cost of fighting,
    as far as it counts on the attacker to keep it, or on guarantors.
    A bare pause can be broken off again: only as much of the gain is given up as there is a
    mechanism, troops, or a separation of forces to hold it.
    """
    parameters = world.parameters
    pressing, sparing = np.zeros(world.runs), np.zeros(world.runs)
    for front, side in world.layout.seats:
        for own_side in (side, 1 - side):
            if int(world.layout.sides[front, side]) != party or (offer.front not in (-1, front)):
                continue
            fighting = world.fronts.attacking[:, front, own_side]
            if not in_any_run(fighting):
                continue
            attacker = int(world.layout.sides[front, own_side])
            rival = world.layout.rival(front, own_side)
            ratio = log_ratio(world, attacker, rival, world.issues.status_quo)
            wins = chance_to_prevail(world, ratio)
            if own_side == side:
                cost, guarantor = price_of_pressing(world, front, side)
                gained = wins * remaining_gain(world, front, side) - cost - guarantor
                pressing += np.where(fighting, gained, 0.0)
            else:
                lost = wins * remaining_loss(world, front, own_side)
                cost = cost_of_the_rest(world, front, own_side, side)
                sparing += np.where(fighting, lost + cost, 0.0)
    bare = ceasefire_class(offer.mechanism, offer.measures) == "bare"
    firm = parameters.pause_cost if bare else 1.0
    saved = cost_of_violence(world, party) * (1.0 - parameters.annual_discount)
    sparing *= counted_on(world, party, offer.guarantee)
    worth = parameters.standing_value * offer.standing + sparing + saved
    return worth, np.maximum(pressing, 0.0) * firm, np.zeros(world.runs)


def _deal(world: World, party: int, offer: Offer) -> tuple[Floats, Floats, Floats]:
    """D(x) = (1 - d) U(x) + d E[continuation once x is carried out], against going on.

    What going on is worth is as the party last took stock. Issues that are not on the table stay as
    they are: nothing is conceded there, and nobody at home asks why.
    """
    parameters = world.parameters
    nothing = np.zeros(world.runs)
    seat = seat_of(world.layout, party)
    if seat is None:
        return nothing, nothing, nothing
    share = {
        INTERIM: parameters.carried_interim,
        FRAMEWORK: parameters.carried_framework,
        SETTLEMENT: parameters.carried_settlement,
    }[offer.kind]
    status_quo = world.issues.status_quo
    text = np.where(offer.issues, offer.text, status_quo)
    carried = as_promised(world, party, text, share, offer.guarantee)
    deal = look_ahead(under_deal(world, stakes_of(world, *seat), carried, offer.guarantee, share))
    said = np.where(offer.issues, offer.text, world.parties.position[:, party])
    audience = audience_cost(world, party, said, offer.secrecy)
    return deal.going_on, world.parties.going_on[:, party], audience
