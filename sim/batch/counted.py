"""Daily bands of many cells at once: how many runs of each were read in which bin, sparsely."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sim.batch.bands import Gauges
from sim.batch.bins import bins_of

Indices = NDArray[np.int64]


@dataclass
class CountedBands:
    """Counts by group, gauge, day and bin, for the runs of a block that belong to groups (run,)."""

    groups: Indices
    _days: list[tuple[str, int, Indices, Indices]] = field(default_factory=list)

    def add(self, day: int, gauges: Gauges) -> None:
        """Take in the gauges (run,) of the block on one day; what is missing is not counted."""
        for key, values in gauges.items():
            bins = bins_of(key)
            read = np.asarray(values, dtype=np.float64)
            present = ~np.isnan(read)
            placed = bins.place_present(read[present])
            keys = self.groups[present] * bins.number + placed
            found, counts = np.unique(keys, return_counts=True)
            self._days.append((key, day, found, counts.astype(np.int64)))

    def table(self) -> dict[str, pa.Array]:
        """Columns group, gauge, party, day, bin, value and count; one row a bin that was seen."""
        keys = list(dict.fromkeys(key for key, *_ in self._days))
        groups, places, values = [], [], []
        for key, _, found, _ in self._days:
            bins = bins_of(key)
            group, place = np.divmod(found, bins.number)
            groups.append(group)
            places.append(place)
            values.append(bins.middles[place])
        lengths = [len(found) for _, _, found, _ in self._days]
        days = np.array([day for _, day, _, _ in self._days], dtype=np.int32)
        which = np.array([keys.index(key) for key, *_ in self._days], dtype=np.int32)
        which = np.repeat(which, lengths)
        gauges, _, parties = zip(*(key.partition(".") for key in keys), strict=True)
        return {
            "group": pa.array(_joined(groups)),
            "gauge": words(which, gauges),
            "party": words(which, [party or None for party in parties]),
            "day": pa.array(np.repeat(days, lengths)),
            "bin": pa.array(_joined(places).astype(np.int32)),
            "value": pa.array(_joined(values).astype(np.float64)),
            "count": pa.array(_joined([seen for *_, seen in self._days])),
        }


def words(which: NDArray[np.int32], names: Sequence[str | None]) -> pa.Array:
    """A column of text that has one of a few names in every row."""
    spelled = pa.array(names, type=pa.string())
    return pa.DictionaryArray.from_arrays(pa.array(which), spelled).dictionary_decode()


def _joined(parts: Sequence[NDArray[Any]]) -> NDArray[Any]:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)
