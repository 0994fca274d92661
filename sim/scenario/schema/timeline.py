"""What is dated: events, meetings, offensives."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from sim.scenario.quantity import Confidence, Quantity
from sim.scenario.schema.part import Part
from sim.scenario.schema.quantities import Days, Share
from sim.scenario.schema.words import Level, Name, Text


class Effect(Part):
    """A change of a named quantity, for good or for a time."""

    on: Text = Field(description="Address, such as `mediators.russia.attention`.")
    set: Quantity | None = None
    add: Quantity | None = None
    scale: Quantity | None = None
    days: Days | None = Field(None, description="How long it lasts; empty = for good.")


class Event(Part):
    """Something dated that happened around the talks."""

    kind: ClassVar[str] = "event"

    date: date
    event: Text
    id: Name | None = None
    effects: list[Effect] = Field(default_factory=list)
    source: str | None = None
    confidence: Confidence = "documented"

    @property
    def text(self) -> str:
        """What is dated."""
        return self.event


class Meeting(Part):
    """A meeting that was on the calendar; whether it is held and what it brings is simulated."""

    kind: ClassVar[str] = "meeting"

    date: date
    meeting: Text
    id: Name | None = None
    host: Name = Field(description="A mediator or a format.")
    participants: list[Name] = Field(min_length=1)
    level: Level = "leaders"
    agenda: Name
    secrecy: Share = Quantity(value=0.5)
    source: str | None = None
    confidence: Confidence = "documented"

    @property
    def text(self) -> str:
        """What is dated."""
        return self.meeting


class Offensive(Part):
    """A dated resort to force: an input of the scenario, never a prediction of the model."""

    kind: ClassVar[str] = "offensive"

    date: date
    offensive: Text
    id: Name | None = None
    by: Name
    front: Name
    scale: Literal["limited", "general"]
    objectives: list[Name] = Field(min_length=1, description="Sectors.")
    source: str | None = None
    confidence: Confidence = "documented"

    @property
    def text(self) -> str:
        """What is dated."""
        return self.offensive
