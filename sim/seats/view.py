"""What an agent sees of one run: names of the rule language, read and never written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.language.catalogue import LONGEST_WINDOW, NAMES, Name, Scope
from sim.prospects.morning import Morning, at_target
from sim.prospects.worth import seat_of
from sim.scenario.problems import Problem, UserError, did_you_mean
from sim.world.world import World

Floats = NDArray[np.float64]
Target = tuple[Scope, int]


@dataclass(frozen=True)
class Invited:
    """An invitation in words: who hosts whom, about what, at which level, how secretly."""

    host: str
    title: str
    level: str
    agenda: str
    participants: tuple[str, ...]
    secrecy: float
    scheduled: bool


@dataclass(frozen=True)
class Draft:
    """A draft on the table, with what signing it is worth to the party; utilities.

    The usual party signs where worth + inducements >= going_on + audience + demand.
    """

    kind: str
    text: Mapping[str, float]
    mechanism: bool
    rounds: int
    worth: float
    inducements: float
    going_on: float
    audience: float
    demand: float


class Lookout:
    """What a decider sees of all runs on one occasion; each name is computed once for all.

    `seat` names the decider for errors, `occasion` is what its luck is drawn under.
    """

    def __init__(self, world: World, seat: str, occasion: str) -> None:
        self.world = world
        self.seat = seat
        self.occasion = occasion
        self._morning = Morning(world)
        self._drawn: dict[str, Floats] = {}

    def view(self, row: int, targets: tuple[Target, ...]) -> View:
        """The view of one run; names are looked up for the first target that has them."""
        return View(self, row, targets)

    def column(self, target: Target, name: str, argument: int | str | None) -> NDArray[np.generic]:
        """A name's values in all runs, `(run,)`."""
        scope, place = target
        found = at_target(self._morning.lookup(scope)(name, argument), place)
        return np.broadcast_to(found, self.world.runs)

    def drawn(self, what: str) -> Floats:
        """One number in [0, 1) a run, `(run,)`, the same however often it is asked for."""
        if what not in self._drawn:
            self._drawn[what] = self.world.luck.uniform(f"{self.occasion}: {what}")
        return self._drawn[what]

    def wrong(self, message: str, hint: str | None = None) -> UserError:
        """The error that tells the agent's author what is wrong."""
        return UserError(Problem(message, file=self.seat, hint=hint))


@dataclass(frozen=True)
class View:
    """One run on one day, as an agent sees it.

    `view("losses", 30)`, `view("rung")`, `view("days_since", "an_event")`: any name of the rule
    language, and any behaviour parameter. Raises UserError for a name that is not known here.
    """

    _lookout: Lookout
    _row: int
    _targets: tuple[Target, ...]
    worth: Mapping[str, float] = field(default_factory=dict)
    """What each strategic option is worth, private taste included; empty on other occasions."""

    def __call__(self, name: str, argument: int | str | None = None) -> Any:
        target = self._target(name, argument)
        return self._lookout.column(target, name, argument)[self._row].item()

    @property
    def date(self) -> date:
        """Today."""
        return self._world.layout.date_of(self._world.day)

    @property
    def day(self) -> int:
        """Days gone by; the first day is 0."""
        return self._world.day

    @property
    def text(self) -> Mapping[str, float]:
        """The text on the table: a position for each issue."""
        return self._by_issue(self._world.talks.text)

    @property
    def status_quo(self) -> Mapping[str, float]:
        """Where the facts on the ground stand on each issue."""
        return self._by_issue(self._world.issues.status_quo)

    def positions(self, party: str) -> Mapping[str, float]:
        """A party's ideal position on each issue."""
        return self._by_issue(self._world.parties.position[:, self._party(party)])

    def of(self, party: str) -> View:
        """The same run as it looks for a party."""
        return replace(self, _targets=party_targets(self._world, self._party(party)))

    def on(self, front: str) -> View:
        """The same run as it looks on a front."""
        fronts = self._world.layout.fronts
        if front not in fronts:
            raise self._wrong(f"`{front}` is not a front", did_you_mean(front, fronts))
        return replace(self, _targets=(("front", fronts.index(front)),))

    def draw(self, what: str) -> float:
        """A random number in [0, 1) of the agent's own; the same all day under the same name."""
        return float(self._lookout.drawn(what)[self._row])

    @property
    def _world(self) -> World:
        return self._lookout.world

    def _wrong(self, message: str, hint: str | None = None) -> UserError:
        return self._lookout.wrong(message, hint)

    def _party(self, name: str) -> int:
        parties = self._world.layout.parties
        if name not in parties:
            raise self._wrong(f"`{name}` is not a party", did_you_mean(name, parties))
        return parties.index(name)

    def _by_issue(self, column: Floats) -> Mapping[str, float]:
        values = column[self._row].tolist()
        return MappingProxyType(dict(zip(self._world.layout.issues, values, strict=True)))

    def _target(self, name: str, argument: int | str | None) -> Target:
        if name in self._world.parameters.declared:
            return self._targets[0]
        entry = NAMES.get(name)
        if entry is None:
            known = (*NAMES, *self._world.parameters.declared)
            raise self._wrong(f"`{name}` is not a name to look up", did_you_mean(name, known))
        self._check_argument(entry, argument)
        for target in self._targets:
            if target[0] in entry.scopes:
                return target
        here = self._targets[0][0]
        raise self._wrong(f"`{name}` is not known of a {here}", "see `parley describe --names`")

    def _check_argument(self, entry: Name, argument: int | str | None) -> None:
        events = [event.id for event in self._world.layout.scenario.timeline if event.id]
        if entry.argument == "event" and argument not in events:
            hint = did_you_mean(argument, events) if isinstance(argument, str) else None
            raise self._wrong(f"`{entry.name}` needs the id of an event", hint)
        days = isinstance(argument, int) and not isinstance(argument, bool)
        if entry.argument == "days" and not (days and 1 <= int(argument or 0) <= LONGEST_WINDOW):
            message = f"`{entry.name}` needs a number of days, 1 to {LONGEST_WINDOW}"
            raise self._wrong(message, f'write `view("{entry.name}", 30)`')
        if entry.argument is None and argument is not None:
            raise self._wrong(f"nothing follows `{entry.name}`", f'write `view("{entry.name}")`')


def party_targets(world: World, party: int) -> tuple[Target, ...]:
    """What a party looks at: itself, and its side of the first front it stands on."""
    seat = seat_of(world.layout, party)
    own: Target = ("party", party)
    return (own,) if seat is None else (own, ("side", world.layout.seats.index(seat)))
