"""One documented outcome held against the runs of its scenario, and scored."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.analysis.facts import TOLLS, Fact, facts_of
from sim.analysis.naive import Forecast, forecasts
from sim.analysis.scores import LEAST_MASS, brier, crps, log_score, mass_near, pit
from sim.scenario.case import Case
from sim.store.columns import in_words

Floats = NDArray[np.float64]
Column = NDArray[np.generic]
Ensemble = Mapping[str, Column]

SHARES = (0.05, 0.25, 0.50, 0.75, 0.95)


@dataclass(frozen=True)
class Scored:
    """A documented outcome held against the runs of its scenario.

    `quantiles` at `SHARES`, `pit_low` to `pit_high` and `inside_50`, `inside_90` are of numbers,
    NaN or None elsewhere. `probability` is what the runs give to what happened: within the
    documented bounds, of the word or the answer, or of that very number. `score` is the CRPS of
    a number, else the Brier score; `log_crps` the CRPS of log(1 + number) for tolls. `observed`
    runs of `runs` had a value; those without one did not see what happened.
    """

    fact: Fact
    runs: int
    observed: int
    quantiles: tuple[float, ...]
    inside_50: bool | None
    inside_90: bool | None
    pit_low: float
    pit_high: float
    probability: float
    score: float
    log_score: float
    log_crps: float
    naive: tuple[Forecast, ...]

    @property
    def claim(self) -> bool:
        """Whether what is scored is somebody's claim."""
        return bool(self.fact.said.claimed_by)

    @property
    def score_name(self) -> str:
        return "crps" if self.fact.asks == "number" else "brier"

    def against(self, name: str) -> Forecast | None:
        """The plain forecast of a name, if it has something to say here."""
        return next((forecast for forecast in self.naive if forecast.name == name), None)


@dataclass(frozen=True)
class Unscored:
    """A documented outcome that is not scored, and why."""

    fact: Fact
    reason: str


def score_episode(
    case: Case, ensemble: Ensemble, facts: Sequence[Fact]
) -> Iterator[Scored | Unscored]:
    """Score each documented outcome of a case on its ensemble; `facts` are of all episodes."""
    for fact in facts_of(case):
        if not fact.entry.scored:
            yield Unscored(fact, fact.entry.note or "the scenario does not want it scored")
        elif fact.key not in ensemble:
            yield Unscored(fact, "the runs do not count it")
        elif fact.asks == "word":
            yield _score_word(fact, ensemble[fact.key], forecasts(fact, facts))
        else:
            yield from _score_numbers(fact, ensemble[fact.key], forecasts(fact, facts))


def _score_word(fact: Fact, values: Column, naive: Sequence[Forecast]) -> Scored:
    words = np.asarray(values, dtype=np.str_)
    known = list(dict.fromkeys([*fact.outcome.categories, fact.said.category, ""]))
    known += sorted(set(words.tolist()) - set(known))
    shares = np.array([np.mean(words == word) for word in known])
    place = known.index(fact.said.category)
    return _answer(fact, len(words), int(np.sum(words != "")), shares, place, naive)


def _score_numbers(
    fact: Fact, values: Column, naive: Sequence[Forecast]
) -> Iterator[Scored | Unscored]:
    numbers = np.asarray(values, dtype=np.float64)
    seen = numbers[~np.isnan(numbers)]
    if len(seen) == 0:
        yield Unscored(fact, "no run came so far that it could be seen")
    elif fact.asks == "number":
        yield _score_number(fact, len(numbers), seen, naive)
    else:
        least, most = fact.counted
        share = float(np.mean((numbers >= least) & (numbers <= most)))
        shares = np.array([share, 1.0 - share])
        found = _answer(fact, len(numbers), len(seen), shares, 0, naive)
        quantiles = _quantiles(seen) if fact.asks == "bounds" else found.quantiles
        yield replace(found, quantiles=quantiles)


def _answer(
    fact: Fact,
    runs: int,
    observed: int,
    shares: Floats,
    place: int,
    naive: Sequence[Forecast],
) -> Scored:
    """A question with a few answers: scored by their shares."""
    return Scored(
        fact, runs, observed,
        quantiles=(math.nan,) * len(SHARES),
        inside_50=None, inside_90=None, pit_low=math.nan, pit_high=math.nan,
        probability=float(shares[place]),
        score=brier(shares, place),
        log_score=log_score(float(shares[place])),
        log_crps=math.nan,
        naive=tuple(naive),
    )  # fmt: skip


def _score_number(fact: Fact, runs: int, seen: Floats, naive: Sequence[Forecast]) -> Scored:
    happened, quantiles = fact.said.value, _quantiles(seen)
    below, up_to = pit(seen, happened)
    whole = fact.outcome.kind in {"count", "days"}
    near = mass_near(seen, happened) if whole else math.nan
    within = fact.said.probability(seen)
    toll = fact.entry.outcome in TOLLS
    return Scored(
        fact, runs, len(seen),
        quantiles=quantiles,
        inside_50=quantiles[1] <= happened <= quantiles[3],
        inside_90=quantiles[0] <= happened <= quantiles[4],
        pit_low=below, pit_high=up_to,
        probability=near if math.isnan(within) else within,
        score=crps(seen, happened),
        log_score=log_score(near, LEAST_MASS),
        log_crps=crps(np.log1p(seen), math.log1p(happened)) if toll else math.nan,
        naive=tuple(naive),
    )  # fmt: skip


def _quantiles(seen: Floats) -> tuple[float, ...]:
    found = np.quantile(seen, SHARES, method="inverted_cdf").tolist()
    return tuple(float(value) for value in found)


def said_of(fact: Fact) -> str:
    """What is documented, in a few characters."""
    if fact.asks == "yes or no":
        return "yes" if fact.said.value else "no"
    return in_words(fact.said.category) if fact.said.category else fact.said.shown
