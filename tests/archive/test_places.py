from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable
from pathlib import Path

import fsspec
import pytest

from sim.archive.answers import open_archive
from sim.archive.digest import digest
from sim.archive.remote import RemotePlace
from sim.archive.writer import ArchiveWriter
from sim.scenario.problems import UserError
from sim.store.parquet import ParquetFile
from tests.archive.stand_in import IDENTITY, SCENARIOS, about_of, block_of, complete, everything

FIRST = SCENARIOS[0]


def test_an_archive_may_lie_anywhere(tmp_path: Path, memory: str) -> None:
    for url in (memory, str(tmp_path), f"file://{tmp_path / 'b'}"):
        with ArchiveWriter.open(url, IDENTITY, about_of(3)) as writer:
            writer.publish(block_of(writer.about, FIRST, 3, 9))
            writer.compact()
            writer.publish(block_of(writer.about, FIRST, 9, 11))
        assert open_archive(url, verify=True).finished == 8
        with ArchiveWriter.open(url, IDENTITY, about_of(4)) as writer:
            assert list(writer.finished(FIRST)) == [(3, 11)]
            complete(writer)
            writer.compact()
        if url == str(tmp_path):
            assert digest(url) == digest(memory)
            for path in tmp_path.rglob("*.*"):
                path.unlink()
    assert digest(f"file://{tmp_path / 'b'}") == digest(memory)


def test_a_lease_is_respected_broken_and_noticed(memory: str) -> None:
    first = ArchiveWriter.open(memory, IDENTITY, about_of(2))
    with pytest.raises(UserError, match="in use by") as caught:
        ArchiveWriter.open(memory, IDENTITY, about_of(2))
    assert f"delete `{memory}/.lock`" in str(caught.value)
    with ArchiveWriter.open(memory, IDENTITY, about_of(2), break_lock=True) as second:
        with pytest.raises(UserError, match="in use by"):
            first.publish(block_of(first.about, FIRST, 0, 4))
        assert second.publish(block_of(second.about, FIRST, 0, 4))
        first.close()
        assert second.publish(block_of(second.about, FIRST, 4, 8))
    system = fsspec.filesystem("memory")
    assert not system.exists("/results/mandate/.lock")
    with ArchiveWriter.open(memory, IDENTITY, about_of(2)) as third:
        assert third.finished(FIRST).rows == 8


def test_a_lock_that_is_left_over_locks_nobody_out(tmp_path: Path) -> None:
    (tmp_path / ".lock").write_text(json.dumps({"pid": 1, "host": "h"}))
    with ArchiveWriter.open(tmp_path, IDENTITY, about_of(2)) as writer:
        with pytest.raises(UserError, match=f"process {os.getpid()}"):
            ArchiveWriter.open(tmp_path, IDENTITY, about_of(2))
        writer.close()
        ArchiveWriter.open(tmp_path, IDENTITY, about_of(2)).close()
    assert everything(tmp_path) == ["journal/experiment.about"]


def full(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize(
    ("holder", "name"),
    [(os, "fsync"), (Path, "open"), (Path, "replace")],
)
def test_a_full_disk_loses_nothing_that_is_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, holder: object, name: str
) -> None:
    with ArchiveWriter.open(tmp_path, IDENTITY, about_of(2)) as writer:
        writer.publish(block_of(writer.about, FIRST, 0, 6))
        with monkeypatch.context() as patch:
            patch.setattr(holder, name, full)
            with pytest.raises(UserError, match=r"No space left on device.*make room"):
                writer.publish(block_of(writer.about, FIRST, 6, 8))
        assert list(writer.finished(FIRST)) == [(0, 6)]
        assert not [one for one in everything(tmp_path) if one.endswith(".tmp")]
        assert writer.publish(block_of(writer.about, FIRST, 6, 8))
    assert open_archive(tmp_path).finished == 8


