"""Two sides on the box of issues: all efficient packages as one path, and the solutions on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.box import spatial_utility

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]

HALVINGS = 60
"""Steps of bisection: more than the digits of a double."""
SAME_PRICE = 1e-12
WITHIN, ROUNDING = 1e-12, 1e-9
"""How far rounding may leave a side below its disagreement payoff, on the path and in the end."""


@dataclass(frozen=True)
class Frontier:
    """The efficient packages of two sides with spatial utilities, from the second's best on.

    A place `s` on the path goes from 0, the second side's best package, to 1, the first's. With
    linear utilities (`rho` 1) issues change hands one after the other, first those that the first
    side weighs most in proportion (issues weighed alike together); with quadratic ones (`rho` 2)
    all move at once. Ideals and weights are `(2, issue)`, weights not below 0; an issue that
    nobody weighs stays in the middle between the ideals. Disagreement payoffs are `(..., 2)`, and
    solutions come as packages `(..., issue)`, NaN where no package is worth it to both.
    """

    ideals: Floats
    weights: Floats
    rho: int = 1

    def __post_init__(self) -> None:
        if self.rho not in (1, 2):
            raise ValueError(f"rho is 1 (linear) or 2 (quadratic), not {self.rho}")
        if self.ideals.shape != self.weights.shape or self.ideals.shape[0] != 2:
            raise ValueError("ideals and weights are `(2, issue)`: the path is one of two sides")
        if (self.weights < 0.0).any():
            raise ValueError("weights are not below 0")

    def at(self, place: Floats) -> Floats:
        """The packages at places of the path, `(..., issue)`."""
        place = np.asarray(place, dtype=np.float64)
        if self.rho == 2:
            pull = place[..., None] * self.weights[0], (1.0 - place[..., None]) * self.weights[1]
            return self._weighed(*pull)
        path = self._path
        along = np.clip(place, 0.0, 1.0) * (len(path) - 1)
        first = np.minimum(along.astype(np.int64), max(len(path) - 2, 0))
        second = np.minimum(first + 1, len(path) - 1)
        part = (along - first)[..., None]
        found: Floats = (1.0 - part) * path[first] + part * path[second]
        return found

    def payoffs(self, texts: Floats) -> Floats:
        """What packages are worth to the two sides, `(..., 2)`."""
        return spatial_utility(texts, self.ideals, self.weights, self.rho)

    def nash(self, disagreement: Floats, weights: tuple[float, float] = (1.0, 1.0)) -> Floats:
        """The largest product of gains, raised to the weights (Nash 1950; Kalai 1977)."""

        def enough(place: Floats, gains: Floats) -> Truths:
            first, second = self._normal(place)
            reached: Truths = (
                weights[1] * first * gains[..., 0] >= weights[0] * second * gains[..., 1]
            )
            return reached

        return self._solve(disagreement, lambda ends: enough)

    def kalai_smorodinsky(self, disagreement: Floats) -> Floats:
        """Gains in proportion to the largest possible ones (Kalai & Smorodinsky 1975)."""

        def rule(ends: Floats) -> Callable[[Floats, Floats], Truths]:
            def enough(place: Floats, gains: Floats) -> Truths:
                reached: Truths = gains[..., 0] * ends[..., 1] >= gains[..., 1] * ends[..., 0]
                return reached

            return enough

        return self._solve(disagreement, rule)

    def egalitarian(self, disagreement: Floats) -> Floats:
        """Equal gains, or as equal as efficient packages allow (Kalai 1977)."""

        def enough(place: Floats, gains: Floats) -> Truths:
            reached: Truths = gains[..., 0] >= gains[..., 1]
            return reached

        return self._solve(disagreement, lambda ends: enough)

    def utilitarian(self) -> Floats:
        """The largest sum of utilities, `(issue,)`; the middle of them where there are several."""

        def cheap(place: Floats) -> Truths:
            first, second = self._normal(place)
            dear: Truths = first >= second * (1.0 - SAME_PRICE)
            return dear

        def dear(place: Floats) -> Truths:
            first, second = self._normal(place)
            over: Truths = first > second * (1.0 + SAME_PRICE)
            return over

        start = np.zeros(())
        middle = 0.5 * (self._first(cheap, start) + self._first(dear, start))
        return self.at(middle)

    def _solve(
        self, disagreement: Floats, rule: Callable[[Floats], Callable[[Floats, Floats], Truths]]
    ) -> Floats:
        """Where a rule is first met on the part of the path that both prefer to disagreement."""
        least = np.asarray(disagreement, dtype=np.float64)
        shape = least[..., 0]

        def gains(place: Floats) -> Floats:
            return self.payoffs(self.at(place)) - least

        low = self._first(lambda place: gains(place)[..., 0] >= -WITHIN, shape)
        high = self._first(lambda place: gains(place)[..., 1] < 0.0, shape)
        ends = np.stack([gains(high)[..., 0], gains(low)[..., 1]], axis=-1)
        enough = rule(np.maximum(ends, 0.0))
        place = self._first(lambda place: enough(place, gains(place)), shape)
        place = np.clip(place, low, np.maximum(high, low))
        exists = (gains(place) >= -ROUNDING).all(axis=-1, keepdims=True)
        return np.where(exists, self.at(place), np.nan)

    def _first(self, reached: Callable[[Floats], Truths], like: Floats) -> Floats:
        """The first place at which something holds that holds from there on; 1 if nowhere."""
        low, high = np.zeros_like(like), np.ones_like(like)
        low = np.where(reached(low), -1.0, low)
        for _ in range(HALVINGS):
            middle = 0.5 * (low + high)
            there = reached(np.maximum(middle, 0.0))
            low, high = np.where(there, low, middle), np.where(there, middle, high)
        return np.maximum(high, 0.0)

    def _normal(self, place: Floats) -> tuple[Floats, Floats]:
        """How many units the first side's gain costs the second, as a ratio of two numbers."""
        if self.rho == 2:
            return place, 1.0 - place
        steps = len(self._path) - 1
        if steps == 0:
            return np.ones_like(place), np.ones_like(place)
        here = np.minimum((np.clip(place, 0.0, 1.0) * steps).astype(np.int64), steps - 1)
        return self._prices[here, 1], self._prices[here, 0]

    @cached_property
    def _order(self) -> list[NDArray[np.int64]]:
        """Issues to be traded, in the order in which the first side gets them; ties together."""
        first, second = self.weights
        traded = np.flatnonzero((first > 0.0) & (second > 0.0) & (self.ideals[0] != self.ideals[1]))
        price = second[traded] / first[traded]
        order = np.argsort(price, kind="stable")
        cuts = np.flatnonzero(np.diff(price[order]) > SAME_PRICE * price[order][1:]) + 1
        return [group for group in np.split(traded[order], cuts) if len(group)]

    @cached_property
    def _prices(self) -> Floats:
        """What the two sides weigh the issues of each step, `(step, 2)`."""
        found: Floats = np.array([self.weights[:, group].sum(axis=1) for group in self._order])
        return found

    @cached_property
    def _path(self) -> Floats:
        """The corners of the linear path, `(step + 1, issue)`."""
        corner = self._weighed(
            np.where(self.weights[1] > 0.0, 0.0, self.weights[0]), self.weights[1]
        )
        corners = [corner]
        for group in self._order:
            corner = corner.copy()
            corner[group] = self.ideals[0, group]
            corners.append(corner)
        return np.array(corners)

    def _weighed(self, first: Floats, second: Floats) -> Floats:
        """The mean of the two ideals by weights; their middle where nobody has any."""
        whole = first + second
        share = np.where(whole > 0.0, first / np.where(whole > 0.0, whole, 1.0), 0.5)
        found: Floats = share * self.ideals[0] + (1.0 - share) * self.ideals[1]
        return found
