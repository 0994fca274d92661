from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import fsspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.archive import compaction
from sim.archive.buckets import Buckets, Cut
from sim.archive.digest import digest
from sim.archive.parts import ROWS_A_FILE
from sim.archive.sums import added_up
from sim.archive.writer import ArchiveWriter
from tests.archive.stand_in import (
    ARMS,
    IDENTITY,
    SCENARIOS,
    about_of,
    block_of,
    complete,
    everything,
    luck,
)

RUNS = 6


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[bool, str]:
    """Digests of a sweep left alone, with common luck and with luck of each cell's own."""
    found = {}
    for own_luck in (False, True):
        folder = tmp_path_factory.mktemp("alone")
        with ArchiveWriter.open(folder, IDENTITY, about_of(RUNS)) as writer:
            complete(writer, 1_000, own_luck)
            writer.compact()
        found[own_luck] = digest(folder)
    return found


@contextmanager
def remote_folder() -> Iterator[str]:
    """Quicker than a disk, and the bytes must be the same."""
    system = fsspec.filesystem("memory")
    try:
        yield "memory://blocks"
    finally:
        if system.exists("/blocks"):
            system.rm("/blocks", recursive=True)


@given(
    width=st.integers(1, 40),
    order=st.randoms(use_true_random=False),
    steps=st.sets(st.integers(1, RUNS - 1), max_size=2),
    compacting=st.sampled_from([0.0, 0.2, 1.0]),
    own_luck=st.booleans(),
)
@settings(max_examples=8)
def test_bytes_depend_on_what_is_finished_alone(
    undisturbed: dict[bool, str],
    width: int,
    order: Random,
    steps: set[int],
    compacting: float,
    own_luck: bool,
) -> None:
    with remote_folder() as folder:
        for runs in [*sorted(steps), RUNS]:
            about = about_of(runs)
            with ArchiveWriter.open(folder, IDENTITY, about) as writer:
                blocks = [
                    (name, start, min(start + width, stop))
                    for name in SCENARIOS
                    for first, stop in writer.missing(name)
                    for start in range(first, stop, width)
                ]
                order.shuffle(blocks)
                for block in blocks:
                    writer.publish(block_of(about, *block, own_luck, shuffled=True))
                    if order.random() < compacting / 4:
                        writer.compact()
                if runs == RUNS or compacting:
                    writer.compact()
        assert digest(folder) == undisturbed[own_luck]


