"""Talks: who comes, what is said, what is drafted, who signs, and what the publics make of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sim.arithmetic import anywhere, between, in_any_run
from sim.mechanisms import agreements, messages, publics
from sim.prospects.deadlines import lapsed, last_day
from sim.prospects.standing import turn_away
from sim.prospects.truces import agreed, truce
from sim.world.layout import CEASEFIRE, CLASHES, INTERIM, MEASURES, OPERATION
from sim.world.records import Answer, Invitation, Offer, Reply, Session, Signature
from sim.world.tables import FOREVER, AgreementTable, Tally
from sim.world.world import World

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]
Indices = NDArray[np.int64]
Drafts = tuple[tuple[Offer, tuple[Answer, ...], Signature], ...]
"""What was on the table, who answered how, and what became of it."""

CHANGED: dict[str, Collection[str]] = {
    "talks": ("held", "last", "text", "tabled", "opened", "rounds"),
    "agreements": AgreementTable.declared,
    "parties": ("seeking_talks",),
    "pairs": ("belief", "doubt", "conceding"),
    "mediators": ("spent", "good", "bad"),
    "tally": Tally.declared,
}
"""Columns that a meeting writes to, by table."""
TWO_SIDES = 2
"""Parties that speak for themselves, below which there is nobody to agree with."""


class Delegate(Protocol):
    """Who speaks for a party."""

    name: str
    index: int

    def reply(self, world: World, invitation: Invitation) -> Reply:
        """Whether the party comes."""

    def answer(self, world: World, offer: Offer) -> Answer:
        """Whether the party signs."""


class Chair(Protocol):
    """Who hosts the talks."""

    name: str
    host: int

    def improve(self, world: World, invitation: Invitation, text: Floats) -> Floats:
        """The text after a session of drafting."""

    def offers(self, world: World, invitation: Invitation, text: Floats) -> list[Offer]:
        """Drafts from the most to the least ambitious."""


def hold(
    world: World, invitation: Invitation, chair: Chair, delegates: Mapping[int, Delegate]
) -> Session:
    """A meeting that is due in every run of this world.

    Those who sign for themselves must come. Whoever is spoken for has a place in the text, and
    cancels nothing by staying away. After the deadline of an agenda there is nothing to negotiate
    on it, though messages can be carried.
    """
    replies = tuple(delegates[party].reply(world, invitation) for party in invitation.participants)
    leads = world.layout.leads(invitation.participants)
    held = np.ones(world.runs, dtype=bool)
    for reply in replies:
        held &= reply.comes | (reply.party not in leads)
    _count(world, invitation, held)
    messages.carry(world, invitation, held, leads)
    drafts: Drafts = ()
    if not lapsed(world, invitation.agenda):
        _draft(world, invitation, chair, held)
        drafts = _negotiate(world, invitation, chair, delegates, held, leads)
    rows = np.arange(world.runs)
    return Session(invitation, rows, replies, held, drafts)


def _count(world: World, invitation: Invitation, held: Truths) -> None:
    """Meetings take up the hosts' attention, refused ones half as much."""
    world.tally.held += held
    world.tally.refused += ~held
    world.talks.held[:, invitation.host] += held
    world.talks.last[held] = world.day
    world.parties.seeking_talks[held] = False
    refused = world.parameters.refused_effort
    taken = world.parameters.meeting_effort * np.where(held, 1.0, refused)
    for member in world.layout.hosts[invitation.host].members:
        spent = world.mediators.spent[:, member]
        world.mediators.spent[:, member] = np.minimum(spent + taken * (1.0 - spent), 1.0)


def _draft(world: World, invitation: Invitation, chair: Chair, held: Truths) -> None:
    """Put a text on the table, or take up the one that lies there."""
    talks = world.talks
    agenda = world.layout.agendas[invitation.agenda]
    if agenda.draft:
        opening = talks.text.copy()
        for place, issue in enumerate(world.layout.issues):
            if issue in agenda.draft:
                opening[:, place] = agenda.draft[issue].value
        fresh = held & ~talks.tabled
        talks.text[fresh] = opening[fresh]
    talks.tabled |= held
    opened = talks.opened[:, world.layout.agenda(invitation.agenda)]
    opened[held & (opened < 0)] = world.day
    talks.rounds[held] += 1
    improved = chair.improve(world, invitation, talks.text.copy())
    talks.text[held] = improved[held]


def _negotiate(
    world: World,
    invitation: Invitation,
    chair: Chair,
    delegates: Mapping[int, Delegate],
    held: Truths,
    leads: tuple[int, ...],
) -> Drafts:
    """Offer one draft after the other until one is signed; it takes two to sign."""
    if len(leads) < TWO_SIDES:
        return ()
    unsigned, drafts = held.copy(), []
    for offer in chair.offers(world, invitation, world.talks.text.copy()):
        open_ones = unsigned & _possible(world, offer)
        if not in_any_run(open_ones):
            continue
        answers = tuple(delegates[party].answer(world, offer) for party in leads)
        _take_note(world, offer, open_ones, answers)
        signed = open_ones.copy()
        for answer in answers:
            signed &= answer.signs
        signature = _conclude(world, invitation, offer, signed, answers)
        drafts.append((offer, answers, signature))
        unsigned &= ~signed
    return tuple(drafts)


