"""Outcomes as a data frame whose types say what the columns are."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.store.columns import Column
from sim.store.record import Record


def typed_frame(record: Record) -> pd.DataFrame:
    """One row a run, indexed by `run`: Int64, boolean, ordered categories, Float64 columns' floats.

    Missing values are NA (NaN in floats).
    """
    runs = pd.RangeIndex(record.first_run, record.first_run + record.runs, name="run")
    columns = {
        key: _typed(column, record.outcomes[key], runs) for key, column in record.columns.items()
    }
    return pd.DataFrame(columns, index=runs)


def _typed(column: Column, values: NDArray[np.generic], runs: pd.RangeIndex) -> pd.Series:
    if column.kind == "category":
        words = pd.Series(values.tolist(), index=runs, dtype="object").replace({"": None})
        known = column.outcome.categories
        others = sorted(set(words.dropna()) - set(known))
        return words.astype(pd.CategoricalDtype([*known, *others], ordered=bool(known)))
    numbers = pd.Series(np.asarray(values, dtype=np.float64), index=runs)
    if column.kind == "truth":
        return numbers.astype("boolean")
    if column.kind == "count":
        whole = np.issubdtype(values.dtype, np.integer)
        return pd.Series(values, index=runs).astype("int64") if whole else numbers.astype("Int64")
    return numbers
