"""Statistics of a series, of runs, and what a real series becomes in a scenario."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from sim.analysis.series import (
    DailySeries,
    Window,
    as_documented,
    counts_by,
    documented_entries,
    load_events,
    series_of,
    simulate_series,
    statistics_of,
    trace_series,
    whole_periods,
)
from sim.scenario.load import load
from sim.scenario.problems import UserError
from tests.batch.stand_in import StandIn, case_of
from tests.batch.standing_in import stand_in_for_model

SEED = 1994
START = date(2015, 1, 1)


def series(runs: int = 1, days: int = 730) -> DailySeries:
    luck = np.random.default_rng(SEED)
    incidents = luck.poisson(0.25, (runs, days))
    deaths = luck.binomial(incidents, 0.6) * luck.integers(1, 7, (runs, days))
    return DailySeries("front", START, incidents, deaths)


def by_key(found: DailySeries) -> dict[str, tuple[float, float, float, int]]:
    return {
        one.key: (one.value, one.low, one.high, one.observed) for one in statistics_of(found, 40)
    }


def test_counts_by_week_and_month_add_up() -> None:
    found = series(runs=2, days=90)
    for unit in ("day", "week", "month"):
        frame = counts_by(found, unit)
        assert list(frame.columns) == ["run", "start", "days", "incidents", "deaths"]
        for run in (0, 1):
            of_run = frame.loc[(frame["run"] == run).to_numpy()]
            assert of_run["deaths"].sum() == found.deaths[run].sum()
            assert of_run["days"].sum() == 90
    months = counts_by(found, "month")
    assert months["deaths"].tolist()[:2] == [
        found.deaths[0, :31].sum(),
        found.deaths[0, 31:59].sum(),
    ]
    weeks = counts_by(found, "week")
    assert weeks["days"].tolist()[0] == 4
    assert f"{weeks['start'][1]:%Y-%m-%d %a}" == "2015-01-05 Mon"
    assert set(whole_periods(weeks, "week")["days"]) == {7}
    with pytest.raises(ValueError, match="day, week, month"):
        counts_by(found, "year")


def test_one_series_and_many_runs_have_the_same_statistics() -> None:
    one, many = by_key(series()), by_key(series(runs=5))
    assert list(one) == list(many)
    assert one["incidents"][0] == series().incidents.sum()
    assert many["days"][:3] == (730, 730, 730)
    assert one["fano_incident_days_30"][1] < 1.0 < one["fano_incident_days_30"][2]
    assert one["branching_incident_days"][0] < 0.5
    shares = [one[key][0] for key in ("one_death", "many_deaths")]
    assert all(0.05 < share < 0.6 for share in shares)
    assert many["branching_fatal_days"][3] == 5
    assert one["largest_day"][0] == series().deaths.max()


def test_a_series_in_which_little_happens_has_few_statistics() -> None:
    quiet = DailySeries("quiet", START, *np.zeros((2, 1, 40), dtype=np.int64))
    found = by_key(quiet)
    assert found["deaths"][0] == 0
    missing = {key for key, values in found.items() if math.isnan(values[0])}
    assert {"gap_mean", "branching_incident_days", "exponent_from_one", "one_death"} <= missing


def test_series_must_have_two_like_axes() -> None:
    with pytest.raises(ValueError, match="run, day"):
        DailySeries("x", START, np.zeros((1, 3), dtype=np.int64), np.zeros((2, 3), dtype=np.int64))
    with pytest.raises(ValueError, match="from 0 on"):
        DailySeries("x", START, np.full((1, 3), -1), np.zeros((1, 3), dtype=np.int64))
    with pytest.raises(ValueError, match="not within"):
        series(days=10).between(date(2015, 1, 5), date(2015, 2, 1))


def test_series_of_running_totals() -> None:
    totals = {"incidents": np.array([[1.0, 1.0, 3.0]]), "deaths": np.array([[0.0, 2.0, 2.0]])}
    found = series_of(totals, START)
    assert found.incidents.tolist() == [[1, 0, 2]]
    assert found.deaths.tolist() == [[0, 2, 0]]


def test_simulated_runs_are_recorded_day_by_day(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in_for_model(monkeypatch)
    case = case_of()
    heard: list[int] = []
    found = simulate_series(case, runs=5, seed=3, progress=heard.append)
    assert (found.runs, found.days, sum(heard)) == (5, 60, 300)
    model = StandIn(case, runs=5, seed=3)
    for day in range(60):
        model.step()
        assert found.incidents[:, day].tolist() == model.sector_incidents.sum(axis=1).tolist()
    assert found.deaths.sum(axis=1).tolist() == model.outcomes()["deaths"].tolist()
    alone = simulate_series(case, runs=2, seed=3, until=date(2014, 7, 20))
    assert alone.deaths.tolist() == found.deaths[:2, :20].tolist()


def test_folders_without_a_trace_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"holds no `trace\.parquet`"):
        trace_series(tmp_path)
    (tmp_path / "trace.parquet").write_bytes(b"no parquet")
    with pytest.raises(UserError, match=r"provenance\.json"):
        trace_series(tmp_path)
    (tmp_path / "provenance.json").write_text('{"start": "2015-01-01", "scenario": "x"}')
    with pytest.raises(UserError, match="cannot be read"):
        trace_series(tmp_path)


def events_file(folder: Path) -> Path:
    file = folder / "Dated list (2030).csv"
    rows = ["2030-03-05,2,south,1,4", "2030-06-01,1,north,1,1", "2030-12-30,3,south,3,3"]
    file.write_text("\n".join(["date,deaths,side,low,high", *rows]) + "\n", encoding="utf-8")
    return file


def test_a_real_series_becomes_documented_outcomes(tmp_path: Path, root: Path) -> None:
    events = load_events(events_file(tmp_path))
    windows = (
        Window(date(2030, 3, 1), date(2030, 5, 31)),
        Window(date(2030, 6, 1), date(2030, 12, 31)),
    )
    template = (root / "sim" / "cli" / "template.yaml").read_text(encoding="utf-8")
    base = tmp_path / "valley.yaml"
    base.write_text(template.split("\ndocumented:")[0], encoding="utf-8")
    variant = tmp_path / "counted.yaml"
    text = "extends: valley.yaml\n" + as_documented(events, windows)
    variant.write_text(text, encoding="utf-8")
    entries = load(variant).scenario.documented
    assert list(entries) == ["deaths_20300301_20300531", "deaths_20300601_20301231"]
    first, second = entries.values()
    assert (float(first.value), first.value.range) == (2.0, (1.0, 4.0))
    assert (float(second.value), second.value.range) == (4.0, None)
    assert first.note == "By side: south 2."
    assert first.source == "dated-list-2030"


def test_without_windows_calendar_years_are_taken(tmp_path: Path) -> None:
    found = documented_entries(load_events(events_file(tmp_path)))
    assert [(one["key"], one["deaths"], one["low"], one["high"]) for one in found] == [
        ("deaths_2030", 6, 5, 8)
    ]


def test_windows_that_overlap_are_refused(tmp_path: Path) -> None:
    events = load_events(events_file(tmp_path))
    windows = (
        Window(date(2030, 3, 1), date(2030, 6, 1)),
        Window(date(2030, 6, 1), date(2030, 8, 31)),
    )
    with pytest.raises(UserError, match="2030-03-01:2030-06-01 and 2030-06-01:2030-08-31 overlap"):
        as_documented(events, windows)
