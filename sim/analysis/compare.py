"""What a lever changes: paired differences of arms from the baseline, or between results."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.analysis.asked import Asked, design_of, keys_of, name_of, outcomes_asked
from sim.analysis.conditions import NO_RUN
from sim.analysis.differences import independent_difference, paired_difference
from sim.analysis.pairing import (
    Contrast,
    Pairs,
    Side,
    contrasts_of,
    left_over,
    pairs_of,
    refuse_misplaced,
    rows_of,
    said_of_choice,
)
from sim.analysis.phrases import Effect, sentence
from sim.analysis.sample import of_rows
from sim.analysis.table import effect_row
from sim.analysis.units import OWN_LUCK, Units, counted, unit_name, units_of
from sim.analysis.variables import Variable, by_rung
from sim.analysis.wording import WORDS, Phrases
from sim.scenario.problems import Problem, UserError
from sim.store.story import CAVEAT

if TYPE_CHECKING:
    from sim.archive.answers import Answers

MARGIN_OF_SHARES = 0.05
MARGIN_OF_BASELINE = 0.10
"""What counts as no change worth naming: five points of a share, a tenth of the baseline."""


@dataclass(frozen=True)
class Comparison:
    """Differences of arms from the baseline, in numbers and in words.

    `effects` has a row a scenario, arm, outcome and category: scenario, arm, against, paired,
    outcome, label, kind, unit, category, `measure` (mean, share, share_at_least or
    restricted_mean), headline, n, independent, baseline_value, arm_value; `difference`, its
    95% interval `low` to `high`, standard `error`, and `percent`, `percent_low`, `percent_high`
    of the baseline; `share_lower`, `share_equal`, `share_higher` of pairs; `variance_saved` by
    pairing; `chance` (p), `adjusted` (Holm 1979, over the headline rows), `log_rank`, `horizon`;
    `points`, `points_agreeing`, `points_opposite`; `margin`, `within_margin`, `verdict`, `clause`.
    `sentences` has one an arm and scenario; `left_over` names the rows without a partner.
    """

    effects: pd.DataFrame
    sentences: tuple[str, ...]
    left_over: tuple[str, ...]
    notes: tuple[str, ...]
    caveat: str = CAVEAT

    def _repr_html_(self) -> str:
        said = (*self.sentences, *self.notes, *self.left_over, self.caveat)
        texts = "".join(f"<p>{escape(one)}</p>" for one in said)
        return texts + self.effects.to_html(notebook=True, max_rows=60)


def compare(
    *answers: Answers,
    arms: Sequence[str] | None = None,
    outcomes: Sequence[str] | None = None,
    margins: Mapping[str, float] | None = None,
    words: Phrases = WORDS,
    where: Sequence[str] = (),
) -> Comparison:
    """Hold arms against the baseline, or one set of results against the first, run by run.

    Which arms meet is told by `contrasts_of`. Outcomes default to those the first experiment
    asks for. Rows are paired by scenario, cell and run; between sets of results only if seeds and
    points agree, else the samples are taken for independent. Intervals respect the independent
    units of the design (`sim.analysis.units.Units`). `margins` (by column, in its unit) say what
    is no change worth naming: by default 0.05 for shares and a tenth of the baseline's mean.

    Ladders are compared by the share that reaches each rung, one of them in the headline; other
    words by category; times that may be censored by their restricted mean. Whether the direction
    holds when assumed numbers vary is told for designs whose points have luck of their own or
    several runs. `words` are the phrases of the sentences, English unless given.

    `where` are conditions that all must hold (see `sim.analysis.conditions`), and both runs of a
    pair are kept or both left out: a condition on what came out, such as `deaths>100`, is asked of
    the run that the other is held against. Raises UserError for unknown names, for conditions on
    outcomes where runs are not paired, and if there is nothing to compare.
    """
    if not answers:
        raise ValueError("compare takes at least one set of results")
    asked = outcomes_asked(answers[0], outcomes)
    contrasts = contrasts_of(answers, arms, words)
    refuse_misplaced(contrasts, where)
    pieces = [
        piece
        for contrast in contrasts
        if (piece := _compared(contrast, asked, margins or {}, words, where)) is not None
    ]
    if not pieces:
        raise UserError(Problem(NO_RUN, f"--where {', '.join(where)}"))
    effects = _adjusted([piece.effects for piece in pieces])
    rows = [
        effect_row(piece.contrast, effect, words)
        for piece, some in zip(pieces, effects, strict=True)
        for effect in some
    ]
    several = len({contrast.scenario for contrast in contrasts}) > 1
    return Comparison(
        effects=pd.DataFrame(rows),
        sentences=tuple(
            sentence(
                piece.contrast.scenario if several else "",
                piece.contrast.side.title,
                [effect for effect in some if effect.headline],
                words,
            )
            for piece, some in zip(pieces, effects, strict=True)
        ),
        left_over=tuple(piece.left_over for piece in pieces if piece.left_over),
        notes=tuple(_notes(answers, [piece.contrast for piece in pieces], words, where)),
    )


@dataclass(frozen=True)
class _Piece:
    contrast: Contrast
    effects: tuple[Effect, ...]
    left_over: str


def _compared(
    contrast: Contrast,
    asked: Sequence[Asked],
    margins: Mapping[str, float],
    words: Phrases,
    where: Sequence[str],
) -> _Piece | None:
    """What is to say of a contrast; None if no row of it meets the conditions."""
    own = keys_of(contrast.side.answers, contrast.scenario)
    own &= keys_of(contrast.against.answers, contrast.scenario)
    told = [one for one in asked if one.key in own]
    frame, other = rows_of(contrast, told, where)
    if where and len(frame) == 0 and len(other) == 0:
        return None
    pairs = pairs_of(frame, other) if contrast.paired else None
    said = left_over(contrast, frame, other, pairs, words) if pairs else ""
    effects = [
        _with_margin(effect, margins) for effect in _effects(contrast, told, frame, other, pairs)
    ]
    return _Piece(contrast, tuple(effects), said)


def _effects(
    contrast: Contrast,
    asked: Sequence[Asked],
    frame: pd.DataFrame,
    other: pd.DataFrame,
    pairs: Pairs | None,
) -> Iterator[Effect]:
    both = _matched(frame, other, asked)
    if pairs is None:
        units, other_units = (
            _units(side, table, contrast.scenario)
            for side, table in zip(_sides(contrast), (frame, other), strict=True)
        )
        for arm, baseline in both:
            apart = independent_difference(arm, baseline, units, other_units)
            yield Effect(arm, apart, len(frame), math.nan, paired=False, headline=_heads(arm))
        return
    rows = frame.iloc[pairs.places]
    units = _units(contrast.side, rows, contrast.scenario)
    varied = _varied(contrast.side, rows)
    points = counted(rows["cell"].to_numpy(), "point") if varied else None
    for arm, baseline in both:
        one, two = of_rows(arm, pairs.places), of_rows(baseline, pairs.other_places)
        apart = paired_difference(one, two, units)
        headline = _heads(arm)
        found = Effect(arm, apart, len(rows), math.nan, headline=headline)
        yield found if points is None else _by_points(found, one, two, points)


def _matched(
    frame: pd.DataFrame, other: pd.DataFrame, asked: Sequence[Asked]
) -> Iterator[tuple[Variable, Variable]]:
    """The outcomes of both sides; rungs and categories that no run of either has are left out."""
    places = np.arange(len(frame) + len(other), dtype=np.intp)
    together = pd.concat([frame, other], ignore_index=True)
    for one in by_rung(together, asked):
        empty = bool(one.category) and not np.any(one.values == 1.0)
        if not empty or (one.at_least and _heads(one)):
            yield of_rows(one, places[: len(frame)]), of_rows(one, places[len(frame) :])


def _heads(variable: Variable) -> bool:
    """Whether an outcome is told in the sentence: of a ladder only the rung that sums it up."""
    return not variable.at_least or variable.category == variable.asked.summit


def _by_points(effect: Effect, arm: Variable, baseline: Variable, points: Units) -> Effect:
    """The effect with the shares of points whose own difference has its sign, or the other."""
    apart = arm.values - baseline.values
    known = ~np.isnan(apart)
    own = points if known.all() else points.only(known)
    sums = own.sums(apart[known])
    whole = math.copysign(1.0, effect.difference.value) if effect.difference.value else 0.0
    if own.number < 2 or whole == 0.0:
        return effect
    return replace(
        effect,
        points=own.number,
        agreeing=float(np.mean(sums * whole > 0.0)),
        opposite=float(np.mean(sums * whole < 0.0)),
    )


def _varied(side: Side, rows: pd.DataFrame) -> bool:
    """Whether each point says something by itself about the direction of a difference."""
    cells = rows["cell"].to_numpy()
    if len(rows) == 0 or cells.min() == cells.max():
        return False
    own_luck = design_of(side.answers).get("kind") in OWN_LUCK
    return own_luck or len(rows) > len(np.unique(cells))


def _with_margin(effect: Effect, margins: Mapping[str, float]) -> Effect:
    asked, found = effect.variable.asked, effect.difference
    given = margins.get(asked.key)
    if given is None:
        in_shares = effect.variable.nature == "share" or asked.kind == "share"
        given = MARGIN_OF_SHARES if in_shares else MARGIN_OF_BASELINE * abs(found.baseline)
    return replace(effect, margin=float(given))


def _adjusted(pieces: Sequence[Sequence[Effect]]) -> list[list[Effect]]:
    """The effects with chances adjusted for all headline comparisons (Holm 1979)."""
    chances = [
        one.difference.chance
        for effects in pieces
        for one in effects
        if one.headline and not math.isnan(one.difference.chance)
    ]
    tests = len(chances)
    ordered = np.sort(np.array(chances, dtype=np.float64))
    steps = np.minimum(np.maximum.accumulate(ordered * np.arange(tests, 0, -1)), 1.0)
    by_chance = dict(zip(ordered.tolist(), steps.tolist(), strict=True))
    return [
        [
            replace(one, adjusted=by_chance.get(one.difference.chance, math.nan), tests=tests)
            if one.headline
            else one
            for one in effects
        ]
        for effects in pieces
    ]


def _notes(
    answers: Sequence[Answers],
    contrasts: Sequence[Contrast],
    words: Phrases,
    where: Sequence[str],
) -> Iterator[str]:
    yield from dict.fromkeys(
        text for one in contrasts for text in said_of_choice(one, where, words)
    )
    for one in answers:
        if not one.complete:
            yield words["incomplete"].format(name=name_of(one))
    apart = [one for one in contrasts if not one.paired]
    yield from dict.fromkeys(
        words["independent"].format(
            why=one.why_not, results=one.side.answers.url, against=one.against.answers.url
        )
        for one in apart
    )


def _sides(contrast: Contrast) -> tuple[Side, Side]:
    return contrast.side, contrast.against


def _units(side: Side, rows: pd.DataFrame, scenario: str) -> Units:
    design = design_of(side.answers)
    in_blocks = unit_name(design, rows) == "block"
    factors = len(side.answers.cells(scenario).columns) - 1 if in_blocks else 0
    return units_of(design, rows, factors)
