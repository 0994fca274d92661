"""Laws 1 and 2: a run does not feel its neighbours, and blocks of any size give the same rows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from sim.model import MediationModel
from sim.scenario.case import Case
from sim.scenario.load import load
from tests.laws.compare import ODD_RUNS, differences, lived, unlike
from tests.laws.generate import mechanisms, parameters, scenarios
from tests.laws.situations import Data, case_of, day, party, plain, sector

SHIPPED = {
    "sochi-2014": (),
    "moscow-ceasefire-2020": (),
    "lachin-2022": ("behaviour.incident_rate=0.05",),
    "quiet-drift": ("behaviour.choice_precision=3", "behaviour.starting_cost=0"),
}


def assert_alone_as_in_company(
    case: Case, days: int, rows: tuple[int, ...] = (0, 3, 4, 6)
) -> MediationModel:
    """Every named row of a block of odd runs, held against that run alone; returns the block."""
    block = lived(case, ODD_RUNS, days)
    together = block.outcomes()
    assert differences(block.world, [1], block.world, [2]) == [], "one run, asked for twice"
    for row in rows:
        alone = lived(case, ODD_RUNS[[row]], days)
        assert differences(block.world, [row], alone.world, [0]) == [], ODD_RUNS[row]
        assert unlike(together, [row], alone.outcomes(), [0]) == [], ODD_RUNS[row]
    return block


@pytest.mark.parametrize("name", SHIPPED)
def test_a_run_of_a_shipped_scenario_is_the_same_alone(root: Path, name: str) -> None:
    case = load(root / "scenarios" / f"{name}.yaml", SHIPPED[name])
    assert_alone_as_in_company(case, days=36)


@settings(max_examples=10)
@given(scenarios(days=34))
def test_a_run_of_any_scenario_is_the_same_alone(data: Data) -> None:
    assert_alone_as_in_company(case_of(data), days=34, rows=(0, 5))


@pytest.mark.parametrize("number", [0.0, 0.5, 2.0])
def test_a_run_is_the_same_alone_with_parameters_at_round_numbers(number: float) -> None:
    """Powers and products with exact halves and twos take other paths through the processor."""
    within = {
        name: number
        for name, parameter in parameters().items()
        if parameter.range is not None and parameter.range[0] <= number <= parameter.range[1]
    }
    assert len(within) > 3
    data = plain(days=40, behaviour={"incident_rate": 0.2, **within, "retaliation": 0.5})
    assert_alone_as_in_company(case_of(data), days=40)


def crowd() -> Data:
    """Nine parties, six of them agents of the first two, on one front in their names."""
    agents = ("rule", "front", "attack", "west", "isle", "cape")
    parties: Data = {
        "north": party(1.0, capability=1.5, capability_drift=-1.0),
        "south": party(0.0, capability_drift=2.0),
        "east": party(0.3, at_the_table=False),
    }
    for place, name in enumerate(agents):
        lead = ("north", "south")[place % 2]
        parties[name] = party(float(place % 2 == 0), principal=lead, capability=0.5)
    camps = [[name for name in parties if parties[name].get("principal") == lead] for lead in
             ("north", "south")]  # fmt: skip
    sectors = {
        f"s{n}": sector("north", "south", garrisoned_by=[a, b], commanded_by=[a, b])
        for n, (a, b) in enumerate(zip(*camps, strict=True))
    }
    front = {"name": "The line", "between": ["north", "south"], "sectors": sectors}
    return plain(days=40, parties=parties, fronts={"line": front}, peacekeepers={})


def test_a_run_is_the_same_alone_with_many_parties() -> None:
    data = crowd()
    assert len(data["parties"]) >= 9
    block = assert_alone_as_in_company(case_of(data), days=40)
    assert block.world.parties.dead.any()


def under_attack(days: int = 60) -> Data:
    """A quarrel with an offensive dated in it, so that there is fighting to cease."""
    data = plain(days=days, peacekeepers={})
    attack = {
        "date": day(20),
        "offensive": "The north attacks",
        "by": "north",
        "front": "line",
        "scale": "general",
        "objectives": ["s0", "s2"],
    }
    eager = {"war_cost": 0.05, "guarantor_effect": 0.1, "advance_time": 33.0}
    data["behaviour"] = {**data["behaviour"], **eager}
    return {**data, "timeline": [*data["timeline"], attack]}


def test_a_run_is_the_same_where_only_some_runs_meet_or_fight() -> None:
    """Meetings and attacks of some runs are gathered, computed by themselves, and put back."""
    data = under_attack()
    data["mediators"]["broker"]["initiative"] = 6.0
    block = assert_alone_as_in_company(case_of(data), days=60)
    held = block.world.talks.held[:, 0]
    taken = block.world.sectors.holder != block.world.sectors.origin
    assert held.min() < held.max()
    assert taken.any()
    assert not taken[:, [0, 2]].all()


def test_blocks_of_any_size_give_the_same_rows() -> None:
    case = case_of(under_attack())
    whole = lived(case, range(12), 60)
    rows = whole.outcomes()
    first = 0
    for width in (5, 1, 6):
        part = MediationModel(case, runs=width, seed=5, first_run=first)
        part.run()
        numbers = range(first, first + width)
        assert unlike(rows, numbers, part.outcomes(), range(width)) == []
        assert differences(whole.world, numbers, part.world, range(width)) == []
        first += width


def test_a_run_of_the_ensemble_can_be_replayed_alone_with_its_story() -> None:
    case = case_of(under_attack())
    block = lived(case, range(8), 60)
    replay = MediationModel(case, seed=5, first_run=6)
    replay.run()
    assert unlike(block.outcomes(), [6], replay.outcomes(), [0]) == []
    assert {note.kind for note in replay.notes} >= {"meeting", "attack", "deaths"}
    assert block.notes == []


def test_gauges_and_sector_incidents_of_a_run_are_the_same_alone() -> None:
    case = case_of(under_attack())
    block, alone = lived(case, ODD_RUNS, 0), lived(case, ODD_RUNS[[4]], 0)
    seen = 0
    for _ in range(60):
        block.step()
        alone.step()
        assert unlike(block.gauges(), [4], alone.gauges(), [0]) == []
        assert np.array_equal(block.sector_incidents[4], alone.sector_incidents[0])
        seen += int(alone.sector_incidents.sum())
    assert seen == alone.outcomes()["recorded_incidents"][0] > 0


def test_a_run_is_the_same_alone_with_every_mechanism_off() -> None:
    off = dict.fromkeys(mechanisms(), False)
    assert_alone_as_in_company(case_of(under_attack() | {"mechanisms": off}), days=60, rows=(4,))
