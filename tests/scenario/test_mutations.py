"""Whatever becomes of a scenario's text, reading it ends in a case or in located problems."""

from __future__ import annotations

import os
import random
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario.case import Case
from sim.scenario.load import load
from sim.scenario.problems import UserError

from .broken import VALLEY

SCALARS = (
    "",
    "~",
    "no",
    "yes",
    "0",
    "-1",
    "1e999",
    ".nan",
    "1:30",
    "010",
    "2030-02-31",
    "2030-05-05",
    "'",
    '"',
    "[",
    "]",
    "{",
    "}",
    "[]",
    "{}",
    "- a",
    "&a",
    "*a",
    "!!x y",
    "%",
    "@",
    "`",
    "|",
    ">",
    ": ",
    "#",
    "\t",
    "---",
    "...",
    "? ",
    "<<: x",
    "norland",
    "valley",
    "\u2028",
    "\U0001f600",
    "9" * 30,
    "a.b.c",
    "rung > 1",
    "losses(",
    "null",
    "true",
    "x" * 3000,
)
MANY = int(os.environ.get("PARLEY_MUTATIONS", "160"))


def outcome(text: str) -> Case | UserError:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "x.yaml"
        file.write_bytes(text.encode("utf-8", "replace"))
        try:
            return load(file)
        except UserError as error:
            return error


def hold(text: str) -> bool:
    """Whether the text was read; if not, the problems must be fit to be shown."""
    result = outcome(text)
    if isinstance(result, Case):
        return True
    assert any(not problem.warning for problem in result.problems)
    for problem in result.problems:
        assert problem.file
        assert problem.message
        assert "does not fit here" not in problem.message
        assert len(problem.render()) < 5000
    whole_file = ("is empty", "says nothing", "binary", "UTF-8")
    assert any(p.line for p in result.problems) or any(
        word in result.problems[0].message for word in whole_file
    )
    return False


def mutated(chance: random.Random) -> str:
    lines = VALLEY.splitlines(keepends=True)
    for _ in range(chance.choice((1, 1, 1, 2, 5))):
        place = chance.randrange(len(lines))
        line = lines[place]
        match chance.randrange(9):
            case 0:
                lines[place] = ""
            case 1:
                lines.insert(place, line)
            case 2:
                cut = chance.randrange(len(line) + 1)
                lines[place] = line[:cut] + chance.choice(SCALARS) + line[cut:]
            case 3:
                key, colon, _ = line.partition(": ")
                lines[place] = key + (colon or ": ") + chance.choice(SCALARS) + "\n"
            case 4:
                lines[place] = line.lstrip(" ") if chance.random() < 0.5 else "  " + line
            case 5:
                cut = chance.randrange(len(line) + 1)
                lines[place] = line[:cut] + line[cut + 1 :]
            case 6:
                other = chance.randrange(len(lines))
                lines[place], lines[other] = lines[other], line
            case 7:
                lines[place] = line[: chance.randrange(len(line) + 1)]
            case _:
                words = line.split()
                if words:
                    lines[place] = line.replace(chance.choice(words), chance.choice(SCALARS), 1)
    return "".join(lines)


@pytest.mark.parametrize("block", range(4))
def test_mutated_lines(block: int) -> None:
    chance = random.Random(1000 + block)
    read = [hold(mutated(chance)) for _ in range(MANY // 4)]
    assert not all(read)
    assert any(read)


@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    assert not hold(text)


@given(st.integers(0, len(VALLEY) - 1), st.integers(0, 40), st.text(max_size=8))
def test_any_stretch_replaced(start: int, length: int, text: str) -> None:
    hold(VALLEY[:start] + text + VALLEY[start + length :])


@given(st.text(max_size=60), st.text(max_size=30))
def test_any_setting(path: str, value: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "x.yaml"
        file.write_text(VALLEY, encoding="utf-8")
        with pytest.raises(UserError):
            load(file, [f"{path}={value}"])


PATHS = (
    "parties.norland.capability",
    "title",
    "timeline.1.date",
    "rules.decay",
    "period",
    "parties.norland",
    "timeline",
    "fronts.valley_line.between.1",
    "mechanisms.trust",
    "parties.norland.positions.valley",
    "timeline.distraction.effects.1",
    "sources",
)


WORDS = st.text(max_size=10)
VALUES = st.one_of(
    st.sampled_from(SCALARS), WORDS, st.builds("{}{}".format, st.sampled_from(SCALARS), WORDS)
)


@given(st.sampled_from(PATHS), VALUES)
def test_any_value(path: str, value: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "x.yaml"
        file.write_text(VALLEY, encoding="utf-8")
        with suppress(UserError):
            load(file, [f"{path}={value}"])
