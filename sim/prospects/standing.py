"""What a host counts for with a party: leverage, attention and credibility, and how they add up."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.arithmetic import between, in_any_run, total
from sim.prospects.losses import on_fronts
from sim.prospects.truces import in_force
from sim.world.layout import CEASEFIRE, CLASHES, INSTRUMENTS
from sim.world.world import World

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]


CASE_WINDOW = 90
"""Days of deaths by which mediators judge how violent a conflict is."""
FOLDED = 1e-6
"""Readiness in a crisis by which a logarithm is taken where there is none."""


def attending(world: World) -> Floats:
    """Attention that mediators pay, less what they withdrew once a deal was quiet, by mediator."""
    table = world.mediators
    return table.attention * (1.0 - world.parameters.turning_away[:, None] * table.turned)


def attention_left(world: World, mediator: int) -> Floats:
    """Attention that meetings have not taken up."""
    table = world.mediators
    away = world.parameters.turning_away * table.turned[:, mediator]
    return table.attention[:, mediator] * (1.0 - away) * (1.0 - table.spent[:, mediator])


def left_by_colleagues(world: World, host: int, member: int) -> Floats:
    """Share of its attention that a member of a format has left for the parties.

    Members who would like different settlements must come to terms before they speak as one, each
    with every other and all out of the same hours (Brooks 1975; Boehmelt 2012). A colleague takes
    up a share of what the others leave, as a meeting does, which grows with what the two would
    draft against each other. Nothing is lost by one alone, or by those who agree or do not care.
    """
    members = list(_members(world, host))
    if len(members) == 1 or not world.on("coordination"):
        return np.ones(world.runs)
    table = world.mediators
    away = np.abs(table.position[:, members] - table.position[:, member][:, None, :])
    distances = table.partial[:, members] * total(away) / len(world.layout.issues)
    apart = table.partial[:, member] * total(distances)
    work = world.parameters.coordination_effort * own_interest(world, host) * apart
    return np.asarray(np.exp(-work))


def own_interest(world: World, host: int) -> Floats:
    """What drafters lose by a text for each unit that it is away from what they would like.

    Those who work together badly insist the more, by what their cohesion lacks.
    """
    return np.asarray(world.parameters.own_interest * (2.0 - cohesion(world, host)))


def attention_to(world: World, host: int, member: int) -> Floats:
    """What meetings and colleagues leave of a member's attention for the parties."""
    return attention_left(world, member) * left_by_colleagues(world, host, member)


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
    sought = np.logical_or.reduce(world.parties.seeking_talks, axis=1)
    drawn = np.where(sought, parameters.sought_attention, 1.0)
    if not world.on("selection"):
        return drawn
    members = world.layout.hosts[host].members
    keen = np.zeros(world.runs)
    for member in members:
        keen = keen + world.mediators.selection[:, member] / len(members)
    deaths = np.add.reduce(on_fronts(world, "deaths", CASE_WINDOW), axis=1)
    crisis = np.maximum.reduce(world.fronts.rung, axis=1) >= CLASHES
    urgent = np.where(crisis, np.log(np.maximum(parameters.crisis_attention, FOLDED)), 0.0)
    violent = parameters.intensity_response * np.log1p(deaths)
    return np.asarray(np.maximum(drawn, np.exp(keen * urgent)) * np.exp(keen * violent))


def turn_away(world: World, days: float) -> None:
    """Who brokered a deal that is quiet turns to other conflicts, and comes back when it is not."""
    if not world.on("turning_away"):
        return
    parameters, table = world.parameters, world.mediators
    leaving = np.exp(-days / parameters.attention_fading)
    coming = np.exp(-days / parameters.attention_recovery)
    quiet = np.maximum.reduce(world.fronts.rung, axis=1) < CLASHES
    for mediator in range(len(world.layout.mediators)):
        content = quiet & _has_brokered(world, mediator)
        turned = table.turned[:, mediator]
        gone = 1.0 - (1.0 - turned) * leaving
        table.turned[:, mediator] = np.where(content, gone, turned * coming)


