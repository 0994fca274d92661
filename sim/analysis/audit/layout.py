"""Where the points of an audit lie in the unit cube: crossed by groups, or spread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sim.experiment.factor import Factor

Floats = NDArray[np.float64]
PURPOSE = 0x6175646974
"""Keeps the draws of an audit apart from others with the same seed."""
CORNERS = 4
"""Points of a block: each of two draws of one group with each of two draws of the other."""


class Layout(Protocol):
    """A way to lay points; the same factors and seed give the same points."""

    @property
    def points(self) -> int:
        """How many points there are."""

    def units(self, factors: Sequence[Factor], seed: int) -> Floats:
        """The points (points, factors) in the unit cube."""


@dataclass(frozen=True)
class Crossed:
    """Blocks of four points: two draws of one group of factors with two draws of the others.

    Corner 0 has the first draw of both, 1 the second of the `moved` group, 2 the second of the
    others, 3 the second of both: pick-freeze by groups (Saltelli et al. 2008, ch. 4). Points are
    numbered block by block.
    """

    blocks: int
    variants: int
    moved: frozenset[str]

    @property
    def points(self) -> int:
        return CORNERS * self.blocks

    def units(self, factors: Sequence[Factor], seed: int) -> Floats:
        rows = _drawn(2 * self.blocks, self.variants, factors, self.moved, seed)
        first, second = rows[: self.blocks], rows[self.blocks :]
        moved = np.array([factor.path in self.moved for factor in factors], dtype=np.bool_)
        corners = [
            first,
            np.where(moved, second, first),
            np.where(moved, first, second),
            second,
        ]
        return np.stack(corners, axis=1).reshape(-1, len(factors))


@dataclass(frozen=True)
class Scattered:
    """A Latin hypercube."""

    points: int
    variants: int

    def units(self, factors: Sequence[Factor], seed: int) -> Floats:
        every = frozenset(factor.path for factor in factors)
        return _drawn(self.points, self.variants, factors, every, seed)


def _drawn(
    rows: int, variants: int, factors: Sequence[Factor], moved: frozenset[str], seed: int
) -> Floats:
    """A Latin hypercube (rows, factors); of the numbers outside tables only some draws.

    Runs share a block of the engine only if they share all that is in no table. So these
    numbers are drawn `variants` times for each group, and rows take one of the draws at random.
    """
    from scipy.stats import qmc

    luck = np.random.default_rng([PURPOSE, seed])
    found: Floats = qmc.LatinHypercube(len(factors), seed=luck).random(rows)
    for inside in (True, False):
        columns = [
            place
            for place, factor in enumerate(factors)
            if not factor.numeric and (factor.path in moved) == inside
        ]
        if columns:
            drawn = qmc.LatinHypercube(len(columns), seed=luck).random(variants)
            chosen = luck.permutation(np.arange(rows) % variants)
            found[:, columns] = drawn[chosen]
    return found
