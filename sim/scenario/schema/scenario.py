"""A scenario as a whole, and the period it runs over."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from sim.scenario.quantity import Quantity
from sim.scenario.schema.agenda import Agenda
from sim.scenario.schema.agreement import Agreement
from sim.scenario.schema.documented import Documented, Source
from sim.scenario.schema.front import Front
from sim.scenario.schema.issue import Issue
from sim.scenario.schema.mediator import Format, Mediator
from sim.scenario.schema.mission import Mission
from sim.scenario.schema.part import Part
from sim.scenario.schema.party import Party, Stance
from sim.scenario.schema.rule import Rule
from sim.scenario.schema.timeline import Event, Meeting, Offensive
from sim.scenario.schema.words import Name, Slug, Text


class Period(Part):
    """The days the scenario runs over, first and last included."""

    start: date
    end: date


class Scenario(Part):
    """A scenario: everything a run needs, with the evidence for it."""

    title: Text
    summary: Text
    extends: str | None = Field(None, description="Another scenario file that this one varies.")
    period: Period
    sources: dict[Slug, Source] = Field(default_factory=dict)
    issues: dict[Name, Issue] = Field(min_length=1)
    parties: dict[Name, Party] = Field(min_length=2)
    mediators: dict[Name, Mediator] = Field(default_factory=dict)
    formats: dict[Name, Format] = Field(default_factory=dict)
    peacekeepers: dict[Name, Mission] = Field(default_factory=dict)
    fronts: dict[Name, Front] = Field(min_length=1)
    agreements: dict[Name, Agreement] = Field(default_factory=dict)
    timeline: list[Event | Meeting | Offensive] = Field(default_factory=list)
    agendas: dict[Name, Agenda] = Field(default_factory=dict)
    stances: dict[Name, Stance] = Field(default_factory=dict)
    rules: dict[Name, Rule | None] = Field(
        default_factory=dict, description="Added or changed by name; null removes one."
    )
    behaviour: dict[Name, Quantity] = Field(default_factory=dict)
    mechanisms: dict[Name, bool] = Field(default_factory=dict)
    documented: dict[Name, Documented] = Field(default_factory=dict)

    def agendas_deploying(self, mission: str) -> tuple[str, ...]:
        """The agendas under which an agreement brings a mission in."""
        return tuple(name for name, agenda in self.agendas.items() if agenda.deploys == mission)
