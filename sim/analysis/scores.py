"""Proper scores of forecasts: what is lost when something else, or the same, happens."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FLOOR = 1e-3
"""Least probability of an answer that a logarithmic score takes seriously: one in a thousand."""
LEAST_MASS = 1e-5
"""The same for a single number out of very many."""


def crps(sample: Floats, happened: float) -> float:
    """Continuous ranked probability score of an ensemble, in the unit of the outcome; 0 is best.

    E|X - y| - E|X - X'| / 2 (Gneiting & Raftery 2007), in its fair form: the second mean is over
    pairs of different members, so that few members are no disadvantage (Ferro 2014); it can be
    a little below zero. With one member it is the absolute error. NaN without members.
    """
    number = len(sample)
    if number == 0:
        return math.nan
    away = float(np.mean(np.abs(sample - happened)))
    if number == 1:
        return away
    ordered = np.sort(sample)
    ranks = 2.0 * np.arange(1, number + 1) - number - 1.0
    apart = 2.0 * float(ranks @ ordered) / (number * (number - 1.0))
    return away - apart / 2.0


def crps_of_distribution(values: Floats, masses: Floats, happened: float) -> float:
    """The same score of a distribution: rising values and their masses, which sum to 1."""
    away = float(np.sum(masses * np.abs(values - happened)))
    below = np.cumsum(masses)[:-1]
    apart = 2.0 * float(np.sum(below * (1.0 - below) * np.diff(values)))
    return away - apart / 2.0


def brier(probabilities: Floats, happened: int) -> float:
    """Half the squared distance between probabilities and what happened: 0 best, 1 worst.

    For two answers this is (1 - p)^2 with p the probability of the one that came true (Brier
    1950, halved). `happened` is the place of that answer.
    """
    truth = np.zeros(len(probabilities))
    truth[happened] = 1.0
    return float(np.sum((probabilities - truth) ** 2)) / 2.0


def log_score(probability: float, floor: float = FLOOR) -> float:
    """Minus the logarithm of the probability given to what happened, in nats (Good 1952).

    Probabilities below `floor` count as the floor: an ensemble cannot tell never from rarely.
    """
    return math.nan if math.isnan(probability) else abs(math.log(max(probability, floor)))


def mass_near(sample: Floats, happened: float) -> float:
    """Probability of one whole number in an ensemble of them.

    Each of m members spreads its share evenly over the whole numbers from 0 on that are as near
    to it as the nearest sqrt(m) members (an adaptive kernel: Breiman, Meisel & Purcell 1977): the
    plain share where so many are the same, and summing to 1 over all whole numbers. NaN without
    members.
    """
    number = len(sample)
    if number == 0:
        return math.nan
    ordered = np.sort(sample)
    reach = _reaches(ordered, math.ceil(math.sqrt(number)))
    held = np.floor(ordered + reach) - np.ceil(np.maximum(ordered - reach, 0.0)) + 1.0
    return float(np.sum((np.abs(ordered - happened) <= reach) / held)) / number


def _reaches(ordered: Floats, nearest: int) -> Floats:
    """How far from each of rising members its `nearest` nearest lie, itself among them."""
    number = len(ordered)
    reach = np.full(number, np.inf)
    for before in range(nearest):  # of the members counted, so many come before it
        first = np.arange(number) - before
        fits = (first >= 0) & (first + nearest <= number)
        start, own = first[fits], ordered[fits]
        ends = np.maximum(own - ordered[start], ordered[start + nearest - 1] - own)
        reach[fits] = np.minimum(reach[fits], ends)
    return reach


def pit(sample: Floats, happened: float) -> tuple[float, float]:
    """Shares of an ensemble below, and at or below, what happened: the ends of its PIT.

    For counts the probability integral transform lies anywhere between the two (Czado, Gneiting
    & Held 2009); NaN without members.
    """
    if len(sample) == 0:
        return math.nan, math.nan
    return float(np.mean(sample < happened)), float(np.mean(sample <= happened))


def skill(score: float, reference: float) -> float:
    """Share of a reference's score that is avoided: 1 perfect, 0 no better, negative worse.

    NaN where the reference is without fault, so that nothing can be better.
    """
    if math.isnan(score) or math.isnan(reference) or reference <= 0.0:
        return math.nan
    return 1.0 - score / reference
