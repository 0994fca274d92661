"""`parley run`: what it prints, what it writes, and what it refuses."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from sim.cli.app import app
from sim.scenario.case import Case
from tests.batch.stand_in import StandIn, case_of, scenario_of
from tests.batch.standing_in import stand_in_for_model
from tests.cli import command

RUNNER = CliRunner()
FILE = "summer.yaml"
ROOT = Path(__file__).resolve().parents[2]
CAVEAT = "Stylised model, not a forecast"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an empty file, and the stand-in for the model with its case for that file."""
    stand_in_for_model(monkeypatch)

    def load(path: Path, settings: Sequence[str] = ()) -> Case:
        return case_of(scenario_of(), tuple(settings))

    # First where it was imported to, so that the real one is what is put back.
    monkeypatch.setattr("sim.results.load", load)
    monkeypatch.setattr("sim.scenario.load.load", load)
    monkeypatch.chdir(tmp_path)
    (tmp_path / FILE).touch()
    return tmp_path


def parley(*words: object, code: int = 0) -> tuple[str, str]:
    return command.parley("run", FILE, *words, code=code)


def files(folder: Path) -> list[str]:
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path != folder / FILE
    )


def test_one_run_tells_its_story(here: Path) -> None:
    out, err = parley("--no-plots")
    assert err == ""
    assert CAVEAT in out
    assert "CHRONICLE" in out
    assert "2014-07-" in out
    assert "because losses(30) 7 > 5.3" in out
    assert "WHAT IS DOCUMENTED" in out
    assert "24 (19 to 30) (azerbaijan mod)" in out
    assert "not observable" in out
    assert out.splitlines()[-1] == "Results are in results/summer/seed-0-runs-1"
    assert max(len(line) for line in out.splitlines()) <= 110
    assert "\x1b" not in out


def test_many_runs_show_the_distribution(here: Path) -> None:
    out, _ = parley("--runs", "40", "--seed", "3", "--no-plots")
    assert CAVEAT in out
    assert "CHRONICLE" not in out
    for words in (
        "WHERE IT FALLS",
        "HOW OFTEN",
        "HOW MUCH",
        "percentile",
        "95% INTERVAL",
        "OF RUNS",
    ):
        assert words in out.upper().replace("PERCENTILE", "percentile")
    assert "its deaths are the closest to the median" in out
    assert out.splitlines()[-1] == "Results are in results/summer/seed-3-runs-40"


def test_everything_is_written(here: Path) -> None:
    parley("--runs", "30", "--trace")
    folder = here / "results" / "summer" / "seed-0-runs-30"
    pictures = [
        f"figures/{name}.{ending}"
        for name in ("bargaining", "distributions", "fan", "front", "shares")
        for ending in ("png", "svg")
    ]
    assert files(folder) == sorted(
        [
            *pictures, "bands.parquet", "chronicle.jsonl", "chronicle.txt", "inputs/1-summer.yaml",
            "inputs/summer.yaml", "outcomes.parquet", "provenance.json", "sectors.parquet",
            "summary.csv", "trace.parquet",
        ]
    )  # fmt: skip
    assert files(here) == [f"results/summer/seed-0-runs-30/{name}" for name in files(folder)]
    outcomes = pq.read_table(folder / "outcomes.parquet")
    assert outcomes.column_names[0] == "run"
    assert outcomes.num_rows == 30
    assert pq.read_table(folder / "trace.parquet").num_rows == 30 * 60
    story = [json.loads(line) for line in (folder / "chronicle.jsonl").read_text().splitlines()]
    assert story
    assert set(story[0]) == {"date", "kind", "who", "text", "why"}
    text = (folder / "chronicle.txt").read_text()
    assert CAVEAT in text
    assert "closest to the median" in text


