"""Whether known parameters are found again: the draws of a stage held against its own inference."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.calibration.adjustment import adjusted
from sim.calibration.priors import Prior, shares_of
from sim.calibration.sequential import Fitted
from sim.calibration.targets import distances, gaps_from

Floats = NDArray[np.float64]

NEAREST = 0.1
"""Share of the draws from the prior that answers for a synthetic truth."""
FEWEST_NEAREST = 20
LEVELS = (0.5, 0.9)


@dataclass(frozen=True)
class Recovered:
    """How well one parameter is found again over synthetic truths.

    `coverage` are the shares of truths within the central 50% and 90% intervals; `correlation`
    is between truth and posterior mean, on the scale of the search; `uniform` the p-value of a
    chi-square test that the ranks of the truths are uniform.
    """

    prior: Prior
    truths: int
    coverage: tuple[float, float]
    correlation: float
    uniform: float


def recovered(fitted: Fitted, truths: int, rng: np.random.Generator) -> tuple[Recovered, ...]:
    """Take draws from the prior for the truth, one at a time, and infer them from the others.

    Simulation-based calibration (Talts et al. 2018) by the leave-one-out use of the draws that
    there are (Csillery et al. 2012): nothing is simulated again. It checks the inference from the
    first population, with the stage's targets and correction; later ones are closer.
    """
    number = min(truths, len(fitted.pool_scores))
    chosen = rng.choice(len(fitted.pool_scores), size=number, replace=False)
    ranks = np.zeros((number, len(fitted.stage.priors)))
    means = np.zeros_like(ranks)
    for place, truth in enumerate(chosen):
        scores = _inferred(fitted, int(truth))
        below = (scores < fitted.pool_scores[truth]).mean(axis=0)
        ranks[place], means[place] = below, shares_of(scores).mean(axis=0)
    actual = shares_of(fitted.pool_scores[chosen])
    return tuple(
        Recovered(
            prior,
            number,
            _coverage(ranks[:, place]),
            float(np.corrcoef(actual[:, place], means[:, place])[0, 1]),
            _uniform(ranks[:, place]),
        )
        for place, prior in enumerate(fitted.stage.priors)
    )


def _inferred(fitted: Fitted, truth: int) -> Floats:
    """What the other draws say of the vector whose run was the truth's."""
    others = np.arange(len(fitted.pool_scores)) != truth
    centre = np.nan_to_num(fitted.pool_summaries[truth], nan=0.0)
    # What the truth's run does not show, no other is held against.
    seen = np.isfinite(fitted.pool_summaries[truth])
    weights = np.array([target.weight for target in fitted.stage.targets]) * seen
    apart = gaps_from(fitted.pool_summaries[others], centre, fitted.scales) * seen
    off = distances(apart, weights if weights.any() else np.ones_like(weights))
    number = max(FEWEST_NEAREST, round(NEAREST * len(off)))
    near = np.argsort(off, kind="stable")[:number]
    scores: Floats = fitted.pool_scores[others][near]
    if not fitted.stage.adjust:
        return scores
    return adjusted(scores, apart[near], off[near], np.ones(len(near)))


def _coverage(ranks: Floats) -> tuple[float, float]:
    half, most = (float(np.mean(np.abs(ranks - 0.5) <= level / 2.0)) for level in LEVELS)
    return half, most


def _uniform(ranks: Floats) -> float:
    """Chi-square of the ranks in five bins."""
    from scipy.stats import chisquare

    counts = np.histogram(ranks, bins=5, range=(0.0, 1.0))[0]
    return float(chisquare(counts).pvalue)
