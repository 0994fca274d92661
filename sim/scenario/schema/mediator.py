"""Those who bring the parties together, alone or in a forum."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.quantity import Bounds, Quantity
from sim.scenario.schema.part import Part
from sim.scenario.schema.quantities import Position, Share, Slant
from sim.scenario.schema.words import Instrument, Level, Name, Text


class Style(Part):
    """How hard a mediator works each of its instruments: 1 with all its effort, 0 not at all."""

    facilitation: Share = Quantity(value=1.0)
    formulation: Share = Quantity(value=1.0)
    manipulation: Share = Quantity(value=1.0)


class Mediator(Part):
    """Somebody who brings the parties together, with instruments, leverage and interests."""

    name: Text
    instruments: list[Instrument] = Field(min_length=1)
    style: Style = Field(Style(), description="Effort it puts into each of its instruments.")
    threat: Share = Field(
        Quantity(value=0.0),
        description="Share of its leverage that it uses to threaten rather than to reward.",
    )
    precision: Annotated[Quantity, Bounds(0.0, 100.0, "1 / standard error")] = Field(
        Quantity(value=5.0), description="Precision of the signals it can carry; 0 = none."
    )
    skill: Share = Field(
        Quantity(value=0.6), description="How exactly it knows what the parties want."
    )
    leverage: dict[Name, Share] = Field(default_factory=dict)
    bias: dict[Name, Slant] = Field(default_factory=dict)
    guarantees: dict[Name, Share] = Field(
        default_factory=dict, description="How far it would come to a party's defence."
    )
    bias_model: Literal["none", "kydd", "favretto", "svensson"] = Field(
        "none",
        description="Rival hypotheses of what bias does to messages, guarantees or leverage.",
    )
    attention: Share = Quantity(value=0.5)
    credibility: Share = Quantity(value=0.7)
    position: dict[Name, Position] = Field(
        default_factory=dict, description="The settlement it would like best."
    )
    affinity: dict[Name, Slant] = Field(
        default_factory=dict, description="How well it works with other mediators."
    )
    initiative: Annotated[Quantity, Bounds(0.0, 50.0, "meetings a year")] = Field(
        Quantity(value=1.0), description="Meetings a year it would convene at full attention."
    )
    selection: Annotated[Quantity, Bounds(-5.0, 5.0, "ratio")] = Field(
        Quantity(value=1.0),
        description="How strongly violent conflicts draw it, beside others; below 0 it shuns them.",
    )
    level: Level = "ministers"
    agenda: Name | None = Field(None, description="The agenda of meetings it convenes.")
    agent: str = "mediator"


class Format(Part):
    """A forum with several mediators: it drafts by their consensus."""

    name: Text
    members: list[Name] = Field(min_length=1)
    cohesion: Share = Quantity(value=0.7)
    participants: list[Name] = Field(
        default_factory=list, description="Parties; empty = all at the table."
    )
    initiative: Annotated[Quantity, Bounds(0.0, 50.0, "meetings a year")] = Quantity(value=1.0)
    level: Level = "ministers"
    agenda: Name | None = None
