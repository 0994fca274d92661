"""Trying the settings that factors ask for, before a sweep comes upon one that does not hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from sim.experiment.arm import Arm
from sim.experiment.carets import Place, of_entry, told_in_file
from sim.experiment.entry import Entry
from sim.experiment.factor import Factor, setting
from sim.scenario.findings import Findings
from sim.scenario.load import Written, complete
from sim.scenario.places import find
from sim.scenario.problems import Problem, UserError

PROBES = (0.0, 0.381966, 1.0)
"""Places in the unit interval at which a range is tried: both ends, and no round number."""

Moved = Mapping[str, tuple[Factor, Entry]]


def try_settings(
    written: Written, arms: Sequence[Arm], moved: Moved, findings: Findings
) -> tuple[Mapping[str, tuple[bool, ...]], list[Problem]]:
    """In which arms each factor that needs settings can vary, and what is wrong with the others.

    A factor that fits no arm is wrong; one that some arm has no place for stays out of that arm.
    """
    varies: dict[str, tuple[bool, ...]] = {}
    problems: list[Problem] = []
    together = {
        arm.name: _fits(written, arm, [_texts(factor) for factor, _ in moved.values()])
        for arm in arms
        if not any(arm.decides(path) for path in moved)
    }
    for path, (factor, entry) in moved.items():
        found: list[tuple[bool, list[Problem]]] = []
        for arm in arms:
            if arm.decides(path):
                found.append((False, []))
            elif not together.get(arm.name, [None]):
                found.append((True, []))
            else:
                wrong = _fits(written, arm, [_texts(factor)])
                found.append((not wrong, wrong))
        varies[path] = tuple(fits for fits, _ in found)
        if not any(varies[path]):
            wrong = next((wrong for _, wrong in found if wrong), [])
            problems += told_in_file(wrong, _places(factor, entry, findings))
    return varies, problems


def _texts(factor: Factor) -> list[str]:
    """The settings to try for a factor."""
    if factor.levels is not None:
        return [setting(factor.path, level) for level in factor.levels]
    return [setting(factor.path, float(value)) for value in factor.at(np.array(PROBES))]


def _fits(written: Written, arm: Arm, texts: Sequence[Sequence[str]]) -> list[Problem]:
    """What is wrong with an arm under the first settings of all factors, the second, and so on."""
    problems: list[Problem] = []
    for turn in range(max(map(len, texts), default=0)):
        given = [some[min(turn, len(some) - 1)] for some in texts]
        try:
            complete(written, (*arm.settings, *given), over=arm.over)
        except UserError as error:
            problems += [problem for problem in error.problems if not problem.warning]
    return problems


def _places(factor: Factor, entry: Entry, findings: Findings) -> dict[str, Place]:
    """Where the file has what each setting of a factor was made from."""
    node, depth = find(findings.root, entry.where)
    key = findings.mark(entry.where, key=True)
    places = {}
    for place, text in enumerate(_texts(factor)):
        inner = entry.spot(("levels", place)) if factor.levels is not None else entry.where
        value, reached = find(findings.root, inner)
        known = value if reached == len(inner) else node
        places[text] = of_entry(factor.path, key if depth else findings.mark(()), known)
    return places
