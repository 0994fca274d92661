"""An expression told: the comparisons that decided it, with their values."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.language import parse, tell

RUN: dict[str, Any] = {
    "losses": 7,
    "tolerance": 5.0,
    "trust": 0.06,
    "truce": False,
    "hotline": True,
    "rung": 3,
    "stance": "guarded",
    "days_since_meeting": 10_000.0,
    "blame": 0.123456,
    "weariness": 0.123457,
    "tension": 1234.5678,
}


def lookup(name: str, argument: int | str | None) -> NDArray[Any]:
    return np.array([RUN[name]])


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            "losses(30) > tolerance * (1 + trust)",
            ["losses(30) > tolerance * (1 + trust): 7 > 5.3"],
        ),
        ("losses(30)  <\n tolerance", ["losses(30) < tolerance: no, 7 >= 5"]),
        ("0 < trust <= 0.05", ["0 < trust <= 0.05: no, 0.06 > 0.05"]),
        ("0 < trust <= 1", ["0 < trust <= 1: 0 < 0.06 <= 1"]),
        ("truce", ["truce: no"]),
        ("not truce", ["truce: no"]),
        ("not (losses(30) < 3)", ["losses(30) < 3: no, 7 >= 3"]),
        ("hotline and losses(30) > 3", ["hotline: yes", "losses(30) > 3: 7 > 3"]),
        ("truce and losses(30) > 3", ["truce: no"]),
        ("losses(30) > 3 and truce", ["truce: no"]),
        ("truce or losses(30) > 3", ["losses(30) > 3: 7 > 3"]),
        ("truce or losses(30) > 8", ["truce: no", "losses(30) > 8: no, 7 <= 8"]),
        ("hotline or losses(30) > 8", ["hotline: yes"]),
        (
            "hotline and (truce or not (losses(30) > 8)) and hotline",
            ["hotline: yes", "losses(30) > 8: no, 7 <= 8"],
        ),
        ("rung >= clashes", ["rung >= clashes: operation >= clashes"]),
        ("rung >= 2", ["rung >= 2: 3 >= 2"]),
        ("stance == 'guarded'", ["stance == 'guarded': guarded == guarded"]),
        ("stance == 'hard_line'", ["stance == 'hard_line': no, guarded != hard_line"]),
        ("days_since_meeting > 365", ["days_since_meeting > 365: never > 365"]),
        ("blame < weariness", ["blame < weariness: 0.123456 < 0.123457"]),
        ("blame != 0.5", ["blame != 0.5: 0.123 != 0.5"]),
        ("true", []),
        ("0.5 * trust", ["0.5 * trust: 0.03"]),
        ("0.2", ["0.2"]),
        ("days_since_meeting", ["days_since_meeting: never"]),
        ("losses(30)", ["losses(30): 7"]),
        ("stance", ["stance: guarded"]),
        ("trust / 0.000001", ["trust / 0.000001: 60000"]),
        ("trust * 12345.678", ["trust * 12345.678: 741"]),
        ("trust * 1e-9", ["trust * 1e-9: 6e-11"]),
    ],
)
def test_told(text: str, lines: list[str]) -> None:
    assert tell(parse(text), lookup) == lines


def test_categories_kept_as_codes_are_told_as_words() -> None:
    def codes(name: str, argument: int | str | None) -> NDArray[Any]:
        return np.array([1])

    words = {"stance": ("hard_line", "guarded")}
    expression = parse("stance == 'hard_line'")
    assert tell(expression, codes, categories=words) == [
        "stance == 'hard_line': no, guarded != hard_line"
    ]
    assert tell(parse("stance"), codes, categories=words) == ["stance: guarded"]


def test_a_story_is_of_one_run() -> None:
    with pytest.raises(ValueError, match="one run"):
        tell(parse("trust > 1"), lambda name, argument: np.zeros(2))
