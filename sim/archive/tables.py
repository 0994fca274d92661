"""The tables of a block as they are kept: fixed types and order, nothing missing but null."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sim.archive.about import About
from sim.archive.block import BANDS, OUTCOMES, SECTORS, FinishedBlock
from sim.archive.sums import added_up, codes

ROW_KEYS = pa.schema(
    [
        pa.field("arm", pa.string(), nullable=False),
        pa.field("cell", pa.int32(), nullable=False),
        pa.field("run", pa.int64(), nullable=False),
    ]
)
"""What names a row of outcomes within its scenario."""
_GROUP = [pa.field("arm", pa.string(), nullable=False), pa.field("cell", pa.int32())]
BAND_SCHEMA = pa.schema(
    [
        *_GROUP,
        pa.field("gauge", pa.string(), nullable=False),
        pa.field("party", pa.string()),
        pa.field("day", pa.int32(), nullable=False),
        pa.field("bin", pa.int32(), nullable=False),
        pa.field("value", pa.float64()),
        pa.field("count", pa.int64(), nullable=False),
    ]
)
SECTOR_SCHEMA = pa.schema(
    [
        *_GROUP,
        pa.field("front", pa.string(), nullable=False),
        pa.field("sector", pa.string(), nullable=False),
        pa.field("day", pa.int32(), nullable=False),
        pa.field("total", pa.int64(), nullable=False),
    ]
)
BAND_KEYS = ("arm", "cell", "gauge", "party", "day", "bin")
SECTOR_KEYS = ("arm", "cell", "front", "sector", "day")


def kept_tables(block: FinishedBlock, about: About) -> dict[str, pa.Table]:
    """The tables of a block as they go into the journal, rows by arm, cell and run (or names).

    Raises ValueError for tables that do not fit the experiment or the range of rows.
    """
    if block.scenario not in about.scenarios:
        raise ValueError(f"`{block.scenario}` is no scenario of the experiment")
    if block.stop > about.rows(block.scenario):
        raise ValueError(f"row {block.stop - 1:,} is beyond the last run of {block.scenario}")
    kept = {OUTCOMES: _outcomes(block, about)}
    if BANDS in block.tables:
        bands = _fitted(block.tables[BANDS], BAND_SCHEMA, BANDS)
        kept[BANDS] = summed_bands(bands)
    if SECTORS in block.tables:
        sectors = _fitted(block.tables[SECTORS], SECTOR_SCHEMA, SECTORS)
        kept[SECTORS] = summed_sectors(sectors)
    for table in kept.values():
        unknown = set(pc.unique(table["arm"]).to_pylist()) - set(about.arms)
        if unknown:
            raise ValueError(f"`{min(unknown)}` is no arm of the experiment")
    return kept


def summed_bands(table: pa.Table) -> pa.Table:
    """Bands with a row for each arm, cell, gauge, party, day and bin that counts anything."""
    return added_up(table.filter(pc.not_equal(table["count"], 0)), BAND_KEYS, "count")


def summed_sectors(table: pa.Table) -> pa.Table:
    """Sectors with a row for each arm, cell, front, sector and day."""
    return added_up(table, SECTOR_KEYS, "total")


def arm_positions(arms: pa.ChunkedArray, about: About) -> NDArray[np.int64]:
    """The position of each row's arm; -1 if it is none of the experiment's."""
    found = pc.index_in(arms, pa.array(about.arms, pa.string()))
    return np.asarray(pc.fill_null(found, -1).to_numpy(), dtype=np.int64)


def outcome_schema(about: About) -> pa.Schema:
    """The columns of outcomes of any scenario: arm, cell, run, and every outcome."""
    return pa.schema([*ROW_KEYS, *about.fields])


def completed(table: pa.Table, about: About) -> pa.Table:
    """Outcomes with the columns of all scenarios, those that it lacks as null."""
    arrays = [
        table[name] if name in table.column_names else pa.nulls(table.num_rows, kind)
        for name, kind in zip(*_names_and_types(outcome_schema(about)), strict=True)
    ]
    return pa.table(arrays, schema=outcome_schema(about))


def _names_and_types(schema: pa.Schema) -> tuple[list[str], list[pa.DataType]]:
    return schema.names, schema.types


def _outcomes(block: FinishedBlock, about: About) -> pa.Table:
    given = block.tables[OUTCOMES]
    if given.num_rows != block.rows:
        raise ValueError(f"{given.num_rows:,} rows of outcomes for {block.rows:,} indices")
    keys = _fitted(given.select(["arm", "cell", "run"]), ROW_KEYS, OUTCOMES)
    fields = {field.name: field for field in about.fields}
    unknown = set(given.column_names) - set(fields) - set(ROW_KEYS.names)
    if unknown:
        raise ValueError(f"no columns of the experiment: {', '.join(sorted(unknown))}")
    arm = arm_positions(keys["arm"], about)
    cell, run = keys["cell"].to_numpy(), keys["run"].to_numpy()
    order = np.lexsort((run, cell, arm))
    _compare(arm[order], cell[order], block, about)
    present = [field for name, field in fields.items() if name in given.column_names]
    arrays = [*keys.columns, *(_cast(given[field.name], field) for field in present)]
    table = pa.table(arrays, schema=pa.schema([*ROW_KEYS, *present]))
    table = table.take(pa.array(order))
    code = codes(table, ("cell", "run"))
    if (arm[order][1:] == arm[order][:-1])[code[1:] == code[:-1]].any():
        raise ValueError("a run is there twice in one cell and arm")
    return table


def _compare(
    arm: NDArray[np.int64], cell: NDArray[np.integer], block: FinishedBlock, about: About
) -> None:
    """ValueError unless arms and cells are those of the block's indices."""
    expected_arm, expected_cell, _ = about.places(block.scenario, block.start, block.stop)
    order = np.lexsort((expected_cell, expected_arm))
    same_arms = np.array_equal(arm, expected_arm[order])
    if not same_arms or not np.array_equal(cell, expected_cell[order]):
        raise ValueError(
            f"arms and cells are not those of rows {block.start:,} to {block.stop - 1:,} of"
            f" {block.scenario}"
        )