def later(step: Callable[..., object], times: int) -> Callable[..., object]:
    """A step that fails for want of room from some time on."""
    left = [times]

    def trying(*given: object, **named: object) -> object:
        left[0] -= 1
        return step(*given, **named) if left[0] > 0 else full()

    return trying


@pytest.mark.parametrize(
    ("holder", "name", "times"),
    [
        (ParquetFile, "add", 1),
        (ParquetFile, "close", 3),
        (Path, "write_text", 1),
        (os, "fsync", 2),
        (os, "fsync", 30),
        (Path, "replace", 1),
        (Path, "replace", 4),
    ],
)
def test_a_full_disk_while_compacting_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, holder: object, name: str, times: int
) -> None:
    folder = tmp_path / "x"
    with ArchiveWriter.open(folder, IDENTITY, about_of(2)) as writer:
        complete(writer)
        with monkeypatch.context() as patch:
            patch.setattr(holder, name, later(getattr(holder, name), times))
            with pytest.raises(UserError, match="everything finished is kept"):
                writer.compact()
        assert open_archive(folder).complete
        assert len(open_archive(folder).outcomes(["deaths"])) == 24
        writer.compact()
    with ArchiveWriter.open(tmp_path / "y", IDENTITY, about_of(2)) as writer:
        complete(writer)
        writer.compact()
    assert digest(folder) == digest(tmp_path / "y")


def test_a_place_that_cannot_be_written_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("mine")
    for url in (tmp_path / "file", tmp_path / "file" / "x"):
        with pytest.raises(UserError, match="cannot be written"):
            ArchiveWriter.open(url, IDENTITY, about_of(2))

    def forbidden(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", forbidden)
    with pytest.raises(UserError, match=r"Permission denied.*check who may write"):
        ArchiveWriter.open(tmp_path / "new", IDENTITY, about_of(2))
    with pytest.raises(UserError, match="cannot be reached"):
        ArchiveWriter.open("nowhere://x/y", IDENTITY, about_of(2))


def test_a_folder_that_was_not_taken_is_not_left_behind(tmp_path: Path) -> None:
    about = about_of(2)
    with pytest.raises(ValueError, match="overwritten"):
        ArchiveWriter.open(tmp_path / "a" / "b", IDENTITY, about, "perhaps")
    assert list(tmp_path.iterdir()) == []


def test_a_file_system_with_folders_that_cannot_rename_is_served(tmp_path: Path) -> None:
    place = RemotePlace(fsspec.filesystem("file", auto_mkdir=False), str(tmp_path / "x"), "far")
    assert place.files() == []
    place.publish("journal/a.block", b"abc")
    place.append("log.jsonl", b"1\n")
    place.append("log.jsonl", b"2\n")
    place.move("journal/a.block", "journal/damaged/a.block")
    with place.drafting() as draft:
        (draft / "outcomes").mkdir()
        (draft / "outcomes" / "b.parquet").write_bytes(b"PAR1")
        place.deliver(draft)
    names = [".next/outcomes/b.parquet", "journal/damaged/a.block", "log.jsonl"]
    assert place.files() == names
    assert place.read("log.jsonl") == b"1\n2\n"
    assert (place.read("journal/damaged/a.block", 1, 2), place.size("log.jsonl")) == (b"b", 4)
    place.remove([*names, "nothing"])
    assert place.files() == []


def test_an_archive_may_be_read_while_it_is_compacted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ArchiveWriter.open(tmp_path, IDENTITY, about_of(2)) as writer:
        writer.publish(block_of(writer.about, FIRST, 0, 6))
        writer.compact()
        complete(writer)
        step, seen = Path.replace, []

        def replacing(path: Path, target: Path) -> Path:
            seen.append(len(open_archive(tmp_path, verify=True).outcomes(["deaths"])))
            return step(path, target)

        monkeypatch.setattr(Path, "replace", replacing)
        writer.compact()
    assert len(seen) > 10
    assert set(seen) == {24}
