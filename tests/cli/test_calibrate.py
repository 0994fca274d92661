"""`parley calibrate`: what it prints and keeps, that it goes on where it was, what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.analysis.test_calibration_engine import FILE
from tests.cli.command import parley


@pytest.fixture
def here(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "scenarios").symlink_to(root / "scenarios")
    (tmp_path / "experiments").mkdir()
    (tmp_path / "experiments" / "calibration.yaml").write_text(FILE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_it_fits_keeps_and_goes_on(here: Path) -> None:
    words = ("calibrate", "--workers", "1", "--runs", "8", "--check", "10")
    out, _ = parley(*words)
    for said in (
        "WHAT WAS LEARNT",
        "HOW IT CLOSED IN",
        "WHAT THE DRAWS FORETELL",
        "not a forecast",
    ):
        assert said in out
    assert "KNOWN PARAMETERS FOUND AGAIN" in out
    folder = here / "results" / "calibration"
    draws = (folder / "posterior.csv").read_text()
    provenance = json.loads((folder / "provenance.json").read_text())
    assert {"posterior.csv", "figures/marginals.png", "checks.csv"} <= set(provenance["files"])
    kept = sorted((folder / "populations").iterdir())
    assert [path.name for path in kept] == ["front-00.npz", "front-01.npz"]
    began = kept[0].stat().st_mtime_ns
    kept[1].write_bytes(b"cut off")
    parley(*words)
    assert kept[0].stat().st_mtime_ns == began
    assert (folder / "posterior.csv").read_text() == draws
    out, _ = parley(
        "run", "scenarios/sochi-2014.yaml", "--runs", "4", "--until", "2014-06-20", "--no-plots",
        "--parameters", "results/calibration", "--format", "json",
    )  # fmt: skip
    assert json.loads(out)
    (results,) = (here / "results" / "sochi-2014").iterdir()
    digest = json.loads((folder / "posterior.json").read_text())["sha256"]
    assert json.loads((results / "provenance.json").read_text())["parameters"] == (
        f"posterior {digest[:16]}"
    )


def test_more_parameters_than_data_are_told_once(here: Path) -> None:
    file = here / "experiments" / "many.yaml"
    many = "[incident_rate, retaliation, retaliation_memory]"
    text = FILE.replace("[incident_rate, retaliation]", many).replace("one_death", "# one_death")
    file.write_text(text, encoding="utf-8")
    words = ("--workers", "1", "--runs", "0", "--check", "0", "--quick")
    out, err = parley("calibrate", "experiments/many.yaml", *words)
    assert err.count("fits 3 parameters to only 1 documented") == 1
    assert "MORE PARAMETERS THAN DATA" in out


def test_another_seed_begins_anew(here: Path) -> None:
    words = ("calibrate", "--workers", "1", "--runs", "0", "--check", "0", "--quick")
    parley(*words)
    folder = here / "results" / "calibration-quick"
    first = (folder / "posterior.csv").read_text()
    parley(*words, "--seed", "9")
    assert (folder / "posterior.csv").read_text() != first


def test_optuna_leaves_one_vector(here: Path) -> None:
    pytest.importorskip("optuna")
    out, _ = parley("calibrate", "--method", "optuna", "--workers", "1", "--runs", "4")
    assert "1 draws" in out or "1 draw" in out
    lines = (here / "results" / "calibration-optuna" / "posterior.csv").read_text().splitlines()
    assert len(lines) == 2


def test_optuna_that_is_missing_is_told(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.calibration.point.find_spec", lambda name: None)
    _, err = parley("calibrate", "--method", "optuna", code=2)
    assert 'pip install "parley-sim[calibrate]"' in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--method", "abd"), "did you mean `abc`?"),
        (("--check", "-1"), "known vectors are 0 to 10,000"),
        (("--seed", "-1"), "a seed is 0 to"),
        (("--workers", "0"), "workers are 1 to"),
        (("--leave-out", "sochi-2014"), "has no episode of that name"),
        (("--leave-out", "line-of-contact-2015"), "nothing left to be fitted to"),
        (("nowhere.yaml",), "there is no such file"),
        (("--out", "scenarios"), "files that are not results"),
    ],
)
def test_bad_input_is_refused(here: Path, words: tuple[str, ...], said: str) -> None:
    _, err = parley("calibrate", *words, code=2)
    assert said in err
