"""`parley report`: the page it writes, and what is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.report.page import page as page_module
from tests.analysis.answering import archived, held, rows
from tests.cli import command


def parley(*words: object, code: int = 0) -> tuple[str, str]:
    return command.parley("report", *words, code=code)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    luck = np.random.default_rng(3)
    part = rows(runs=30).assign(deaths=luck.poisson(40, 30))
    folder = tmp_path_factory.mktemp("archive") / "mandate"
    archived(held(part, part.assign(arm="clear", deaths=part["deaths"] // 2), kind="none"), folder)
    return folder


def test_a_page_is_written(results: Path, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    out, err = parley(results, "-o", path)
    page = path.read_text("utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert page.count("<img ") == 2
    assert "fewer deaths" in page
    assert out.startswith(f"The page is in {path} (")
    assert "not a forecast" in err
    parley(results, "-o", path)  # a page of its own is replaced


def test_bad_input_is_refused_before_anything_is_written(
    results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_module, "drawn_pictures", lambda studies: [[] for _ in studies])
    words = tmp_path / "words.yaml"
    words.write_text("answer: Antwort\n", "utf-8")
    path = tmp_path / "report.html"
    for given, said in (
        (["--words", words], "lacks the word `question`"),
        (["--words", tmp_path / "none.yaml"], "none.yaml"),
        (["--outcomes", "deeths"], "there is no outcome `deeths`"),
        ([tmp_path / "nothing"], "is not there"),
    ):
        _, err = parley(results, *given, "-o", path, code=2)
        assert said in err
        assert not path.exists()
    _, err = parley(results, "-o", tmp_path, code=2)
    assert "is a folder" in err


def test_a_file_that_is_no_page_is_not_overwritten(results: Path, tmp_path: Path) -> None:
    own = tmp_path / "question.yaml"
    own.write_text("title: Mine\n", encoding="utf-8")
    _, err = parley(results, "-o", own, code=2)
    assert own.read_text("utf-8") == "title: Mine\n"
    assert "is there already, and is no page" in err
    own = tmp_path / "index.html"
    own.write_text('<meta name="generator" content="Docutils">', encoding="utf-8")
    _, err = parley(results, "-o", own, code=2)
    assert "is there already, and is no page" in err
