"""`parley stats`: what it prints of files, scenarios and traces, and what it refuses."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from sim.scenario.case import Case
from tests.batch.stand_in import case_of, scenario_of
from tests.batch.standing_in import stand_in_for_model
from tests.cli import command


def parley(*words: object, code: int = 0) -> tuple[str, str]:
    return command.parley("stats", *words, code=code)


@pytest.fixture
def events(tmp_path: Path) -> str:
    """A year of events, one row in two hundred over several days."""
    luck = np.random.default_rng(7)
    rows = ["date,date_end,deaths,side"]
    for day in range(365):
        for side in ("armenian", "azerbaijani"):
            if luck.random() < 0.15:
                when = date(2015, 1, 1) + timedelta(days=day)
                rows.append(f"{when},,{luck.geometric(0.7)},{side}")
    rows.append("2015-06-01,2015-06-04,2,unknown")
    file = tmp_path / "list.csv"
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return str(file)


@pytest.fixture
def summer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A scenario's name, for which the stand-in runs."""
    stand_in_for_model(monkeypatch)

    def load(path: Path, settings: Sequence[str] = ()) -> Case:
        return case_of(scenario_of(), tuple(settings))

    monkeypatch.setattr("sim.scenario.load.load", load)
    monkeypatch.chdir(tmp_path)
    Path("summer.yaml").touch()
    return "summer.yaml"


def test_a_file_is_described(events: str) -> None:
    out, err = parley(events)
    assert "warning: 1 of " in err
    assert "cover several days" in err
    for words in (
        "list, 2015-01-0",
        "Fano factor of incident days in 30 days",
        "branching ratio of incident days",
        "mean lag of fatal days",
        "power law of the tail, exponent",
        "95% interval",
        "COUNTS",
        "BY MONTH",
        "2015-06",
        "Clauset, Shalizi & Newman 2009",
    ):
        assert words in out, words
    assert max(len(line) for line in out.splitlines()) <= 110
    assert "\x1b" not in out
    assert "forecast" not in out


