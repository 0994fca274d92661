"""Finding the scenarios that an experiment names, and reading them in every arm."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from sim.experiment.arm import Arm
from sim.experiment.carets import Place, told_in_file
from sim.experiment.numbers import Numbers
from sim.scenario.case import Case
from sim.scenario.load import Written, complete
from sim.scenario.problems import Problem, UserError, did_you_mean, listed

ENDINGS = (".yaml", ".yml")
LEVELS_UP = 2
"""How far above an experiment's folder `scenarios/` may lie: `experiments/patterns/` has two."""


def resolve(name: str, folder: Path) -> Path | None:
    """The file of a scenario: beside the experiment first, then in `scenarios/` above."""
    for place in places(folder):
        for ending in ("", *ENDINGS):
            path = Path(os.path.normpath(place / f"{name}{ending}"))
            if _is_file(path):
                return path
    return None


def places(folder: Path) -> tuple[Path, ...]:
    """The folders in which scenarios are looked for."""
    above = [folder / "/".join([".."] * (n + 1)) / "scenarios" for n in range(LEVELS_UP)]
    return (folder, *above)


def available(folder: Path) -> list[str]:
    """The names of scenarios that could have been meant."""
    names: list[str] = []
    for place in places(folder)[1:]:
        try:
            names += sorted(path.stem for path in place.iterdir() if path.suffix in ENDINGS)
        except OSError:
            continue
    return names


def suggestion(name: str, folder: Path) -> str:
    """How to mend the name of a scenario that is not there."""
    known = available(folder)
    near = did_you_mean(name, known)
    if near is not None:
        return near
    return f"known are {listed(known)}" if known else "write its path from this file"


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


class Complaints:
    """Problems of scenarios under arms; one that some scenarios have and others not says whose.

    `file` is the experiment's, and `settings` says where its settings stand: what is located
    there may concern several scenarios.
    """

    def __init__(self, file: str, settings: Mapping[str, Place]) -> None:
        self.file = file
        self.settings = settings
        self._found: dict[str, list[Problem]] = {}
        self._hushed: dict[str, frozenset[str]] = {}

    def add(self, scenario: str, problems: Iterable[Problem]) -> None:
        """Take the problems of one scenario, those of settings told where the file has them."""
        hushed = self._hushed.get(scenario, frozenset())
        told = told_in_file(problems, self.settings)
        found = self._found.setdefault(scenario, [])
        found += [problem for problem in told if problem.message not in hushed]

    def hush(self, scenario: str) -> None:
        """Tell nothing again that is known of a scenario, though an arm moves it elsewhere."""
        self._hushed[scenario] = frozenset(p.message for p in self._found.get(scenario, ()))

    def told(self, scenarios: Sequence[str]) -> list[Problem]:
        """All problems, each once."""
        whose: dict[Problem, list[str]] = {}
        for scenario, problems in self._found.items():
            for problem in dict.fromkeys(problems):
                whose.setdefault(problem, []).append(scenario)
        return [
            replace(problem, message=f"{problem.message}, in {listed(names)}")
            if problem.file == self.file and len(names) < len(scenarios)
            else problem
            for problem, names in whose.items()
        ]


def in_arms(written: Written, arms: Sequence[Arm], complaints: Complaints) -> Numbers | None:
    """A scenario in every arm that has no problems; None if it has problems as it is."""
    plain = _case(written, Arm("", ""), complaints)
    if plain is None:
        complaints.hush(written.name)
    cases = {
        arm.name: case
        for arm in arms
        if (case := plain if arm.changes_nothing else _case(written, arm, complaints)) is not None
    }
    if plain is None:
        return None
    return Numbers(plain, [arm for arm in arms if arm.name in cases], cases)


def _case(written: Written, arm: Arm, complaints: Complaints) -> Case | None:
    try:
        case = complete(written, arm.settings, over=arm.over)
    except UserError as error:
        complaints.add(written.name, error.problems)
        return None
    complaints.add(written.name, case.warnings)
    return case
