"""What all scored outcomes say together: coverage, and skill over each plain forecast."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.analysis.facts import TOLLS
from sim.analysis.naive import NAMES, Forecast
from sim.analysis.scored import Scored, said_of
from sim.analysis.scores import skill
from sim.store.intervals import wilson

Floats = NDArray[np.float64]

SEED, RESAMPLES = 1950, 2_000
FEWEST_EPISODES = 3
"""Episodes from which on the interval of a skill says anything."""


@dataclass(frozen=True)
class Coverage:
    """How many documented numbers lie within the central interval of a level, with 95% interval.

    The interval is Wilson's and takes the outcomes as independent, which those of one episode
    are not.
    """

    group: str
    level: float
    inside: int
    number: int
    low: float
    high: float


@dataclass(frozen=True)
class Skill:
    """Mean scores of the runs and of a plain forecast on the same outcomes, and what is gained.

    `skill` is 1 - runs / plain, its interval by resampling whole episodes (Efron 1979); NaN
    where the plain forecast is without fault or there are too few episodes. Log scores are in
    nats.
    """

    group: str
    score: str
    reference: str
    number: int
    episodes: int
    runs: float
    plain: float
    skill: float
    low: float
    high: float
    runs_log: float
    plain_log: float


Own = Callable[[Scored], float]
Theirs = Callable[[Forecast], float]


def coverage_of(scored: Sequence[Scored]) -> list[Coverage]:
    """Coverage of 50% and 90% intervals over all numbers, over tolls, and over claims."""
    numbers = [one for one in scored if one.inside_90 is not None]
    groups = {
        "all numbers": numbers,
        "tolls, such as deaths": [one for one in numbers if _is_toll(one)],
        "claims": [one for one in numbers if one.claim],
    }
    return [
        _covered(group, level, members)
        for group, members in groups.items()
        if members
        for level in (0.5, 0.9)
    ]


def _covered(group: str, level: float, members: Sequence[Scored]) -> Coverage:
    flags = [one.inside_50 if level == 0.5 else one.inside_90 for one in members]
    inside = sum(flag is True for flag in flags)
    return Coverage(group, level, inside, len(members), *wilson(inside, len(members)))


def skills_of(scored: Sequence[Scored]) -> list[Skill]:
    """The skill over each plain forecast: of tolls, of other numbers, and of answers."""
    tolls = [one for one in scored if one.fact.asks == "number" and _is_toll(one)]
    others = [one for one in scored if one.fact.asks == "number" and not _is_toll(one)]
    answers = [one for one in scored if one.fact.asks != "number"]
    own, theirs = (lambda one: one.score), (lambda plain: plain.score)
    found = [
        *_compared("tolls", "CRPS", tolls, own, theirs),
        *_compared(
            "tolls",
            "CRPS of log(1 + n)",
            tolls,
            lambda one: one.log_crps,
            lambda plain: plain.log_crps,
        ),
        *_compared("other numbers", "CRPS", others, own, theirs),
        *_compared("answers", "Brier", answers, own, theirs),
    ]
    return found


def _compared(
    group: str, score: str, members: Sequence[Scored], own: Own, theirs: Theirs
) -> Iterator[Skill]:
    for reference in NAMES:
        pairs = [(one, one.against(reference)) for one in members]
        both = [(one, plain) for one, plain in pairs if plain is not None]
        if not both:
            continue
        runs = np.array([own(one) for one, _ in both])
        plain = np.array([theirs(plain) for _, plain in both])
        episodes = [one.fact.scenario for one, _ in both]
        low, high = _interval(runs, plain, episodes)
        yield Skill(
            group=group,
            score=score,
            reference=reference,
            number=len(both),
            episodes=len(set(episodes)),
            runs=float(runs.mean()),
            plain=float(plain.mean()),
            skill=skill(float(runs.mean()), float(plain.mean())),
            low=low,
            high=high,
            runs_log=float(np.mean([one.log_score for one, _ in both])),
            plain_log=float(np.mean([plain.log_score for _, plain in both])),
        )


def _interval(runs: Floats, plain: Floats, episodes: Sequence[str]) -> tuple[float, float]:
    """95% interval of a skill when whole episodes are drawn again with replacement."""
    names, place = np.unique(episodes, return_inverse=True)
    if len(names) < FEWEST_EPISODES:
        return math.nan, math.nan
    totals = np.stack([np.bincount(place, runs), np.bincount(place, plain)], axis=1)
    luck = np.random.default_rng(SEED)
    weights = luck.multinomial(len(names), np.full(len(names), 1.0 / len(names)), RESAMPLES)
    drawn = weights @ totals
    known = drawn[:, 1] > 0.0
    if np.mean(known) < 0.95:
        # Too often nothing is left that the plain forecast gets wrong.
        return math.nan, math.nan
    low, high = np.quantile(1.0 - drawn[known, 0] / drawn[known, 1], (0.025, 0.975))
    return float(low), float(high)


def _is_toll(one: Scored) -> bool:
    return one.fact.entry.outcome in TOLLS


def frame_of(scored: Sequence[Scored]) -> pd.DataFrame:
    """One row a scored outcome: what is documented, what the runs say, and every score."""
    return pd.DataFrame([_row(one) for one in scored])


def _row(one: Scored) -> dict[str, object]:
    fact, said = one.fact, one.fact.said
    row: dict[str, object] = {
        "scenario": fact.scenario,
        "key": fact.key,
        "outcome": fact.entry.outcome,
        "party": fact.entry.party or "",
        "start": fact.start.isoformat(),
        "end": fact.end.isoformat(),
        "question": fact.asks,
        "documented": said_of(fact),
        "claimed_by": said.claimed_by,
        "source": said.source,
        "given": fact.given,
        "runs": one.runs,
        "observed": one.observed,
    }
    row |= dict(zip(("q05", "q25", "q50", "q75", "q95"), one.quantiles, strict=True))
    row |= {
        "inside_50": one.inside_50,
        "inside_90": one.inside_90,
        "pit_low": one.pit_low,
        "pit_high": one.pit_high,
        "probability": one.probability,
        "score_name": one.score_name,
        "score": one.score,
        "log_score": one.log_score,
        "log_crps": one.log_crps,
    }
    for name in NAMES:
        plain = one.against(name)
        row |= {
            f"{name}_probability": math.nan if plain is None else plain.probability,
            f"{name}_score": math.nan if plain is None else plain.score,
            f"{name}_log_score": math.nan if plain is None else plain.log_score,
            f"{name}_skill": math.nan if plain is None else skill(one.score, plain.score),
        }
    return row
