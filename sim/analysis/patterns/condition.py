"""What is read off a run: a column, or a condition on columns such as `meetings_held > 0`."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

NAME = r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*"
_TERM = re.compile(rf"(not\s+)?({NAME})(?:\s*(<=|>=|==|!=|<|>)\s*(\S+))?")
_COMPARED: Mapping[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    ">": operator.gt,
}


@dataclass(frozen=True)
class Column:
    """An outcome (run,) as numbers, NaN where missing; of words, their places in `words`."""

    values: Floats
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Term:
    """A column by itself, or compared with a number or one of its words."""

    column: str
    negated: bool = False
    sign: str | None = None
    against: str = ""

    def of(self, columns: Mapping[str, Column]) -> Floats:
        """The value in each run (run,): the column's own, or 1 and 0 for true and false."""
        found = columns[self.column]
        if self.sign is None:
            return 1.0 - found.values if self.negated else found.values
        other = found.words.index(self.against) if found.words else float(self.against)
        truth = _COMPARED[self.sign](found.values, other) != self.negated
        return np.where(np.isnan(found.values), np.nan, truth.astype(np.float64))


@dataclass(frozen=True)
class Reading:
    """Terms joined by `and`: true where all are, false where one is not, else missing."""

    terms: tuple[Term, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it reads."""
        return tuple(term.column for term in self.terms)

    def of(self, columns: Mapping[str, Column]) -> Floats:
        """The value in each run (run,), NaN where it is missing."""
        values = [term.of(columns) for term in self.terms]
        found = values[0]
        for other in values[1:]:
            false = (found == 0.0) | (other == 0.0)
            found = np.where(false, 0.0, found * other)
        return found


@lru_cache(maxsize=256)
def read(text: str) -> Reading:
    """A column, `not COLUMN`, `COLUMN < VALUE`, or several of these joined by `and`.

    Raises ValueError for anything else.
    """
    terms = []
    for part in re.split(r"\s+and\s+", text.strip()):
        match = _TERM.fullmatch(part.strip())
        if match is None:
            raise ValueError(f"`{part}` is neither a column nor a comparison such as `deaths > 0`")
        negated, column, sign, against = match.groups()
        terms.append(Term(column, negated is not None, sign, against or ""))
    return Reading(tuple(terms))
