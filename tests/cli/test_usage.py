"""Command lines that cannot be read, files that are not there, and tables that are kept."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.command import parley

ROOT = Path(__file__).resolve().parents[2]
SOCHI = ROOT / "scenarios" / "sochi-2014.yaml"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("run", SOCHI, "--runs", "abc"), "--runs abc: expected a whole number in digits"),
        (("run", SOCHI, "--runs", ""), "--runs '': expected a whole number in digits"),
        (("run", SOCHI, "--seed", "1.5"), "--seed 1.5: expected a whole number in digits"),
        (("hindcast", "--runs", "many"), "--runs many: expected a whole number in digits"),
        (("run", SOCHI, "--rnus", "3"), "did you mean `--runs`?"),
        (("run", SOCHI, "--runs"), "--runs: needs a value"),
        (("run",), "FILE is missing"),
        (("check", SOCHI, "--format", "x"), "--format: is no option of `parley check`"),
        (("rnu", SOCHI), "did you mean `run`?"),
        (("schema", "extra"), "there is no place for `extra`"),
    ],
)
def test_a_command_line_that_cannot_be_read(words: tuple[object, ...], told: str) -> None:
    out, err = parley(*words, code=2)
    assert out == ""
    assert told in err
    assert "Usage:" not in err
    assert "╭" not in err


def test_a_file_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("scenarios").mkdir()
    shutil.copy(SOCHI, "scenarios")
    shutil.copy(ROOT / "scenarios" / "kazan-2011.yaml", "scenarios")
    meant = f"did you mean `{Path('scenarios') / 'sochi-2014.yaml'}`?"
    assert meant in parley("run", "scenarios/sochi.yaml", code=2)[1]
    assert meant in parley("check", "scenarios/sochi-2041.yaml", code=2)[1]
    assert meant in parley("run", "sochi-2014.yaml", code=2)[1]
    neither = parley("audit", "scenarios/zzz.yaml", code=2)[1]
    assert "did you mean" not in neither
    assert "there are `kazan-2011.yaml` and `sochi-2014.yaml`" in neither
    assert "there is no folder `nowhere` either" in parley("run", "nowhere/x.yaml", code=2)[1]


def test_a_smaller_sweep_does_not_replace_tables_that_are_kept(tmp_path: Path) -> None:
    """Shipped results are tables without their runs: nothing else says how many those were."""
    kept = tmp_path / "hotline"
    kept.mkdir()
    table = kept / "summary.csv"
    shutil.copy(ROOT / "results" / "hotline" / "summary.csv", table)
    before = table.read_bytes()
    small = ("sweep", ROOT / "experiments" / "hotline.yaml", "--runs", "1", "--out", kept)
    err = parley(*small, "--no-plots", code=2)[1]
    assert "holds tables of" in err
    assert "--existing overwrite" in err
    assert table.read_bytes() == before
    assert [file.name for file in kept.iterdir()] == ["summary.csv"]