def _fitted(table: pa.Table, schema: pa.Schema, name: str) -> pa.Table:
    lacking = set(schema.names) - set(table.column_names)
    if lacking or len(table.column_names) != len(schema.names):
        raise ValueError(f"{name} have the columns {', '.join(schema.names)}")
    arrays = [_cast(table[field.name], field) for field in schema]
    for field, array in zip(schema, arrays, strict=True):
        if not field.nullable and array.null_count:
            raise ValueError(f"{field.name} is missing in {name}")
    return pa.table(arrays, schema=schema)


def _cast(column: pa.ChunkedArray, field: pa.Field) -> pa.Array:
    """A column as its field has it; ValueError if that would change what it says."""
    array = column.combine_chunks()
    if isinstance(array, pa.ChunkedArray):
        array = pa.concat_arrays(array.chunks) if array.num_chunks else pa.array([], array.type)
    if pa.types.is_null(array.type):
        return pa.nulls(len(array), field.type)
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    if pa.types.is_floating(array.type):
        array = pc.if_else(pc.is_nan(array), None, array)
    if pa.types.is_boolean(field.type) and not pa.types.is_boolean(array.type):
        if not pc.all(
            pc.is_in(array.drop_null(), pa.array([0, 1], array.type)), min_count=0
        ).as_py():
            raise ValueError(f"{field.name} is a truth, and neither 0 nor 1")
        return array.cast(pa.bool_())
    try:
        array = array.cast(field.type)
    except pa.ArrowInvalid as problem:
        raise ValueError(f"{field.name} is not {field.type}: {problem}") from problem
    if pa.types.is_string(field.type):
        array = pc.if_else(pc.equal(array, ""), None, array)
    return array


def as_cell_columns(cells: Mapping[str, pa.Table]) -> pa.Table:
    """The cells of all scenarios as one table: scenario, cell, and every factor of any."""
    parts = []
    for scenario, table in cells.items():
        names = pa.array([scenario] * table.num_rows, pa.string())
        factors = [name for name in table.column_names if name != "cell"]
        columns = {"scenario": names, "cell": table["cell"].cast(pa.int32())}
        parts.append(pa.table(columns | {name: table[name] for name in factors}))
    try:
        return pa.concat_tables(parts, promote_options="permissive")
    except pa.ArrowTypeError:
        # Words in one scenario, numbers in another: told as words.
        return pa.concat_tables([_as_words(part) for part in parts], promote_options="default")


def _as_words(table: pa.Table) -> pa.Table:
    kept = [table["scenario"], table["cell"]]
    words = [table[name].cast(pa.string()) for name in table.column_names[2:]]
    return pa.table([*kept, *words], names=table.column_names)
