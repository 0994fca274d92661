"""Which assumptions the outcomes answer to, by whatever index the design allows."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.analysis.asked import (
    Asked,
    arms_of,
    baseline_of,
    design_of,
    keys_of,
    name_of,
    outcomes_asked,
    refuse_unknown,
    scenarios_of,
)
from sim.analysis.factors import FactorColumn, factor_columns
from sim.analysis.indices import Index, morris_effects, rank_correlations, sobol_indices
from sim.analysis.points import ByPoint, Floats, by_point
from sim.analysis.sample import of_rows, restricted
from sim.analysis.standing import is_resolved, is_settled, matters, note_of
from sim.analysis.survival import horizon_of
from sim.analysis.units import IN_BLOCKS, OWN_LUCK, block_size
from sim.analysis.variables import Variable, by_height, columns_for
from sim.scenario.problems import Problem, UserError

if TYPE_CHECKING:
    from sim.archive.answers import Answers

Row = dict[str, object]


def sensitivity(
    answers: Answers,
    outcomes: Sequence[str] | None = None,
    arms: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Indices of every factor for every outcome, in each arm and for what each arm changes.

    The runs of a point are averaged first; factors that an arm fixes are left out. A Saltelli
    design has Sobol indices (`total`, `first`), a Morris design `mu_star`, `mu` and `sigma` of
    elementary effects in the outcome's unit; all others only (partial) rank correlations,
    which see what rises or falls throughout, and are named so in `index`. Ladders count by
    their rungs from 0, times that may be censored by what they add to the restricted mean.

    Columns: scenario, arm, against (empty for the outcome itself, the baseline for the
    difference), outcome, label, category, factor, factor_label, factor_unit, method (sobol,
    morris, rank), index, value, 95% interval `low` to `high`; `half`, the index from the first
    half of the sample, and `settled`, whether it agrees with the whole and the interval is
    narrow; `resolved`, whether a Sobol index is a share at all (`is_resolved`); `rank` from 1 for
    the factor that matters most; `matters`, whether its leading index lies beyond what is
    negligible (a share of `NEGLIGIBLE`) or, for correlations, beyond chance after Bonferroni's
    adjustment for all factors; `points` used, of `all_points`, with up to `runs` each;
    `explained`, the share of the variance of ranks that all factors explain; `noise`, the share
    of the variance between points that is luck (where points have luck of their own and several
    runs); `provisional`, rows are missing and only what is complete was used; `note`. Missing is
    NaN (NA in `settled`, `resolved` and `matters`).

    Raises UserError for unknown names and if nothing varies.
    """
    asked = outcomes_asked(answers, outcomes)
    refuse_unknown(answers, "arm", arms or (), arms_of(answers))
    rows: list[Row] = []
    for scenario in scenarios_of(answers):
        factors = factor_columns(answers, scenario)
        own = [one for one in asked if one.key in keys_of(answers, scenario)]
        if factors:
            rows += _rows_of(answers, scenario, factors, own, arms or tuple(arms_of(answers)))
    if not rows:
        message = "nothing varies in this experiment, so that its outcomes answer to nothing"
        hint = "vary numbers under `uncertainties`"
        raise UserError(Problem(message, name_of(answers), hint=hint))
    found = pd.DataFrame(rows)
    truths = {name: found[name].astype("boolean") for name in ("settled", "resolved", "matters")}
    return found.assign(**truths)


@dataclass(frozen=True)
class _Found:
    """Indices of all factors of an outcome, from the whole sample and from its first half."""

    method: str
    whole: tuple[Index, ...]
    half: tuple[Index, ...]
    points: int
    explained: float = math.nan


def _rows_of(
    answers: Answers,
    scenario: str,
    factors: Sequence[FactorColumn],
    asked: Sequence[Asked],
    arms: Sequence[str],
) -> Iterator[Row]:
    frame = answers.outcomes(columns_for(asked), scenario=scenario)
    baseline, design = baseline_of(answers), design_of(answers)
    own = frame["arm"].to_numpy()
    places = {arm: np.flatnonzero(own == arm) for arm in {*arms, baseline}}
    for variable in by_height(frame, asked):
        for arm in arms:
            horizon = _horizon(variable, places[arm])
            laid = _laid(frame, variable, places[arm], factors, design, horizon)
            some = [one for one in factors if one.varies_in(arm)]
            head: Row = {"scenario": scenario, "arm": arm, "against": ""}
            for row in _indexed(variable, laid, factors, some, design):
                yield {**head, **row}
            if arm == baseline:
                continue
            horizon = min(horizon, _horizon(variable, places[baseline]))
            apart = _laid(frame, variable, places[arm], factors, design, horizon) - _laid(
                frame, variable, places[baseline], factors, design, horizon
            )
            some = [one for one in factors if one.varies_in(arm) or one.varies_in(baseline)]
            head = {"scenario": scenario, "arm": arm, "against": baseline}
            for row in _indexed(variable, apart, factors, some, design):
                yield {**head, **row}


