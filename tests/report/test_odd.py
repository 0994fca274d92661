"""The ODD + D description is made from the model and says all of it, and nothing that is not so."""

from __future__ import annotations

import inspect
import re
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
import yaml

from sim.model import SCHEDULE, MediationModel
from sim.report.odd import odd_of
from sim.report.odd.concepts import concepts
from sim.report.odd.day import calls, schedule
from sim.report.odd.equations import EQUATIONS
from sim.report.odd.markdown import claim, code, plain, table
from sim.report.odd.overview import AXES, PATTERNS
from sim.report.odd.references import REFERENCES, citations
from sim.report.odd.source import APART, STEPS, homes, modules, parts, piece_of
from sim.scenario.case import Case
from sim.scenario.defaults import read_rulebooks
from sim.scenario.evidence import evidence
from sim.scenario.load import load
from sim.world.parameters import Parameters
from sim.world.world import TABLES
from tests.laws.situations import case_of
from tests.laws.situations import plain as quarrel

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = "scenarios/lachin-2022.yaml"
PLACE = "docs/reference/odd.md"


@cache
def case() -> Case:
    return load(ROOT / SHIPPED)


@cache
def text() -> str:
    return odd_of(case())


@cache
def rows(document: str) -> list[list[str]]:
    """The rows of all tables, cells without their bars."""
    lines = [line for line in document.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def test_the_sections_of_the_protocol_come_in_order() -> None:
    headings = re.findall(r"^##+ (.*)$", text(), flags=re.MULTILINE)
    wanted = [
        "I Overview",
        "I.i Purpose and patterns",
        "I.ii Entities, state variables, and scales",
        "I.iii Process overview and scheduling",
        "II Design concepts",
        *(title for title, _ in concepts()),
        "II.xi Observation",
        "III Details",
        "III.i Implementation details",
        "III.ii Initialisation",
        "III.iii Input data",
        "III.iv Submodels",
        "Numbers of the scenario",
        "References",
    ]
    assert [heading for heading in headings if heading in wanted] == wanted
    asked = ("decision-making", "Learning", "sensing", "prediction", "Interaction", "Collectives")
    asked += ("Heterogeneity", "Stochasticity", "Emergence", "background")
    for word in asked:
        assert any(word in title for title, _ in concepts()), word
    assert all(len(words) > 150 for _, words in concepts())
    assert "not a forecast" in text()


def test_every_part_of_the_model_has_its_step() -> None:
    """A new module of the model is told where in the day it belongs."""
    assert parts()["other"] == ()
    assert list(STEPS) == [name for name, _ in SCHEDULE]
    assert schedule() == SCHEDULE
    placed = [path for paths in STEPS.values() for path in paths]
    assert len(set(placed)) == len(placed)
    assert set(placed) == set(modules()) - APART


def test_every_public_function_of_the_model_is_described() -> None:
    for path in modules():
        if path in APART:
            continue
        module = import_module(f"sim.{path}")
        for name, found in inspect.getmembers(module, inspect.isfunction):
            if name.startswith("_") or found.__module__ != module.__name__:
                continue
            piece = piece_of(f"{path}.{name}")
            assert piece.claim, f"{path}.{name} claims nothing"
            assert f"\n`{piece.name}`: {claim(piece.claim)}\n" in text(), piece.path


def test_the_order_of_the_day_is_that_of_the_model() -> None:
    model = MediationModel(case_of(quarrel(days=1)))
    steps = [step.__name__ for step in model._steps]
    told = list(dict.fromkeys(call.method for call in calls()))
    assert told == [step for step in steps if step in told]
    begun = inspect.getsource(MediationModel.__init__)
    source = inspect.getsource(MediationModel).replace(begun, "")
    mechanisms = "agreements|attribution|beliefs|escalation|front|perception|publics|war"
    written = re.findall(rf"\b({mechanisms})\.([a-z]\w+)\(", source)
    made = {call.path for call in calls()}
    assert len(written) > 20
    for module, function in written:
        assert f"mechanisms.{module}.{function}" in made
    for call in calls():
        assert piece_of(call.path).claim, call.path
        assert f"{code(call.name)} ({call.cadence})" in text()


def test_cadences_are_those_of_the_calendar() -> None:
    cadence = {call.name: call.cadence for call in calls()}
    assert cadence["front.fire"] == "daily"
    assert cadence["front.make_ready"] == "every 7 days"
    assert cadence["perception.tire"] == "every 30 days from day 30"
    assert cadence["Party.decide"] == "every 21 days from day 5"
    assert cadence["perception.take_stock"] == "every 21 days from day 5 and on the first day"


def test_every_behaviour_parameter_is_described_exactly_once() -> None:
    assert homes(case()).keys() == set(Parameters.declared)
    described = [row for row in rows(text()) if len(row) == 7]
    for name, entry in read_rulebooks().parameters.items():
        (row,) = (row for row in described if row[0] == code(name))
        assert row[1] == f"{case().behaviour[name].value:g}"
        assert row[2] == plain(entry.unit)
        assert row[5] == plain(entry.meaning)


def test_every_state_variable_says_what_it_is() -> None:
    used = set()
    for name, kind in TABLES.items():
        if name == "parameters":
            continue
        for column, entry in kind.declared.items():
            used |= set(entry.axes)
            assert entry.meaning, f"{name}.{column} has no meaning"
            by = " × ".join(entry.axes) or "run alone"
            assert f"| `{column}` | {by} | {plain(entry.unit)} |" in text(), f"{name}.{column}"
    assert used <= AXES.keys(), "an axis nobody explains"


def test_every_rule_and_number_is_there() -> None:
    for name, rule in case().rules.items():
        assert f"`{name}` ({rule.applies_to}): " in text()
        assert f"- when {code(rule.when)}\n- chance a day {code(rule.chance)}\n" in text()
    listed = {row[0].strip("`") for row in rows(text())}
    said = {one.path for one in evidence(case()) if one.given == "scenario"}
    assert said <= listed


def test_every_work_that_is_cited_is_in_the_references_and_no_other() -> None:
    body, _, listed = text().partition("## References")
    cited = citations(body)
    assert [key for key in cited if key not in REFERENCES] == []
    for key in cited:
        assert f"- {plain(REFERENCES[key])}" in listed, key
    assert set(cited) == REFERENCES.keys(), "a reference that nobody cites"
    for key, reference in REFERENCES.items():
        assert key.split()[1] in reference


def test_citations_are_found_in_the_forms_they_come_in() -> None:
    said = (
        "form (Powell 1999, 2006; Fearon 1995), Beardsley, Quinn, Biswas & Wilkenfeld 2006 and"
        " Faratin, Sierra & Jennings (1998); Avenhaus, von Stengel & Zamir 2002; Ehtamo et al."
        " 2001; counts of 2015-17, 10 August 2014, Crisis Group 2015"
    )
    assert citations(said) == (
        "Powell 1999", "Powell 2006", "Fearon 1995", "Beardsley 2006", "Faratin 1998",
        "Avenhaus 2002", "Ehtamo 2001",
    )  # fmt: skip


def test_every_pattern_has_its_source() -> None:
    for _, _, source in PATTERNS:
        assert citations(source), source


def test_equations_stand_with_functions_that_exist_and_explain_their_names() -> None:
    for equation in EQUATIONS:
        formula = equation.formula
        assert piece_of(equation.of).claim, equation.of
        known = equation.where.keys() | Parameters.declared.keys()
        assert set(formula.names) <= known, equation.key
        assert equation.where.keys() <= {formula.left, *formula.names}, equation.key
        assert f"$$ {formula.latex} $$\n\n`{formula.text}`, where `{formula.left}` " in text()
    for step in ("front", "attribution", "perception", "publics", "decisions", "meetings"):
        paths = {part.path for part in parts()[step]}
        described = {equation.of.rsplit(".", 1)[0].removesuffix(".Party") for equation in EQUATIONS}
        assert any(path.startswith(tuple(paths)) for path in described), step


def test_tables_have_as_many_cells_as_columns() -> None:
    block: list[str] = []
    for line in [*text().splitlines(), ""]:
        if line.startswith("|"):
            block.append(line)
            continue
        widths = {len(cells) for cells in rows("\n".join(block))}
        assert len(widths) <= 1, block[0]
        block = []


def test_what_the_user_changed_is_in_it() -> None:
    changed = load(ROOT / SHIPPED, ["behaviour.war_cost=0.21"])
    document = odd_of(changed)
    assert "with `behaviour.war_cost=0.21`" in document
    assert any(row[:2] == ["`war_cost`", "0.21"] for row in rows(document))
    assert odd_of(changed) == document


def test_texts_of_a_scenario_stay_texts() -> None:
    """Bars, tags, dollars and backticks of a user break neither tables nor formulas."""
    data = quarrel(days=3)
    data["title"] = "A | <script>alert(1)</script> `quarrel` costs $5"
    data["documented"] = {
        "one": {"outcome": "deaths", "text": "a | b\n\n# no heading", "source": "s", "value": 1}
    }
    data["sources"] = {"s": {"title": "A source | with a bar"}}
    document = odd_of(case_of(yaml.safe_load(yaml.safe_dump(data))))
    first = document.splitlines()[0]
    assert first.startswith("# ODD + D description: A \\| &lt;script&gt;")
    assert "<script>" not in document
    assert "\n# no heading" not in document
    assert "\\$5" in first
    row = next(row for row in rows(document) if row[0] == "`deaths`" and len(row) == 3)
    assert row[1:] == ["a \\| b # no heading", "s"]


def test_tables_without_rows_are_left_out() -> None:
    assert table(("a", "b"), []) == ""


def test_the_description_that_is_shipped_is_the_one_that_is_made() -> None:
    shipped = (ROOT / PLACE).read_text("utf-8")
    assert shipped == text(), f"run: parley describe --odd {SHIPPED} --out {PLACE}"


@pytest.mark.parametrize("name", ["sochi-2014", "quiet-drift"])
def test_other_scenarios_can_be_described_too(name: str) -> None:
    other = load(ROOT / "scenarios" / f"{name}.yaml")
    document = odd_of(other)
    assert document.startswith("# ODD + D description: ")
    for rule in other.rules.values():
        assert f"- when {code(rule.when)}\n" in document
    assert REFERENCES["Fearon 1995"] in document
