"""What is held possible of a parameter beforehand, and the scale on which it is searched."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.scenario.quantity import Quantity, prior_law

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Prior:
    """A behavioural parameter between two bounds: uniform, or uniform in its logarithm.

    It is searched as a score, standard normal under the prior, so that no step leaves the bounds.
    """

    name: str
    low: float
    high: float
    in_logs: bool
    usual: float
    unit: str = ""
    meaning: str = ""

    @property
    def law(self) -> str:
        return "log-uniform" if self.in_logs else "uniform"

    def shares(self, values: Floats) -> Floats:
        """How far along its range each value lies, 0 to 1."""
        if self.in_logs:
            return np.log(values / self.low) / math.log(self.high / self.low)
        return (values - self.low) / (self.high - self.low)

    def at(self, shares: Floats) -> Floats:
        """The values so far along the range."""
        if self.in_logs:
            return self.low * np.exp(shares * math.log(self.high / self.low))
        return self.low + shares * (self.high - self.low)


def prior_of(
    name: str, quantity: Quantity, low: float | None, high: float | None, law: str | None
) -> Prior:
    """The prior from a stated range, or from bounds and a law of the calibration's own."""
    stated = quantity.range or (quantity.value, quantity.value)
    least = stated[0] if low is None else low
    most = stated[1] if high is None else high
    in_logs = (law or prior_law(least, most)) == "log-uniform"
    return Prior(name, least, most, in_logs, quantity.value)


def shares_of(scores: Floats) -> Floats:
    """Scores as shares of the range: 0 to 1, uniform under the prior."""
    from scipy.special import ndtr

    return np.asarray(ndtr(scores), dtype=np.float64)


def values_of(priors: Sequence[Prior], scores: Floats) -> Floats:
    """Scores (particle, parameter) as values of the parameters."""
    shares = shares_of(scores)
    return np.stack([prior.at(shares[:, place]) for place, prior in enumerate(priors)], axis=1)


def scores_of(priors: Sequence[Prior], values: Floats) -> Floats:
    """Values (particle, parameter) as scores; those at the ends as far out as doubles go."""
    from scipy.special import ndtri

    shares = np.stack([prior.shares(values[:, place]) for place, prior in enumerate(priors)], 1)
    return np.asarray(ndtri(np.clip(shares, 1e-9, 1.0 - 1e-9)), dtype=np.float64)