def test_the_provenance_says_how_to_make_it_again(here: Path) -> None:
    parley("--runs", "4", "--seed", "9", "--set", "a.b=1", "--no-plots", "--out", "mine")
    found = json.loads((here / "mine" / "provenance.json").read_text())
    assert (found["seed"], found["runs"], found["first_run"]) == (9, 4, 0)
    assert found["settings"] == ["a.b=1"]
    assert found["scenario"] == "summer"
    assert len(found["code_sha256"]) == len(found["inputs"][0]["sha256"]) == 64
    assert len(found["arithmetic"]) >= 16
    assert {"python", "parley-sim", "numpy", "mesa", "scipy"} <= set(found["versions"])
    assert found["platform"]["system"]
    assert set(found["files"]) | {"provenance.json"} == set(files(here / "mine"))


def test_the_same_command_writes_the_same_bytes(here: Path) -> None:
    for folder in ("one", "two"):
        parley("--runs", "7", "--no-plots", "--out", folder)
    for name in files(here / "one"):
        if name != "provenance.json":
            assert (here / "one" / name).read_bytes() == (here / "two" / name).read_bytes(), name


def test_a_run_of_the_ensemble_is_replayed(here: Path) -> None:
    parley("--runs", "20", "--seed", "2", "--no-plots", "--out", "all")
    out, _ = parley("--runs", "20", "--seed", "2", "--run", "13", "--no-plots", "--out", "one")
    assert "run 13" in out
    assert "CHRONICLE" in out
    whole = pd.read_parquet(here / "all" / "outcomes.parquet")
    alone = pd.read_parquet(here / "one" / "outcomes.parquet")
    assert alone["run"].tolist() == [13]
    expected = whole[whole["run"] == 13].reset_index(drop=True)
    pd.testing.assert_frame_equal(alone, expected, check_dtype=False)


def test_variants_get_folders_of_their_own(here: Path) -> None:
    parley("--no-plots")
    parley("--no-plots", "--set", "a=1")
    parley("--no-plots", "--set", "a=2")
    parley("--no-plots", "--until", "2014-07-20")
    parley("--no-plots", "--run", "7")
    names = sorted(path.name for path in (here / "results" / "summer").iterdir())
    assert len(names) == 5
    assert {"seed-0-runs-1", "seed-0-runs-1-until-2014-07-20", "seed-0-run-7"} < set(names)


def test_json_is_all_that_is_printed(here: Path) -> None:
    out, err = parley("--format", "json", "--no-plots")
    found = json.loads(out)
    assert found["model"] == CAVEAT
    assert found["runs"] == 1
    assert found["chronicle"]
    assert found["results"] == "results/summer/seed-0-runs-1"
    deaths = next(row for row in found["summary"] if row["outcome"] == "deaths")
    assert deaths["mean"] == deaths["q50"]
    assert deaths["mean_low"] is None
    assert CAVEAT in err
    assert "Results are in" in err


def test_csv_is_all_that_is_printed(here: Path) -> None:
    out, err = parley("--format", "csv", "--runs", "12", "--no-plots")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert {row["model"] for row in rows} == {CAVEAT}
    assert out == (here / "results" / "summer" / "seed-0-runs-12" / "summary.csv").read_text()
    assert "Results are in" in err


def test_a_trace_is_announced_with_its_size(here: Path) -> None:
    _, err = parley("--trace", "--runs", "10", "--no-plots")
    assert err.startswith("trace: 10 runs × 60 days × up to 10 gauges, at most 0.1 MB")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--runs", "0"), "--runs 0: runs are 1 to 10,000,000"),
        (("--runs", "10000001"), "--runs 10000001: runs are 1 to 10,000,000"),
        (("--seed", "-1"), "--seed -1: a seed is 0 to 2^63 - 1"),
        (("--seed", str(2**63)), f"--seed {2**63}: a seed is 0 to"),
        (("--run", "-1"), "--run -1: runs are numbered 0 to"),
        (("--runs", "5", "--run", "5"), "--run 5: runs are numbered 0 to 4"),
        (("--until", "yesterday"), "--until yesterday: expected a date such as"),
        (("--until", "2014-02-30"), "--until 2014-02-30: expected a date such as"),
        (("--until", "2014-06-30"), "the period of this scenario is 2014-07-01 to 2014-08-29"),
        (("--until", "2014-08-30"), "the period of this scenario is 2014-07-01 to 2014-08-29"),
        (("--format", "jsno"), "did you mean `json`?"),
    ],
)
def test_bad_options_are_refused(here: Path, words: tuple[str, ...], message: str) -> None:
    out, err = parley(*words, code=2)
    assert message in err
    assert out == ""
    assert files(here) == []
    assert [path.name for path in here.iterdir()] == [FILE]


