"""What a calibration file may say: one frozen class for each thing it can describe."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.schema import Part, Slug, Text

LARGEST_SEED = 2**63 - 1
MOST_PROPOSALS = 1_000_000


class Range(Part):
    """Bounds of a parameter other than the rulebook's range."""

    low: float | None = Field(None, description="Lowest value; empty = the rulebook's.")
    high: float | None = Field(None, description="Highest value; empty = the rulebook's.")
    distribution: Literal["uniform", "log-uniform"] | None = Field(
        None, description="Empty = log-uniform where the range spans a decade or more."
    )


class Observed(Part):
    """A statistic of a real series that runs should come close to."""

    value: float
    source: Text
    weight: Annotated[float, Field(gt=0)] = 1.0
    note: Text | None = None


class Episode(Part):
    """What of a scenario is held against its runs."""

    until: date | None = Field(None, description="Last day that is run; empty = the scenario's.")
    outcomes: list[Slug] | None = Field(
        None, description="Documented outcomes; empty = all that are scored."
    )
    statistics: dict[Slug, Observed] = Field(
        default_factory=dict, description="Statistics of its series, by the names of `stats`."
    )
    weights: dict[Slug, Annotated[float, Field(gt=0)]] = Field(
        default_factory=dict, description="Weights of outcomes that count for more or less than 1."
    )


class Stage(Part):
    """Parameters that are fitted together, and what to."""

    title: Text
    parameters: list[Slug] = Field(min_length=1)
    ranges: dict[Slug, Range] = Field(default_factory=dict)
    episodes: dict[Slug, Episode] = Field(min_length=1)
    first: Annotated[int, Field(ge=32, le=MOST_PROPOSALS)] = Field(
        2_048, description="Vectors drawn from the prior."
    )
    later: Annotated[int, Field(ge=16, le=MOST_PROPOSALS)] = Field(
        1_024, description="New vectors in every further generation."
    )
    generations: Annotated[int, Field(ge=0, le=100)] = Field(
        3, description="Generations after the first, at most."
    )
    keep: Annotated[float, Field(gt=0, lt=1)] = Field(
        0.5, description="Share of the first vectors that the population is made of."
    )
    adjust: bool = Field(True, description="Whether a regression on the gaps corrects the draws.")


class CalibrationFile(Part):
    """A calibration: in stages, each on parameters and targets of its own."""

    title: Text
    summary: Text
    seed: Annotated[int, Field(ge=0, le=LARGEST_SEED)] = 0
    draws: Annotated[int, Field(ge=1, le=100_000)] = Field(
        499, description="Vectors that are kept in the end; a prime number is best."
    )
    stages: dict[Slug, Stage] = Field(min_length=1)
