"""The tables of mediators and of their forums."""

from __future__ import annotations

from sim.world.table import Table, declare
from sim.world.tables.columns import Floats, share


class MediatorTable(Table):
    """The mediators' means; one stock of attention and one credibility each."""

    attention: Floats = share("mediator", meaning="Attention paid to this conflict.")
    spent: Floats = share("mediator", meaning="Attention taken up by meetings of late.")
    turned: Floats = share("mediator", meaning="Attention withdrawn since a deal is quiet.")
    effort: Floats = share("mediator", "instrument", meaning="Effort put into an instrument.")
    threat: Floats = share("mediator", meaning="Leverage used to threaten.")
    selection: Floats = declare(
        "mediator", unit="ratio", meaning="Turning to violent conflicts.", low=-5, high=5
    )
    credibility: Floats = share("mediator", meaning="Credibility.")
    precision: Floats = declare("mediator", unit="1/standard error", meaning="Of signals.", low=0)
    skill: Floats = share("mediator", meaning="How exactly it knows what parties want.")
    initiative: Floats = declare("mediator", unit="meetings a year", meaning="Initiative.", low=0)
    leverage: Floats = share("mediator", "party", meaning="Leverage over a party.")
    bias: Floats = declare("mediator", "party", unit="slant", meaning="Bias.", low=-1, high=1)
    guarantee: Floats = share("mediator", "party", meaning="Would come to its defence.")
    position: Floats = share("mediator", "issue", meaning="Settlement it would like best.")
    partial: Floats = share("mediator", meaning="Whether it has a position of its own.")
    affinity: Floats = declare(
        "mediator",
        "colleague",
        unit="slant",
        meaning="How well they work together.",
        low=-1,
        high=1,
    )
    good: Floats = declare("mediator", "party", unit="weight", meaning="Messages true.", low=0)
    bad: Floats = declare("mediator", "party", unit="weight", meaning="Messages false.", low=0)


class FormatTable(Table):
    """Forums of several mediators."""

    cohesion: Floats = share("format", meaning="How well the members work together.")
    initiative: Floats = declare("format", unit="meetings a year", meaning="Initiative.", low=0)
