"""Merging: everything that is finished into few files whose bytes depend on the content alone."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sim.archive.about import About, as_text
from sim.archive.block import BANDS, OUTCOMES, SECTORS
from sim.archive.buckets import Buckets, Cut
from sim.archive.holdings import ABOUT, CELLS, INPUTS, PROVENANCE, Holdings
from sim.archive.manifest import Manifest, record_of
from sim.archive.parts import OutcomeFiles, add_rows, files_of, read_all_of
from sim.archive.sums import codes
from sim.archive.tables import (
    BAND_SCHEMA,
    SECTOR_SCHEMA,
    arm_positions,
    as_cell_columns,
    completed,
    outcome_schema,
    summed_bands,
    summed_sectors,
)
from sim.scenario.problems import Problem, UserError
from sim.store.parquet import ParquetFile

LOG = "log.jsonl"
_SPILL = ".spill"
_BAND_ROWS = 2**20
_SUMMED = {BANDS: (BAND_SCHEMA, summed_bands), SECTORS: (SECTOR_SCHEMA, summed_sectors)}


def compact_into(draft: Path, holdings: Holdings) -> Manifest:
    """Write the files of a compacted archive into an empty folder, and list them.

    The folder has the log besides, which is not listed. Raises UserError if a file is damaged.
    """
    about = holdings.about
    for scenario in about.scenarios:
        _write_outcomes(draft, holdings, scenario)
    for kind in _SUMMED:
        _write_sums(draft, holdings, kind)
    shutil.rmtree(draft / _SPILL, ignore_errors=True)
    _write_about(draft, about)
    made = sorted(path for path in draft.rglob("*") if path.is_file())
    files = {path.relative_to(draft).as_posix(): record_of(path) for path in made}
    _write_log(draft, holdings)
    return Manifest(
        name=about.name,
        identity=holdings.identity,
        others=holdings.others,
        about=holdings.about_digest,
        scenarios={name: holdings.progress(name) for name in about.scenarios},
        files=files,
    )


def _write_outcomes(draft: Path, holdings: Holdings, scenario: str) -> None:
    about, progress = holdings.about, holdings.progress(scenario)
    arms = about.arms
    if not progress.spans:
        return
    rows = -(-progress.spans.rows // len(arms))
    cut = Cut.of(about.points(scenario), rows, progress.last_run)
    buckets = Buckets(draft / _SPILL / f"{OUTCOMES}-{scenario}")
    for table in _outcome_tables(holdings, scenario):
        cell, run = table["cell"].to_numpy(), table["run"].to_numpy()
        arm = arm_positions(table["arm"], about)
        buckets.add(arm * cut.buckets + cut.bucket(cell, run), table)
    schema = pa.schema([pa.field("scenario", pa.string(), nullable=False), *outcome_schema(about)])
    (draft / "outcomes").mkdir(exist_ok=True)
    written = 0
    for position, arm_name in enumerate(arms):
        file = OutcomeFiles(draft, scenario, arm_name, schema)
        try:
            for number in range(position * cut.buckets, (position + 1) * cut.buckets):
                table = buckets.take(number)
                if table is not None:
                    file.add(_ordered(table, scenario))
                    written += table.num_rows
        finally:
            file.close()
    if written != progress.spans.rows:
        message = f"{written:,} rows of {scenario} were found instead of {progress.spans.rows:,}"
        raise UserError(Problem(message, holdings.place.url))


def _outcome_tables(holdings: Holdings, scenario: str) -> Iterator[pa.Table]:
    for arm in holdings.about.arms:
        for name, record in files_of(holdings.files, scenario, arm).items():
            for table in read_all_of(holdings.place, name, record):
                yield completed(table, holdings.about)
    for entry in holdings.entries:
        table = entry.table(OUTCOMES) if entry.scenario == scenario else None
        if table is not None:
            yield completed(table, holdings.about)


def _ordered(table: pa.Table, scenario: str) -> pa.Table:
    """Rows of one arm by cell and run, with the scenario before them."""
    code = codes(table, ("cell", "run"))
    order = np.argsort(code, kind="stable")
    if np.any(np.diff(code[order]) == 0):
        raise ValueError(f"a run of {scenario} is there twice in one cell and arm")
    names = pa.DictionaryArray.from_arrays(
        pa.array(np.zeros(len(order), np.int32)), pa.array([scenario])
    )
    field = pa.field("scenario", pa.string(), nullable=False)
    return table.take(pa.array(order)).add_column(0, field, names.dictionary_decode())


def _write_sums(draft: Path, holdings: Holdings, kind: str) -> None:
    """`bands.parquet` or `sectors.parquet`: by scenario, arm, cell, names and day."""
    about = holdings.about
    schema, fold = _SUMMED[kind]
    before = holdings.files.get(f"{kind}.parquet")
    if before is None and not any(entry.rows(kind) for entry in holdings.entries):
        return
    scenario_field = pa.field("scenario", pa.string(), nullable=False)
    path = draft / f"{kind}.parquet"
    file = ParquetFile(path, pa.schema([scenario_field, *schema]), page_checksums=True)
    try:
        for scenario in about.scenarios:
            rows = (before.rows or 0) if before else 0
            rows += sum(one.rows(kind) for one in holdings.entries if one.scenario == scenario)
            cut = Cut.of(about.points(scenario), -(-rows // len(about.arms)), 0, _BAND_ROWS)
            buckets = Buckets(draft / _SPILL / f"{kind}-{scenario}", fold)
            for table in _summed_tables(holdings, kind, scenario):
                cell = pc.fill_null(table["cell"], 0).to_numpy()
                arm = arm_positions(table["arm"], about)
                buckets.add(arm * cut.buckets + cut.bucket(cell), table)
            for number in range(len(about.arms) * cut.buckets):
                found = buckets.take(number)
                if found is not None:
                    names = pa.array([scenario] * found.num_rows, pa.string())
                    add_rows(file, found.add_column(0, scenario_field, names))
    finally:
        file.close()


def _summed_tables(holdings: Holdings, kind: str, scenario: str) -> Iterator[pa.Table]:
    schema = _SUMMED[kind][0]
    name = f"{kind}.parquet"
    if name in holdings.files:
        for table in read_all_of(holdings.place, name, holdings.files[name]):
            mine = table.filter(pc.equal(table["scenario"], scenario))
            yield mine.select(schema.names).cast(schema)
    for entry in holdings.entries:
        found = entry.table(kind) if entry.scenario == scenario else None
        if found is not None:
            yield found.cast(schema)


def _write_about(draft: Path, about: About) -> None:
    factors = {
        name: [column for column in table.column_names if column != "cell"]
        for name, table in about.cells.items()
    }
    told = {"experiment": about.experiment, "columns": about.columns, "factors": factors}
    _write(draft / ABOUT, as_text(told))
    _write(draft / PROVENANCE, as_text(about.provenance))
    _write(draft / "columns.csv", columns_text(about.columns))
    for name, text in about.inputs.items():
        _write(draft / f"{INPUTS}{name}", text)
    cells = as_cell_columns({name: about.cells[name] for name in about.scenarios})
    file = ParquetFile(draft / CELLS, cells.schema, page_checksums=True)
    try:
        add_rows(file, cells)
    finally:
        file.close()


def columns_text(columns: Sequence[Mapping[str, object]]) -> str:
    """The description of the outcomes as CSV, key and kind first; lists as words between bars."""
    names = list(dict.fromkeys(["key", "kind", *(name for row in columns for name in row)]))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    for row in columns:
        writer.writerow([_cell(row.get(name)) for name in names])
    return text.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return " | ".join(str(item) for item in value)
    return str(value) if isinstance(value, str | int | float) else json.dumps(value)


def _write_log(draft: Path, holdings: Holdings) -> None:
    """The log so far, and what the blocks of the journal tell of their making."""
    place = holdings.place
    before = place.read(LOG) if place.exists(LOG) else b""
    lines = []
    for entry in holdings.entries:
        told = {"scenario": entry.scenario, "start": entry.start, "stop": entry.stop}
        lines.append(json.dumps(told | dict(entry.log), ensure_ascii=False) + "\n")
    if before or lines:
        (draft / LOG).write_bytes(before + "".join(lines).encode())


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")
