"""Agreements that were signed before the period begins."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from sim.scenario.quantity import Quantity
from sim.scenario.schema.part import Part
from sim.scenario.schema.quantities import Position, Share
from sim.scenario.schema.words import AgreementKind, Measure, Name


class Agreement(Part):
    """An agreement that was signed before the period begins."""

    kind: AgreementKind
    signed: date
    effective: date | None = Field(
        None, description="First day in force; empty = the day it was signed."
    )
    signatories: list[Name] = Field(min_length=1)
    bound: list[Name] = Field(
        default_factory=list, description="Bound by it without having signed."
    )
    measures: list[Measure] = Field(default_factory=list)
    mechanism: bool = Field(False, description="Whether compliance is checked by a joint body.")
    host: Name | None = None
    ambiguity: Share = Quantity(value=0.3)
    terms: dict[Name, Position] = Field(default_factory=dict)
    front: Name | None = None
    source: str | None = None
