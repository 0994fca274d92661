"""The answer of `solve`: parties and their alternatives, the zone, solutions, what was signed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from sim.scenario.case import Case

Floats = NDArray[np.float64]

LOW, HIGH = 0.05, 0.95
"""Quantiles over the runs between which a spread lies."""


@dataclass(frozen=True)
class Spread:
    """A quantity over the runs of an ensemble: its median and the ends of nine tenths of them."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Floats) -> Self:
        """The spread of values, `(run,)`."""
        low, median, high = np.quantile(values, (LOW, 0.5, HIGH))
        return cls(float(median), float(low), float(high))


@dataclass(frozen=True)
class Party:
    """A party and its alternatives to a deal, in utility.

    `going_on` is what it is worth to go on as the party sees it on the first morning, `known` with
    the rival's true costs; None for those who speak for neither side of the first front. `power`
    is its capability, with that of its agents where it speaks for a side.
    """

    key: str
    name: str
    power: float
    status_quo: float
    going_on: Spread | None
    known: Spread | None


@dataclass(frozen=True)
class Crossing:
    """A red line that a package lies beyond: whose, on which issue, and where it is drawn.

    `whose` is the party itself or its public (`armenia public`).
    """

    party: str
    whose: str
    issue: str
    bound: float
    position: float


@dataclass(frozen=True)
class Solution:
    """A package that a theory names, and what it amounts to.

    `package`, `low` and `high` are `(issue,)`: at the medians of going on, and over the runs. The
    package is None where no package beats going on for both sides; `exists` is the share of runs in
    which one does. `payoffs` are utilities `(party,)`. `objective` and `perceived` are the shares
    of runs in which both sides would rather see it carried out than go on, as in the zone. `apart`
    is its mean distance over the issues from the packages that were signed, None without any.
    """

    key: str
    name: str
    source: str
    package: Floats | None
    low: Floats | None
    high: Floats | None
    exists: float
    payoffs: Floats | None
    crossed: tuple[Crossing, ...]
    objective: float
    perceived: float
    apart: Spread | None


@dataclass(frozen=True)
class Agreed:
    """An agreement with terms that was signed and stood in one run; issues it left are as found."""

    kind: str
    run: int
    day: int
    package: Floats


@dataclass(frozen=True)
class Zone:
    """The zone of possible agreement as a share of all packages.

    `plain`: worth more than going on to both by spatial utility at the medians. `objective` and
    `perceived` are the model's own, over the runs: deals looked at as they would go on, with true
    costs and without audiences, or with beliefs and audiences.
    """

    plain: float
    objective: Spread
    perceived: Spread


@dataclass(frozen=True)
class Solved:
    """Everything that `solve` found; `sides` are the places of the two principal parties.

    `cloud` and `path` are what packages spread evenly, and the efficient ones, are worth to the two
    sides, `(package, 2)`; `kinds` counts all agreements signed, by kind; `parameters` says where
    behavioural numbers came from.
    """

    case: Case
    seed: int
    runs: int
    parameters: str
    days: int
    front: str
    sides: tuple[int, int]
    parties: tuple[Party, ...]
    zone: Zone
    solutions: tuple[Solution, ...]
    signed: tuple[Agreed, ...]
    kinds: Mapping[str, int]
    cloud: Floats
    path: Floats

    @property
    def issues(self) -> Sequence[str]:
        """The issues, in the order of every package."""
        return tuple(self.case.scenario.issues)

    @property
    def pair(self) -> tuple[Party, Party]:
        """The two principal parties."""
        first, second = self.sides
        return self.parties[first], self.parties[second]

    @property
    def runs_signed(self) -> int:
        """In how many runs a package was signed and stood."""
        return len({one.run for one in self.signed})

    def packages_signed(self) -> Floats:
        """The packages that were signed, `(agreement, issue)`."""
        if not self.signed:
            return np.empty((0, len(self.issues)))
        return np.array([one.package for one in self.signed])
