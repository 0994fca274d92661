"""Which rows are held against which: arms against a baseline, results against other results."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.analysis.asked import Asked, arms_of, baseline_of, name_of, refuse_unknown, scenarios_of
from sim.analysis.conditions import Selection
from sim.analysis.variables import columns_for
from sim.analysis.wording import WORDS, Phrases
from sim.scenario.problems import Problem, UserError

if TYPE_CHECKING:
    from sim.archive.answers import Answers

Places = NDArray[np.intp]
FEW = 3
"""Rows without a partner that are named one by one."""


@dataclass(frozen=True)
class Side:
    """One arm of one set of results, under the name and title it is shown by."""

    answers: Answers
    arm: str
    name: str
    title: str


@dataclass(frozen=True)
class Contrast:
    """One side held against another in a scenario, run by run if they share points and luck.

    `why_not` says why they are not paired; empty if they are.
    """

    scenario: str
    side: Side
    against: Side
    why_not: str = ""

    @property
    def paired(self) -> bool:
        """Whether the same cell and run of both sides have the same luck."""
        return not self.why_not


@dataclass(frozen=True)
class Pairs:
    """Places of partners in two frames, and what has none on either side."""

    places: Places
    other_places: Places
    alone: Places
    other_alone: Places


def pairs_of(frame: pd.DataFrame, other: pd.DataFrame) -> Pairs:
    """Partners by `cell` and `run`, in the order of both."""
    one, two = (table[["cell", "run"]].to_numpy(dtype=np.int64) for table in (frame, other))
    longest = 1 + max((int(keys[:, 1].max()) for keys in (one, two) if len(keys)), default=0)
    first, second = (keys[:, 0] * longest + keys[:, 1] for keys in (one, two))
    _, places, other_places = np.intersect1d(first, second, assume_unique=True, return_indices=True)
    return Pairs(
        places,
        other_places,
        np.setdiff1d(np.arange(len(first)), places, assume_unique=True),
        np.setdiff1d(np.arange(len(second)), other_places, assume_unique=True),
    )


def left_over(
    contrast: Contrast,
    frame: pd.DataFrame,
    other: pd.DataFrame,
    pairs: Pairs,
    words: Phrases = WORDS,
) -> str:
    """A sentence that names the rows without a partner; empty if there are none."""
    parts = []
    sides = ((contrast.side, frame, pairs.alone), (contrast.against, other, pairs.other_alone))
    for side, table, alone in sides:
        if len(alone) == 0:
            continue
        rows = table.iloc[alone[:FEW]]
        named = ", ".join(
            words["row"].format(cell=cell, run=run)
            for cell, run in zip(rows["cell"], rows["run"], strict=True)
        )
        more = words["and_more"].format(number=len(alone) - FEW) if len(alone) > FEW else ""
        template = words["alone" if len(alone) == 1 else "alone_many"]
        parts.append(template.format(number=len(alone), arm=side.name, rows=named + more))
    head = words["of_scenario"].format(scenario=contrast.scenario)
    return head + "; ".join(parts) if parts else ""


def contrasts_of(
    answers: Sequence[Answers], arms: Sequence[str] | None = None, words: Phrases = WORDS
) -> tuple[Contrast, ...]:
    """What is compared with what.

    One set of results: every arm, or those named, with the baseline; if the baseline is not
    among several that are named, with the first of them. Several sets: every arm that the first
    shares with another, the other's with the first's; where they share none, the arms named for
    each in turn, or their baselines. Raises UserError for unknown arms, scenarios in which they
    do not meet, and if there is nothing to compare.
    """
    if len(answers) == 1:
        return tuple(_within(answers[0], arms))
    return tuple(_between(answers, arms, words))


def _within(answers: Answers, arms: Sequence[str] | None) -> Iterator[Contrast]:
    titles = arms_of(answers)
    baseline = baseline_of(answers)
    refuse_unknown(answers, "arm", arms or (), titles)
    named = list(dict.fromkeys(arms or titles))
    if arms and len(named) > 1 and baseline not in named:
        baseline = named[0]
    others = [arm for arm in named if arm != baseline]
    if not others:
        message = "there is only the baseline, and nothing to compare it with"
        raise UserError(Problem(message, name_of(answers), hint="name another arm with --arms"))
    against = Side(answers, baseline, baseline, titles[baseline])
    for scenario in scenarios_of(answers):
        for arm in others:
            yield Contrast(scenario, Side(answers, arm, arm, titles[arm]), against)


def _between(
    answers: Sequence[Answers], arms: Sequence[str] | None, words: Phrases
) -> Iterator[Contrast]:
    known = dict.fromkeys(arm for one in answers for arm in arms_of(one))
    refuse_unknown(answers[0], "arm", arms or (), known)
    names = _told_apart(answers)
    first, there = answers[0], arms_of(answers[0])
    for one, name in zip(answers[1:], names[1:], strict=True):
        shared = [arm for arm in arms_of(one) if arm in there and (not arms or arm in arms)]
        matched = [(arm, arm) for arm in shared] or [(_chosen(one, arms), _chosen(first, arms))]
        common = [scenario for scenario in scenarios_of(first) if scenario in scenarios_of(one)]
        if not common:
            raise UserError(Problem(f"has no scenario in common with {names[0]}", name))
        for scenario in common:
            why_not = _not_paired(first, one, scenario, words)
            for arm, other in matched:
                yield Contrast(
                    scenario, _side(one, arm, name), _side(first, other, names[0]), why_not
                )


def _chosen(answers: Answers, arms: Sequence[str] | None) -> str:
    own = [arm for arm in arms or () if arm in arms_of(answers)]
    return own[0] if own else baseline_of(answers)


def _side(answers: Answers, arm: str, name: str) -> Side:
    title = arms_of(answers)[arm]
    return Side(answers, arm, f"{arm} ({name})", f"{title} ({name})")


def _told_apart(answers: Sequence[Answers]) -> list[str]:
    """The names of the experiments, numbered where one comes again."""
    names = [name_of(one) for one in answers]
    return [
        f"{name} {names[: place + 1].count(name)}" if names.count(name) > 1 else name
        for place, name in enumerate(names)
    ]


def _not_paired(first: Answers, other: Answers, scenario: str, words: Phrases) -> str:
    """Why the same run in both does not have the same luck; empty if it has."""
    seed, other_seed = other.experiment.get("seed"), first.experiment.get("seed")
    if seed != other_seed:
        return words["other_seed"].format(seed=seed, other=other_seed)
    if not first.cells(scenario).equals(other.cells(scenario)):
        return words["other_points"]
    return ""


def refuse_misplaced(contrasts: Sequence[Contrast], where: Sequence[str]) -> None:
    """Raise UserError if the conditions are wrong, or would tear apart what is held together."""
    wrong = []
    for contrast in contrasts:
        selection = Selection.of(contrast.side.answers, where)
        for one in selection.conditions:
            if one.name == "arm":
                message = "arms are what is compared, and chosen with --arms"
                wrong.append(Problem(message, f"--where {one.text}"))
        if not contrast.paired and (some := selection.about_outcomes.conditions):
            message = f"what came out chooses pairs of runs, and here are none: {contrast.why_not}"
            hint = "conditions on scenario, cell, run and factors are possible"
            wrong.append(Problem(message, f"--where {some[0].text}", hint=hint))
    if wrong:
        raise UserError(list(dict.fromkeys(wrong)))


def rows_of(
    contrast: Contrast, asked: Sequence[Asked], where: Sequence[str] = ()
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of both sides that meet all conditions, with the columns that are asked about.

    Conditions on scenario, cell, run and factors are asked of each row; those on outcomes of the
    row that is held against, whose partner comes with it. So both rows of a pair stay or go.
    """
    sides = contrast.side, contrast.against
    chosen = [Selection.of(side.answers, where) for side in sides]
    frame, other = (
        _where(side, contrast.scenario, [*columns_for(asked), *one.columns], one.about_rows)
        for side, one in zip(sides, chosen, strict=True)
    )
    by_outcome = chosen[1].about_outcomes
    if by_outcome.conditions:
        other = other[by_outcome.holds(other)].reset_index(drop=True)
        frame = frame.iloc[pairs_of(frame, other).places].reset_index(drop=True)
    return frame, other


def said_of_choice(
    contrast: Contrast, where: Sequence[str], words: Phrases = WORDS
) -> Iterator[str]:
    """Which runs are held against each other, where not all are."""
    selection = Selection.of(contrast.against.answers, where)
    if (some := selection.about_rows).conditions:
        yield words["where"].format(conditions=some)
    if (some := selection.about_outcomes).conditions:
        yield words["where_without"].format(conditions=some, against=contrast.against.name)


def _where(side: Side, scenario: str, columns: list[str], selection: Selection) -> pd.DataFrame:
    frame = side.answers.outcomes(list(dict.fromkeys(columns)), scenario=scenario, arm=side.arm)
    if not selection.conditions:
        return frame
    return frame[selection.holds(frame)].reset_index(drop=True)
