"""What meetings are about, and what would have to be done about each issue."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.quantity import Bounds, Quantity
from sim.scenario.schema.part import Part
from sim.scenario.schema.quantities import Days, Position, Share
from sim.scenario.schema.words import AgreementKind, Approach, Measure, Name


class Term(Part):
    """Who has to do what an agreement says on an issue, by when, and how that would show."""

    obligor: Name | None = Field(None, description="Who has to act; empty = who gives most.")
    due: Annotated[Quantity, Bounds(1.0, 36_525.0, "days")] | None = Field(
        None, description="Days from entry into force until all is done; empty = as usual."
    )
    evidence: Literal["observe", "investigate"] = Field(
        "observe", description="The task of a mission that can show it."
    )
    observer: Name | None = Field(
        None, description="The mission that has to see it; empty = any, or a joint body."
    )
    ambiguity: Share | None = Field(
        None, description="Room for disputes over what it means; empty = that of the agenda."
    )


class Agenda(Part):
    """What a meeting is about, from the most to the least ambitious outcome."""

    approach: Approach
    kinds: list[AgreementKind] = Field(min_length=1)
    issues: list[Name] = Field(default_factory=list, description="On the table; empty = all.")
    aside: list[Name] = Field(default_factory=list, description="Set aside by name.")
    measures: list[Measure] = Field(default_factory=list)
    draft: dict[Name, Position] = Field(
        default_factory=dict, description="The text it starts from."
    )
    mechanism: bool = False
    ambiguity: Share = Quantity(value=0.3)
    delay: Days = Field(Quantity(value=0.0), description="From signature to entry into force.")
    guarantee: Share = Field(Quantity(value=0.0), description="Guarantee offered with the deal.")
    deploys: Name | None = Field(None, description="The mission that the agreement brings in.")
    terms: dict[Name, Term] = Field(
        default_factory=dict, description="By issue, who has to do what, and how it would show."
    )
    steps: list[list[Name]] = Field(
        default_factory=list,
        description="Issues step by step: the next ones come up once the last are agreed.",
    )
    deadline: date | None = Field(
        None, description="The last day on which it is negotiated; empty = no deadline."
    )