def test_rows_that_do_not_fit_into_memory_give_the_same_bytes(
    tmp_path: Path, undisturbed: dict[bool, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compaction, "Buckets", lambda folder, fold=None: Buckets(folder, fold, 500))
    monkeypatch.setattr(compaction, "Cut", SmallCut)
    for own_luck in (False, True):
        folder = tmp_path / str(own_luck)
        with ArchiveWriter.open(folder, IDENTITY, about_of(RUNS)) as writer:
            complete(writer, 7, own_luck)
            writer.compact()
        assert digest(folder) == undisturbed[own_luck]


class SmallCut(Cut):
    @classmethod
    def of(cls, points: int, rows: int, last_run: int = 0, bucket_rows: int = 0) -> Cut:
        return Cut.of(points, rows, last_run, 2)


@given(
    points=st.integers(1, 9),
    rows=st.integers(0, 200),
    last=st.integers(0, 50),
    limit=st.integers(1, 20),
)
def test_buckets_follow_the_order_of_rows(points: int, rows: int, last: int, limit: int) -> None:
    cut = Cut.of(points, rows, last, limit)
    cell, run = (part.ravel() for part in np.mgrid[:points, : last + 1])
    bucket = cut.bucket(cell, run)
    assert (np.diff(bucket) >= 0).all()
    assert 0 <= bucket.min() <= bucket.max() < cut.buckets


@pytest.mark.parametrize("room", [1, 10_000])
@pytest.mark.parametrize("folded", [True, False])
def test_buckets_give_back_what_they_were_given(tmp_path: Path, room: int, folded: bool) -> None:
    def fold(table: pa.Table) -> pa.Table:
        return added_up(table, ("key",), "count")

    buckets = Buckets(tmp_path / "spill", fold if folded else None, room)
    for first in range(0, 60, 20):
        key = np.arange(first, first + 20) % 7
        table = pa.table({"key": pa.array(key), "count": pa.array(np.ones(20, np.int64))})
        buckets.add(key % 3, table)
    found = [buckets.take(number) for number in range(3)]
    assert [sorted(set(table["key"].to_pylist())) for table in found] == [[0, 3, 6], [1, 4], [2, 5]]
    counts = [sum(table["count"].to_pylist()) for table in found]
    assert sum(counts) == 60
    assert (found[0].num_rows == 3) == folded
    assert buckets.take(0) is None
    assert list((tmp_path / "spill").iterdir()) == []


@given(
    st.lists(
        st.tuples(
            st.sampled_from([None, "b", "a", "ü"]),
            st.one_of(st.none(), st.integers(0, 3)),
            st.integers(0, 5),
        ),
        max_size=30,
    )
)
def test_counts_of_the_same_names_are_added_up(rows: list[tuple[object, object, int]]) -> None:
    schema = pa.schema([("name", pa.string()), ("cell", pa.int32()), ("count", pa.int64())])
    table = pa.Table.from_arrays(
        [pa.array([row[at] for row in rows], schema.types[at]) for at in range(3)], schema=schema
    )
    expected: dict[tuple[object, object], int] = {}
    for name, cell, count in rows:
        expected[name, cell] = expected.get((name, cell), 0) + count
    found = [tuple(row.values()) for row in added_up(table, ("name", "cell"), "count").to_pylist()]
    assert {row[:2]: row[2] for row in found} == expected
    keys = [(row[0] or "", -1 if row[1] is None else row[1]) for row in found]
    assert keys == sorted(set(keys))


def test_large_archives_have_files_and_groups_of_fixed_length(tmp_path: Path) -> None:
    about = about_of(runs=150_000, points=2, scenarios=SCENARIOS[:1])
    rows = about.rows(SCENARIOS[0])
    with ArchiveWriter.open(tmp_path, IDENTITY, about) as writer:
        for start in range(0, rows, 100_000):
            writer.publish(block_of(about, SCENARIOS[0], start, min(start + 100_000, rows), days=1))
        writer.compact()
    for arm in ARMS:
        stem = f"outcomes/{SCENARIOS[0]}-{arm}"
        parts = [pq.ParquetFile(tmp_path / f"{stem}-000{number}.parquet") for number in (0, 1)]
        assert [part.metadata.num_rows for part in parts] == [ROWS_A_FILE, 300_000 - ROWS_A_FILE]
        groups = [
            part.metadata.row_group(place).num_rows
            for part in parts
            for place in range(part.num_row_groups)
        ]
        assert groups == [65_536] * 4 + [300_000 - ROWS_A_FILE]
        rows_read = pa.concat_tables([part.read(["cell", "run", "deaths"]) for part in parts])
        cell, run = rows_read["cell"].to_numpy(), rows_read["run"].to_numpy()
        np.testing.assert_array_equal(cell, np.repeat([0, 1], 150_000))
        np.testing.assert_array_equal(run, np.tile(np.arange(150_000), 2))
        expected = luck(SCENARIOS[0], np.full(300_000, ARMS.index(arm)), cell, run)
        np.testing.assert_array_equal(rows_read["deaths"].to_numpy(), expected)


def test_a_run_that_is_there_twice_is_never_merged(tmp_path: Path) -> None:
    about = about_of(runs=2, points=1, scenarios=SCENARIOS[:1])
    with ArchiveWriter.open(tmp_path, IDENTITY, about) as writer:
        for start in (0, 2):
            block = block_of(about, SCENARIOS[0], start, start + 2)
            table = block.tables["outcomes"].drop_columns(["run"])
            same = table.append_column("run", pa.array([0, 0]))
            block.tables["outcomes"] = same
            writer.publish(block)
        before = everything(tmp_path)
        with pytest.raises(ValueError, match="twice"):
            writer.compact()
    assert everything(tmp_path) == [name for name in before if name != ".lock"]
