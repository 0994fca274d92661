"""The model: a day as a readable list of steps, for one run or for thousands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import mesa
import numpy as np
from numpy.typing import NDArray

from sim.agents.cast import hosts_of, missions_of, parties_of
from sim.arithmetic import in_any_run
from sim.chronicle import Chronicle
from sim.gauges import gauges_of
from sim.mechanisms import (
    agreements,
    attribution,
    battle,
    beliefs,
    breaches,
    context,
    escalation,
    front,
    missions,
    perception,
    publics,
    talks,
    terms,
    war,
)
from sim.prospects.keeping import worth_of_keeping
from sim.prospects.zone import zone_of_agreement
from sim.row import Windows, outcome_row
from sim.scenario.case import Case
from sim.world import world as world_module
from sim.world.build import build
from sim.world.cells import Cells
from sim.world.invitations import invitations_by_day
from sim.world.layout import Layout
from sim.world.records import Invitation, Note, Record
from sim.world.world import World

Indices = NDArray[np.int64]

WEEK, MONTH, STRATEGY, STOCK = 7, 30, 21, 90
"""Days between orders, between opinions, between strategic choices, and between measurements."""
FIRST_STRATEGY = 5
"""Day of the first strategic choice: a working week after the scenario opens."""
MAIN_FRONT = 0
"""The front that the main talks are about, on which the zone is measured."""

SCHEDULE: tuple[tuple[str, str], ...] = (
    ("context", "Dated events change attention, support, capability; missions arrive and leave."),
    ("front", "Garrisons fire, answer and lose people; attacks gain ground."),
    ("attribution", "Missions see some of it and say who fired; the rest is blamed on the other."),
    ("perception", "Losses are counted; monthly, trust, weariness and private values move."),
    ("publics", "Monthly, opinion rallies or tires."),
    ("decisions", "Rules daily, orders weekly, strategy every three weeks, on the same morning."),
    ("meetings", "Those invited come or refuse; texts are drafted, offered, signed and ratified."),
    ("agreements", "Agreements enter into force, are carried out, verified and broken."),
    ("record", "The day is entered in the books."),
)


class MediationModel(mesa.Model):
    """A scenario as a Mesa model whose state carries a leading axis of runs.

    `runs=1` is a story to watch, with notes of what happened and why; more runs are a block of an
    ensemble. `run_ids` or `first_run` say which runs of the ensemble these are: a run is the same
    alone, in any block and in any company. A run's luck belongs to its `future`, 0 to begin with.
    `cells` fill the block with runs of several cases that differ only in numbers that tables hold.
    Raises ValueError for a seed outside 0 to 2^63 - 1, and for cells that do not fit together.
    """

    def __init__(
        self,
        case: Case,
        runs: int = 1,
        seed: int = 0,
        first_run: int = 0,
        until: date | None = None,
        run_ids: Indices | None = None,
        future: int = 0,
        cells: Cells = (),
    ) -> None:
        super().__init__(rng=np.random.default_rng(0))
        self.case = case
        self.layout = Layout(case, until)
        ids = np.arange(first_run, first_run + runs) if run_ids is None else run_ids
        self.world: World = build(self.layout, ids, seed, future, cells)
        self.rules = escalation.compile_rules(case, self.layout)
        self.changes = context.compile_changes(self.layout)
        self.windows = Windows(self.layout)
        self.sector_incidents: Indices = np.zeros(
            (self.world.runs, len(self.layout.sectors)), dtype=np.int64
        )
        self.calendar = invitations_by_day(self.layout)
        self.parties = parties_of(self, self.layout)
        self.hosts = hosts_of(self, self.layout)
        self.missions = missions_of(self, self.layout)
        # Before 3.5, Mesa counts agents in a table of its class that keeps every model for ever.
        getattr(mesa.Agent, "_ids", {}).pop(self, None)
        self.chronicle = Chronicle(self.world, self.day_of) if self.world.runs == 1 else None
        self._steps: tuple[Callable[[], None], ...] = (
            self._context,
            self._front,
            self._publics,
            self._decisions,
            self._meetings,
            self._agreements,
            self._record,
        )
        talks.open_text(self.world)
        attribution.watch(self.world)
        front.make_ready(self.world)
        front.remember(self.world)
        beliefs.tell_the_truth(self.world)
        for place, side in self.layout.seats:
            self.parties[int(self.layout.sides[place, side])].open(self.world, place, side)

    @property
    def day(self) -> int:
        """Days gone by; the first day is 0."""
        return self.world.day

    @property
    def days(self) -> int:
        """Days in the scenario's period, or up to `until`."""
        return self.layout.days

    def day_of(self, day: int) -> date:
        """The date of a day."""
        return self.layout.date_of(day)

    @property
    def notes(self) -> list[Note]:
        """The story so far, for one run; empty for a block."""
        return self.chronicle.notes if self.chronicle else []

    def run(self) -> None:
        """Go on to the end of the period."""
        while self.world.day < self.layout.days:
            self.step()

    def step(self) -> None:
        """One day, in the order of SCHEDULE."""
        self.world.luck.begin(self.world.day)
        for step in self._steps:
            step()
        self.world.day += 1

    def _every(self, days: int, first: int = 0) -> bool:
        return self.world.day >= first and (self.world.day - first) % days == 0

    def _tell(self, *records: Record) -> None:
        if self.chronicle:
            for record in records:
                self.chronicle.tell(record)

    def _context(self) -> None:
        world = self.world
        perception.grow(world)
        context.take_effect(world, self.changes)
        missions.deploy(world)
        missions.withdraw_consent(world)
        missions.expire(world, lambda party, mission: self.parties[party].renews(world, mission))
        war.open_dated(world)
        if self._every(WEEK):
            self._take_posts()
            attribution.watch(world)
            self._give_orders()
            front.make_ready(world)
        if self.chronicle:
            self.chronicle.open_day()

    def _take_posts(self) -> None:
        for index, mission in enumerate(self.missions):
            planned = self.world.missions.planned[:, index]
            self.world.missions.post[:, index] = mission.posts(self.world, planned)

    def _give_orders(self) -> None:
        for place, side in self.layout.seats:
            party = self.parties[int(self.layout.sides[place, side])]
            order = party.order(self.world, place, side)
            self.world.fronts.posture[:, place, side] = order.scale

    def _front(self) -> None:
        world = self.world
        self._deaths_before = world.fronts.deaths.copy()
        self._tell(*war.begin(world))
        incidents = front.fire(world)
        self.sector_incidents[:] = 0
        recorded = incidents.recorded.astype(np.int64)
        np.add.at(self.sector_incidents, (incidents.rows, incidents.sectors), recorded)
        attribution.attribute(world, incidents)
        perception.count_losses(world, incidents)
        self._tell(incidents, battle.fight(world))
        perception.close_books(world, self._deaths_before)

    def _publics(self) -> None:
        world = self.world
        if self._every(WEEK, WEEK - 1):
            front.report_violations(world, WEEK)
            attribution.fade(world, WEEK)
            escalation.relax(world, WEEK)
            war.recover(world, WEEK)
            talks.rest(world, WEEK)
        elif world.day == self.layout.days - 1:
            front.report_violations(world, self.layout.days % WEEK)
        if self._every(MONTH, MONTH):
            perception.review_conduct(world)
            perception.tire(world)
            beliefs.learn_by_fighting(world)
            beliefs.drift_private_values(world, MONTH)
            beliefs.tell_the_truth(world)
            publics.move(world)
            context.fade(world, self.changes, MONTH)

    def _decisions(self) -> None:
        world = self.world
        strategic = self._every(STRATEGY, FIRST_STRATEGY)
        if strategic or world.day == 0:
            perception.take_stock(world)
        self._tell(*escalation.apply(world, self.rules, explain=self.chronicle is not None))
        if self._every(WEEK):
            self._tell(*war.review(world))
            for index, host in enumerate(self.hosts):
                talks.call(world, index, host.call(world, WEEK))
        if strategic and world.on("strategy"):
            choices = [
                self.parties[int(self.layout.sides[place, side])].decide(world, place, side)
                for place, side in self.layout.seats
            ]
            for choice in choices:
                war.call_off(world, choice)
                war.prepare(world, choice)
                self._tell(choice)
                course = world.fronts.course[:, choice.front, choice.side]
                course[choice.due] = choice.choice[choice.due].astype(np.int8)

    def _meetings(self) -> None:
        for invitation in self.calendar.get(self.world.day, ()):
            self._meet(invitation, np.arange(self.world.runs))
        if not in_any_run(self.world.talks.called == self.world.day):
            return
        for index, host in enumerate(self.hosts):
            rows = talks.due(self.world, index)
            if len(rows):
                self._meet(host.invitation(self.world), rows)

    def _meet(self, invitation: Invitation, rows: Indices) -> None:
        """Hold a meeting where it is due: gathered, held, put back."""
        chair = self.hosts[invitation.host]
        if len(rows) == self.world.runs:
            session = talks.hold(self.world, invitation, chair, self.parties)
        else:
            some = self.world.taken(rows)
            session = talks.hold(some, invitation, chair, self.parties)
            self.world.put(rows, some, talks.CHANGED)
        self._tell(session)

    def _agreements(self) -> None:
        world = self.world
        agreements.enter_into_force(world)
        if self._every(WEEK):
            self._tell(*terms.carry_out(world, WEEK))
            self._tell(*breaches.denounce(world))
            agreements.settle_down(world)
        if self._every(MONTH, MONTH):
            self._tell(
                *breaches.repudiate(
                    world,
                    lambda party, slot: self.parties[party].keeps(world, slot),
                    lambda party, slot: worth_of_keeping(world, party, slot),
                )
            )

    def _record(self) -> None:
        world = self.world
        self.windows.read(world)
        last = world.day == self.layout.days - 1
        if self._every(STOCK) or last:
            world.talks.zone[:] = zone_of_agreement(world, MAIN_FRONT, perceived=True)

    def let_go(self) -> None:
        """Give back what the model holds; nothing can be asked of it afterwards.

        Model and agents refer to each other, and the collector of such circles comes late.
        """
        vars(self).clear()

    def gauges(self) -> dict[str, NDArray[np.generic]]:
        """What the day looks like, by gauge (`name` or `name.party`), each `(run,)`."""
        return gauges_of(self.world)

    def outcomes(self) -> dict[str, NDArray[np.generic]]:
        """One row a run: the outcomes of the catalogue, and the documented ones in windows."""
        objective = zone_of_agreement(self.world, MAIN_FRONT, perceived=False)
        return outcome_row(self.world, self.windows, objective, self.world.talks.zone.copy())


def bytes_per_run(case: Case) -> int:
    """Memory that one run takes, for choosing the size of blocks."""
    return world_module.bytes_per_run(Layout(case))
