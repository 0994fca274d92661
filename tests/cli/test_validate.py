"""`parley validate`: what it runs, prints, keeps and refuses."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.analysis.test_patterns_files import TEXT
from tests.cli import command


def parley(*words: object, code: int = 0) -> tuple[str, str]:
    return command.parley("validate", "--workers", "1", *words, code=code)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with one pattern, in which a quick look was taken."""
    folder = tmp_path_factory.mktemp("validate")
    (folder / "experiments" / "patterns").mkdir(parents=True)
    file = folder / "experiments" / "patterns" / "a-pattern.yaml"
    file.write_text(TEXT, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        parley("--quick", "--page", "page.md")
        yield folder


def test_everything_is_kept(here: Path) -> None:
    folder = here / "results" / "patterns-quick" / "a-pattern"
    kept = {path.name for path in folder.iterdir()}
    assert kept >= {"draws", "median", "verdict.json", "draws.csv", "pattern.png", "pattern.svg"}
    verdict = json.loads((folder / "verdict.json").read_text(encoding="utf-8"))
    assert verdict["verdict"] in ("passes", "fails")
    assert (verdict["points"], verdict["runs"], verdict["median"]) == (2, 1, 3)
    rows = list(csv.DictReader(io.StringIO((folder / "draws.csv").read_text(encoding="utf-8"))))
    assert [(row["test"], row["draw"]) for row in rows] == [("more", "0"), ("more", "1")]


def test_the_page_has_the_table(here: Path) -> None:
    page = (here / "page.md").read_text(encoding="utf-8")
    assert "| [a-pattern](#a-pattern) | It does. |" in page
    assert "emergent" in page


def test_again_nothing_is_run_and_the_same_is_told(here: Path) -> None:
    before = (here / "results/patterns-quick/a-pattern/verdict.json").read_bytes()
    told, _ = parley("a-pattern", "--quick", "--no-plots")
    assert "fails" in told
    assert "right (wrong) sign" in told
    assert "A PATTERN" not in told
    assert (here / "results/patterns-quick/a-pattern/verdict.json").read_bytes() == before


def test_programs_get_data_alone(here: Path) -> None:
    told, beside = parley("--quick", "--no-plots", "--format", "json")
    tests = json.loads(told)[0]["tests"]
    assert [test["test"] for test in tests] == ["more", "nothing"]
    assert "results/patterns-quick" in beside
    rows = list(csv.DictReader(io.StringIO(parley("--quick", "--no-plots", "--format", "csv")[0])))
    assert [row["role"] for row in rows] == ["effect", "control"]


def test_a_quick_look_never_takes_the_place_of_full_results(here: Path) -> None:
    _, told = parley("--out", "results/patterns-quick", code=2)
    assert "a quick look, which full results would take the place of" in told
    full = "Written by `parley validate --page docs/validation.md` from the verdicts.\n"
    (here / "full.md").write_text(full, encoding="utf-8")
    _, told = parley("--quick", "--no-plots", "--page", "full.md", code=2)
    assert "full.md: tells full results, which a quick look would take the place of" in told
    assert (here / "full.md").read_text(encoding="utf-8") == full


def test_what_is_unknown_is_refused_with_a_hint(here: Path) -> None:
    assert "did you mean `a-pattern`?" in parley("a-patern", code=2)[1]
    assert "did you mean `table`?" in parley("--format", "tabel", code=2)[1]
    assert "did you mean `continue`?" in parley("--existing", "contineu", code=2)[1]


def test_without_patterns_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "no folder with patterns here" in parley(code=2)[1]


def test_off_a_terminal_each_pattern_is_told_as_it_begins_and_ends(here: Path) -> None:
    _, beside = parley("a-pattern", "--quick", "--no-plots")
    lines = beside.splitlines()
    assert lines[0] == "a-pattern: begun"
    assert re.fullmatch(r"a-pattern: fails, after \d+ s", lines[-1])


def test_a_page_takes_no_other_files_place(here: Path) -> None:
    (here / "notes.md").write_text("mine\n", encoding="utf-8")
    _, err = parley("--quick", "--no-plots", "--page", "notes.md", code=2)
    assert "notes.md: is there already, and is no page of `parley validate`" in err
    assert (here / "notes.md").read_text(encoding="utf-8") == "mine\n"
    parley("--quick", "--no-plots", "--page", "page.md")
