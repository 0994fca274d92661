"""How much a calibration has learnt of each parameter, alone and in combination, in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.calibration.priors import Prior, scores_of
from sim.calibration.sequential import Posterior, generator
from sim.scenario.problems import listed

Floats = NDArray[np.float64]
Verdict = Literal["identified", "partly", "in combination", "hardly", "a point"]

UNIFORM_VARIANCE = 1.0 / 12.0
IDENTIFIED, PARTLY = 0.5, 0.2
"""Shrinkage from which on a parameter counts as identified, and as partly identified."""
TOGETHER = 0.35
"""Correlation from which on two parameters trade off against each other."""
NARROW = 0.5
"""Variance of a direction relative to the prior's below which the direction is constrained."""
LOADING = 0.4
REPLICATES = 400


@dataclass(frozen=True)
class Learnt:
    """What the draws say of a parameter.

    `shrinkage` is 1 - variance over prior variance, on the scale on which the prior is uniform,
    with a 95% bootstrap interval; `quantiles` are at 5, 25, 50, 75 and 95%.
    """

    prior: Prior
    stage: str
    quantiles: tuple[float, ...]
    shrinkage: float
    low: float
    high: float
    verdict: Verdict


@dataclass(frozen=True)
class Pair:
    """Two parameters whose draws go together (rank correlation)."""

    one: str
    other: str
    correlation: float


@dataclass(frozen=True)
class Direction:
    """A combination of parameters that is known better than any of them: `loadings` by name."""

    variance: float
    loadings: tuple[tuple[str, float], ...]

    @property
    def words(self) -> str:
        """Which go up and which go down along it."""
        signs = [f"{name} ({'+' if load > 0 else '-'})" for name, load in self.loadings]
        return ", ".join(signs)


@dataclass(frozen=True)
class Learning:
    """What a calibration has learnt: each parameter, pairs, and directions."""

    parameters: tuple[Learnt, ...]
    pairs: tuple[Pair, ...]
    directions: tuple[Direction, ...]

    def named(self, verdict: Verdict) -> tuple[str, ...]:
        """The parameters of a verdict, the best known first."""
        found = [one for one in self.parameters if one.verdict == verdict]
        return tuple(one.prior.name for one in sorted(found, key=lambda one: -one.shrinkage))


def learnt(posterior: Posterior) -> Learning:
    """Shrinkage, pairs, directions and verdicts of a posterior."""
    priors = posterior.calibration.priors
    values = posterior.draws.values
    if len(values) == 1:
        return _points(posterior)
    shares = np.stack([prior.shares(values[:, place]) for place, prior in enumerate(priors)], 1)
    pairs = _pairs(priors, shares)
    directions = _directions(priors, values)
    stages = [fitted for fitted in posterior.stages for _ in fitted.stage.priors]
    rng = generator(posterior.seed, "bootstrap")
    combined = {name for pair in pairs for name in (pair.one, pair.other)}
    combined |= {name for direction in directions for name, _ in direction.loadings}
    found = []
    for place, prior in enumerate(priors):
        fitted = stages[place]
        shrunk = _shrinkage(shares[:, place])
        low, high = _interval(shares[:, place], max(2, round(fitted.final.effective)), rng)
        quantiles = np.quantile(values[:, place], (0.05, 0.25, 0.5, 0.75, 0.95)).tolist()
        verdict = _verdict(shrunk, low, prior.name in combined)
        found.append(Learnt(prior, fitted.stage.name, tuple(quantiles), shrunk, low, high, verdict))
    return Learning(tuple(found), pairs, directions)


def _points(posterior: Posterior) -> Learning:
    """One vector alone: nothing is known of how sure it is."""
    stages = [fitted.stage for fitted in posterior.stages for _ in fitted.stage.priors]
    values = posterior.draws.values[0].tolist()
    return Learning(
        tuple(
            Learnt(prior, stage.name, (value,) * 5, math.nan, math.nan, math.nan, "a point")
            for prior, stage, value in zip(
                posterior.calibration.priors, stages, values, strict=True
            )
        ),
        (),
        (),
    )


def _shrinkage(shares: Floats) -> float:
    return 1.0 - float(shares.var()) / UNIFORM_VARIANCE


def _interval(shares: Floats, effective: int, rng: np.random.Generator) -> tuple[float, float]:
    """The 95% interval of the shrinkage, from as many draws as the weighted ones are worth."""
    size = min(effective, len(shares))
    drawn = rng.choice(shares, size=(REPLICATES, size))
    # The variance of few draws is too small on average; the divisor makes up for it.
    spread = 1.0 - drawn.var(axis=1, ddof=1) / UNIFORM_VARIANCE
    low, high = np.quantile(spread, (0.025, 0.975)).tolist()
    return float(low), float(high)


def _verdict(shrunk: float, low: float, combined: bool) -> Verdict:
    if shrunk >= IDENTIFIED:
        return "identified"
    if combined:
        return "in combination"
    return "partly" if shrunk >= PARTLY and low > 0 else "hardly"


def _pairs(priors: Sequence[Prior], shares: Floats) -> tuple[Pair, ...]:
    """The pairs that go together, the strongest first."""
    ranks = shares.argsort(axis=0).argsort(axis=0).astype(np.float64)
    table = np.corrcoef(ranks, rowvar=False).reshape(len(priors), len(priors))
    found = [
        Pair(priors[one].name, priors[other].name, float(table[one, other]))
        for one in range(len(priors))
        for other in range(one + 1, len(priors))
        if abs(table[one, other]) >= TOGETHER
    ]
    return tuple(sorted(found, key=lambda pair: -abs(pair.correlation)))


def _directions(priors: Sequence[Prior], values: Floats) -> tuple[Direction, ...]:
    """Constrained directions of several parameters: small eigenvalues where the prior has 1."""
    scores = scores_of(priors, values)
    covariance = np.cov(scores, rowvar=False).reshape(len(priors), len(priors))
    sizes, vectors = np.linalg.eigh(covariance)
    found = []
    for size, vector in zip(sizes, vectors.T, strict=True):
        strong = [place for place in np.argsort(-np.abs(vector)) if abs(vector[place]) >= LOADING]
        alone = [float(covariance[place, place]) for place in strong]
        if size < NARROW and len(strong) > 1 and size < 0.7 * min(alone):
            sign = 1.0 if vector[strong[0]] > 0 else -1.0
            loadings = [(priors[place].name, sign * float(vector[place])) for place in strong]
            found.append(Direction(float(size), tuple(loadings)))
    return tuple(found)


def in_words(learning: Learning) -> list[str]:
    """What is identified, what only in combination, and what hardly: sentences."""
    told = []
    sentences: tuple[tuple[Verdict, str], ...] = (
        ("identified", "Identified (the variance is at most half of the prior's): {}."),
        ("partly", "Partly identified (a fifth to a half of the variance is gone): {}."),
        ("in combination", "Known in combination better than one by one: {}."),
        ("hardly", "Hardly identified: {}; their draws are nearly the prior."),
        ("a point", "One best vector, which says nothing of how sure it is: {}."),
    )
    for verdict, said in sentences:
        names = learning.named(verdict)
        if names:
            told.append(said.format(listed(names, most=30)))
    for pair in learning.pairs[:6]:
        how = "rise together" if pair.correlation > 0 else "make up for each other"
        told.append(f"`{pair.one}` and `{pair.other}` {how} (correlation {pair.correlation:+.2f}).")
    for direction in learning.directions[:4]:
        share = f"{direction.variance:.0%}"
        told.append(f"Constrained to {share} of the prior's variance: {direction.words}.")
    return told
