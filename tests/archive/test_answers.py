from __future__ import annotations

import importlib
import sys
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from sim.archive.answers import Answers, open_archive
from sim.archive.writer import ArchiveWriter
from sim.scenario.problems import UserError
from tests.archive.stand_in import (
    ARMS,
    IDENTITY,
    RUNGS,
    SCENARIOS,
    about_of,
    block_of,
    complete,
    everything,
    luck,
)

FIRST, SECOND = SCENARIOS


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    with ArchiveWriter.open(folder, IDENTITY, about_of(4)) as writer:
        complete(writer)
        writer.compact()
    return folder


@pytest.fixture(scope="module")
def answers(folder: Path) -> Answers:
    return open_archive(folder)


def test_the_experiment_is_described(answers: Answers) -> None:
    assert answers.experiment["name"] == "mandate"
    assert answers.experiment["scenarios"] == list(SCENARIOS)
    assert (answers.scenarios, answers.arms) == (SCENARIOS, ARMS)
    assert (answers.expected, answers.finished, answers.complete) == (48, 48, True)
    assert list(answers.spans(FIRST)) == [(0, 24)]
    assert list(answers.columns["key"])[:2] == ["deaths", "trust.armenia"]
    assert answers.provenance == {"code_sha256": "c" * 64}
    assert answers.inputs["lachin-2022.yaml"] == "title: ü\n"
    assert answers.cells(SECOND)["behaviour.retaliation"].to_list() == [0.0, 0.1, 0.2]
    shown = answers._repr_html_()
    assert "Would a &lt;clear&gt; mandate" in shown
    assert "24 of 24" in shown
    assert len(shown) < 2_000


def test_outcomes_are_typed_and_ordered(answers: Answers) -> None:
    frame = answers.outcomes()
    assert [str(kind) for kind in frame.dtypes] == [
        "category",
        "category",
        "int32",
        "int64",
        "Int64",
        "float64",
        "boolean",
        "category",
        "float64",
    ]
    codes = frame["scenario"].cat.codes, frame["arm"].cat.codes
    keys = list(zip(*codes, frame["cell"], frame["run"], strict=True))
    assert keys == sorted(set(keys))
    assert frame["peak_rung"].cat.categories.to_list() == RUNGS
    assert frame["peak_rung"].cat.ordered
    for scenario, rows in frame.groupby("scenario", observed=True):
        expected = luck(scenario, rows["arm"].cat.codes.to_numpy(), rows["cell"], rows["run"])
        np.testing.assert_array_equal(rows["deaths"].to_numpy(), expected)
        missing = expected % 7 == 0
        assert missing.any()
        np.testing.assert_array_equal(rows["trust.armenia"].isna(), missing)
        np.testing.assert_array_equal(rows["major_war"].isna(), missing)
        np.testing.assert_array_equal(rows["peak_rung"].isna(), expected % 4 == 0)
        assert rows["documented.summer"].isna().all() == (scenario == SECOND)


def test_parts_can_be_asked_for(answers: Answers) -> None:
    whole = answers.outcomes()
    part = answers.outcomes(["peak_rung", "deaths"], scenario=SECOND, arm=ARMS[1])
    assert list(part.columns) == ["scenario", "arm", "cell", "run", "peak_rung", "deaths"]
    wanted = whole[(whole["scenario"] == SECOND) & (whole["arm"] == ARMS[1])]
    pd.testing.assert_frame_equal(part, wanted[part.columns].reset_index(drop=True))
    assert answers.bands(arm=ARMS[0])["arm"].unique().tolist() == [ARMS[0]]
    for ask in (
        lambda: answers.outcomes(["death"]),
        lambda: answers.outcomes(arm="as-it-is"),
        lambda: answers.bands(scenario="lachin"),
        lambda: answers.cells("x"),
    ):
        with pytest.raises(UserError, match="has no "):
            ask()


def test_counts_are_added_up(answers: Answers) -> None:
    bands, outcomes = answers.bands(), answers.outcomes(["deaths"])
    assert list(bands.columns) == [
        "scenario", "arm", "cell", "gauge", "party", "day", "bin", "value", "count",
    ]  # fmt: skip
    assert bands["cell"].isna().all()
    assert (bands["count"] > 0).all()
    mine = bands[(bands["gauge"] == "deaths") & (bands["day"] == 1) & (bands["arm"] == ARMS[0])]
    assert mine["party"].isna().all()
    rows = outcomes[outcomes["arm"] == ARMS[0]]
    for scenario in SCENARIOS:
        bins = rows[rows["scenario"] == scenario]["deaths"].to_numpy(dtype=np.int64) * 2 // 300
        counts = mine[mine["scenario"] == scenario].set_index("bin")["count"]
        assert counts.to_dict() == dict(enumerate(np.bincount(bins).tolist())) | {}
    sectors = answers.sectors()
    deaths = outcomes.groupby(["scenario", "arm", "cell"], observed=True)["deaths"].sum()
    totals = sectors[sectors["day"] == 1].set_index(["scenario", "arm", "cell"])["total"]
    assert totals.to_list() == deaths.to_list()
    assert sectors["front"].unique().tolist() == ["north"]


