"""The inference of a calibration, on a toy whose posterior is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.calibration.adjustment import adjusted
from sim.calibration.calibration import Episode, Stage
from sim.calibration.population import Population, first, grown, proposals, resampled
from sim.calibration.priors import Prior, scores_of, values_of
from sim.calibration.recovery import recovered
from sim.calibration.sequential import Draws, Fitted, InMemory, fit_stage, generator
from sim.calibration.targets import FARTHEST, Target, distances, gaps, scales_of
from tests.batch.stand_in import case_of, scenario_of

Floats = NDArray[np.float64]

NOISE = 0.3
OBSERVED = 0.4


def number(key: str, observed: float) -> Target:
    return Target("toy", key, key, observed)


def stage_of(targets: Sequence[Target], parameters: int = 1, **changes: object) -> Stage:
    """A stage whose parameters lie between -5 and 5 on a scale of their own."""
    priors = tuple(Prior(f"p{place}", 0.0, 1.0, False, 0.5) for place in range(parameters))
    episode = Episode(case_of(scenario_of()), date(2014, 8, 29), tuple(targets))
    made = Stage("toy", "Toy", priors, (episode,), 1_500, 750, 4, 0.2, adjust=False)
    return replace(made, **changes)


def scores_and_noise(
    episodes: Sequence[Episode], names: Sequence[str], values: Floats, run_ids: NDArray[np.int64]
) -> Floats:
    """Each summary is the score of a parameter with normal noise: a conjugate model."""
    priors = [Prior(name, 0.0, 1.0, False, 0.5) for name in names]
    noise = np.stack(
        [np.random.default_rng(int(run)).standard_normal(len(names)) for run in run_ids]
    )
    return scores_of(priors, values) + NOISE * noise


NOTHING = Draws((), np.zeros((1, 0)))


@pytest.fixture(scope="module")
def fitted() -> Fitted:
    return fit_stage(stage_of([number("a", OBSERVED)]), 0, NOTHING, scores_and_noise, 3, InMemory())


def moments(scores: Floats, shares: Floats) -> tuple[float, float]:
    mean = float(shares @ scores[:, 0])
    return mean, float(np.sqrt(shares @ (scores[:, 0] - mean) ** 2))


def test_the_posterior_of_a_conjugate_model_is_found(fitted: Fitted) -> None:
    # Prior N(0, 1), noise of variance s2: mean x / (1 + s2), variance s2 / (1 + s2).
    mean, spread = moments(fitted.final.scores, fitted.final.shares)
    assert mean == pytest.approx(OBSERVED / (1 + NOISE**2), abs=0.06)
    assert spread == pytest.approx(NOISE / np.sqrt(1 + NOISE**2), rel=0.2)


def test_the_tolerance_falls_and_nobody_beyond_it_is_kept(fitted: Fitted) -> None:
    tolerances = [step.tolerance for step in fitted.steps]
    assert tolerances == sorted(tolerances, reverse=True)
    assert tolerances[-1] < 0.3 * tolerances[0]
    assert fitted.final.distances.max() <= tolerances[-1]
    assert fitted.final.simulated == fitted.stage.first + 750 * (len(fitted.steps) - 1)


def test_the_weights_undo_the_proposals() -> None:
    # Everything is as close as everything else: the population must stay the prior.
    rng = np.random.default_rng(5)
    scores = rng.standard_normal((4_000, 1))
    flat = np.zeros(4_000)
    kept = first(scores, flat.astype(int), flat[:, None], np.abs(scores[:, 0]), 0.5)
    assert np.abs(kept.scores).max() < 1.0
    new = proposals(kept, 4_000, rng)
    inside = np.abs(new[:, 0])
    after = grown(kept, new, flat.astype(int), flat[:, None], inside, 4_000)
    only_new = np.isin(after.scores[:, 0], new[:, 0])
    shares = after.weights[only_new] / after.weights[only_new].sum()
    _, spread = moments(after.scores[only_new], shares)
    cut = scores[np.abs(scores[:, 0]) <= after.tolerance]
    assert spread == pytest.approx(float(cut.std()), rel=0.06)


def test_an_interrupted_calibration_ends_as_another() -> None:
    stage = stage_of([number("a", OBSERVED)], first=200, later=100)
    kept = InMemory()
    whole = fit_stage(stage, 0, NOTHING, scores_and_noise, 3, kept)
    half = InMemory({name: kept.kept[name] for name in ("toy-00", "toy-01")})
    asked = []

    def counting(
        episodes: Sequence[Episode],
        names: Sequence[str],
        values: Floats,
        run_ids: NDArray[np.int64],
    ) -> Floats:
        asked.append(len(values))
        return scores_and_noise(episodes, names, values, run_ids)

    again = fit_stage(stage, 0, NOTHING, counting, 3, half)
    assert np.array_equal(again.final.scores, whole.final.scores)
    assert len(asked) == len(whole.steps) - 2


def test_what_is_not_in_the_data_stays_as_it_was() -> None:
    stage = stage_of([number("a", OBSERVED)], parameters=2, first=2_000, generations=2)

    def first_alone(
        episodes: Sequence[Episode],
        names: Sequence[str],
        values: Floats,
        run_ids: NDArray[np.int64],
    ) -> Floats:
        return scores_and_noise(episodes, names, values, run_ids)[:, :1]

    found = fit_stage(stage, 0, NOTHING, first_alone, 3, InMemory()).final
    spread = np.sqrt(found.shares @ (found.scores - found.shares @ found.scores) ** 2)
    assert spread[0] < 0.6
    assert spread[1] == pytest.approx(1.0, abs=0.12)


def test_known_parameters_are_found_again_as_often_as_they_should_be() -> None:
    stage = stage_of([number("a", 0.0), number("b", 0.0)], parameters=2, first=1_500, adjust=True)
    toy = fit_stage(replace(stage, generations=0), 0, NOTHING, scores_and_noise, 3, InMemory())
    for one in recovered(toy, 200, generator(1, "recovery")):
        assert one.coverage[0] == pytest.approx(0.5, abs=0.1)
        assert one.coverage[1] == pytest.approx(0.9, abs=0.06)
        assert one.correlation > 0.85
        assert one.uniform > 0.001


def test_recovery_tells_an_inference_that_is_too_sure_of_itself() -> None:
    stage = stage_of([number("a", 0.0)], first=2_000, generations=0, adjust=True)

    def noiseless_pool(
        episodes: Sequence[Episode],
        names: Sequence[str],
        values: Floats,
        run_ids: NDArray[np.int64],
    ) -> Floats:
        found = scores_and_noise(episodes, names, values, run_ids)
        # Every other run is off by a lot: truths and their answers no longer match.
        found[::2] += 1.5
        return found

    toy = fit_stage(stage, 0, NOTHING, noiseless_pool, 3, InMemory())
    lying = replace(toy, pool_summaries=np.where(np.arange(2_000)[:, None] % 2 == 0, 0.0, 0.1))
    assert recovered(lying, 200, generator(1, "recovery"))[0].correlation < 0.3


def test_the_regression_takes_out_what_the_tolerance_lets_in() -> None:
    rng = np.random.default_rng(2)
    scores = rng.standard_normal((2_000, 1))
    off = (scores[:, 0] + NOISE * rng.standard_normal(2_000)) - OBSERVED
    apart = np.clip(off[:, None], -FARTHEST, FARTHEST)
    moved = adjusted(scores, apart, np.abs(off), np.ones(2_000))
    assert moved.mean() == pytest.approx(OBSERVED / (1 + NOISE**2), abs=0.05)
    assert moved.std() == pytest.approx(NOISE / np.sqrt(1 + NOISE**2), rel=0.15)
    same = adjusted(scores, np.zeros((2_000, 1)), np.zeros(2_000), np.ones(2_000))
    assert np.array_equal(same, scores)


def test_resampling_follows_the_weights() -> None:
    population = Population(
        np.zeros((3, 1)), np.zeros(3, dtype=np.int64), np.zeros((3, 1)), np.zeros(3),
        np.array([1.0, 2.0, 7.0]), 0.0,
    )  # fmt: skip
    counts = np.bincount(resampled(population, 1_000, np.random.default_rng(1)), minlength=3)
    assert np.abs(counts - [100, 200, 700]).max() <= 1
    assert population.effective == pytest.approx(100 / 54)


def test_priors_go_there_and_back() -> None:
    uniform, in_logs = Prior("a", 0.2, 0.8, False, 0.4), Prior("b", 0.005, 0.05, True, 0.01)
    scores = np.array([[-1.0, 0.0], [0.0, 0.0], [2.0, 1.0]])
    values = values_of([uniform, in_logs], scores)
    assert values[1] == pytest.approx([0.5, np.sqrt(0.005 * 0.05)])
    assert scores_of([uniform, in_logs], values) == pytest.approx(scores)


def test_a_missing_value_is_as_far_as_can_be() -> None:
    targets = [number("a", 1.0), Target("toy", "f", "f", 1.0, is_fact=True)]
    summaries = np.array([[1.0, 1.0], [np.nan, 0.0], [400.0, 1.0], [2.0, 1.0]])
    scales = scales_of(targets, summaries)
    assert scales[1] == 1.0
    apart = gaps(targets, summaries, scales)
    assert apart[1].tolist() == [FARTHEST, -1.0]
    assert distances(apart, np.ones(2))[0] == 0.0
