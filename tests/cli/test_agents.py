"""`parley run --agents`: where classes of a user's own are found, and what is kept of them."""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim.cli.app import app

RUNNER = CliRunner()
AGENT = '''
import numpy as np
from dataclasses import replace
from sim.agents.party import Party


class Never(Party):
    """It signs nothing."""

    def answer(self, world, offer):
        answer = super().answer(world, offer)
        return replace(answer, signs=np.zeros_like(answer.signs))
'''


@pytest.fixture
def scenario(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A scenario whose Armenia is a class in the folder `mine`."""
    monkeypatch.setattr(sys, "path", list(sys.path))
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "stubborn_of_test_agents.py").write_text(AGENT, "utf-8")
    path = tmp_path / "never.yaml"
    path.write_text(
        f"extends: {root / 'scenarios' / 'sochi-2014.yaml'}\n"
        "title: Sochi with an Armenia that never signs\n"
        "parties:\n  armenia:\n    agent: stubborn_of_test_agents:Never\n",
        "utf-8",
    )
    return path


def run(scenario: Path, *words: str) -> tuple[int, str]:
    out = scenario.parent / "out"
    options = ["--no-plots", "--until", "2014-08-31", "--out", str(out), *words]
    result = RUNNER.invoke(app, ["run", str(scenario), *options])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stderr


def test_a_class_is_found_in_the_folder_and_recorded(scenario: Path) -> None:
    mine = scenario.parent / "mine"
    assert run(scenario, "--agents", str(mine), "--agents", str(scenario.parent)) == (0, "")
    kept = json.loads((scenario.parent / "out" / "provenance.json").read_text("utf-8"))
    file = mine / "stubborn_of_test_agents.py"
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    assert kept["agents"] == [
        {"agent": "stubborn_of_test_agents:Never", "path": str(file), "sha256": digest}
    ]
    notes = (scenario.parent / "out" / "chronicle.jsonl").read_text("utf-8")
    assert '"Armenia: declines a joint statement"' in notes
    assert '"kind": "signature"' not in notes


def test_without_the_folder_the_class_is_not_found(scenario: Path) -> None:
    sys.modules.pop("stubborn_of_test_agents", None)
    code, err = run(scenario)
    assert code == 2
    assert "stubborn_of_test_agents:Never` cannot be imported" in err
    assert not (scenario.parent / "out").exists()


def test_every_folder_that_is_none_is_named(scenario: Path) -> None:
    code, err = run(scenario, "--agents", "nowhere", "--agents", str(scenario))
    assert code == 2
    assert "--agents nowhere: there is no such folder" in err
    assert f"--agents {scenario}: this is a file, not a folder" in err
    assert "Traceback" not in err
    assert not (scenario.parent / "out").exists()


def check(scenario: Path, *words: str) -> tuple[int, str]:
    result = RUNNER.invoke(app, ["check", str(scenario), *words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stderr


def test_check_tells_of_a_class_that_cannot_be_had(scenario: Path) -> None:
    sys.modules.pop("stubborn_of_test_agents", None)
    code, err = check(scenario)
    assert code == 2
    assert "stubborn_of_test_agents:Never` cannot be imported" in err
    assert check(scenario, "--agents", str(scenario.parent / "mine")) == (0, "")
