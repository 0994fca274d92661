"""Which inputs an output answers to: Sobol and Morris indices, and partial rank correlations."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.store.intervals import LEVEL

Floats = NDArray[np.float64]

SEED, RESAMPLES = 1967, 200
FEWEST = 4
"""Blocks or points below which no index is told."""
OUTSIDE = 0.05
"""How far below 0 or above 1 the estimate of a share may lie and still be told as 0 or 1."""
NOT_RESOLVED = "not resolved"
LEADING = ("total", "mu_star", "partial rank correlation", "rank correlation")
"""The index by which each method ranks."""
SPARE = 10
"""Points that partial correlations need beyond one a factor."""


@dataclass(frozen=True)
class Index:
    """One measure of every factor (factor,), with a 95% interval where it has one."""

    name: str
    value: Floats
    low: Floats
    high: Floats


def is_share(value: float) -> bool:
    """Whether an estimate may be called a share: what lies outside 0 to 1 is noise, not a share."""
    return -OUTSIDE <= value <= 1.0 + OUTSIDE


def inside(value: float) -> float:
    """A share, or an end of its interval, kept from 0 to 1."""
    return min(1.0, max(0.0, value))


def sobol_indices(outputs: Floats) -> tuple[Index, Index]:
    """First-order and total indices from outputs (block, 1 + factors + 1): A, A with B's, B.

    Share of the variance that a factor explains alone, and together with others (Saltelli et
    al. 2010, by SALib), with normal intervals from a bootstrap of blocks. NaN for fewer than
    `FEWEST` blocks or outputs that do not vary.
    """
    from SALib.analyze import sobol

    factors = outputs.shape[1] - 2
    if len(outputs) < FEWEST or _constant(outputs[:, [0, -1]]):
        return _missing("total", factors), _missing("first", factors)
    found = sobol.analyze(
        _problem(factors),
        outputs.ravel(),
        calc_second_order=False,
        num_resamples=RESAMPLES,
        conf_level=LEVEL,
        seed=SEED,
    )
    return (
        _index("total", found["ST"], found["ST_conf"]),
        _index("first", found["S1"], found["S1_conf"]),
    )


def morris_effects(inputs: Floats, outputs: Floats, levels: int) -> tuple[Index, Index, Index]:
    """mu*, mu and sigma of elementary effects, in the output's unit over a factor's whole range.

    Takes inputs (trajectory, 1 + factors, factor) of which each step moves one (a step of a
    factor with few levels may leave its value), and outputs (trajectory, 1 + factors). Morris
    (1991), mu* of Campolongo et al. (2007), by SALib with a bootstrap interval of mu*. NaN for
    fewer than `FEWEST` trajectories.
    """
    from SALib.analyze import morris

    factors = inputs.shape[2]
    if len(outputs) < FEWEST:
        return _missing("mu_star", factors), _missing("mu", factors), _missing("sigma", factors)
    found = morris.analyze(
        _problem(factors),
        np.concatenate([_steps(one) for one in inputs]),
        outputs.ravel(),
        num_resamples=RESAMPLES,
        conf_level=LEVEL,
        num_levels=levels,
        seed=SEED,
    )
    unknown = np.full(factors, np.nan)
    star = np.asarray(found["mu_star"], dtype=np.float64)
    return (
        _index("mu_star", star, found["mu_star_conf"]),
        _index("mu", found["mu"], unknown),
        _index("sigma", found["sigma"], unknown),
    )


def rank_correlations(inputs: Floats, outputs: Floats) -> tuple[Index, float]:
    """Rank correlation of each input (point, factor) with the output, and what all explain.

    Partial ones, all other inputs held fixed (PRCC; Marino et al. 2008), where there are points
    enough, else plain ones (Spearman 1904). Intervals by Fisher's z with the variance for ranks of
    Fieller et al. (1957). What all explain together is the adjusted R squared of the regression
    of ranks; NaN for plain ones. NaN for inputs or outputs that do not vary.
    """
    from scipy.stats import rankdata

    points, factors = inputs.shape
    value, explained = np.full(factors, np.nan), math.nan
    varied = np.flatnonzero(np.ptp(inputs, axis=0) > 0.0) if points else np.empty(0, np.intp)
    partial = points >= len(varied) + SPARE
    name = "partial rank correlation" if partial else "rank correlation"
    if points < FEWEST or _constant(outputs) or len(varied) == 0:
        return Index(name, value, value.copy(), value.copy()), math.nan
    ranks = rankdata(np.column_stack([inputs[:, varied], outputs]), axis=0)
    together = np.atleast_2d(np.corrcoef(ranks, rowvar=False))
    held = 0
    if partial and np.linalg.matrix_rank(together, tol=1e-9, hermitian=True) == len(together):
        inverse = np.linalg.inv(together)
        scale = np.sqrt(np.diag(inverse))
        value[varied] = -inverse[:-1, -1] / (scale[:-1] * scale[-1])
        share = 1.0 - 1.0 / inverse[-1, -1]
        explained = 1.0 - (1.0 - share) * (points - 1) / (points - len(varied) - 1)
        held = len(varied) - 1
    else:
        name = "rank correlation"
        value[varied] = together[:-1, -1]
    low, high = _fisher(value, points - held)
    return Index(name, value, low, high), explained


def _fisher(correlation: Floats, points: int) -> tuple[Floats, Floats]:
    from scipy.special import ndtri

    if points <= 3:
        return np.full_like(correlation, np.nan), np.full_like(correlation, np.nan)
    reach = float(ndtri(0.5 + LEVEL / 2.0)) * math.sqrt(1.06 / (points - 3))
    middle = np.arctanh(np.clip(correlation, -1.0 + 1e-12, 1.0 - 1e-12))
    return np.tanh(middle - reach), np.tanh(middle + reach)


def _steps(trajectory: Floats) -> Floats:
    """A trajectory on a lattice in which each step visibly moves a factor of its own.

    A step that changes nothing is given to a factor that did not move otherwise: the output
    did not change either, so the effect is zero whichever of them it is.
    """
    moves = np.sign(np.diff(trajectory, axis=0))
    moved = [int(step.nonzero()[0][0]) if step.any() else -1 for step in moves]
    still = [factor for factor in range(trajectory.shape[1]) if factor not in moved]
    lattice = np.zeros_like(trajectory)
    for step, factor in enumerate(moved):
        chosen = factor if factor >= 0 else still.pop()
        lattice[step + 1 :, chosen] += moves[step, factor] if factor >= 0 else 1.0
    return lattice


def _problem(factors: int) -> dict[str, object]:
    names = [str(number) for number in range(factors)]
    return {"num_vars": factors, "names": names, "bounds": [[0.0, 1.0]] * factors}


def _index(name: str, value: object, reach: object) -> Index:
    values, reaches = (np.asarray(one, dtype=np.float64) for one in (value, reach))
    return Index(name, values, values - reaches, values + reaches)


def _missing(name: str, factors: int) -> Index:
    unknown = np.full(factors, np.nan)
    return Index(name, unknown, unknown, unknown)


def _constant(values: Floats) -> bool:
    return bool(np.ptp(values) <= 1e-12 * max(1.0, float(np.abs(values).max())))
