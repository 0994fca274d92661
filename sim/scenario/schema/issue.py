"""What is negotiated."""

from __future__ import annotations

from pydantic import Field

from sim.scenario.quantity import Quantity
from sim.scenario.schema.part import Part
from sim.scenario.schema.quantities import Position, Share
from sim.scenario.schema.words import Text


class Issue(Part):
    """What is negotiated: a line from 0 to 1 whose two ends are described."""

    name: Text
    low: Text = Field(description="What position 0 means.")
    high: Text = Field(description="What position 1 means.")
    status_quo: Position = Field(description="Where the facts on the ground stand at the start.")
    by_force: Share = Field(
        default=Quantity(value=0.0),
        description="How far a victory by force moves this issue to the victor's ideal.",
    )
    terrain: Share = Field(
        default=Quantity(value=0.0),
        description="How much of the militarily useful terrain changes hands from end to end.",
    )
