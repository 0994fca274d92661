"""The box of issues: packages spread over it, and what they are worth by their distance."""

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


def spatial_utility(texts: Floats, ideals: Floats, weights: Floats, rho: int = 1) -> Floats:
    """U_p(x) = 1 - sum_i w_pi |x_i - ideal_pi|^rho (Enelow & Hinich 1984).

    Shapes: texts `(..., issue)`, ideals and weights `(party, issue)`; gives `(..., party)`.
    Raises ValueError unless `rho` is 1 or 2.
    """
    if rho not in (1, 2):
        raise ValueError(f"rho is 1 (linear) or 2 (quadratic), not {rho}")
    apart = np.abs(np.asarray(texts, dtype=np.float64)[..., None, :] - ideals)
    found: Floats = 1.0 - (weights * apart**rho).sum(axis=-1)
    return found
