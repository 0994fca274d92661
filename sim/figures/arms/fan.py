"""Fan charts by arm: deaths and the rung of escalation, with what is documented."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.analysis.variables import floats
from sim.analysis.wording import Words
from sim.batch.bands import Histograms
from sim.batch.bins import bins_of
from sim.figures.arms.looks import named
from sim.figures.arms.subject import ArmShown, Subject
from sim.figures.band import Band, BandStyle, band_handles, draw_band
from sim.figures.counted import (
    ROW,
    Counted,
    counted_of,
    draw_counted,
    draw_windows,
    scale_counts,
    share_counts_axis,
    windows_height,
)
from sim.figures.events import (
    KeyLine,
    Mark,
    draw_key,
    draw_lines,
    draw_numbers,
    key_height,
    key_of,
    levels_of,
    numbered,
    strip_height,
    wrapped,
)
from sim.figures.fan import draw_rungs
from sim.figures.sheet import (
    BLUE,
    FAINT,
    FOOT,
    GREEN,
    HEAD,
    INK,
    MARGIN,
    VERMILION,
    WIDTH,
    Sheet,
    date_axis,
    day_numbers,
    titled,
)
from sim.figures.witness import Witness, letter_of, said_of

LEFT, GAP, RIGHT = 0.95, 1.05, 0.2
COUNTED_WIDTH, COUNTED_GAP = 2.3, 0.4
LEGEND, NAME, TALL, BETWEEN, AXIS = 0.55, 0.28, 1.5, 0.14, 0.42
DEATHS_STYLE, RUNG_STYLE = BandStyle(BLUE), BandStyle(GREEN, step="post")


def why_not(subject: Subject) -> str:
    """Why there is nothing to draw; empty if there is."""
    if subject.answers.experiment.get("bands") == "none":
        return "the experiment keeps no daily bands (`bands: none`)"
    if subject.period is None or not _bands(subject):
        return "the results hold no daily bands of deaths"
    return ""


def fan_charts(subject: Subject) -> Figure:
    """A row an arm: median, middle half and 90% of its runs by day, on common axes.

    The days of a documented count are marked there; the count itself has a panel of its own, in
    which the runs of the arm too are counted from zero over the same days.
    """
    bands, words = _bands(subject), subject.words
    arms = [arm for arm in subject.arms if arm.name in bands]
    witnesses = _witnesses(subject)
    plan = _plan(witnesses)
    marks = numbered(_events(subject), subject.start, subject.end)
    levels = levels_of(marks, subject.days, plan.rung)
    documented = [
        KeyLine(one.letter, wrapped(f"{said_of(one, subject, words)}.", most=4), VERMILION)
        for one in witnesses
    ]
    key = key_of(marks)
    strip = strip_height(levels) + windows_height(plan.counts)
    rows = strip + len(arms) * (NAME + plan.tall + BETWEEN) + AXIS
    height = HEAD + LEGEND + rows + key_height(documented) + key_height(key) + FOOT
    title = titled(subject.title, words("drawn_fan_what"))
    sheet = Sheet(subject, words("drawn_fan"), title, height)
    _legend(sheet, subject, marks, bool(witnesses))
    top = HEAD + LEGEND + NAME + strip
    panels = []
    for arm in arms:
        above = top if arm is not arms[0] else top - strip
        sheet.text(named(words, arm, 120), MARGIN, above - 0.08, size=10, weight="bold")
        panels.append(_row(sheet, subject, arm, bands, plan, top))
        top += plan.tall + BETWEEN + NAME
    _share_axes(panels, bands, words)
    for one in panels:
        for axes in (one.deaths, one.rung):
            draw_lines(axes, marks)
            date_axis(axes, subject, labelled=one is panels[-1], words=words)
    draw_windows(panels[0].deaths, subject, plan.counts, strip_height(levels), plan.tall)
    for axes in (panels[0].deaths, panels[0].rung):
        draw_numbers(axes, marks, levels)
    below = HEAD + LEGEND + rows
    draw_key(sheet, words("drawn_fan_documented"), documented, below)
    draw_key(sheet, words("drawn_fan_dated"), key, below + key_height(documented))
    return sheet.figure


@dataclass(frozen=True)
class _Plan:
    """What is documented, and the inches that it leaves to the panels of an arm."""

    counts: tuple[Witness, ...]
    rungs: tuple[Witness, ...]
    deaths: float
    rung: float
    tall: float


def _plan(witnesses: Sequence[Witness]) -> _Plan:
    counts = tuple(one for one in witnesses if one.outcome == "deaths")
    rungs = tuple(one for one in witnesses if one.outcome == "peak_rung")
    taken = COUNTED_WIDTH + COUNTED_GAP if counts else 0.0
    room = WIDTH - LEFT - GAP - RIGHT - taken
    deaths = 0.6 * room
    return _Plan(counts, rungs, deaths, room - deaths, max(TALL, ROW * len(counts)))


@dataclass(frozen=True)
class _Panels:
    """The panels of an arm; `counted` is there only where a count is documented."""

    deaths: Axes
    rung: Axes
    counted: tuple[Axes, tuple[Counted, ...]] | None


@dataclass(frozen=True)
class _Fans:
    """The bands of one arm."""

    deaths: Band
    rung: Band


def _bands(subject: Subject) -> Mapping[str, _Fans]:
    """The bands of each arm, all its cells taken together."""
    frame = subject.answers.bands(scenario=subject.scenario)
    frame = frame[frame["gauge"].isin(("deaths", "rung"))]
    found = {}
    for arm in subject.arms:
        own = frame[frame["arm"] == arm.name]
        if own["gauge"].nunique() == 2:
            parts = (
                band_from(own[own["gauge"] == name], name, subject.days)
                for name in ("deaths", "rung")
            )
            found[arm.name] = _Fans(*parts)
    return found


def band_from(rows: pd.DataFrame, gauge: str, days: int) -> Band:
    """The band of a gauge from counts by day and bin."""
    counts = np.zeros((days, bins_of(gauge).number), dtype=np.int64)
    day, place = rows["day"].to_numpy(), rows["bin"].to_numpy()
    np.add.at(counts, (day, place), rows["count"].to_numpy())
    seen, quantiles = Histograms(days, {gauge: counts}).rows(gauge)
    q05, q25, q50, q75, q95 = quantiles.T
    return Band(q05, q25, q50, q75, q95, seen.astype(np.float64))


def _row(
    sheet: Sheet,
    subject: Subject,
    arm: ArmShown,
    bands: Mapping[str, _Fans],
    plan: _Plan,
    top: float,
) -> _Panels:
    own = bands[arm.name]
    deaths = sheet.axes(LEFT, top, plan.deaths, plan.tall)
    draw_band(deaths, subject, own.deaths, DEATHS_STYLE)
    rung = sheet.axes(WIDTH - RIGHT - plan.rung, top, plan.rung, plan.tall)
    draw_band(rung, subject, own.rung, RUNG_STYLE)
    draw_rungs(rung, subject, plan.rungs)
    rung.set_ylabel("")
    rung.tick_params(axis="y", labelsize=8)
    deaths.set_ylabel(subject.words("drawn_fan_deaths"), size=9)
    baseline = subject.baseline
    other = baseline if baseline is not None and arm is not baseline else None
    if other is not None and other.name in bands:
        days = day_numbers(subject)
        line: dict[str, Any] = {"color": INK, "linestyle": (0, (4, 2)), "linewidth": 1.2}
        deaths.plot(days, bands[other.name].deaths.q50, **line)
        rung.plot(days, bands[other.name].rung.q50, drawstyle="steps-post", **line)
    if not plan.counts:
        return _Panels(deaths, rung, None)
    counted = sheet.axes(LEFT + plan.deaths + COUNTED_GAP, top, COUNTED_WIDTH, plan.tall)
    rows = _counted(subject, arm, plan.counts)
    others = _counted(subject, other, plan.counts) if other else ()
    draw_counted(counted, rows, BLUE, others, least=3, words=subject.words)
    return _Panels(deaths, rung, (counted, rows))


def _counted(subject: Subject, arm: ArmShown, witnesses: Sequence[Witness]) -> tuple[Counted, ...]:
    """What the runs of an arm came to over the days of each documented count."""
    known = set(subject.answers.columns["key"])
    keys = [key for one in witnesses if (key := f"documented.{one.key}") in known]
    frame = subject.answers.outcomes(keys, scenario=subject.scenario, arm=arm.name)
    seen = {key: floats(frame[key]) for key in keys}
    nothing = np.empty(0)
    return tuple(counted_of(one, seen.get(f"documented.{one.key}", nothing)) for one in witnesses)


def _share_axes(panels: Sequence[_Panels], bands: Mapping[str, _Fans], words: Words) -> None:
    """Give all panels of a kind the axis of the highest."""
    highest = max([1.0, *(float(one.deaths.dataLim.y1) for one in panels)])
    typical = min(float(np.nanmedian(own.deaths.q50)) for own in bands.values())
    for one in panels:
        scale_counts(one.deaths, highest, typical)
        one.deaths.tick_params(axis="y", labelsize=8)
    counted = [one.counted for one in panels if one.counted is not None]
    share_counts_axis(counted)
    for axes, _ in counted:
        last = axes is counted[-1][0]
        axes.tick_params(axis="x", labelsize=8, labelbottom=last)
        if last:
            axes.set_xlabel(words("drawn_fan_counted"), size=8.5)


def _events(subject: Subject) -> list[tuple[date, str, str]]:
    told = subject.told("events") or []
    return [
        (date.fromisoformat(str(one["date"])), str(one["kind"]), str(one["text"])) for one in told
    ]


def _witnesses(subject: Subject) -> list[Witness]:
    """What is documented of deaths on all sides and of the ladder, within the days lived."""
    told: Mapping[str, Mapping[str, object]] = subject.told("documented") or {}
    found: list[Witness] = []
    for key, entry in told.items():
        said = subject.study.benchmarks.get((subject.scenario, f"documented.{key}"))
        if said is None or entry["outcome"] not in ("deaths", "peak_rung") or entry["party"]:
            continue
        first = _day(subject, entry["start"], 0)
        last = _day(subject, entry["end"], subject.days - 1)
        if said.shown and 0 <= first <= last < subject.days:
            letter = letter_of(len(found))
            found.append(Witness(letter, str(key), str(entry["outcome"]), said, first, last))
    return found


def _day(subject: Subject, day: object, otherwise: int) -> int:
    return (date.fromisoformat(str(day)) - subject.start).days if day else otherwise


def _legend(sheet: Sheet, subject: Subject, marks: list[Mark], documented: bool) -> None:
    words = subject.words
    handles: list[Line2D | Patch] = band_handles(subject, BandStyle(FAINT), "", words)
    label = words("drawn_fan_baseline")
    handles.append(Line2D([], [], color=INK, linestyle=(0, (4, 2)), label=label))
    if documented:
        label = words("drawn_fan_lettered")
        handles.append(Line2D([], [], color=VERMILION, marker="D", label=label))
    for kind in ("event", "meeting", "offensive"):
        first = next((mark for mark in marks if mark.kind == kind), None)
        if first is not None:
            label = words(f"drawn_fan_{kind}")
            handles.append(Line2D([], [], color=first.colour, linestyle=first.line, label=label))
    sheet.figure.legend(
        handles=handles,
        loc="upper left",
        bbox_to_anchor=((MARGIN - 0.08) / sheet.width, 1.0 - (HEAD - 0.16) / sheet.height),
        ncols=4,
        borderaxespad=0.0,
        handletextpad=0.6,
        columnspacing=1.6,
    )
