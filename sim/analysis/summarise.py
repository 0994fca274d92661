"""What the runs of an experiment say: shares, means, quantiles, times, and how sure they are."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.analysis.asked import design_of, keys_of, outcomes_asked, refuse_unknown, scenarios_of
from sim.analysis.benchmarks import benchmarks_of
from sim.analysis.conditions import NO_RUN, Selection
from sim.analysis.sample import Statistic, Told, of_rows, tell
from sim.analysis.units import unit_name, units_of
from sim.analysis.variables import Floats, Variable, by_category, columns_for
from sim.scenario.problems import Problem, UserError
from sim.store.benchmark import NOTHING, Benchmark

if TYPE_CHECKING:
    from sim.archive.answers import Answers

Row = dict[str, object]
Places = NDArray[np.intp]

BY = ("scenario", "arm")
OWN = ("scenario", "arm", "cell")
"""What rows can be split by besides factors."""
MOST_GROUPS_RESAMPLED = 100
MOST_VALUES = 100
"""Different values of a factor that results may be split by."""


def summarise(
    answers: Answers,
    by: Sequence[str] = BY,
    outcomes: Sequence[str] | None = None,
    where: Sequence[str] = (),
) -> pd.DataFrame:
    """One row a number: for each group and outcome its mean, share, quantiles or times.

    `by` names what makes a group: `scenario`, `arm`, `cell`, or a factor of the design with at
    most `MOST_VALUES` values. `outcomes` are columns, or outcomes that have a column a party; by
    default those the experiment asks for. `where` are conditions that all must hold, such as
    `scenario=lachin-2022`, `cell<10` or `peak_rung>=operation`: only runs that meet them count
    (see `sim.analysis.conditions`). Raises UserError for unknown names, and if no run is left.

    Columns after those of `by`: outcome, label, kind, unit, category; `statistic` (mean, share,
    q05 ... q95, restricted_mean) and its `value`, 95% interval `low` to `high` and Monte Carlo
    standard `error`; `n` rows, `observed` of them with a value, in `independent` units called
    `independent_by` (run, point or block: see `sim.analysis.units.Units`, which says what the
    intervals take for independent in each design); `runs_to_halve`, the further rows, in new
    units, that would halve the interval; `censored`, the share of times cut off;
    `documented`, `documented_text`, `claimed_by`; `at_or_below`, the share of runs not above the
    documented value, `falls_at`, the same with equal runs counted half, and `probability`, the
    share of runs within the documented bounds or of the documented category. Missing is NaN.

    Shares have Wilson's interval (1927), means the bootstrap or, above 2,000 units or
    `MOST_GROUPS_RESAMPLED` groups, Student's t; quantiles the exact one of order statistics.
    Times that may be censored have the quantiles of Kaplan & Meier (1958) and the mean time
    within the longest one seen (`restricted_mean`), never a plain mean.
    """
    asked = outcomes_asked(answers, outcomes)
    frame = _rows_where(answers, columns_for(asked), where)
    frame = _with_factors(answers, frame, by)
    variables = list(by_category(frame, asked))
    groups = list(_groups(frame, by))
    documented = benchmarks_of(answers)
    keys = cache(lambda scenario: keys_of(answers, scenario))
    rows: list[Row] = []
    design, places_of = design_of(answers), frame[["cell", "run"]]
    factors = cache(lambda scenario: len(answers.cells(scenario).columns) - 1)
    for names, places in groups:
        own = places_of.take(places)
        scenario = str(names.get("scenario", ""))
        some = [
            of_rows(one, places)
            for one in variables
            if not scenario or one.asked.key in keys(scenario)
        ]
        in_blocks = unit_name(design, own, by) == "block"
        units = units_of(design, own, factors(_scenario(answers, names)) if in_blocks else 0, by)
        for told in tell(some, units, resampled=len(groups) <= MOST_GROUPS_RESAMPLED):
            said = documented.get((scenario, told.variable.asked.key), NOTHING)
            rows += ({**names, **row} for row in _rows(told, units.name, len(own), said))
    return pd.DataFrame(rows)


@dataclass(frozen=True)
class _Standing:
    """Where a documented outcome stands among the runs; NaN where nothing is documented."""

    documented: float = math.nan
    at_or_below: float = math.nan
    falls_at: float = math.nan
    probability: float = math.nan


def _rows(told: Told, unit: str, rows: int, said: Benchmark) -> Iterator[Row]:
    asked = told.variable.asked
    standing = _standing(told.variable, told.seen, said)
    for statistic in told.statistics:
        yield {
            "outcome": asked.key,
            "label": asked.label,
            "kind": asked.kind,
            "unit": asked.unit,
            "category": told.variable.category,
            "statistic": statistic.name,
            "value": statistic.value,
            "low": statistic.low,
            "high": statistic.high,
            "error": statistic.error,
            "n": rows,
            "observed": told.observed,
            "independent": told.units,
            "independent_by": unit,
            "runs_to_halve": _further(statistic, rows),
            "censored": told.censored,
            "documented": standing.documented,
            "documented_text": said.shown,
            "claimed_by": said.claimed_by,
            "at_or_below": standing.at_or_below,
            "falls_at": standing.falls_at,
            "probability": standing.probability,
        }


def _further(statistic: Statistic, rows: int) -> float:
    return math.nan if math.isnan(statistic.growth) else math.ceil((statistic.growth - 1.0) * rows)


def _standing(variable: Variable, seen: Floats, said: Benchmark) -> _Standing:
    if len(seen) == 0 or not said.scored:
        return _Standing(documented=said.value)
    if variable.category:
        own = variable.category == said.category
        return _Standing(probability=float(np.mean(seen)) if own else math.nan)
    if variable.nature == "share":
        if math.isnan(said.value):
            return _Standing()
        return _Standing(said.value, probability=float(np.mean(seen == said.value)))
    below = math.nan if math.isnan(said.value) else float(np.mean(seen <= said.value))
    return _Standing(said.value, below, said.falls_at(seen), said.probability(seen))


def _rows_where(answers: Answers, columns: list[str], where: Sequence[str]) -> pd.DataFrame:
    """The rows that meet all conditions; UserError if there are none."""
    if not where:
        return answers.outcomes(columns)
    selection = Selection.of(answers, where)
    frame = answers.outcomes([*dict.fromkeys([*columns, *selection.columns])])
    held = selection.holds(frame)
    if not held.any():
        raise UserError(Problem(NO_RUN, f"--where {selection}"))
    return frame[held].reset_index(drop=True)


def _scenario(answers: Answers, names: Row) -> str:
    """The scenario of a group, or the first one where several are pooled."""
    return str(names.get("scenario") or scenarios_of(answers)[0])


def _with_factors(answers: Answers, frame: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """The rows with a column for each factor they are split by."""
    if set(by) <= set(OWN):
        return frame
    cells = {name: answers.cells(name) for name in scenarios_of(answers)}
    factors = [str(name) for table in cells.values() for name in table.columns if name != "cell"]
    refuse_unknown(answers, "way to split", by, (*OWN, *dict.fromkeys(factors)))
    for name in (one for one in by if one not in OWN):
        values = pd.Series(np.nan, index=frame.index, dtype=object)
        for scenario, table in cells.items():
            if name in table:
                own = np.flatnonzero(frame["scenario"].to_numpy() == scenario)
                by_cell = table[name].to_numpy()
                values.iloc[own] = by_cell[frame["cell"].to_numpy()[own]]
        distinct = values.nunique()
        if distinct > MOST_VALUES:
            message = f"`{name}` has {distinct:,} values, which are too many to split by"
            raise UserError(Problem(message, f"--by {name}", hint="see `parley sensitivity`"))
        frame = frame.assign(**{name: values.infer_objects()})
    return frame


def _groups(frame: pd.DataFrame, by: Sequence[str]) -> Iterator[tuple[Row, Places]]:
    if not by:
        yield {}, np.arange(len(frame), dtype=np.intp)
        return
    grouped = frame.groupby(list(by), observed=True, sort=True)
    for names, places in grouped.indices.items():
        given = names if isinstance(names, tuple) else (names,)
        yield dict(zip(by, given, strict=True)), np.asarray(places, dtype=np.intp)
