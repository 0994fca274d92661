"""Law 6: a branch that changes nothing changes nothing."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim import branch
from sim.model import MediationModel
from sim.scenario.load import load
from tests.laws.compare import ODD_RUNS, differences, lived, unlike
from tests.laws.generate import scenarios
from tests.laws.situations import Data, case_of, plain
from tests.laws.test_neighbours import under_attack

ROWS = range(4)


def assert_goes_on_as_if_nothing_had_been(data: Data, days: int, at: int) -> None:
    case = case_of(data)
    straight, paused = lived(case, ODD_RUNS[2:6], days), lived(case, ODD_RUNS[2:6], at)
    resumed = branch.load(case, branch.save(paused))
    assert resumed.day == at
    assert differences(paused.world, ROWS, resumed.world, ROWS) == []
    for model in (paused, resumed):
        while model.day < straight.day:
            model.step()
        assert differences(straight.world, ROWS, model.world, ROWS) == []
        assert unlike(straight.outcomes(), ROWS, model.outcomes(), ROWS) == []
        assert unlike(straight.gauges(), ROWS, model.gauges(), ROWS) == []


@settings(max_examples=5)
@given(scenarios(days=34), st.integers(0, 33))
def test_any_scenario_goes_on_from_any_day(data: Data, at: int) -> None:
    assert_goes_on_as_if_nothing_had_been(data, 34, at)


@pytest.mark.parametrize("at", [0, 21, 22, 59, 60])
def test_a_war_goes_on_from_any_day(at: int) -> None:
    assert_goes_on_as_if_nothing_had_been(under_attack(60), 60, at)


def test_a_shipped_scenario_goes_on(root: Path) -> None:
    case = load(root / "scenarios" / "moscow-ceasefire-2020.yaml")
    straight, paused = lived(case, [3], 40), lived(case, [3], 17)
    resumed = branch.load(case, branch.save(paused))
    while resumed.day < 40:
        resumed.step()
    assert differences(straight.world, [0], resumed.world, [0]) == []
    later = [note for note in straight.notes if note.day >= 17]
    assert resumed.notes == later
    assert later


def test_the_end_of_a_shortened_period_is_kept() -> None:
    data = plain(days=60)
    model = MediationModel(case_of(data), until=data["period"]["end"].replace(day=4, month=4))
    resumed = branch.load(model.case, branch.save(model))
    assert resumed.days == model.days == 35


def test_another_future_shares_the_past_and_nothing_else() -> None:
    model = lived(case_of(under_attack(60)), range(4), 25)
    same, other = branch.fork(model, 0), branch.fork(model, 1)
    assert differences(model.world, ROWS, other.world, ROWS) == []
    for each in (model, same, other):
        each.run()
    assert differences(model.world, ROWS, same.world, ROWS) == []
    assert not np.array_equal(model.world.parties.dead, other.world.parties.dead)


def test_a_fork_leaves_its_origin_alone() -> None:
    model = lived(case_of(under_attack(60)), range(4), 25)
    before = branch.save(model)
    fork = branch.fork(model, 1)
    fork.run()
    assert branch.save(model) == before


def test_a_future_is_the_same_in_any_block() -> None:
    model, alone = (lived(case_of(plain(60)), runs, 10) for runs in (range(4), [2]))
    whole, part = branch.fork(model, 7), branch.fork(alone, 7)
    whole.run()
    part.run()
    assert differences(whole.world, [2], part.world, [0]) == []


def test_a_branch_can_go_on_under_other_rules() -> None:
    data = under_attack(60)
    model = lived(case_of(data), range(4), 25)
    quiet = case_of({**data, "mechanisms": {"retaliation": False, "escalation": False}})
    changed = branch.load(quiet, branch.save(model))
    assert differences(model.world, ROWS, changed.world, ROWS, ["switches.retaliation"]) == []
    model.run()
    changed.run()
    assert differences(model.world, ROWS, changed.world, ROWS) != []


def test_a_branch_of_another_scenario_is_refused() -> None:
    saved = branch.save(lived(case_of(plain(60, sectors=3)), range(2), 2))
    with pytest.raises(ValueError, match=r"\w+\.\w+ as saved does not fit"):
        branch.load(case_of(plain(60, sectors=4)), saved)


def test_what_is_no_branch_is_refused() -> None:
    case = case_of(plain(60))
    unrelated = io.BytesIO()
    np.savez(unrelated, form=np.int64(99))
    objects = io.BytesIO()
    np.savez(objects, form=np.array([{"a": 1}], dtype=object), allow_pickle=True)
    saved = branch.save(MediationModel(case))
    for data in (b"", b"PK", b"no", saved[:200], unrelated.getvalue(), objects.getvalue()):
        with pytest.raises(ValueError, match=r"saved"):
            branch.load(case, data)
