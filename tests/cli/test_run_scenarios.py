"""`parley run` with the real model and a shipped scenario, cut short."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

import sim
from sim.batch.ensemble import run_ensemble
from sim.batch.plan import Plan
from sim.cli.app import app

RUNNER = CliRunner()
UNTIL = "2014-07-10"


def parley(root: Path, folder: Path, *words: str) -> str:
    scenario = str(root / "scenarios" / "sochi-2014.yaml")
    result = RUNNER.invoke(
        app, ["run", scenario, "--until", UNTIL, "--no-plots", "--out", str(folder), *words]
    )
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_run_of_an_ensemble_is_replayed_exactly(root: Path, tmp_path: Path) -> None:
    parley(root, tmp_path / "all", "--runs", "8", "--seed", "5", "--trace")
    parley(root, tmp_path / "one", "--seed", "5", "--run", "6", "--trace")
    for name in ("outcomes.parquet", "trace.parquet"):
        whole = pd.read_parquet(tmp_path / "all" / name)
        alone = pd.read_parquet(tmp_path / "one" / name)
        expected = whole[whole["run"] == 6].reset_index(drop=True)
        pd.testing.assert_frame_equal(alone, expected)


def test_the_chronicle_is_printed_with_reasons(root: Path, tmp_path: Path) -> None:
    out = parley(root, tmp_path / "run", "--runs", "1")
    assert "not a forecast" in out
    notes = (tmp_path / "run" / "chronicle.jsonl").read_text("utf-8").splitlines()
    assert notes
    assert any(json.loads(note)["why"] for note in notes)
    assert "because " in out


def test_settings_change_the_result(root: Path, tmp_path: Path) -> None:
    parley(root, tmp_path / "plain", "--runs", "6")
    parley(root, tmp_path / "more", "--runs", "6", "--set", "behaviour.incident_rate=0.05")
    plain, more = (
        pd.read_parquet(tmp_path / name / "outcomes.parquet") for name in ("plain", "more")
    )
    assert more["recorded_incidents"].sum() > plain["recorded_incidents"].sum()


@pytest.mark.parametrize("width", [1, 3])
def test_blocks_do_not_change_the_results(root: Path, width: int) -> None:
    case = sim.load(root / "scenarios" / "sochi-2014.yaml")
    plan = Plan(case, runs=5, seed=2, until=case.scenario.period.start.replace(month=7))
    whole, pieces = run_ensemble(plan, width=5), run_ensemble(plan, width=width)
    pd.testing.assert_frame_equal(whole.bands, pieces.bands)
    pd.testing.assert_frame_equal(whole.sectors, pieces.sectors)
    for key, column in whole.outcomes.items():
        pd.testing.assert_series_equal(pd.Series(column), pd.Series(pieces.outcomes[key]))
