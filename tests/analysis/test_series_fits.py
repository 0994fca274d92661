"""Fits of series: known answers by simulation, published numbers, and brute force."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import zeta

from sim.analysis.series import (
    CONSTANT,
    IN_PIECES,
    SMOOTHED,
    dispersion,
    draw_tail,
    exponents_from_one,
    fano,
    fit_excitation,
    fit_excitations,
    fit_tail,
    gaps,
    goodness_of_fit,
    memory,
    severity,
)
from sim.analysis.series.excitation import log_likelihoods

SEED = 1994
ARMENIAN_2014 = (2, 0, 3, 2, 3, 4, 8, 4, 1, 1, 4, 1)
AZERBAIJANI_2014 = (2, 2, 3, 4, 2, 2, 3, 14, 3, 1, 1, 2)


def cascade(
    rate: float, offspring: float, lag: float, days: int, luck: np.random.Generator
) -> NDArray[np.int64]:
    """Events by day of a self-exciting process in continuous time, by its family trees."""
    events = list(luck.uniform(0, days, luck.poisson(rate * days)))
    waiting = list(events)
    while waiting:
        moment = waiting.pop()
        for wait in luck.exponential(lag, luck.poisson(offspring)):
            if moment + wait < days:
                events.append(moment + wait)
                waiting.append(moment + wait)
    return np.bincount(np.array(events, dtype=np.int64), minlength=days)


def test_fano_factor_of_the_published_counts_of_2014() -> None:
    """Deaths by name and month (Sanamyan 2015): 72 in all, Fano factor 3.3."""
    monthly = np.add(ARMENIAN_2014, AZERBAIJANI_2014)
    assert monthly.sum() == 72
    assert fano(monthly.reshape(1, -1), 1)[0] == pytest.approx(3.3, abs=0.05)


def test_fano_factor_of_independent_events_is_one_and_its_interval_covers() -> None:
    luck = np.random.default_rng(SEED)
    series = luck.poisson(0.3, (300, 900))
    assert fano(series, 30).mean() == pytest.approx(1.0, abs=0.05)
    found = [dispersion(one, 30) for one in series]
    covered = np.mean([one.low <= 1.0 <= one.high for one in found])
    assert 0.88 <= covered <= 0.99
    assert {one.windows for one in found} == {30}


def test_fano_factor_of_excited_events_nears_its_limit() -> None:
    """1 / (1 - n)^2 in long windows (Hawkes 1971)."""
    luck = np.random.default_rng(SEED)
    counts = np.stack([cascade(0.2, 0.5, 3.0, 6_000, luck) for _ in range(8)])
    assert fano(counts, 150).mean() == pytest.approx(4.0, rel=0.25)


def test_what_is_too_short_or_empty_has_no_dispersion() -> None:
    assert math.isnan(fano(np.ones((1, 80), dtype=np.int64), 30)[0])
    assert math.isnan(fano(np.zeros((1, 300), dtype=np.int64), 30)[0])
    assert math.isnan(memory(np.ones((1, 300), dtype=np.int64), 30)[0])
    assert math.isnan(gaps(np.array([True, False, True])).mean)


def test_gaps_between_event_days() -> None:
    days = np.zeros(40, dtype=np.bool_)
    days[[1, 4, 5, 15, 35]] = True
    found = gaps(days)
    assert (found.number, found.mean, found.median) == (4, 8.5, 6.5)
    assert found.variation == pytest.approx(np.std([3, 1, 10, 20], ddof=1) / 8.5)
    assert found.mean_low < 8.5 < found.mean_high


def test_excitation_is_recovered() -> None:
    counts = cascade(0.1, 0.6, 14.0, 6_000, np.random.default_rng(SEED))
    found = fit_excitation(counts)
    assert found.branching == pytest.approx(0.6, abs=0.12)
    assert found.lag == pytest.approx(14.0, rel=0.35)
    assert found.branching_low < 0.6 < found.branching_high
    assert found.lag_low < 14.0 < found.lag_high
    assert found.ratio > 50


def test_independent_events_are_not_excited() -> None:
    counts = np.random.default_rng(SEED).poisson(0.2, 1_500)
    found = fit_excitation(counts)
    assert found.branching_low == 0.0
    assert found.ratio < 6.0
    assert found.branching_high < 1.0


def test_many_runs_are_fitted_as_each_alone() -> None:
    luck = np.random.default_rng(SEED)
    series = np.stack([cascade(0.08, 0.6, 14.0, 700, luck) for _ in range(25)])
    many = fit_excitations(series)
    assert np.median(many.branching) == pytest.approx(0.6, abs=0.15)
    for place in (0, 7, 24):
        alone = fit_excitation(series[place])
        assert many.branching[place] == pytest.approx(alone.branching, abs=0.03)
        assert many.ratio[place] == pytest.approx(alone.ratio, abs=0.3)
    few = fit_excitations(np.zeros((2, 700), dtype=np.int64))
    assert np.isnan(few.branching).all()


@pytest.mark.parametrize("pieces", [1, 3])
def test_the_likelihood_is_the_one_that_brute_force_finds(pieces: int) -> None:
    from scipy.optimize import minimize

    luck = np.random.default_rng(SEED)
    counts = luck.poisson(0.25, 90).astype(float)
    which = np.arange(90) * pieces // 90
    shape = 0.5 + luck.random(90)
    lag, offspring = 4.0, 0.3
    surface = log_likelihoods(
        counts[None], shape[None], which, np.array([lag]), np.array([0.0, offspring])
    )
    kept = 1 - 1 / lag
    kernel = (1 - kept) * kept ** np.arange(90)
    brought = np.array([sum(counts[s] * kernel[t - s - 1] for s in range(t)) for t in range(90)])

    def loss(heights: NDArray[np.float64], branching: float) -> float:
        rates = np.exp(heights)[which] * shape + branching * brought
        return -float(np.sum(counts * np.log(rates)) - rates.sum())

    for place, branching in ((0, 0.0), (1, offspring)):
        best = minimize(loss, np.full(pieces, -2.0), (branching,), method="Nelder-Mead",
                        options={"xatol": 1e-8, "fatol": 1e-10, "maxiter": 4_000})  # fmt: skip
        assert surface[0, 0, place] == pytest.approx(-best.fun, abs=1e-5)


def test_a_background_that_varies_is_not_taken_for_excitation() -> None:
    luck = np.random.default_rng(SEED)
    season = 0.25 * (1 + np.sin(np.arange(1_460) * 2 * np.pi / 730))
    counts = luck.poisson(season)
    constant, smoothed, pieces = (
        fit_excitation(counts, background) for background in (CONSTANT, SMOOTHED, IN_PIECES)
    )
    assert constant.branching > 0.6
    assert constant.ratio > 40
    assert smoothed.branching < 0.3
    assert pieces.branching < 0.45
    assert max(smoothed.ratio, pieces.ratio) < 12


def test_an_exponent_is_recovered() -> None:
    sizes = draw_tail(2.8, 1, 4_000, np.random.default_rng(SEED))
    assert (sizes == 1).mean() == pytest.approx(0.8025, abs=0.02)
    found = fit_tail(sizes, 1)
    assert found.exponent == pytest.approx(2.8, abs=0.08)
    assert found.low < 2.8 < found.high
    one = sizes[:400].reshape(1, -1)
    assert exponents_from_one(one)[0] == pytest.approx(fit_tail(one, 1).exponent, abs=1e-9)


@pytest.mark.parametrize(
    ("exponent", "days", "error"), [(2.83, 135, 0.19), (2.42, 219, 0.11), (2.07, 84, 0.13)]
)
def test_the_error_of_an_exponent_is_the_published_one(
    exponent: float, days: int, error: float
) -> None:
    """Deaths per fatal day on the Karabakh front, three windows (computed from ICG lists)."""
    sizes = draw_tail(exponent, 1, 200_000, np.random.default_rng(SEED))
    found = fit_tail(sizes, 1)
    scaled = (found.high - found.low) / 2 / 1.96 * math.sqrt(len(sizes) / days)
    assert scaled == pytest.approx(error, abs=0.012)


def test_the_least_size_of_a_tail_is_found() -> None:
    luck = np.random.default_rng(SEED)
    body = luck.integers(1, 6, 1_500)
    sizes = np.concatenate([body, draw_tail(2.5, 6, 1_500, luck)])
    found = fit_tail(sizes)
    assert 5 <= found.least <= 9
    assert found.exponent == pytest.approx(2.5, abs=0.15)


def test_goodness_of_fit_tells_a_power_law_from_others() -> None:
    luck = np.random.default_rng(SEED)
    drawn = [draw_tail(2.6, 1, 300, luck) for _ in range(7)]
    assert np.median([goodness_of_fit(one, fit_tail(one), 60).fits for one in drawn]) > 0.2
    geometric = luck.geometric(0.3, 400)
    fitted = fit_tail(geometric, 1)
    assert goodness_of_fit(geometric, fitted, 150, search=False).fits < 0.05


def test_goodness_of_fit_fits_each_sample_as_the_data_were() -> None:
    sizes = draw_tail(2.2, 2, 60, np.random.default_rng(8))
    tail = fit_tail(sizes, 2)
    luck = np.random.default_rng(severity.SEED)
    drawn = [draw_tail(tail.exponent, 2, luck.binomial(60, 1.0), luck) for _ in range(50)]
    farther = [fit_tail(sample, 2).distance >= tail.distance for sample in drawn]
    assert 0.0 < np.mean(farther) < 1.0
    assert goodness_of_fit(sizes, tail, 50, search=False).fits == np.mean(farther)


@pytest.mark.parametrize("exponent", [1.3, 2.0, 4.0])
def test_a_power_law_is_drawn_by_its_inverse(exponent: float) -> None:
    drawn = draw_tail(exponent, 3, 2_000, np.random.default_rng(6))
    chance = np.random.default_rng(6).random(2_000)
    table = 1.0 - zeta(exponent, np.arange(4.0, 20_004.0)) / zeta(exponent, 3)
    within = chance <= table[-1]
    np.testing.assert_array_equal(drawn[within], 3 + np.searchsorted(table, chance[within]))
    assert (drawn[~within] > 20_000).all()


def test_goodness_of_fit_is_even_under_the_law() -> None:
    """Fitting every replicate anew is what keeps it from being too kind (Clauset et al. 2009)."""
    luck = np.random.default_rng(SEED)
    shares = []
    for _ in range(40):
        sizes = draw_tail(2.5, 1, 120, luck)
        shares.append(goodness_of_fit(sizes, fit_tail(sizes, 1), 40, search=False).fits)
    assert 0.3 < np.mean(shares) < 0.7
    assert np.mean(np.array(shares) < 0.2) < 0.45


def test_sizes_that_have_no_tail() -> None:
    assert math.isnan(fit_tail([1] * 50, 1).exponent)
    assert math.isnan(fit_tail([1, 2, 3]).exponent)
    assert math.isnan(goodness_of_fit([1, 2, 3], fit_tail([1, 2, 3])).fits)
    assert math.isnan(exponents_from_one(np.zeros((1, 40), dtype=np.int64))[0])
