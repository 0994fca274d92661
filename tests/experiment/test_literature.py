"""The questions of the literature: every file can be loaded, and its page names it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.experiment.load import load_experiment

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "experiments" / "literature"
PAGE = ROOT / "docs" / "how-to" / "questions-from-the-literature.md"
FILES = sorted(FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_question_can_be_put(file: Path) -> None:
    experiment = load_experiment(file)
    assert experiment.warnings == ()
    assert experiment.source
    assert len(experiment.arms) > 1
    assert all(experiment.cells(name) == 1 for name in experiment.scenarios)


def test_the_page_names_every_file_and_no_other() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert FILES
    assert [file.stem for file in FILES if f"`{file.name}`" not in page] == []
    asked = {file.name for file in FILES}
    named = {word for word in page.split("`")[1::2] if word.endswith(".yaml")}
    assert {name for name in named if "/" not in name and " " not in name} == asked


def test_every_dispute_is_asked_about() -> None:
    asked = {
        given.path.name
        for file in FILES
        for given in load_experiment(file).inputs
        if given.path.parent.name == "scenarios"
    }
    assert asked >= {file.name for file in (FOLDER / "scenarios").glob("*.yaml")}
