"""A trace: every gauge of every run on every day, kept only when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

BYTES_A_NUMBER = 8


@dataclass
class BlockTrace:
    """The gauges (run, day) of one block."""

    runs: int
    days: int
    gauges: dict[str, Floats] = field(default_factory=dict)

    def add(self, day: int, gauges: Mapping[str, NDArray[np.generic]]) -> None:
        """Take in the gauges (run,) of one day."""
        for key, values in gauges.items():
            if key not in self.gauges:
                self.gauges[key] = np.full((self.runs, self.days), np.nan)
            self.gauges[key][:, day] = values


def trace_megabytes(runs: int, days: int, gauges: int) -> float:
    """Size of a trace in MB (10^6 bytes), before compression: run, day and the gauges."""
    return runs * days * (gauges + 2) * BYTES_A_NUMBER / 1e6
