"""A mediator: it calls meetings, drafts, and puts its weight behind a text."""

from __future__ import annotations

import mesa
import numpy as np
from numpy.typing import NDArray

from sim.agents.drafting import climb
from sim.arithmetic import in_any_run, largest, smallest
from sim.prospects.deadlines import time_gone
from sim.prospects.standing import (
    attention_of_members,
    backing,
    calling,
    rewards,
    standing_with,
    threats,
)
from sim.prospects.truces import agreed
from sim.prospects.utility import secrecy_of
from sim.world.layout import CBM, INTERIM, KINDS
from sim.world.records import Invitation, Offer
from sim.world.tables import FOREVER
from sim.world.units import DAYS_A_YEAR
from sim.world.world import World

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]


class Mediator(mesa.Agent):
    """Somebody who hosts talks, alone or as a format, with one stock of attention."""

    def __init__(self, model: mesa.Model, name: str, host: int) -> None:
        super().__init__(model)
        self.name = name
        self.host = host

    def call(self, world: World, days: float) -> Truths:
        """Whether it calls a meeting now: by initiative x attention x what draws mediators."""
        layout = world.layout
        host = layout.hosts[self.host]
        if host.agenda is None or not host.participants or not world.on("initiative"):
            return np.zeros(world.runs, dtype=bool)
        if host.format is None:
            yearly = world.mediators.initiative[:, host.members[0]]
        else:
            yearly = world.formats.initiative[:, host.format]
        free: Truths = (world.talks.called[:, self.host] == FOREVER) & (yearly > 0.0)
        if not in_any_run(free):
            return free
        keen = largest(attention_of_members(world, self.host))
        pressing = calling(world, self.host)
        chance = 1.0 - np.exp(-yearly * keen * pressing * days / DAYS_A_YEAR)
        drawn = world.luck.uniform(f"{self.name} calls a meeting")
        found: Truths = free & (drawn < chance)
        return found

    def invitation(self, world: World) -> Invitation:
        """The invitation to a meeting of its own."""
        host = world.layout.hosts[self.host]
        return Invitation(
            key=f"a call of {self.name}",
            host=self.host,
            participants=host.participants,
            agenda=host.agenda or "",
            level=host.level,
            secrecy=None,
            title=f"talks called by {host.title}",
            scheduled=False,
        )

    def improve(self, world: World, invitation: Invitation, text: Floats) -> Floats:
        """Draft: move the single text where it can draft at all, else leave it."""
        issues = self.scope(world, invitation)
        kinds = world.layout.agendas[invitation.agenda].kinds
        substantial = any(KINDS.index(kind) >= INTERIM for kind in kinds)
        if not (substantial and world.on("formulation") and self._can(world, "formulation")):
            return text
        asker = f"{self.name} drafts for {invitation.key}"
        return climb(world, self.host, text, issues, invitation.participants, asker)

    def scope(self, world: World, invitation: Invitation) -> Truths:
        """The issues on the agenda, `(run, issue)`; those set aside are left as they are.

        Step by step, the next issues come up once those of the step before are agreed.
        """
        agenda = world.layout.agendas[invitation.agenda]
        layout = world.layout
        named = agenda.issues or layout.issues
        taken = [issue in named and issue not in agenda.aside for issue in layout.issues]
        on_it = np.broadcast_to(np.array(taken), (world.runs, len(taken)))
        if not agenda.steps:
            return on_it
        done, scope = agreed(world), np.zeros_like(on_it)
        waiting = np.ones(world.runs, dtype=bool)
        for step in agenda.steps:
            issues = on_it & np.array([issue in step for issue in layout.issues])
            due = waiting & np.logical_or.reduce(issues & ~done, axis=1)
            scope = scope | (issues & due[:, None])
            waiting &= ~due
        return scope

    def offers(self, world: World, invitation: Invitation, text: Floats) -> list[Offer]:
        """What it puts on the table, from the most to the least ambitious kind."""
        agenda = world.layout.agendas[invitation.agenda]
        ambition = sorted((KINDS.index(kind) for kind in agenda.kinds), reverse=True)
        carrots: dict[int, Floats] = {}
        sticks: dict[int, Floats] = {}
        parameters, leads = world.parameters, list(world.layout.leads(invitation.participants))
        standing = smallest(standing_with(world, self.host, leads))
        weighs_in = world.in_runs("manipulation")
        if in_any_run(weighs_in) and self._can(world, "manipulation"):
            worth_of_reward = np.where(weighs_in, parameters.mediator_leverage, 0.0)
            worth_of_threat = np.where(weighs_in, parameters.mediator_penalty, 0.0)
            rewarded = rewards(world, self.host, leads).T
            threatened = threats(world, self.host, leads).T
            carrots = dict(zip(leads, worth_of_reward * rewarded, strict=True))
            sticks = dict(zip(leads, worth_of_threat * threatened, strict=True))
        promise = np.where(weighs_in, agenda.guarantee.value, 0.0)
        guarantee = promise * backing(world, self.host)
        scope, secrecy = self.scope(world, invitation), secrecy_of(world, invitation)
        gone = time_gone(world, invitation.agenda)
        return [
            Offer(
                kind=kind,
                text=text,
                issues=scope,
                measures=tuple(agenda.measures),
                mechanism=agenda.mechanism
                or (agenda.deploys is not None and world.on("peacekeepers")),
                guarantee=guarantee,
                carrots=carrots if kind >= CBM else {},
                secrecy=secrecy,
                rounds=world.talks.rounds,
                front=-1,
                standing=standing,
                promise=promise,
                sticks=sticks if kind >= CBM else {},
                time_gone=gone,
            )
            for kind in ambition
        ]

    def _can(self, world: World, instrument: str) -> bool:
        mediators = list(world.layout.scenario.mediators.values())
        members = world.layout.hosts[self.host].members
        return any(instrument in mediators[member].instruments for member in members)
