"""Tables of counts: rows of the same names are one row, in an order that is always the same."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

_LARGEST_CODE = 2**62


def added_up(table: pa.Table, keys: Sequence[str], total: str) -> pa.Table:
    """One row for each set of keys, sorted by them, with the sum of `total`.

    Nulls come first, texts in alphabetical order. Other columns are those of any row of the set.
    """
    if table.num_rows == 0:
        return table
    code = codes(table, keys)
    order = np.argsort(code, kind="stable")
    ordered = code[order]
    first = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    counts = table[total].combine_chunks().to_numpy(zero_copy_only=False)
    sums = np.add.reduceat(counts[order], first)
    place = table.schema.get_field_index(total)
    one_each = table.take(pa.array(order[first]))
    return one_each.set_column(place, table.schema.field(place), pa.array(sums, pa.int64()))


def codes(table: pa.Table, keys: Sequence[str]) -> NDArray[np.int64]:
    """A whole number for each row that orders rows as their keys do."""
    code = np.zeros(table.num_rows, dtype=np.int64)
    size = 1
    for key in keys:
        ranks, number = _ranks(table[key])
        if size > _LARGEST_CODE // number:
            # Only the order counts: numbers between those that occur are given up.
            code = np.unique(code, return_inverse=True)[1].astype(np.int64)
            size = table.num_rows
        code = code * number + ranks
        size *= number
    return code


def _ranks(column: pa.ChunkedArray) -> tuple[NDArray[np.int64], int]:
    """Numbers (row,) that order a column, null as 0, and one more than the largest."""
    if pa.types.is_integer(column.type):
        missing = pc.is_null(column).to_numpy()
        known = pc.fill_null(column, 0).to_numpy().astype(np.int64)
        if known.min(initial=0) < 0:
            raise ValueError("days, cells and bins are counted from 0")
        return np.where(missing, 0, known + 1), int(known.max(initial=0)) + 2
    encoded = column.combine_chunks().dictionary_encode()
    words = encoded.dictionary
    rank = np.empty(len(words), dtype=np.int64)
    rank[pc.array_sort_indices(words).to_numpy()] = np.arange(1, len(words) + 1)
    indices = pc.fill_null(encoded.indices, len(words)).to_numpy().astype(np.int64)
    return np.append(rank, 0)[indices], len(words) + 1
