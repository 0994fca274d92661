"""The kinds of columns that tables are made of."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.world.layout import NEVER
from sim.world.table import declare

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Small = NDArray[np.int8]
Truths = NDArray[np.bool_]

MOST = 1e9
"""Bound of what has no other: a value beyond it is a mistake."""
FOREVER = 100_000
"""A day, about 270 years in, that no run reaches."""


def share(*axes: str, meaning: str, start: float = 0.0) -> Any:
    """A column of shares, from 0 to 1."""
    return declare(*axes, unit="share", meaning=meaning, low=0, high=1, start=start)


def truth(*axes: str, meaning: str) -> Any:
    """A column of yes or no."""
    return declare(*axes, unit="yes or no", meaning=meaning, dtype="bool", low=0, high=1)


def tally(*axes: str, unit: str, meaning: str) -> Any:
    """A column of counts, or of a ring of running totals."""
    whole = "int32" if "window" in axes else "int64"
    return declare(*axes, unit=unit, meaning=meaning, low=0, high=MOST, dtype=whole)


def day(*axes: str, meaning: str, start: float = -NEVER) -> Any:
    """A column of days, counted from the first; a day outside the run stands for none."""
    return declare(
        *axes, unit="day", meaning=meaning, low=-FOREVER, high=FOREVER, start=start, dtype="int64"
    )
