"""Pictures of an experiment: what they show, that nothing overlaps, and that they repeat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.figures.arms import fan, heat, survival
from sim.figures.arms.forest import form_of, signed
from sim.figures.arms.looks import look_at
from sim.figures.arms.scale import scale_of
from sim.figures.arms.study import KINDS, draw_study, pictures
from sim.figures.arms.subject import Study, Subject
from sim.figures.sheet import drawn_in_style
from sim.outcomes import AGREEMENT_KINDS
from sim.scenario.problems import UserError
from tests.analysis.answering import Held, rows

DAYS = 40
LONG = "An arm with a title that goes on and on about what is changed, by whom, and to which end"


@dataclass(frozen=True)
class Shown(Held):
    """Results with all that pictures and pages show: bands, sectors, events, inputs."""

    told: Mapping[str, object] = field(default_factory=dict)
    failures: Sequence[object] = ()
    inputs: Mapping[str, str] = field(default_factory=dict)
    expected_rows: int = 0

    @property
    def expected(self) -> int:
        return self.expected_rows or len(self.rows)

    @property
    def experiment(self) -> Mapping[str, object]:
        return {**super().experiment, **self.told}

    @property
    def provenance(self) -> Mapping[str, object]:
        return {"engine_sha256": "e" * 64, "arithmetic": "f" * 16, "versions": {"numpy": "2.4"}}

    @property
    def arms(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.rows["arm"].astype(str)))

    def bands(self, scenario: str | None = None, arm: str | None = None) -> pd.DataFrame:
        parts = []
        for place, name in enumerate(self.arms):
            for day in range(DAYS):
                for cell in range(2):
                    reached = min(day * (place + 1) // 2 + cell, 60)
                    parts += [
                        (name, cell, "deaths", day, reached, 5),
                        (name, cell, "rung", day, 2, 5),
                    ]
        columns = ["arm", "cell", "gauge", "day", "bin", "count"]
        return pd.DataFrame(parts, columns=columns).assign(scenario="valley")

    def sectors(self, scenario: str | None = None, arm: str | None = None) -> pd.DataFrame:
        columns = {"front": "line", "sector": "north", "day": np.arange(DAYS), "total": 3}
        return pd.DataFrame(columns).assign(scenario="valley", arm=arm)


def shown(arms: int = 2, cells: int = 16, runs: int = 3, **about: object) -> Shown:
    """Results of some arms over two factors; each arm has fewer deaths than the one before."""
    luck = np.random.default_rng(8)
    power, cost = luck.random(cells), luck.random(cells)
    part = rows(cells=cells, runs=runs, own_luck=True)
    number = len(part)
    deaths = luck.poisson(200 * power[part["cell"]] ** 2 * luck.integers(0, 2, number))
    days = np.minimum(luck.integers(1, 90, number), DAYS).astype(float)
    part = part.assign(
        deaths=deaths,
        major_war=luck.random(number) < 0.3,
        best_agreement=luck.choice(AGREEMENT_KINDS[:3], number),
        days_to_agreement=days,
        agreement_censored=days >= DAYS,
        **{"documented.killed": deaths},
    )
    names = ["as-it-was", *(f"arm-{place}" for place in range(1, arms))]
    parts = [
        part.assign(arm=name, deaths=luck.binomial(part["deaths"], 0.8**place))
        for place, name in enumerate(names)
    ]
    entry = {
        "outcome": "deaths", "party": None, "start": "2014-06-05", "end": "2014-06-20",
        "value": 9.0, "low": None, "high": None, "scored": True, "claimed_by": "a side",
        "source": "someone-2015", "text": "Nine killed, by one account",
    }  # fmt: skip
    events = [
        {"date": "2014-06-10", "kind": "event", "text": "Something that is told of at some length"},
        {"date": "2014-06-11", "kind": "meeting", "text": "They meet"},
    ]
    told = {
        "question": "What would have been different?",
        "titles": {"valley": "The valley in June"},
        "periods": {"valley": {"start": "2014-06-01", "end": "2014-07-10", "days": DAYS}},
        "events": {"valley": events},
        "sectors": {"valley": [{"front": "line", "sector": "north", "name": "North of the river"}]},
        "numbers": {"valley": {"documented": 2, "inferred": 3, "assumed": 4}},
    }
    given: dict[str, object] = {
        "kind": "latin-hypercube",
        "points": {
            "valley": pd.DataFrame({"cell": range(cells), "war.power": power, "war.cost": cost})
        },
        "titles": {name: f"{LONG} ({name})" for name in names},
        "asked": ("deaths", "major_war", "best_agreement", "days_to_agreement"),
        "documented": {"valley": {"killed": entry}},
        "told": told,
    }
    return Shown(pd.concat(parts, ignore_index=True), **{**given, **about})


def subject_of(answers: Held) -> Subject:
    return next(Study(answers).subjects())


def overhang(figure: Figure) -> float:
    """Inches by which what is drawn reaches over the edge of the picture."""
    figure.draw_without_rendering()
    box, (width, height) = figure.get_tightbbox(), figure.get_size_inches()
    return float(max(-box.x0, -box.y0, box.x1 - width, box.y1 - height))


def overlapping(figure: Figure) -> list[tuple[str, str]]:
    """Texts of the sheet itself that lie on each other."""
    boxes = [(text.get_text(), text.get_window_extent()) for text in figure.texts]
    return [
        (one, other)
        for place, (one, box) in enumerate(boxes)
        for other, beside in boxes[place + 1 :]
        if box.overlaps(beside) and min(box.x1, beside.x1) - max(box.x0, beside.x0) > 2
        and min(box.y1, beside.y1) - max(box.y0, beside.y0) > 3
    ]  # fmt: skip


@pytest.fixture(scope="module")
def crowd() -> Subject:
    return subject_of(shown(arms=8))


@pytest.mark.parametrize("kind", KINDS)
def test_eight_arms_with_long_titles_have_room(crowd: Subject, kind: str) -> None:
    assert KINDS[kind].why_not(crowd) == ""
    with drawn_in_style():
        figure = KINDS[kind].draw(crowd)
        assert overhang(figure) <= 0.02
        assert overlapping(figure) == []
    said = [text.get_text() for text in figure.texts]
    assert any(
        words.startswith("Stylised model, not a forecast · Parley · seed 1") for words in said
    )


def test_one_arm_is_enough_for_all_but_the_forest() -> None:
    alone = subject_of(shown(arms=1))
    reasons = {kind: found.why_not(alone) for kind, found in KINDS.items()}
    assert reasons.pop("forest").startswith("there is only one arm")
    assert set(reasons.values()) == {""}


def test_kinds_that_do_not_apply_say_why() -> None:
    plain = subject_of(
        shown(
            cells=1, runs=30, points={}, kind="none", asked=("major_war",), told={"bands": "none"}
        )
    )
    reasons = {kind: found.why_not(plain) for kind, found in KINDS.items()}
    assert "no factors" in reasons["tornado"]
    assert "fewer than two numbers vary" in reasons["heat"]
    assert "no daily bands" in reasons["fan"]
    assert "is a number" in reasons["distributions"]
    assert "no fronts" in reasons["front"]
    assert reasons["shares"] == reasons["forest"] == ""


def test_the_forest_tells_what_compare_says(crowd: Subject) -> None:
    told = crowd.effects()
    told = told[told["headline"] & (told["outcome"] == "deaths")]
    with drawn_in_style():
        figure = KINDS["forest"].draw(crowd)
    texts = [text.get_text() for axes in figure.axes for text in axes.texts]
    records = told.to_dict("records")
    assert form_of(records[0], records) == "percent"
    for row in records:
        reach = f"[{signed(row['percent_low'])}, {signed(row['percent_high'])}]"
        assert f"{signed(row['percent'])}% {reach}  n 48" in texts


def test_bands_of_cells_are_taken_together(crowd: Subject) -> None:
    frame = crowd.answers.bands()
    own = frame[(frame["arm"] == "arm-1") & (frame["gauge"] == "deaths")]
    band = fan.band_from(own, "deaths", DAYS)
    assert (band.n == 10).all()
    parts = [fan.band_from(own[own["cell"] == cell], "deaths", DAYS) for cell in (0, 1)]
    assert (parts[0].q95 <= band.q95).all()
    assert (band.q05 <= parts[1].q05).all()


def test_a_time_that_never_was_observed_says_so() -> None:
    unseen = shown()
    unseen.rows["days_to_agreement"] = np.nan
    subject = subject_of(unseen)
    assert survival.why_not(subject) == "none of these times was observed in any run"


def test_the_heat_map_counts_every_run(crowd: Subject) -> None:
    variable = heat._variable(crowd)
    first, second = (heat._side(one) for one in heat._chosen(crowd))
    base, arm = heat._panels(crowd, variable, first, second)[:2]
    assert base.counts.sum() == arm.counts.sum() == 48
    deaths = crowd.answers.outcomes(["deaths"])
    means = deaths.groupby("arm", observed=True)["deaths"].mean()
    whole = np.nansum(arm.means * arm.counts) / arm.counts.sum()
    assert whole == pytest.approx(means["arm-1"] - means["as-it-was"])


def test_zero_has_a_bar_of_its_own_on_a_logarithmic_axis() -> None:
    scale = scale_of([np.array([0.0, 0.0, 1.0, 900.0])], (), whole=True)
    assert scale.log
    counts, _ = np.histogram([0.0, 0.0, 1.0], bins=scale.edges)
    assert scale.edges[0] == -0.5
    assert scale.edges[1] == pytest.approx(0.5)
    assert counts[0] == 2


def test_eight_looks_differ_without_colour() -> None:
    looks = [look_at(place) for place in range(8)]
    assert len({look.marker for look in looks}) == len({str(look.line) for look in looks}) == 8
    assert len({(one.colour, one.marker) for one in map(look_at, range(16))}) == 16


def test_the_same_results_give_the_same_bytes(tmp_path: Path) -> None:
    one, other = (draw_study(shown(), tmp_path / name, ["shares"]) for name in ("a", "b"))
    assert [path.name for path in one] == ["shares.png", "shares.svg"]
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in other]


def test_what_no_longer_applies_goes_and_nothing_half_done_stays(tmp_path: Path) -> None:
    plain = shown(cells=1, runs=9, points={}, kind="none", asked=("deaths",), told={})
    (tmp_path / "tornado.png").write_bytes(b"old")
    (tmp_path / "notes.png").write_bytes(b"mine")
    written = draw_study(plain, tmp_path)
    assert {path.stem for path in written} == {"forest", "distributions", "survival"}
    assert {path.name for path in tmp_path.iterdir()} == {path.name for path in written} | {
        "notes.png"
    }


def test_unknown_kinds_are_refused_all_at_once() -> None:
    with pytest.raises(UserError) as refused:
        list(pictures(Study(shown()), ["forrest", "pie"]))
    first, second = refused.value.problems
    assert first.hint == "did you mean `forest`?"
    assert "`distributions`" in str(second.hint)


def test_a_kind_that_shows_nothing_is_refused_with_the_reason() -> None:
    plain = shown(arms=1)
    with pytest.raises(UserError, match="only one arm"):
        list(pictures(Study(plain), ["forest"]))


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(UserError, match="cannot write"):
        draw_study(shown(), tmp_path / "taken", ["shares"])


def test_a_documented_count_lies_where_it_is_whatever_the_arm_gives() -> None:
    subject = subject_of(shown(arms=2))
    with drawn_in_style():
        figure = KINDS["fan"].draw(subject)
    counted = [axes for axes in figure.axes if _letters(axes) == ["A"]]
    assert len(counted) == 2
    for axes, name in zip(counted, ("as-it-was", "arm-1"), strict=True):
        marks = [line for line in axes.lines if line.get_marker() == "D"]
        assert [line.get_xdata()[0] for line in marks] == [9.0]
        runs = subject.answers.outcomes(["documented.killed"], arm=name)["documented.killed"]
        low, high = np.quantile(runs, (0.05, 0.95), method="inverted_cdf")
        assert (axes.patches[0].get_x(), axes.patches[0].get_width()) == (low, high - low)
    daily = figure.axes[0]
    levels = [line.get_ydata()[0] for line in daily.lines if line.get_marker() == "|"]
    assert min(levels) > 1.0, "the days covered stand above the panel, at no count"


def _letters(axes: Axes) -> list[str]:
    return [label.get_text() for label in axes.get_yticklabels()]
