"""A party that decides for one run at a time, in a model that computes many together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import mesa
import numpy as np
from numpy.typing import NDArray

from sim.agents.party import Party
from sim.prospects.utility import secrecy_of
from sim.scenario.problems import did_you_mean, listed
from sim.seats.seat import Seat
from sim.seats.view import Draft, Invited, Target, View, party_targets
from sim.world.layout import INTERIM, KINDS
from sim.world.records import (
    HOLD,
    OPTIONS,
    Answer,
    Invitation,
    Offer,
    Posture,
    Reply,
)
from sim.world.tables import FrontTable
from sim.world.world import World

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
Truths = NDArray[np.bool_]

STRONGEST_ORDER = FrontTable.declared["posture"].high
"""Largest scale of fire that the tables take."""


class PartyOneByOne(Seat, Party):
    """A party whose decisions are written for a single run; what is left out is decided as usual.

    An answer that is not of the kind asked for is a UserError.
    """

    def __init__(self, model: mesa.Model, name: str, index: int) -> None:
        super().__init__(model, name, index)
        self._take_seat()

    def choose(self, view: View) -> str:
        """Every three weeks and front: one of the words of `view.worth`, such as "hold".

        To choose an attack for which nothing is left to take is to hold.
        """
        raise self._unanswered("choose")

    def orders(self, view: View) -> float:
        """Every week and front: the scale of fire of its garrisons, 0 to 20; 1 is usual."""
        raise self._unanswered("orders")

    def comes(self, view: View, invitation: Invited) -> bool:
        """Whether it comes to a meeting."""
        raise self._unanswered("comes")

    def signs(self, view: View, draft: Draft) -> bool:
        """Whether it signs a draft."""
        raise self._unanswered("signs")

    def abides(self, view: View, kind: str, days: int) -> bool:
        """Every month: whether it keeps a deal it signed some days ago."""
        raise self._unanswered("abides")

    def assents(self, view: View, mission: str) -> bool:
        """Whether it agrees to renew a mission's mandate."""
        raise self._unanswered("assents")

    def prefer(self, world: World, front: int, side: int, appeal: Floats) -> Indices:
        """The options that `choose` names, `(run,)`."""
        if not self._decides("choose", PartyOneByOne):
            return super().prefer(world, front, side, appeal)
        lookout = self._lookout(world, f"chooses on {world.layout.fronts[front]}")
        targets = self._on_front(world, front, side)
        found = np.full(world.runs, HOLD)
        for row in np.flatnonzero(~world.fronts.attacking[:, front, side]).tolist():
            worth = dict(zip(OPTIONS, appeal[row].tolist(), strict=True))
            word = self.choose(replace(lookout.view(row, targets), worth=worth))
            if word not in OPTIONS:
                hint = did_you_mean(str(word), OPTIONS) or f"choose {listed(OPTIONS, 'or')}"
                raise lookout.wrong(f"`choose` says {word!r}, which is no option", hint)
            found[row] = OPTIONS.index(word)
        return found

    def order(self, world: World, front: int, side: int) -> Posture:
        """The orders that `orders` gives, as a record."""
        usual = super().order(world, front, side)
        if not self._decides("orders", PartyOneByOne):
            return usual
        lookout = self._lookout(world, f"orders on {world.layout.fronts[front]}")
        targets = self._on_front(world, front, side)
        scale = np.empty(world.runs)
        for row in range(world.runs):
            scale[row] = self._number(
                lookout, "orders", self.orders(lookout.view(row, targets)), STRONGEST_ORDER
            )
        return replace(usual, scale=scale)

    def reply(self, world: World, invitation: Invitation) -> Reply:
        """The usual reply, with the word of `comes` in it."""
        usual = super().reply(world, invitation)
        if not self._decides("comes", PartyOneByOne):
            return usual
        layout = world.layout
        secrecy = secrecy_of(world, invitation)

        def invited(row: int) -> Invited:
            return Invited(
                host=layout.hosts[invitation.host].name,
                title=invitation.title,
                level=invitation.level,
                agenda=invitation.agenda,
                participants=tuple(layout.parties[party] for party in invitation.participants),
                secrecy=float(secrecy[row]),
                scheduled=invitation.scheduled,
            )

        comes = self._each(
            world,
            f"replies to {invitation.key}",
            "comes",
            lambda view, row: self.comes(view, invited(row)),
        )
        return replace(usual, comes=comes)

    def answer(self, world: World, offer: Offer) -> Answer:
        """The usual answer, with the word of `signs` in it."""
        usual = super().answer(world, offer)
        if not self._decides("signs", PartyOneByOne):
            return usual
        issues = world.layout.issues

        def says(view: View, row: int) -> bool:
            draft = Draft(
                kind=KINDS[offer.kind],
                text=dict(zip(issues, offer.text[row].tolist(), strict=True)),
                mechanism=offer.mechanism,
                rounds=int(offer.rounds[row]),
                worth=float(usual.worth[row]),
                inducements=float((usual.carrots + usual.sticks)[row]),
                going_on=float(usual.going_on[row]),
                audience=float(usual.audience[row]),
                demand=float((usual.demand + usual.scruple + usual.effort)[row]),
            )
            return self.signs(view, draft)

        return replace(usual, signs=self._each(world, f"on {offer.kind}", "signs", says))

    def keeps(self, world: World, slot: int) -> Truths:
        """What `abides` says of the deals that it signed, `(run,)`."""
        if not self._decides("abides", PartyOneByOne):
            return super().keeps(world, slot)
        table = world.agreements
        own = table.signatory[:, slot, self.index] & (table.kind[:, slot] >= INTERIM)

        def says(view: View, row: int) -> bool:
            kind = KINDS[int(table.kind[row, slot])]
            return self.abides(view, kind, world.day - int(table.signed[row, slot]))

        return self._each(world, f"keeps slot {slot}", "abides", says, own)

    def renews(self, world: World, mission: int) -> Truths:
        """What `assents` says, `(run,)`."""
        if not self._decides("assents", PartyOneByOne):
            return super().renews(world, mission)
        name = world.layout.missions[mission]
        return self._each(
            world, f"renews {name}", "assents", lambda view, row: self.assents(view, name)
        )

    def _on_front(self, world: World, front: int, side: int) -> tuple[Target, ...]:
        return (("side", world.layout.seats.index((front, side))), ("party", self.index))

    def _each(
        self,
        world: World,
        occasion: str,
        method: str,
        says: Callable[[View, int], bool],
        where: Truths | None = None,
    ) -> Truths:
        """What a method says in each run where it is asked, `(run,)`; elsewhere true."""
        lookout = self._lookout(world, occasion)
        targets = party_targets(world, self.index)
        found = np.ones(world.runs, dtype=bool)
        rows = range(world.runs) if where is None else np.flatnonzero(where).tolist()
        for row in rows:
            found[row] = self._truth(lookout, method, says(lookout.view(row, targets), row))
        return found
