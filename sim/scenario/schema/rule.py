"""Rules of escalation and of stance."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.schema.part import Part
from sim.scenario.schema.words import ExpressionText, Name, Rung, Text


class RuleEffect(Part):
    """What a rule does when it fires."""

    raise_rung: Annotated[int, Field(ge=1, le=4)] | None = None
    up_to: Rung | None = None
    lower_rung: Annotated[int, Field(ge=1, le=4)] | None = None
    down_to: Rung | None = None
    posture: ExpressionText | None = Field(None, description="Added to the log of the posture.")
    support: ExpressionText | None = Field(None, description="Added to public support.")
    stance: Name | None = Field(None, description="The stance the party takes from now on.")
    seek_talks: bool | None = None
    convene: Name | None = Field(
        None, description="The mediator or format that calls a meeting of its own."
    )


class Rule(Part):
    """A rule of escalation or of stance: who, when, how likely, what, and why."""

    applies_to: Literal["front", "side", "party"] = Field(
        description="`front`: each front; `side`: each side of each front; `party`: each party."
    )
    who: list[Name] = Field(
        default_factory=list, description="Only these fronts or parties; empty = all."
    )
    when: ExpressionText
    chance: ExpressionText = Field(description="Chance a day, 0 to 1.")
    effect: RuleEffect
    why: Text
    source: str | None = None