def _take_note(world: World, offer: Offer, open_ones: Truths, answers: tuple[Answer, ...]) -> None:
    """Each side sees how far the others have come down, which its own tactics may mirror."""
    if offer.kind < INTERIM or not world.on("reciprocity"):
        return
    for own in answers:
        for other in answers:
            if own.party == other.party:
                continue
            seen = world.pairs.conceding[:, own.party, other.party]
            world.pairs.conceding[:, own.party, other.party] = np.where(
                open_ones, between(0.0, other.conceded, 1.0), seen
            )


def _possible(world: World, offer: Offer) -> Truths:
    """What is in force need not be signed again.

    A deal can be followed by another of its kind on other issues. A ceasefire can be had where
    an operation or raids are under way or suspended, and where there are clashes that no truce
    forbids.
    """
    if offer.kind >= INTERIM:
        table = world.agreements
        same = (table.kind == offer.kind) & ~table.inherited
        open_issue = anywhere(offer.issues & ~agreed(world))
        return ~anywhere(same) | open_issue
    if offer.kind != CEASEFIRE:
        held = (world.agreements.kind == offer.kind) & ~world.agreements.inherited
        return ~anywhere(held)
    rungs = world.fronts.rung
    wanted = anywhere(rungs >= OPERATION) | anywhere(anywhere(world.fronts.unfinished))
    for front in range(len(world.layout.fronts)):
        wanted |= (rungs[:, front] >= CLASHES) & ~truce(world, front)
    return wanted & ~_paused_already(world, offer)


def _paused_already(world: World, offer: Offer) -> Truths:
    """Whether a ceasefire that was signed in the run holds and says all that is offered."""
    table = world.agreements
    enough = (table.kind == CEASEFIRE) & ~table.inherited & (table.mechanism >= offer.mechanism)
    for place, measure in enumerate(MEASURES):
        if measure in offer.measures:
            enough &= table.measure[:, :, place]
    fighting: Truths = np.logical_or.reduce(world.fronts.attacking, axis=(1, 2))
    return anywhere(enough) & ~fighting


def _conclude(
    world: World,
    invitation: Invitation,
    offer: Offer,
    signed: Truths,
    answers: tuple[Answer, ...],
) -> Signature:
    """Sign, have it ratified where that is needed, and enter what stands."""
    rows = np.flatnonzero(signed)
    ratified, votes = signed.copy(), {}
    if offer.kind >= INTERIM:
        for answer in answers:
            share = _vote(world, offer, answer)
            votes[answer.party] = share
            ratified &= share >= world.parties.quota[:, answer.party]
        world.tally.ratified += ratified
        world.tally.best[rows] = np.maximum(world.tally.best[rows], offer.kind)
    slots = np.full(world.runs, -1)
    standing = np.flatnonzero(ratified)
    if len(standing):
        agenda = world.layout.agendas[invitation.agenda]
        slots[standing] = agreements.sign(
            world,
            standing,
            offer,
            invitation.host,
            tuple(answer.party for answer in answers),
            delay=agenda.delay.value,
            ambiguity=agenda.ambiguity.value,
            brings=world.layout.missions.index(agenda.deploys) if agenda.deploys else -1,
            terms=agenda.terms,
        )
    return Signature(offer.kind, rows, signed, ratified, votes, slots)


def _vote(world: World, offer: Offer, answer: Answer) -> Floats:
    party = list(world.layout.scenario.parties.values())[answer.party]
    if not (party.public.ratifies and world.on("publics")):
        return np.ones(world.runs)
    gain = answer.worth - answer.going_on
    return publics.vote(world, answer.party, gain, answer.audience)


def call(world: World, host: int, called: Truths) -> None:
    """Put a meeting on the calendar, on the first day for talks after the notice.

    It is held no later than on the deadline of its agenda, and none is called on that day or later.
    """
    agenda = world.layout.hosts[host].agenda
    last = FOREVER if agenda is None else last_day(world.layout, agenda)
    if last <= world.day or not in_any_run(called):
        return
    apart = np.maximum(np.rint(world.parameters.talks_calendar), 1.0)
    noticed = world.day + np.rint(world.parameters.meeting_notice)
    day = np.minimum(np.ceil(noticed / apart) * apart, last)
    world.talks.called[called, host] = day[called]


def due(world: World, host: int) -> Indices:
    """The runs in which a host's own meeting is due today; it is taken off the calendar."""
    rows = np.flatnonzero(world.talks.called[:, host] == world.day)
    world.talks.called[rows, host] = FOREVER
    return rows


def open_text(world: World) -> None:
    """Lay out the text that talks start from: the first draft of an agenda, or the middle."""
    positions = world.parties.position
    middle = np.zeros_like(world.talks.text)
    for front in range(len(world.layout.fronts)):
        for side in (0, 1):
            middle += positions[:, int(world.layout.sides[front, side])]
    world.talks.text[:] = np.clip(middle / (2.0 * len(world.layout.fronts)), 0.0, 1.0)
    for agenda in world.layout.agendas.values():
        if agenda.draft:
            for place, issue in enumerate(world.layout.issues):
                if issue in agenda.draft:
                    world.talks.text[:, place] = agenda.draft[issue].value
            return


def rest(world: World, days: float) -> None:
    """Attention that meetings took up comes back; that of those who see no need drifts away."""
    keep = np.exp(-days / world.parameters.attention_recovery)
    world.mediators.spent *= keep[:, None]
    turn_away(world, days)
