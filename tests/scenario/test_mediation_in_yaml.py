"""What the how-to page says can be written, can be written, and wrong versions are told of."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from sim.model import MediationModel
from sim.scenario.problems import UserError
from tests.laws.situations import Data, case_of, day, mediator, plain

PAGE = Path("docs/how-to/mediation-in-yaml.md")


def laid(over: Any, under: Any) -> Any:
    """Mappings merged key by key, as `extends` does."""
    if isinstance(over, dict) and isinstance(under, dict):
        return {**under, **{key: laid(value, under.get(key)) for key, value in over.items()}}
    return over


def with_page(root: Path) -> Data:
    data = plain()
    data["mediators"]["other_envoy"] = mediator()
    for block in re.findall(r"```yaml\n(.*?)```", (root / PAGE).read_text("utf-8"), re.S):
        data = laid(yaml.safe_load(block), data)
    data["mediators"]["envoy"]["name"] = "The envoy"
    return data


def test_everything_on_the_page_runs_together(root: Path) -> None:
    model = MediationModel(case_of(with_page(root)), runs=3)
    for _ in range(40):
        model.step()
    assert model.world.breaches() == []
    assert [host.name for host in model.layout.hosts] == ["broker", "other_envoy", "envoy", "forum"]
    assert model.layout.hosts[-1].members == (2, 1)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"rules": {"r": {"applies_to": "front", "when": "true", "chance": 1, "why": "so",
                          "effect": {"convene": "nobody"}}}}, "`nobody` is not"),
        ({"mediators": {"broker": {"agenda": None}},
          "rules": {"r": {"applies_to": "front", "when": "true", "chance": 1, "why": "so",
                          "effect": {"convene": "broker"}}}}, "has no agenda for meetings"),
        ({"agendas": {"everything": {"terms": {"honour": {}}}}}, "honour"),
        ({"agendas": {"everything": {"terms": {"status": {"obligor": "nobody"}}}}}, "nobody"),
        ({"agendas": {"everything": {"terms": {"status": {"observer": "nobody"}}}}}, "nobody"),
        ({"agendas": {"everything": {"steps": [["honour"]]}}}, "honour"),
        ({"parties": {"north": {"public": {"red_lines": {"honour": {"bound": 0.5}}}}}}, "honour"),
        ({"agreements": {"a": {"kind": "cbm", "signed": day(-5), "effective": day(-9),
                               "signatories": ["north"]}}}, "before it was signed"),
        ({"mediators": {"broker": {"style": {"charm": 1.0}}}}, "charm"),
        ({"mediators": {"broker": {"threat": 2.0}}}, "outside 0 to 1"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_told(change: Data, told: str) -> None:
    data = laid(change, plain())
    if data["mediators"]["broker"].get("agenda", "") is None:
        del data["mediators"]["broker"]["agenda"]
    with pytest.raises(UserError) as caught:
        case_of(data)
    assert any(told in problem.render() for problem in caught.value.problems)


@pytest.mark.parametrize(
    ("on", "value"),
    [
        ("mediators.broker.initiative", 7.0),
        ("mediators.broker.precision", 40.0),
        ("mediators.broker.skill", 0.2),
        ("mediators.broker.threat", 0.4),
        ("mediators.broker.guarantees.north", 0.9),
        ("formats.forum.initiative", 11.0),
    ],
)
def test_a_dated_event_may_change_it(on: str, value: float) -> None:
    data = plain(days=6)
    data["formats"] = {"forum": {"name": "The forum", "members": ["broker"]}}
    data["timeline"] = [
        {"date": day(2), "event": "A change", "effects": [{"on": on, "set": value, "days": 2}]}
    ]
    model = MediationModel(case_of(data), runs=2)
    section, _, trait, *party = on.split(".")
    column = getattr(getattr(model.world, section), "guarantee" if party else trait)

    def read() -> float:
        return float(column[0, 0, 0] if party else column[0, 0])

    before, seen = read(), []
    for _ in range(6):
        model.step()
        seen.append(read())
    assert seen == pytest.approx([before, before, value, value, before, before])
