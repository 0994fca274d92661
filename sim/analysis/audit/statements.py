"""Statements that a summary of a scenario would make, and whether they hold where numbers vary."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.analysis.audit.wording import said
from sim.outcomes import AGREEMENT_KINDS
from sim.scenario.case import Case
from sim.store.benchmark import Benchmark, benchmark_of
from sim.store.columns import DOCUMENTED
from sim.store.intervals import wilson

Values = NDArray[Any]
Verdict = Literal["survives", "mostly", "depends", "fails"]

NEARLY_ALL, MOST, HARDLY_ANY = 0.90, 0.66, 0.10
"""Shares of points from which a statement survives, holds mostly, and up to which it fails."""
RARE = 0.05
"""An answer that so few runs give lies outside a 90% interval."""
ABOVE_STATEMENT = frozenset(AGREEMENT_KINDS[2:])
EVENTS: tuple[tuple[str, str, Callable[[Values], Values]], ...] = (
    ("war", "major_war", lambda values: values.astype(np.float64) > 0),
    ("days_at_war", "days_at_war", lambda values: values.astype(np.float64) > 0),
    ("operation", "operations", lambda values: values.astype(np.float64) > 0),
    ("meeting", "meetings_held", lambda values: values.astype(np.float64) > 0),
    ("ceasefire", "ceasefires_signed", lambda values: values.astype(np.float64) > 0),
    ("agreement", "best_agreement", lambda values: np.isin(values, list(ABOVE_STATEMENT))),
    ("ratified", "ratified", lambda values: values.astype(np.float64) > 0),
)
"""What most runs may or may not show: a phrase, a column, and whether a run shows it."""
TOLLS = (("deaths", "Deaths"), ("recorded_incidents", "Recorded incidents"))
"""Outcomes of which a ceiling is told."""
STEPS = (1, 2, 5)


@dataclass(frozen=True)
class Statement:
    """A sentence about the runs of one outcome, and how to see whether it is true of them."""

    key: str
    outcome: str
    says: str
    holds: Callable[[Values], bool]


@dataclass(frozen=True)
class Tested:
    """A statement, whether it holds as numbers are given, and at what share of points."""

    statement: Statement
    as_given: bool
    points: int
    share: float
    low: float
    high: float

    @property
    def verdict(self) -> Verdict:
        """What becomes of it, as `verdict_of` says."""
        return verdict_of(self.as_given, self.share)


def verdict_of(as_given: bool, share: float) -> Verdict:
    """The verdict on a statement that holds at a share of points.

    Only what holds as given can survive (at 90% of points) or hold mostly (at 66%). It fails if
    it holds at less than a tenth of the points; the rest depends on assumptions.
    """
    if share < HARDLY_ANY:
        return "fails"
    if as_given and share >= NEARLY_ALL:
        return "survives"
    return "mostly" if as_given and share >= MOST else "depends"


def statements_of(case: Case, given: pd.DataFrame) -> tuple[Statement, ...]:
    """The statements about a case, from its runs as numbers are given (a row a run)."""
    return (*_events(given), *_ceilings(given), *_documented(case, given))


def tested(
    statements: Sequence[Statement], given: pd.DataFrame, points: pd.DataFrame
) -> Iterator[Tested]:
    """Hold statements against the runs as given, and at each point (column `cell`)."""
    places = [rows for _, rows in sorted(points.groupby("cell").indices.items())]
    for one in statements:
        values = values_of(points, one.outcome)
        held = sum(one.holds(values[rows]) for rows in places)
        number = len(places)
        low, high = wilson(held, number)
        share = held / number if number else math.nan
        as_given = one.holds(values_of(given, one.outcome))
        yield Tested(one, as_given, number, share, low, high)


def values_of(frame: pd.DataFrame, key: str) -> Values:
    """A column as floats (NaN where missing), or as words."""
    column = frame[key]
    if isinstance(column.dtype, pd.CategoricalDtype) or column.dtype == object:
        return column.astype(str).to_numpy(dtype=np.str_)
    if pd.api.types.is_string_dtype(column.dtype):
        return column.fillna("").to_numpy(dtype=np.str_)
    return np.asarray(column.to_numpy(dtype=np.float64, na_value=np.nan))


def columns_told(case: Case) -> list[str]:
    """The columns that statements may be about."""
    scored = [f"{DOCUMENTED}.{k}" for k, one in case.scenario.documented.items() if one.scored]
    return [*(key for _, key, _ in EVENTS), *(key for key, _ in TOLLS), *scored]


def _events(given: pd.DataFrame) -> Iterator[Statement]:
    for word, key, shows in EVENTS:
        if key not in given:
            continue
        often = _share(shows, values_of(given, key)) > 0.5
        says = said(word if often else f"{word}_not")
        yield Statement(word, key, says, _in_most(shows, often))


def _in_most(shows: Callable[[Values], Values], often: bool) -> Callable[[Values], bool]:
    def holds(values: Values) -> bool:
        return (_share(shows, values) > 0.5) == often

    return holds


def _share(shows: Callable[[Values], Values], values: Values) -> float:
    return float(np.mean(shows(values))) if len(values) else 0.0


def _ceilings(given: pd.DataFrame) -> Iterator[Statement]:
    for key, label in TOLLS:
        if key in given:
            ceiling = round_above(_quantile(values_of(given, key), 0.90))
            says = said("at_most", label=label, most=f"{ceiling:,}")
            yield Statement(f"{key}_at_most", key, says, _stays_below(ceiling))


def round_above(value: float) -> int:
    """The least of 1, 2, 5, 10, 20, 50 ... that is above a value."""
    power = 1
    while True:
        for step in STEPS:
            if step * power > value:
                return step * power
        power *= 10


def _stays_below(ceiling: int) -> Callable[[Values], bool]:
    return lambda values: _quantile(values, 0.90) <= ceiling


def _documented(case: Case, given: pd.DataFrame) -> Iterator[Statement]:
    for name, entry in case.scenario.documented.items():
        key, bench = f"{DOCUMENTED}.{name}", benchmark_of(entry)
        if not entry.scored or key not in given:
            continue
        text = " ".join(entry.text.split()).rstrip(".")
        asked = pd.api.types.is_bool_dtype(given[key].dtype)
        shown = ("yes" if bench.value else "no") if asked else bench.shown
        parts: Mapping[str, str] = {"text": text, "shown": shown}
        if bench.category or math.isnan(bench.value) or asked:
            yield Statement(name, key, said("not_rare", **parts), _not_rare(bench))
            continue
        if bench.bounded:
            yield Statement(f"{name}_median", key, said("median_within", **parts), _median(bench))
        yield Statement(name, key, said("inside", **parts), _inside(bench))


def _not_rare(bench: Benchmark) -> Callable[[Values], bool]:
    def so(values: Values) -> Values:
        if bench.category:
            return np.equal(values, bench.category)
        if math.isnan(bench.value):
            return np.greater_equal(values, bench.low) & np.less_equal(values, bench.high)
        return np.equal(values, bench.value)

    return lambda values: _share(so, values) >= RARE


def _median(bench: Benchmark) -> Callable[[Values], bool]:
    return lambda values: bool(bench.low <= _quantile(values, 0.5) <= bench.high)


def _inside(bench: Benchmark) -> Callable[[Values], bool]:
    def holds(values: Values) -> bool:
        return bool(_quantile(values, 0.05) <= bench.value <= _quantile(values, 0.95))

    return holds


def _quantile(values: Values, share: float) -> float:
    seen = values.astype(np.float64)
    seen = seen[~np.isnan(seen)]
    if len(seen) == 0:
        return math.nan
    return float(np.quantile(seen, share, method="inverted_cdf"))
