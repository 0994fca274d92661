"""Bargaining theory as pure functions of packages and payoffs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def packages(count: int, issues: int) -> Floats:
    """Packages spread evenly over the issues, shape `(count, issue)`, positions in [0, 1).

    An additive recurrence whose steps are powers of the generalised golden ratio, the root of
    x^(d+1) = x + 1 (Roberts 2018).
    """
    root = 2.0
    for _ in range(60):
        root = (1.0 + root) ** (1.0 / (issues + 1.0))
    steps = root ** -np.arange(1.0, issues + 1.0)
    return np.mod(0.5 + np.arange(1, count + 1)[:, None] * steps[None, :], 1.0)
