from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from sim.archive.answers import open_archive
from sim.archive.block import Failure, FinishedBlock
from sim.archive.digest import digest
from sim.archive.writer import ArchiveWriter
from sim.scenario.problems import UserError
from tests.archive.stand_in import IDENTITY, SCENARIOS, about_of, block_of, complete, everything

FIRST, SECOND = SCENARIOS


def test_blocks_are_kept_and_compacted(tmp_path: Path) -> None:
    about = about_of(runs=2)
    with ArchiveWriter.open(tmp_path / "x", IDENTITY, about) as writer:
        assert list(writer.missing(FIRST)) == [(0, 12)]
        assert writer.publish(block_of(about, FIRST, 4, 9))
        assert list(writer.finished(FIRST)) == [(4, 9)]
        assert list(writer.missing(FIRST)) == [(0, 4), (9, 12)]
        assert writer.journal_blocks == 1
        assert "journal/lachin-2022-4-9.block" in everything(tmp_path / "x")
        complete(writer)
        writer.compact()
        assert writer.journal_blocks == 0
        assert not writer.missing(FIRST)
    assert everything(tmp_path / "x") == [
        "about.json",
        "bands.parquet",
        "cells.parquet",
        "columns.csv",
        "inputs/experiments/mandate.yaml",
        "inputs/lachin-2022.yaml",
        "log.jsonl",
        "manifest.json",
        "outcomes/lachin-2022-as-it-was-0000.parquet",
        "outcomes/lachin-2022-clear-mandate-0000.parquet",
        "outcomes/sochi-2014-as-it-was-0000.parquet",
        "outcomes/sochi-2014-clear-mandate-0000.parquet",
        "provenance.json",
        "sectors.parquet",
    ]
    log = [json.loads(line) for line in (tmp_path / "x" / "log.jsonl").read_text().splitlines()]
    assert {"scenario": FIRST, "start": 4, "stop": 9, "host": "h", "seconds": 0.4} in log


def test_a_block_that_is_there_already_counts_once(tmp_path: Path) -> None:
    about = about_of(runs=2)
    with ArchiveWriter.open(tmp_path, IDENTITY, about) as writer:
        assert writer.publish(block_of(about, FIRST, 0, 8))
        assert not writer.publish(block_of(about, FIRST, 0, 8))
        assert not writer.publish(block_of(about, FIRST, 2, 5))
        with pytest.raises(ValueError, match="some but not all"):
            writer.publish(block_of(about, FIRST, 6, 10))
        writer.compact()
        assert not writer.publish(block_of(about, FIRST, 0, 8))
        assert writer.finished(FIRST).rows == 8
    assert open_archive(tmp_path).finished == 8


def test_opening_and_compacting_a_finished_archive_changes_nothing(tmp_path: Path) -> None:
    about = about_of(runs=2)
    with ArchiveWriter.open(tmp_path, IDENTITY, about) as writer:
        complete(writer)
        writer.compact()
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    with ArchiveWriter.open(tmp_path, IDENTITY, about) as writer:
        assert not writer.missing(FIRST)
        writer.compact()
    assert {
        path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()
    } == before


def test_an_interrupted_archive_says_so(tmp_path: Path) -> None:
    about = about_of(runs=2)
    with ArchiveWriter.open(tmp_path, IDENTITY, about) as writer:
        writer.publish(block_of(about, FIRST, 0, 7))
        writer.compact()
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert not manifest["complete"]
    told = manifest["scenarios"][FIRST]
    assert (told["expected"], told["finished"], told["spans"]) == (12, 7, [[0, 7]])
    answers = open_archive(tmp_path)
    assert (answers.complete, answers.expected, answers.finished) == (False, 24, 7)


def test_more_runs_are_added_and_fewer_change_nothing(tmp_path: Path) -> None:
    steps, once = tmp_path / "steps", tmp_path / "once"
    for runs in (2, 3, 5):
        with ArchiveWriter.open(steps, IDENTITY, about_of(runs)) as writer:
            complete(writer)
            writer.compact()
    with ArchiveWriter.open(once, IDENTITY, about_of(5)) as writer:
        complete(writer)
        writer.compact()
    assert digest(steps) == digest(once)
    with ArchiveWriter.open(once, IDENTITY, about_of(3)) as writer:
        assert writer.about.runs == 5
        assert "all 5 are kept" in writer.warnings[0].message
        assert not writer.missing(FIRST)
        writer.compact()
    assert digest(steps) == digest(once)


