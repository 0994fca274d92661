"""What varies: assumed numbers, patterns, laws, in which arms, and what an arm decides."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.experiment.entry import matches
from sim.experiment.factor import Factor
from sim.experiment.load import load_experiment
from sim.experiment.numbers import IN_TABLES, bounds_of
from sim.scenario.evidence import evidence
from sim.scenario.load import load
from sim.world.cells import IN_TABLES as WRITTEN
from tests.experiment.files import HEAD, LEVERS, VALLEY, folder, loaded, written


def factors(tmp_path: Path, *parts: str) -> dict[str, Factor]:
    return {factor.path: factor for factor in loaded(tmp_path, *parts).factors("valley")}


def test_the_tables_are_those_of_the_world() -> None:
    assert set(IN_TABLES) == {*WRITTEN, "behaviour", "stances"}


def test_assumed_numbers_vary_over_their_stated_ranges(tmp_path: Path) -> None:
    found = factors(tmp_path)
    assert found == factors(tmp_path, "uncertainties: assumed\n")
    expected = {
        one.path: one.quantity.range
        for one in evidence(load(folder(tmp_path) / "scenarios" / "valley.yaml"))
        if one.quantity.range and one.quantity.confidence == "assumed"
    }
    tables = {path: ends for path, ends in expected.items() if path.split(".")[0] in IN_TABLES}
    assert len(tables) > 50
    assert {path: (one.low, one.high) for path, one in found.items()} == tables
    assert all(one.numeric for one in found.values())
    beside = loaded(tmp_path).kept("valley")
    assert set(beside) == {p for p in expected if p not in tables and not p.startswith("docu")}


def test_a_stated_range_of_a_decade_is_told_by_magnitude(tmp_path: Path) -> None:
    said = """uncertainties:
  behaviour.spontaneous_escalation: stated
  behaviour.war_cost: stated
  behaviour.audience_cost: stated
  behaviour.choice_precision: [3, 30]
  behaviour.carrot_fading: {distribution: uniform}
"""
    laws = {path: one.distribution for path, one in factors(tmp_path, said).items()}
    assert laws["behaviour.spontaneous_escalation"] == "log-uniform", "0.1 to 3"
    assert laws["behaviour.war_cost"] == "uniform", "less than a decade"
    assert laws["behaviour.audience_cost"] == "uniform", "from 0"
    assert laws["behaviour.choice_precision"] == "uniform", "written out here"
    assert laws["behaviour.carrot_fading"] == "uniform", "as it says"


def test_what_stands_in_no_table_varies_where_it_is_named(tmp_path: Path) -> None:
    ranged = VALLEY.replace(
        "    kinds: [interim", "    delay: {value: 5, range: [0, 20]}\n    kinds: [interim"
    )
    assert ranged != VALLEY
    said = "uncertainties:\n  agendas.*: assumed\n"
    (moved,) = loaded(tmp_path, said, valley=ranged).factors("valley")
    assert (moved.path, moved.numeric, moved.unit) == ("agendas.first_steps.delay", False, "days")
    everything = loaded(tmp_path, valley=ranged)
    assert everything.kept("valley") == ("agendas.first_steps.delay",)


def test_patterns_and_words(tmp_path: Path) -> None:
    said = """uncertainties:
  behaviour.*: stated
  behaviour.war_*: none
  parties.*.trust.*: [0.1, 0.9]
  behaviour.retaliation: none
"""
    found = factors(tmp_path, said)
    assert "behaviour.incident_rate" in found
    assert not {"behaviour.war_cost", "behaviour.war_deaths", "behaviour.retaliation"} & set(found)
    trust = {path: (one.low, one.high) for path, one in found.items() if ".trust." in path}
    assert trust == dict.fromkeys(trust, (0.1, 0.9))
    assert len(trust) > 2


def test_a_later_line_overrides_an_earlier_one(tmp_path: Path) -> None:
    general, special = "  all: assumed\n", "  behaviour.distance_effect: [0.4, 0.6]\n"
    for lines, low in ((general + special, 0.4), (special + general, 0.0)):
        assert factors(tmp_path, "uncertainties:\n", lines)["behaviour.distance_effect"].low == low


def test_laws_and_what_they_take_from_the_scenario(tmp_path: Path) -> None:
    said = """uncertainties:
  behaviour.incident_rate: {distribution: log-uniform, label: calm fire}
  parties.southmark.capability: {distribution: triangular}
  behaviour.war_cost: {distribution: normal, mean: 0.2, sd: 0.02}
  mediators.the_envoy.attention.value: {distribution: normal, sd: 0.2}
