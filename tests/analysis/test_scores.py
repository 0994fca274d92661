"""Scores: known values, the fair form, and that honesty pays."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import norm

from sim.analysis.scores import (
    brier,
    crps,
    crps_of_distribution,
    log_score,
    mass_near,
    pit,
    skill,
)

LUCK = 20140810


def test_crps_of_a_normal_ensemble_is_the_closed_form() -> None:
    """Gneiting & Raftery (2007), equation 21."""
    sample = np.random.default_rng(LUCK).normal(2.0, 3.0, 200_000)
    for happened in (2.0, 5.0, -4.0):
        z = (happened - 2.0) / 3.0
        exact = 3.0 * (z * (2 * norm.cdf(z) - 1) + 2 * norm.pdf(z) - 1 / math.sqrt(math.pi))
        assert crps(sample, happened) == pytest.approx(exact, abs=0.02)


def test_crps_is_the_mean_over_all_pairs() -> None:
    sample = np.array([3.0, 1.0, 4.0, 1.0, 5.0])
    pairs = np.abs(sample[:, None] - sample[None, :]).sum() / (5 * 4)
    assert crps(sample, 2.0) == pytest.approx(np.abs(sample - 2.0).mean() - pairs / 2)
    assert crps(np.array([7.0]), 4.0) == 3.0
    assert crps(np.array([2.0, 2.0, 2.0]), 2.0) == 0.0
    assert math.isnan(crps(np.array([]), 1.0))


def test_few_members_are_no_disadvantage() -> None:
    """The mean score of ensembles from the truth does not depend on their size (Ferro 2014)."""
    luck = np.random.default_rng(LUCK)
    means = {
        size: np.mean([crps(luck.normal(size=size), luck.normal()) for _ in range(8_000)])
        for size in (2, 20)
    }
    assert means[2] == pytest.approx(means[20], abs=0.03)
    assert means[20] == pytest.approx(1 / math.sqrt(math.pi), abs=0.02)


def test_crps_of_a_distribution_is_that_of_its_members() -> None:
    values, counts = np.array([0.0, 2.0, 7.0]), np.array([5, 3, 2])
    sample = np.repeat(values, counts)
    apart = np.abs(sample[:, None] - sample[None, :]).mean()
    expected = np.abs(sample - 3.0).mean() - apart / 2
    assert crps_of_distribution(values, counts / 10, 3.0) == pytest.approx(expected)


def test_brier_is_best_when_the_probabilities_are_honest() -> None:
    assert brier(np.array([0.7, 0.3]), 0) == pytest.approx(0.09)
    assert brier(np.array([0.0, 1.0]), 0) == 1.0
    assert brier(np.array([0.5, 0.25, 0.25]), 1) == pytest.approx((0.25 + 0.5625 + 0.0625) / 2)
    stated = np.linspace(0, 1, 101)
    expected = [0.3 * brier(np.array([p, 1 - p]), 0) + 0.7 * brier(np.array([p, 1 - p]), 1)
                for p in stated]  # fmt: skip
    assert stated[int(np.argmin(expected))] == pytest.approx(0.3)


def test_log_score_has_a_floor() -> None:
    assert log_score(0.5) == pytest.approx(math.log(2))
    assert log_score(1.0) == 0.0
    assert log_score(0.0) == log_score(0.0001) == pytest.approx(math.log(1_000))
    assert math.isnan(log_score(math.nan))


def test_mass_near_is_the_share_where_many_hit_and_spreads_where_few_do() -> None:
    many = np.array([0.0] * 90 + [5.0] * 10)
    assert mass_near(many, 0.0) == pytest.approx(0.9)
    sample = np.random.default_rng(LUCK).poisson(30.0, 4_000).astype(float)
    assert mass_near(sample, 30.0) == pytest.approx(0.0726, abs=0.01)
    assert mass_near(sample, 90.0) == 0.0
    even = np.arange(100.0)
    assert mass_near(even, 2.0) == pytest.approx(0.01, rel=0.5)


@pytest.mark.parametrize("mean", [0.4, 5.0, 300.0])
def test_masses_of_whole_numbers_add_up_to_one(mean: float) -> None:
    sample = np.random.default_rng(LUCK).poisson(mean, 300).astype(float)
    masses = [mass_near(sample, float(number)) for number in range(1_000)]
    assert sum(masses) == pytest.approx(1.0)


def test_pit_of_counts_is_an_interval() -> None:
    assert pit(np.array([0.0, 1.0, 1.0, 3.0]), 1.0) == (0.25, 0.75)
    assert all(math.isnan(end) for end in pit(np.array([]), 1.0))


def test_skill() -> None:
    assert skill(1.0, 4.0) == 0.75
    assert skill(8.0, 4.0) == -1.0
    assert math.isnan(skill(0.0, 0.0))