def test_fewer_runs_than_were_asked_for_can_be_the_end(tmp_path: Path) -> None:
    with ArchiveWriter.open(tmp_path / "a", IDENTITY, about_of(9)) as writer:
        writer.publish(block_of(writer.about, FIRST, 0, 7))
    for folder in ("a", "b"):
        with ArchiveWriter.open(tmp_path / folder, IDENTITY, about_of(2)) as writer:
            assert not writer.warnings
            complete(writer)
            writer.compact()
    assert digest(tmp_path / "a") == digest(tmp_path / "b")


def test_failures_are_recorded_until_they_succeed(tmp_path: Path) -> None:
    about = about_of(runs=2)
    failure = Failure(FIRST, 0, 4, "ValueError", "boom\n in cell 1", (0, 1), ("as-it-was",))
    with ArchiveWriter.open(tmp_path, IDENTITY, about) as writer:
        writer.fail(failure)
        writer.fail(replace(failure, error="again", log={"host": "h"}))
        writer.fail(replace(failure, scenario=SECOND, start=4, stop=8))
        assert list(writer.missing(FIRST)) == [(0, 12)]
    with (tmp_path / "failures.jsonl").open("ab") as file:
        file.write(b'{"scenario": "lachin-2022", "sta')
    with ArchiveWriter.open(tmp_path, IDENTITY, about) as writer:
        assert [(one.scenario, one.error) for one in writer.failures] == [
            (FIRST, "again"),
            (SECOND, "boom\n in cell 1"),
        ]
        assert open_archive(tmp_path).failures == writer.failures
        complete(writer)
        assert writer.failures == ()
        writer.compact()
    assert not (tmp_path / "failures.jsonl").exists()
    assert open_archive(tmp_path).failures == ()


def test_existing_results_are_refused_or_overwritten(tmp_path: Path) -> None:
    folder = tmp_path / "x"
    with ArchiveWriter.open(folder, IDENTITY, about_of(2), "refuse") as writer:
        complete(writer)
        writer.compact()
    with pytest.raises(UserError, match="holds results already"):
        ArchiveWriter.open(folder, IDENTITY, about_of(2), "refuse")
    (folder / "figures").mkdir()
    (folder / "figures" / "fan.png").write_text("picture")
    other = replace(IDENTITY, experiment="another")
    with ArchiveWriter.open(folder, other, about_of(3), "overwrite") as writer:
        assert writer.finished(FIRST).rows == 0
        assert everything(folder) == [".lock", "figures/fan.png", "journal/experiment.about"]
    with pytest.raises(ValueError, match="overwritten"):
        ArchiveWriter.open(folder, other, about_of(3), "replace")


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"fingerprint": "0" * 64}, "arithmetic of the machine (ffffffffffff to 000000000000)"),
        ({"code": "0" * 64}, "the code (cccccccccccc to 000000000000)"),
        ({"versions": {"numpy": "2.5.0", "mesa": "3"}}, "mesa (none to 3); numpy (2.4.0 to 2.5.0)"),
    ],
)
@pytest.mark.parametrize("compacted", [True, False])
def test_results_of_something_else_are_refused_and_named(
    tmp_path: Path, changed: dict[str, object], named: str, compacted: bool
) -> None:
    other = replace(IDENTITY, **changed)
    with ArchiveWriter.open(tmp_path, IDENTITY, about_of(2)) as writer:
        writer.publish(block_of(writer.about, FIRST, 0, 6))
        if compacted:
            writer.compact()
    before = everything(tmp_path)
    with pytest.raises(UserError) as caught:
        ArchiveWriter.open(tmp_path, other, about_of(2))
    assert named in str(caught.value)
    assert everything(tmp_path) == before
    assert open_archive(tmp_path).finished == 6
    with ArchiveWriter.open(tmp_path, other, about_of(2), allow_other_fingerprint=True) as writer:
        complete(writer)
        writer.compact()
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert manifest["identity"] == IDENTITY.plain()
    assert manifest["others"] == [other.plain()]


def test_another_question_is_refused_always(tmp_path: Path) -> None:
    with ArchiveWriter.open(tmp_path, IDENTITY, about_of(2)):
        pass
    other = replace(IDENTITY, experiment="another")
    with pytest.raises(UserError, match="another experiment"):
        ArchiveWriter.open(tmp_path, other, about_of(2), allow_other_fingerprint=True)
    with pytest.raises(UserError, match="other scenarios, arms or points"):
        ArchiveWriter.open(tmp_path, IDENTITY, about_of(2, points=4))


