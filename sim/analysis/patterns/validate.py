"""Validating patterns: run what is missing, judge every test, keep the verdicts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from sim.analysis.patterns.carrying_out import DRAWS, MEDIAN, Carried, Heard, carry_out, parts_of
from sim.analysis.patterns.estimate import samples_of
from sim.analysis.patterns.judging import judge
from sim.analysis.patterns.pattern import Pattern, load_pattern
from sim.analysis.patterns.verdict import Verdict, keep, of_pattern
from sim.archive.answers import open_archive
from sim.batch.described import engine_digest
from sim.batch.executors.executor import Executor
from sim.batch.simulation import Simulation
from sim.scenario.problems import Problem, UserError, did_you_mean, listed

if TYPE_CHECKING:
    from sim.archive.writer import Existing

PATTERNS = Path("experiments") / "patterns"
"""Where patterns are, seen from the folder that commands are given in."""
ORDER = (
    *("style-reversal", "crossing-survival", "selection-paradox", "style-intensity"),
    *("empty-messages", "too-many-cooks", "ripeness", "commitment"),
    *("ceasefire-design", "troops-not-observers", "self-excitation", "severity-tail"),
)
"""The order in which the patterns that ship are told; others follow by name."""


def pattern_files(keys: Sequence[str], folder: Path = PATTERNS) -> list[Path]:
    """The files of patterns named by key, or by path if they end in `.yaml`; all without any.

    Raises UserError with every key that there is no pattern for.
    """
    known = {path.stem: path for path in sorted(folder.glob("*.yaml"))}
    order = [key for key in ORDER if key in known] + [key for key in known if key not in ORDER]
    if not keys and not known:
        message = "there is no folder with patterns here"
        raise UserError(Problem(message, str(folder), hint="name files: `parley validate FILE`"))
    wrong, found = [], []
    for key in keys or order:
        if key.endswith((".yaml", ".yml")):
            found.append(Path(key))
        elif key in known:
            found.append(known[key])
        else:
            hint = did_you_mean(key, known) or f"there are {listed(order)}"
            wrong.append(Problem(f"there is no pattern `{key}`", str(folder), hint=hint))
    if wrong:
        raise UserError(wrong)
    return list(dict.fromkeys(found))


def load_patterns(files: Sequence[Path]) -> list[Pattern]:
    """All patterns, or every problem of every file."""
    found: list[Pattern] = []
    wrong: list[Problem] = []
    for file in files:
        try:
            found.append(load_pattern(file))
        except UserError as error:
            wrong.extend(error.problems)
    keys = [pattern.key for pattern in found]
    twice = [key for place, key in enumerate(keys) if key in keys[:place]]
    wrong += [Problem(f"two patterns are called `{key}`", key) for key in twice]
    if wrong:
        raise UserError(wrong)
    return found


def waiting(verdicts: Sequence[Verdict], folder: Path = PATTERNS) -> dict[str, tuple[str, str]]:
    """Claim and note of the patterns of a folder that have no verdict, by key."""
    judged = {verdict.key for verdict in verdicts}
    files = [path for path in pattern_files((), folder) if path.stem not in judged]
    said = {
        path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))["pattern"] for path in files
    }
    return {
        key: (" ".join(part["claim"].split()), " ".join(part.get("note", "").split()))
        for key, part in said.items()
    }


def validate(
    patterns: Sequence[Pattern],
    folder: Path,
    executor: Executor,
    *,
    quick: bool = False,
    existing: Existing = "continue",
    heard: Heard = lambda rows: None,
    begun: Callable[[Carried], None] = lambda carried: None,
    judged: Callable[[Verdict], None] = lambda verdict: None,
) -> list[Verdict]:
    """Carry out patterns and judge them; everything is kept in a folder of each one's name.

    `quick` takes the smaller design that each pattern states; `judged` is told each verdict as
    soon as the runs for it are there. Raises UserError where an archive cannot be used, or if
    some runs failed.
    """
    verdicts: dict[int, Verdict] = {}

    def complete(place: int) -> None:
        pattern = patterns[place]
        verdicts[place] = _judged(pattern, folder / pattern.key, quick)
        judged(verdicts[place])

    groups = [
        tuple(parts_of(pattern, folder / pattern.key, quick).values()) for pattern in patterns
    ]
    carried = carry_out(groups, executor, existing, heard, begun, complete)
    if carried.failed:
        message = f"{len(carried.failed)} lots of runs failed, the first with {carried.failed[0]}"
        hint = "the same command tries again only what failed or is missing"
        raise UserError(Problem(message, str(folder), hint=hint))
    return [verdict for _, verdict in sorted(verdicts.items())]


def _judged(pattern: Pattern, folder: Path, quick: bool) -> Verdict:
    columns = pattern.columns
    drawn = samples_of(open_archive(folder / DRAWS), columns)
    middle = samples_of(open_archive(folder / MEDIAN), columns)[0]
    simulation = Simulation(pattern.experiment)
    verdict = of_pattern(
        pattern,
        [judge(test, drawn, middle) for test in pattern.tests],
        quick=quick,
        points=len(drawn),
        runs=drawn[0].runs,
        median=middle.runs,
        days=max(simulation.days(name) for name in pattern.experiment.scenarios),
        engine=engine_digest(),
    )
    keep(verdict, folder)
    return verdict
