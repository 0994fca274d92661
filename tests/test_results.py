"""The Python face: `sim.load`, `sim.simulate` and what comes back."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from sim.scenario.problems import UserError
from tests.batch.stand_in import case_of
from tests.batch.standing_in import stand_in_for_model


@pytest.fixture(autouse=True)
def _model(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in_for_model(monkeypatch)


def test_public_names() -> None:
    assert sim.__all__ == [
        "Answers",
        "Results",
        "compare",
        "load",
        "load_experiment",
        "open_results",
        "simulate",
        "summarise",
        "sweep",
    ]
    assert set(sim.__all__) <= set(dir(sim))
    with pytest.raises(AttributeError, match="forecast"):
        sim.forecast  # noqa: B018


def test_the_face_stays_a_function_whatever_was_imported() -> None:
    import sim.results

    assert sim.simulate is sim.results.simulate
    assert callable(sim.simulate)
    assert callable(sim.load)


def test_importing_is_quick() -> None:
    program = (
        "import sys, sim; heavy = {'mesa', 'numpy', 'pandas', 'matplotlib', 'pydantic', 'yaml'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_outcomes_are_typed_and_numbered() -> None:
    results = sim.simulate(case_of(), runs=30, seed=4, first_run=100)
    outcomes = results.outcomes
    assert outcomes.index.name == "run"
    assert outcomes.index.tolist() == list(range(100, 130))
    assert outcomes["deaths"].dtype == np.int64
    assert outcomes["documented.deaths_summer"].dtype == pd.Int64Dtype()
    assert outcomes["relapse_30"].dtype == pd.BooleanDtype()
    assert outcomes["relapse_30"].isna().sum() == outcomes["agreement_censored"].sum()
    assert outcomes["relapse_1825"].isna().all()
    assert outcomes["trust.armenia"].dtype == np.float64
    kinds = outcomes["best_agreement"]
    assert kinds.cat.ordered
    assert kinds.cat.categories[0] == "none"
    assert (kinds > "statement").equals(~outcomes["agreement_censored"].astype(bool))


def test_paths_and_settings_are_loaded(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"nowhere\.yaml"):
        sim.simulate(tmp_path / "nowhere.yaml")
    with pytest.raises(ValueError, match="settings"):
        sim.simulate(case_of(), settings=("a=1",))


@pytest.mark.parametrize("wrong", [{"runs": 0}, {"seed": -1}, {"seed": 2**63}])
def test_bad_arguments_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"runs|seed"):
        sim.simulate(case_of(), **wrong)


def test_bands_and_summary_are_copies() -> None:
    results = sim.simulate(case_of(), runs=3)
    for frame in (results.bands, results.summary(), results.sectors):
        frame.loc[:, frame.columns[0]] = "changed"
    for frame in (results.bands, results.summary(), results.sectors):
        assert not (frame.iloc[:, 0] == "changed").any()


def test_progress_and_until() -> None:
    heard: list[int] = []
    results = sim.simulate(case_of(), runs=4, until=date(2014, 7, 10), progress=heard.append)
    assert sum(heard) == 4 * 10
    assert results.bands["day"].max() == 9


def test_results_are_saved_as_the_command_does(tmp_path: Path) -> None:
    results = sim.simulate(case_of(), runs=6, seed=2, first_run=3)
    folder = results.save(tmp_path / "mine", plots=False)
    stored = pd.read_parquet(folder / "outcomes.parquet")
    assert stored["run"].tolist() == [3, 4, 5, 6, 7, 8]
    assert stored["deaths"].tolist() == results.outcomes["deaths"].tolist()
    assert "sim.simulate(" in (folder / "provenance.json").read_text()
    results.save(tmp_path / "mine", plots=False)
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    with pytest.raises(UserError, match=r"notes\.txt"):
        results.save(tmp_path / "mine", plots=False)


def test_the_story_comes_with_the_results() -> None:
    story = sim.simulate(case_of(), seed=1).chronicle
    assert story.fields()[0]["date"].startswith("2014-0")
    assert any(line.lstrip().startswith("because") for line in story.lines(60))
    assert all(len(line) <= 60 for line in story.lines(60))


def test_notebooks_show_a_table_that_says_what_it_is() -> None:
    shown = sim.simulate(case_of(), runs=3)._repr_html_()
    assert "not a forecast" in shown
    assert "<table" in shown
    assert "A summer on the line of contact" in shown
