"""`parley solve`: what it prints and writes, with which exit code, and how its picture reads."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from sim.analysis.solve import Solved
from sim.analysis.solve import solve as solve_case
from sim.batch.plan import Plan
from sim.figures.sheet import drawn_in_style
from sim.figures.solve import MARKS, bargaining_set
from sim.scenario.load import load
from tests.cli import command

ROOT = Path(__file__).resolve().parents[2]
KAZAN = str(ROOT / "scenarios" / "kazan-2011.yaml")
LACHIN = str(ROOT / "scenarios" / "lachin-2022.yaml")


def parley(*words: object, code: int = 0) -> tuple[str, str]:
    return command.parley("solve", *words, code=code)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


SHORT = ("--until", "2011-01-20", "--runs", "6", "--no-plots")


def test_what_is_printed_for_people(here: Path) -> None:
    out, err = parley(KAZAN, *SHORT)
    assert err == ""
    for words in (
        "not a forecast",
        "the two sides of the first front (line_of_contact): azerbaijan and armenia",
        "speaks for neither side",
        "Kalai-Smorodinsky",
        "WHAT THE SIMULATED TALKS SIGN",
        "there is nothing to hold the solutions against",
        "all seven under Azerbaijani control",
        "beyond the red line of azerbaijan on status",
        "Results are in results/kazan-2011/solve-seed-0-runs-6-until-2011-01-20",
    ):
        assert words in " ".join(out.split()), words
    assert max(len(line) for line in out.splitlines()) <= 110
    folder = here / "results" / "kazan-2011" / "solve-seed-0-runs-6-until-2011-01-20"
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.*"))
    assert "provenance.json" in files
    assert {"solve.csv", "solve.json"} <= set(files)
    listed = json.loads((folder / "provenance.json").read_text("utf-8"))["files"]
    assert sorted([*listed, "provenance.json"]) == files


def test_what_is_printed_for_programs(here: Path) -> None:
    out, err = parley(KAZAN, *SHORT, "--format", "json", "--out", "one")
    document = json.loads(out)
    assert document["sides"] == ["azerbaijan", "armenia"]
    assert document["results"] == "one"
    assert document["solutions"]["nash"]["package"].keys() == set(document["issues"])
    assert "not a forecast" in err
    out, _ = parley(KAZAN, *SHORT, "--format", "csv", "--out", "one")
    rows = list(csv.DictReader(io.StringIO(out)))
    nash = {row["of"]: float(row["value"]) for row in rows if row["solution"] == "nash"
            and row["quantity"] == "position"}  # fmt: skip
    assert nash == pytest.approx(document["solutions"]["nash"]["package"])


def test_a_changed_number_changes_the_answer(here: Path) -> None:
    setting = "parties.armenia.red_lines.status.bound=0.2"
    out, _ = parley(KAZAN, *SHORT, "--set", setting, "--format", "json", "--out", "one")
    document = json.loads(out)
    assert document["settings"] == [setting]
    assert document["solutions"]["bounded_nash"]["package"] is not None


def test_parameters_may_be_the_rulebooks(here: Path) -> None:
    usual, plain = (
        json.loads(parley(KAZAN, *SHORT, *words, "--format", "json", "--out", "one")[0])
        for words in ((), ("--parameters", "rulebook"))
    )
    assert (usual["parameters"][:9], plain["parameters"]) == ("posterior", "rulebook")
    assert usual["parties"]["armenia"] != plain["parties"]["armenia"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--parameters", "rulebok"), "did you mean `rulebook`"),
        (("--runs", "0"), "runs are 1 to"),
        (("--seed", "-1"), "a seed is 0 to"),
        (("--format", "jsn"), "did you mean `json`"),
        (("--until", "soon"), "expected a date"),
        (("--until", "1999-01-01"), "the period of this scenario is"),
        (("--set", "parties.armenia.capabilty=2"), "capabilty"),
        (("--agents", "nowhere"), "no such folder"),
    ],
)
def test_bad_options_are_refused_and_nothing_is_written(
    words: tuple[str, ...], told: str, here: Path
) -> None:
    out, err = parley(KAZAN, *words, code=2)
    assert out == ""
    assert told in err
    assert "Traceback" not in err
    assert list(here.iterdir()) == []


def test_a_folder_with_other_things_is_left_alone(here: Path) -> None:
    (here / "mine").mkdir()
    (here / "mine" / "notes.txt").write_text("precious", encoding="utf-8")
    _, err = parley(KAZAN, *SHORT, "--out", "mine", code=2)
    assert "notes.txt" in err
    assert [path.name for path in (here / "mine").iterdir()] == ["notes.txt"]


@cache
def _solved(file: str, runs: int, days: int) -> Solved:
    case = load(file)
    return solve_case(Plan(case, runs, until=case.scenario.period.start + timedelta(days=days)))


@pytest.mark.parametrize(("file", "runs", "days"), [(LACHIN, 12, 120), (KAZAN, 2, 1)])
def test_the_picture_reads_well(file: str, runs: int, days: int) -> None:
    solved = _solved(file, runs, days)
    with drawn_in_style():
        figure = bargaining_set(solved)
        FigureCanvasAgg(figure).draw()
    texts = _texts(figure)
    page = figure.bbox
    for words, box in texts:
        assert page.x0 - 1 <= box.x0 <= box.x1 <= page.x1 + 1, f"{words!r} is cut off"
        assert page.y0 - 1 <= box.y0 <= box.y1 <= page.y1 + 1, f"{words!r} is cut off"
    for (one, box), (other, another) in combinations(texts, 2):
        shared = Bbox.intersection(box, another)
        over = shared is not None and shared.width > 2 and shared.height > 4
        assert not over, f"{one!r} lies over {other!r}"
    said = " ".join(words for words, _ in texts)
    assert "not a forecast" in said
    for solution in solved.solutions:
        assert solution.name in said
    for party in solved.pair:
        assert f"utility of {party.name}" in said
    labelled = [text for text, _ in texts if text.startswith("signed by simulated talks")]
    assert bool(labelled) == bool(solved.signed)


def _texts(figure: Figure) -> list[tuple[str, Bbox]]:
    """All texts that are drawn, with their places; ticks beyond the ends of an axis are not."""
    beyond = set()
    for axis in (figure.axes[0].xaxis, figure.axes[0].yaxis):
        low, high = sorted(axis.get_view_interval())
        for tick in axis.get_major_ticks():
            if not low <= tick.get_loc() <= high:
                beyond |= {tick.label1, tick.label2}
    return [
        (text.get_text(), text.get_window_extent())
        for text in figure.findobj(Text)
        if text not in beyond and text.get_visible() and text.get_text().strip()
    ]


def test_every_solution_has_a_shape_of_its_own() -> None:
    shapes = [shape for shape, _ in MARKS.values()]
    assert len(set(shapes)) == len(shapes)
    assert MARKS.keys() == {one.key for one in _solved(LACHIN, 12, 120).solutions}
