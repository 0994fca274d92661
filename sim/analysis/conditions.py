"""Which rows are asked about: conditions on what names a row, on factors and on outcomes."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.analysis.asked import Asked, arms_of, asked_by_key, name_of, scenarios_of
from sim.analysis.variables import Floats, floats, word_codes
from sim.scenario.problems import Problem, UserError, did_you_mean, listed

if TYPE_CHECKING:
    from sim.archive.answers import Answers

FORM = re.compile(r"\s*([^\s=!<>,]+)\s*(==|!=|<=|>=|=|<|>)\s*([^=!<>]+)")
RELATIONS: Mapping[str, np.ufunc] = {
    "=": np.equal,
    "!=": np.not_equal,
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
}
TRUTHS: Mapping[str, float] = {"yes": 1.0, "true": 1.0, "no": 0.0, "false": 0.0}
PLACES = ("cell", "run")
NO_RUN = "no run that is finished meets this"


@dataclass(frozen=True)
class Condition:
    """One condition as it was given: a name, a relation, and a value (for = and != several)."""

    text: str
    name: str
    relation: str
    values: tuple[str, ...]

    @property
    def equality(self) -> bool:
        """Whether it asks only for what is the same or not."""
        return self.relation in ("=", "!=")

    def __str__(self) -> str:
        return f"{self.name} {self.relation} {', '.join(self.values)}"


@dataclass(frozen=True)
class _Quantity:
    """What a name stands for: a number, a truth, or words, which may be rungs of a ladder."""

    kind: str
    words: tuple[str, ...] = ()
    ordered: bool = True

    def reading(self, word: str) -> float | None:
        """A value as the number that rows have for it; None if it cannot be one."""
        if self.kind == "words":
            return float(self.words.index(word)) if word in self.words else None
        if self.kind == "truth":
            return TRUTHS.get(word.lower())
        try:
            number = float(word)
        except ValueError:
            return None
        return number if math.isfinite(number) else None


def read_condition(text: str) -> Condition | Problem:
    """A condition such as `cell<10`, `scenario=lachin-2022` or `peak_rung >= operation`.

    The relations are =, !=, <, <=, > and >=; == and quotes around words are accepted as well.
    After = or != several values may stand between commas: any of them, or none of them. What is
    no condition gives the problem with it.
    """
    match = FORM.fullmatch(text)
    values = [one.strip().strip("'\"") for one in match[3].split(",")] if match else []
    if match is None or not all(values):
        hint = "write a name, a relation and a value, such as `deaths>100`"
        return Problem("this is no condition", f"--where {text}", hint=hint)
    return Condition(text, match[1], "=" if match[2] == "==" else match[2], tuple(values))


@dataclass(frozen=True)
class Selection:
    """Conditions on the rows of some results, all of which must hold.

    A name is `scenario`, `arm`, `cell`, `run`, a factor of the design, or the column of an
    outcome. What is missing in a row meets no condition. `of` makes one and checks it.
    """

    answers: Answers
    conditions: tuple[Condition, ...]

    @classmethod
    def of(cls, answers: Answers, where: Iterable[str]) -> Selection:
        """The selection that these texts describe; UserError with all that is wrong with them."""
        found = [read_condition(text) for text in where]
        made = cls(answers, tuple(one for one in found if isinstance(one, Condition)))
        wrong = [
            problem
            for one in found
            for problem in ([one] if isinstance(one, Problem) else made._problems(one))
        ]
        if wrong:
            raise UserError(wrong)
        return made

    @property
    def columns(self) -> list[str]:
        """The columns of outcomes that have to be read for it."""
        return [one.name for one in self.conditions if one.name in self._outcomes]

    @property
    def about_outcomes(self) -> Selection:
        """Only the conditions on what came out of a run."""
        return self._some(of_outcomes=True)

    @property
    def about_rows(self) -> Selection:
        """Only the conditions on what a run is called and at which point it is."""
        return self._some(of_outcomes=False)

    def __str__(self) -> str:
        return "; ".join(str(one) for one in self.conditions)

    def holds(self, frame: pd.DataFrame) -> NDArray[np.bool_]:
        """Which rows (row,) meet all conditions; the frame has what names a row and `columns`."""
        held = np.ones(len(frame), dtype=np.bool_)
        for one in self.conditions:
            quantity = self._known[one.name]
            values = self._values(frame, one.name, quantity)
            wanted = [
                number for word in one.values if (number := quantity.reading(word)) is not None
            ]
            held &= _met(values, one.relation, wanted)
        return held

    def _some(self, of_outcomes: bool) -> Selection:
        own = [one for one in self.conditions if (one.name in self._outcomes) == of_outcomes]
        return Selection(self.answers, tuple(own))

    @cached_property
    def _outcomes(self) -> Mapping[str, Asked]:
        return asked_by_key(self.answers)

    @cached_property
    def _cells(self) -> Mapping[str, pd.DataFrame]:
        return {name: self.answers.cells(name) for name in scenarios_of(self.answers)}

    @cached_property
    def _known(self) -> Mapping[str, _Quantity]:
        """What every name stands for; where a factor is called as an outcome, the outcome."""
        tables = list(self._cells.values())
        factors = dict.fromkeys(str(name) for table in tables for name in table.columns)
        return {
            **{
                name: _factor([table[name] for table in tables if name in table])
                for name in factors
            },
            **{key: _outcome(one) for key, one in self._outcomes.items()},
            "scenario": _Quantity("words", scenarios_of(self.answers), ordered=False),
            "arm": _Quantity("words", tuple(arms_of(self.answers)), ordered=False),
            **{name: _Quantity("number") for name in PLACES},
        }

    def _problems(self, one: Condition) -> Iterator[Problem]:
        where, quantity = f"--where {one.text}", self._known.get(one.name)
        if quantity is None:
            own = [key for key in self._known if key.startswith(f"{one.name}.")]
            hint = f"there are {listed(own)}" if own else did_you_mean(one.name, self._known)
            usual = "it is scenario, arm, cell, run, a factor of the design, or an outcome's column"
            message = f"there is no `{one.name}` in {name_of(self.answers)}"
            yield Problem(message, where, hint=hint or usual)
            return
        if not one.equality and not quantity.ordered:
            yield Problem(f"`{one.name}` has no order", where, hint="compare it with = or !=")
        if not one.equality and len(one.values) > 1:
            yield Problem("several values stand only after = or !=", where)
        for word in one.values:
            if quantity.reading(word) is None:
                yield _unread(word, one.name, quantity, where)

    def _values(self, frame: pd.DataFrame, name: str, quantity: _Quantity) -> Floats:
        """What each row (row,) has, as a number, a truth or the place of a word; NaN if missing."""
        if name in self._outcomes or name in ("scenario", "arm"):
            column = frame[name]
            if quantity.kind != "words":
                return floats(column)
            codes, _ = word_codes(column, quantity.words)
            return np.where(codes < 0, np.nan, codes.astype(np.float64))
        if name in PLACES:
            return frame[name].to_numpy(dtype=np.float64)
        values = np.full(len(frame), np.nan)
        for scenario, table in self._cells.items():
            if name in table:
                own = np.flatnonzero(frame["scenario"].to_numpy() == scenario)
                by_cell = _by_cell(table, name, quantity)
                values[own] = by_cell[frame["cell"].to_numpy()[own]]
        return values


def _met(values: Floats, relation: str, wanted: Sequence[float]) -> NDArray[np.bool_]:
    compare = RELATIONS["=" if relation == "!=" else relation]
    met = np.zeros(len(values), dtype=np.bool_)
    for number in wanted:
        met |= compare(values, number)
    return ~met & ~np.isnan(values) if relation == "!=" else met


def _by_cell(table: pd.DataFrame, name: str, quantity: _Quantity) -> Floats:
    column = table.sort_values("cell")[name]
    if quantity.kind != "words":
        return floats(column)
    codes, _ = word_codes(column.astype(str), quantity.words)
    return codes.astype(np.float64)


def _factor(columns: Sequence[pd.Series]) -> _Quantity:
    if all(pd.api.types.is_numeric_dtype(column.dtype) for column in columns):
        return _Quantity("number")
    levels = sorted({str(value) for column in columns for value in column})
    return _Quantity("words", tuple(levels), ordered=False)


def _outcome(asked: Asked) -> _Quantity:
    if asked.kind == "truth":
        return _Quantity("truth", tuple(TRUTHS), ordered=False)
    if asked.kind == "category":
        return _Quantity("words", asked.categories, ordered=asked.summit is not None)
    return _Quantity("number")


def _unread(word: str, name: str, quantity: _Quantity, where: str) -> Problem:
    if quantity.kind == "number":
        return Problem(f"`{name}` is a number, and `{word}` is none", where)
    hint = did_you_mean(word, quantity.words) or f"there are {listed(quantity.words)}"
    return Problem(f"`{name}` is never `{word}`", where, hint=hint)
