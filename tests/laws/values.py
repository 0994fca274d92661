"""Words and numbers that generated scenarios are made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from tests.laws.situations import Data

Draw = Any

KINDS = ("statement", "cbm", "ceasefire", "interim", "framework", "settlement")
MEASURES = (
    "hotline",
    "sniper_withdrawal",
    "trench_freeze",
    "exchange",
    "humanitarian_pause",
    "monitoring",
    "separation",
    "cantonment",
)
RUNGS = ("calm", "violations", "clashes", "operation", "war")
LEVELS = ("leaders", "ministers", "shuttle", "proximity")
INSTRUMENTS = ("facilitation", "formulation", "manipulation")
TASKS = ("observe", "investigate", "interpose", "protect", "use_force")


def figure(low: float, high: float, *extra: float) -> st.SearchStrategy[float]:
    """A number within bounds: often an end, a half, or 2, else anything, to six places."""
    edges = [edge for edge in (low, high, 0.0, 0.5, 1.0, 2.0, *extra) if low <= edge <= high]
    anything = st.integers(0, 1000).map(lambda n: round(low + (high - low) * n / 1000, 6))
    return st.one_of(st.sampled_from(edges), anything)


SHARE = figure(0.0, 1.0)
SLANT = figure(-1.0, 1.0)


def some(names: Sequence[str], least: int = 0, unique: bool = True) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(list(names)), min_size=least, max_size=4, unique=unique)


def chosen(draw: Draw, names: Sequence[str], values: st.SearchStrategy[Any]) -> Data:
    """Some of the names, each with a value."""
    return {name: draw(values) for name in names if draw(st.booleans())}
