"""`parley hindcast`: which scenarios it scores, what it prints and keeps, and what it refuses."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from sim.scenario.case import Case
from sim.scenario.problems import Problem, UserError
from tests.batch.stand_in import case_of, scenario_of
from tests.batch.standing_in import stand_in_for_model
from tests.cli import command

INPUTS = "War or peace written into the timeline is an input and never presented as a prediction."


def parley(*words: object, code: int = 0) -> tuple[str, str]:
    return command.parley("hindcast", *words, code=code)


def case_named(path: Path, settings: Sequence[str] = ()) -> Case:
    """A case for whatever file is named: `quiet` documents nothing, `broken` cannot be read."""
    if path.stem == "broken":
        raise UserError(Problem("this is broken", str(path)))
    year = {"spring": 2012, "autumn": 2016}.get(path.stem, 2014)
    changes = {"documented": {}} if path.stem == "quiet" else {}
    period = {"start": f"{year}-07-01", "end": f"{year}-08-29"}
    scenario = scenario_of(**changes)
    if year != 2014:
        known = {
            key: entry.model_copy(update={"start": None, "end": None})
            for key, entry in scenario.documented.items()
        }
        scenario = scenario_of(period=period, timeline=[], documented=known)
    return replace(case_of(scenario), name=path.stem, path=path)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with scenarios, for which the stand-in runs."""
    stand_in_for_model(monkeypatch)
    monkeypatch.setattr("sim.scenario.load.load", case_named)
    (tmp_path / "scenarios").mkdir()
    for name in ("autumn", "quiet", "spring", "summer"):
        (tmp_path / "scenarios" / f"{name}.yaml").write_text("title: x\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_all_that_documents_something_is_scored_in_the_order_of_time(here: Path) -> None:
    out, err = parley("--runs", "40", "--seed", "2")
    assert err == ""
    places = [out.index(name) for name in ("SPRING", "SUMMER", "AUTUMN")]
    assert places == sorted(places)
    assert "QUIET" not in out
    for words in (
        "Stylised model, not a forecast",
        "HOW MANY LIE INSIDE",
        "BETTER THAN PLAIN FORECASTS?",
        "24 (19 to 30)",
        "tolls: CRPS of log(1 + n)",
        INPUTS,
    ):
        assert words in out, words
    assert max(len(line) for line in out.splitlines()) <= 110
    kept = sorted(path.name for path in (here / "results" / "hindcast").iterdir())
    assert kept == [
        "hindcast.csv", "hindcast.json", "hindcast.png", "hindcast.svg", "provenance.json",
    ]  # fmt: skip


def test_programs_get_data(here: Path) -> None:
    out, err = parley("--runs", "40", "--format", "json", "--out", "kept")
    document = json.loads(out)
    assert document["episodes"] == ["spring", "summer", "autumn"]
    assert out == (here / "kept" / "hindcast.json").read_text(encoding="utf-8")
    assert "kept" in err
    text = (here / "kept" / "hindcast.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["scenario"] for row in rows[:2]] == ["spring", "spring"]
    assert {row["model"] for row in rows} == {"Stylised model, not a forecast"}


def test_a_scenario_of_ones_own_is_scored_against_the_others(here: Path) -> None:
    mine = here / "mine.yaml"
    mine.write_text("title: x\n", encoding="utf-8")
    (here / "scenarios" / "broken.yaml").write_text("title: x\n", encoding="utf-8")
    out, err = parley(str(mine), "--runs", "40", "--format", "csv", "--out", "kept")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert {row["scenario"] for row in rows} == {"mine"}
    assert rows[0]["rate_score"]
    assert "broken.yaml: warning: has problems; plain forecasts do without it" in err


def test_what_documents_nothing_is_refused_before_anything_runs(here: Path) -> None:
    _, err = parley("scenarios/quiet.yaml", code=2)
    assert err.startswith("scenarios/quiet.yaml: this scenario documents no outcome")
    assert "parley stats FILE --as-documented" in err
    assert not (here / "results").exists()


def test_bad_options_are_told_at_once(here: Path) -> None:
    _, err = parley("--runs", "5", "--seed", "-1", "--format", "jsn", code=2)
    assert "--runs 5: runs are 20 to 1,000,000: fewer have no 90% interval" in err
    assert "--seed -1" in err
    assert "did you mean `json`?" in err


def test_names_must_differ(here: Path) -> None:
    (here / "summer.yaml").write_text("title: x\n", encoding="utf-8")
    _, err = parley("summer.yaml", "scenarios/summer.yaml", code=2)
    assert "two scenarios are called `summer`" in err


def test_a_folder_of_ones_own_is_left_alone(here: Path) -> None:
    (here / "kept").mkdir()
    (here / "kept" / "thesis.txt").write_text("x", encoding="utf-8")
    _, err = parley("scenarios/summer.yaml", "--out", "kept", code=2)
    assert "holds files that are not results of an earlier run" in err


def test_without_scenarios_there_is_nothing_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    _, err = parley(code=2)
    assert "there is no folder `scenarios` with scenarios here; name the scenario files" in err


def test_the_real_model_is_scored(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    file = root / "scenarios" / "lachin-2022.yaml"
    out, _ = parley(str(file), "--runs", "20", "--format", "json", "--out", "kept")
    document = json.loads(out)
    assert {one["key"] for one in document["scored"]} >= {"deaths_in_august", "no_general_war"}
    assert {one["key"] for one in document["unscored"]} >= {"death_azerbaijan", "wounded"}
    assert all(0 <= one["probability"] <= 1 for one in document["scored"])
    assert len(document["free_parameters"]) > 15
