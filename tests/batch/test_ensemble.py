from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.batch.ensemble import Keeping, run_ensemble
from sim.batch.plan import LARGEST_SEED, MOST_RUNS, Plan
from sim.store.outcomes import KeptOutcomes
from sim.store.record import Record
from tests.batch.stand_in import case_of
from tests.batch.standing_in import stand_in_for_model


@pytest.fixture(autouse=True)
def _model(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in_for_model(monkeypatch)


def same(one: Record, other: Record) -> None:
    assert list(one.outcomes) == list(other.outcomes)
    for key in one.outcomes:
        np.testing.assert_array_equal(one.outcomes[key], other.outcomes[key])
    pd.testing.assert_frame_equal(one.bands, other.bands)
    pd.testing.assert_frame_equal(one.sectors, other.sectors)
    assert one.story == other.story


@pytest.mark.parametrize("width", [1, 5, 7, 40])
def test_blocks_do_not_change_the_results(width: int) -> None:
    plan = Plan(case_of(), runs=23, seed=5)
    same(run_ensemble(plan, width=23), run_ensemble(plan, width=width))


def test_another_seed_changes_the_results() -> None:
    one, other = (run_ensemble(Plan(case_of(), runs=9, seed=seed)) for seed in (0, 1))
    assert (one.outcomes["deaths"] != other.outcomes["deaths"]).any()


def test_a_run_alone_is_the_run_of_the_ensemble() -> None:
    ensemble = run_ensemble(Plan(case_of(), runs=20, seed=3))
    alone = run_ensemble(Plan(case_of(), runs=1, seed=3, first_run=13))
    for key, column in ensemble.outcomes.items():
        np.testing.assert_array_equal(column[13:14], alone.outcomes[key])
    assert alone.story.run == 13
    assert alone.story.notes


def test_the_story_of_many_is_the_one_nearest_to_the_median() -> None:
    record = run_ensemble(Plan(case_of(), runs=21, seed=3))
    deaths = record.outcomes["deaths"]
    assert deaths[record.story.run] == np.median(deaths)
    assert "median" in record.story.chosen
    alone = run_ensemble(Plan(case_of(), runs=1, seed=3, first_run=record.story.run))
    assert record.story.notes == alone.story.notes


def test_bands_agree_with_the_outcomes_on_the_last_day() -> None:
    record = run_ensemble(Plan(case_of(), runs=40))
    bands = record.bands
    last = bands[(bands["gauge"] == "deaths") & (bands["day"] == record.days - 1)].iloc[0]
    expected = np.quantile(record.outcomes["deaths"], (0.05, 0.5, 0.95), method="inverted_cdf")
    found = last[["q05", "q50", "q95"]].to_numpy(dtype=float)
    np.testing.assert_allclose(found, expected, rtol=0.02)
    assert last["n"] == 40


def test_sectors_add_up_to_the_incidents() -> None:
    record = run_ensemble(Plan(case_of(), runs=12))
    assert record.sectors["total"].sum() == record.outcomes["recorded_incidents"].sum()
    assert record.sectors.groupby(["front", "sector"]).size().eq(record.days).all()


def test_progress_hears_every_run_day() -> None:
    heard: list[int] = []
    plan = Plan(case_of(), runs=10)
    record = run_ensemble(plan, Keeping(KeptOutcomes(), progress=heard.append), width=4)
    assert sum(heard) == 10 * record.days


def test_until_ends_the_period_early() -> None:
    record = run_ensemble(Plan(case_of(), runs=3, until=date(2014, 7, 20)))
    assert record.days == 20
    assert record.end == date(2014, 7, 20)
    assert np.isnan(record.outcomes["documented.deaths_summer"]).all()


@pytest.mark.parametrize(
    "wrong",
    [
        {"runs": 0},
        {"runs": MOST_RUNS + 1},
        {"seed": -1},
        {"seed": LARGEST_SEED + 1},
        {"first_run": -1},
        {"first_run": MOST_RUNS},
        {"until": date(2014, 6, 30)},
        {"until": date(2015, 1, 1)},
    ],
)
def test_a_plan_that_cannot_be_run_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"not"):
        Plan(case_of(), **wrong)
