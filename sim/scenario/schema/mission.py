"""Peacekeepers and observers, and their mandates."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.quantity import Bounds, Quantity
from sim.scenario.schema.part import Part
from sim.scenario.schema.quantities import Count, Share
from sim.scenario.schema.words import AgreementKind, Name, Task, Text


class Renewal(Part):
    """What happens when a mandate runs out."""

    months: Annotated[Quantity, Bounds(0.0, 240.0, "months")] = Quantity(value=60.0)
    consent_of: list[Name] = Field(min_length=1)


class Mission(Part):
    """Peacekeepers or observers, and what their mandate lets them do."""

    name: Text
    kind: Literal["troops", "observers"]
    sponsor: Name | None = Field(None, description="The mediator that stands behind it.")
    front: Name
    strength: Count = Field(description="Persons in the field.")
    posts: dict[Name, Share] = Field(
        default_factory=dict, description="Share of the strength at each sector; empty = by length."
    )
    patrols: Annotated[Quantity, Bounds(0.0, 100.0, "patrols a week and sector")] = Quantity(
        value=1.0
    )
    tasks: list[Task] = Field(min_length=1)
    clarity: Share = Quantity(value=0.5)
    announced: bool = Field(False, description="Whether its visits are announced beforehand.")
    consent: dict[Name, Share] = Field(default_factory=dict)
    deployed: date | None = Field(
        None, description="First day; empty = before the period, or with an agenda that deploys it."
    )
    expires: date | None = None
    renewal: Renewal | None = None
    after: AgreementKind | None = Field(
        None, description="Deploys only once an agreement of this kind is in force."
    )
    agent: str = "mission"
