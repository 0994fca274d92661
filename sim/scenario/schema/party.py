"""The sides of a conflict, the publics behind them, and how they carry themselves."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.scenario.quantity import Bounds, Quantity
from sim.scenario.schema.part import Part
from sim.scenario.schema.quantities import Growth, Position, Ratio, Share
from sim.scenario.schema.words import Name, Text


class RedLine(Part):
    """A bound that no payment elsewhere makes up for."""

    bound: Position = Field(description="The position furthest from the ideal that can be carried.")
    hardness: Annotated[Quantity, Bounds(0.0, 10.0, "loss of utility per unit beyond")] = Quantity(
        value=1.0
    )


class Public(Part):
    """Those whose opinion a leader must carry."""

    support: Share = Quantity(value=0.6)
    propaganda: Share = Field(Quantity(value=0.5), description="How one-sided the media are.")
    preparation: Share = Field(
        Quantity(value=0.2), description="How far the public was prepared for compromise."
    )
    contact: Share = Field(Quantity(value=0.05), description="Contact with the other public.")
    quota: Share = Field(Quantity(value=0.5), description="Share of yes that ratifies.")
    ratifies: bool = Field(True, description="Whether a deal needs its consent at all.")
    red_lines: dict[Name, RedLine] = Field(
        default_factory=dict,
        description="What the public would not have, where that is harder than the leader's own.",
    )


class Party(Part):
    """A side that negotiates, fights, or both."""

    name: Text
    army: bool = True
    capability: Ratio = Field(description="Military capability, relative to the other parties.")
    capability_drift: Growth = Quantity(value=0.0)
    positions: dict[Name, Position] = Field(description="Ideal position on each issue.")
    saliences: dict[Name, Share] = Field(description="Weight of each issue; they sum to 1.")
    red_lines: dict[Name, RedLine] = Field(default_factory=dict)
    stance: Name = "guarded"
    resolve: Ratio = Field(
        Quantity(value=1.0),
        description="Own cost of war relative to the common one (low = resolved).",
    )
    trust: dict[Name, Share] = Field(
        default_factory=dict,
        description="Trust in other parties, mediators and missions at the start.",
    )
    public: Public = Public()
    principal: Name | None = Field(
        None, description="The party that backs and speaks for this one."
    )
    compliance: Share = Field(
        Quantity(value=0.7),
        description="How far it follows its principal, before gains and pressure.",
    )
    at_the_table: bool = True
    agent: str = Field("party", description="Who decides for it: `party`, or `module:Class`.")


class Stance(Part):
    """How a party carries itself: scalings of a few behavioural parameters."""

    tolerance: Annotated[Quantity, Bounds(0.0, 1e5, "deaths in 30 days")] = Field(
        description="Own losses it bears before it is grieved."
    )
    endurance: Share = Field(description="Weariness at which it looks for a way out.")
    retaliation: Ratio = Field(
        Quantity(value=1.0), description="Scales the retaliation probability."
    )
    initiative: Ratio = Field(Quantity(value=1.0), description="Scales spontaneous fire.")
    war_cost: Ratio = Field(Quantity(value=1.0), description="Scales the cost of war it feels.")
    audience: Ratio = Field(Quantity(value=1.0), description="Scales audience costs.")
    concession: Annotated[Quantity, Bounds(0.01, 50.0, "exponent")] = Field(
        Quantity(value=0.5), description="Faratin's beta: below 1 Boulware, above 1 conceder."
    )
    why: str | None = None
