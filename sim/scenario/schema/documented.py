"""What is documented, and in which sources."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from sim.scenario.quantity import Quantity
from sim.scenario.schema.part import Part
from sim.scenario.schema.words import Name, Text


class Source(Part):
    """A document that numbers and claims are taken from."""

    title: Text
    publisher: str | None = None
    date: str | None = Field(None, description="Date of publication, as exact as it is known.")
    note: str | None = None


class Documented(Part):
    """What is documented to have happened, to be held against the model."""

    outcome: Name = Field(description="An outcome of the catalogue, such as `deaths`.")
    text: Text
    start: date | None = Field(None, description="First day counted; empty = start of the period.")
    end: date | None = Field(None, description="Last day counted; empty = end of the period.")
    party: Name | None = Field(None, description="Counted for this party only.")
    value: Quantity | None = None
    at_least: Quantity | None = None
    at_most: Quantity | None = None
    category: str | None = Field(None, description="For outcomes that are words.")
    claimed_by: str | None = None
    source: str
    scored: bool = Field(True, description="False: told for context, never held against the model.")
    note: str | None = None
