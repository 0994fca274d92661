"""Points of the unit cube, one row a point and one column a factor, by each kind of design."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.experiment.factor import Factor
from sim.experiment.schema import Design

Floats = NDArray[np.float64]

PURPOSE = 0x706F696E7473
"""Keeps the draws of designs apart from others with the same seed."""


def sample(design: Design, factors: Sequence[Factor], seed: int) -> Floats:
    """The points of a design in the unit cube, shape (points, factors).

    They depend on the design, the number of factors, their levels, and the seed. Sources: Latin
    hypercube, McKay, Beckman and Conover (1979); scrambled Sobol sequence, Owen (1998); Saltelli's
    sample, Saltelli (2002), in SALib's order; trajectories, Morris (1991), by SALib.
    """
    if not factors:
        return np.zeros((1, 0))
    match design.kind:
        case "grid":
            return _grid(design, factors)
        case "list":
            return _listed(design, factors)
        case "latin-hypercube":
            return _hypercube(_whole(design.points), len(factors), seed)
        case "sobol":
            return _sobol(_whole(design.points), len(factors), seed)
        case "saltelli":
            return _saltelli(_whole(design.base), len(factors), design.second_order, seed)
        case "morris":
            return _morris(_whole(design.trajectories), _whole(design.levels), factors, seed)
    raise ValueError(f"a design of the kind {design.kind} has no points for {len(factors)} factors")


def _whole(number: object) -> int:
    if not isinstance(number, int):
        raise ValueError("the design does not say how large it is")
    return number


def _generator(seed: int) -> np.random.Generator:
    return np.random.default_rng([PURPOSE, seed])


def _grid(design: Design, factors: Sequence[Factor]) -> Floats:
    """Every combination; the last factor changes fastest."""
    axes = [factor.on_grid(factor.grid or _whole(design.steps)) for factor in factors]
    return np.stack([axis.ravel() for axis in np.meshgrid(*axes, indexing="ij")], axis=1)


def _listed(design: Design, factors: Sequence[Factor]) -> Floats:
    rows = design.points if isinstance(design.points, list) else []
    found = np.zeros((len(rows), len(factors)))
    for column, factor in enumerate(factors):
        levels = factor.levels or ()
        place = {_key(level): (n + 0.5) / len(levels) for n, level in enumerate(levels)}
        found[:, column] = [place[_key(row[factor.path])] for row in rows]
    return found


def _key(level: object) -> str:
    """A level as text: 1 and 1.0 are the same, 1 and true are not."""
    number = isinstance(level, int | float) and not isinstance(level, bool)
    return repr(float(str(level))) if number else json.dumps(level, default=str)


def _hypercube(points: int, factors: int, seed: int) -> Floats:
    from scipy.stats import qmc

    return qmc.LatinHypercube(factors, seed=_generator(seed)).random(points)


def _sobol(points: int, factors: int, seed: int) -> Floats:
    from scipy.stats import qmc

    sampler = qmc.Sobol(factors, seed=_generator(seed))
    # A beginning of a full power of 2: the same points, without SciPy's warning.
    return sampler.random_base2(math.ceil(math.log2(points)))[:points]


def _saltelli(base: int, factors: int, second_order: bool, seed: int) -> Floats:
    """For each row of two samples A and B: A, A with each column of B, (B with A's,) B."""
    rows = _sobol(base, 2 * factors, seed)
    first, second = rows[:, :factors], rows[:, factors:]
    groups = 2 if second_order else 1
    found = np.empty((base, groups * factors + 2, factors))
    found[:, : factors + 1] = first[:, None]
    found[:, factors + 1 :] = second[:, None]
    for column in range(factors):
        found[:, 1 + column, column] = second[:, column]
        if second_order:
            found[:, 1 + factors + column, column] = first[:, column]
    return found.reshape(-1, factors)


def _morris(trajectories: int, levels: int, factors: Sequence[Factor], seed: int) -> Floats:
    from SALib.sample import morris

    problem = problem_of(factors)
    found = morris.sample(problem, trajectories, num_levels=levels, seed=_generator(seed))
    return np.asarray(found, dtype=np.float64)


def problem_of(factors: Sequence[Factor]) -> dict[str, object]:
    """The factors as SALib takes them, on the unit cube."""
    return {
        "num_vars": len(factors),
        "names": [factor.path for factor in factors],
        "bounds": [[0.0, 1.0] for _ in factors],
    }