def test_windows_are_described_one_by_one(events: str) -> None:
    windows = ("--window", "2015-01-01:2015-06-30", "--window", "2015-07-01:2015-12-31")
    out, _ = parley(events, *windows, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    halves = {row["start"]: row["value"] for row in rows if row["statistic"] == "days"}
    assert halves == {"2015-01-01": "181.0", "2015-07-01": "184.0"}
    deaths = [float(row["value"]) for row in rows if row["statistic"] == "deaths"]
    given = [int(line.split(",")[2]) for line in Path(events).read_text().splitlines()[1:]]
    assert sum(deaths) == sum(given)


def test_programs_get_counts_too(events: str) -> None:
    (whole,) = json.loads(parley(events, "--format", "json")[0])["windows"]
    total = next(one["value"] for one in whole["statistics"] if one["statistic"] == "deaths")
    assert sum(month["deaths"] for month in whole["counts"]["month"]) == total


def test_long_events_can_be_laid_out(events: str) -> None:
    out, _ = parley(events, "--format", "csv", "--long-events", "even")
    found = {row["statistic"]: row["value"] for row in csv.DictReader(io.StringIO(out))}
    # Two deaths over four days are two incidents.
    assert float(found["incidents"]) == len(Path(events).read_text().splitlines())


def test_a_file_becomes_documented_outcomes(events: str) -> None:
    out, _ = parley(events, "--as-documented", "--window", "2015-01-01:2015-06-30")
    assert out.startswith("sources:\n  list:\n    title: ")
    assert "  deaths_20150101_20150630:\n    outcome: deaths\n" in out
    entries = json.loads(parley(events, "--as-documented", "--format", "json")[0])
    assert [one["key"] for one in entries] == ["deaths_2015"]
    assert re.search(r"note: \"By side: .*armenian \d+", parley(events, "--as-documented")[0])


def test_a_scenario_is_run_and_described(summer: str) -> None:
    out, err = parley(summer, "--runs", "6", "--seed", "3")
    assert err == ""
    assert "Stylised model, not a forecast" in out
    assert "90% of runs" in out
    assert "COUNTS OVER 6 RUNS" in out
    early, _ = parley(summer, "--runs", "6", "--window", "2014-07-01:2014-07-20", "--format", "csv")
    row = next(csv.DictReader(io.StringIO(early)))
    assert (row["value"], row["model"]) == ("20.0", "Stylised model, not a forecast")


def test_a_trace_says_what_its_scenario_says(summer: str, tmp_path: Path) -> None:
    command.parley(
        "run", summer, "--runs", 6, "--seed", 3, "--trace", "--no-plots", "--out", "kept"
    )

    def values(out: str) -> list[object]:
        windows = json.loads(out)["windows"]
        return [(one["statistic"], one["value"], one["high"]) for one in windows[0]["statistics"]]

    from_trace = values(parley("kept", "--format", "json")[0])
    assert from_trace == values(parley(summer, "--runs", "6", "--seed", "3", "--format", "json")[0])


def test_what_a_file_is_no_answer_to_is_refused(events: str, summer: str, tmp_path: Path) -> None:
    asked = ("--runs", "5", "--seed", "1", "--parameters", "rulebook", "--format", "tabel")
    _, err = parley(events, *asked, code=2)
    assert "--runs: this is for scenarios" in err
    assert "--parameters: this is for scenarios" in err
    assert "--seed: this is for scenarios" in err
    assert "did you mean `table`?" in err
    _, err = parley(summer, "--as-documented", "--runs", "0", code=2)
    assert "simulated deaths are no documented ones" in err
    assert "runs are 1 to" in err
    for window in ("2015", "2015-02-01:2015-01-01", "2015-02-30:2015-03-01"):
        _, err = parley(events, "--window", window, code=2)
        assert f"--window {window}: this is not a window" in err
    _, err = parley(events, "--window", "2019-01-01:2019-12-31", code=2)
    assert "no event begins in this window; the events of this file lie from 2015-" in err
    _, err = parley(summer, "--window", "2014-06-01:2014-07-20", code=2)
    assert "these runs last from 2014-07-01 to 2014-08-29" in err
    _, err = parley(str(tmp_path), code=2)
    assert "holds no `trace.parquet`" in err
    assert "Traceback" not in err


def test_a_bad_file_is_told_with_its_lines(tmp_path: Path) -> None:
    file = tmp_path / "bad.csv"
    file.write_text("date,deaths,side\n2015-01-01,-1,a\n2015-13-01,1,a\n", encoding="utf-8")
    out, err = parley(str(file), code=2)
    assert out == ""
    assert [line.split(": ")[0] for line in err.splitlines()] == [f"{file}:2", f"{file}:3"]


def test_windows_that_overlap_are_not_documented(events: str) -> None:
    windows = ("--window", "2015-01-01:2015-06-30", "--window", "2015-06-30:2015-12-31")
    _, err = parley(events, "--as-documented", *windows, code=2)
    assert "--window: 2015-01-01:2015-06-30 and 2015-06-30:2015-12-31 overlap" in err


def test_the_real_model_has_series(root: Path) -> None:
    asked = (str(root / "scenarios" / "lachin-2022.yaml"), "--runs", "4", "--format", "json")
    out, _ = parley(*asked)
    (window,) = json.loads(out)["windows"]
    assert (window["runs"], window["start"], window["end"]) == (4, "2022-03-01", "2022-08-10")
    found = {one["statistic"]: one["value"] for one in window["statistics"]}
    assert found["incidents"] > 0
    assert parley(*asked, "--parameters", "rulebook")[0] != out


def test_windows_that_overlap_are_refused(events: str) -> None:
    spans = ("2015-01-01:2015-06-30", "2015-06-30:2015-12-31", "2015-02-01:2015-02-03")
    asked = [word for span in spans for word in ("--window", span)]
    _, err = parley(events, *asked, code=2)
    assert err.count("--window: 2015-01-01:2015-06-30 and ") == 2
    assert "2015-01-01:2015-06-30 and 2015-06-30:2015-12-31 overlap" in err
