"""A mediator that decides for one run at a time."""

from __future__ import annotations

from collections.abc import Mapping

import mesa
import numpy as np
from numpy.typing import NDArray

from sim.agents.mediator import Mediator
from sim.scenario.problems import did_you_mean
from sim.seats.seat import Seat
from sim.seats.view import Target, View
from sim.world.records import Invitation
from sim.world.tables import FOREVER
from sim.world.world import World

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]

FIRST_FRONT: tuple[Target, ...] = (("front", 0),)
"""What a mediator looks at, unless it asks for a party or another front."""


class MediatorOneByOne(Seat, Mediator):
    """A mediator, or a format, whose decisions are written for a single run."""

    def __init__(self, model: mesa.Model, name: str, host: int) -> None:
        super().__init__(model, name, host)
        self._take_seat()

    def calls(self, view: View) -> bool:
        """Every week that no meeting of its own is ahead: whether it calls one."""
        raise self._unanswered("calls")

    def improves(self, view: View, text: Mapping[str, float]) -> Mapping[str, float]:
        """At a meeting: the issues of the text that it changes, and where to, 0 to 1."""
        raise self._unanswered("improves")

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
