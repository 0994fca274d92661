"""A number that varies from point to point of an experiment, and how."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.arithmetic import normal
from sim.experiment.schema import Each, Law

Floats = NDArray[np.float64]
Values = NDArray[np.float64] | NDArray[np.object_]

_WORD = re.compile(r"[a-z][a-z0-9_]*")
_NOT_WORDS = frozenset({"null", "true", "false"})


@dataclass(frozen=True)
class Factor:
    """What varies: a number over a range by some law, or a few levels.

    `path` is what `--set` takes. `low` and `high` bound the values and are missing where levels
    are not numbers. `mode` belongs to the triangular law, `mean` and `sd` to the normal one, which
    is cut off at `low` and `high`. `steps` says how many values a grid takes. `numeric` says that
    tables hold the number, so that runs with many values of it share a block; anything else is
    changed by a setting, and each value needs a case of its own. `each` says whether a point of
    the design has its value, or every run draws its own.
    """

    path: str
    low: float | None = None
    high: float | None = None
    distribution: Law = "uniform"
    mode: float | None = None
    mean: float | None = None
    sd: float | None = None
    levels: tuple[Any, ...] | None = None
    steps: int | None = None
    unit: str | None = None
    label: str = ""
    numeric: bool = True
    each: Each = "point"

    def at(self, unit: Floats) -> Values:
        """Values for places in the unit interval, by the inverse of the distribution function.

        `unit` holds numbers from 0 to 1, 1 included; floats come back where all levels are
        numbers or there are none, else the levels themselves.
        """
        if self.levels is not None:
            place = np.minimum((unit * len(self.levels)).astype(np.int64), len(self.levels) - 1)
            return self._laid_out()[place]
        if self.low is None or self.high is None:
            raise ValueError(f"{self.path} has neither a range nor levels")
        return np.clip(self._inverse(unit, self.low, self.high), self.low, self.high)

    @property
    def counted(self) -> bool:
        """Whether its values are numbers."""
        return self.levels is None or all(is_number(level) for level in self.levels)

    @property
    def grid(self) -> int | None:
        """How many values a grid takes of it, or None if it does not say."""
        return self.steps if self.levels is None else len(self.levels)

    def on_grid(self, steps: int) -> Floats:
        """The places in the unit interval that a grid of so many values takes."""
        if self.levels is not None:
            return (np.arange(len(self.levels)) + 0.5) / len(self.levels)
        return np.linspace(0.0, 1.0, steps)

    def _laid_out(self) -> Values:
        levels = self.levels or ()
        if self.counted:
            return np.array(levels, dtype=np.float64)
        laid = np.empty(len(levels), dtype=object)
        for place, level in enumerate(levels):  # an array would make columns of lists
            laid[place] = level
        return laid

    def _inverse(self, unit: Floats, low: float, high: float) -> Floats:
        if self.distribution == "log-uniform":
            logs = np.log(low) + unit * (np.log(high) - np.log(low))
            return np.asarray(np.exp(logs), dtype=np.float64)
        if self.distribution == "triangular" and self.mode is not None:
            return _triangular(unit, low, self.mode, high)
        if self.distribution == "normal" and self.mean is not None and self.sd is not None:
            return self.mean + self.sd * _cut_normal(
                unit, (low - self.mean) / self.sd, (high - self.mean) / self.sd
            )
        return low + unit * (high - low)


def _triangular(unit: Floats, low: float, mode: float, high: float) -> Floats:
    width = high - low
    turn = (mode - low) / width
    rising = low + np.sqrt(unit * width * (mode - low))
    falling = high - np.sqrt((1.0 - unit) * width * (high - mode))
    return np.where(unit < turn, rising, falling)


def _cut_normal(unit: Floats, low: float, high: float) -> Floats:
    """Standard normal deviates between two bounds."""
    from scipy.special import ndtr

    below, above = float(ndtr(low)), float(ndtr(high))
    return normal(below + unit * (above - below))


def is_number(value: object) -> bool:
    """Whether a value is a number; a truth is not."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def setting(path: str, value: object) -> str:
    """The text that `--set` takes to put a value at a path."""
    if isinstance(value, str) and _WORD.fullmatch(value) and value not in _NOT_WORDS:
        return f"{path}={value}"
    if isinstance(value, date):
        return f"{path}={value.isoformat()}"
    if isinstance(value, float):
        return f"{path}={float(value)!r}"
    return f"{path}={json.dumps(value, ensure_ascii=False, default=str)}"
