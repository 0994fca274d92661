"""Events as a file reports them: from which day to which, with how many deaths on which side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.analysis.series.daily import DailySeries
from sim.scenario.problems import Problem

Whole = NDArray[np.int64]
LongEvents = Literal["first", "even"]

LONG_EVENTS: tuple[LongEvents, ...] = ("first", "even")


@dataclass(frozen=True)
class Events:
    """The events of a file, in its order.

    `first` and `last` are ordinals of days (event,); `deaths` the best estimate, `low` and `high`
    its bounds (equal to it where none are given); `by_side` splits the deaths by who they were
    of. `warnings` do not stop anything.
    """

    name: str
    source: str
    first: Whole
    last: Whole
    deaths: Whole
    low: Whole
    high: Whole
    by_side: Mapping[str, Whole]
    warnings: tuple[Problem, ...] = ()

    def __len__(self) -> int:
        return len(self.first)

    @property
    def start(self) -> date:
        """The first day of the first event."""
        return date.fromordinal(int(self.first.min()))

    @property
    def end(self) -> date:
        """The last day of the last event."""
        return date.fromordinal(int(self.last.max()))

    @property
    def several_days(self) -> NDArray[np.bool_]:
        """Which events are not tied to one day (event,)."""
        return self.last > self.first

    def daily(
        self,
        start: date | None = None,
        end: date | None = None,
        long_events: LongEvents = "first",
        of: Literal["deaths", "low", "high"] = "deaths",
    ) -> DailySeries:
        """The events by day, from `start` to `end` (the ends of the file if not given).

        An event over several days goes to its `first` day, or its deaths are laid out over all
        of its days as `even`ly as whole deaths can be; it counts as one incident on each day
        that gets a death, on the first if none does. Raises ValueError if `end` is before
        `start`.
        """
        since, until = start or self.start, end or self.end
        days = (until - since).days + 1
        if days < 1:
            raise ValueError(f"{until} is before {since}")
        number: Whole = getattr(self, of)
        if long_events == "first":
            incident_days, death_days, dead = self.first, self.first, number
        else:
            incident_days, death_days = _laid_out(self.first, self.last, number)
            dead = np.ones(len(death_days), dtype=np.int64)
        origin = since.toordinal()
        return DailySeries(
            label=self.name,
            start=since,
            incidents=_counted(incident_days - origin, np.ones_like(incident_days), days),
            deaths=_counted(death_days - origin, dead, days),
        )

    def deaths_within(self, start: date, end: date) -> tuple[int, int, int]:
        """Best, low and high number of deaths in events whose first day lies in a window."""
        inside = self._inside(start, end)
        return (
            int(self.deaths[inside].sum()),
            int(self.low[inside].sum()),
            int(self.high[inside].sum()),
        )

    def sides_within(self, start: date, end: date) -> dict[str, int]:
        """Deaths of each side in events whose first day lies in a window; sides without are out."""
        inside = self._inside(start, end)
        dead = {side: int(number[inside].sum()) for side, number in self.by_side.items()}
        return {side: number for side, number in dead.items() if number}

    def _inside(self, start: date, end: date) -> NDArray[np.bool_]:
        return (self.first >= start.toordinal()) & (self.first <= end.toordinal())


def _counted(places: Whole, weights: Whole, days: int) -> Whole:
    """Totals by day (1, days) of what lies within the window."""
    inside = (places >= 0) & (places < days)
    totals = np.zeros((1, days), dtype=np.int64)
    np.add.at(totals[0], places[inside], weights[inside])
    return totals


def _laid_out(first: Whole, last: Whole, dead: Whole) -> tuple[Whole, Whole]:
    """Days of incidents, and a day for each death: the middle of its share of the event's days."""
    incidents: list[int] = []
    deaths: list[int] = []
    for start, end, number in zip(first.tolist(), last.tolist(), dead.tolist(), strict=True):
        length = end - start + 1
        days = [start + int((place + 0.5) * length / number) for place in range(number)]
        deaths += days
        incidents += sorted(set(days)) or [start]
    return np.array(incidents, dtype=np.int64), np.array(deaths, dtype=np.int64)
