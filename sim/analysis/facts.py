"""Documented outcomes as questions that a forecast answers, and what other episodes answer."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sim.outcomes import OUTCOMES, Outcome
from sim.scenario.case import Case
from sim.scenario.schema import Documented, Meeting, Offensive
from sim.store.benchmark import Benchmark, benchmark_of

Question = Literal["number", "bounds", "yes or no", "word"]

TOLLS = frozenset(
    {
        "deaths",
        "deaths_military",
        "deaths_civilian",
        "wounded",
        "recorded_incidents",
        "violations",
        "fatal_days",
        "displaced",
    }
)
"""Outcomes that pile up with the days, so that windows of different length have a rate."""

WAR = frozenset({"days_at_war", "sectors_changed", "peak_rung", *TOLLS})
"""Outcomes that follow from an attack, whoever decided on it."""

_OUTCOMES = {outcome.name: outcome for outcome in OUTCOMES}


@dataclass(frozen=True)
class Fact:
    """A documented entry of a scenario, with the days that it covers."""

    scenario: str
    key: str
    entry: Documented
    start: date
    end: date
    period: tuple[date, date]
    given: str = ""

    @property
    def said(self) -> Benchmark:
        return benchmark_of(self.entry)

    @property
    def outcome(self) -> Outcome:
        return _OUTCOMES[self.entry.outcome]

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    @property
    def asks(self) -> Question:
        """What kind of answer a forecast must give."""
        if self.said.category:
            return "word"
        if self.outcome.kind == "truth":
            return "yes or no"
        return "bounds" if math.isnan(self.said.value) else "number"

    @property
    def counted(self) -> tuple[float, float]:
        """Least and greatest value that is documented: the same twice for a number."""
        if math.isnan(self.said.value):
            return self.said.low, self.said.high
        return self.said.value, self.said.value

    def about(self, other: Fact) -> bool:
        """Whether another fact is about the same outcome, of the same party."""
        return (self.entry.outcome, self.entry.party) == (other.entry.outcome, other.entry.party)

    def elsewhere(self, other: Fact) -> bool:
        """Whether another fact is of another episode: its period shares no day with this one's."""
        first, last = other.period
        return last < self.period[0] or first > self.period[1]

    def agrees(self, other: Fact) -> bool | None:
        """Whether another fact gives the same answer to this one's question; None if it is open."""
        if self.asks == "word":
            return other.said.category == self.said.category
        low, high = other.counted
        if math.isnan(low) or math.isnan(high):
            return None
        least, most = self.counted
        if least <= low and high <= most:
            return True
        return False if high < least or low > most else None


def facts_of(case: Case) -> Iterator[Fact]:
    """Every documented entry of a case that a run could be held against, scored or not."""
    scenario = case.scenario
    period = (scenario.period.start, scenario.period.end)
    for key, entry in scenario.documented.items():
        start, end = entry.start or period[0], entry.end or period[1]
        yield Fact(case.name, key, entry, start, end, period, _given(case, entry, end))


def elsewhere(fact: Fact, facts: Sequence[Fact]) -> list[Fact]:
    """The scored facts of other episodes about the same outcome."""
    return [
        other
        for other in facts
        if other.entry.scored and fact.about(other) and fact.elsewhere(other)
    ]


def _given(case: Case, entry: Documented, end: date) -> str:
    """What the scenario's timeline writes down of an outcome, so that it is no prediction."""
    timeline = case.scenario.timeline
    attacks = sum(isinstance(one, Offensive) and one.date <= end for one in timeline)
    if attacks and entry.outcome in WAR:
        return "an attack is in the timeline" if attacks == 1 else "attacks are in the timeline"
    meetings = sum(isinstance(one, Meeting) and one.date <= end for one in timeline)
    if meetings and entry.outcome in {"meetings_held", "meetings_refused"}:
        return "invitations are in the timeline"
    return ""
