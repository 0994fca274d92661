"""The named solutions of a pair of sides, and the red lines that packages lie beyond."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.solve.answer import Crossing
from sim.bargaining import Frontier, influence, weighted_mean, weighted_median
from sim.scenario.case import Case

Floats = NDArray[np.float64]

ROUNDING = 1e-9
"""How far beyond a red line rounding may put a package."""


@dataclass(frozen=True)
class Positions:
    """Where all parties stand, what they weigh, and how strong they are.

    Shapes: ideals and saliences `(party, issue)`, power `(party,)`; `sides` are the principal
    pair, `weights` their shares of power with their agents'. `reach` `(2, issue)` is how far from
    its ideal each of the pair draws its red line, infinite where it draws none.
    """

    ideals: Floats
    saliences: Floats
    power: Floats
    sides: tuple[int, int]
    weights: tuple[float, float]
    reach: Floats

    @property
    def frontier(self) -> Frontier:
        """The efficient packages of the pair."""
        pair = list(self.sides)
        return Frontier(self.ideals[pair], self.saliences[pair])

    def nash_within_red_lines(self, least: Floats) -> Floats:
        """The Nash solution among packages that respect the red lines of the pair, NaN if none do.

        Within them a side's best is its ideal held to the bounds, and what that falls short of the
        ideal is lost to it whatever is agreed.
        """
        ideals = self.frontier.ideals
        low, high = (ideals - self.reach).max(axis=0), (ideals + self.reach).min(axis=0)
        if (low > high).any():
            return np.full(least.shape[:-1] + low.shape, np.nan)
        held = np.clip(ideals, low, high)
        lost = (self.frontier.weights * np.abs(ideals - held)).sum(axis=1)
        return Frontier(held, self.frontier.weights).nash(least + lost)


@dataclass(frozen=True)
class Theory:
    """A theory of what is agreed on: `solve` takes positions and going on, `(..., 2)`.

    `alone` theories do not ask what going on is worth.
    """

    key: str
    name: str
    source: str
    alone: bool
    solve: Callable[[Positions, Floats], Floats]


def _influence(who: Positions) -> Floats:
    return influence(who.power, who.saliences)


THEORIES: tuple[Theory, ...] = (
    Theory("nash", "Nash", "Nash 1950", False, lambda who, least: who.frontier.nash(least)),
    Theory(
        "weighted_nash",
        "Nash, weighted by power",
        "Kalai 1977; weights: shares of capability",
        False,
        lambda who, least: who.frontier.nash(least, who.weights),
    ),
    Theory(
        "bounded_nash",
        "Nash, within red lines",
        "Nash 1950; among packages that respect the red lines of both",
        False,
        lambda who, least: who.nash_within_red_lines(least),
    ),
    Theory(
        "kalai_smorodinsky",
        "Kalai-Smorodinsky",
        "Kalai & Smorodinsky 1975",
        False,
        lambda who, least: who.frontier.kalai_smorodinsky(least),
    ),
    Theory(
        "egalitarian",
        "Equal gains",
        "Kalai 1977",
        False,
        lambda who, least: who.frontier.egalitarian(least),
    ),
    Theory(
        "utilitarian",
        "Largest sum",
        "utilitarian",
        True,
        lambda who, least: who.frontier.utilitarian(),
    ),
    Theory(
        "weighted_mean",
        "Weighted mean",
        "compromise model, Achen 2006; all parties by capability x salience",
        True,
        lambda who, least: weighted_mean(who.ideals, _influence(who)),
    ),
    Theory(
        "weighted_median",
        "Weighted median",
        "Black 1958; Bueno de Mesquita 1994; all parties by capability x salience",
        True,
        lambda who, least: weighted_median(who.ideals, _influence(who)),
    ),
)


def crossings(case: Case, package: Floats) -> tuple[Crossing, ...]:
    """The red lines that a package `(issue,)` lies beyond, of all parties and of their publics."""
    found = []
    for place, issue in enumerate(case.scenario.issues):
        position = float(package[place])
        for key, party in case.scenario.parties.items():
            ideal = party.positions[issue].value
            for whose, lines in ((key, party.red_lines), (f"{key} public", party.public.red_lines)):
                if issue not in lines:
                    continue
                bound = lines[issue].bound.value
                if abs(position - ideal) > abs(bound - ideal) + ROUNDING:
                    found.append(Crossing(key, whose, issue, bound, position))
    return tuple(found)


def reach_of(case: Case, key: str) -> Floats:
    """How far from its ideal a party can go, its public's red lines included, `(issue,)`."""
    party = case.scenario.parties[key]
    return np.array(
        [
            min(
                (
                    abs(lines[issue].bound.value - party.positions[issue].value)
                    for lines in (party.red_lines, party.public.red_lines)
                    if issue in lines
                ),
                default=np.inf,
            )
            for issue in case.scenario.issues
        ]
    )
