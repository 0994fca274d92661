"""Incidents and deaths by day: of one real series, or of many simulated runs side by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Truths = NDArray[np.bool_]

UNITS = ("day", "week", "month")


@dataclass(frozen=True)
class DailySeries:
    """Incidents and deaths (run, day) from `start` on; a real series is one run.

    Raises ValueError unless both have the same two axes, a day at least, and nothing below zero.
    """

    label: str
    start: date
    incidents: Whole
    deaths: Whole

    def __post_init__(self) -> None:
        shape = self.incidents.shape
        if len(shape) != 2 or shape != self.deaths.shape or 0 in shape:
            raise ValueError(f"axes are (run, day), not {shape} and {self.deaths.shape}")
        if np.any(self.incidents < 0) or np.any(self.deaths < 0):
            raise ValueError("incidents and deaths are counted from 0 on")

    @property
    def runs(self) -> int:
        return int(self.deaths.shape[0])

    @property
    def days(self) -> int:
        return int(self.deaths.shape[1])

    @property
    def end(self) -> date:
        """The last day."""
        return self.start + timedelta(days=self.days - 1)

    @property
    def incident_days(self) -> Truths:
        """Days with at least one incident or death (run, day)."""
        return (self.incidents > 0) | (self.deaths > 0)

    @property
    def fatal_days(self) -> Truths:
        """Days with at least one death (run, day)."""
        return self.deaths > 0

    def between(self, first: date, last: date) -> DailySeries:
        """The days from `first` to `last`; ValueError if they are not all within the series."""
        if not self.start <= first <= last <= self.end:
            raise ValueError(f"{first} to {last} is not within {self.start} to {self.end}")
        days = slice((first - self.start).days, (last - self.start).days + 1)
        return DailySeries(self.label, first, self.incidents[:, days], self.deaths[:, days])


def counts_by(series: DailySeries, unit: str) -> pd.DataFrame:
    """Incidents and deaths by day, calendar week (from Monday) or calendar month.

    A row a run and period: run, start, days, incidents, deaths. `days` tells how much of the
    period lies within the series, so that cut-off weeks and months can be told from whole ones.
    """
    if unit not in UNITS:
        raise ValueError(f"counts are by {', '.join(UNITS)}, not by {unit}")
    place, firsts = _periods(series, unit)
    edges = np.flatnonzero(np.diff(place, prepend=-1))
    lengths = np.diff(np.append(edges, series.days))
    return pd.DataFrame(
        {
            "run": np.repeat(np.arange(series.runs), len(firsts)),
            "start": np.tile(np.array(firsts, dtype="datetime64[D]"), series.runs),
            "days": np.tile(lengths, series.runs),
            "incidents": np.add.reduceat(series.incidents, edges, axis=1).reshape(-1),
            "deaths": np.add.reduceat(series.deaths, edges, axis=1).reshape(-1),
        }
    )


def whole_periods(frame: pd.DataFrame, unit: str) -> pd.DataFrame:
    """The rows of `counts_by` whose week or month lies wholly within the series."""
    if unit == "day":
        return frame
    if unit == "week":
        return frame.loc[(frame["days"] == 7).to_numpy()]
    lengths = frame["start"].dt.days_in_month.to_numpy()
    whole: pd.DataFrame = frame.loc[frame["days"].to_numpy() == lengths]
    return whole


def _periods(series: DailySeries, unit: str) -> tuple[Whole, list[date]]:
    """For every day the number of its period, and the first day of each period in the series."""
    days = [series.start + timedelta(days=day) for day in range(series.days)]
    if unit == "day":
        begins = days
    elif unit == "week":
        begins = [day - timedelta(days=day.weekday()) for day in days]
    else:
        begins = [day.replace(day=1) for day in days]
    known: dict[date, int] = {}
    place = np.array([known.setdefault(begin, len(known)) for begin in begins], dtype=np.int64)
    return place, [max(begin, series.start) for begin in known]
