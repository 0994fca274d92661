"""What a scenario file may say: one frozen class for each thing it can describe."""

from __future__ import annotations

from sim.scenario.schema.agenda import Agenda, Term
from sim.scenario.schema.agreement import Agreement
from sim.scenario.schema.documented import Documented, Source
from sim.scenario.schema.front import Front, Sector
from sim.scenario.schema.issue import Issue
from sim.scenario.schema.mediator import Format, Mediator
from sim.scenario.schema.mission import Mission
from sim.scenario.schema.part import Part
from sim.scenario.schema.party import Party, Stance
from sim.scenario.schema.rule import Rule, RuleEffect
from sim.scenario.schema.scenario import Period, Scenario
from sim.scenario.schema.timeline import Effect, Event, Meeting, Offensive
from sim.scenario.schema.words import NAME_PATTERN, Instrument, Measure, Slug, Text

__all__ = [
    "NAME_PATTERN",
    "Agenda",
    "Agreement",
    "Documented",
    "Effect",
    "Event",
    "Format",
    "Front",
    "Instrument",
    "Issue",
    "Measure",
    "Mediator",
    "Meeting",
    "Mission",
    "Offensive",
    "Part",
    "Party",
    "Period",
    "Rule",
    "RuleEffect",
    "Scenario",
    "Sector",
    "Slug",
    "Source",
    "Stance",
    "Term",
    "Text",
]
