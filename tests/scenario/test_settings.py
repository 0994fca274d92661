"""Settings of the command line change one thing, and are checked like the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.scenario.case import Case
from sim.scenario.load import load
from sim.scenario.problems import Problem, UserError

from .broken import VALLEY


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "valley.yaml"
    path.write_text(VALLEY, encoding="utf-8")
    return path


def trouble(file: Path, *settings: str) -> tuple[Problem, ...]:
    with pytest.raises(UserError) as caught:
        load(file, settings)
    return caught.value.problems


def test_a_number_keeps_its_range_and_loses_its_evidence(file: Path) -> None:
    capability = (
        load(file, ["parties.southmark.capability=1.5"]).scenario.parties["southmark"].capability
    )
    assert (capability.value, capability.confidence, capability.source) == (1.5, "assumed", None)
    assert capability.range == (1.0, 1.7)


def test_settings_of_every_kind(file: Path) -> None:
    settings = [
        "period.end=2030-10-31",
        "title=A colon: and # a sign",
        "behaviour.retaliation=0.5",
        "mechanisms.trust=false",
        "rules.warming=null",
        "rules.decay.when=rung > calm",
        "timeline.autumn_meeting.date=2030-09-21",
        "timeline.1.effects.1.scale=0.7",
        "parties.norland.capability={value: 1.1, range: [1, 1.2], confidence: assumed}",
        "parties.norland.capability.value=1.15",
        "parties.norland.saliences={valley: 0.4, return: 0.2, trade: 0.4}",
        "parties.norland.red_lines.valley.hardness=2",
        "mediators.the_envoy.instruments=[facilitation]",
        "peacekeepers.monitors.clarity=0.9",
        "agreements=null",
        "documented.deaths_in_spring.value.value=11",
        "parties.southmark.stance=assertive",
    ]
    case: Case = load(file, settings)
    scenario = case.scenario
    assert case.settings == tuple(settings)
    assert scenario.period.end.isoformat() == "2030-10-31"
    assert scenario.title == "A colon: and # a sign"
    assert case.behaviour["retaliation"].value == 0.5
    assert case.behaviour["retaliation"].range == (0.2, 0.8)
    assert case.mechanisms["trust"] is False
    assert "warming" not in case.rules
    assert case.rules["decay"].when == "rung > calm"
    assert scenario.timeline[1].date.day == 21
    assert scenario.parties["norland"].capability.value == 1.15
    assert scenario.parties["norland"].saliences["trade"].value == 0.4
    assert scenario.parties["norland"].red_lines["valley"].hardness.value == 2
    assert scenario.peacekeepers["monitors"].clarity.value == 0.9
    assert scenario.agreements == {}
    assert scenario.parties["southmark"].stance == "assertive"
    assert set(case.scenario.behaviour) == {"retaliation"}


@pytest.mark.parametrize(
    ("setting", "under", "says"),
    [
        ("parties.norland.capabilty=2", "capabilty", "did you mean `capability`?"),
        ("parties.norlnd.capability=2", "norlnd", "did you mean `norland`?"),
        ("partys.norland.capability=2", "partys", "did you mean `parties`?"),
        ("parties.norland.capability=much", "much", "must be a number"),
        ("parties.norland.capability=0,5", "0,5", "with a point"),
        ("parties.norland.capability=-1", "-1", "outside 0.001 to 1000"),
        ("parties.norland.capability.valeu=1", "valeu", "did you mean `value`?"),
        ("parties.norland.name.x=1", "x", "is a single value"),
        ("parties.norland.stance=gaurded", "gaurded", "did you mean `guarded`?"),
        ("parties.norland=null", None, "at least 2 are needed"),
        ("parties.norland", "parties", "needs `=` and a value"),
        ("=1", "=", "a key is missing here"),
        ("parties..capability=1", ".capability", "a key is missing here"),
        ("parties.norland.capability=", None, "there is no value after `=`"),
        ("extends=other.yaml", "extends", "cannot be set"),
        ("behaviour.retalation=0.5", "retalation", "did you mean `retaliation`?"),
        ("mechanisms.trst=false", "trst", "did you mean `trust`?"),
        ("mechanisms.trust=0.5", "0.5", "must be `true` or `false`"),
        ("rules.warmin=null", "warmin", "did you mean `warming`?"),
        ("rules.decay.when=rungs > 1", "rungs", "did you mean `rung`?"),
        ("timeline.9.date=2030-05-05", "9", "counted from 1 to 2"),
        (
            "timeline.autum_meeting.date=2030-05-05",
            "autum_meeting",
            "did you mean `autumn_meeting`?",
        ),
        ("timeline.autumn_meeting.agnda=x", "agnda", "did you mean `agenda`?"),
        ("timeline.1.date=2031-05-05", "2031", "outside the period"),
        ("parties.norland.trust={a: &x 1}", "&x", "anchors"),
        ("parties.norland.trust={a: 1", None, "not closed"),
        ("parties.norland.trust=!!python/none x", "!!python", "tags"),
        ("parties.norland.trust=a: 1", "a: 1", "curly brackets"),
        ("parties.norland.trust=[1]", "[1]", "must be a block"),
        ("title=''", "''", "is empty"),
        ("period.end=2030-02-31", "2030-02-31", "there is no such day"),
        ("title=a\nb: c", None, "one line"),
    ],
)
def test_a_bad_setting(file: Path, setting: str, under: str | None, says: str) -> None:
    problem = (
        next(p for p in trouble(file, setting) if p.file.startswith("--set "))
        if under
        else (trouble(file, setting)[0])
    )
    assert says in problem.render()
    if under is not None:
        assert problem.line is None
        assert problem.column is not None
        assert setting[problem.column - 1 :].startswith(under)


def test_bad_settings_are_told_together_and_with_the_file(file: Path) -> None:
    file.write_text(VALLEY.replace("attention: 0.5", "attention: 5", 1), encoding="utf-8")
    found = trouble(file, "titel=x", "parties.norland.capability=much")
    assert len(found) == 3


def test_the_caret_of_a_setting(file: Path) -> None:
    (problem,) = trouble(file, "parties.norland.capabilty=2")
    first, second, third = problem.render().splitlines()
    assert first.startswith("--set parties.norland.capabilty=2: parties.norland has no `capabilty`")
    assert second == "  parties.norland.capabilty=2"
    assert third.index("^") == second.index("capabilty")
