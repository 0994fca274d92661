"""Arrow tables of an archive as data frames whose types say what the columns are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

Categories = Mapping[str, Sequence[str]]


def outcome_frame(table: pa.Table, categories: Categories) -> pd.DataFrame:
    """Outcomes as columns: counts Int64, truths boolean, words categories, all others float64.

    `categories` tell the order of those words that have one; others follow in alphabetical order.
    """
    return pd.DataFrame(
        {name: _typed(table[name], categories.get(name, ())) for name in table.column_names},
        copy=False,
    )


def sums_frame(table: pa.Table, arms: Sequence[str]) -> pd.DataFrame:
    """Bands or sectors: words as categories, the cell Int32 (missing where cells were merged)."""
    frame = pd.DataFrame(
        {
            name: _typed(table[name], arms if name == "arm" else (), ordered=False)
            if pa.types.is_string(table[name].type)
            else table[name].to_pandas(types_mapper={pa.int32(): pd.Int32Dtype()}.get)
            for name in table.column_names
        },
        copy=False,
    )
    return frame.astype({name: "int32" for name in ("day", "bin") if name in frame})


def cell_frame(table: pa.Table) -> pd.DataFrame:
    """Cells and their factors: numbers as they are, words as text."""
    frame: pd.DataFrame = table.to_pandas()
    return frame


def names_column(
    names: Sequence[str], counts: Sequence[int], all_names: Sequence[str]
) -> pd.Series:
    """A category that has each name as many times as it counts, in the order of all names."""
    codes = np.array([all_names.index(name) for name in names], dtype=np.int8)
    known = pd.Index(list(all_names))
    return pd.Series(pd.Categorical.from_codes(np.repeat(codes, counts), categories=known))


def _typed(column: pa.ChunkedArray, words: Sequence[str], ordered: bool = True) -> object:
    array = column.combine_chunks()
    missing = np.asarray(pc.is_null(array).to_numpy(zero_copy_only=False))
    if pa.types.is_integer(array.type):
        values = pc.fill_null(array, 0).to_numpy(zero_copy_only=False)
        return pd.arrays.IntegerArray(values.astype(np.int64), missing)
    if pa.types.is_boolean(array.type):
        values = pc.fill_null(array, False).to_numpy(zero_copy_only=False)
        return pd.arrays.BooleanArray(values, missing)
    if pa.types.is_floating(array.type):
        return array.to_numpy(zero_copy_only=False)
    encoded = array.dictionary_encode()
    found: list[str] = encoded.dictionary.to_pylist()
    known = [*words, *sorted(set(found) - set(words))]
    place = np.array([known.index(word) for word in found] + [-1], dtype=np.int64)
    codes = place[pc.fill_null(encoded.indices, len(found)).to_numpy(zero_copy_only=False)]
    return pd.Categorical.from_codes(
        codes, categories=pd.Index(known), ordered=ordered and bool(words)
    )
