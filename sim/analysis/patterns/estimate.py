"""A statistic of one sample with its interval, by drawing the runs again."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.analysis.intervals import ends
from sim.analysis.patterns.condition import Column
from sim.analysis.patterns.sample import Sample
from sim.analysis.patterns.statistic import Statistic
from sim.archive.answers import Answers

RESAMPLES, SEED = 1_000, 20_061_003
AT_ONCE = 16_384
"""Runs drawn and computed together: about as many as a processor's memory likes."""


@dataclass(frozen=True)
class Estimate:
    """A number and its 95% interval; NaN where the runs do not tell them."""

    value: float
    low: float
    high: float


def estimate(statistic: Statistic, sample: Sample) -> Estimate:
    """The statistic and the percentile bootstrap of runs (Efron 1979), the same in every arm.

    Samples in which it cannot be computed are left out; the interval is expanded as Hesterberg
    (2015) has it.
    """
    value = float(statistic.value(sample))
    if math.isnan(value) or sample.runs < 2:
        return Estimate(value, math.nan, math.nan)
    luck = np.random.default_rng(SEED)
    times = max(1, AT_ONCE // sample.runs)
    again = [
        statistic.value(sample.drawn_again(luck, min(times, RESAMPLES - first)))
        for first in range(0, RESAMPLES, times)
    ]
    low, high = ends(np.concatenate(again), sample.runs)
    return Estimate(value, low, high)


def samples_of(answers: Answers, columns: Sequence[str]) -> list[Sample]:
    """The runs at each point of an archive: point by point, arms by name or `scenario/arm`."""
    single = len(answers.scenarios) == 1
    frames: dict[str, tuple[int, Mapping[str, Column]]] = {}
    for scenario in answers.scenarios:
        for arm in answers.arms:
            rows = answers.outcomes(list(columns), scenario, arm).sort_values(["cell", "run"])
            found = {name: _column(rows[name]) for name in columns}
            frames[arm if single else f"{scenario}/{arm}"] = int(rows["cell"].max()) + 1, found
    cells, first = next(iter(frames.values()))
    runs = len(next(iter(first.values())).values) // cells
    return [
        Sample({arm: _part(found, cell, runs) for arm, (_, found) in frames.items()}, runs)
        for cell in range(cells)
    ]


def _part(columns: Mapping[str, Column], cell: int, runs: int) -> Mapping[str, Column]:
    rows = slice(cell * runs, (cell + 1) * runs)
    return {name: Column(each.values[rows], each.words) for name, each in columns.items()}


def _column(series: object) -> Column:
    import pandas as pd

    assert isinstance(series, pd.Series)
    if isinstance(series.dtype, pd.CategoricalDtype):
        codes = series.cat.codes.to_numpy().astype(np.float64)
        words = tuple(str(word) for word in series.cat.categories)
        return Column(np.where(codes < 0, np.nan, codes), words)
    values = series.astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan)
    return Column(np.asarray(values, dtype=np.float64))
