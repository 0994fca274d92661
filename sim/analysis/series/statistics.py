"""The statistics of a series: with intervals for one, with their spread over many runs."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.series.clustering import dispersion, fano, gaps, memory
from sim.analysis.series.daily import DailySeries
from sim.analysis.series.hawkes import (
    CONSTANT,
    SMOOTHED,
    Excitation,
    fit_excitation,
    fit_excitations,
)
from sim.analysis.series.severity import (
    REPLICATES,
    exponents_from_one,
    fit_tail,
    goodness_of_fit,
)
from sim.store.intervals import wilson

Floats = NDArray[np.float64]

WINDOWS = (7, 30, 90)
"""Days of the windows whose counts are compared."""
MANY = 5
"""Deaths from which on a fatal day counts as one with many."""
RUNS_TESTED, REPLICATES_OF_RUNS = 20, 200
"""Of many runs, how many are tested for a power law, and with how many replicates each."""

COX = "Cox & Lewis 1966"
HAWKES = "Hawkes 1971; profile likelihood"
CLAUSET = "Clauset, Shalizi & Newman 2009"


@dataclass(frozen=True)
class Statistic:
    """One number about a series.

    For one series `low` and `high` are its 95% interval (NaN where it has none). For many runs
    `value` is the median, `low` and `high` are the 5% and 95% quantiles over the `observed` runs
    in which it could be computed. `source` says where the formula or its interval is from.
    """

    key: str
    label: str
    unit: str
    value: float
    low: float = math.nan
    high: float = math.nan
    observed: int = 1
    source: str = ""


def statistics_of(series: DailySeries, replicates: int = REPLICATES) -> tuple[Statistic, ...]:
    """All statistics of a series, in the order in which they are told.

    `replicates` are drawn to test the power law of one series; of many runs the first
    `RUNS_TESTED` are tested with `REPLICATES_OF_RUNS` each at most.
    """
    if series.runs == 1:
        return tuple(_of_one(series, replicates))
    return tuple(_of_many(series, replicates))


def _of_one(series: DailySeries, replicates: int) -> Iterator[Statistic]:
    incidents, fatal, deaths = series.incident_days[0], series.fatal_days[0], series.deaths[0]
    yield from _totals(series)
    for width in WINDOWS:
        for key, label, counts in _counted(series):
            found = dispersion(counts[0], width)
            yield Statistic(
                f"fano_{key}_{width}", f"Fano factor of {label} in {width} days", "ratio",
                found.value, found.low, found.high, source=f"{COX}; jackknife, Miller 1974",
            )  # fmt: skip
    yield _alone("memory_30", float(memory(series.incident_days)[0]))
    between = gaps(incidents)
    yield Statistic(
        "gap_mean", "days between incident days, mean", "days",
        between.mean, between.mean_low, between.mean_high, source=COX,
    )  # fmt: skip
    yield _alone("gap_variation", between.variation)
    yield from _sizes(deaths[fatal])
    fits: dict[tuple[bytes, str], Excitation] = {}
    for key, days in (("incident_days", incidents), ("fatal_days", fatal)):
        for name, background in (("", CONSTANT), ("_smoothed", SMOOTHED)):
            # Where every incident is fatal, the second fit is the first.
            same = (days.tobytes(), name)
            fit = fits[same] = fits.get(same) or fit_excitation(days, background)
            branching, lag, ratio = _excitation_labels(key, name)
            yield Statistic(
                f"branching_{key}{name}", branching, "offspring an event",
                fit.branching, fit.branching_low, fit.branching_high, source=HAWKES,
            )  # fmt: skip
            yield Statistic(
                f"lag_{key}{name}", lag, "days", fit.lag, fit.lag_low, fit.lag_high, source=HAWKES
            )
            yield Statistic(f"ratio_{key}{name}", ratio, "2 x log", fit.ratio, source=HAWKES)
    yield from _tails(deaths, replicates)


def _totals(series: DailySeries) -> Iterator[Statistic]:
    for key, label, values in _tolls(series):
        yield _spread(key, label, label, values)


def _tolls(series: DailySeries) -> Iterator[tuple[str, str, Floats]]:
    days = np.full(series.runs, float(series.days))
    yield "days", "days", days
    yield "incidents", "incidents", series.incidents.sum(axis=1).astype(np.float64)
    yield "deaths", "deaths", series.deaths.sum(axis=1).astype(np.float64)
    yield "incident_days", "incident days", series.incident_days.sum(axis=1).astype(np.float64)
    yield "fatal_days", "fatal days", series.fatal_days.sum(axis=1).astype(np.float64)


def _counted(series: DailySeries) -> Iterator[tuple[str, str, NDArray[np.generic]]]:
    yield "incident_days", "incident days", series.incident_days
    yield "deaths", "deaths", series.deaths


def _sizes(dead: NDArray[np.int64]) -> Iterator[Statistic]:
    number = len(dead)
    for key, count in (("one_death", (dead == 1).sum()), ("many_deaths", (dead >= MANY).sum())):
        low, high = wilson(int(count), number)
        share = int(count) / number if number else math.nan
        label, unit, _ = _SINGLE[key]
        yield Statistic(key, label, unit, share, low, high, source="Wilson 1927")
    yield _alone("largest_day", float(dead.max()) if number else math.nan)


def _tails(deaths: NDArray[np.int64], replicates: int) -> Iterator[Statistic]:
    one, best = fit_tail(deaths, 1), fit_tail(deaths)
    tested = goodness_of_fit(deaths, best, replicates)
    plain = goodness_of_fit(deaths, one, replicates, search=False)
    yield _alone("exponent_from_one", one.exponent, one.low, one.high)
    yield _alone("fits_from_one", plain.fits)
    yield _alone("exponent_of_tail", best.exponent, best.low, best.high)
    yield _alone("least_of_tail", float(best.least) if best.events else math.nan)
    yield _alone("days_of_tail", float(best.events) if best.events else math.nan)
    yield _alone("fits_of_tail", tested.fits)


_SINGLE = {
    "memory_30": ("correlation of incident days in 30 days with the 30 before", "share", COX),
    "gap_variation": ("days between incident days, variation", "ratio", COX),
    "one_death": ("fatal days with one death", "share", ""),
    "many_deaths": (f"fatal days with {MANY} deaths or more", "share", ""),
    "largest_day": ("deaths on the worst day", "deaths", ""),
    "exponent_from_one": ("power law of deaths a fatal day, exponent", "exponent", CLAUSET),
    "fits_from_one": ("goodness of fit of it, p", "share", CLAUSET),
    "exponent_of_tail": ("power law of the tail, exponent", "exponent", CLAUSET),
    "least_of_tail": ("the tail begins at", "deaths", CLAUSET),
    "days_of_tail": ("fatal days in the tail", "days", CLAUSET),
    "fits_of_tail": ("goodness of fit of the tail, p", "share", CLAUSET),
}


def _alone(key: str, value: float, low: float = math.nan, high: float = math.nan) -> Statistic:
    label, unit, source = _SINGLE[key]
    return Statistic(key, label, unit, value, low, high, source=source)


def _excitation_labels(key: str, name: str) -> tuple[str, str, str]:
    of = key.replace("_", " ") + (", smoothed background" if name else "")
    return (
        f"branching ratio of {of}",
        f"mean lag of {of}",
        f"likelihood ratio against no excitation, {of}",
    )


def _of_many(series: DailySeries, replicates: int) -> Iterator[Statistic]:
    yield from _totals(series)
    for width in WINDOWS:
        for key, label, counts in _counted(series):
            values = fano(counts, width)
            said = f"Fano factor of {label} in {width} days"
            yield _spread(f"fano_{key}_{width}", said, "ratio", values, COX)
    yield _spread_alone("memory_30", memory(series.incident_days))
    between = [gaps(days) for days in series.incident_days]
    mean = np.array([one.mean for one in between])
    yield _spread("gap_mean", "days between incident days, mean", "days", mean, COX)
    yield _spread_alone("gap_variation", np.array([one.variation for one in between]))
    fatal = series.fatal_days.sum(axis=1)
    known = np.where(fatal > 0, fatal, 1)
    for key, counted in (("one_death", series.deaths == 1), ("many_deaths", series.deaths >= MANY)):
        share = np.where(fatal > 0, counted.sum(axis=1) / known, np.nan)
        yield _spread_alone(key, share)
    largest = series.deaths.max(axis=1).astype(np.float64)
    yield _spread_alone("largest_day", np.where(fatal > 0, largest, np.nan))
    for key, days in (("incident_days", series.incident_days), ("fatal_days", series.fatal_days)):
        for name, background in (("", CONSTANT), ("_smoothed", SMOOTHED)):
            fits = fit_excitations(days, background)
            branching, lag, ratio = _excitation_labels(key, name)
            unit = "offspring an event"
            yield _spread(f"branching_{key}{name}", branching, unit, fits.branching, HAWKES)
            yield _spread(f"lag_{key}{name}", lag, "days", fits.lag, HAWKES)
            yield _spread(f"ratio_{key}{name}", ratio, "2 x log", fits.ratio, HAWKES)
    yield from _many_tails(series, replicates)


def _many_tails(series: DailySeries, replicates: int) -> Iterator[Statistic]:
    yield _spread_alone("exponent_from_one", exponents_from_one(series.deaths))
    few = min(replicates, REPLICATES_OF_RUNS)
    tested = series.deaths[:RUNS_TESTED]
    plain = [goodness_of_fit(dead, fit_tail(dead, 1), few, search=False).fits for dead in tested]
    yield _spread_alone("fits_from_one", np.array(plain))
    tails = [fit_tail(dead) for dead in series.deaths]
    yield _spread_alone("exponent_of_tail", np.array([tail.exponent for tail in tails]))
    known = [tail for tail in tails if tail.events]
    yield _spread_alone("least_of_tail", np.array([float(tail.least) for tail in known]))
    yield _spread_alone("days_of_tail", np.array([float(tail.events) for tail in known]))
    pairs = zip(tested, tails, strict=False)
    fits = [goodness_of_fit(dead, tail, few).fits for dead, tail in pairs]
    yield _spread_alone("fits_of_tail", np.array(fits))


def _spread_alone(key: str, values: Floats) -> Statistic:
    label, unit, source = _SINGLE[key]
    return _spread(key, label, unit, values, source)


def _spread(key: str, label: str, unit: str, values: Floats, source: str = "") -> Statistic:
    seen = values[~np.isnan(values)]
    if len(seen) == 0:
        return Statistic(key, label, unit, math.nan, observed=0, source=source)
    if len(values) == 1:
        return Statistic(key, label, unit, float(seen[0]), source=source)
    low, middle, high = np.quantile(seen, (0.05, 0.5, 0.95), method="inverted_cdf").tolist()
    return Statistic(key, label, unit, middle, low, high, len(seen), source)
