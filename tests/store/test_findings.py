from __future__ import annotations

import math
from datetime import date
from typing import Any

import numpy as np
import pytest

from sim.batch.ensemble import run_ensemble
from sim.batch.plan import Plan
from sim.store.findings import Finding, findings_of
from sim.store.record import Record
from sim.store.summary import summary_frame
from tests.batch.stand_in import case_of, scenario_of
from tests.batch.standing_in import stand_in_for_model


@pytest.fixture(autouse=True)
def _model(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in_for_model(monkeypatch)


def record_of(runs: int = 60, **changes: Any) -> Record:
    return run_ensemble(Plan(case_of(), runs=runs, **changes))


def of(record: Record, key: str, category: str = "") -> Finding:
    (found,) = (
        one for one in findings_of(record) if one.column.key == key and one.category == category
    )
    return found


def test_numbers_have_mean_and_quantiles() -> None:
    record = record_of()
    deaths, found = record.outcomes["deaths"], of(record, "deaths")
    assert found.mean == pytest.approx(np.mean(deaths))
    assert found.median == np.quantile(deaths, 0.5, method="inverted_cdf")
    assert found.mean_low < found.mean < found.mean_high
    assert found.observed == found.runs == 60


def test_shares_of_categories_add_up() -> None:
    record = record_of()
    kinds = [one for one in findings_of(record) if one.column.key == "best_agreement"]
    assert [one.category for one in kinds][:2] == ["none", "statement"]
    assert sum(one.share for one in kinds) == pytest.approx(1.0)
    assert all(one.share_low <= one.share <= one.share_high for one in kinds)


def test_what_is_documented_falls_somewhere() -> None:
    record = record_of()
    found = of(record, "documented.deaths_summer")
    values = np.asarray(record.outcomes["documented.deaths_summer"])
    assert found.falls_at == pytest.approx(np.mean(values < 24) + np.mean(values == 24) / 2)
    assert found.probability == pytest.approx(np.mean((values >= 19) & (values <= 30)))
    assert found.benchmark.claimed_by == "azerbaijan_mod"
    assert of(record, "documented.nothing_signed", "none").probability == pytest.approx(
        np.mean(record.outcomes["best_agreement"] == "none")
    )
    assert math.isnan(of(record, "documented.nothing_signed", "statement").probability)


def test_an_open_bound_is_a_probability_without_a_quantile() -> None:
    found = of(record_of(), "documented.one_meeting")
    assert math.isnan(found.falls_at)
    assert found.probability == pytest.approx(found.mean)
    assert found.said == "at least 1"


def test_a_whole_period_stands_beside_the_plain_outcome() -> None:
    record = record_of()
    assert of(record, "best_agreement", "none").documented
    assert record.repeats("documented.nothing_signed")
    assert not record.repeats("documented.clashes")
    assert of(record, "deaths").said == ""


def test_what_is_not_scored_is_never_held_against_the_model() -> None:
    told = {
        "told": {
            "outcome": "deaths",
            "text": "Told for context",
            "value": {"value": 24, "range": [0, 99]},
            "scored": False,
            "source": "report",
        }
    }
    record = run_ensemble(Plan(case_of(scenario_of(documented=told)), runs=5))
    assert of(record, "deaths").said == ""


def test_short_runs_do_not_observe_long_relapses() -> None:
    found = of(record_of(), "relapse_1825")
    assert found.status == "not observable"
    assert (found.observed, found.runs) == (0, 60)
    assert math.isnan(found.share)


def test_only_what_is_broken_early_is_no_share_of_long_relapses() -> None:
    record = record_of(until=date(2014, 7, 20))
    assert np.nanmax(record.outcomes["relapse_30"]) == 1.0
    assert of(record, "relapse_30").status == "not observable"


def test_windows_that_end_later_are_not_observable() -> None:
    found = of(record_of(until=date(2014, 7, 20)), "documented.deaths_summer")
    assert found.status == "not observable"
    assert math.isnan(found.falls_at)


def test_what_never_happened_did_not_arise() -> None:
    runs = range(40)
    without = next(
        run
        for run in runs
        if record_of(runs=1, first_run=run).outcomes["agreement_censored"][0] == 1.0
    )
    found = of(record_of(runs=1, first_run=without), "relapse_30")
    assert found.status == "did not arise"


def test_censored_times_have_no_mean() -> None:
    record = record_of()
    found = of(record, "days_to_agreement")
    assert found.censored == np.mean(record.outcomes["agreement_censored"])
    assert math.isnan(found.mean)
    assert found.median <= record.days
    assert math.isnan(found.quantiles[-1]), "fewer than 95% came to an agreement"


def test_the_summary_is_complete_and_says_what_it_is() -> None:
    record = record_of()
    frame = summary_frame(findings_of(record))
    assert frame.groupby("outcome").ngroups >= 15
    assert set(frame["model"]) == {"Stylised model, not a forecast"}
    assert not np.isinf(frame["documented_high"]).any()
    row = frame[frame["outcome"] == "documented.deaths_summer"].iloc[0]
    assert (row["documented"], row["documented_low"], row["documented_high"]) == (24, 19, 30)
    assert row["claimed_by"] == "azerbaijan_mod"
    assert set(frame["status"]) == {"observed", "not observable"}


def test_one_run_is_summarised_without_intervals() -> None:
    frame = summary_frame(findings_of(record_of(runs=1)))
    deaths = frame[frame["outcome"] == "deaths"].iloc[0]
    assert deaths["mean"] == deaths["q05"] == deaths["q95"]
    assert math.isnan(deaths["mean_low"])
