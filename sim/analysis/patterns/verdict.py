"""The verdict on a pattern, and how it is kept beside the runs that it rests on."""

from __future__ import annotations

import csv
import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from sim.analysis.patterns.judging import Judged
from sim.analysis.patterns.pattern import Pattern
from sim.scenario.problems import Problem, UserError

FILE, DRAWS_FILE = "verdict.json", "draws.csv"
PASSES, FAILS = "passes", "fails"


@dataclass(frozen=True)
class Verdict:
    """What became of a pattern: what it claims, every test with its result, and from what.

    `runs` are those at each of the `points`, `median` those at the prior median, in each arm.
    `pattern` is the SHA-256 of the file that fixed the tests, `engine` that of the source.
    """

    key: str
    title: str
    claim: str
    source: str
    kind: str
    mechanism: str
    note: str
    quick: bool
    points: int
    runs: int
    median: int
    days: int
    pattern: str
    engine: str
    tests: tuple[Judged, ...]

    @property
    def passes(self) -> bool:
        """Whether every test did."""
        return all(test.passes for test in self.tests)

    @property
    def word(self) -> str:
        """`passes` or `fails`."""
        return PASSES if self.passes else FAILS

    @property
    def headline(self) -> Judged:
        """The first effect, which tables tell; the first test if there is none."""
        effects = [test for test in self.tests if test.role == "effect"]
        return (effects or list(self.tests))[0]

    @property
    def controls(self) -> tuple[Judged, ...]:
        """The tests with the mechanism off."""
        return tuple(test for test in self.tests if test.role == "control")

    @property
    def needs(self) -> int:
        """Runs at the prior median that would decide what is not decided; 0 if nothing is."""
        return max(test.needs for test in self.tests)


def digest_of(text: str) -> str:
    """SHA-256 of a pattern's file."""
    return hashlib.sha256(text.encode()).hexdigest()


def keep(verdict: Verdict, folder: Path) -> None:
    """Write `verdict.json` and the value in every draw as `draws.csv`."""
    folder.mkdir(parents=True, exist_ok=True)
    told = asdict(verdict)
    for test in told["tests"]:
        del test["each"]
    plain = {**_plain(told), "verdict": verdict.word}
    text = json.dumps(plain, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    (folder / FILE).write_text(text, encoding="utf-8")
    with (folder / DRAWS_FILE).open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["test", "draw", "value"])
        for test in verdict.tests:
            for draw, value in enumerate(test.each):
                writer.writerow([test.name, draw, "" if math.isnan(value) else f"{value:.6g}"])


def stored(folder: Path) -> Verdict | None:
    """The verdict kept in a folder, without the single draws; None if there is none.

    Raises UserError if it cannot be read.
    """
    path = folder / FILE
    if not path.is_file():
        return None
    try:
        told: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        tests = tuple(_test(entry) for entry in told["tests"])
        names = [field.name for field in fields(Verdict) if field.name != "tests"]
        return Verdict(**{name: told[name] for name in names}, tests=tests)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        hint = "judge it anew with `parley validate`"
        raise UserError(Problem("is no verdict on a pattern", str(path), hint=hint)) from None


def sizes_in(folder: Path) -> set[bool]:
    """Whether the verdicts below a folder are quick looks, each; unreadable ones are left out."""
    found = set()
    for path in folder.glob(f"*/{FILE}"):
        try:
            verdict = stored(path.parent)
        except UserError:
            continue
        if verdict is not None:
            found.add(verdict.quick)
    return found


def stored_in(folder: Path, keys: Sequence[str] = ()) -> list[Verdict]:
    """Every verdict below a folder by key, those of `keys` first and in their order."""
    found = {path.parent.name: path.parent for path in sorted(folder.glob(f"*/{FILE}"))}
    order = [key for key in keys if key in found] + [key for key in found if key not in keys]
    return [verdict for key in order if (verdict := stored(found[key])) is not None]


def of_pattern(
    pattern: Pattern,
    tests: Sequence[Judged],
    *,
    quick: bool,
    points: int,
    runs: int,
    median: int,
    days: int,
    engine: str,
) -> Verdict:
    """The verdict on a pattern from its tests and the size of what they rest on."""
    said = pattern.said
    return Verdict(
        pattern.key,
        pattern.experiment.title,
        _line(said.claim),
        _line(said.source),
        said.kind,
        _line(said.mechanism),
        _line(said.note or ""),
        quick,
        points,
        runs,
        median,
        days,
        digest_of(pattern.text),
        engine,
        tuple(tests),
    )


def _line(text: str) -> str:
    return " ".join(text.split())


def _plain(part: Any) -> Any:
    """Numbers as a file has them: six digits, infinite ones as words, NaN as null."""
    if isinstance(part, float):
        if math.isnan(part):
            return None
        return float(f"{part:.6g}") if math.isfinite(part) else str(part)
    if isinstance(part, Mapping):
        return {name: _plain(entry) for name, entry in part.items()}
    return [_plain(entry) for entry in part] if isinstance(part, list | tuple) else part


def _test(told: Mapping[str, Any]) -> Judged:
    numbers = ("value", "low", "high", "lowest", "highest", "right", "wrong", "inside")
    read = {name: math.nan if told[name] is None else float(told[name]) for name in numbers}
    return Judged(**{**told, **read, "each": ()})
