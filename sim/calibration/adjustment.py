"""Moving a population to where it would be if its runs had met the observations exactly."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FARTHEST_SCORE = 3.0


def adjusted(scores: Floats, apart: Floats, distances: Floats, weights: Floats) -> Floats:
    """Scores (particle, parameter) corrected by a local-linear regression on the gaps.

    Beaumont, Zhang & Balding (2002), with Epanechnikov weights by distance and a ridge (Blum et
    al. 2013) of targets over effective particles. `apart` (particle, target) are the gaps; at no
    gap nothing is corrected.
    """
    edge = float(distances.max())
    near = weights / weights.sum()
    if edge > 0:
        near = near * np.maximum(1.0 - (distances / edge) ** 2, 1e-3)
    near = near / near.sum()
    middle, about = near @ scores, near @ apart
    spread = np.sqrt(near @ (apart - about) ** 2)
    # A target that all particles meet alike, or nearly all, has no slope that one could trust.
    used = spread > 1e-3
    if not used.any():
        return scores
    features = (apart[:, used] - about[used]) / spread[used]
    # As many observations as the weights are worth: with few of them slopes are mostly chance.
    penalty = used.sum() * float((near**2).sum())
    inner = (features * near[:, None]).T @ features + penalty * np.eye(int(used.sum()))
    slopes = np.linalg.solve(inner, (features * near[:, None]).T @ (scores - middle))
    moved = scores - (apart[:, used] / spread[used]) @ slopes
    found: Floats = np.clip(moved, -FARTHEST_SCORE, FARTHEST_SCORE)
    return found
