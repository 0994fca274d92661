"""A scenario may build on another, and says so where that goes wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sim.scenario.case import Case
from sim.scenario.document import parse_document
from sim.scenario.load import load
from sim.scenario.places import Origin
from sim.scenario.problems import Problem, UserError
from sim.scenario.schema import Meeting

from .broken import VALLEY


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "valley.yaml").write_text(VALLEY, encoding="utf-8")
    return tmp_path


def vary(folder: Path, text: str, name: str = "variant.yaml") -> Case:
    (folder / name).write_text("extends: valley.yaml\n" + text, encoding="utf-8")
    return load(folder / name)


def trouble(folder: Path, text: str) -> tuple[Problem, ...]:
    with pytest.raises(UserError) as caught:
        vary(folder, text)
    return caught.value.problems


def test_blocks_are_merged_and_null_removes(folder: Path) -> None:
    case = vary(
        folder,
        "title: Another\nparties:\n  norland:\n    public: {support: 0.9}\n"
        "  southmark:\n    red_lines: null\ndocumented: null\n",
    )
    scenario = case.scenario
    assert scenario.title == "Another"
    assert scenario.parties["norland"].public.support.value == 0.9
    assert scenario.parties["norland"].public.preparation.value == 0.2
    assert scenario.parties["southmark"].red_lines == {}
    assert scenario.documented == {}
    assert [file.path.name for file in case.inputs] == ["variant.yaml", "valley.yaml"]
    assert case.inputs[1].text == VALLEY


def test_lists_are_replaced(folder: Path) -> None:
    case = vary(folder, "mediators: {the_envoy: {instruments: [facilitation]}}\n")
    assert case.scenario.mediators["the_envoy"].instruments == ["facilitation"]


def test_a_new_number_does_not_keep_the_old_evidence(folder: Path) -> None:
    bare = vary(folder, "parties: {southmark: {capability: 1.5}}\n")
    capability = bare.scenario.parties["southmark"].capability
    assert (capability.value, capability.confidence, capability.source) == (1.5, "assumed", None)
    assert capability.range == (1.0, 1.7)
    outside = vary(folder, "parties: {southmark: {capability: 3}}\n")
    assert outside.scenario.parties["southmark"].capability.range is None
    whole = vary(folder, "parties: {southmark: {capability: {value: 1.5, note: why}}}\n")
    assert whole.scenario.parties["southmark"].capability.source is None
    added = vary(folder, "parties: {southmark: {capability: {note: why}}}\n")
    assert added.scenario.parties["southmark"].capability.source == "field-notes"


def test_the_timeline_is_added_to(folder: Path) -> None:
    case = vary(
        folder,
        "timeline:\n"
        "  - {id: distraction, remove: true}\n"
        "  - {date: 2030-10-01, event: Snow, id: snow}\n"
        "  - date: 2030-10-02\n    meeting: Later\n    id: autumn_meeting\n    host: the_envoy\n"
        "    participants: [norland, southmark]\n    agenda: first_steps\n",
    )
    autumn, snow = case.scenario.timeline
    assert isinstance(autumn, Meeting)
    assert (autumn.date, autumn.agenda) == (date(2030, 10, 2), "first_steps")
    assert snow.id == "snow"


def test_rules_change_by_name(folder: Path) -> None:
    case = vary(
        folder,
        "rules:\n  decay: {chance: 0.9}\n  warming: null\n  own:\n    applies_to: front\n"
        "    when: days_since('distraction') < 10\n    chance: 0.5\n"
        "    effect: {raise_rung: 1}\n    why: A test.\n",
    )
    assert case.rules["decay"].chance == "0.9"
    assert case.rules["decay"].why != ""
    assert "warming" not in case.rules
    assert set(case.scenario.rules) == {"decay", "own"}


def test_a_rule_of_the_rulebook_is_removed_although_the_base_has_rules_of_its_own(
    folder: Path,
) -> None:
    base = folder / "valley.yaml"
    base.write_text(VALLEY + "rules: {decay: {chance: 0.9}}\n", encoding="utf-8")
    case = vary(folder, "rules: {warming: null}\n")
    assert "warming" not in case.rules
    assert case.rules["decay"].chance == "0.9"
    (problem,) = trouble(folder, "rules: {warmin: null}\n")
    assert "nothing of that name to remove" in problem.message


def test_a_part_laid_over_a_scenario_is_a_variant_of_it(folder: Path) -> None:
    text = "parties:\n  southmark: {capability: 1.5, red_lines: null}\nrules: {warming: null}\n"
    over = parse_document(text, Origin("elsewhere.yaml", tuple(text.split("\n"))))
    laid, variant = load(folder / "valley.yaml", over=over), vary(folder, text)
    assert laid.scenario == variant.scenario.model_copy(update={"extends": None})
    assert (laid.name, laid.rules) == ("valley", variant.rules)
    wrong = "parties:\n  southmark: {capability: -1}\n"
    over = parse_document(wrong, Origin("elsewhere.yaml", tuple(wrong.split("\n"))))
    with pytest.raises(UserError) as caught:
        load(folder / "valley.yaml", over=over)
    (problem,) = caught.value.problems
    assert (problem.file, problem.line, problem.column) == ("elsewhere.yaml", 2, 27)


def test_a_problem_points_into_the_file_that_has_it(folder: Path) -> None:
    base = folder / "valley.yaml"
    base.write_text(VALLEY.replace("attention: 0.5", "attention: 5", 1), encoding="utf-8")
    below, above = trouble(folder, "period: {start: 2030-03-01, end: 2030-02-01}\n")
    assert {below.file, above.file} == {str(base), str(folder / "variant.yaml")}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("mediators: {the_envy: null}\n", "did you mean `the_envoy`?"),
        ("mediators: {the_envy: {attention: 0.2}}\n", "lacks the keys `name` and `instruments`"),
        ("timeline: [{id: distracton, remove: true}]\n", "did you mean `distraction`?"),
        ("timeline: [{id: distraction, remove: yes please}]\n", "an entry is removed by"),
        ("title: null\n", "lacks the key `title`"),
        ("issues: {new: {name: N, low: a, high: b, status_quo: 0}}\n", "says nothing of the issue"),
    ],
)
def test_what_cannot_be_varied(folder: Path, text: str, says: str) -> None:
    assert says in "\n".join(problem.render() for problem in trouble(folder, text))


@pytest.mark.parametrize(
    ("target", "says"),
    [
        ("nowhere.yaml", "there is no such file"),
        ("valey.yaml", "did you mean `valley.yaml`?"),
        ("circle.yaml", "goes round in a circle"),
        ("other.yaml", "goes round in a circle"),
        ("./", "is a folder"),
        ("empty.yaml", "is empty"),
    ],
)
def test_extends_leads_nowhere(folder: Path, target: str, says: str) -> None:
    (folder / "empty.yaml").write_text("", encoding="utf-8")
    (folder / "other.yaml").write_text("extends: circle.yaml\n", encoding="utf-8")
    file = folder / "circle.yaml"
    file.write_text(f"title: x\nextends: {target}\n", encoding="utf-8")
    with pytest.raises(UserError) as caught:
        load(file)
    (problem,) = caught.value.problems
    assert says in problem.render()
    assert problem.column == len("extends: ") + 1


def test_a_chain_that_is_too_long(folder: Path) -> None:
    for place in range(12):
        name = "valley.yaml" if place == 0 else f"v{place - 1}.yaml"
        (folder / f"v{place}.yaml").write_text(f"extends: {name}\n", encoding="utf-8")
    assert load(folder / "v6.yaml").scenario.title == "The Arda valley"
    with pytest.raises(UserError, match="more than 8 files"):
        load(folder / "v11.yaml")


@pytest.mark.parametrize("wrong", ["extends: [a]\n", "extends: {a: b}\n", "extends:\n"])
def test_extends_of_the_wrong_kind(folder: Path, wrong: str) -> None:
    file = folder / "x.yaml"
    file.write_text(wrong, encoding="utf-8")
    with pytest.raises(UserError):
        load(file)
