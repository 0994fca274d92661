"""What reading a sound scenario gives, and on what evidence."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from sim.scenario.defaults import read_rulebooks
from sim.scenario.evidence import counts, evidence
from sim.scenario.load import load
from sim.scenario.problems import UserError

from .broken import VALLEY


def valley(tmp_path: Path, old: str = "", new: str = "") -> Path:
    assert old in VALLEY
    file = tmp_path / "valley.yaml"
    file.write_text(VALLEY.replace(old, new, 1) if old else VALLEY, encoding="utf-8")
    return file


def test_a_case_is_complete_and_frozen(tmp_path: Path) -> None:
    case = load(str(valley(tmp_path)))
    books = read_rulebooks()
    assert case.scenario.rules == {}
    assert case.scenario.behaviour == {}
    assert set(case.behaviour) == set(books.parameters)
    assert set(case.mechanisms) == set(books.meanings)
    assert all(case.mechanisms.values())
    assert {"guarded"} <= set(case.stances)
    assert "local_retaliation" in case.rules
    assert [(one.path, one.text) for one in case.inputs] == [(case.path, VALLEY)]
    with pytest.raises(dataclasses.FrozenInstanceError):
        case.__setattr__("name", "other")


def test_text_that_looks_like_something_else(tmp_path: Path) -> None:
    case = load(valley(tmp_path, "title: The Arda valley", "title: 2030"))
    assert case.scenario.title == "2030"
    assert case.scenario.sources["field-notes"].date == "2029"
    assert (
        load(valley(tmp_path, "name: Norland", "name: No")).scenario.parties["norland"].name == "No"
    )
    yes = load(valley(tmp_path, "mechanism: true", "mechanism: yes"))
    assert yes.scenario.agendas["the_whole"].mechanism is True


def test_every_number_has_a_path_that_set_takes(tmp_path: Path) -> None:
    file = valley(tmp_path)
    numbers = evidence(load(file))
    said = [one for one in numbers if one.given == "scenario"]
    assert counts(tuple(said)) == {"documented": 1, "inferred": 1, "assumed": 54}
    load(file, [f"{one.path}={one.quantity.value!r}" for one in said])
    assert {one.given for one in numbers} == {"scenario", "default", "rulebook"}
    assert "parties.norland.resolve" in {one.path for one in numbers if one.given == "default"}


def test_a_setting_counts_as_assumed(tmp_path: Path) -> None:
    case = load(valley(tmp_path), ["documented.deaths_in_spring.value=8"])
    fact = case.scenario.documented["deaths_in_spring"].value
    assert fact is not None
    assert fact.confidence == "assumed"


def test_a_value_beyond_the_usual_is_a_warning(tmp_path: Path) -> None:
    (warning,) = load(valley(tmp_path), ["behaviour.war_deaths=60"]).warnings
    assert warning.warning
    assert "outside the range 1 to 40" in warning.render()
    assert ": warning: " in warning.render()


def test_an_agent_may_garrison_for_its_principal(tmp_path: Path) -> None:
    agent = (
        "  militia:\n    name: The militia\n    principal: southmark\n    capability: 0.1\n"
        "    positions: {valley: 1, return: 1, trade: 0}\n"
        "    saliences: {valley: 1, return: 0, trade: 0}\n\nmediators:"
    )
    text = VALLEY.replace("\nmediators:", agent, 1)
    text = text.replace(
        "garrisoned_by: [norland, southmark]", "garrisoned_by: [norland, militia]", 1
    )
    file = tmp_path / "valley.yaml"
    file.write_text(text, encoding="utf-8")
    assert load(file).scenario.parties["militia"].principal == "southmark"
    file.write_text(text.replace("[norland, militia]", "[militia, southmark]"), encoding="utf-8")
    with pytest.raises(UserError, match="cannot garrison the side of `norland`"):
        load(file)


def test_a_circle_of_principals(tmp_path: Path) -> None:
    file = valley(tmp_path)
    with pytest.raises(UserError, match="goes round in a circle: norland -> southmark -> norland"):
        load(file, ["parties.norland.principal=southmark", "parties.southmark.principal=norland"])


def test_rulebooks_of_another_folder(tmp_path: Path) -> None:
    books = tmp_path / "books"
    books.mkdir()
    (books / "stances.yaml").write_text("guarded: {tolerance: 3, endurance: 0.5}\n", "utf-8")
    (books / "behaviour.yaml").write_text(
        "calm: {value: 0.2, unit: share, range: [0, 0.4], meaning: x, limits: [0, 0.5]}\n", "utf-8"
    )
    file = valley(tmp_path)
    case = load(file, ["behaviour.calm=0.3"], rulebooks=books)
    assert case.behaviour["calm"].value == 0.3
    assert case.rules == {}
    with pytest.raises(UserError, match=r"is 0.6, outside 0 to 0.5 \(share\)"):
        load(file, ["behaviour.calm=0.6"], rulebooks=books)
    (books / "stances.yaml").unlink()
    read_rulebooks.cache_clear()
    with pytest.raises(UserError, match="takes the stance `guarded`"):
        load(file, rulebooks=books)


def test_an_empty_section_leaves_the_rulebook_alone(tmp_path: Path) -> None:
    case = load(valley(tmp_path, "period:", "rules:\nbehaviour:\n  # nothing\nperiod:"))
    assert set(case.behaviour) == set(read_rulebooks().parameters)
    assert case.rules
    assert load(valley(tmp_path), ["rules=null"]).rules == {}


@pytest.mark.parametrize("setting", ["behaviour.retaliation=null", "behaviour=null"])
def test_a_parameter_cannot_be_removed(setting: str, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"`retaliation`.* cannot be removed"):
        load(valley(tmp_path), [setting])


def test_a_rule_may_read_a_parameter_and_a_bad_value_of_it_is_told_once(tmp_path: Path) -> None:
    settings = ["rules.decay.chance=1 / deescalation_time", "behaviour.deescalation_time=soon"]
    with pytest.raises(UserError) as caught:
        load(valley(tmp_path), settings)
    assert len(caught.value.problems) == 1


def test_confidence_building_without_a_measure_is_a_warning(tmp_path: Path) -> None:
    settings = ["agendas.the_whole.kinds=[cbm, statement]", "agendas.the_whole.measures=[]"]
    (warning,) = load(valley(tmp_path), settings).warnings
    assert "agendas.the_whole has the kind `cbm` without a measure" in warning.render()
    settings[1] = "agendas.the_whole.measures=[hotline]"
    assert load(valley(tmp_path), settings).warnings == ()


@pytest.mark.parametrize(
    "section", ["stances", "behaviour", "mechanisms", "rules", "parties", "mediators", "sources"]
)
def test_a_section_that_is_no_block_is_told_once(section: str, tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        load(valley(tmp_path), [f"{section}=1"])
    (only,) = caught.value.problems
    assert "must be a block of names" in only.message


def test_what_cannot_be_set_hides_nothing_else(tmp_path: Path) -> None:
    file = valley(tmp_path, "agenda: first_steps", "agenda: nowhere")
    with pytest.raises(UserError) as alone:
        load(file)
    with pytest.raises(UserError) as both:
        load(file, ["parties.nobody.capability=2"])
    assert len(both.value.problems) == len(alone.value.problems) + 1


@pytest.mark.parametrize("chance", ["1.5", "-0.1", "2"])
def test_a_chance_that_is_a_number_lies_between_nothing_and_one(
    chance: str, tmp_path: Path
) -> None:
    with pytest.raises(UserError, match=r"rules.decay.chance is .*, outside 0 to 1"):
        load(valley(tmp_path), [f"rules.decay.chance={chance}"])
    load(valley(tmp_path), ["rules.decay.chance=1"])
    load(valley(tmp_path), ["rules.decay.chance=rung / 2"])
