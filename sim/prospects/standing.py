"""What a host counts for with a party: leverage, attention and credibility, and how they add up."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from sim.arithmetic import added, between, in_any_run, total
from sim.prospects.losses import on_fronts
from sim.prospects.truces import in_force, own_truces
from sim.world.layout import CEASEFIRE, CLASHES, INSTRUMENTS
from sim.world.world import World

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]
Who = int | list[int]
"""A party, or a mediator, with arrays `(run,)`, or several, with `(run, party)`."""


FOLDED = 1e-6
"""Readiness in a crisis by which a logarithm is taken where there is none."""


def attending(world: World) -> Floats:
    """Attention that mediators pay, less what they withdrew once a deal was quiet, by mediator."""
    table = world.mediators
    return table.attention * (1.0 - world.parameters.turning_away[:, None] * table.turned)


def attention_left(world: World, mediator: Who) -> Floats:
    """Attention that meetings have not taken up."""
    return (attending(world) * (1.0 - world.mediators.spent))[:, mediator]


def left_by_colleagues(world: World, host: int, member: int) -> Floats:
    """Share of its attention that a member of a format has left for the parties.

    Members who would like different settlements must come to terms before they speak as one, each
    with every other and all out of the same hours (Brooks 1975; Boehmelt 2012). A colleague takes
    up a share of what the others leave, as a meeting does, which grows with what the two would
    draft against each other. Nothing is lost by one alone, or by those who agree or do not care.
    """
    return _left_to_each_other(world, host)[:, _members(world, host).index(member)]


def _left_to_each_other(world: World, host: int) -> Floats:
    """What colleagues leave of each member's attention, `(run, member)`."""
    members, table = list(_members(world, host)), world.mediators
    if len(members) == 1 or not world.on("coordination"):
        return np.ones((world.runs, len(members)))
    partial = table.partial[:, members]
    liked = table.position[:, members]
    away = np.abs(liked[:, None] - liked[:, :, None])  # (run, member, colleague, issue)
    distances = partial[:, None] * total(away) / len(world.layout.issues)
    apart = partial * total(distances)
    work = world.parameters.coordination_effort * own_interest(world, host)
    return np.asarray(np.exp(-work[:, None] * apart))


def own_interest(world: World, host: int) -> Floats:
    """What drafters lose by a text for each unit that it is away from what they would like.

    Those who work together badly insist the more, by what their cohesion lacks.
    """
    return np.asarray(world.parameters.own_interest * (2.0 - cohesion(world, host)))


def attention_to(world: World, host: int, member: int) -> Floats:
    """What meetings and colleagues leave of a member's attention for the parties."""
    return attention_of_members(world, host)[:, _members(world, host).index(member)]


def attention_of_members(world: World, host: int) -> Floats:
    """What meetings and colleagues leave of each member's attention, `(run, member)`."""
    members = list(_members(world, host))
    left = attention_left(world, members)
    return left if len(members) == 1 else left * _left_to_each_other(world, host)


def effort(world: World, mediator: int, instrument: str) -> Floats:
    """How hard a mediator works an instrument; 0 for one that it does not have."""
    entry = list(world.layout.scenario.mediators.values())[mediator]
    if instrument not in entry.instruments:
        return np.zeros(world.runs)
    return world.mediators.effort[:, mediator, INSTRUMENTS.index(instrument)]


