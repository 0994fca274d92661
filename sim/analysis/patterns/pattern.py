"""A pattern: an experiment with the regularity that it tests, read and checked."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sim.analysis.patterns.statistics as known_statistics
from sim.analysis.patterns.condition import read
from sim.analysis.patterns.series import KEYS as SERIES
from sim.analysis.patterns.statistic import STATISTICS, Statistic
from sim.experiment.answers import outcome_keys
from sim.experiment.experiment import Experiment
from sim.experiment.load import load_experiment
from sim.experiment.reading import read_experiment
from sim.experiment.schema import Expectation, Regularity
from sim.scenario.findings import Findings
from sim.scenario.places import Path as Steps
from sim.scenario.problems import Problem, UserError, did_you_mean, in_order, listed

assert known_statistics.__all__, "importing them registers their words"

FIXED = ("arms", "outcome", "given")
"""Fields of a statistic that a test has keys of its own for."""


@dataclass(frozen=True)
class Test:
    """A prediction by its name, with the statistic that it is judged by."""

    __test__ = False  # not one of pytest's

    name: str
    said: Expectation
    statistic: Statistic

    @property
    def drawn(self) -> bool:
        """Whether it is looked for in the draws as well: only an effect is."""
        return self.said.role == "effect"

    @property
    def reads(self) -> tuple[str, ...]:
        """The outcomes that it needs."""
        texts = [str(getattr(self.statistic, field)) for field in self.statistic.READS]
        return tuple(column for text in texts if text for column in read(text).columns)


@dataclass(frozen=True)
class Pattern:
    """A regularity: its experiment over the priors, and its tests in their order.

    `text` is the file, which results must have been made with.
    """

    key: str
    experiment: Experiment
    said: Regularity
    tests: tuple[Test, ...]

    @property
    def text(self) -> str:
        """The file that says it."""
        return self.experiment.inputs[0].text

    @property
    def columns(self) -> tuple[str, ...]:
        """The outcomes that its tests read."""
        return tuple(dict.fromkeys(column for test in self.tests for column in test.reads))


def load_pattern(path: Path) -> Pattern:
    """The pattern of a file. Raises UserError with everything that is wrong with it."""
    experiment = load_experiment(path)
    said = experiment.pattern
    if said is None:
        hint = "add `pattern:` with claim, source, kind, mechanism and tests"
        raise UserError(Problem("says no pattern that it tests", str(path), hint=hint))
    findings = read_experiment(path).findings
    _check_design(experiment, findings)
    tests = [_test(name, entry, experiment, findings) for name, entry in said.tests.items()]
    if findings.problems:
        raise UserError(in_order(findings.problems))
    kept = tuple(test for test in tests if test is not None)
    return Pattern(path.stem, dataclasses.replace(experiment, bands="none"), said, kept)


def _check_design(experiment: Experiment, findings: Findings) -> None:
    if experiment.design.common_luck:
        message = f"is {experiment.design.kind}, but a pattern draws its points from the priors"
        findings.add(("design", "kind"), message, "take a latin-hypercube")


def _test(name: str, said: Expectation, experiment: Experiment, findings: Findings) -> Test | None:
    where = ("pattern", "tests", name)
    kind = STATISTICS.get(said.statistic)
    if kind is None:
        hint = did_you_mean(said.statistic, STATISTICS) or f"known are {listed(STATISTICS)}"
        findings.add((*where, "statistic"), f": `{said.statistic}` is no statistic", hint)
        return None
    _check_arms(where, said, kind, experiment, findings)
    if said.role == "effect" and said.direction is None:
        message = "lacks a direction, which the draws are held against"
        findings.add(where, message, "add `direction: above` or `below`", key=True)
    fields = {field.name: field for field in dataclasses.fields(kind)}
    given = _given(where, said, fields, findings)
    if findings.touch(where):
        return None
    test = Test(name, said, kind(**given))
    return test if _readable(where, test, experiment, findings) else None


def _check_arms(
    where: Steps,
    said: Expectation,
    kind: type[Statistic],
    experiment: Experiment,
    findings: Findings,
) -> None:
    known = arm_names(experiment)
    for place, arm in enumerate(said.arms):
        if arm not in known:
            hint = did_you_mean(arm, known) or f"there are {listed(known)}"
            findings.add((*where, "arms", place), f": `{arm}` is no arm", hint)
    if len(said.arms) < kind.FEWEST_ARMS:
        message = f"are {len(said.arms)}; `{said.statistic}` compares {kind.FEWEST_ARMS}"
        findings.add((*where, "arms"), message)


def arm_names(experiment: Experiment) -> tuple[str, ...]:
    """What tests call the arms: their names, or `scenario/arm` if there are several scenarios."""
    arms = tuple(arm.name for arm in experiment.arms)
    if len(experiment.scenarios) == 1:
        return arms
    return tuple(f"{scenario}/{arm}" for scenario in experiment.scenarios for arm in arms)


def _given(
    where: Steps,
    said: Expectation,
    fields: Mapping[str, dataclasses.Field[Any]],
    findings: Findings,
) -> dict[str, Any]:
    """The values of a statistic's fields that a test states."""
    given: dict[str, Any] = {"arms": tuple(said.arms)}
    for name in ("outcome", "given"):
        text = getattr(said, name)
        if text is None:
            continue
        if name in fields:
            given[name] = text
        else:
            findings.add((*where, name), f"means nothing to `{said.statistic}`", key=True)
    options = [name for name in fields if name not in FIXED]
    for name, value in said.options.items():
        if name not in options:
            hint = did_you_mean(name, options) or f"it takes {listed(options) or 'none'}"
            findings.add((*where, "options", name), "is no option", hint, key=True)
            continue
        given[name] = tuple(value) if isinstance(value, list) else value
    for name, field in fields.items():
        needed = field.default is dataclasses.MISSING
        if needed and name not in given:
            place = "options" if name in options else "test"
            findings.add(where, f"lacks `{name}`, an entry of the {place}", key=True)
    return given


def _readable(where: Steps, test: Test, experiment: Experiment, findings: Findings) -> bool:
    cases = {
        scenario: {arm.name: experiment.cases[scenario, arm.name] for arm in experiment.arms}
        for scenario in experiment.scenarios
    }
    series = SERIES if experiment.pattern is not None and experiment.pattern.series else ()
    known = [*outcome_keys(cases), *series]
    try:
        columns = test.reads
    except ValueError as error:
        findings.add(where, f": {error}")
        return False
    for column in columns:
        if column not in known:
            hint = did_you_mean(column, known)
            findings.add(where, f": `{column}` is not an outcome of a run", hint)
    return not findings.touch(where)