def test_what_was_never_compacted_is_read_too(tmp_path: Path) -> None:
    about = about_of(4)
    blocks = [(name, start, start + 6) for name in SCENARIOS for start in (18, 6, 0)]
    with ArchiveWriter.open(tmp_path, IDENTITY, about) as writer:
        for number, block in enumerate(blocks):
            writer.publish(block_of(about, *block))
            if number == 2:
                writer.compact()
    answers = open_archive(tmp_path)
    assert (answers.finished, answers.complete) == (36, False)
    before = [answers.outcomes(), answers.bands(), answers.sectors(arm=ARMS[1])]
    with ArchiveWriter.open(tmp_path, IDENTITY, about) as writer:
        writer.compact()
    answers = open_archive(tmp_path)
    after = [answers.outcomes(), answers.bands(), answers.sectors(arm=ARMS[1])]
    for one, other in zip(before, after, strict=True):
        pd.testing.assert_frame_equal(one, other)


def test_an_archive_without_a_row_is_read(tmp_path: Path) -> None:
    for compacted in (False, True):
        with ArchiveWriter.open(tmp_path, IDENTITY, about_of(2)) as writer:
            if compacted:
                writer.compact()
        answers = open_archive(tmp_path)
        assert (answers.finished, answers.expected) == (0, 24)
        assert answers.outcomes().empty
        assert answers.bands().empty
        assert answers.to_xarray(["deaths"], FIRST)["deaths"].shape == (2, 3, 0)


def test_it_opens_without_this_package(folder: Path, answers: Answers) -> None:
    frame = answers.outcomes()
    found = pd.read_parquet(folder / "outcomes")
    assert len(found) == len(frame)
    assert set(found.columns) == set(frame.columns)
    query = (
        'select scenario, arm, count(*), sum(deaths), count("trust.armenia")'
        f" from read_parquet('{folder}/outcomes/*.parquet') group by all order by 1, 2"
    )
    grouped = frame.groupby(["scenario", "arm"], observed=True)
    expected = grouped.agg(
        rows=("run", "size"), dead=("deaths", "sum"), known=("trust.armenia", "count")
    )
    assert duckdb.sql(query).fetchall() == [
        (scenario, arm, row.rows, row.dead, row.known)
        for (scenario, arm), row in zip(expected.index, expected.itertuples(), strict=True)
    ]
    days = duckdb.sql(f"select max(day), sum(count) from '{folder}/bands.parquet'").fetchall()
    assert days == [(2, 48 * 2 * 3)]
    columns = pd.read_csv(folder / "columns.csv").set_index("key")
    assert columns.loc["deaths", ["kind", "unit"]].to_list() == ["count", "deaths"]
    assert columns.loc["peak_rung", "categories"] == "calm | clashes | war"
    cells = pd.read_parquet(folder / "cells.parquet")
    assert list(cells.columns) == ["scenario", "cell", "behaviour.retaliation"]


def test_missing_is_null_and_fields_are_documented(folder: Path) -> None:
    table = pq.read_table(folder / "outcomes" / f"{SECOND}-{ARMS[1]}-0000.parquet")
    deaths = table["deaths"].to_numpy()
    assert table["trust.armenia"].null_count == int((deaths % 7 == 0).sum()) > 0
    assert not any(value != value for value in table["trust.armenia"].to_pylist())
    assert table.schema.field("deaths").metadata[b"unit"] == b"deaths"
    assert {
        name: str(kind) for name, kind in zip(table.schema.names, table.schema.types, strict=True)
    } == {
        "scenario": "string",
        "arm": "string",
        "cell": "int32",
        "run": "int64",
        "deaths": "int64",
        "trust.armenia": "double",
        "major_war": "bool",
        "peak_rung": "string",
        "documented.summer": "double",
    }


def test_axes_are_labelled(tmp_path: Path, answers: Answers) -> None:
    found = answers.to_xarray(["deaths", "peak_rung"], FIRST)
    assert dict(found.sizes) == {"arm": 2, "cell": 3, "draw": 4}
    row = answers.outcomes(["deaths"], FIRST, ARMS[1]).set_index(["cell", "run"])
    assert found["deaths"].sel(arm=ARMS[1], cell=2).values[3] == row.loc[(2, 3), "deaths"]
    about = about_of(4)
    with ArchiveWriter.open(tmp_path, IDENTITY, about) as writer:
        writer.publish(block_of(about, FIRST, 0, 9, own_luck=True))
    ids = open_archive(tmp_path).to_xarray(["deaths"], FIRST)
    assert ids["run"].values.tolist() == [[0, 3], [1, 4], [2, -1]]
    assert int(ids["deaths"].notnull().sum()) == 9
    with pytest.raises(UserError, match="several scenarios"):
        answers.to_xarray()


def test_xarray_may_be_missing(answers: Answers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xarray", None)
    monkeypatch.delitem(sys.modules, "sim.archive.labelled", raising=False)
    with pytest.raises(UserError, match=r"install `parley-sim\[notebook\]`"):
        answers.to_xarray(scenario=FIRST)
    monkeypatch.undo()
    importlib.import_module("sim.archive.labelled")


@pytest.mark.parametrize("content", [None, "thesis.tex"])
def test_what_is_no_archive_is_told(tmp_path: Path, content: str | None) -> None:
    if content:
        (tmp_path / content).write_text("mine")
    with pytest.raises(UserError, match=r"is not there, or empty|is no archive") as caught:
        open_archive(tmp_path)
    assert "parley sweep" in str(caught.value)
    with pytest.raises(UserError, match="is not there"):
        open_archive(tmp_path / "x")


def test_reading_changes_nothing(tmp_path: Path) -> None:
    with ArchiveWriter.open(tmp_path, IDENTITY, about_of(2)) as writer:
        writer.publish(block_of(writer.about, FIRST, 0, 6))
    before = everything(tmp_path)
    open_archive(tmp_path, verify=True).outcomes()
    assert everything(tmp_path) == before
