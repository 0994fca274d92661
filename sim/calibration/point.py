"""One best vector instead of many: the search that `--method optuna` does."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

from sim.calibration.calibration import Calibration, Stage
from sim.calibration.population import Population
from sim.calibration.priors import values_of
from sim.calibration.sequential import Draws, Fitted, Posterior, Step
from sim.calibration.simulator import Simulator
from sim.calibration.targets import distances, gaps, scales_of
from sim.scenario.problems import Problem, UserError

Floats = NDArray[np.float64]

RUNS_A_TRIAL = 8
"""Runs whose mean a vector is judged by: one alone is mostly luck."""
TRIALS_AT_ONCE = 32
FARTHEST_SCORE = 3.0


def refuse_without_optuna() -> None:
    """Raise UserError where Optuna is not installed."""
    if find_spec("optuna") is None:
        hint = 'install it with `pip install "parley-sim[calibrate]"`'
        raise UserError(Problem("Optuna is not installed", "--method optuna", hint=hint))


@dataclass(frozen=True, eq=False)
class _Judged:
    """Some vectors with the mean summaries of their runs."""

    scores: Floats
    summaries: Floats


def best_point(calibration: Calibration, simulate: Simulator, seed: int) -> Posterior:
    """The vector whose runs come closest on average, stage after stage: a posterior of one draw.

    Tree-structured Parzen estimators (Bergstra et al. 2011) over the scores, a batch of vectors
    at a time, as many runs as the sequence of populations would take. A point says nothing of
    how sure it is. Raises UserError where Optuna is not installed.
    """
    refuse_without_optuna()
    before = Draws((), np.zeros((1, 0)))
    done = []
    for place, stage in enumerate(calibration.stages):
        fitted = _searched(stage, place, before, simulate, seed)
        done.append(fitted)
        own = values_of(stage.priors, fitted.scores)
        values = np.concatenate([before.values, own], axis=1)
        before = Draws((*before.names, *stage.names), values)
    return Posterior(calibration, seed, tuple(done), before)


def _searched(stage: Stage, place: int, before: Draws, simulate: Simulator, seed: int) -> Fitted:
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    sampler = optuna.samplers.TPESampler(
        seed=(seed * 1_000 + place) % 2**32, n_startup_trials=2 * TRIALS_AT_ONCE
    )
    study = optuna.create_study(sampler=sampler)
    weights = np.array([target.weight for target in stage.targets])
    batches = max(2, stage.vectors // (RUNS_A_TRIAL * TRIALS_AT_ONCE))
    judged: list[_Judged] = []
    scales = np.ones(len(stage.targets))
    for batch in range(batches):
        trials = [study.ask() for _ in range(TRIALS_AT_ONCE)]
        scores = np.array(
            [
                [trial.suggest_float(name, -FARTHEST_SCORE, FARTHEST_SCORE) for name in stage.names]
                for trial in trials
            ]
        )
        summaries = _runs(stage, place, batch, before, scores, simulate)
        if batch == 0:
            scales = scales_of(stage.targets, summaries)
        apart = gaps(stage.targets, summaries, scales)
        # The gap of the mean, not the mean of the gaps: else what varies least would win.
        mean = apart.reshape(len(trials), RUNS_A_TRIAL, -1).mean(axis=1)
        for trial, off in zip(trials, distances(mean, weights).tolist(), strict=True):
            study.tell(trial, off)
        judged.append(_Judged(scores, mean))
    scores = np.concatenate([one.scores for one in judged])
    apart = np.concatenate([one.summaries for one in judged])
    off = distances(apart, weights)
    best = int(np.argmin(off))
    only = np.array([best])
    final = Population(
        scores[only], np.zeros(1, dtype=np.int64), apart[only], off[only], np.ones(1),
        float(off[best]), simulated=len(scores) * RUNS_A_TRIAL,
    )  # fmt: skip
    step = Step(0, final.simulated, 1, final.tolerance, 1.0 / len(scores), 1.0)
    centre = np.array([target.centre for target in stage.targets])
    pool = apart[:TRIALS_AT_ONCE] * scales + centre
    return Fitted(
        stage, before, scores[:TRIALS_AT_ONCE], pool, scales, final, scores[only], (step,)
    )


def _runs(
    stage: Stage, place: int, batch: int, before: Draws, scores: Floats, simulate: Simulator
) -> Floats:
    """The summaries of several runs of each vector, one vector after the other."""
    own = np.repeat(values_of(stage.priors, scores), RUNS_A_TRIAL, axis=0)
    earlier = np.repeat(before.values, len(own), axis=0)
    values = np.concatenate([earlier, own], axis=1)
    # All vectors have the same luck, so that they differ by their numbers alone.
    start = 10_000_000 * (place + 1)
    run_ids = np.tile(np.arange(start, start + RUNS_A_TRIAL), len(scores))
    return simulate(stage.episodes, (*before.names, *stage.names), values, run_ids)
