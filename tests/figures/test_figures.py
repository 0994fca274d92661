"""Every picture is drawn without a warning, says what it is, and nothing in it overlaps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import FillBetweenPolyCollection
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from sim.batch.ensemble import run_ensemble
from sim.batch.plan import Plan
from sim.figures.album import draw_all, pictures
from sim.figures.events import levels_of, marks_of
from sim.figures.fan import fan_chart
from sim.figures.sheet import drawn_in_style
from sim.figures.witness import key_of_witnesses, witnesses_of
from sim.scenario.schema import Scenario
from sim.store.findings import findings_of
from sim.store.record import Record
from tests.batch.stand_in import case_of, scenario_of
from tests.batch.standing_in import stand_in_for_model

NAMES = ("fan", "front", "bargaining", "shares", "distributions")


@pytest.fixture(autouse=True, scope="module")
def _model() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        stand_in_for_model(patch)
        yield


def record_of(runs: int, scenario: Scenario | None = None, **changes: Any) -> Record:
    return run_ensemble(Plan(case_of(scenario), runs=runs, **changes))


def crowded() -> Scenario:
    """Many events in few days, texts as long as they may be, dollars and long names."""
    plain = scenario_of()
    timeline = [
        {
            "date": (date(2014, 7, 5) + timedelta(days=day // 3)).isoformat(),
            "event": "costs $5 or $6 " * 60,
        }
        for day in range(30)
    ]
    fronts = plain.model_dump(mode="json")["fronts"]
    for front in fronts.values():
        for sector in front["sectors"].values():
            sector["name"] = "Heights above the road from the north to the river " * 3
    return scenario_of(days=900, title="A very long title " * 20, timeline=timeline, fronts=fronts)


def words_of(figure: Figure) -> list[tuple[str, Bbox]]:
    """All texts that are drawn, with their places; ticks beyond the ends of an axis are not."""
    beyond = set()
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            for tick in axis.get_major_ticks():
                if not low <= tick.get_loc() <= high:
                    beyond |= {tick.label1, tick.label2}
    return [
        (text.get_text(), text.get_window_extent())
        for text in figure.findobj(Text)
        if text not in beyond and text.get_visible() and text.get_text().strip()
    ]


@dataclass(frozen=True)
class Album:
    """The pictures of a record, drawn."""

    record: Record
    figures: dict[str, Figure]


CASES: dict[str, Callable[[], Record]] = {
    "one run": lambda: record_of(1),
    "many": lambda: record_of(40),
    "crowded years": lambda: record_of(9, crowded()),
    "one day": lambda: record_of(1, until=date(2014, 7, 1)),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_pictures_read_well(case: str) -> None:
    record = CASES[case]()
    with drawn_in_style():
        figures = dict(pictures(record, findings_of(record)))
        for figure in figures.values():
            FigureCanvasAgg(figure).draw()
    album = Album(record, figures)
    no_text_is_cut_off(album)
    no_text_lies_over_another(album)
    every_picture_says_what_it_is(album)
    one_run_is_a_line_and_many_a_band(album)


def no_text_is_cut_off(album: Album) -> None:
    for name, figure in album.figures.items():
        page = figure.bbox
        for words, box in words_of(figure):
            across = page.x0 - 1 <= box.x0 and box.x1 <= page.x1 + 1
            along = page.y0 - 1 <= box.y0 and box.y1 <= page.y1 + 1
            assert across, f"{name}: {words!r} is cut off"
            assert along, f"{name}: {words!r} is cut off"


def no_text_lies_over_another(album: Album) -> None:
    for name, figure in album.figures.items():
        for (one, box), (other, another) in combinations(words_of(figure), 2):
            shared = Bbox.intersection(box, another)
            # Boxes are as high as the font; touching ones do not disturb.
            over = shared is not None and shared.width > 2 and shared.height > 4
            assert not over, f"{name}: {one!r} lies over {other!r}"


def every_picture_says_what_it_is(album: Album) -> None:
    for name, figure in album.figures.items():
        words = [text for text, _ in words_of(figure)]
        assert album.record.caveat in words, name
        assert "not a forecast" in album.record.caveat
        title = album.record.scenario.title[:20]
        assert any(title in line for line in words), name


@pytest.mark.slow
def test_every_picture_is_saved_twice_with_the_same_bytes(tmp_path: Path) -> None:
    record = record_of(8)
    draw_all(record, findings_of(record), tmp_path / "one")
    with drawn_in_style():
        again = fan_chart(record)
        again.savefig(tmp_path / "fan.png")
        again.savefig(tmp_path / "fan.svg", metadata={"Date": None})
    expected = sorted(f"{name}.{ending}" for name in NAMES for ending in ("png", "svg"))
    assert sorted(path.name for path in (tmp_path / "one").iterdir()) == expected
    for path in (tmp_path / "one").iterdir():
        assert path.stat().st_size > 5_000, path.name
    for name in ("fan.png", "fan.svg"):
        assert (tmp_path / name).read_bytes() == (tmp_path / "one" / name).read_bytes(), name


def one_run_is_a_line_and_many_a_band(album: Album) -> None:
    axes = album.figures["fan"].axes[0]
    bands = [one for one in axes.collections if isinstance(one, FillBetweenPolyCollection)]
    legend = axes.get_legend()
    assert legend is not None
    named = {text.get_text() for text in legend.get_texts()}
    if album.record.runs == 1:
        assert not bands
        assert "this run" in named
    else:
        assert len(bands) == 2
        assert {"median", "middle half of runs", "90% of runs"} <= named


def test_events_are_numbered_in_order_of_time() -> None:
    marks = marks_of(record_of(1))
    assert [mark.number for mark in marks] == [1, 2, 3, 4, 5]
    assert [mark.kind for mark in marks][-1] == "meeting"
    assert [mark.date for mark in marks] == sorted(mark.date for mark in marks)


def test_events_after_the_end_are_left_out() -> None:
    assert len(marks_of(record_of(1, until=date(2014, 7, 31)))) == 3


def test_numbers_of_close_dates_stand_in_different_rows() -> None:
    marks = marks_of(record_of(1))
    assert levels_of(marks, days=60, inches=7.5)[1:4] == [0, 1, 0]
    assert levels_of(marks, days=6_000, inches=7.5) == [0, 1, 2, 3, 4]


def test_documented_values_name_the_claimant_and_what_the_runs_give() -> None:
    record = record_of(30)
    deaths, rung = witnesses_of(record, ("deaths", "peak_rung"))
    assert (deaths.letter, deaths.first, deaths.last, deaths.ends) == ("A", 25, 40, (19.0, 30.0))
    told = [" ".join(line.lines) for line in key_of_witnesses(record, (deaths, rung))]
    assert "24 (19 to 30)" in told[0]
    assert "azerbaijan mod" in told[0]
    assert "Runs, same days: median" in told[0]
    assert "clashes" in told[1]


def test_documented_values_that_end_later_are_left_out() -> None:
    assert witnesses_of(record_of(2, until=date(2014, 7, 20)), ("deaths", "peak_rung")) == []
