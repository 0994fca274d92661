from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.scenario.load import load
from sim.scenario.varied import varied


def test_a_number_is_replaced_wherever_it_stands(root: Path) -> None:
    case = load(root / "scenarios" / "sochi-2014.yaml")
    changed = varied(
        case,
        {
            "behaviour.retaliation": 0.25,
            "stances.assertive.tolerance": 3.0,
            "parties.armenia.resolve": 0.75,
        },
    )
    assert changed.behaviour["retaliation"].value == 0.25
    assert changed.stances["assertive"].tolerance.value == 3.0
    assert changed.scenario.parties["armenia"].resolve.value == 0.75
    others = {**changed.behaviour, "retaliation": case.behaviour["retaliation"]}
    assert others == case.behaviour
    assert case.scenario.parties["armenia"].resolve.value != 0.75


def test_saliences_still_add_up_to_one(root: Path) -> None:
    case = load(root / "scenarios" / "sochi-2014.yaml")
    before = case.scenario.parties["armenia"].saliences
    issue = next(iter(before))
    columns = np.array([0.1, 0.5, 0.9])
    after = varied(case, {f"parties.armenia.saliences.{issue}": columns})
    saliences = after.scenario.parties["armenia"].saliences
    total = sum(quantity.value for quantity in saliences.values())
    np.testing.assert_allclose(total, np.ones(3))
    rest = 1.0 - before[issue].value
    np.testing.assert_allclose(saliences[issue].value, columns / (columns + rest))


@pytest.mark.parametrize(
    "path",
    [
        "behaviour.retalation",
        "parties.georgia.resolve",
        "parties.armenia",
        "parties.armenia.resolve.x",
    ],
)
def test_a_path_without_a_number_is_refused(root: Path, path: str) -> None:
    case = load(root / "scenarios" / "sochi-2014.yaml")
    with pytest.raises(KeyError):
        varied(case, {path: 0.5})
