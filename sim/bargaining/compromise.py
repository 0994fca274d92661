"""What weights and positions alone say: the compromise model and the weighted median."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def influence(capability: Floats, salience: Floats) -> Floats:
    """The weight of each actor on each issue: capability times salience.

    The effective power of the compromise model (Stokman & Van den Bos 1992; Bueno de Mesquita
    1994). Shapes: capability `(actor,)`, salience `(actor, issue)`; gives `(actor, issue)`.
    """
    found: Floats = np.asarray(capability, dtype=np.float64)[:, None] * salience
    return found


def weighted_mean(positions: Floats, weights: Floats) -> Floats:
    """The compromise model: sum_a w_a x_a / sum_a w_a, issue by issue.

    It approximates the asymmetric Nash solution where failing to agree is worst of all (Achen
    2006). Shapes `(actor, issue)`; gives `(issue,)`. Raises ValueError for weights below 0 or
    without any above it.
    """
    weights = _checked(weights)
    found: Floats = (weights * positions).sum(axis=0) / weights.sum(axis=0)
    return found


def weighted_median(positions: Floats, weights: Floats) -> Floats:
    """The position that half of the weight lies on either side of, issue by issue.

    What wins every vote by weight where preferences have a single peak (Black 1958; Bueno de
    Mesquita 1994); the middle of two positions between which the weight is halved exactly.
    Shapes `(actor, issue)`; gives `(issue,)`. Raises ValueError as `weighted_mean` does.
    """
    weights = _checked(weights)
    order = np.argsort(positions, axis=0, kind="stable")
    ordered = np.take_along_axis(np.asarray(positions, dtype=np.float64), order, axis=0)
    passed = np.cumsum(np.take_along_axis(weights, order, axis=0), axis=0) / weights.sum(axis=0)
    tiny = 1e-12
    lower = np.argmax(passed >= 0.5 - tiny, axis=0)
    upper = np.argmax(passed > 0.5 + tiny, axis=0)
    issues = np.arange(ordered.shape[1])
    found: Floats = 0.5 * (ordered[lower, issues] + ordered[upper, issues])
    return found


def _checked(weights: Floats) -> Floats:
    weights = np.asarray(weights, dtype=np.float64)
    if (weights < 0.0).any() or not (weights.sum(axis=0) > 0.0).all():
        raise ValueError("weights are not below 0, and on each issue somebody has some")
    return weights
