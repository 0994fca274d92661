"""Tables in a terminal, in a pipe and on narrow pages: no digit is lost."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from sim.cli.pages import headed
from sim.report.tables import Table

ROWS = (
    (
        "violations reported by the sides",
        "31,461",
        "22,067 to 43,894",
        "13,174",
        "112,175",
        "of 17",
    ),
    ("gain by what is agreed (de facto)", "-0.116", "-0.212 to -0.024", "-0.11", "0.024", ""),
)
COLUMNS = ("outcome", "mean", "95% interval", "median", "95%", "")
FULL = Table("How much", COLUMNS, ROWS, right=1, whole=(0, 1, 2, 3, 4), dispensable=(4,))


def printed(width: int, terminal: bool) -> str:
    told = StringIO()
    headed(Console(file=told, width=width, force_terminal=terminal, color_system=None), FULL)
    return told.getvalue()


@pytest.mark.parametrize("terminal", [True, False])
@pytest.mark.parametrize("width", [40, 60, 72, 80, 100, 110, 120])
def test_numbers_are_whole_at_every_width(width: int, terminal: bool) -> None:
    text = printed(width, terminal)
    for row in ROWS:
        for place, cell in enumerate(row[1:5], start=1):
            assert cell in text or place in FULL.dispensable
    for word in ["violations", "reported", "agreed", "(de", "facto)", "median", "interval"]:
        assert word in text


def test_where_nobody_watches_nothing_is_left_out() -> None:
    assert "112,175" in printed(60, terminal=False)
    assert "112,175" not in printed(60, terminal=True)