def test_a_block_from_another_machine_is_refused(tmp_path: Path) -> None:
    about = about_of(2)
    block = replace(block_of(about, FIRST, 0, 4), fingerprint="0" * 64)
    with ArchiveWriter.open(tmp_path / "a", IDENTITY, about) as writer:
        with pytest.raises(UserError, match="arithmetic of the machine"):
            writer.publish(block)
        assert writer.publish(replace(block, fingerprint=IDENTITY.fingerprint))
    with ArchiveWriter.open(
        tmp_path / "b", IDENTITY, about, allow_other_fingerprint=True
    ) as writer:
        assert writer.publish(block)
        writer.compact()
    manifest = json.loads((tmp_path / "b" / "manifest.json").read_text())
    assert [other["fingerprint"] for other in manifest["others"]] == ["0" * 64]


def change(block: FinishedBlock, name: str, values: object) -> FinishedBlock:
    table = block.tables["outcomes"]
    place = table.column_names.index(name) if name in table.column_names else table.num_columns
    kept = table.drop_columns([name]) if name in table.column_names else table
    column = pa.array(values)
    outcomes = kept.add_column(min(place, kept.num_columns), name, column)
    return replace(block, tables={**block.tables, "outcomes": outcomes})


@pytest.mark.parametrize(
    ("name", "values", "message"),
    [
        ("arm", ["as-it-was"] * 4, "not those of rows 0 to 3"),
        ("arm", ["as-it-was", "x"] * 2, "not those of rows"),
        ("cell", [0, 0, 2, 2], "not those of rows"),
        ("cell", [0, 0, 1, None], "cell is missing"),
        ("deaths", [1.5, 1.0, 1.0, 1.0], "deaths is not int64"),
        ("major_war", [0, 1, 2, 1], "neither 0 nor 1"),
        ("trust.turkey", [0.0] * 4, "no columns of the experiment: trust.turkey"),
    ],
)
def test_a_block_that_does_not_fit_is_refused(
    tmp_path: Path, name: str, values: list[object], message: str
) -> None:
    about = about_of(2)
    with ArchiveWriter.open(tmp_path, IDENTITY, about) as writer:
        with pytest.raises(ValueError, match=message):
            writer.publish(change(block_of(about, FIRST, 0, 4), name, values))
        assert writer.finished(FIRST).rows == 0


def test_a_block_of_other_rows_is_refused(tmp_path: Path) -> None:
    about = about_of(2)
    block = block_of(about, FIRST, 0, 4)
    with ArchiveWriter.open(tmp_path, IDENTITY, about) as writer:
        for wrong, message in [
            (replace(block, stop=5), "4 rows of outcomes for 5 indices"),
            (replace(block, start=1, stop=5), "not those of rows"),
            (replace(block, scenario="x"), "no scenario"),
            (replace(block, start=10, stop=14), "beyond the last run"),
        ]:
            with pytest.raises(ValueError, match=message):
                writer.publish(wrong)
        twice = change(block_of(about, FIRST, 0, 12), "run", [0] * 12)
        with pytest.raises(ValueError, match="twice"):
            writer.publish(twice)


@pytest.mark.parametrize(
    "wrong",
    [
        {"experiment": {"name": "x", "runs": 1, "scenarios": ["a"]}},
        {"experiment": {"name": "x", "runs": 0, "scenarios": ["a"], "arms": [{"name": "b"}]}},
        {"columns": [{"key": "run", "kind": "count"}]},
        {"columns": [{"key": "a", "kind": "count"}, {"key": "a", "kind": "truth"}]},
        {"inputs": {"../x.yaml": ""}},
        {"cells": {}},
        {"provenance": {"when": object()}},
    ],
)
def test_what_does_not_describe_an_experiment_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        replace(about_of(), **wrong)


def test_names_that_would_share_a_file_are_refused(tmp_path: Path) -> None:
    about = about_of(scenarios=("a", "a-b"), arms=("b-c", "c"))
    with pytest.raises(UserError, match="would share the name of a file"):
        ArchiveWriter.open(tmp_path, IDENTITY, about)
    assert everything(tmp_path) == []


def test_arms_whose_names_begin_alike_are_told_apart(tmp_path: Path) -> None:
    about = about_of(2, scenarios=("a", "a-b"), arms=("c", "c-0000"))
    for _ in range(2):
        with ArchiveWriter.open(tmp_path, IDENTITY, about) as writer:
            writer.publish(
                block_of(about, "a", writer.finished("a").end, writer.finished("a").end + 6)
            )
            writer.compact()
    assert open_archive(tmp_path).outcomes(["deaths"])["arm"].value_counts().to_list() == [6, 6]
