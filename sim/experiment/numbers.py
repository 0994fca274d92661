"""The numbers of a scenario in all arms of an experiment: which can vary, and within what."""

from __future__ import annotations

import math
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sim.experiment.arm import Arm
from sim.scenario.case import Case
from sim.scenario.defaults import read_rulebooks
from sim.scenario.evidence import Evidence, evidence
from sim.scenario.forms import Form, Number, Record, inner_form
from sim.scenario.schema import Scenario

IN_TABLES = (
    "issues",
    "parties",
    "mediators",
    "formats",
    "peacekeepers",
    "fronts",
    "agreements",
    "behaviour",
    "stances",
)
"""Sections whose numbers may differ between the runs of one block."""
HISTORY = "documented"
"""What happened is held against the model, and never varied."""


@dataclass(frozen=True)
class Bounds:
    """The values that a number may take, and its unit."""

    low: float = -math.inf
    high: float = math.inf
    unit: str | None = None


@dataclass(frozen=True)
class Numbers:
    """Every number of a scenario: as it is, and as the arms of an experiment have it."""

    plain: Case
    arms: Sequence[Arm]
    cases: Mapping[str, Case]

    @cached_property
    def known(self) -> Mapping[str, Evidence]:
        """The numbers by path: those of the scenario, then those that arms add."""
        found = dict(self._own)
        for case in self.cases.values():
            if case is not self.plain:
                for number in evidence(case):
                    # Places in another timeline are not those of the scenario's own.
                    if number.path.split(".")[0] not in {HISTORY, "timeline"}:
                        found.setdefault(number.path, number)
        return found

    @cached_property
    def _own(self) -> Mapping[str, Evidence]:
        return {
            number.path: number
            for number in evidence(self.plain)
            if number.path.split(".")[0] != HISTORY
        }

    @cached_property
    def _of_arm(self) -> Mapping[str, frozenset[str]]:
        own = frozenset(number.path for number in evidence(self.plain))
        return {
            name: own if case is self.plain else frozenset(one.path for one in evidence(case))
            for name, case in self.cases.items()
        }

    def varies(self, path: str) -> tuple[bool, ...]:
        """In which arms a number can vary: where it is, and where the arm has not decided it.

        What an arm adds to the scenario can vary in that arm.
        """
        return tuple(
            path in self._of_arm[arm.name] and not (path in self._own and arm.decides(path))
            for arm in self.arms
        )

    def kept(self, moved: Container[str]) -> tuple[str, ...]:
        """The assumed numbers with a stated range that are not among those that are moved."""
        return tuple(
            path
            for path, number in self.known.items()
            if number.quantity.confidence == "assumed"
            and number.quantity.range is not None
            and number.quantity.range[0] < number.quantity.range[1]
            and path not in moved
        )


def in_tables(path: str) -> bool:
    """Whether the number at a path may differ between runs of one block."""
    return path.split(".")[0] in IN_TABLES and ".renewal." not in path


def bounds_of(path: str) -> Bounds:
    """What the schema and the rulebook let a number be; unlimited where they do not say."""
    section, *steps = path.split(".")
    parameter = read_rulebooks().parameters.get(steps[0]) if section == "behaviour" else None
    if parameter is not None:
        return Bounds(*parameter.limits, parameter.unit or None)
    form: Form | None = Record(Scenario)
    for step in (section, *steps):
        form = None if form is None else inner_form(form, step, None)
    if not isinstance(form, Number):
        return Bounds()
    low = -math.inf if form.low is None else form.low
    high = math.inf if form.high is None else form.high
    return Bounds(low, high, form.unit or None)


def label_of(path: str) -> str:
    """What a number is called where nobody has given it a name."""
    steps = [step.replace("_", " ") for step in path.split(".")]
    return ", ".join(steps[1:] or steps)
