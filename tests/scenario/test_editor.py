"""The JSON Schema for editors accepts what Parley accepts, and is the one that is shipped."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from sim.scenario.document import parse_document
from sim.scenario.editor import MODELINE, WHERE, json_schema, render_schema
from sim.scenario.places import Origin, plain_data

from .broken import VALLEY

SCHEMA = json_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
SHIPPED = sorted((Path(__file__).resolve().parent.parent.parent / "scenarios").glob("*.yaml"))


def as_an_editor_reads(text: str) -> Any:
    """The data as JSON knows it: dates are text there."""

    def plain(part: Any) -> Any:
        if isinstance(part, dict):
            return {key: plain(inner) for key, inner in part.items()}
        if isinstance(part, list):
            return [plain(inner) for inner in part]
        return part.isoformat() if isinstance(part, date) else part

    return plain(plain_data(parse_document(text, Origin("x", ()))))


def errors(text: str) -> list[str]:
    return [error.message for error in VALIDATOR.iter_errors(as_an_editor_reads(text))]


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_shipped_schema_is_current(root: Path) -> None:
    assert (root / WHERE).read_text(encoding="utf-8") == render_schema(), (
        f"run: parley schema --out {WHERE}"
    )


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_shipped_scenarios_pass(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert errors(text) == []
    assert text.startswith(f"{MODELINE}../{WHERE}\n")


def test_the_template_passes() -> None:
    assert errors(VALLEY) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: The", "titel: The"),
        ("attention: 0.5", "attention: high"),
        ("attention: 0.5", "attention: 1.5"),
        ("{value: 1.3, range", "{valeu: 1.3, range"),
        ("rung: violations ", "rung: violation "),
        ("tasks: [observe, investigate]", "tasks: observe"),
        ("between: [norland, southmark]", "between: [norland]"),
        ("    meeting: The leaders", "    meetng: The leaders"),
        ("  southmark:\n", "  South Mark:\n"),
        ("    kind: observers\n", ""),
    ],
)
def test_mistakes_are_marked(old: str, new: str) -> None:
    assert old in VALLEY
    assert errors(VALLEY.replace(old, new, 1))


@pytest.mark.parametrize(
    "text",
    [
        "extends: valley.yaml\n",
        "extends: valley.yaml\nparties: {norland: {capability: 2, red_lines: null}}\n",
        "extends: valley.yaml\ntimeline: [{id: distraction, remove: true}]\ndocumented: null\n",
        "extends: valley.yaml\nrules: {decay: {chance: 0.1}, warming: null}\n",
        "extends: valley.yaml\nmediators: {the_envoy: {attention: {note: why}}}\n",
    ],
)
def test_a_variant_need_not_be_complete(text: str) -> None:
    assert errors(text) == []
    assert errors(text.replace("extends: valley.yaml", "title: x"))


def test_what_every_file_may_say_of_rulebooks() -> None:
    assert errors(VALLEY + "rules: {decay: {chance: 0.1}, warming: null}\n") == []
    assert errors(VALLEY + "behaviour: {retaliation: 0.3}\nmechanisms: {trust: false}\n") == []


def test_descriptions_reach_the_editor() -> None:
    party = json.loads(render_schema())["$defs"]["Party"]["properties"]
    assert "sum to 1" in party["saliences"]["description"]
    assert party["capability"]["anyOf"][0] == {
        "type": "number",
        "minimum": 0.001,
        "maximum": 1000.0,
    }
