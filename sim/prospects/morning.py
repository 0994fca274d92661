"""The morning's world in the words of the rules: each name computed once, when first asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
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
Argument = int | str | None
Lookup = Callable[[str, Argument], Column]

WITHIN = {
    "any": ("any",),
    "front": ("front", "any"),
    "side": ("side", "front", "any"),
    "party": ("party", "any"),
}
"""Scopes that a name which rules of a scope use may be of."""


def at_target(column: Column, target: int) -> Column:
    """A target's values; a column that is the same for all targets has one entry."""
    if column.ndim < 2:
        return column
    return column[:, target if column.shape[1] > 1 else 0]


@cache
def _reader(scope: str, name: str) -> tuple[str, Callable[..., Column]]:
    """The scope that a name is of, for rules of a scope, and what computes it."""
    for own in WITHIN[scope]:
        reader = getattr(Morning, f"_{own}_{name}", None)
        if reader is not None:
            return own, reader
    raise LookupError(f"{name} is in the catalogue for {scope} but nobody computes it")


class Morning:
    """Looks names up for rules of a scope; arrays are `(run, target)`.

    The targets of scope `front` are the fronts, of `side` the two sides of each front in turn,
    of `party` the parties.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self._known: dict[str, dict[tuple[str, Argument], Column]] = {}
        self._own = world.layout.sides.reshape(-1)
        self._rivals = world.layout.sides[:, ::-1].reshape(-1)

    def lookup(self, scope: str) -> Lookup:
        """The lookup that rules of a scope evaluate with."""
        known = self._known.setdefault(scope, {})

        def look_up(name: str, argument: Argument) -> Column:
            found = known.get((name, argument))
            if found is None:
                found = known[name, argument] = self._compute(scope, name, argument)
            return found

        return look_up

    def of_target(self, scope: str, target: int) -> Lookup:
        """The lookup for one target alone, arrays `(run,)`: what the story is told with."""
        look_up = self.lookup(scope)
        return lambda name, argument: at_target(look_up(name, argument), target)

    def _compute(self, scope: str, name: str, argument: Argument) -> Column:
        if name in self.world.parameters.declared:
            parameter: Column = getattr(self.world.parameters, name)
            return parameter[:, None]
        own, reader = _reader(scope, name)
        if own != scope:
            column = self.lookup(own)(name, argument)
            return self._of_seats(column) if scope == "side" else column
        found: Column = reader(self, argument) if argument is not None else reader(self)
        return found

    def _of_seats(self, column: Column) -> Column:
        """What is of each front, for each of its sides; one column serves all."""
        return np.repeat(column.T, 2, axis=0).T if column.shape[1] > 1 else column

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

    def _any_month(self) -> Column:
        month = self.world.layout.date_of(self.world.day).month
        return np.full((self.world.runs, 1), float(month))

    def _any_days_since(self, event: str) -> Column:
        days = [
            self.world.day - self.world.layout.day_of(entry.date)
            for entry in self.world.layout.scenario.timeline
            if entry.id == event
        ]
        past = [day for day in days if day >= 0]
        return np.full((self.world.runs, 1), float(min(past, default=NEVER)))

    def _any_days_since_meeting(self) -> Column:
        return np.minimum(self.world.day - self.world.talks.last, NEVER)[:, None].astype(float)

    # fronts

    def _front_rung(self) -> Column:
        return self.world.fronts.rung.astype(np.float64)

    def _front_days_at_rung(self) -> Column:
        return (self.world.day - self.world.fronts.rung_since).astype(np.float64)

    def _front_incidents(self, days: int) -> Column:
        return on_fronts(self.world, "incidents", days)

    def _front_deaths(self, days: int) -> Column:
        return on_fronts(self.world, "deaths", days)

    def _front_violations(self, days: int) -> Column:
        return on_fronts(self.world, "violations", days)

    def _front_presence(self) -> Column:
        return self._fronts(lambda front: self._troops(front)[0])

    def _front_clarity(self) -> Column:
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

    def _front_seen(self) -> Column:
        world = self.world

        def share(front: int) -> Column:
            stretch = world.layout.stretches[front]
            length = world.sectors.length[:, stretch]
            return np.asarray(total(world.sectors.seen[:, stretch] * length) / total(length))

        return self._fronts(share)

    def _front_truce(self) -> Column:
        return self._fronts(lambda front: truce(self.world, front))

    def _front_hotline(self) -> Column:
        return self._fronts(lambda front: measure_in_force(self.world, "hotline", front))

    def _front_under_operation(self) -> Column:
        found: Column = np.logical_or.reduce(self.world.fronts.attacking, axis=2)
        return found

    def _front_days_since_fatality(self) -> Column:
        return np.minimum(self.world.day - self.world.fronts.last_fatal, NEVER).astype(float)

    def _any_talks_ahead(self) -> Column:
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

    # sides

    def _side_preparing(self) -> Column:
        fronts = self.world.fronts
        plans = (fronts.attack_scale > 0) & ~fronts.attacking
        return plans[:, :, ::-1].reshape(self.world.runs, -1)

    def _side_posture(self) -> Column:
        return self._orders().reshape(self.world.runs, -1)

    def _side_rival_posture(self) -> Column:
        return self._orders()[:, :, ::-1].reshape(self.world.runs, -1)

    def _orders(self) -> Column:
        """Posture of each side of each front, with what rules and events add."""
        fronts = self.world.fronts
        return np.asarray(fronts.posture * np.exp(fronts.mood + fronts.bidden))

    def _side_losses(self, days: int) -> Column:
        return self._of_sides(every_camps_losses(self.world, days))

    def _side_rival_losses(self, days: int) -> Column:
        return every_camps_losses(self.world, days).T.take(self._rivals, axis=0).T

    def _side_blame(self) -> Column:
        return blame(self.world, self._own, self._rivals)

    def _side_trust(self) -> Column:
        return trusted(self.world, self._own, self._rivals)

    def _side_capability_ratio(self) -> Column:
        return self._sides(lambda front, own, rival: self._ratio(own, rival))

    def _ratio(self, own: int, rival: int) -> Column:
        return camp_capability(self.world, own) / camp_capability(self.world, rival)

    def _side_attention(self) -> Column:
        return self._guarantors().take(self._rivals, axis=1)

    def _guarantors(self) -> Column:
        """Attention of whoever would come to each party's defence and looks most closely."""
        world = self.world
        if not (world.on("guarantors") and world.layout.mediators):
            return np.zeros((world.runs, len(world.layout.parties)))
        watching = (world.mediators.guarantee > 0.0) * attending(world)[:, :, None]
        found: Column = np.maximum.reduce(watching, axis=1)
        return found

    def _side_commands(self) -> Column:
        answers = self.world.layout.commanding
        return np.full((self.world.runs, answers.size), answers)

    def _side_compliance(self) -> Column:
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

    def _side_tolerance(self) -> Column:
        return self._of_sides(self.world.parties.tolerance)

    def _side_endurance(self) -> Column:
        return self._of_sides(self.world.parties.endurance)

    def _side_weariness(self) -> Column:
        return self._of_sides(self.world.parties.weariness)

    def _side_support(self) -> Column:
        return self._of_sides(self.world.parties.support)

    def _side_stance(self) -> Column:
        return self._of_sides(self._party_stance())

    def _side_chance_to_prevail(self) -> Column:
        return self._of_sides(self.world.parties.prevailing)

    def _side_prevailing(self) -> Column:
        return self._side_chance_to_prevail() > 0.5

    def _side_dissatisfaction(self) -> Column:
        return self._of_sides(self.world.parties.dissatisfaction)

    def _side_ripeness(self) -> Column:
        surplus = self.world.parties.surplus
        return np.minimum(surplus[:, self._own], surplus[:, self._rivals])

    # parties

    def _party_losses(self, days: int) -> Column:
        return self._parties(lambda party: losses(self.world, party, days))

    def _party_weariness(self) -> Column:
        return self.world.parties.weariness

    def _party_support(self) -> Column:
        return self.world.parties.support

    def _party_tolerance(self) -> Column:
        return self.world.parties.tolerance

    def _party_endurance(self) -> Column:
        return self.world.parties.endurance

    def _party_stance(self) -> Column:
        return np.array(self.world.layout.stances)[self.world.parties.stance]

    def _party_trust(self) -> Column:
        rival = self.world.layout.main_rival
        return trusted(self.world, np.arange(len(rival)), rival)

    def _party_days_since_fatality(self) -> Column:
        latest = np.maximum.reduce(self.world.fronts.last_fatal, axis=1)
        found: Column = np.minimum(self.world.day - latest, NEVER).astype(float)[:, None]
        return found

    def _party_capability_ratio(self) -> Column:
        rival = self.world.layout.main_rival
        return self._parties(lambda party: self._ratio(party, int(rival[party])))

    def _party_chance_to_prevail(self) -> Column:
        return self.world.parties.prevailing

    def _party_dissatisfaction(self) -> Column:
        return self.world.parties.dissatisfaction

    def _party_ripeness(self) -> Column:
        surplus = self.world.parties.surplus
        return np.minimum(surplus, surplus[:, self.world.layout.main_rival])

    def _party_attention(self) -> Column:
        return self._guarantors().take(self.world.layout.main_rival, axis=1)

    def _party_at_war(self) -> Column:
        layout = self.world.layout

        def fighting(party: int) -> Column:
            lead = layout.principals[party]
            here = [front for front, side in layout.seats if layout.sides[front, side] == lead]
            if not here:
                return np.zeros(self.world.runs, dtype=bool)
            found: Column = np.logical_or.reduce(self.world.fronts.rung[:, here] >= WAR, axis=1)
            return found

        return self._parties(fighting)
