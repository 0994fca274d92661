"""Whether a party signs: what a draft is worth to it against going on."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.arithmetic import power
from sim.prospects.agency import soreness
from sim.prospects.force import (
    chance_to_prevail,
    cost_of_violence,
    log_ratio,
    price_of_pressing,
    remaining_gain,
)
from sim.prospects.trust import trusted
from sim.prospects.utility import audience_cost
from sim.prospects.worth import as_promised, look_ahead, seat_of, stakes_of, under_deal
from sim.world.layout import CBM, CEASEFIRE, FRAMEWORK, INTERIM, SETTLEMENT, STATEMENT
from sim.world.records import Answer, Offer
from sim.world.world import World

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]


def judge(world: World, party: int, offer: Offer) -> Answer:
    """A party signs where worth + inducements - going on - audience cost - demand is not below 0.

    A persistent scruple, a private value of the party, is added to what it asks for: logit in
    distribution, but the same from meeting to meeting (McKelvey & Palfrey 1995).
    """
    if offer.kind == STATEMENT:
        worth, going_on, audience = _statement(world, party, offer)
    elif offer.kind == CBM:
        worth, going_on, audience = _measures(world, party)
    elif offer.kind == CEASEFIRE:
        worth, going_on, audience = _ceasefire(world, party, offer)
    else:
        worth, going_on, audience = _deal(world, party, offer)
    scruple = world.parties.scruple[:, party] / world.parameters.choice_precision
    demand = _aspiration(world, party, offer) + scruple
    carrots = offer.carrots.get(party, np.zeros(world.runs))
    signs = worth + carrots - going_on - audience - demand >= 0.0
    return Answer(party, signs, worth, going_on, audience, carrots, demand)


def _aspiration(world: World, party: int, offer: Offer) -> Floats:
    """What is asked for above the reservation value falls with the meetings spent on the text.

    demand = share x (1 - alpha(t)) (U_max - V) with alpha(t) = (t / T)^(1 / beta) and U_max = 1,
    the time-dependent tactic of Faratin, Sierra & Jennings (1998).
    """
    if offer.kind < INTERIM:
        return np.zeros(world.runs)
    spent = np.minimum(offer.rounds / world.parameters.patience, 1.0)
    conceded = power(spent, 1.0 / world.parties.concession[:, party])
    reach = np.maximum(1.0 - world.parties.going_on[:, party], 0.0)
    return world.parameters.aspiration * reach * (1.0 - conceded)


def _statement(world: World, party: int, offer: Offer) -> tuple[Floats, Floats, Floats]:
    """A statement pleases the host and costs a little at home while losses are fresh."""
    gain = world.parameters.standing_value * offer.guarantee
    audience = world.parameters.refusal_anger * soreness(world, party)
    return gain, np.zeros(world.runs), audience


def _measures(world: World, party: int) -> tuple[Floats, Floats, Floats]:
    """Measures save violence as far as the rival is trusted, and take pressure out of its hands."""
    parameters = world.parameters
    seat = seat_of(world.layout, party)
    nothing = np.zeros(world.runs)
    if seat is None:
        return nothing, nothing, nothing
    rival = int(world.layout.main_rival[party])
    saved = cost_of_violence(world, party) * parameters.cbm_relief * trusted(world, party, rival)
    threat = np.maximum(world.parties.dissatisfaction[:, party], 0.0)
    pressure = parameters.pressure_value * threat
    return saved, pressure, parameters.refusal_anger * soreness(world, party)


def _ceasefire(world: World, party: int, offer: Offer) -> tuple[Floats, Floats, Floats]:
    """A ceasefire costs an attacker what pressing on would bring, and spares the attacked.

    A bare pause can be broken off again: only as much of the gain is given up as there is a
    mechanism, or troops, to hold it.
    """
    parameters = world.parameters
    pressing, sparing = np.zeros(world.runs), np.zeros(world.runs)
    for front, side in world.layout.seats:
        for own_side, sign in ((side, 1), (1 - side, -1)):
            if int(world.layout.sides[front, side]) != party or (offer.front not in (-1, front)):
                continue
            attacker = int(world.layout.sides[front, own_side])
            rival = world.layout.rival(front, own_side)
            ratio = log_ratio(world, attacker, rival, world.issues.status_quo)
            wins = chance_to_prevail(world, ratio) * remaining_gain(world, front, own_side)
            cost, guarantor = price_of_pressing(world, front, own_side)
            fighting = world.fronts.attacking[:, front, own_side]
            if sign > 0:
                pressing += np.where(fighting, wins - cost - guarantor, 0.0)
            else:
                sparing += np.where(fighting, wins + cost, 0.0)
    firm = 1.0 if offer.mechanism else parameters.pause_cost
    saved = cost_of_violence(world, party) * (1.0 - parameters.annual_discount)
    worth = parameters.standing_value * offer.guarantee + sparing + saved
    return worth, np.maximum(pressing, 0.0) * firm, np.zeros(world.runs)


def keeps(world: World, party: int, slot: int) -> Truths:
    """A signatory keeps a deal while what is left of it, and of its inducements, is worth it.

    worth + inducements x exp(-t / fading) + reputation >= going on (logic of Beardsley 2008).
    """
    parameters, table = world.parameters, world.agreements
    seat = seat_of(world.layout, party)
    if seat is None:
        return np.ones(world.runs, dtype=bool)
    kind = table.kind[:, slot]
    share = np.where(kind == INTERIM, parameters.carried_interim, parameters.carried_settlement)
    share = np.where(kind == FRAMEWORK, parameters.carried_framework, share)
    terms = np.where(table.settles[:, slot], table.term[:, slot], world.issues.status_quo)
    guarantee = table.guarantee[:, slot]
    carried = as_promised(world, party, terms, share, guarantee)
    deal = look_ahead(
        under_deal(world, stakes_of(world, *seat), carried, guarantee, share)
    ).going_on
    since = np.maximum(world.day - table.signed[:, slot], 0)
    left = table.carrot[:, slot, party] * np.exp(-since / parameters.carrot_fading)
    return deal + left + parameters.reputation_cost >= world.parties.going_on[:, party]


def _deal(world: World, party: int, offer: Offer) -> tuple[Floats, Floats, Floats]:
    """D(x) = (1 - d) U(x) + d E[continuation once x is carried out], against going on.

    What going on is worth is as the party last took stock.
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
    audience = audience_cost(world, party, offer.text, np.full(world.runs, offer.secrecy))
    return deal.going_on, world.parties.going_on[:, party], audience
