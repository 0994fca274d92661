"""Outcomes as numbers: a column of floats for each number, truth, category or rung."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.analysis.asked import Asked

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Nature = Literal["number", "share", "time"]


@dataclass(frozen=True)
class Variable:
    """One number a row, NaN where nothing was observed.

    A `share` holds 0 and 1: a truth, one `category` of a word, or (`at_least`) this rung of a
    ladder or a higher one. A `time` may be censored: `ended` is False where it was.
    """

    asked: Asked
    nature: Nature
    values: Floats
    category: str = ""
    at_least: bool = False
    ended: NDArray[np.bool_] | None = None


def columns_for(asked: Sequence[Asked]) -> list[str]:
    """The columns that have to be read, flags of censored times included."""
    keys = [one.key for one in asked] + [one.censored_by for one in asked if one.censored_by]
    return list(dict.fromkeys(keys))


def by_category(frame: pd.DataFrame, asked: Sequence[Asked]) -> Iterator[Variable]:
    """The outcomes, words split into the share of each category."""
    for one in asked:
        if one.kind != "category":
            yield _plain(frame, one)
            continue
        codes, names = word_codes(frame[one.key], one.categories)
        for code, name in enumerate(names):
            yield Variable(one, "share", _share(codes, codes == code), category=name)


def by_rung(frame: pd.DataFrame, asked: Sequence[Asked]) -> Iterator[Variable]:
    """The outcomes; ladders split into the share that reached each rung, other words by category.

    The first rung of a ladder is left out: every run has it.
    """
    for one in asked:
        if one.summit is None:
            yield from by_category(frame, (one,))
            continue
        codes, names = word_codes(frame[one.key], one.categories)
        for code, name in enumerate(names[1:], start=1):
            yield Variable(one, "share", _share(codes, codes >= code), name, at_least=True)


def by_height(frame: pd.DataFrame, asked: Sequence[Asked]) -> Iterator[Variable]:
    """The outcomes; ladders as the number of the rung, counted from 0, other words by category."""
    for one in asked:
        if one.summit is None:
            yield from by_category(frame, (one,))
            continue
        codes, _ = word_codes(frame[one.key], one.categories)
        yield Variable(one, "number", np.where(codes < 0, np.nan, codes.astype(np.float64)))


def floats(column: pd.Series) -> Floats:
    """A column of numbers or truths as floats, NaN where missing."""
    return np.asarray(column.to_numpy(dtype=np.float64, na_value=np.nan), dtype=np.float64)


def _plain(frame: pd.DataFrame, asked: Asked) -> Variable:
    values = floats(frame[asked.key])
    if asked.kind == "truth":
        return Variable(asked, "share", values)
    if asked.censored_by is None or asked.censored_by not in frame:
        return Variable(asked, "number", values)
    ended = floats(frame[asked.censored_by]) != 1.0
    return Variable(asked, "time", values, ended=ended)


def _share(codes: Codes, within: NDArray[np.bool_]) -> Floats:
    return np.where(codes < 0, np.nan, within.astype(np.float64))


def word_codes(column: pd.Series, known: Sequence[str]) -> tuple[Codes, tuple[str, ...]]:
    """The place of each word among the categories, -1 where missing or empty."""
    words = column if isinstance(column.dtype, pd.CategoricalDtype) else column.astype("category")
    own = [str(word) for word in words.cat.categories]
    names = [*known, *sorted(set(own) - set(known) - {""})]
    place = {name: number for number, name in enumerate(names)}
    moved = np.array([place.get(word, -1) for word in own] + [-1], dtype=np.int64)
    return moved[words.cat.codes.to_numpy()], tuple(names)
