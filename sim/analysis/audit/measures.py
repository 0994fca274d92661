"""The outcomes of an audit as numbers, laid out by point and run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.analysis.audit.wording import said
from sim.analysis.facts import TOLLS
from sim.analysis.variables import Variable

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Measure:
    """An outcome (row,) as numbers: ladders by their rung from 0, tolls also as logarithms."""

    key: str
    label: str
    unit: str
    values: Floats


def measures(variables: Sequence[Variable]) -> Iterator[Measure]:
    """What the variance is taken of."""
    for one in variables:
        asked = one.asked
        key = f"{asked.key}.{one.category}" if one.category else asked.key
        label = f"{asked.label}: {one.category}" if one.category else asked.label
        yield Measure(key, label, asked.unit, one.values)
        if asked.key in TOLLS:
            logarithm = np.log1p(one.values)
            yield Measure(f"{key}.log", said("logarithm", label=label), "log(1 + n)", logarithm)


def laid_out(rows: pd.DataFrame, values: Floats, points: int) -> Floats:
    """Values (row,) as (point, run); runs are numbered run * points + point.

    NaN where a row is missing.
    """
    cell = rows["cell"].to_numpy(dtype=np.int64)
    repetition = rows["run"].to_numpy(dtype=np.int64) // points
    runs = int(repetition.max()) + 1 if len(rows) else 1
    laid = np.full((points, runs), np.nan)
    laid[cell, repetition] = values
    return laid
