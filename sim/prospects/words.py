"""The words of the rules: what each stands for, read off the world as it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.arithmetic import total
from sim.prospects.agency import complies
from sim.prospects.force import camp_capability
from sim.prospects.losses import every_camps_losses, losses, on_fronts
from sim.prospects.standing import attending
from sim.prospects.truces import measure_in_force, truce
from sim.prospects.trust import blame, trusted
from sim.world.layout import NEVER, WAR
from sim.world.units import SLIGHT
from sim.world.world import World

Column = NDArray[Any]


class Words:
    """A method for each name of the catalogue and scope: `front_rung` for `rung` of a front.

    They give `(run, target)`; what is of `any` target is the same for all and has one entry.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self._own = world.layout.sides.reshape(-1)
        self._rivals = world.layout.sides[:, ::-1].reshape(-1)

    def _stack(self, columns: list[Column]) -> Column:
        return np.array(columns).T

    def _sides(self, read: Callable[[int, int, int], Column]) -> Column:
        """Stack what `read(front, own, rival)` gives for each side of each front."""
        layout = self.world.layout
        return self._stack(
            [
                read(front, int(layout.sides[front, side]), layout.rival(front, side))
                for front, side in layout.seats
            ]
        )

    def _fronts(self, read: Callable[[int], Column]) -> Column:
        return self._stack([read(front) for front in range(len(self.world.layout.fronts))])

    def _parties(self, read: Callable[[int], Column]) -> Column:
        return self._stack([read(party) for party in range(len(self.world.layout.parties))])

    # what holds for a day, whoever asks

    def any_month(self) -> Column:
        month = self.world.layout.date_of(self.world.day).month
        return np.full((self.world.runs, 1), float(month))

    def any_days_since(self, event: str) -> Column:
        days = [
            self.world.day - self.world.layout.day_of(entry.date)
            for entry in self.world.layout.scenario.timeline
            if entry.id == event
        ]
        past = [day for day in days if day >= 0]
        return np.full((self.world.runs, 1), float(min(past, default=NEVER)))

    def any_days_since_meeting(self) -> Column:
        return np.minimum(self.world.day - self.world.talks.last, NEVER)[:, None].astype(float)

    def any_talks_ahead(self) -> Column:
        world = self.world
        near = world.parameters.near_talks
        called = world.talks.called <= world.day + near[:, None]
        ahead = np.logical_or.reduce(called, axis=1)
        for meeting in world.layout.meetings:
            days = world.layout.day_of(meeting.date) - world.day
            if days >= 0:
                ahead = ahead | (days <= near)
        found: Column = ahead[:, None]
        return found

    # fronts

    def front_rung(self) -> Column:
        return self.world.fronts.rung.astype(np.float64)

    def front_days_at_rung(self) -> Column:
        return (self.world.day - self.world.fronts.rung_since).astype(np.float64)

    def front_incidents(self, days: int) -> Column:
        return on_fronts(self.world, "incidents", days)

    def front_deaths(self, days: int) -> Column:
        return on_fronts(self.world, "deaths", days)

    def front_violations(self, days: int) -> Column:
        return on_fronts(self.world, "violations", days)

    def front_presence(self) -> Column:
        return self._fronts(lambda front: self._troops(front)[0])

    def front_clarity(self) -> Column:
        return self._fronts(lambda front: self._troops(front)[1])

    def _troops(self, front: int) -> tuple[Column, Column]:
        """Persons a km on a front, and the clarity of their mandates weighted by strength."""
        world = self.world
        persons, clear = np.zeros(world.runs), np.zeros(world.runs)
        for index, mission in enumerate(world.layout.scenario.peacekeepers.values()):
            if mission.front == world.layout.fronts[front]:
                here = world.missions.strength[:, index] * world.missions.present[:, index]
                persons += here
                clear += here * world.missions.clarity[:, index]
        length = total(world.sectors.length[:, world.layout.stretches[front]])
        return persons / length, np.where(persons > 0, clear / np.maximum(persons, SLIGHT), 0.0)

    def front_seen(self) -> Column:
        world = self.world

        def share(front: int) -> Column:
            stretch = world.layout.stretches[front]
            length = world.sectors.length[:, stretch]
            return np.asarray(total(world.sectors.seen[:, stretch] * length) / total(length))

        return self._fronts(share)

    def front_truce(self) -> Column:
        return self._fronts(lambda front: truce(self.world, front))

    def front_hotline(self) -> Column:
        return self._fronts(lambda front: measure_in_force(self.world, "hotline", front))

    def front_under_operation(self) -> Column:
        found: Column = np.logical_or.reduce(self.world.fronts.attacking, axis=2)
        return found

    def front_days_since_fatality(self) -> Column:
        return np.minimum(self.world.day - self.world.fronts.last_fatal, NEVER).astype(float)

    # sides

    def side_preparing(self) -> Column:
        fronts = self.world.fronts
        plans = (fronts.attack_scale > 0) & ~fronts.attacking
        return plans[:, :, ::-1].reshape(self.world.runs, -1)

    def side_posture(self) -> Column:
        return self._orders().reshape(self.world.runs, -1)

    def side_rival_posture(self) -> Column:
        return self._orders()[:, :, ::-1].reshape(self.world.runs, -1)

    def _orders(self) -> Column:
        """Posture of each side of each front, with what rules and events add."""
        fronts = self.world.fronts
        return np.asarray(fronts.posture * np.exp(fronts.mood + fronts.bidden))

    def side_losses(self, days: int) -> Column:
        return self._of_sides(every_camps_losses(self.world, days))

    def side_rival_losses(self, days: int) -> Column:
        return every_camps_losses(self.world, days).T.take(self._rivals, axis=0).T

    def side_blame(self) -> Column:
        return blame(self.world, self._own, self._rivals)

    def side_trust(self) -> Column:
        return trusted(self.world, self._own, self._rivals)

    def side_capability_ratio(self) -> Column:
        return self._sides(lambda front, own, rival: self._ratio(own, rival))

    def _ratio(self, own: int, rival: int) -> Column:
        return camp_capability(self.world, own) / camp_capability(self.world, rival)

    def side_attention(self) -> Column:
        return self._guarantors().take(self._rivals, axis=1)

    def _guarantors(self) -> Column:
        """Attention of whoever would come to each party's defence and looks most closely."""
        world = self.world
        if not (world.on("guarantors") and world.layout.mediators):
            return np.zeros((world.runs, len(world.layout.parties)))
        watching = (world.mediators.guarantee > 0.0) * attending(world)[:, :, None]
        found: Column = np.maximum.reduce(watching, axis=1)
        return found

    def side_commands(self) -> Column:
        answers = self.world.layout.commanding
        return np.full((self.world.runs, answers.size), answers)

    def side_compliance(self) -> Column:
        """By the length of the sectors that are commanded in each side's name."""
        world, layout = self.world, self.world.layout
        follows = self._parties(lambda party: complies(world, party))

        def share(front: int, side: int) -> Column:
            stretch, lead = layout.stretches[front], layout.sides[front, side]
            commanders, length = layout.commanders[stretch, side], world.sectors.length[:, stretch]
            obeyed = np.where(commanders == lead, 1.0, follows[:, commanders])
            return np.asarray(total(obeyed * length) / total(length))

        return self._stack([share(front, side) for front, side in layout.seats])

    def _of_sides(self, column: Column) -> Column:
        """Pick each side's entry from an array by party."""
        return column.T.take(self._own, axis=0).T

    def side_tolerance(self) -> Column:
        return self._of_sides(self.world.parties.tolerance)

    def side_endurance(self) -> Column:
        return self._of_sides(self.world.parties.endurance)

    def side_weariness(self) -> Column:
        return self._of_sides(self.world.parties.weariness)

    def side_support(self) -> Column:
        return self._of_sides(self.world.parties.support)

    def side_stance(self) -> Column:
        return self._of_sides(self.party_stance())

    def side_chance_to_prevail(self) -> Column:
        return self._of_sides(self.world.parties.prevailing)

    def side_prevailing(self) -> Column:
        return self.side_chance_to_prevail() > 0.5

    def side_dissatisfaction(self) -> Column:
        return self._of_sides(self.world.parties.dissatisfaction)

    def side_ripeness(self) -> Column:
        surplus = self.world.parties.surplus
        return np.minimum(surplus[:, self._own], surplus[:, self._rivals])

    # parties

    def party_losses(self, days: int) -> Column:
        return self._parties(lambda party: losses(self.world, party, days))

    def party_weariness(self) -> Column:
        return self.world.parties.weariness

    def party_support(self) -> Column:
        return self.world.parties.support

    def party_tolerance(self) -> Column:
        return self.world.parties.tolerance

    def party_endurance(self) -> Column:
        return self.world.parties.endurance

    def party_stance(self) -> Column:
        return np.array(self.world.layout.stances)[self.world.parties.stance]

    def party_trust(self) -> Column:
        rival = self.world.layout.main_rival
        return trusted(self.world, np.arange(len(rival)), rival)

    def party_days_since_fatality(self) -> Column:
        latest = np.maximum.reduce(self.world.fronts.last_fatal, axis=1)
        found: Column = np.minimum(self.world.day - latest, NEVER).astype(float)[:, None]
        return found

    def party_capability_ratio(self) -> Column:
        rival = self.world.layout.main_rival
        return self._parties(lambda party: self._ratio(party, int(rival[party])))

    def party_chance_to_prevail(self) -> Column:
        return self.world.parties.prevailing

    def party_dissatisfaction(self) -> Column:
        return self.world.parties.dissatisfaction

    def party_ripeness(self) -> Column:
        surplus = self.world.parties.surplus
        return np.minimum(surplus, surplus[:, self.world.layout.main_rival])

    def party_attention(self) -> Column:
        return self._guarantors().take(self.world.layout.main_rival, axis=1)

    def party_at_war(self) -> Column:
        layout = self.world.layout

        def fighting(party: int) -> Column:
            lead = layout.principals[party]
            here = [front for front, side in layout.seats if layout.sides[front, side] == lead]
            if not here:
                return np.zeros(self.world.runs, dtype=bool)
            found: Column = np.logical_or.reduce(self.world.fronts.rung[:, here] >= WAR, axis=1)
            return found

        return self._parties(fighting)