def _has_brokered(world: World, mediator: int) -> Truths:
    """Whether a ceasefire or more that a mediator brokered in the run is in force."""
    table, found = world.agreements, np.zeros(world.runs, dtype=bool)
    for slot in world.used_slots():
        firm = in_force(world, slot) & (table.kind[:, slot] >= CEASEFIRE)
        firm &= ~table.inherited[:, slot]
        if not in_any_run(firm):
            continue
        for index, host in enumerate(world.layout.hosts):
            if mediator in host.members:
                found |= firm & (table.host[:, slot] == index)
    return found


def backing(world: World, host: int) -> Floats:
    """What a guarantee of a host is believed: attention x credibility, together.

    The attention that colleagues take up is wanting when the guarantee is called in.
    """
    without, attention = np.ones(world.runs), attending(world)
    for member in world.layout.hosts[host].members:
        weight = attention[:, member] * world.mediators.credibility[:, member]
        weight = weight * left_by_colleagues(world, host, member)
        without *= 1.0 - weight * weight_when_biased(world, member)
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
        where = (table.front[:, slot] == -1) | (table.front[:, slot] == front)
        firm = where & in_force(world, slot) & (table.kind[:, slot] >= CEASEFIRE)
        if in_any_run(firm):
            found = np.maximum(found, firm * guarantee_of(world, slot))
    return found


def believed_when_biased(world: World, mediator: int, party: int, welcome: Truths) -> Floats:
    """Weight of a message by the mediator's bias, under the hypothesis that the scenario picks.

    `kydd`: an unwelcome message, that the rival is resolved, is believed only from a mediator that
    is biased towards the listener (Kydd 2003). Otherwise bias does not matter to messages.
    """
    model = list(world.layout.scenario.mediators.values())[mediator].bias_model
    if model != "kydd":
        return np.ones(world.runs)
    bias = world.mediators.bias[:, mediator, party]
    return np.where(welcome, 1.0, between(0.0, bias, 1.0))


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


def leverage_when_biased(world: World, mediator: int, party: int) -> Floats:
    """Leverage over a party by the mediator's bias, under the hypothesis of the scenario.

    `svensson`: a mediator brings costly concessions from the side that it is biased towards, which
    cannot do without it, and few from the other (Svensson 2007): leverage x (1 + b), our form.
    """
    table = world.mediators
    leverage = table.leverage[:, mediator, party]
    model = list(world.layout.scenario.mediators.values())[mediator].bias_model
    if model != "svensson":
        return leverage
    return between(0.0, leverage * (1.0 + table.bias[:, mediator, party]), 1.0)


def cohesion(world: World, host: int) -> Floats:
    """How well those who host together work together; 1 for one alone."""
    form = world.layout.hosts[host].format
    if form is None:
        return np.ones(world.runs)
    members = world.layout.hosts[host].members
    pairs = [(a, b) for a in members for b in members if a != b]
    joint = world.formats.cohesion[:, form].copy()
    if pairs:
        liking = np.zeros(world.runs)
        for a, b in pairs:
            liking += world.mediators.affinity[:, a, b]
        apart = world.parameters.affinity_effect * (1.0 - liking / len(pairs))
        joint *= between(0.0, 1.0 - apart, 1.0)
    return joint


def standing_with(world: World, host: int, party: int) -> Floats:
    """Leverage x attention x credibility of the host with a party; together, times cohesion.

    Members pool what they have, each adding to what the others leave open.
    """
    return _pooled(world, host, party, [np.ones(world.runs) for _ in _members(world, host)])


def rewards(world: World, host: int, party: int) -> Floats:
    """What of its standing with a party a host puts into rewards, 0 to 1."""
    shares = [
        effort(world, member, "manipulation") * (1.0 - threat(world, member))
        for member in _members(world, host)
    ]
    return _pooled(world, host, party, shares)


def threats(world: World, host: int, party: int) -> Floats:
    """What of its standing with a party a host puts into threats, 0 to 1."""
    shares = [
        effort(world, member, "manipulation") * threat(world, member)
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


def _pooled(world: World, host: int, party: int, shares: list[Floats]) -> Floats:
    without, members = np.ones(world.runs), _members(world, host)
    joint = cohesion(world, host) if len(members) > 1 else 1.0
    for member, share in zip(members, shares, strict=True):
        weight = attention_to(world, host, member) * world.mediators.credibility[:, member]
        without *= 1.0 - leverage_when_biased(world, member, party) * weight * share * joint
    return 1.0 - without
