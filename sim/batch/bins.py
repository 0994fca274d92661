"""The bins that a gauge is counted in, and the value each bin stands for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from sim.outcomes import GAUGES, Gauge

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

_GAUGE_BY_NAME = {gauge.name: gauge for gauge in GAUGES}


@dataclass(frozen=True)
class Bins:
    """The bins of one gauge; values outside fall into the first or the last of them."""

    gauge: Gauge

    @cached_property
    def edges(self) -> Floats:
        """Lower edge of every bin, ascending."""
        gauge = self.gauge
        if not gauge.geometric:
            bins = max(1, round((gauge.high - gauge.low) / gauge.step))
            return np.arange(bins, dtype=np.float64) * gauge.step + gauge.low
        powers = int(np.ceil(np.log(gauge.high) / np.log(gauge.step)))
        grown = np.power(gauge.step, np.arange(powers, dtype=np.float64))
        return np.concatenate([np.zeros(1), grown])

    @property
    def number(self) -> int:
        """How many bins there are."""
        return len(self.edges)

    @cached_property
    def middles(self) -> Floats:
        """The value each bin stands for: a whole number for gauges that count, else its middle.

        Counts below about 50 are exact; above, a geometric bin is `step - 1` of its value wide.
        """
        gauge = self.gauge
        low: Floats = self.edges
        if gauge.geometric:
            lowest = np.ceil(low)
            centre = np.floor(low * np.sqrt(gauge.step) + 0.5)
            return np.asarray(np.maximum(lowest, centre), dtype=np.float64)
        if gauge.step >= 1.0:
            return low
        # A share that rounds to nothing is nothing.
        return np.where(low == 0.0, 0.0, low + gauge.step / 2.0)

    def place(self, values: Floats) -> Indices:
        """The bin of every value (run,); missing values (NaN) are left out."""
        return self.place_present(values[~np.isnan(values)])

    def place_present(self, values: Floats) -> Indices:
        """The bin of every value, none of which is missing."""
        if self.gauge.geometric:
            return np.searchsorted(self.edges[1:], values, side="right")
        # Held within the bins before the cast: an infinity has no whole number.
        steps = (values - self.gauge.low) / self.gauge.step
        return np.minimum(np.maximum(steps, 0.0), self.number - 1).astype(np.int64)


@cache
def bins_of(key: str) -> Bins:
    """The bins of a gauge by its key, `deaths` or `going_on.armenia`; KeyError if unknown."""
    return Bins(_GAUGE_BY_NAME[key.partition(".")[0]])