"""
    found = factors(tmp_path, said)
    rate, capability = found["behaviour.incident_rate"], found["parties.southmark.capability"]
    assert (rate.low, rate.high, rate.label, rate.unit) == (
        0.005,
        0.05,
        "calm fire",
        "a day and 100 km",
    )
    assert (capability.low, capability.mode, capability.high) == (1.0, 1.3, 1.7)
    assert (capability.label, capability.unit) == ("southmark, capability", "ratio")
    cost, attention = found["behaviour.war_cost"], found["mediators.the_envoy.attention"]
    assert (cost.low, cost.high) == pytest.approx((0.12, 0.28))
    assert (attention.mean, attention.low, attention.high) == (0.5, 0.0, 1.0)


def test_an_arm_decides_what_it_changes(tmp_path: Path) -> None:
    said = """uncertainties:
  mediators.the_envoy.attention: [0.1, 0.9]
  peacekeepers.monitors.clarity: [0.1, 0.9]
  behaviour.war_cost: [0.1, 0.4]
"""
    experiment = loaded(tmp_path, LEVERS, said)
    paths = [factor.path for factor in experiment.factors("valley")]
    varies = {
        arm.name: {
            path
            for path, moves in zip(paths, experiment.varies("valley", arm.name), strict=True)
            if moves
        }
        for arm in experiment.arms
    }
    everything = set(paths)
    assert varies == {
        "as-it-is": everything,
        "attentive": everything - {"mediators.the_envoy.attention"},
        "alone": everything - {"peacekeepers.monitors.clarity"},
    }
    points = experiment.points("valley")
    of_arm = points.numbers(experiment.varies("valley", "attentive"))
    assert "mediators.the_envoy.attention" not in of_arm
    assert len(of_arm) == 2


def test_what_an_arm_adds_varies_in_that_arm(tmp_path: Path) -> None:
    levers = """levers:
  as-it-is: {}
  second:
    changes:
      mediators:
        neighbour:
          name: The neighbour
          instruments: [facilitation]
          attention: {value: 0.5, range: [0.2, 0.8]}
          skill: 0.3
"""
    experiment = loaded(tmp_path, levers)
    places = {factor.path: n for n, factor in enumerate(experiment.factors("valley"))}
    place = places["mediators.neighbour.attention"]
    assert not experiment.varies("valley", "as-it-is")[place]
    assert experiment.varies("valley", "second")[place]
    assert "mediators.neighbour.skill" not in places
    named = "uncertainties:\n  mediators.neighbour.skill: [0, 1]\n"
    (skill,) = loaded(tmp_path, levers, named).factors("valley")
    assert skill.numeric


def test_changing_the_evidence_decides_nothing(tmp_path: Path) -> None:
    levers = "levers:\n  doubtful: {changes: {behaviour: {war_cost: {range: [0.1, 0.5]}}}}\n"
    experiment = loaded(tmp_path, levers, "uncertainties:\n  behaviour.war_cost: [0.1, 0.4]\n")
    assert experiment.varies("valley", "doubtful") == (True,)


def test_a_setting_stays_out_of_arms_without_its_place(tmp_path: Path) -> None:
    said = """uncertainties:
  peacekeepers.monitors.tasks: {levels: [[observe], [observe, investigate]]}
"""
    experiment = loaded(tmp_path, LEVERS, said)
    assert [experiment.varies("valley", arm.name) for arm in experiment.arms] == [
        (True,),
        (True,),
        (False,),
    ]
    points = experiment.points("valley")
    assert points.settings(0, experiment.varies("valley", "alone")) == ()
    (setting,) = points.settings(1, experiment.varies("valley", "attentive"))
    case = experiment.case("valley", "attentive", (setting,))
    assert case.scenario.peacekeepers["monitors"].tasks == ["observe", "investigate"]
    assert case.scenario.mediators["the_envoy"].attention.value == 0.9


def test_scenarios_have_factors_of_their_own(tmp_path: Path) -> None:
    other = (
        "extends: valley.yaml\nmediators: {the_envoy: {skill: {value: 0.5, range: [0.4, 0.6]}}}\n"
    )
    text = HEAD.replace("[valley]", "[valley, other]")
    both = load_experiment(written(tmp_path, text, other=other))
    more = {f.path for f in both.factors("other")} - {f.path for f in both.factors("valley")}
    assert more == {"mediators.the_envoy.skill"}
    assert both.cells("valley") == both.cells("other") == 200
    assert [given.path.name for given in both.inputs] == ["envoy.yaml", "valley.yaml", "other.yaml"]


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("a.b", "a.b", True),
        ("a.b", "a.bc", False),
        ("a.*", "a.b.c", True),
        ("a.*.c", "a.b.c", True),
        ("a.*.c", "a.c", False),
        ("*", "anything", True),
        ("*b*b*", "abab", True),
        ("*b*b*", "aba", False),
        ("ab*ba", "aba", False),
        ("*" * 40 + "z", "a" * 3_000, False),
    ],
)
def test_patterns_match(pattern: str, path: str, fits: bool) -> None:
    assert matches(pattern, path) is fits


def test_bounds_come_from_schema_and_rulebook() -> None:
    assert (bounds_of("mediators.x.attention").low, bounds_of("mediators.x.attention").high) == (
        0,
        1,
    )
    assert bounds_of("fronts.f.sectors.s.length").unit == "km"
    assert bounds_of("behaviour.retaliation").high == 1.0
    assert bounds_of("parties.x.name").unit is None
