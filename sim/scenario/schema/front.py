"""The lines between the sides, and the sectors they are cut into."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.scenario.quantity import Bounds, Quantity
from sim.scenario.schema.part import Part
from sim.scenario.schema.quantities import Change, Count, Kilometres, Metres, Share
from sim.scenario.schema.words import Name, Rung, Text


class Sector(Part):
    """A stretch of a front."""

    name: Text
    length: Kilometres
    distance: Metres = Field(Quantity(value=300.0), description="Between the forward positions.")
    snipers: Annotated[Quantity, Bounds(0.0, 100.0, "pairs per 10 km and side")] = Quantity(
        value=2.0
    )
    terrain: Share = Field(Quantity(value=0.5), description="How hard it is to attack through.")
    civilians: Count = Field(Quantity(value=0.0), description="Living within reach of small arms.")
    garrisoned_by: tuple[Name, Name] = Field(
        description="Who holds the trenches, in the front's order."
    )
    commanded_by: tuple[Name, Name] = Field(
        description="Who gives the orders, in the front's order."
    )
    prize: dict[Name, Change] = Field(
        default_factory=dict,
        description="What capture by the first side moves on each issue (second: the reverse).",
    )
    held_by: Name | None = Field(
        None, description="Whose loss its capture would be; empty = the second side of the front."
    )


class Front(Part):
    """A line between two sides, cut into sectors."""

    name: Text
    between: tuple[Name, Name]
    rung: Rung = "violations"
    sectors: dict[Name, Sector] = Field(min_length=1)
