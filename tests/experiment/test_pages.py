"""The experiments that the documentation shows can be loaded as they stand."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from sim.experiment.designs import DEFAULTS
from sim.experiment.limits import MOST_NUMBERS, MOST_ROWS
from sim.experiment.load import load_experiment
from sim.experiment.schema import Design, ExperimentFile, Lever, Uncertainty

PAGES = ("experiments/README.md", "docs/reference/experiments.md")
BLOCK = re.compile(r"```yaml\n(.*?)```", re.DOTALL)
ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = [
    text for page in PAGES for text in BLOCK.findall((ROOT / page).read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("text", EXAMPLES, ids=lambda text: text.split("title: ")[1].split("\n")[0])
def test_an_example_is_sound(text: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    (tmp_path / "experiments").mkdir()
    file = tmp_path / "experiments" / "example.yaml"
    file.write_text(text, encoding="utf-8")
    experiment = load_experiment(file)
    assert [warning for warning in experiment.warnings if warning.file == str(file)] == []
    assert all(
        experiment.cells(name) == len(experiment.points(name)) for name in experiment.scenarios
    )


def test_the_page_names_every_key_and_default() -> None:
    page = (ROOT / PAGES[1]).read_text(encoding="utf-8")
    assert len(EXAMPLES) >= 4
    for model in (ExperimentFile, Lever, Uncertainty, Design):
        for key in model.model_fields:
            assert re.search(rf"[`{{]{key}[`:,]", page), key
    for options in DEFAULTS.values():
        for option, value in options.items():
            assert f"`{option}` ({value})" in page
    assert (MOST_ROWS, MOST_NUMBERS) == (100_000_000, 50_000_000)