def _horizon(variable: Variable, places: NDArray[np.intp]) -> float:
    if variable.nature != "time":
        return math.inf
    values = variable.values[places]
    return horizon_of(values[~np.isnan(values)])


def _laid(
    frame: pd.DataFrame,
    variable: Variable,
    places: NDArray[np.intp],
    factors: Sequence[FactorColumn],
    design: Mapping[str, object],
    horizon: float,
) -> ByPoint:
    own = of_rows(variable, places)
    values = restricted(own, horizon) if own.nature == "time" else own.values
    points, own_luck = len(factors[0].values), design.get("kind") in OWN_LUCK
    return by_point(frame[["cell", "run"]].take(places), values, points, own_luck)


def _indexed(
    variable: Variable,
    laid: ByPoint,
    factors: Sequence[FactorColumn],
    some: Sequence[FactorColumn],
    design: Mapping[str, object],
) -> Iterator[Row]:
    """A row for every index of some of the factors."""
    found = _found(laid, factors, some, design)
    chosen = {one.path for one in some}
    told = [place for place, one in enumerate(factors) if one.path in chosen]
    order = found.whole[0].value
    ranks = pd.Series(np.abs(order[told])).rank(ascending=False, method="min").to_numpy()
    common: Row = {
        "points": found.points,
        "all_points": len(laid.there),
        "runs": laid.there.shape[1],
        "explained": found.explained,
        "noise": laid.noise if design.get("kind") in OWN_LUCK else math.nan,
        "provisional": not laid.complete,
    }
    for number, index in enumerate(found.whole):
        half = found.half[number].value if found.half else np.full(len(factors), np.nan)
        for rank, place in zip(ranks, told, strict=True):
            settled = is_settled(found.method, index, place, float(half[place]))
            resolved = is_resolved(found.method, index, place)
            yield {
                "outcome": variable.asked.key,
                "label": variable.asked.label,
                "category": variable.category,
                "factor": factors[place].path,
                "factor_label": factors[place].label,
                "factor_unit": factors[place].unit,
                "method": found.method,
                "index": index.name,
                "value": float(index.value[place]),
                "low": float(index.low[place]),
                "high": float(index.high[place]),
                "half": float(half[place]),
                "settled": settled and resolved is not False,
                "resolved": resolved,
                "rank": float(rank),
                "matters": matters(found.method, index, place, len(told)),
                **common,
                "note": note_of(index, factors[place], place, settled, resolved),
            }


def _found(
    laid: ByPoint,
    factors: Sequence[FactorColumn],
    some: Sequence[FactorColumn],
    design: Mapping[str, object],
) -> _Found:
    inputs = np.stack([one.values for one in factors], axis=1)
    kind = str(design.get("kind"))
    if kind not in IN_BLOCKS:
        return _correlated(inputs, laid.means(1), factors, some, kind in OWN_LUCK)
    size = block_size(design, len(factors))
    outputs = laid.means(size).reshape(-1, size)
    complete = ~np.isnan(outputs).any(axis=1)
    used = outputs[complete]
    first = len(used) // 2
    if kind == "saltelli":
        kept = [*range(len(factors) + 1), size - 1]
        whole, half = (sobol_indices(part[:, kept]) for part in (used, used[:first]))
        return _Found("sobol", whole, half, used.size)
    levels = design.get("levels")
    lattice = levels if isinstance(levels, int) else 4
    moved = inputs.reshape(-1, size, len(factors))[complete]
    effects = morris_effects(moved, used, lattice)
    early = morris_effects(moved[:first], used[:first], lattice)
    return _Found("morris", effects, early, used.size)


def _correlated(
    inputs: Floats,
    outputs: Floats,
    factors: Sequence[FactorColumn],
    some: Sequence[FactorColumn],
    shuffled: bool,
) -> _Found:
    """Rank correlations with some factors; halves only of designs in no particular order."""
    chosen = {one.path for one in some}
    places = [place for place, one in enumerate(factors) if one.path in chosen]
    known = np.flatnonzero(~np.isnan(outputs))
    whole, explained = rank_correlations(inputs[known][:, places], outputs[known])
    half: tuple[Index, ...] = ()
    if shuffled:
        first = known[: len(known) // 2]
        early, _ = rank_correlations(inputs[first][:, places], outputs[first])
        half = (_spread(early, places, len(factors)),)
    return _Found("rank", (_spread(whole, places, len(factors)),), half, len(known), explained)


def _spread(index: Index, places: Sequence[int], factors: int) -> Index:
    """An index of some factors, as one of all: NaN for the others."""
    columns = []
    for values in (index.value, index.low, index.high):
        column = np.full(factors, np.nan)
        column[list(places)] = values
        columns.append(column)
    return Index(index.name, *columns)
