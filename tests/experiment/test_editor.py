"""The JSON Schema of experiments accepts what Parley accepts, and is the one that is shipped."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from sim.experiment.editor import WHERE, experiment_schema, render_experiment_schema
from sim.scenario.document import parse_document
from sim.scenario.places import Origin, plain_data
from tests.experiment.test_broken import SOUND

SCHEMA = experiment_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def as_an_editor_reads(part: Any) -> Any:
    """The data as JSON knows it: dates are text there."""
    if isinstance(part, dict):
        return {key: as_an_editor_reads(inner) for key, inner in part.items()}
    if isinstance(part, list):
        return [as_an_editor_reads(inner) for inner in part]
    return part.isoformat() if isinstance(part, date) else part


def errors(text: str) -> list[str]:
    data = plain_data(parse_document(text, Origin("x", ())))
    return [error.message for error in VALIDATOR.iter_errors(as_an_editor_reads(data))]


def test_the_shipped_schema_is_current(root: Path) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert (root / WHERE).read_text(encoding="utf-8") == render_experiment_schema(), (
        f"run: parley schema --experiment --out {WHERE}"
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", ""),
        ("uncertainties:\n", "uncertainties:\n  all: assumed\n  fronts.*: none\n"),
        ("design: {kind: latin-hypercube, points: 10}", "design: none"),
        ("kind: latin-hypercube, points: 10", "kind: list, points: [{a.b: 1, c.d: [x, y]}]"),
        ("seed: 1", "bands: cell"),
        ("{the_envoy: {attention: 0.9}}", "{the_envoy: null}"),
    ],
)
def test_what_is_sound(old: str, new: str) -> None:
    assert old in SOUND
    assert errors(SOUND.replace(old, new, 1)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: Would", "titel: Would"),
        ("runs: 20", "runs: many"),
        ("runs: 20", "runs: 0"),
        ("attention: 0.9", "attention: 9"),
        ("attention: 0.9", "atention: 0.9"),
        ("[0.1, 0.4]", "[0.1]"),
        ("[0.1, 0.4]", "asumed"),
        ("triangular", "triangle"),
        ("latin-hypercube", "latin-square"),
        ("scenarios: [valley]", "scenarios: valley"),
        ("as-it-is:", "As it is:"),
    ],
)
def test_mistakes_are_marked(old: str, new: str) -> None:
    assert old in SOUND
    assert errors(SOUND.replace(old, new, 1))
