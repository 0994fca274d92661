"""Plain forecasts to be better than: a rate, frequencies, and that nothing happens."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.facts import TOLLS, Fact, elsewhere
from sim.analysis.scores import (
    LEAST_MASS,
    brier,
    crps_of_distribution,
    log_score,
)

Floats = NDArray[np.float64]

RATE, FREQUENCY, QUIET = "rate", "frequency", "quiet"
NAMES = {
    RATE: "negative-binomial rate of the other episodes",
    FREQUENCY: "frequencies of the other episodes",
    QUIET: "no deal, no war",
}
FEWEST = 2
"""Windows of other episodes from which on a rate is fitted."""
MOST_UNEVEN, LEAST_UNEVEN = 0.05, 1e4
"""Sizes of a negative binomial between which its fit looks: below, rates have hardly a mean."""
LONGEST = 200_000

_STILL: dict[str, float | str] = {
    "days_at_war": 0.0,
    "major_war": 0.0,
    "operations": 0.0,
    "sectors_changed": 0.0,
    "displaced": 0.0,
    "ratified": 0.0,
    "ceasefires_signed": 0.0,
    "agreement_censored": 1.0,
    "best_agreement": "none",
}
"""What "no deal, no war" says of each outcome that it speaks of."""


@dataclass(frozen=True)
class Forecast:
    """A plain forecast held against what happened.

    `score` is the CRPS of a number, else the Brier score; `log_crps` the CRPS of log(1 + number);
    NaN where it does not apply. `episodes` says on how many windows it rests.
    """

    name: str
    probability: float
    score: float
    log_score: float
    log_crps: float = math.nan
    episodes: int = 0


def forecasts(fact: Fact, facts: Sequence[Fact]) -> list[Forecast]:
    """Every plain forecast that has something to say; `facts` are those of all episodes.

    Nothing of the fact's own episode is used, nor of one whose period overlaps it.
    """
    others = elsewhere(fact, facts)
    made = []
    if fact.entry.outcome in TOLLS:
        made.append(_rate(fact, others))
    else:
        made.append(_frequency(fact, others))
    made.append(_quiet(fact))
    return [forecast for forecast in made if forecast is not None]


def _rate(fact: Fact, others: Sequence[Fact]) -> Forecast | None:
    known = [other for other in others if not math.isnan(other.counted[0])]
    if len(known) < FEWEST:
        return None
    rate, size = fit_rate(known)
    values = np.arange(_enough(rate * fact.days, size, fact), dtype=np.float64)
    masses = rate_masses(values, rate * fact.days, size)
    if fact.asks == "number":
        happened = fact.said.value
        near = float(masses[round(happened)])
        return Forecast(
            RATE,
            near,
            crps_of_distribution(values, masses, happened),
            log_score(near, LEAST_MASS),
            crps_of_distribution(np.log1p(values), masses, math.log1p(happened)),
            len(known),
        )
    least, most = fact.counted
    probability = float(masses[(values >= least) & (values <= most)].sum())
    return _yes(RATE, probability, len(known))


def fit_rate(known: Sequence[Fact]) -> tuple[float, float]:
    """Mean a day and size of a negative binomial by maximum likelihood over windows.

    A window of T days has mean rate x T and variance mean + mean^2 / size: each has a rate of
    its own from a gamma distribution (Greenwood & Yule 1920). A bound counts with its tail.
    """
    from scipy.optimize import minimize
    from scipy.stats import nbinom

    days = np.array([fact.days for fact in known], dtype=np.float64)
    low = np.array([fact.counted[0] for fact in known])
    high = np.array([fact.counted[1] for fact in known])
    exact = low == high

    def loss(place: Floats) -> float:
        rate, size = math.exp(place[0]), math.exp(place[1])
        chance = size / (size + rate * days)
        point = nbinom.logpmf(np.where(exact, low, 0.0), size, chance)
        least = nbinom.sf(np.maximum(low, 0.0) - 1.0, size, chance)
        most = np.where(np.isfinite(high), nbinom.sf(np.where(exact, 0.0, high), size, chance), 0.0)
        within = np.log(np.maximum(least - most, 1e-300))
        return -float(np.where(exact, point, within).sum())

    middle = np.where(np.isfinite(low) & (low > 0), low, np.where(np.isfinite(high), high, 0.0))
    start = math.log(max(float(middle.sum()), 0.5) / float(days.sum()))
    bounds = [(start - 8.0, start + 8.0), (math.log(MOST_UNEVEN), math.log(LEAST_UNEVEN))]
    found = minimize(loss, np.array([start, 0.0]), method="L-BFGS-B", bounds=bounds)
    return math.exp(found.x[0]), math.exp(found.x[1])


def rate_masses(values: Floats, mean: float, size: float) -> Floats:
    """Masses of a negative binomial, scaled to 1 over the values given."""
    from scipy.stats import nbinom

    masses: Floats = nbinom.pmf(values, size, size / (size + mean))
    masses /= masses.sum()
    return masses


def _enough(mean: float, size: float, fact: Fact) -> int:
    """Values up to where hardly anything is left, and to what happened."""
    from scipy.stats import nbinom

    top = float(nbinom.ppf(0.99999, size, size / (size + mean)))
    happened = max((end for end in fact.counted if math.isfinite(end)), default=0.0)
    return int(min(LONGEST, max(top, happened * 2.0)) + max(10.0, happened)) + 1


def _frequency(fact: Fact, others: Sequence[Fact]) -> Forecast | None:
    """How often it was so elsewhere, each episode once, half a case added to each answer."""
    answers: dict[str, bool] = {}
    for other in others:
        answer = fact.agrees(other)
        if answer is not None:
            answers.setdefault(other.scenario, answer)
    if not answers:
        return None
    number, agreeing = len(answers), sum(answers.values())
    if fact.asks == "word":
        return _words(fact, others, number)
    if fact.asks != "number":
        return _yes(FREQUENCY, (agreeing + 0.5) / (number + 1.0), number)
    seen: dict[str, float] = {}
    for other in others:
        ends = [end for end in other.counted if math.isfinite(end)]
        if ends:
            seen.setdefault(other.scenario, ends[0])
    values, masses = _of_numbers(list(seen.values()), fact.said.value)
    near = float(masses[round(fact.said.value)])
    score = crps_of_distribution(values, masses, fact.said.value)
    return Forecast(FREQUENCY, near, score, log_score(near, LEAST_MASS), episodes=number)


def _of_numbers(seen: Sequence[float], happened: float) -> tuple[Floats, Floats]:
    """The numbers of other episodes as a distribution over whole numbers, rising, and masses.

    Half a case is spread evenly from 0 to the largest number there is, what happened included.
    """
    values = np.arange(round(max([*seen, happened])) + 1.0)
    cases = np.bincount(np.rint(seen).astype(np.int64), minlength=len(values))
    masses = (cases + 0.5 / len(values)) / (len(seen) + 0.5)
    return values, np.asarray(masses, dtype=np.float64)


def _words(fact: Fact, others: Sequence[Fact], number: int) -> Forecast:
    words = {other.scenario: other.said.category for other in reversed(others)}
    known = list(dict.fromkeys([*fact.outcome.categories, *words.values(), fact.said.category]))
    counts = np.array([list(words.values()).count(word) + 0.5 for word in known])
    shares = counts / counts.sum()
    place = known.index(fact.said.category)
    probability = float(shares[place])
    score = brier(shares, place)
    return Forecast(FREQUENCY, probability, score, log_score(probability), episodes=number)


def _quiet(fact: Fact) -> Forecast | None:
    """Certain that nothing is agreed and no war is begun; silent about all else."""
    said = _STILL.get(fact.entry.outcome)
    if said is None:
        return None
    if isinstance(said, str):
        return _yes(QUIET, float(said == fact.said.category), 0)
    least, most = fact.counted
    right = float(least <= said <= most)
    if fact.asks == "number":
        away = abs(said - fact.said.value)
        return Forecast(QUIET, right, away, log_score(right, LEAST_MASS))
    return _yes(QUIET, right, 0)


def _yes(name: str, probability: float, episodes: int) -> Forecast:
    score = (1.0 - probability) ** 2
    return Forecast(name, probability, score, log_score(probability), episodes=episodes)