def calling(world: World, host: int) -> Floats:
    """Factor on a host's initiative: crises and violent conflicts draw mediators.

    Mediators choose hard cases (Gartner & Bercovitch 2006); each with a strength of its own.
    Parties that look for a way out are met half way, whatever the violence.
    """
    parameters = world.parameters
    seeking = np.logical_or.reduce(world.parties.seeking_talks, axis=1)
    sought = np.where(seeking, parameters.sought_attention, 1.0)
    choosing = world.in_runs("selection")
    if not in_any_run(choosing):
        return sought
    members = world.layout.hosts[host].members
    keen = added(world.mediators.selection[:, member] / len(members) for member in members)
    crisis = np.maximum.reduce(world.fronts.rung, axis=1) >= CLASHES
    drawn = np.log(np.maximum(parameters.crisis_attention, FOLDED))
    urgent = np.where(crisis, np.exp(keen * drawn), 1.0)
    deaths = np.add.reduce(on_fronts(world, "deaths", parameters.case_window), axis=1)
    violent = np.exp(keen * (parameters.intensity_response * np.log1p(deaths)))
    return np.where(choosing, np.maximum(sought, urgent) * violent, sought)


def turn_away(world: World, days: float) -> None:
    """Who brokered a deal that is quiet turns to other conflicts, and comes back when it is not."""
    if not world.on("turning_away"):
        return
    parameters, table = world.parameters, world.mediators
    leaving = np.exp(-days / parameters.attention_fading)
    coming = np.exp(-days / parameters.attention_recovery)
    quiet = np.maximum.reduce(world.fronts.rung, axis=1) < CLASHES
    content = quiet[:, None] & _have_brokered(world)
    gone = 1.0 - (1.0 - table.turned) * leaving[:, None]
    table.turned[:] = np.where(content, gone, table.turned * coming[:, None])


def _have_brokered(world: World) -> Truths:
    """Whether a ceasefire or more that was brokered in the run is in force, by mediator."""
    table, found = world.agreements, np.zeros_like(world.mediators.turned, dtype=bool)
    if not in_any_run(own_truces(world)):
        return found
    for slot in world.used_slots():
        firm = in_force(world, slot) & (table.kind[:, slot] >= CEASEFIRE)
        firm &= ~table.inherited[:, slot]
        if not in_any_run(firm):
            continue
        for index, host in enumerate(world.layout.hosts):
            brokered = firm & (table.host[:, slot] == index)
            for member in host.members:
                found[:, member] |= brokered
    return found


def backing(world: World, host: int) -> Floats:
    """What a guarantee of a host is believed: attention x credibility, together.

    The attention that colleagues take up is wanting when the guarantee is called in.
    """
    without, members = np.ones(world.runs), _members(world, host)
    weight = attending(world) * world.mediators.credibility
    weight = weight[:, list(members)] * _left_to_each_other(world, host)
    for place, member in enumerate(members):
        without *= 1.0 - weight[:, place] * weight_when_biased(world, member)
    return (1.0 - without) * cohesion(world, host)


def guarantee_of(world: World, slot: int) -> Floats:
    """The guarantee promised with an agreement, as far as its host attends to it today."""
    table, found = world.agreements, np.zeros(world.runs)
    promised = table.guarantee[:, slot]
    for host in range(len(world.layout.hosts)):
        here = (table.host[:, slot] == host) & (promised > 0.0)
        if in_any_run(here):
            found = np.where(here, promised * backing(world, host), found)
    return found


def guaranteed(world: World, front: int) -> Floats:
    """The firmest guarantee behind what was agreed for a front and is in force."""
    found = np.zeros(world.runs)
    for slot in world.used_slots():
        table = world.agreements
        if not in_any_run(table.guarantee[:, slot]):
            continue
        where = (table.front[:, slot] == -1) | (table.front[:, slot] == front)
        firm = where & in_force(world, slot) & (table.kind[:, slot] >= CEASEFIRE)
        if in_any_run(firm):
            found = np.maximum(found, firm * guarantee_of(world, slot))
    return found


def believed_when_biased(world: World, mediator: int, party: int) -> Floats:
    """Weight of a message by the mediator's bias, under the hypothesis that the scenario picks.

    `kydd`: only who is biased towards the listener is believed, for anybody else would say whatever
    brings peace (Kydd 2003). Otherwise bias does not matter to messages.
    """
    model = list(world.layout.scenario.mediators.values())[mediator].bias_model
    if model != "kydd":
        return np.ones(world.runs)
    bias = world.mediators.bias[:, mediator, party]
    return between(0.0, bias, 1.0)


