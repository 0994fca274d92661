from __future__ import annotations

import math

import numpy as np
import pytest

from sim.analysis.survival import curve_of, horizon_of, log_rank, pseudo_values, quantiles_of

# At 2 one of four ends, one leaves unseen at 3, at 5 one of two ends: alive 3/4, then 3/8.
TIMES = np.array([2.0, 3.0, 5.0, 8.0])
ENDED = np.array([True, False, True, False])


def test_the_curve_is_the_product_worked_out_by_hand() -> None:
    curve = curve_of(TIMES, ENDED)
    assert curve.times.tolist() == [0.0, 2.0, 3.0, 5.0, 8.0]
    assert curve.alive == pytest.approx([1.0, 0.75, 0.75, 0.375, 0.375])
    assert quantiles_of(TIMES, ENDED, (0.25, 0.5, 0.9))[:2].tolist() == [2.0, 5.0]


def test_the_restricted_mean_is_the_area_under_the_curve() -> None:
    # 2 days at 1, 3 at 3/4, 3 at 3/8.
    assert pseudo_values(TIMES, ENDED, 8.0).mean() == pytest.approx(2.0 + 2.25 + 1.125)
    assert pseudo_values(TIMES, ENDED, 4.0).mean() == pytest.approx(2.0 + 1.5)


def test_known_times_are_their_own_pseudo_values() -> None:
    times = np.array([4.0, 9.0, 1.0, 9.0, 6.0])
    all_ended = np.ones(5, dtype=bool)
    assert pseudo_values(times, all_ended, 9.0) == pytest.approx(times)
    assert pseudo_values(times, all_ended, 5.0) == pytest.approx(np.minimum(times, 5.0))
    cut = np.minimum(times, 6.0)
    assert pseudo_values(cut, times < 6.0, 6.0) == pytest.approx(cut)


def test_pseudo_values_spread_like_the_restricted_mean() -> None:
    luck = np.random.default_rng(5)

    def sample() -> tuple[np.ndarray, np.ndarray]:
        times, cut = luck.exponential(40.0, 120).round() + 1, luck.uniform(10.0, 90.0, 120).round()
        return np.minimum(times, cut), times <= cut

    some = [pseudo_values(*sample(), 60.0) for _ in range(300)]
    error = np.mean([values.std(ddof=1) / math.sqrt(120) for values in some])
    assert error == pytest.approx(np.std([values.mean() for values in some]), rel=0.12)


def test_shared_luck_widens_the_curve() -> None:
    times = np.repeat(np.arange(1.0, 41.0), 5)
    ended = np.ones(200, dtype=bool)
    low, high = curve_of(times, ended).ended_by(0.5)
    wide_low, wide_high = curve_of(times, ended, worth=0.2).ended_by(0.5)
    assert wide_low < low <= 20.0 <= high < wide_high


def test_what_never_ends() -> None:
    times, none = np.full(6, 60.0), np.zeros(6, dtype=bool)
    assert pseudo_values(times, none, 60.0).tolist() == [60.0] * 6
    assert all(math.isnan(end) for end in curve_of(times, none).ended_by(0.5))
    assert math.isnan(log_rank(times, none, times, none))
    assert len(pseudo_values(np.empty(0), np.empty(0, dtype=bool), 3.0)) == 0
    assert horizon_of(times, np.empty(0)) == 0.0


def test_the_log_rank_statistic_worked_out_by_hand() -> None:
    # Deaths at 1 and 2 in one group, at 3 and 4 in the other: expected 1/2 + 1/3 against 2 seen,
    # variance 1/4 + 2/9: (7/6)^2 / (17/36) = 49/17.
    one, two, ended = np.array([1.0, 2.0]), np.array([3.0, 4.0]), np.ones(2, dtype=bool)
    chance = math.erfc(math.sqrt(49 / 17 / 2))
    assert log_rank(one, ended, two, ended) == pytest.approx(chance)
    assert log_rank(one, ended, two, ended, worth=0.5) > chance
