"""Law 7: a cell in a mixed block equals that cell in a block of its own."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from sim.model import MediationModel
from sim.scenario.case import Case
from sim.scenario.varied import varied
from tests.laws.compare import differences, lived, unlike
from tests.laws.generate import parameters, scenarios
from tests.laws.situations import Data, case_of, day, plain
from tests.laws.test_neighbours import under_attack

RUNS = (0, 4, 9)


def assert_as_in_a_block_of_its_own(cases: list[Case], days: int) -> list[MediationModel]:
    """Cells with the same runs, in one block and each alone; returns those alone."""
    runs = np.array(RUNS * len(cases))
    mixed = lived(cases[0], runs, days, cells=[(case, len(RUNS)) for case in cases])
    separate = [lived(case, RUNS, days) for case in cases]
    for place, alone in enumerate(separate):
        rows = range(place * len(RUNS), (place + 1) * len(RUNS))
        own = range(len(RUNS))
        assert differences(mixed.world, rows, alone.world, own) == []
        assert unlike(mixed.outcomes(), rows, alone.outcomes(), own) == []
    return separate


@settings(max_examples=5)
@given(scenarios(days=34))
def test_cells_of_any_scenario(data: Data) -> None:
    middles = {
        name: sum(parameter.range) / 2
        for name, parameter in parameters().items()
        if parameter.range is not None
    }
    assert_as_in_a_block_of_its_own([case_of(data), case_of({**data, "behaviour": middles})], 34)


def test_cells_may_differ_in_every_number_that_a_table_holds() -> None:
    data, other = under_attack(60), under_attack(60)
    north, south = other["parties"]["north"], other["parties"]["south"]
    north |= {"capability": 3.0, "capability_drift": -1.0, "stance": "conciliatory"}
    north |= {"red_lines": {"status": {"bound": 0.8}}, "trust": {"south": 0.1}}
    south |= {"positions": {**south["positions"], "corridor": 0.7}, "public": {"quota": 0.9}}
    other["mediators"]["broker"] |= {"attention": 0.2, "bias": {"north": 0.4}, "leverage": {}}
    other["fronts"]["line"]["rung"] = "clashes"
    other["fronts"]["line"]["sectors"]["s1"] |= {"length": 70.0, "prize": {"status": 0.2}}
    other["issues"]["status"] |= {"status_quo": 0.7, "by_force": 0.1}
    other["behaviour"] = {"incident_rate": 0.05, "retaliation": 0.8}
    other["title"] = "Another quarrel"
    third = under_attack(60) | {"behaviour": {"retaliation": 0.0}}
    cases = [case_of(data), case_of(other), case_of(third)]
    first, second, _ = assert_as_in_a_block_of_its_own(cases, 60)
    assert differences(first.world, range(3), second.world, range(3)) != []


def test_cells_are_paired_by_their_run_numbers() -> None:
    """Two cells that say the same, with the same runs, live through the same."""
    case = case_of(under_attack(60))
    block = lived(case, [5, 6, 5, 6], 60, cells=[(case, 2), (case, 2)])
    assert differences(block.world, [0, 1], block.world, [2, 3]) == []


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"period": {"start": day(0), "end": day(50)}}, "period"),
        ({"timeline": []}, "timeline"),
        ({"mechanisms": {"trust": False}}, "mechanisms"),
        ({"rules": {"decay": None}}, "rules"),
        ({"peacekeepers": {}}, "peacekeepers"),
        ({"stances": {"odd": {"tolerance": 1, "endurance": 1}}}, "stances"),
    ],
)
def test_cells_of_another_structure_are_refused(change: Data, named: str) -> None:
    case, other = case_of(plain(60)), case_of({**plain(60), **change})
    with pytest.raises(ValueError, match=f"cell 1 cannot share a block: it differs in .*{named}"):
        MediationModel(case, runs=2, cells=[(case, 1), (other, 1)])


def test_what_a_block_reads_once_must_be_the_same() -> None:
    case, other = plain(60), plain(60)
    other["agendas"]["everything"]["guarantee"] = 0.9
    with pytest.raises(ValueError, match="differs in agendas"):
        MediationModel(case_of(case), runs=2, cells=[(case_of(case), 1), (case_of(other), 1)])


def test_cells_must_fill_the_block() -> None:
    case = case_of(plain(60))
    with pytest.raises(ValueError, match="cells of 3 runs do not fill a block of 4"):
        MediationModel(case, runs=4, cells=[(case, 3)])


def test_a_column_of_numbers_is_a_cell_for_every_run() -> None:
    case = case_of(under_attack(40))
    columns = {
        "behaviour.retaliation": np.array([0.2, 0.5, 0.8]),
        "parties.north.capability": np.array([0.5, 1.0, 4.0]),
        "parties.north.positions.status": np.array([0.1, 0.6, 0.9]),
        "parties.north.saliences.status": np.array([0.2, 0.4, 0.6]),
        "fronts.line.sectors.s1.length": np.array([5.1, 20.3, 79.9]),
        "mediators.broker.attention": np.array([0.0, 0.5, 1.0]),
    }
    runs = np.array(RUNS)
    together = lived(case, runs, 40, cells=[(varied(case, columns), len(RUNS))])
    for place, run in enumerate(RUNS):
        numbers = {path: float(values[place]) for path, values in columns.items()}
        alone = lived(varied(case, numbers), [run], 40)
        assert differences(together.world, [place], alone.world, [0]) == []
        assert unlike(together.outcomes(), [place], alone.outcomes(), [0]) == []
