"""A scenario in every arm of an experiment, with what varies in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.experiment.factor import Factor
from sim.experiment.population import Population
from sim.scenario.case import Case
from sim.scenario.load import Written


@dataclass(frozen=True)
class Scene:
    """A scenario as its files say it, and as each arm has it.

    `varies` says by arm which of the `factors` vary there: an arm that decides a number, or
    takes away what it belongs to, does not let it vary. `population` is what differs between the
    runs at one point. `kept` are the assumed numbers with a stated range that stay as they are.
    """

    written: Written
    cases: Mapping[str, Case]
    factors: tuple[Factor, ...] = ()
    varies: Mapping[str, tuple[bool, ...]] = field(default_factory=dict)
    kept: tuple[str, ...] = ()
    population: Population = field(default_factory=Population)

    @property
    def name(self) -> str:
        """The name of the scenario."""
        return self.written.name
