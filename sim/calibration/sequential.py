"""Approximate Bayesian computation in stages, each a sequence of populations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sim.calibration.adjustment import adjusted
from sim.calibration.calibration import Calibration, Stage
from sim.calibration.population import Population, first, grown, proposals, resampled
from sim.calibration.priors import values_of
from sim.calibration.simulator import Simulator
from sim.calibration.targets import distances, gaps, scales_of

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
Arrays = Mapping[str, NDArray[np.generic]]

LEAST_ACCEPTED = 0.04
"""Share of proposals below which closing in further is not worth its runs."""
BETWEEN = 997
"""Draws that one stage hands on to the next."""
RUNS_OF_A_STAGE = 10_000_000


class Keeper(Protocol):
    """Where populations are kept, so that an interrupted calibration goes on where it was."""

    def get(self, name: str) -> Arrays | None:
        """What was kept under a name, if anything."""

    def put(self, name: str, arrays: Arrays) -> None:
        """Keep some arrays under a name."""


@dataclass
class InMemory:
    """A keeper that forgets everything in the end."""

    kept: dict[str, Arrays] = field(default_factory=dict)

    def get(self, name: str) -> Arrays | None:
        return self.kept.get(name)

    def put(self, name: str, arrays: Arrays) -> None:
        self.kept[name] = arrays


@dataclass(frozen=True, eq=False)
class Draws:
    """Equally likely vectors `values` (draw, parameter)."""

    names: tuple[str, ...]
    values: Floats


@dataclass(frozen=True)
class Step:
    """What a generation brought: `tolerance` is the greatest distance kept so far."""

    generation: int
    simulated: int
    kept: int
    tolerance: float
    accepted: float
    effective: float


@dataclass(frozen=True, eq=False)
class Fitted:
    """A stage when it is done.

    `pool_scores` and `pool_summaries` are of the draws from the prior, `final` the last
    population and `scores` its vectors as corrected; `before` is what earlier stages left.
    """

    stage: Stage
    before: Draws
    pool_scores: Floats
    pool_summaries: Floats
    scales: Floats
    final: Population
    scores: Floats
    steps: tuple[Step, ...]

    def draws(self, number: int, rng: np.random.Generator) -> Draws:
        """Vectors of all parameters so far, each drawn by weight."""
        chosen = resampled(self.final, number, rng)
        own = values_of(self.stage.priors, self.scores[chosen])
        values = np.concatenate([self.before.values[self.final.given[chosen]], own], axis=1)
        return Draws((*self.before.names, *self.stage.names), values)


@dataclass(frozen=True, eq=False)
class Posterior:
    """All stages, and the vectors that are left in the end."""

    calibration: Calibration
    seed: int
    stages: tuple[Fitted, ...]
    draws: Draws


def calibrate(
    calibration: Calibration, simulate: Simulator, seed: int, keeper: Keeper | None = None
) -> Posterior:
    """Fit the stages one after another; the same seed gives the same, interrupted or not.

    Each generation is a pure function of the seed, the stage and its number. A stage takes what
    the earlier ones left as its prior for their parameters, and may only choose among it.
    """
    kept = keeper or InMemory()
    before = Draws((), np.zeros((1, 0)))
    done: list[Fitted] = []
    for place, stage in enumerate(calibration.stages):
        fitted = fit_stage(stage, place, before, simulate, seed, kept)
        done.append(fitted)
        last = place == len(calibration.stages) - 1
        number = calibration.draws if last else BETWEEN
        before = fitted.draws(number, _rng(seed, place, 0, "draws"))
    return Posterior(calibration, seed, tuple(done), before)


def fit_stage(
    stage: Stage, place: int, before: Draws, simulate: Simulator, seed: int, keeper: Keeper
) -> Fitted:
    """A stage: draws from the prior, then generations that close in on the targets."""
    targets = stage.targets
    weights = np.array([target.weight for target in targets])
    pool = _simulated(stage, place, 0, before, None, simulate, seed, keeper)
    scales = scales_of(targets, pool.summaries)

    def off(summaries: Floats) -> Floats:
        return distances(gaps(targets, summaries, scales), weights)

    population = first(pool.scores, pool.given, pool.summaries, off(pool.summaries), stage.keep)
    size = max(1, round(stage.keep * stage.first))
    steps = [_step(0, population)]
    for generation in range(1, stage.generations + 1):
        new = _simulated(stage, place, generation, before, population, simulate, seed, keeper)
        population = grown(
            population, new.scores, new.given, new.summaries, off(new.summaries), size
        )
        steps.append(_step(generation, population))
        if population.accepted < LEAST_ACCEPTED:
            break
    apart = gaps(targets, population.summaries, scales)
    scores = population.scores
    if stage.adjust:
        scores = adjusted(scores, apart, population.distances, population.weights)
    return Fitted(
        stage, before, pool.scores, pool.summaries, scales, population, scores, tuple(steps)
    )


@dataclass(frozen=True, eq=False)
class _New:
    scores: Floats
    given: Indices
    summaries: Floats


def _simulated(
    stage: Stage,
    place: int,
    generation: int,
    before: Draws,
    population: Population | None,
    simulate: Simulator,
    seed: int,
    keeper: Keeper,
) -> _New:
    """A generation of vectors with their runs: kept ones, or new ones."""
    name = f"{stage.name}-{generation:02d}"
    kept = keeper.get(name)
    if kept is not None:
        return _New(
            np.asarray(kept["scores"], dtype=np.float64),
            np.asarray(kept["given"], dtype=np.int64),
            np.asarray(kept["summaries"], dtype=np.float64),
        )
    rng = _rng(seed, place, generation, "proposals")
    number = stage.first if population is None else stage.later
    if population is None:
        scores = rng.standard_normal((number, len(stage.priors)))
    else:
        scores = proposals(population, number, rng)
    given = rng.integers(len(before.values), size=number).astype(np.int64)
    values = np.concatenate([before.values[given], values_of(stage.priors, scores)], axis=1)
    names = (*before.names, *stage.names)
    start = RUNS_OF_A_STAGE * (place + 1) + generation * max(stage.first, stage.later)
    run_ids = np.arange(start, start + number)
    summaries = simulate(stage.episodes, names, values, run_ids)
    keeper.put(name, {"scores": scores, "given": given, "summaries": summaries})
    return _New(scores, given, summaries)


def _step(generation: int, population: Population) -> Step:
    return Step(
        generation,
        population.simulated,
        population.size,
        population.tolerance,
        population.accepted,
        population.effective,
    )


_PURPOSES: Sequence[str] = ("proposals", "draws", "recovery", "predictive", "bootstrap")


def _rng(seed: int, place: int, generation: int, purpose: str) -> np.random.Generator:
    return np.random.default_rng([seed, place, generation, _PURPOSES.index(purpose)])


def generator(seed: int, purpose: str, place: int = 0) -> np.random.Generator:
    """The random numbers of one purpose: a pure function of the seed."""
    return _rng(seed, place, 0, purpose)
