"""The catalogue of names, and its rows for people."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from sim.language import CONSTANTS, FUNCTIONS, NAMES, SCOPES, Name, Scope, check, parse, rows
from sim.outcomes import RUNGS

KNOWN: dict[Scope, set[str]] = {
    "front": {
        "rung",
        "days_at_rung",
        "incidents",
        "deaths",
        "violations",
        "presence",
        "clarity",
        "seen",
        "truce",
        "hotline",
        "under_operation",
        "month",
        "days_since",
        "days_since_meeting",
        "days_since_fatality",
        "talks_ahead",
    },
    "party": {
        "losses",
        "weariness",
        "support",
        "trust",
        "stance",
        "tolerance",
        "endurance",
        "month",
        "days_since",
        "days_since_meeting",
        "days_since_fatality",
        "capability_ratio",
        "chance_to_prevail",
        "dissatisfaction",
        "ripeness",
        "attention",
        "at_war",
    },
}
KNOWN["side"] = KNOWN["front"] | {
    "preparing",
    "posture",
    "rival_posture",
    "losses",
    "rival_losses",
    "blame",
    "trust",
    "capability_ratio",
    "chance_to_prevail",
    "dissatisfaction",
    "ripeness",
    "tolerance",
    "endurance",
    "weariness",
    "support",
    "attention",
    "stance",
    "prevailing",
    "commands",
    "compliance",
}


@pytest.mark.parametrize("scope", SCOPES)
def test_each_scope_knows_its_names(scope: Scope) -> None:
    assert {name.name for name in NAMES.values() if scope in name.scopes} == KNOWN[scope]


@pytest.mark.parametrize("entry", NAMES.values(), ids=lambda name: name.name)
def test_every_name_is_described_and_its_example_is_sound(entry: Name) -> None:
    assert entry.meaning.strip()
    assert entry.unit
    assert entry.scopes
    assert entry.low < entry.high
    for scope in entry.scopes:
        assert check(parse(entry.example), scope) == entry.kind


def test_rungs_are_those_of_the_outcomes() -> None:
    assert tuple(CONSTANTS) == RUNGS
    assert list(CONSTANTS.values()) == list(range(len(RUNGS)))


def test_rows_hold_every_word_once() -> None:
    everything = rows()
    assert len(everything) == len(NAMES) + len(CONSTANTS) + len(FUNCTIONS)
    by_writing = {row.written: row for row in everything}
    assert len(by_writing) == len(everything)
    assert by_writing["losses(days)"].unit == "deaths"
    assert by_writing["days_since('event')"].bounds == "0 to 10000"
    assert by_writing["rung"].bounds == "0 to 4"
    assert by_writing["violations"].section == "constant"
    assert by_writing["violations(days)"].known_to == "each front, each side of each front"
    assert by_writing["month"].known_to == "anything"
    assert by_writing["clip(x, low, high)"].section == "function"
    assert all(row.meaning for row in everything)


def test_rows_of_a_scope() -> None:
    names = {row.written.split("(")[0] for row in rows("party") if row.section == "name"}
    assert names == KNOWN["party"]


def test_the_language_loads_nothing_heavy(root: Path) -> None:
    heavy = "mesa pandas seaborn matplotlib scipy pyarrow pydantic"
    program = (
        "import sys, sim.language\n"
        f"loaded = set('{heavy}'.split()) & set(sys.modules)\n"
        "sys.exit(f'loaded {loaded}' if loaded else 0)"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=root, timeout=60)
