"""Agents that decide for one run at a time, in a model that computes many together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import mesa
import numpy as np
from numpy.typing import NDArray

from sim.agents.mediator import Mediator
from sim.agents.mission import Mission
from sim.agents.party import Party
from sim.arithmetic import anywhere
from sim.scenario.problems import did_you_mean, listed
from sim.seats.seat import Seat
from sim.seats.view import Draft, Invited, Target, View, party_targets
from sim.world.layout import INTERIM, KINDS
from sim.world.records import (
    HOLD,
    LIMITED,
    OPTIONS,
    Answer,
    Invitation,
    Offer,
    Posture,
    Reply,
    Strategy,
)
from sim.world.tables import FOREVER
from sim.world.world import World

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
Truths = NDArray[np.bool_]

STRONGEST_ORDER = 20.0
"""Largest scale of fire that the tables take."""
ROUNDING = 1e-9


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
        raise NotImplementedError

    def orders(self, view: View) -> float:
        """Every week and front: the scale of fire of its garrisons, 0 to 20; 1 is usual."""
        raise NotImplementedError

    def comes(self, view: View, invitation: Invited) -> bool:
        """Whether it comes to a meeting."""
        raise NotImplementedError

    def signs(self, view: View, draft: Draft) -> bool:
        """Whether it signs a draft."""
        raise NotImplementedError

    def abides(self, view: View, kind: str, days: int) -> bool:
        """Every month: whether it keeps a deal it signed some days ago."""
        raise NotImplementedError

    def assents(self, view: View, mission: str) -> bool:
        """Whether it agrees to renew a mission's mandate."""
        raise NotImplementedError

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

    def decide(self, world: World, front: int, side: int) -> Strategy:
        """As usual; an attack without anything to take is a hold."""
        strategy = super().decide(world, front, side)
        idle = (strategy.choice >= LIMITED) & ~anywhere(strategy.objectives)
        return replace(strategy, choice=np.where(idle, HOLD, strategy.choice))

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
        invited = Invited(
            host=layout.hosts[invitation.host].name,
            title=invitation.title,
            level=invitation.level,
            agenda=invitation.agenda,
            participants=tuple(layout.parties[party] for party in invitation.participants),
            secrecy=invitation.secrecy,
            scheduled=invitation.scheduled,
        )
        comes = self._each(
            world,
            f"replies to {invitation.key}",
            "comes",
            lambda view, row: self.comes(view, invited),
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


class MediatorOneByOne(Seat, Mediator):
    """A mediator, or a format, whose decisions are written for a single run."""

    def __init__(self, model: mesa.Model, name: str, host: int) -> None:
        super().__init__(model, name, host)
        self._take_seat()

    def calls(self, view: View) -> bool:
        """Every week that no meeting of its own is ahead: whether it calls one."""
        raise NotImplementedError

    def improves(self, view: View, text: Mapping[str, float]) -> Mapping[str, float]:
        """At a meeting: the issues of the text that it changes, and where to, 0 to 1."""
        raise NotImplementedError

    def call(self, world: World, days: float) -> Truths:
        """What `calls` says where the mediator is free to call, `(run,)`."""
        if not self._decides("calls", MediatorOneByOne):
            return super().call(world, days)
        host = world.layout.hosts[self.host]
        called = np.zeros(world.runs, dtype=bool)
        if host.agenda is None or not host.participants or not world.on("initiative"):
            return called
        lookout = self._lookout(world, "calls")
        for row in np.flatnonzero(world.talks.called[:, self.host] == FOREVER).tolist():
            said = self.calls(lookout.view(row, FIRST_FRONT))
            called[row] = self._truth(lookout, "calls", said)
        return called

    def improve(self, world: World, invitation: Invitation, text: Floats) -> Floats:
        """The text with the changes that `improves` makes."""
        if not (self._decides("improves", MediatorOneByOne) and world.on("formulation")):
            return super().improve(world, invitation, text)
        issues, scope = world.layout.issues, self.scope(world, invitation)
        lookout = self._lookout(world, f"drafts for {invitation.key}")
        improved = text.copy()
        for row in range(world.runs):
            before = dict(zip(issues, text[row].tolist(), strict=True))
            for issue, position in self.improves(lookout.view(row, FIRST_FRONT), before).items():
                if issue not in issues:
                    hint = did_you_mean(str(issue), issues)
                    raise lookout.wrong(f"`improves` names {issue!r}, which is no issue", hint)
                place = issues.index(issue)
                if scope[row, place]:
                    improved[row, place] = self._number(lookout, "improves", position, 1.0)
        return improved


class MissionOneByOne(Seat, Mission):
    """A mission whose decisions are written for a single run."""

    def __init__(self, model: mesa.Model, name: str, index: int) -> None:
        super().__init__(model, name, index)
        self._take_seat()

    def stands(
        self, view: View, planned: Mapping[str, float], trouble: Mapping[str, float]
    ) -> Mapping[str, float]:
        """Every week: the share of its strength by sector of its front; at most 1 together.

        `trouble` is the harm that garrisons of each sector mean to answer, in acts.
        """
        raise NotImplementedError

    def posts(self, world: World, planned: Floats) -> Floats:
        """The shares that `stands` gives, `(run, sector)`."""
        if not self._decides("stands", MissionOneByOne):
            return super().posts(world, planned)
        layout = world.layout
        front = layout.scenario.peacekeepers[self.name].front
        place = layout.fronts.index(front)
        sectors = {name.partition(".")[2]: index for index, name in enumerate(layout.sectors)
                   if layout.front_of[index] == place}  # fmt: skip
        lookout = self._lookout(world, "stands")
        debts = world.sectors.debt[:, :, 0] + world.sectors.debt[:, :, 1]
        found = np.zeros_like(planned)
        for row in range(world.runs):
            view = lookout.view(row, (("front", place),))
            said = self.stands(
                view,
                {name: float(planned[row, index]) for name, index in sectors.items()},
                {name: float(debts[row, index]) for name, index in sectors.items()},
            )
            for name, share in said.items():
                if name not in sectors:
                    hint = did_you_mean(str(name), sectors) or f"known are {listed(sectors)}"
                    raise lookout.wrong(f"`stands` names {name!r}, no sector of `{front}`", hint)
                found[row, sectors[name]] = self._number(lookout, "stands", share, 1.0)
            if sum(found[row].tolist()) > 1.0 + ROUNDING:
                raise lookout.wrong("`stands` gives shares that add up to more than 1")
        return found


FIRST_FRONT: tuple[Target, ...] = (("front", 0),)
"""What a mediator looks at, unless it asks for a party or another front."""
