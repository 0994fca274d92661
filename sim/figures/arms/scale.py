"""Axes of amounts: linear, or logarithmic above 1 with a place of its own for zero."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator
from numpy.typing import NDArray

Floats = NDArray[np.float64]

UNEVEN = 20.0
"""Ratio of the largest to a typical value beyond which an axis is logarithmic."""
BARS, LOG_BARS = 30, 25


@dataclass(frozen=True)
class Scale:
    """An axis from `low` to `high`, logarithmic from 1 on if `log`; `whole` numbers or others."""

    low: float
    high: float
    log: bool
    whole: bool

    @property
    def edges(self) -> Floats:
        """The edges of about thirty bars; whole numbers lie in the middle of theirs.

        On a logarithmic axis zero has the first bar for itself, and the bars are as wide as
        they look, each a count of runs.
        """
        if self.log:
            edges = [-0.5, *np.geomspace(0.5, self.high, LOG_BARS)]
            return np.array(edges, dtype=np.float64)
        if self.whole:
            step = max(1, math.ceil((self.high - self.low) / BARS))
            last = math.ceil(self.high) + 2 * step
            return np.arange(math.floor(self.low), last, step, dtype=np.float64) - 0.5
        return np.linspace(self.low, self.high, BARS + 1, dtype=np.float64)

    def draw(self, axes: Axes, ticks: int = 5) -> None:
        """Set the horizontal axis."""
        if self.log:
            axes.set_xscale("symlog", linthresh=1.0, linscale=0.5)
            powers = [10**power for power in range(12) if 10**power <= self.high]
            axes.xaxis.set_major_locator(FixedLocator([0, *powers]))
            axes.xaxis.set_minor_locator(NullLocator())
        else:
            locator = MaxNLocator(nbins=ticks, integer=self.whole, steps=[1, 2, 5, 10])
            axes.xaxis.set_major_locator(locator)
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,g}"))
        axes.set_xlim(self.low, self.high)


def scale_of(samples: Sequence[Floats], said: Sequence[float], whole: bool) -> Scale:
    """The axis for samples (row,) and documented values: all but the farthest 1% of each."""
    ends = [float(end) for sample in samples for end in np.quantile(sample, (0.0, 0.99))]
    ends += [end for end in said if math.isfinite(end)]
    low, high = min(ends), max(ends)
    typical = max(1.0, min(float(np.median(sample)) for sample in samples))
    if whole and low >= 0.0:
        return Scale(-0.6, high + max(1.0, 0.05 * high), high > UNEVEN * typical, whole)
    room = max(0.02, 0.05 * (high - low))
    return Scale(low - room, high + room, log=False, whole=whole)