def test_all_bad_options_are_named_at_once(here: Path) -> None:
    _, err = parley("--runs", "0", "--seed", "-1", "--format", "xml", code=2)
    assert len([line for line in err.splitlines() if line.startswith("--")]) == 3


@pytest.mark.parametrize("seed", ["0", str(2**63 - 1)])
def test_the_ends_of_what_is_allowed_are_allowed(
    here: Path, seed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, _ = parley("--seed", seed, "--until", "2014-07-01", "--run", "9999999", "--no-plots")
    assert f"seed-{seed}-run-9999999-until-2014-07-01" in out


def test_a_folder_of_somebody_else_is_left_alone(here: Path) -> None:
    (here / "mine").mkdir()
    (here / "mine" / "thesis.tex").write_text("mine")
    _, err = parley("--out", "mine", "--no-plots", code=2)
    assert "not results of an earlier run: `thesis.tex`" in err
    assert files(here) == ["mine/thesis.tex"]


def test_results_are_replaced_by_the_same_run(here: Path) -> None:
    for _ in range(2):
        parley("--no-plots")
    assert [path.name for path in (here / "results" / "summer").iterdir()] == ["seed-0-runs-1"]


@pytest.mark.parametrize("stop", [KeyboardInterrupt, ValueError])
def test_a_run_that_stops_leaves_nothing(
    here: Path, monkeypatch: pytest.MonkeyPatch, stop: type[BaseException]
) -> None:
    def step(model: StandIn) -> None:
        model.day += 1
        if model.day == 30:
            raise stop

    monkeypatch.setattr(StandIn, "step", step)
    result = RUNNER.invoke(app, ["run", FILE])
    if stop is KeyboardInterrupt:
        assert result.exit_code == 130
    else:
        assert isinstance(result.exception, ValueError)
    assert [path.name for path in here.iterdir()] == [FILE]


SLOW = textwrap.dedent(
    """
    import sys, time
    from types import ModuleType
    from tests.batch.stand_in import StandIn, bytes_per_run, case_of, scenario_of
    from sim.scenario import load as loading

    class Slow(StandIn):
        def step(self):
            print("running", flush=True)
            time.sleep(0.1)
            super().step()

    module = ModuleType("sim.model")
    vars(module).update(MediationModel=Slow, bytes_per_run=bytes_per_run)
    sys.modules["sim.model"] = module
    loading.load = lambda path, settings=(): case_of(scenario_of())
    from sim.cli.app import main
    sys.argv = ["parley", "run", "summer.yaml", "--no-plots", "--runs", "5"]
    main()
    """
)


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_process_that_is_stopped_cleans_up(
    tmp_path: Path, number: signal.Signals, code: int
) -> None:
    (tmp_path / FILE).touch()
    with subprocess.Popen(
        [sys.executable, "-c", SLOW],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        being_filled = sorted(path.name for path in tmp_path.iterdir())
        process.send_signal(number)
        _, err = process.communicate(timeout=60)
    assert (first, being_filled) == ("running\n", ["results", FILE]), err
    assert process.returncode == code, err
    assert "Traceback" not in err
    assert [path.name for path in tmp_path.iterdir()] == [FILE]
