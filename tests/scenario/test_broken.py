"""Each kind of mistake gives one message, in the right place, that says how to mend it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.scenario.load import load
from sim.scenario.problems import Problem, UserError

from .broken import BROKEN, VALLEY, Broken

JARGON = re.compile(
    r"dict\b|valid (list|dictionary|string|integer|tuple)|Input should|type=|str\b|NoneType|"
    r"object at|Traceback|pydantic|Value error|Extra inputs|Field required|<block|token"
)


def problems_of(path: Path, text: str) -> tuple[Problem, ...]:
    file = path / "valley.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UserError) as caught:
        load(file)
    return caught.value.problems


def test_there_are_many_and_their_names_differ() -> None:
    assert len(BROKEN) >= 140
    assert len({broken.name for broken in BROKEN}) == len(BROKEN)


def test_the_template_is_fine(tmp_path: Path) -> None:
    file = tmp_path / "valley.yaml"
    file.write_text(VALLEY, encoding="utf-8")
    case = load(file)
    assert case.name == "valley"
    assert case.warnings == ()


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.name)
def test_one_problem_in_its_place(broken: Broken, tmp_path: Path) -> None:
    found = problems_of(tmp_path, broken.text)
    said = "\n".join(problem.render() for problem in found)
    assert len(found) == 1, said
    (problem,) = found
    assert (problem.line, problem.column) == broken.place, said
    assert broken.says in said
    assert not JARGON.search(problem.message + (problem.hint or ""))
    assert problem.source_line == broken.text.splitlines()[broken.place[0] - 1]


def test_everything_at_once_in_order(tmp_path: Path) -> None:
    text = VALLEY
    for old, new in (
        ("title: The", "titel: The"),
        ("attention: 0.5", "attention: 5"),
        ("sponsor: the_envoy", "sponsor: nobody"),
        ("2030-09-20", "2032-09-20"),
        ("signed: 2010-06-15", "signed: soon"),
        ("outcome: deaths", "outcome: death"),
        ("saliences: {valley: 0.55", "saliences: {valley: 0.75"),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    found = problems_of(tmp_path, text)
    lines = [problem.line or 0 for problem in found]
    assert len(found) == 7
    assert lines == sorted(lines)


def test_a_bad_number_does_not_hide_other_mistakes_of_its_party(tmp_path: Path) -> None:
    text = VALLEY.replace("capability: {value: 1.0", "capability: {value: much", 1)
    text = text.replace("trust: {southmark: 0.2", "trust: {southmrk: 0.2", 1)
    text = text.replace("saliences: {valley: 0.5,", "saliences: {valley: 0.6,", 1)
    said = "\n".join(problem.render() for problem in problems_of(tmp_path, text))
    assert "`much`" in said
    assert "did you mean `southmark`?" in said
    assert "add up to 1.1" in said


def test_a_rendered_problem() -> None:
    problem = Problem("is odd", "a.yaml", 3, 9, "    x: {y: 1}", "did you mean `z`?")
    assert problem.render() == (
        "a.yaml:3:9: is odd; did you mean `z`?\n  3 |     x: {y: 1}\n              ^"
    )


def test_a_caret_stays_under_its_character() -> None:
    wide = Problem("m", "f", 1, 5, "名前: x").render().splitlines()
    assert wide[2].index("^") == len("  1 | ") + 2 + 2 + 1 + 1
    far = Problem("m", "f", 1, 501, "a" * 500 + "b" + "c" * 500).render().splitlines()
    assert len(far[1]) < 120
    assert far[1][far[2].index("^")] == "b"


def test_a_problem_cannot_colour_the_terminal() -> None:
    assert "\x1b" not in Problem("\x1b[31m", "\x1b", 1, 1, "\x1b[2J x").render()
