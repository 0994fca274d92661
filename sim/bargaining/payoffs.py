"""Payoffs of a list of packages: which are acceptable to all, and which cannot be improved on."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]


def acceptable(payoffs: Floats, disagreement: Floats) -> Truths:
    """The zone of possible agreement: packages that nobody likes less than to disagree.

    Shapes: payoffs `(..., package, party)`, disagreement `(..., party)`; gives `(..., package)`.
    """
    enough = payoffs >= np.asarray(disagreement)[..., None, :]
    return np.asarray(enough.all(axis=-1))


def zone_share(payoffs: Floats, disagreement: Floats) -> Floats:
    """Share of the packages that lie in the zone of possible agreement; shapes as `acceptable`."""
    found: Floats = np.asarray(acceptable(payoffs, disagreement).mean(axis=-1))
    return found


def efficient(payoffs: Floats) -> Truths:
    """The Pareto frontier: packages that no other makes one better off and nobody worse off.

    Shape `(package, party)`; gives `(package,)`. Of packages with equal payoffs all are kept.
    """
    kept = np.zeros(len(payoffs), dtype=bool)
    for place in np.lexsort(payoffs.T)[::-1]:  # nobody is beaten by one that comes later
        own, front = payoffs[place], payoffs[kept]
        beaten = (front >= own).all(axis=1) & (front > own).any(axis=1)
        kept[place] = not beaten.any()
    return kept


def best_in_zone(payoffs: Floats, disagreement: Floats) -> Floats | None:
    """The ideal point: the most that each party gets within the zone, `(party,)`; None if empty."""
    inside = payoffs[acceptable(payoffs, disagreement)]
    if not len(inside):
        return None
    found: Floats = inside.max(axis=0)
    return found
