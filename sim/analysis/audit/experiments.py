"""The experiments of an audit, made from a scenario instead of being read from a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.analysis.audit.ground import Ground
from sim.analysis.audit.layout import Crossed, Floats, Layout, Scattered
from sim.experiment.arm import AS_IT_IS, Arm
from sim.experiment.experiment import Experiment
from sim.experiment.factor import Factor
from sim.experiment.points import Points
from sim.experiment.scene import Scene
from sim.experiment.schema import Design
from sim.scenario.case import Case
from sim.scenario.load import Written
from sim.scenario.varied import varied

ASKED = (
    "deaths",
    "recorded_incidents",
    "operations",
    "major_war",
    "meetings_held",
    "best_agreement",
    "ceasefires_signed",
)
"""Outcomes that an audit looks at."""
OWN_LUCK = "latin-hypercube"
NO_LAYOUT = Scattered(1, 1)


@dataclass(frozen=True)
class Laid(Experiment):
    """An experiment of one scenario whose points lie as a layout says, each with its own luck."""

    layout: Layout = NO_LAYOUT

    def cells(self, scenario: str) -> int:
        """How many points there are."""
        return self.layout.points

    def units(self, scenario: str) -> Floats:
        """The points in the unit cube, (cells, factors)."""
        return self.layout.units(self.factors(scenario), self.seed)

    def points(self, scenario: str) -> Points:
        """The values of the factors at each point."""
        known = self._memory.points
        if scenario not in known:
            factors = self.factors(scenario)
            columns = zip(factors, self.units(scenario).T, strict=True)
            values = tuple(factor.at(column) for factor, column in columns)
            known[scenario] = Points(factors, values, self.layout.points)
        return known[scenario]

    def case(self, scenario: str, arm: str, settings: tuple[str, ...] = ()) -> Case:
        """The scenario in an arm with the numbers that are in no table set to those of a point.

        All settings are numbers within their ranges, so that nothing has to be checked anew.
        """
        case = self.scenes[scenario].cases[arm]
        if not settings:
            return case
        kept, key = self._memory.cases, (scenario, arm, settings)
        if key not in kept:
            pairs = (setting.partition("=") for setting in settings)
            kept[key] = varied(case, {path: float(value) for path, _, value in pairs})
        return kept[key]

    def canonical(self) -> str:
        """The text of an experiment, and how its points are laid."""
        return f"{super().canonical()}\n{_told(self.layout)}"


def shares_experiment(
    written: Written, ground: Ground, blocks: int, runs: int, variants: int, seed: int
) -> Laid:
    """All numbers with a range vary: assumed ones crossed with documented and inferred ones.

    Without `variants`, those that are in no table of the engine stay as given.
    """
    assumed = frozenset(path for path, group in ground.groups().items() if group == "assumed")
    layout = Crossed(blocks, variants, assumed)
    factors = _moved(ground.factors("assumed", "known"), variants)
    return _laid("shares", written, ground, factors, layout, runs, seed)


def statements_experiment(
    written: Written, ground: Ground, points: int, runs: int, variants: int, seed: int
) -> Laid:
    """All assumed numbers with a range vary, the others stay as given; see `shares_experiment`."""
    layout = Scattered(points, min(points, variants))
    factors = _moved(ground.factors("assumed"), variants)
    return _laid("statements", written, ground, factors, layout, runs, seed)


def _moved(factors: tuple[Factor, ...], variants: int) -> tuple[Factor, ...]:
    return tuple(factor for factor in factors if factor.numeric or variants)


def given_experiment(
    written: Written, ground: Ground, arms: Mapping[str, Case], runs: int, seed: int
) -> Experiment:
    """The scenario as it is given, and in further arms as cases by name have it."""
    cases = {AS_IT_IS: ground.case, **arms}
    scene = Scene(written, cases, (), dict.fromkeys(cases, ()))
    design = Design.model_validate({"kind": "none"})
    return Experiment(**_parts("as-given", written, ground, scene, design, runs, seed))


def _laid(
    name: str,
    written: Written,
    ground: Ground,
    factors: tuple[Factor, ...],
    layout: Layout,
    runs: int,
    seed: int,
) -> Laid:
    design = Design.model_validate({"kind": OWN_LUCK, "points": layout.points})
    varies = {AS_IT_IS: (True,) * len(factors)}
    scene = Scene(written, {AS_IT_IS: ground.case}, factors, varies)
    parts = _parts(name, written, ground, scene, design, runs, seed)
    return Laid(**parts, layout=layout)


def _parts(
    name: str,
    written: Written,
    ground: Ground,
    scene: Scene,
    design: Design,
    runs: int,
    seed: int,
) -> dict[str, Any]:
    """The parts of an experiment of one scenario."""
    documented = tuple(f"documented.{key}" for key in ground.case.scenario.documented)
    return {
        "name": f"audit-{written.name}-{name}",
        "path": written.path,
        "title": f"Audit of {ground.case.scenario.title}",
        "question": "What do the results of this scenario rest on?",
        "source": None,
        "seed": seed,
        "runs": runs,
        "scenarios": (written.name,),
        "arms": tuple(Arm(arm, _title(arm)) for arm in scene.cases),
        "baseline": AS_IT_IS,
        "outcomes": (*ASKED, *documented),
        "until": None,
        "bands": "none",
        "design": design,
        "inputs": written.inputs,
        "scenes": {written.name: scene},
    }


def _title(name: str) -> str:
    return "As it is given" if name == AS_IT_IS else f"As {name.replace('_', ' ')} codes it"


def _told(layout: Layout) -> str:
    if isinstance(layout, Crossed):
        return f"crossed {layout.blocks} {layout.variants} {sorted(layout.moved)}"
    return f"scattered {layout}"
