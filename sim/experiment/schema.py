"""What an experiment file may say: one frozen class for each thing it can describe."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from sim.scenario.forms import LaidOver
from sim.scenario.schema import Part, Scenario, Slug, Text

Pattern = Annotated[str, Field(pattern=r"^\S+$", max_length=300)]
"""The path of a number, as `--set` takes it; `*` stands for any part of one, `all` for all."""
ArmName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*(/[a-z0-9][a-z0-9_-]*)?$")]
"""An arm, or an arm of one scenario among several."""
Stated = Literal["assumed", "stated", "none"]
"""Over its stated range if it is assumed; over its stated range; not at all."""
Law = Literal["uniform", "log-uniform", "triangular", "normal"]
Kind = Literal["none", "grid", "list", "latin-hypercube", "sobol", "saltelli", "morris"]
Bands = Literal["cell", "arm", "none"]
Each = Literal["point", "run"]

LARGEST_SEED = 2**63 - 1
MOST_RUNS = 100_000_000


class Lever(Part):
    """An arm of an experiment: what somebody could decide, as changes to each scenario."""

    title: Text | None = Field(None, description="What the arm is called in tables and figures.")
    why: Text | None = Field(None, description="Why somebody would decide so; with its source.")
    baseline: bool = Field(
        False, description="Whether the other arms are compared with this one; else the first is."
    )
    changes: Annotated[dict[str, Any], LaidOver(Scenario)] = Field(
        default_factory=dict,
        description="Part of a scenario, laid over each as a file that extends it would be.",
    )
    set: list[Text] = Field(
        default_factory=list, description="Settings such as `mediators.russia.attention=0.2`."
    )


class Uncertainty(Part):
    """How a number varies from point to point; what is left out is as the scenario states it."""

    low: float | None = Field(None, description="Lowest value; empty = low end of stated range.")
    high: float | None = Field(None, description="Highest value; empty = high end of it.")
    distribution: Law | None = Field(
        None,
        description=(
            "Empty = uniform; over a stated range that spans a decade or more log-uniform."
        ),
    )
    mode: float | None = Field(
        None, description="Most likely value (triangular); empty = the scenario's own."
    )
    mean: float | None = Field(
        None, description="Mean before low and high cut it off (normal); empty = the scenario's."
    )
    sd: float | None = Field(None, description="Standard deviation (normal).")
    steps: Annotated[int, Field(ge=2, le=1_000)] | None = Field(
        None, description="How many values from low to high a grid takes."
    )
    levels: list[Any] = Field(
        default_factory=list, description="These values and no others: numbers, words or lists."
    )
    label: Text | None = Field(None, description="What the number is called in figures.")
    each: Each = Field(
        "point",
        description="Whether each point of the design has its value, or each run draws its own.",
    )


class Design(Part):
    """Which points of the space of uncertainties are computed."""

    kind: Kind
    points: Annotated[int, Field(ge=1)] | list[dict[Pattern, Any]] | None = Field(
        None, description="How many (latin-hypercube, sobol), or which ones (list)."
    )
    steps: Annotated[int, Field(ge=2, le=1_000)] | None = Field(
        None, description="Grid: values of each number that has no steps or levels of its own."
    )
    base: Annotated[int, Field(ge=1)] | None = Field(
        None, description="Saltelli: size of the base sample, a power of 2."
    )
    second_order: bool = Field(False, description="Saltelli: also for second-order indices.")
    trajectories: Annotated[int, Field(ge=2)] | None = Field(
        None, description="Morris: how many trajectories."
    )
    levels: Annotated[int, Field(ge=2, le=100)] | None = Field(
        None, description="Morris: levels of the grid that trajectories walk on; even."
    )
    only: dict[Pattern, tuple[float, float]] = Field(
        default_factory=dict, description="Keep only points whose numbers lie in these ranges."
    )

    @property
    def common_luck(self) -> bool:
        """Whether every point has the same runs 0, 1, 2 ...; else each has runs of its own."""
        return self.kind not in {"latin-hypercube", "sobol"}


class Expectation(Part):
    """One thing that a regularity predicts, and the rule by which a result agrees with it.

    The interval at the prior median must lie from `low` to `high`; without them beyond the
    margin in the direction (role `effect`), or within the margin on both sides (the others).
    """

    role: Literal["effect", "control", "equivalence"]
    says: Text = Field(description="What is expected, in words.")
    statistic: Slug = Field(description="The word of a statistic, such as `difference`.")
    arms: list[ArmName] = Field(
        min_length=1,
        description="Arms, or `scenario/arm` of several, in the order the statistic says.",
    )
    outcome: Text | None = Field(
        None, description="A column or a condition, such as `best_agreement >= ceasefire`."
    )
    given: Text | None = Field(None, description="Condition on the runs that count; empty = all.")
    options: dict[Slug, Any] = Field(
        default_factory=dict, description="What else the statistic takes, such as `days: 180`."
    )
    direction: Literal["above", "below"] | None = Field(
        None, description="Which side of zero is right; an effect must have it in the draws."
    )
    margin: Annotated[float, Field(ge=0)] = 0.0
    low: float | None = Field(None, description="Least value that the interval may reach.")
    high: float | None = Field(None, description="Greatest value that the interval may reach.")


class Quick(Part):
    """How much smaller the same design is for a quick look."""

    points: Annotated[int, Field(ge=2)] = Field(24, description="Points drawn from the priors.")
    runs: Annotated[int, Field(ge=1)] = Field(6, description="Runs at each point, in each arm.")
    median: Annotated[int, Field(ge=2)] = Field(150, description="Runs at the prior median.")


class Regularity(Part):
    """A published regularity that the experiment tests the model against; fixed before a run."""

    claim: Text
    source: Text
    kind: Literal["emergent", "built in"] = Field(
        description="`built in`: a coefficient or a gate in the model is the claim itself."
    )
    mechanism: Text = Field(description="What makes it in the model, and what switches that off.")
    note: Text | None = Field(None, description="What was tried, and what is known to be amiss.")
    median: Annotated[int, Field(ge=2, le=MOST_RUNS)] = Field(
        2_000, description="Runs in each arm at the prior median."
    )
    quick: Quick = Quick()
    series: bool = Field(
        False, description="Whether statistics of the daily series are kept as `series.*`."
    )
    tests: dict[Slug, Expectation] = Field(min_length=1)


class ExperimentFile(Part):
    """A question to one or several scenarios, and the runs that are to answer it."""

    title: Text
    question: Text
    source: Text | None = Field(None, description="Who asks, or what suggests the question.")
    scenarios: list[Text] = Field(
        min_length=1, description="Names of files in `scenarios/`, or paths from this file."
    )
    runs: Annotated[int, Field(ge=1, le=MOST_RUNS)] = Field(
        100, description="Runs at each point, in each arm."
    )
    seed: Annotated[int, Field(ge=0, le=10**18 - 1)] = Field(0, description="Seed of all luck.")
    until: date | None = Field(None, description="Last day; empty = end of each scenario's period.")
    levers: dict[Slug, Lever] = Field(
        default_factory=dict, description="The arms; empty = the scenario as it is."
    )
    uncertainties: (
        Literal["assumed", "none"]
        | dict[Pattern, Stated | tuple[float, float] | Uncertainty]
        | None
    ) = Field(None, description="What varies from point to point; empty = every assumed number.")
    design: Kind | Design | None = Field(
        None,
        description="Empty = a Latin hypercube of 200 points, or a grid of given levels; a word is"
        " the kind alone.",
    )
    outcomes: list[Text] = Field(
        default_factory=list, description="Columns such as `deaths`, `trust.armenia`."
    )
    bands: Bands = Field(
        "arm", description="Daily bands: for every point, for each arm over all points, or none."
    )
    pattern: Regularity | None = Field(
        None, description="The published regularity that the experiment tests (`parley validate`)."
    )
