"""Documented outcomes as they appear in pictures: a letter, the days they cover, what they say."""

from __future__ import annotations

import math
import string
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from sim.analysis.wording import SHIPPED, Words
from sim.figures.events import KeyLine, wrapped
from sim.figures.sheet import VERMILION, Timeline
from sim.store.benchmark import Benchmark, benchmark_of
from sim.store.columns import in_words
from sim.store.numbers import interval, number
from sim.store.record import Record


@dataclass(frozen=True)
class Witness:
    """A documented outcome, with the first and last day it covers within the run (0-based)."""

    letter: str
    key: str
    outcome: str
    benchmark: Benchmark
    first: int
    last: int

    @property
    def ends(self) -> tuple[float, float]:
        """The ends of what is documented: a range, or the value twice; infinite if open."""
        found = self.benchmark
        if found.bounded:
            return found.low, found.high
        return found.value, found.value

    @property
    def middle(self) -> float:
        """The documented value, or the finite end of its bounds."""
        found = self.benchmark
        if not math.isnan(found.value):
            return found.value
        finite = [end for end in (found.low, found.high) if math.isfinite(end)]
        return sum(finite) / len(finite) if finite else math.nan


def witnesses_of(record: Record, outcomes: Sequence[str]) -> list[Witness]:
    """What is documented of some outcomes on all sides, within the days lived through."""
    found: list[Witness] = []
    for key, entry in record.scenario.documented.items():
        first = _day(record, entry.start or record.start)
        last = _day(record, entry.end or record.scenario.period.end)
        said = benchmark_of(entry)
        empty = not said.category and not said.bounded and math.isnan(said.value)
        if entry.outcome not in outcomes or entry.party or empty:
            continue
        if 0 <= first <= last < record.days:
            found.append(Witness(letter_of(len(found)), key, entry.outcome, said, first, last))
    return found


def key_of_witnesses(record: Record, witnesses: Sequence[Witness]) -> list[KeyLine]:
    """The key: what is documented, by whose account, and what the model gives on the same days."""
    return [
        KeyLine(witness.letter, wrapped(_told(record, witness), most=4), VERMILION)
        for witness in witnesses
    ]


def _told(record: Record, witness: Witness) -> str:
    return f"{said_of(witness, record)}. {_simulated(record, witness)}".rstrip()


def said_of(witness: Witness, time: Timeline, words: Words = SHIPPED) -> str:
    """What is documented, on which days, and by whose account."""
    said = witness.benchmark
    told = words(
        "drawn_fan_claimed" if said.claimed_by else "drawn_fan_said",
        outcome=in_words(witness.outcome),
        shown=said.told(words.amounts),
        first=_iso(time, witness.first),
        last=_iso(time, witness.last),
        who=in_words(said.claimed_by),
        source=said.source,
    )
    return told if said.scored else words("drawn_fan_not_scored", said=told)


def _simulated(record: Record, witness: Witness) -> str:
    key = f"documented.{witness.key}"
    if key not in record.outcomes:
        return ""
    values = record.outcomes[key]
    category = witness.benchmark.category
    if category:
        share = float(np.mean(np.asarray(values, dtype=np.str_) == category))
        if record.runs == 1:
            return f"This run: {in_words(str(values[0]))}."
        return f"So in {share:.0%} of runs."
    numbers = np.asarray(values, dtype=np.float64)
    seen = numbers[~np.isnan(numbers)]
    if len(seen) == 0:
        return (
            "Not observable in this run." if record.runs == 1 else "Not observable in these runs."
        )
    if record.runs == 1:
        return f"This run, same days: {number(float(seen[0]))}."
    low, middle, high = np.quantile(seen, (0.05, 0.5, 0.95), method="inverted_cdf").tolist()
    return f"Runs, same days: median {number(middle)}, 90% within {interval(low, high)}."


def _day(record: Record, day: date) -> int:
    return (day - record.start).days


def _iso(time: Timeline, day: int) -> str:
    return date.fromordinal(time.start.toordinal() + day).isoformat()


def letter_of(position: int) -> str:
    """A, B, ... Z, AA, AB ..."""
    letters = string.ascii_uppercase
    prefix = letters[position // 26 - 1] if position >= 26 else ""
    return prefix + letters[position % 26]
