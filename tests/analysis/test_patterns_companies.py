"""Runs of several lots in one block: the same rows, in fewer blocks."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from sim.analysis.patterns.carrying_out import DRAWS, MEDIAN, Part, carry_out, parts_of
from sim.analysis.patterns.companies import Company, Place, companies
from sim.analysis.patterns.pattern import load_pattern
from sim.archive.answers import open_archive
from sim.batch.executors.serial import Serial
from sim.batch.lots import Lot
from sim.batch.simulation import Simulation
from tests.analysis.test_patterns_files import TEXT


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Part]:
    """Two draws of two arms, and three runs of three arms at the median."""
    folder = tmp_path_factory.mktemp("companies")
    (folder / "a-pattern.yaml").write_text(TEXT, encoding="utf-8")
    return parts_of(load_pattern(folder / "a-pattern.yaml"), folder / "results", quick=True)


@pytest.fixture(scope="module")
def simulations(parts: dict[str, Part]) -> dict[str, Simulation]:
    return {part.key: Simulation(part.experiment) for part in parts.values()}


def places(parts: dict[str, Part]) -> list[Place]:
    return [
        (part.key, Lot(name, 0, part.experiment.rows))
        for part in parts.values()
        for name in part.experiment.scenarios
    ]


def told(found: list[Company]) -> list[list[tuple[str, int]]]:
    return [
        [(Path(key).name, len(strand.runs)) for (key, _), strand in company.strands]
        for company in found
    ]


def test_draws_and_median_share_a_block_unless_a_mechanism_is_off(
    parts: dict[str, Part], simulations: dict[str, Simulation]
) -> None:
    found = companies(places(parts), simulations)
    assert told(found) == [[(DRAWS, 4), (MEDIAN, 6)], [(MEDIAN, 3)]]
    assert [company.rows for company in found] == [10, 3]


def test_a_block_is_no_wider_than_allowed(
    parts: dict[str, Part], simulations: dict[str, Simulation]
) -> None:
    found = companies(places(parts), simulations, widest=9)
    assert told(found) == [[(DRAWS, 4)], [(MEDIAN, 6)], [(MEDIAN, 3)]]


def test_rows_do_not_depend_on_their_company(
    parts: dict[str, Part], simulations: dict[str, Simulation]
) -> None:
    complete: list[int] = []
    heard: list[int] = []
    carried = carry_out(
        [list(parts.values())], Serial(), heard=heard.append, complete=complete.append
    )
    assert (carried.expected, carried.before, carried.done) == (13, 0, 13)
    assert (heard, complete) == ([10, 3], [0])
    for key, lot in places(parts):
        alone = simulations[key](lot).tables["outcomes"].to_pandas()
        answers = open_archive(key)
        for arm in answers.arms:
            mine = alone[alone["arm"] == arm].sort_values(["cell", "run"]).reset_index(drop=True)
            found = answers.outcomes(["deaths", "recorded_incidents"], lot.scenario, arm)
            found = found.sort_values(["cell", "run"]).reset_index(drop=True)
            for column in ("cell", "run", "deaths", "recorded_incidents"):
                pd.testing.assert_series_equal(
                    found[column], mine[column], check_dtype=False, check_exact=True
                )
    assert carry_out([list(parts.values())], Serial(), complete=complete.append).done == 0
    assert complete == [0, 0], "what is there already is complete as well"
