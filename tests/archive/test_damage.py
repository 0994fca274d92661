from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from sim.archive.answers import open_archive
from sim.archive.digest import digest
from sim.archive.writer import ArchiveWriter
from sim.scenario.problems import UserError
from tests.archive.stand_in import IDENTITY, SCENARIOS, about_of, block_of, complete, everything

FIRST = SCENARIOS[0]
BLOCK = "journal/lachin-2022-0-6.block"


def begun(folder: Path) -> Path:
    """An archive with two blocks that were never compacted."""
    with ArchiveWriter.open(folder, IDENTITY, about_of(2)) as writer:
        writer.publish(block_of(writer.about, FIRST, 0, 6))
        writer.publish(block_of(writer.about, FIRST, 6, 12))
    return folder


def finished(folder: Path) -> Path:
    """A compacted archive."""
    with ArchiveWriter.open(folder, IDENTITY, about_of(2)) as writer:
        complete(writer)
        writer.compact()
    return folder


def flip(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 0x10
    path.write_bytes(content)


def read_everything(folder: Path) -> list[pd.DataFrame]:
    answers = open_archive(folder)
    return [answers.outcomes(), answers.bands(), answers.sectors(), answers.columns]


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("harm", [cut_short, emptied, lambda path: flip(path, 30)])
def test_a_damaged_block_is_set_aside_and_computed_again(
    tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    folder = begun(tmp_path / "x")
    harm(folder / BLOCK)
    with pytest.raises(UserError, match=re.escape(f"`{BLOCK}` is damaged")):
        read_everything(folder)
    with ArchiveWriter.open(folder, IDENTITY, about_of(2)) as writer:
        (warning,) = writer.warnings
        assert warning.warning
        assert f"`{BLOCK}` is damaged" in warning.message
        assert list(writer.finished(FIRST)) == [(6, 12)]
        assert "journal/damaged/lachin-2022-0-6.block" in everything(folder)
        complete(writer)
        writer.compact()
    with ArchiveWriter.open(folder, IDENTITY, about_of(2)) as writer:
        assert writer.warnings == ()
    assert digest(folder) == digest(finished(tmp_path / "whole"))


def test_any_flipped_bit_of_a_block_is_noticed(tmp_path: Path) -> None:
    folder = begun(tmp_path)
    path = folder / BLOCK
    whole = path.read_bytes()
    luck = random.Random(2)
    for place in [*range(90), *luck.sample(range(len(whole)), 40), len(whole) - 1]:
        flip(path, place)
        with pytest.raises(UserError, match="is damaged"):
            open_archive(folder, verify=True)
        path.write_bytes(whole)
    open_archive(folder, verify=True)


def test_a_flipped_bit_of_a_compacted_file_is_noticed_or_changes_nothing(tmp_path: Path) -> None:
    folder = finished(tmp_path)
    luck, noticed = random.Random(2), 0
    whole_answers = read_everything(folder)
    for name in everything(folder):
        if name in ("log.jsonl", "columns.csv"):
            continue
        path = folder / name
        whole = path.read_bytes()
        for place in [*luck.sample(range(len(whole)), min(5, len(whole))), len(whole) - 1]:
            flip(path, place)
            try:
                found = read_everything(folder)
            except UserError as error:
                noticed += "is damaged" in str(error)
            else:
                # Some bytes are read by nobody but when everything is verified.
                for one, other in zip(found, whole_answers, strict=True):
                    pd.testing.assert_frame_equal(one, other)
                with pytest.raises(UserError, match="is damaged"):
                    open_archive(folder, verify=True)
            path.write_bytes(whole)
    assert noticed > 40


@pytest.mark.parametrize("name", ["columns.csv", "bands.parquet", "manifest.json"])
def test_a_verified_archive_has_every_byte_in_place(tmp_path: Path, name: str) -> None:
    folder = finished(tmp_path)
    flip(folder / name, 2)
    with pytest.raises(UserError, match=rf"`{name}` is damaged"):
        open_archive(folder, verify=True)
    with pytest.raises(UserError, match=rf"`{name}` is damaged"):
        digest(folder)


def test_every_damaged_file_is_named_at_once(tmp_path: Path) -> None:
    folder = finished(tmp_path)
    cut_short(folder / "bands.parquet")
    (folder / "sectors.parquet").unlink()
    with pytest.raises(UserError) as caught:
        open_archive(folder)
    assert len(caught.value.problems) == 2
    assert "`sectors.parquet` is damaged: it is not there" in str(caught.value)
    with pytest.raises(UserError, match="bring it back from a copy"):
        ArchiveWriter.open(folder, IDENTITY, about_of(2))


def test_damage_is_never_merged(tmp_path: Path) -> None:
    folder = finished(tmp_path)
    name = f"outcomes/{FIRST}-as-it-was-0000.parquet"
    flip(folder / name, 200)
    with ArchiveWriter.open(folder, IDENTITY, about_of(3)) as writer:
        complete(writer)
        with pytest.raises(UserError, match="is damaged"):
            writer.compact()
        assert writer.journal_blocks > 0
    flip(folder / name, 200)
    with ArchiveWriter.open(folder, IDENTITY, about_of(3)) as writer:
        assert not writer.missing(FIRST)
        writer.compact()
    assert open_archive(folder, verify=True).complete


def test_a_damaged_description_is_written_again(tmp_path: Path) -> None:
    folder = begun(tmp_path)
    flip(folder / "journal/experiment.about", 100)
    with pytest.raises(UserError, match=r"experiment\.about` is damaged"):
        open_archive(folder)
    with ArchiveWriter.open(folder, IDENTITY, about_of(2)) as writer:
        assert len(writer.warnings) == 1
        assert writer.finished(FIRST).rows == 12
    assert open_archive(folder).finished == 12


@pytest.mark.parametrize("harm", ["manifest.json", "bands.parquet", "about.json"])
def test_a_damaged_archive_can_be_overwritten(tmp_path: Path, harm: str) -> None:
    folder = finished(tmp_path)
    emptied(folder / harm)
    with ArchiveWriter.open(folder, IDENTITY, about_of(2), "overwrite") as writer:
        complete(writer)
        writer.compact()
    assert open_archive(folder, verify=True).complete


@pytest.mark.parametrize(
    "name", ["thesis.tex", "outcomes/mine.parquet", "journal/notes.txt", "inputs/x.yaml", "run.py"]
)
@pytest.mark.parametrize("existing", ["continue", "overwrite"])
def test_files_of_others_are_named_and_kept(tmp_path: Path, name: str, existing: str) -> None:
    folder = finished(tmp_path)
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("mine")
    before = everything(folder)
    with pytest.raises(UserError, match=f"no part of the results: `{name}`"):
        ArchiveWriter.open(folder, IDENTITY, about_of(2), existing)
    assert everything(folder) == before
    assert (folder / name).read_text() == "mine"
    assert open_archive(folder).complete


@pytest.mark.parametrize("existing", ["continue", "overwrite", "refuse"])
def test_a_folder_of_something_else_is_left_alone(tmp_path: Path, existing: str) -> None:
    (tmp_path / "provenance.json").write_text("{}")
    (tmp_path / ".next").mkdir()
    (tmp_path / ".next" / "mine.txt").write_text("mine")
    with pytest.raises(UserError, match=r"provenance\.json"):
        ArchiveWriter.open(tmp_path, IDENTITY, about_of(2), existing)
    assert everything(tmp_path) == [".next/mine.txt", "provenance.json"]


@pytest.mark.parametrize(
    "name", ["figures/a/fan.png", "report.html", "summary.csv", "README.md", "sensitivity.json"]
)
def test_what_is_made_from_results_may_lie_beside_them(tmp_path: Path, name: str) -> None:
    folder = finished(tmp_path)
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text("made")
    before = digest(folder)
    with ArchiveWriter.open(folder, IDENTITY, about_of(3)) as writer:
        complete(writer)
        writer.compact()
    assert (folder / name).read_text() == "made"
    assert digest(folder) != before


def test_a_block_of_another_experiment_is_named(tmp_path: Path) -> None:
    folder = begun(tmp_path / "x")
    other = about_of(2, points=4)
    with ArchiveWriter.open(tmp_path / "y", IDENTITY, other) as writer:
        writer.publish(block_of(other, FIRST, 12, 16))
    name = "journal/lachin-2022-12-16.block"
    (folder / name).write_bytes((tmp_path / "y" / name).read_bytes())
    for use in (open_archive, lambda url: ArchiveWriter.open(url, IDENTITY, about_of(2))):
        with pytest.raises(UserError, match=f"`{name}` belongs to another experiment"):
            use(folder)


@pytest.mark.parametrize(("version", "message"), [(99, "newer Parley"), (0, "too old")])
def test_a_store_version_that_cannot_be_read_is_refused(
    tmp_path: Path, version: int, message: str
) -> None:
    folder = finished(tmp_path)
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"version": version}))
    for use in (open_archive, lambda url: ArchiveWriter.open(url, IDENTITY, about_of(2))):
        with pytest.raises(UserError, match=message):
            use(folder)


def test_blocks_that_share_rows_are_not_added_up(tmp_path: Path) -> None:
    folder = begun(tmp_path / "x")
    with ArchiveWriter.open(tmp_path / "y", IDENTITY, about_of(2)) as writer:
        for start, stop in [(0, 3), (3, 8)]:
            writer.publish(block_of(writer.about, FIRST, start, stop))
    for path in (tmp_path / "y" / "journal").glob("*.block"):
        (folder / "journal" / path.name).write_bytes(path.read_bytes())
    answers = open_archive(folder)
    assert len(answers.outcomes()) == answers.finished
    with ArchiveWriter.open(folder, IDENTITY, about_of(2)) as writer:
        assert "has rows that are there already" in writer.warnings[0].message
        complete(writer)
        writer.compact()
    assert digest(folder) == digest(finished(tmp_path / "whole"))


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"parley": "archive of an experiment"}', "\0"]
)
def test_a_manifest_that_is_none_is_damage(tmp_path: Path, content: str) -> None:
    (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(UserError, match=r"manifest\.json` is damaged|no store version"):
        open_archive(tmp_path)
