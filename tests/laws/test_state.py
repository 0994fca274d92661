"""Law 8: a plug-in keeps no undeclared state."""

from __future__ import annotations

import gc
import weakref
from copy import deepcopy
from pathlib import Path
from typing import Any

import mesa
import numpy as np
import pytest
from hypothesis import given, settings

from sim.model import MediationModel
from sim.scenario.load import load
from tests.laws.compare import ODD_RUNS, lived
from tests.laws.generate import scenarios
from tests.laws.situations import Data, case_of
from tests.laws.test_neighbours import under_attack
from tests.laws.test_off import busy

MESA = {"model", "unique_id", "pos"}


def agents(model: MediationModel) -> list[mesa.Agent]:
    return [*model.parties.values(), *model.hosts, *model.missions]


def holdings(agent: mesa.Agent) -> dict[str, Any]:
    """What an agent keeps on itself and on its class, copied; Mesa's own left out."""
    own = {name: value for name, value in vars(agent).items() if name not in MESA}
    classes = {
        f"{kind.__name__}.{name}": value
        for kind in type(agent).__mro__
        if kind.__module__.startswith("sim.")
        for name, value in vars(kind).items()
        if isinstance(value, list | dict | set | np.ndarray)
        and not (name.startswith("__") or hasattr(mesa.Agent, name))
    }
    return deepcopy({**own, **classes})


def assert_keeps_nothing(model: MediationModel) -> None:
    before = [holdings(agent) for agent in agents(model)]
    model.run()
    assert [holdings(agent) for agent in agents(model)] == before


@pytest.mark.parametrize("name", ["sochi-2014", "moscow-ceasefire-2020", "lachin-2022"])
def test_shipped_agents_keep_no_state(root: Path, name: str) -> None:
    case = load(root / "scenarios" / f"{name}.yaml")
    assert_keeps_nothing(
        MediationModel(case, runs=2, until=case.scenario.period.start.replace(day=28))
    )


@settings(max_examples=4)
@given(scenarios(days=40))
def test_agents_of_any_scenario_keep_no_state(data: Data) -> None:
    assert_keeps_nothing(MediationModel(case_of(data), runs=2))


def test_agents_hold_words_and_numbers_and_no_arrays() -> None:
    model = lived(case_of(busy()), range(2), 30)
    assert len(agents(model)) == 6
    for agent in agents(model):
        assert set(holdings(agent)) <= {"name", "index", "host"}, agent
        assert all(isinstance(value, str | int) for value in holdings(agent).values()), agent


def test_all_that_a_day_changes_is_in_the_tables() -> None:
    """A model whose tables are put back to an earlier day lives that day again."""
    model = lived(case_of(under_attack(60)), ODD_RUNS[2:6], 24)
    tables = {name: table.taken(np.arange(4)) for name, table in model.world.tables().items()}
    once = [_a_week_on(model)]
    for name, table in tables.items():
        for column, _, values in getattr(model.world, name).columns():
            values[:] = getattr(table, column)
    model.world.slots_changed()
    model.world.day = 24
    once.append(_a_week_on(model))
    assert once[0] == once[1]


def _a_week_on(model: MediationModel) -> list[bytes]:
    for _ in range(7):
        model.step()
    return [
        values.tobytes()
        for table in model.world.tables().values()
        for _, _, values in table.columns()
    ]


def test_a_model_that_is_done_with_is_forgotten(root: Path) -> None:
    """A sweep of a million runs holds one block at a time: nothing keeps a model for itself."""
    case = load(root / "scenarios" / "sochi-2014.yaml")
    model = MediationModel(case, runs=2)
    model.step()
    known = weakref.ref(model)
    del model
    gc.collect()
    assert known() is None
