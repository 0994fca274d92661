"""Rows of an archive as one: compacted ones and those of the journal, in the same order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sim.archive.block import BANDS, OUTCOMES
from sim.archive.holdings import Holdings
from sim.archive.parts import files_of
from sim.archive.tables import BAND_SCHEMA, SECTOR_SCHEMA, summed_bands, summed_sectors


def outcome_rows(
    holdings: Holdings, schema: pa.Schema, scenario: str, arms: Sequence[str]
) -> Iterator[tuple[str, pa.Table]]:
    """The rows of a scenario, arm by arm, by cell and run in each.

    `schema` has cell, run and the outcomes that are wanted. Raises UserError for damage.
    """
    waiting = _waiting(holdings, schema, scenario, arms)
    for arm in arms:
        files = files_of(holdings.files, scenario, arm)
        rows = [_as(holdings.read(file, schema.names), schema) for file in files]
        if waiting[arm]:
            together = pa.concat_tables([*rows, *waiting[arm]]).combine_chunks()
            order = np.lexsort((together["run"].to_numpy(), together["cell"].to_numpy()))
            rows = [together.take(pa.array(order))]
        for table in rows:
            yield arm, table


def summed_rows(holdings: Holdings, kind: str, scenario: str, arms: Sequence[str]) -> pa.Table:
    """Bands or sectors of a scenario, arm by arm; UserError for damage."""
    fold, schema = (summed_bands, BAND_SCHEMA) if kind == BANDS else (summed_sectors, SECTOR_SCHEMA)
    name = f"{kind}.parquet"
    together = schema.empty_table()
    if name in holdings.files:
        compacted = holdings.read(name)
        mine = compacted.filter(pc.equal(compacted["scenario"], scenario))
        together = _as(mine, schema)
    for entry in holdings.entries:
        found = entry.table(kind) if entry.scenario == scenario else None
        if found is not None:
            together = fold(pa.concat_tables([together, found]))
    parts = [together.filter(pc.equal(together["arm"], arm)) for arm in arms]
    return pa.concat_tables([schema.empty_table(), *parts])


def _waiting(
    holdings: Holdings, schema: pa.Schema, scenario: str, arms: Sequence[str]
) -> dict[str, list[pa.Table]]:
    """Rows that are not compacted yet, by arm."""
    found: dict[str, list[pa.Table]] = {arm: [] for arm in arms}
    for entry in holdings.entries:
        table = entry.table(OUTCOMES) if entry.scenario == scenario else None
        if table is not None:
            for arm in arms:
                mine = table.filter(pc.equal(table["arm"], arm))
                found[arm].append(_as(mine, schema))
    return found


def _as(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """Rows with these columns in their order; a column that is not there is missing throughout."""
    arrays = [
        table[field.name].cast(field.type)
        if field.name in table.column_names
        else pa.nulls(table.num_rows, field.type)
        for field in schema
    ]
    return cast("pa.Table", pa.table(arrays, schema=schema))
