from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from sim.scenario.problems import UserError
from sim.store.folder import PROVENANCE, files_of, filling, run_name


def fill(folder: Path, text: str = "new") -> None:
    with filling(folder) as draft:
        (draft / "summary.csv").write_text(text)
        (draft / "figures").mkdir()
        (draft / "figures" / "fan.png").write_text(text)
        (draft / PROVENANCE).write_text(json.dumps({"files": files_of(draft)}))


def everything(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_a_folder_is_put_in_place_whole(tmp_path: Path) -> None:
    folder = tmp_path / "results" / "sochi" / "seed-0-runs-1"
    with filling(folder) as draft:
        (draft / "summary.csv").write_text("x")
        assert not folder.exists()
        assert draft.parent == folder.parent
    assert everything(folder) == ["summary.csv"]
    assert everything(folder.parent) == ["seed-0-runs-1", "seed-0-runs-1/summary.csv"]


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit, ValueError])
def test_a_run_that_stops_leaves_nothing(tmp_path: Path, stop: type[BaseException]) -> None:
    def stopped() -> None:
        with filling(tmp_path / "results" / "sochi" / "run") as draft:
            (draft / "summary.csv").write_text("half")
            raise stop

    with pytest.raises(stop):
        stopped()
    assert everything(tmp_path) == []


def test_a_run_that_stops_leaves_the_earlier_result(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    fill(folder, "old")

    def stopped() -> None:
        with filling(folder) as draft:
            (draft / "summary.csv").write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert (folder / "summary.csv").read_text() == "old"
    assert everything(tmp_path)[0] == "run"


def test_an_earlier_result_is_replaced_whole(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    fill(folder, "old")
    with filling(folder) as draft:
        (draft / "other.txt").write_text("new")
        (draft / PROVENANCE).write_text("{}")
    assert everything(tmp_path) == ["run", "run/other.txt", f"run/{PROVENANCE}"]


def test_an_empty_folder_may_be_filled(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    fill(tmp_path / "run")
    assert (tmp_path / "run" / "summary.csv").exists()


@pytest.mark.parametrize("content", ["notes.txt", "figures/mine.png", PROVENANCE + ".bak"])
def test_a_folder_with_other_files_is_never_replaced(tmp_path: Path, content: str) -> None:
    folder = tmp_path / "run"
    fill(folder, "old")
    (folder / content).write_text("mine")
    with pytest.raises(UserError, match="not results of an earlier run"):
        fill(folder)
    assert (folder / content).read_text() == "mine"
    assert (folder / "summary.csv").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


@pytest.mark.parametrize("provenance", ["", "[]", "{}", '{"files": 3}', "\0"])
def test_a_folder_that_is_not_ours_is_never_replaced(tmp_path: Path, provenance: str) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / PROVENANCE).write_text(provenance)
    (folder / "thesis.tex").write_text("mine")
    with pytest.raises(UserError, match="not results of an earlier run"):
        fill(folder)
    assert (folder / "thesis.tex").read_text() == "mine"


def test_files_that_come_during_the_run_are_kept(tmp_path: Path) -> None:
    folder = tmp_path / "run"

    def surprised() -> None:
        with filling(folder):
            folder.mkdir()
            (folder / "notes.txt").write_text("mine")

    with pytest.raises(UserError, match=r"notes\.txt"):
        surprised()
    assert everything(tmp_path) == ["run", "run/notes.txt"]


def test_a_file_in_the_way_is_refused(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("mine")
    with pytest.raises(UserError, match="is a file"):
        fill(tmp_path / "run")


def test_a_file_in_the_way_of_a_parent_is_refused(tmp_path: Path) -> None:
    (tmp_path / "results").write_text("mine")
    with pytest.raises(UserError, match="cannot write"):
        fill(tmp_path / "results" / "run")


def test_names_of_runs() -> None:
    assert run_name(0, 1_000) == "seed-0-runs-1000"
    assert run_name(7, 1, run=431) == "seed-7-run-431"
    assert run_name(7, 1, until=date(2014, 8, 10)) == "seed-7-runs-1-until-2014-08-10"
    with_settings = run_name(0, 1, settings=("a=1", "b=2"))
    assert with_settings.startswith("seed-0-runs-1-")
    assert with_settings != run_name(0, 1, settings=("b=2", "a=1"))
