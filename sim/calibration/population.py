"""A population of parameter vectors that closes in on what was observed, step by step."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

WIDER = 2.0
"""Covariance of the steps relative to the population's (Beaumont et al. 2009)."""
JITTER = 1e-6


@dataclass(frozen=True, eq=False)
class Population:
    """Vectors `scores` (particle, parameter), their `weights`, and how far their runs were off.

    `given` (particle,) is the draw of an earlier stage that each was run with. `tolerance` is the
    greatest distance kept; `accepted` the share of the last proposals that came within it.
    """

    scores: Floats
    given: Indices
    summaries: Floats
    distances: Floats
    weights: Floats
    tolerance: float
    accepted: float = 1.0
    simulated: int = 0

    @property
    def size(self) -> int:
        return len(self.scores)

    @property
    def shares(self) -> Floats:
        """The weights, adding up to 1."""
        found: Floats = self.weights / self.weights.sum()
        return found

    @property
    def effective(self) -> float:
        """Independent draws that the weighted ones are worth (Kong, Liu & Wong 1994)."""
        return float(1.0 / (self.shares**2).sum())

    def kept(self, chosen: NDArray[np.bool_], tolerance: float, accepted: float) -> Population:
        """The chosen particles alone."""
        return Population(
            self.scores[chosen],
            self.given[chosen],
            self.summaries[chosen],
            self.distances[chosen],
            self.weights[chosen],
            tolerance,
            accepted,
            self.simulated,
        )


def first(
    scores: Floats, given: Indices, summaries: Floats, distances: Floats, keep: float
) -> Population:
    """The best share of draws from the prior, all of one weight."""
    whole = Population(
        scores, given, summaries, distances, np.ones(len(scores)), float(np.max(distances)),
        simulated=len(scores),
    )  # fmt: skip
    return _best(whole, max(1, round(keep * len(scores))), 0)


def proposals(population: Population, number: int, rng: np.random.Generator) -> Floats:
    """New vectors: one of the population by weight, moved by a normal step (Toni et al. 2009)."""
    chosen = rng.choice(population.size, size=number, p=population.shares)
    factor = np.linalg.cholesky(_covariance(population))
    steps = rng.standard_normal((number, population.scores.shape[1]))
    return population.scores[chosen] + steps @ factor.T


def grown(
    population: Population,
    scores: Floats,
    given: Indices,
    summaries: Floats,
    distances: Floats,
    target: int,
) -> Population:
    """The population with new vectors, of which the `target` closest are kept.

    A new vector weighs its prior over the chance of proposing it (Lenormand, Jabot & Deffuant
    2013): nobody is simulated twice, and the tolerance falls by itself. Equally distant ones at
    the edge are all kept.
    """
    together = Population(
        np.concatenate([population.scores, scores]),
        np.concatenate([population.given, given]),
        np.concatenate([population.summaries, summaries]),
        np.concatenate([population.distances, distances]),
        np.concatenate([population.weights, _weights(population, scores)]),
        population.tolerance,
        simulated=population.simulated + len(scores),
    )
    return _best(together, target, len(scores))


def resampled(population: Population, number: int, rng: np.random.Generator) -> Indices:
    """Particles drawn by weight, evenly (systematic resampling; Kitagawa 1996), then shuffled."""
    at = (np.arange(number) + rng.random()) / number
    upper = np.cumsum(population.shares)
    chosen = np.minimum(np.searchsorted(upper, at), population.size - 1)
    return rng.permutation(chosen).astype(np.int64)


def _best(whole: Population, target: int, new: int) -> Population:
    tolerance = float(np.sort(whole.distances)[min(target, whole.size) - 1])
    chosen = whole.distances <= tolerance
    accepted = float(chosen[-new:].mean()) if new else float(chosen.mean())
    return whole.kept(chosen, tolerance, accepted)


def _covariance(population: Population) -> Floats:
    around = population.scores - population.shares @ population.scores
    found = (around * population.shares[:, None]).T @ around
    return WIDER * found + JITTER * np.eye(len(found))


def _weights(population: Population, scores: Floats) -> Floats:
    """Prior over proposal density, both without the constant that they share."""
    factor = np.linalg.cholesky(_covariance(population))
    inverse = np.linalg.inv(factor)
    old, new = population.scores @ inverse.T, scores @ inverse.T
    squares = (new**2).sum(axis=1)[:, None] + (old**2).sum(axis=1)[None, :] - 2.0 * new @ old.T
    kernel = np.exp(-0.5 * squares) @ population.shares / np.prod(np.diag(factor))
    prior = np.exp(-0.5 * (scores**2).sum(axis=1))
    return np.asarray(prior / np.maximum(kernel, 1e-300), dtype=np.float64)
