"""How far two arms lie apart in one outcome, pair by pair or as independent samples."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.analysis.intervals import (
    Estimates,
    effective,
    ends,
    fieller,
    mean_estimates,
    paired_share_interval,
    resamples,
    share_difference_interval,
    student,
)
from sim.analysis.sample import restricted
from sim.analysis.survival import horizon_of, log_rank
from sim.analysis.units import Units
from sim.analysis.variables import Floats, Variable
from sim.store.intervals import MOST_RESAMPLED

FIRM = 3.0
"""Standard errors that a baseline must lie from zero for a change in per cent to be told."""


@dataclass(frozen=True)
class Difference:
    """An arm less the baseline in one outcome; NaN where there is nothing to go by.

    `number` pairs (or rows of the arm, if they are not paired) with `independent` units.
    `percent` is the change in per cent of the baseline. `share_lower`, `share_equal` and
    `share_higher` are shares of pairs. `variance_saved` is 1 less the variance of the paired
    difference over that of two independent samples. Times are compared within `horizon` days.
    """

    number: int
    independent: int
    arm: float = math.nan
    baseline: float = math.nan
    value: float = math.nan
    low: float = math.nan
    high: float = math.nan
    error: float = math.nan
    percent: float = math.nan
    percent_low: float = math.nan
    percent_high: float = math.nan
    share_lower: float = math.nan
    share_equal: float = math.nan
    share_higher: float = math.nan
    variance_saved: float = math.nan
    chance: float = math.nan
    log_rank: float = math.nan
    horizon: float = math.nan


def paired_difference(arm: Variable, baseline: Variable, units: Units) -> Difference:
    """The difference over pairs (row,): the same rows of both, with the same luck.

    Only pairs in which both have a value count. The error is that of the mean difference over
    independent units; intervals by bootstrap of units or Student's t (`mean_estimates`), in per
    cent by the same bootstrap or Fieller (1954); of shares by Newcombe (1998) with pairs taken
    for as many as they are worth. The chance is that of Student's t, of McNemar's exact test
    (1947) where each pair is a unit of its own.
    """
    known = ~np.isnan(arm.values) & ~np.isnan(baseline.values)
    if not known.all():
        units = units.only(known)
        arm, baseline = _at(arm, known), _at(baseline, known)
    number = len(arm.values)
    if number == 0:
        return Difference(0, 0)
    horizon = math.nan
    one, two = arm.values, baseline.values
    if arm.nature == "time":
        horizon = horizon_of(one, two)
        one, two = restricted(arm, horizon), restricted(baseline, horizon)
    sums = np.stack([units.sums(one), units.sums(two), units.sums(one - two)], axis=1)
    means = mean_estimates(sums, np.repeat(units.counts[:, np.newaxis], 3, axis=1))
    found = replace(
        _told(means, number, units.number),
        share_lower=_lower(arm, baseline, horizon),
        share_higher=_lower(baseline, arm, horizon),
        variance_saved=_saved(means.error),
        horizon=horizon,
    )
    found = replace(found, share_equal=1.0 - found.share_lower - found.share_higher)
    if arm.nature == "share":
        return _of_shares(found, one, two, units)
    if _comparable(arm.values, baseline.values, means.value[1], means.error[1]):
        low, high = _ratio(sums, means)
        found = replace(
            found,
            percent=100.0 * found.value / found.baseline,
            percent_low=100.0 * (low - 1.0),
            percent_high=100.0 * (high - 1.0),
        )
    if arm.nature == "time":
        worth = min(1.0, units.number / number)
        found = replace(found, log_rank=_log_rank(arm, baseline, worth))
    return found


def independent_difference(
    arm: Variable, baseline: Variable, units: Units, other_units: Units
) -> Difference:
    """The difference of two samples that share no luck (Welch 1947; shares: Newcombe 1998)."""
    known, other = ~np.isnan(arm.values), ~np.isnan(baseline.values)
    arm, baseline = _at(arm, known), _at(baseline, other)
    units, other_units = units.only(known), other_units.only(other)
    if not (len(arm.values) and len(baseline.values)):
        return Difference(len(arm.values), units.number)
    horizon = math.nan
    one, two = arm.values, baseline.values
    if arm.nature == "time":
        horizon = horizon_of(one, two)
        one, two = restricted(arm, horizon), restricted(baseline, horizon)
    first, second = _mean(one, units), _mean(two, other_units)
    errors = np.array([first.error[0], second.error[0]])
    error = math.hypot(*errors)
    value = float(first.value[0] - second.value[0])
    degrees = _welch(errors, np.array([units.number, other_units.number]))
    reach = float(student(np.array([degrees + 1]))[0]) if degrees else math.nan
    found = Difference(
        number=len(one),
        independent=units.number + other_units.number,
        arm=float(first.value[0]),
        baseline=float(second.value[0]),
        value=value,
        low=value - reach * error,
        high=value + reach * error,
        error=error,
        chance=_chance(value, error, degrees),
        horizon=horizon,
    )
    if arm.nature == "share":
        worth = effective(found.arm, errors[0], len(one), units.number)
        other_worth = effective(found.baseline, errors[1], len(two), other_units.number)
        low, high = share_difference_interval(found.arm, worth, found.baseline, other_worth)
        return replace(found, low=low, high=high)
    if _comparable(arm.values, baseline.values, found.baseline, errors[1]):
        low, high = fieller(found.arm, found.baseline, errors[0], errors[1], 0.0, reach)
        found = replace(
            found,
            percent=100.0 * value / found.baseline,
            percent_low=100.0 * (low - 1.0),
            percent_high=100.0 * (high - 1.0),
        )
    if arm.nature == "time":
        worth = min(1.0, found.independent / (len(one) + len(two)))
        found = replace(found, log_rank=_log_rank(arm, baseline, worth))
    return found


def _told(means: Estimates, number: int, units: int) -> Difference:
    value, error = float(means.value[2]), float(means.error[2])
    return Difference(
        number=number,
        independent=units,
        arm=float(means.value[0]),
        baseline=float(means.value[1]),
        value=value,
        low=float(means.low[2]),
        high=float(means.high[2]),
        error=error,
        chance=_chance(value, error, units - 1),
    )


def _of_shares(found: Difference, one: Floats, two: Floats, units: Units) -> Difference:
    number = found.number
    only_arm, only_baseline = (int(np.count_nonzero(way)) for way in (one > two, two > one))
    both = int(np.count_nonzero((one == 1.0) & (two == 1.0)))
    neither = number - both - only_arm - only_baseline
    worth = _worth(found, (only_arm + only_baseline) / number)
    low, high = paired_share_interval(
        worth * both, worth * only_arm, worth * only_baseline, worth * neither
    )
    chance = found.chance
    if units.number == number:
        chance = _mcnemar(only_arm, only_baseline)
    return replace(found, low=low, high=high, chance=chance)


def _worth(found: Difference, discordant: float) -> float:
    """Independent pairs that one pair is worth in telling the difference of two shares."""
    rows, units = found.number, found.independent
    if units >= rows:
        return 1.0
    if units < 2:
        return 0.0
    alone = (discordant - found.value**2) / rows
    if not (alone > 0.0 and found.error > 0.0):
        return units / rows
    students = student(np.array([rows, units]))
    return float(min(alone / found.error**2 * (students[0] / students[1]) ** 2, 1.0))


def _mcnemar(only_arm: int, only_baseline: int) -> float:
    """Chance of so uneven a split of the pairs that differ, if each way were as likely."""
    from scipy.special import bdtr

    differing = only_arm + only_baseline
    if differing == 0:
        return 1.0
    return float(min(1.0, 2.0 * bdtr(min(only_arm, only_baseline), differing, 0.5)))


def _ratio(sums: Floats, means: Estimates) -> tuple[float, float]:
    """Interval of arm over baseline; its ends lie on the side of 1 that the difference's do of 0.

    NaN if the baseline might as well be zero.
    """
    units = len(sums)
    if units < 2:
        return math.nan, math.nan
    if units <= MOST_RESAMPLED:
        drawn = resamples(units) @ sums[:, :2]
        if not (drawn[:, 1] > 0.0).all():
            return math.nan, math.nan
        return ends(drawn[:, 0] / drawn[:, 1], units)
    arm, baseline, apart = (float(error) for error in means.error)
    shared = (arm**2 + baseline**2 - apart**2) / 2.0
    reach = float(student(np.array([units]))[0])
    return fieller(float(means.value[0]), float(means.value[1]), arm, baseline, shared, reach)


def _comparable(one: Floats, two: Floats, baseline: float, error: float) -> bool:
    """Whether a change in per cent has a meaning: amounts, and a baseline that is not zero."""
    return bool((one >= 0.0).all() and (two >= 0.0).all() and baseline > FIRM * max(error, 0.0))


def _lower(one: Variable, two: Variable, horizon: float) -> float:
    """Share of pairs in which the first is lower; times only where one is known to end first."""
    below = one.values < two.values
    if one.ended is not None:
        below &= one.ended & (one.values <= horizon)
    return float(np.mean(below))


def _saved(errors: Floats) -> float:
    apart = errors[0] ** 2 + errors[1] ** 2
    return float(1.0 - errors[2] ** 2 / apart) if apart > 0.0 else math.nan


def _mean(values: Floats, units: Units) -> Estimates:
    sums = units.sums(values)[:, np.newaxis]
    return mean_estimates(sums, units.counts[:, np.newaxis], resampled=False)


def _welch(errors: Floats, units: NDArray[np.int64]) -> int:
    """Degrees of freedom of the sum of two variances (Welch 1947); 0 if one is unknown."""
    if (units < 2).any():
        return 0
    squares = errors**2
    weight = float((squares**2 / (units - 1)).sum())
    if weight == 0.0:
        return int(units.sum()) - 2
    return max(1, int(squares.sum() ** 2 / weight))


def _chance(value: float, error: float, degrees: int) -> float:
    """Chance of a difference as large as this in either direction if there were none."""
    from scipy.special import stdtr

    if degrees < 1 or math.isnan(error):
        return math.nan
    if error == 0.0:
        return 1.0 if value == 0.0 else 0.0
    return float(2.0 * stdtr(degrees, -abs(value) / error))


def _log_rank(arm: Variable, baseline: Variable, worth: float) -> float:
    if arm.ended is None or baseline.ended is None:
        return math.nan
    return log_rank(arm.values, arm.ended, baseline.values, baseline.ended, worth)


def _at(variable: Variable, rows: NDArray[np.bool_]) -> Variable:
    ended = None if variable.ended is None else variable.ended[rows]
    return replace(variable, values=variable.values[rows], ended=ended)
