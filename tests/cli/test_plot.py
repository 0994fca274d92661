"""`parley plot`: where pictures go, and what is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.analysis.wording import shipped_catalogue
from sim.study import conclude
from tests.analysis.answering import archived, held, rows
from tests.cli import command


def parley(*words: object, code: int = 0) -> tuple[str, str]:
    return command.parley("plot", *words, code=code)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    luck = np.random.default_rng(3)
    part = rows(runs=30).assign(deaths=luck.poisson(40, 30), major_war=luck.random(30) < 0.4)
    folder = tmp_path_factory.mktemp("archive") / "mandate"
    archived(held(part, part.assign(arm="clear", deaths=part["deaths"] // 2), kind="none"), folder)
    return folder


def test_pictures_go_beside_the_results(results: Path) -> None:
    out, err = parley(results, "--kind", "forest", "--outcome", "deaths")
    files = [results / "figures" / f"forest.{ending}" for ending in ("png", "svg")]
    assert out.split() == [str(path) for path in files]
    assert files[0].read_bytes().startswith(b"\x89PNG")
    assert b"<svg" in files[1].read_bytes()
    assert "not a forecast" in err


def test_a_url_of_this_disk_is_a_folder_too(results: Path) -> None:
    out, _ = parley(results.as_uri(), "--kind", "forest", "--outcome", "deaths")
    assert out.split()[0] == str(results / "figures" / "forest.png")
    conclude(results.as_uri(), plots=False)
    assert (results / "comparison.csv").read_text("utf-8").startswith("scenario,arm,")


def test_a_folder_and_several_kinds_can_be_named(results: Path, tmp_path: Path) -> None:
    out, _ = parley(results, "--kind", "shares,forest", "--out", tmp_path / "new" / "folder")
    names = {path.name for path in (tmp_path / "new" / "folder").iterdir()}
    assert names == {"shares.png", "shares.svg", "forest.png", "forest.svg"}
    assert len(out.split()) == 4


def test_pictures_speak_the_words_of_a_translated_catalogue(results: Path, tmp_path: Path) -> None:
    english = "drawn_shares: "
    words = tmp_path / "words.yaml"
    text = shipped_catalogue()
    (line,) = [one for one in text.splitlines() if one.startswith(english)]
    words.write_text(text.replace(line, f"{english}Anteile der Läufe"), encoding="utf-8")
    parley(results, "--kind", "shares", "--words", words, "--out", tmp_path)
    assert "<!-- Anteile der Läufe -->" in (tmp_path / "shares.svg").read_text("utf-8")
    words.write_text("answer: Antwort\n", encoding="utf-8")
    _, err = parley(results, "--words", words, "--out", tmp_path / "new", code=2)
    assert "lacks the word `question`" in err
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--kind", "forrest"], "there is no kind of picture `forrest`; did you mean `forest`?"),
        (["--kind", "tornado"], "the design has no factors"),
        (["--kind", "fan"], "no daily bands"),
        (["--outcome", "deeths"], "there is no outcome `deeths`"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_the_reason(
    results: Path, tmp_path: Path, words: list[str], said: str
) -> None:
    out, err = parley(results, *words, "--out", tmp_path / "new", code=2)
    assert said in err
    assert out == ""
    assert not (tmp_path / "new").exists()


def test_a_folder_without_results_is_refused(tmp_path: Path) -> None:
    _, err = parley(tmp_path / "nothing", code=2)
    assert "is not there" in err