def weight_when_biased(world: World, mediator: int) -> Floats:
    """Weight of a mediator's guarantees by its bias, under the hypothesis of the scenario.

    `favretto`: strong bias or none make a power's threats and promises credible, moderate bias
    does not (Favretto 2009): 1 - 4 b (1 - b), our form of a U.
    """
    model = list(world.layout.scenario.mediators.values())[mediator].bias_model
    if model != "favretto":
        return np.ones(world.runs)
    bias = np.maximum.reduce(np.abs(world.mediators.bias[:, mediator]), axis=1)
    return np.asarray(1.0 - 4.0 * bias * (1.0 - bias))


def leverage_when_biased(world: World, mediator: int) -> Floats:
    """Leverage over each party by the mediator's bias, under the hypothesis of the scenario.

    `svensson`: a mediator brings costly concessions from the side that it is biased towards, which
    cannot do without it, and few from the other (Svensson 2007): leverage x (1 + b), our form.
    """
    table = world.mediators
    leverage = table.leverage[:, mediator]
    model = list(world.layout.scenario.mediators.values())[mediator].bias_model
    if model != "svensson":
        return leverage
    return between(0.0, leverage * (1.0 + table.bias[:, mediator]), 1.0)


def cohesion(world: World, host: int) -> Floats:
    """How well those who host together work together; 1 for one alone."""
    form = world.layout.hosts[host].format
    if form is None:
        return np.ones(world.runs)
    members = world.layout.hosts[host].members
    joint = world.formats.cohesion[:, form]
    if len(members) == 1:
        return joint.copy()
    one, other = zip(*permutations(members, 2), strict=True)
    liking = total(world.mediators.affinity[:, one, other]) / len(one)
    apart = world.parameters.affinity_effect * (1.0 - liking)
    return joint * between(0.0, 1.0 - apart, 1.0)


def standing_with(world: World, host: int, party: Who) -> Floats:
    """Leverage x attention x credibility of the host with a party; together, times cohesion.

    Members pool what they have, each adding to what the others leave open.
    """
    return _pooled(world, host, party, [1.0 for _ in _members(world, host)])


def rewards(world: World, host: int, party: Who) -> Floats:
    """What of its standing with a party a host puts into rewards, 0 to 1."""
    shares = [
        (effort(world, member, "manipulation") * (1.0 - threat(world, member)))[:, None]
        for member in _members(world, host)
    ]
    return _pooled(world, host, party, shares)


def threats(world: World, host: int, party: Who) -> Floats:
    """What of its standing with a party a host puts into threats, 0 to 1."""
    shares = [
        (effort(world, member, "manipulation") * threat(world, member))[:, None]
        for member in _members(world, host)
    ]
    return _pooled(world, host, party, shares)


def threat(world: World, mediator: int) -> Floats:
    """Share of its leverage that a mediator uses to threaten (Beardsley 2008: sticks)."""
    if not world.on("penalties"):
        return np.zeros(world.runs)
    return world.mediators.threat[:, mediator]


def _members(world: World, host: int) -> tuple[int, ...]:
    return world.layout.hosts[host].members


def _pooled(world: World, host: int, party: Who, shares: Sequence[Floats | float]) -> Floats:
    """What members have with a party, `(run,)`, or with several, `(run, party)`."""
    table, members = world.mediators, _members(world, host)
    without = np.ones_like(table.leverage[:, 0])
    joint = cohesion(world, host)[:, None] if len(members) > 1 else 1.0
    weight = attention_of_members(world, host) * table.credibility[:, list(members)]
    for place, (member, share) in enumerate(zip(members, shares, strict=True)):
        pull = leverage_when_biased(world, member) * weight[:, place, None]
        without *= 1.0 - pull * share * joint
    return (1.0 - without)[:, party]
