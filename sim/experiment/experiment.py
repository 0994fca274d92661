"""An experiment that was read and checked: its arms, the points of its design, its cases."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.experiment.arm import Arm
from sim.experiment.factor import Factor
from sim.experiment.identity import canonical_text
from sim.experiment.population import Population
from sim.experiment.scene import Scene
from sim.experiment.schema import Bands, Design, Regularity
from sim.scenario.case import Case, Input
from sim.scenario.load import complete
from sim.scenario.posterior import Posterior
from sim.scenario.problems import Problem

if TYPE_CHECKING:
    from sim.experiment.points import Floats, Points

MOST_KEPT = 64
"""Cases made for settings that are kept at hand; a case takes about half a megabyte."""


@dataclass(frozen=True)
class _Memory:
    """What was worked out once. It does not travel to other processes."""

    points: dict[str, Points] = field(default_factory=dict)
    cases: OrderedDict[tuple[str, str, tuple[str, ...]], Case] = field(default_factory=OrderedDict)

    def __reduce__(self) -> tuple[type[_Memory], tuple[()]]:
        return _Memory, ()


@dataclass(frozen=True)
class Experiment:
    """A question to some scenarios: each in several arms, at the points of a design, many runs.

    A row of results is (scenario, arm, cell, run); `cell` numbers the points of a scenario from
    0 and means the same point in every arm. `runs` are the runs at each point in each arm. The
    experiment can be pickled, and needs none of its files any more.
    """

    name: str
    path: Path
    title: str
    question: str
    source: str | None
    seed: int
    runs: int
    scenarios: tuple[str, ...]
    arms: tuple[Arm, ...]
    baseline: str
    outcomes: tuple[str, ...]
    until: date | None
    bands: Bands
    design: Design
    inputs: tuple[Input, ...]
    scenes: Mapping[str, Scene] = field(repr=False)
    warnings: tuple[Problem, ...] = ()
    pattern: Regularity | None = None
    posterior: Posterior | None = None
    _memory: _Memory = field(default_factory=_Memory, repr=False, compare=False)

    @property
    def cases(self) -> Mapping[tuple[str, str], Case]:
        """The scenarios in each arm, by scenario and arm, before any factor is moved."""
        return {
            (name, arm): case
            for name, scene in self.scenes.items()
            for arm, case in scene.cases.items()
        }

    def factors(self, scenario: str) -> tuple[Factor, ...]:
        """What varies from point to point of a scenario."""
        return self.scenes[scenario].factors

    def varies(self, scenario: str, arm: str) -> tuple[bool, ...]:
        """Which factors vary in an arm, one truth a factor.

        Those that do not are decided by the arm, or belong to something that it takes away.
        """
        return self.scenes[scenario].varies[arm]

    def population(self, scenario: str) -> Population:
        """What differs between the runs at one point of a scenario."""
        return self.scenes[scenario].population

    def kept(self, scenario: str) -> tuple[str, ...]:
        """The assumed numbers with a stated range that stay as the scenario has them."""
        return self.scenes[scenario].kept

    def points(self, scenario: str) -> Points:
        """The values of the factors at each point; one point without factors if nothing varies.

        They depend on the design, the factors and the seed, never on `runs` or the arms.
        """
        from sim.experiment.points import points_of

        known = self._memory.points
        if scenario not in known:
            known[scenario] = points_of(self.design, self.factors(scenario), self.seed)
        return known[scenario]

    def units(self, scenario: str) -> Floats:
        """The points in the unit cube, (cells, factors), as `problem` and SALib have them."""
        from sim.experiment.points import units_of

        return units_of(self.design, self.factors(scenario), self.seed)

    def problem(self, scenario: str) -> dict[str, object]:
        """The factors as SALib takes them: num_vars, names, and bounds of the unit cube."""
        from sim.experiment.samples import problem_of

        return problem_of(self.factors(scenario))

    def cells(self, scenario: str) -> int:
        """How many points the design has for a scenario."""
        from sim.experiment.designs import size

        design, factors = self.design, self.factors(scenario)
        return len(self.points(scenario)) if design.only else size(design, factors)

    @property
    def rows(self) -> int:
        """How many runs there are in all: over scenarios, arms, points, and runs at each."""
        cells = sum(self.cells(scenario) for scenario in self.scenarios)
        return cells * len(self.arms) * self.runs

    def case(self, scenario: str, arm: str, settings: tuple[str, ...] = ()) -> Case:
        """A scenario in an arm, with the settings that factors ask for at a point.

        Made when first asked for. Raises UserError if the settings do not go together.
        """
        scene = self.scenes[scenario]
        if not settings:
            return scene.cases[arm]
        kept, key = self._memory.cases, (scenario, arm, settings)
        if key not in kept:
            lever = self.arm(arm)
            given = (*lever.settings, *settings)
            kept[key] = complete(scene.written, given, over=lever.over)
            while len(kept) > MOST_KEPT:
                kept.popitem(last=False)
        kept.move_to_end(key)
        return kept[key]

    def arm(self, name: str) -> Arm:
        """The arm of a name. Raises KeyError if there is none."""
        for arm in self.arms:
            if arm.name == name:
                return arm
        raise KeyError(name)

    def redesigned(
        self, design: Design, runs: int, scenes: Mapping[str, Scene] | None = None
    ) -> Experiment:
        """The same arms at other points, with so many runs at each."""
        kept = self.scenes if scenes is None else scenes
        return replace(self, design=design, runs=runs, scenes=kept, _memory=_Memory())

    def canonical(self) -> str:
        """A text of everything that the results of a run depend on: JSON with sorted keys.

        Not in it: how many runs there are, where files lie, the wording of questions and titles,
        which outcomes are asked for, and the evidence for numbers. Experiments with the same text
        give the same rows, and may continue one store.
        """
        return canonical_text(self)

    def describe(self) -> dict[str, Any]:
        """The experiment in plain values, for those who read results: see `sim.archive`."""
        from sim.experiment.identity import description

        return description(self)
