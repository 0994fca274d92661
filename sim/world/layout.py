"""The structure of a scenario: who and what there is, by index; no number that a run may vary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from sim.language.catalogue import LONGEST_WINDOW
from sim.language.catalogue import NEVER as LONG_AGO
from sim.outcomes import AGREEMENT_KINDS as KINDS
from sim.outcomes import RUNGS
from sim.scenario.case import Case
from sim.scenario.schema import (
    Agenda,
    Effect,
    Event,
    Instrument,
    Measure,
    Meeting,
    Offensive,
    Scenario,
)
from sim.world.records import OPTIONS

__all__ = ["KINDS", "LONGEST_WINDOW", "RUNGS", "Host", "Layout"]

Indices = NDArray[np.int64]

CALM, VIOLATIONS, CLASHES, OPERATION, WAR = range(5)
NONE, STATEMENT, CBM, CEASEFIRE, INTERIM, FRAMEWORK, SETTLEMENT = range(7)
MEASURES: tuple[Measure, ...] = get_args(Measure)
INSTRUMENTS: tuple[Instrument, ...] = get_args(Instrument)
EVIDENCE = ("observe", "investigate")
AGREEMENT_SLOTS = 40
"""Agreements that a run may have at a time, besides those it begins with; more are an error."""
NEVER = int(LONG_AGO)
"""How many days ago something lies that has not happened."""


@dataclass(frozen=True)
class Host:
    """Somebody who can host a meeting: a mediator alone or a format with its members."""

    name: str
    title: str
    members: tuple[int, ...]
    participants: tuple[int, ...]
    level: str
    agenda: str | None
    format: int | None


@dataclass(frozen=True)
class Layout:
    """Names and indices of everything in a scenario, and the calendar."""

    case: Case
    until: date | None = None

    @property
    def scenario(self) -> Scenario:
        return self.case.scenario

    @cached_property
    def parties(self) -> tuple[str, ...]:
        return tuple(self.scenario.parties)

    @cached_property
    def issues(self) -> tuple[str, ...]:
        return tuple(self.scenario.issues)

    @cached_property
    def mediators(self) -> tuple[str, ...]:
        return tuple(self.scenario.mediators)

    @cached_property
    def formats(self) -> tuple[str, ...]:
        return tuple(self.scenario.formats)

    @cached_property
    def missions(self) -> tuple[str, ...]:
        return tuple(self.scenario.peacekeepers)

    @cached_property
    def fronts(self) -> tuple[str, ...]:
        return tuple(self.scenario.fronts)

    @cached_property
    def stances(self) -> tuple[str, ...]:
        return tuple(self.case.stances)

    @cached_property
    def agendas(self) -> Mapping[str, Agenda]:
        return self.scenario.agendas

    @cached_property
    def sectors(self) -> tuple[str, ...]:
        """Sectors as `front.sector`, front by front."""
        return tuple(
            f"{front}.{sector}"
            for front, entry in self.scenario.fronts.items()
            for sector in entry.sectors
        )

    @cached_property
    def garrison_askers(self) -> tuple[str, ...]:
        """The names under which sectors ask for luck."""
        return tuple(f"front {sector}" for sector in self.sectors)

    @cached_property
    def stretches(self) -> tuple[slice, ...]:
        """Each front's sectors among all sectors."""
        ends = np.cumsum([len(entry.sectors) for entry in self.scenario.fronts.values()])
        starts = [0, *ends[:-1]]
        return tuple(slice(int(start), int(end)) for start, end in zip(starts, ends, strict=True))

    @cached_property
    def front_of(self) -> Indices:
        """The front of each sector."""
        return np.repeat(
            np.arange(len(self.fronts)),
            [len(entry.sectors) for entry in self.scenario.fronts.values()],
        )

    @cached_property
    def sides(self) -> Indices:
        """The two parties of each front, shape `(front, 2)`."""
        pairs = [entry.between for entry in self.scenario.fronts.values()]
        return np.array([[self.party(a), self.party(b)] for a, b in pairs], dtype=np.int64)

    @cached_property
    def commanders(self) -> Indices:
        """Who commands each sector on each side, shape `(sector, 2)`."""
        return self._by_sector("commanded_by")

    @cached_property
    def garrisons(self) -> Indices:
        """Who garrisons each sector on each side, shape `(sector, 2)`."""
        return self._by_sector("garrisoned_by")

    def _by_sector(self, field: str) -> Indices:
        rows = [
            [self.party(name) for name in getattr(sector, field)]
            for entry in self.scenario.fronts.values()
            for sector in entry.sectors.values()
        ]
        return np.array(rows, dtype=np.int64)

    def leads(self, participants: tuple[int, ...]) -> tuple[int, ...]:
        """Participants who sign for themselves; the others are spoken for by their principals."""
        return tuple(
            party
            for party in participants
            if self.principals[party] == party or int(self.principals[party]) not in participants
        )

    @cached_property
    def principals(self) -> Indices:
        """The principal of each party; itself where it has none."""
        return np.array(
            [
                self.party(entry.principal) if entry.principal else index
                for index, entry in enumerate(self.scenario.parties.values())
            ],
            dtype=np.int64,
        )

    @cached_property
    def seats(self) -> tuple[tuple[int, int], ...]:
        """The (front, side) pairs, each of which has one deciding party."""
        return tuple((front, side) for front in range(len(self.fronts)) for side in (0, 1))

    @cached_property
    def commanding(self) -> NDArray[np.bool_]:
        """Whether those seated command all their sectors themselves, by seat."""
        own = self.commanders == self.sides[self.front_of]
        return np.array([own[stretch].all(axis=0) for stretch in self.stretches]).reshape(-1)

    @cached_property
    def hosts(self) -> tuple[Host, ...]:
        """Mediators, then formats."""
        table = tuple(
            self.party(name) for name, entry in self.scenario.parties.items() if entry.at_the_table
        )
        alone = [
            Host(name, entry.name, (index,), table, entry.level, entry.agenda, None)
            for index, (name, entry) in enumerate(self.scenario.mediators.items())
        ]
        together = [
            Host(
                name,
                entry.name,
                tuple(self.mediators.index(member) for member in dict.fromkeys(entry.members)),
                tuple(self.party(party) for party in dict.fromkeys(entry.participants)) or table,
                entry.level,
                entry.agenda,
                index,
            )
            for index, (name, entry) in enumerate(self.scenario.formats.items())
        ]
        return (*alone, *together)

    @cached_property
    def neighbours(self) -> tuple[Indices, Indices]:
        """The sector before each sector and the one behind it; itself where its front ends."""
        places = np.arange(len(self.sectors))
        first = np.array([self.stretches[front].start for front in self.front_of])
        last = np.array([self.stretches[front].stop - 1 for front in self.front_of])
        return np.maximum(places - 1, first), np.minimum(places + 1, last)

    @cached_property
    def start(self) -> date:
        return self.scenario.period.start

    @cached_property
    def days(self) -> int:
        end = min(self.until or self.scenario.period.end, self.scenario.period.end)
        return (end - self.start).days + 1

    def day_of(self, when: date) -> int:
        """Days since the start of the period; negative before it."""
        return (when - self.start).days

    def date_of(self, day: int) -> date:
        return self.start + timedelta(days=day)

    @cached_property
    def events(self) -> tuple[Event, ...]:
        return tuple(entry for entry in self._timeline if isinstance(entry, Event))

    @cached_property
    def meetings(self) -> tuple[Meeting, ...]:
        return tuple(entry for entry in self._timeline if isinstance(entry, Meeting))

    @cached_property
    def offensives(self) -> tuple[Offensive, ...]:
        return tuple(entry for entry in self._timeline if isinstance(entry, Offensive))

    @cached_property
    def _timeline(self) -> Sequence[Event | Meeting | Offensive]:
        return sorted(self.scenario.timeline, key=lambda entry: entry.date)

    def party(self, name: str) -> int:
        return self.parties.index(name)

    def agenda(self, name: str) -> int:
        return list(self.agendas).index(name)

    def host(self, name: str) -> int:
        return [host.name for host in self.hosts].index(name)

    def side_of(self, front: int, name: str) -> int:
        """The side of a front on which a party, or whoever backs it in the end, stands."""
        sides, party = list(self.sides[front]), self.party(name)
        while party not in sides:
            party = int(self.principals[party])
        return sides.index(party)

    def rival(self, front: int, side: int) -> int:
        """The party on the other side of a front."""
        return int(self.sides[front, 1 - side])

    @cached_property
    def main_rival(self) -> Indices:
        """Each party's rival on the first front it or its principal stands on; itself if none."""
        rivals = np.arange(len(self.parties))
        for index in range(len(self.parties)):
            lead = self.principals[index]
            for front, side in self.seats:
                if self.sides[front, side] == lead:
                    rivals[index] = self.sides[front, 1 - side]
                    break
        return rivals

    def reach(self, effect: Effect) -> int:
        """How many columns an effect changes: every sector of a front, or each side's mood."""
        kind, name, trait, *_ = effect.on.split(".")
        if kind == "parties" and trait == "posture":
            party = self.party(name)
            return sum(int(self.sides[seat]) == party for seat in self.seats)
        if kind == "fronts":
            return 2 if trait == "posture" else len(self.scenario.fronts[name].sectors)
        return 1

    def camp(self, party: int) -> tuple[int, ...]:
        """A party and those it is the principal of."""
        return self._camps[party]

    @cached_property
    def _camps(self) -> tuple[tuple[int, ...], ...]:
        everybody = range(len(self.parties))
        return tuple(
            tuple(other for other in everybody if lead in (other, self.principals[other]))
            for lead in everybody
        )

    @cached_property
    def sizes(self) -> dict[str, int]:
        """The length of every axis."""
        return {
            "party": len(self.parties),
            "other": len(self.parties),
            "issue": len(self.issues),
            "mediator": len(self.mediators),
            "colleague": len(self.mediators),
            "format": len(self.formats),
            "host": len(self.hosts),
            "agenda": len(self.agendas),
            "mission": len(self.missions),
            "front": len(self.fronts),
            "side": 2,
            "sector": len(self.sectors),
            "stance": len(self.stances),
            "slot": AGREEMENT_SLOTS + len(self.scenario.agreements),
            "measure": len(MEASURES),
            "instrument": len(INSTRUMENTS),
            "window": LONGEST_WINDOW + 1,
            "documented": len(self.scenario.documented),
            "effect": sum(self.reach(effect) for event in self.events for effect in event.effects),
            "option": len(OPTIONS),
            "kind": len(KINDS),
        }
