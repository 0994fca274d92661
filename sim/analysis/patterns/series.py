"""Statistics of every run's daily series, kept as further columns of its row: `series.*`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MANY = 5
"""Deaths from which on a fatal day counts as one with many."""
WINDOW = 30
REPLICATES = 100
"""Samples drawn to test the power law of one run: p is known to about 0.05."""

COLUMNS: Mapping[str, tuple[str, str]] = {
    "series.incident_days": ("days", "Days with a recorded incident."),
    "series.branching": ("offspring", "Branching ratio of incident days, constant background."),
    "series.branching_varying": (
        "offspring",
        "Branching ratio of incident days, background smoothed over 60 days.",
    ),
    "series.lag": ("days", "Mean lag of the excitation, constant background."),
    "series.fano": ("ratio", "Fano factor of incident days in windows of 30 days."),
    "series.fatal_days": ("days", "Days with a death."),
    "series.exponent": ("exponent", "Power law of deaths a fatal day from one death on."),
    "series.fits": ("share", "Goodness of fit of that power law, p."),
    "series.acceptable": ("yes or no", "Whether p of that power law is above .1."),
    "series.one_death": ("share", "Fatal days with one death."),
    "series.many_deaths": ("share", "Fatal days with five deaths or more."),
    "series.largest_day": ("deaths", "Deaths on the worst day."),
}
KEYS = tuple(COLUMNS)


@dataclass(frozen=True)
class SeriesWatch:
    """Keeps the daily incidents and deaths of a block, and ends with the statistics of each run.

    `fits` says whether the power law is tested, which is slow.
    """

    fits: bool = False

    def begin(self, runs: int, days: int) -> SeriesDiary:
        """A diary of a block of runs."""
        return SeriesDiary(runs, days, self.fits)


@dataclass
class SeriesDiary:
    """Running totals (run, day) of incidents and deaths."""

    runs: int
    days: int
    fits: bool
    _totals: dict[str, NDArray[np.int64]] = field(init=False)

    def __post_init__(self) -> None:
        shape = (self.runs, self.days)
        self._totals = {name: np.zeros(shape, np.int64) for name in ("incidents", "deaths")}

    def add(self, day: int, gauges: Mapping[str, NDArray[np.generic]]) -> None:
        """Take down a day's totals."""
        for name, totals in self._totals.items():
            totals[:, day] = gauges[name]

    def columns(self) -> Mapping[str, Floats]:
        """The statistics (run,) of `COLUMNS`, NaN where too little happened."""
        daily = {name: np.diff(totals, axis=1, prepend=0) for name, totals in self._totals.items()}
        return statistics_of_runs(daily["incidents"], daily["deaths"], self.fits)


def statistics_of_runs(
    incidents: NDArray[np.int64], deaths: NDArray[np.int64], fits: bool
) -> dict[str, Floats]:
    """Statistics (run,) of incidents and deaths (run, day), by the keys of `COLUMNS`.

    Each fit uses the same methods as `parley stats` does for a real series.
    """
    from sim.analysis.series import SMOOTHED, exponents_from_one, fano, fit_excitations

    active, fatal = (incidents > 0) | (deaths > 0), deaths > 0
    constant, varying = fit_excitations(active), fit_excitations(active, SMOOTHED)
    days = fatal.sum(axis=1)
    some = np.where(days > 0, days, 1)
    tested = _tested(deaths) if fits else np.full(len(deaths), np.nan)
    return {
        "series.incident_days": active.sum(axis=1).astype(np.float64),
        "series.branching": constant.branching,
        "series.branching_varying": varying.branching,
        "series.lag": constant.lag,
        "series.fano": fano(active, WINDOW),
        "series.fatal_days": days.astype(np.float64),
        "series.exponent": exponents_from_one(deaths),
        "series.fits": tested,
        "series.acceptable": np.where(np.isnan(tested), np.nan, (tested > 0.1).astype(np.float64)),
        "series.one_death": np.where(days > 0, (deaths == 1).sum(axis=1) / some, np.nan),
        "series.many_deaths": np.where(days > 0, (deaths >= MANY).sum(axis=1) / some, np.nan),
        "series.largest_day": np.where(days > 0, deaths.max(axis=1), np.nan).astype(np.float64),
    }


def _tested(deaths: NDArray[np.int64]) -> Floats:
    from sim.analysis.series import fit_tail, goodness_of_fit

    found = [
        goodness_of_fit(dead, fit_tail(dead, 1), REPLICATES, search=False).fits for dead in deaths
    ]
    return np.array(found, dtype=np.float64)
