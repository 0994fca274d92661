"""Whole runs as text: a change of behaviour is read in the diff.

`PARLEY_UPDATE_STORIES=1 pytest tests/stories` writes the stories anew; say why in the commit.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from sim.model import MediationModel
from sim.scenario.load import load

SCENARIOS = Path(__file__).parents[2] / "scenarios"
STORIES = Path(__file__).parent
TOLD = (
    ("sochi-2014", 7, date(2014, 8, 31)),
    ("moscow-ceasefire-2020", 3, date(2020, 11, 30)),
    ("lachin-2022", 5, date(2022, 8, 10)),
    ("kazan-2011", 2, date(2011, 8, 31)),
)


def story(name: str, seed: int, until: date) -> str:
    model = MediationModel(load(SCENARIOS / f"{name}.yaml"), seed=seed, until=until)
    model.run()
    lines = []
    for note in model.notes:
        lines.append(f"{model.day_of(note.day)} {note.text}")
        if note.why:
            lines.append(f"           because {note.why}")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(("name", "seed", "until"), TOLD, ids=[entry[0] for entry in TOLD])
def test_story(name: str, seed: int, until: date) -> None:
    told = story(name, seed, until)
    golden = STORIES / f"{name}.txt"
    if os.environ.get("PARLEY_UPDATE_STORIES"):
        golden.write_text(told, encoding="utf-8")
    assert told == golden.read_text(encoding="utf-8")
