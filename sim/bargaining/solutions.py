"""The named solutions on a list of packages; each gives all packages that it cannot tell apart.

Payoffs are `(package, party)`, the disagreement point `(party,)`; what is returned are places of
packages, none where the zone of possible agreement is empty.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.payoffs import acceptable, best_in_zone

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

SAME = 1e-12
"""Differences of payoffs below it are rounding."""


def nash(payoffs: Floats, disagreement: Floats, weights: Floats | None = None) -> Indices:
    """Packages with the largest product of gains over disagreement (Nash 1950).

    `weights` `(party,)` are the exponents of the asymmetric solution (Kalai 1977); equal without.
    Where no package lets all gain, those at which the product is zero are compared by the gains of
    the others.
    """
    gains = payoffs - disagreement
    share = np.ones(payoffs.shape[1]) if weights is None else np.asarray(weights)
    inside = acceptable(payoffs, disagreement)
    gaining = (gains > SAME) & inside[:, None]
    logs = np.where(gaining, np.log(np.where(gaining, gains, 1.0)), 0.0)
    most = gaining.sum(axis=1).max(initial=0)
    full = inside & (gaining.sum(axis=1) == most)
    return _best(full, (share * logs).sum(axis=1)[:, None])


def kalai_smorodinsky(payoffs: Floats, disagreement: Floats) -> Indices:
    """Packages whose gains are the most even in proportion to the largest that each could have.

    The least share of the ideal gain is made as large as can be, then the next
    (Kalai & Smorodinsky 1975; on lists of packages as leximin, Imai 1983).
    """
    best = best_in_zone(payoffs, disagreement)
    if best is None:
        return np.empty(0, dtype=np.int64)
    reach = best - disagreement
    shares = (payoffs - disagreement) / np.where(reach > SAME, reach, 1.0)
    return _best(acceptable(payoffs, disagreement), np.sort(shares, axis=1))


def egalitarian(payoffs: Floats, disagreement: Floats) -> Indices:
    """Packages that make the least gain as large as can be, then the next (Kalai 1977)."""
    gains = np.sort(payoffs - disagreement, axis=1)
    return _best(acceptable(payoffs, disagreement), gains)


def utilitarian(payoffs: Floats, weights: Floats | None = None) -> Indices:
    """Packages with the largest sum of payoffs, whatever it would mean to disagree."""
    share = np.ones(payoffs.shape[1]) if weights is None else np.asarray(weights)
    return _best(np.ones(len(payoffs), dtype=bool), (share * payoffs).sum(axis=1)[:, None])


def _best(allowed: NDArray[np.bool_], scores: Floats) -> Indices:
    """The allowed packages with the largest scores, column by column; ties stay together."""
    places = np.flatnonzero(allowed)
    for column in range(scores.shape[1]):
        if not len(places):
            break
        own = scores[places, column]
        places = places[own >= own.max() - SAME]
    return places.astype(np.int64)
