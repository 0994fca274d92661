"""What runs are held against: documented outcomes, and statistics of their series."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.facts import TOLLS, Fact
from sim.analysis.series.clustering import fano, memory
from sim.analysis.series.daily import DailySeries
from sim.analysis.series.hawkes import fit_excitations
from sim.analysis.series.severity import exponents_from_one

Floats = NDArray[np.float64]
Column = NDArray[np.generic]

FARTHEST = 3.0
"""Scales beyond which it does not matter how far a run is off; a missing value is as far."""
NORMAL = 1.4826
"""Standard deviations of a normal distribution in one of its median absolute deviations."""
LEAST_SCALE = 0.05


@dataclass(frozen=True)
class Target:
    """A number or a fact that a run should come close to.

    A number is compared on the scale of `log1p` if `in_logs`; a fact is 1 where a run agrees with
    what is documented, else 0. `episode` and `key` name it, `fact` is None for a statistic.
    """

    episode: str
    key: str
    text: str
    observed: float
    source: str = ""
    weight: float = 1.0
    in_logs: bool = False
    is_fact: bool = False
    fact: Fact | None = None

    @property
    def name(self) -> str:
        return f"{self.episode}: {self.key}"

    @property
    def centre(self) -> float:
        """The documented value on the scale on which runs are compared."""
        return math.log1p(self.observed) if self.in_logs else self.observed

    def shown(self, summary: Floats) -> Floats:
        """Summaries as values in their own unit again."""
        return np.expm1(summary) if self.in_logs else summary

    def of_outcomes(self, outcomes: Mapping[str, Column]) -> Floats:
        """The summary (run,) of a documented outcome as the runs count it."""
        if self.fact is None:
            raise ValueError(f"{self.key} is no documented outcome")
        values = np.asarray(outcomes[f"documented.{self.key}"])
        if self.fact.asks == "word":
            return np.asarray(values == self.fact.said.category, dtype=np.float64)
        numbers = values.astype(np.float64)
        if not self.is_fact:
            return np.log1p(numbers) if self.in_logs else numbers
        least, most = self.fact.counted
        return np.asarray((numbers >= least) & (numbers <= most), dtype=np.float64)


def target_of(fact: Fact, weight: float = 1.0) -> Target:
    """A documented outcome as a target: a toll above zero as a number, all else as a fact."""
    number = fact.asks == "number" and fact.entry.outcome in TOLLS and fact.said.value > 0
    return Target(
        episode=fact.scenario,
        key=fact.key,
        text=fact.entry.text,
        observed=fact.said.value if number else 1.0,
        source=fact.entry.source,
        weight=weight,
        in_logs=number,
        is_fact=not number,
        fact=fact,
    )


@dataclass(frozen=True)
class Series:
    """A statistic of a run's series of incidents and deaths: how it is called and computed."""

    label: str
    compute: Callable[[DailySeries], Floats]
    in_logs: bool = False


def _share(counted: NDArray[np.bool_], fatal: NDArray[np.bool_]) -> Floats:
    days = fatal.sum(axis=1)
    return np.where(days > 0, counted.sum(axis=1) / np.maximum(days, 1), np.nan)


SERIES: dict[str, Series] = {
    "incident_days": Series(
        "days with an incident", lambda s: s.incident_days.sum(axis=1).astype(np.float64), True
    ),
    "fatal_days": Series(
        "days with a death", lambda s: s.fatal_days.sum(axis=1).astype(np.float64), True
    ),
    "largest_day": Series(
        "deaths on the worst day", lambda s: s.deaths.max(axis=1).astype(np.float64), True
    ),
    "one_death": Series("fatal days with one death", lambda s: _share(s.deaths == 1, s.fatal_days)),
    "many_deaths": Series(
        "fatal days with five deaths or more", lambda s: _share(s.deaths >= 5, s.fatal_days)
    ),
    "fano_incident_days_30": Series(
        "Fano factor of incident days in 30 days", lambda s: fano(s.incident_days, 30), True
    ),
    "fano_deaths_30": Series(
        "Fano factor of deaths in 30 days", lambda s: fano(s.deaths, 30), True
    ),
    "memory_30": Series(
        "correlation of incident days in 30 days with the 30 before",
        lambda s: memory(s.incident_days, 30),
    ),
    "exponent_from_one": Series(
        "power law of deaths a fatal day, exponent", lambda s: exponents_from_one(s.deaths)
    ),
    "branching_incident_days": Series(
        "branching ratio of incident days", lambda s: fit_excitations(s.incident_days).branching
    ),
    "lag_incident_days": Series(
        "mean lag of incident days", lambda s: fit_excitations(s.incident_days).lag, True
    ),
}
"""Statistics that may be targets; the same words as in `parley stats`."""


def summaries_of(series: DailySeries, targets: Sequence[Target]) -> dict[str, Floats]:
    """The summaries (run,) of statistics, each fit made once."""
    wanted = {target.key for target in targets if target.fact is None}
    found: dict[str, Floats] = {}
    fitted = {"branching_incident_days", "lag_incident_days"} & wanted
    if fitted:
        fits = fit_excitations(series.incident_days)
        found["branching_incident_days"], found["lag_incident_days"] = fits.branching, fits.lag
    for key in wanted - fitted:
        found[key] = SERIES[key].compute(series)
    return {key: np.log1p(found[key]) if SERIES[key].in_logs else found[key] for key in wanted}


def scales_of(targets: Sequence[Target], summaries: Floats) -> Floats:
    """What one unit of distance is for each target: the spread of the first population.

    Median absolute deviation, as for a normal distribution (Prangle 2017), for numbers; 1 for
    facts. Summaries (run, target).
    """
    found = np.ones(len(targets))
    for place, target in enumerate(targets):
        seen = summaries[:, place]
        seen = seen[np.isfinite(seen)]
        if not target.is_fact and len(seen):
            spread = NORMAL * float(np.median(np.abs(seen - np.median(seen))))
            found[place] = max(spread, LEAST_SCALE)
    return found


def gaps(targets: Sequence[Target], summaries: Floats, scales: Floats) -> Floats:
    """How far runs are off (run, target), in scales, at most `FARTHEST` either way."""
    centre = np.array([target.centre for target in targets])
    return gaps_from(summaries, centre, scales)


def gaps_from(summaries: Floats, centre: Floats, scales: Floats) -> Floats:
    """How far summaries (run, target) are from others (target,), in scales."""
    apart = (summaries - centre) / scales
    return np.clip(np.where(np.isfinite(apart), apart, FARTHEST), -FARTHEST, FARTHEST)


def distances(apart: Floats, weights: Floats) -> Floats:
    """Root of the weighted mean square of the gaps (run, target)."""
    squares = (apart**2 * weights).sum(axis=1) / weights.sum()
    return np.asarray(np.sqrt(squares), dtype=np.float64)
