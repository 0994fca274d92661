"""Fan charts by arm: deaths and the rung of escalation, with what is documented."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.batch.bands import Histograms
from sim.batch.bins import bins_of
from sim.figures.arms.subject import ArmShown, Subject
from sim.figures.band import Band, BandStyle, band_handles, draw_band
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
from sim.figures.fan import DOCUMENTED_HEADING, draw_rise, draw_rungs, scale_counts
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

TITLE = "Deaths and escalation, by arm"
LEFT, GAP, RIGHT = 0.95, 1.05, 0.2
DEATHS_WIDTH, RUNG_WIDTH = 5.2, WIDTH - 0.95 - 5.2 - 1.05 - 0.2
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

    A documented count is drawn as a rise from the arm's median on the eve of the days it covers.
    """
    bands = _bands(subject)
    arms = [arm for arm in subject.arms if arm.name in bands]
    marks = numbered(_events(subject), subject.start, subject.end)
    levels = levels_of(marks, subject.days, RUNG_WIDTH)
    witnesses = _witnesses(subject)
    documented = [
        KeyLine(one.letter, wrapped(f"{said_of(one, subject)}.", most=4), VERMILION)
        for one in witnesses
    ]
    key = key_of(marks)
    rows = strip_height(levels) + len(arms) * (NAME + TALL + BETWEEN) + AXIS
    height = HEAD + LEGEND + rows + key_height(documented) + key_height(key) + FOOT
    what = "Median, middle half and 90% of runs by day."
    sheet = Sheet(subject, TITLE, titled(subject.title, what), height)
    _legend(sheet, subject, marks, bool(witnesses))
    top = HEAD + LEGEND + NAME + strip_height(levels)
    panels = []
    for arm in arms:
        _name(sheet, arm, top if arm is not arms[0] else top - strip_height(levels))
        panels.append(_row(sheet, subject, arm, bands, witnesses, top))
        top += TALL + BETWEEN + NAME
    _share_axes(panels, bands)
    for deaths, rung in panels:
        for axes in (deaths, rung):
            draw_lines(axes, marks)
            date_axis(axes, subject, labelled=(deaths, rung) == panels[-1])
    for axes in panels[0]:
        draw_numbers(axes, marks, levels)
    below = HEAD + LEGEND + rows
    draw_key(sheet, DOCUMENTED_HEADING, documented, below)
    draw_key(sheet, "Dated in the scenario", key, below + key_height(documented))
    return sheet.figure


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
    witnesses: list[Witness],
    top: float,
) -> tuple[Axes, Axes]:
    own = bands[arm.name]
    deaths = sheet.axes(LEFT, top, DEATHS_WIDTH, TALL)
    draw_band(deaths, subject, own.deaths, DEATHS_STYLE)
    for one in witnesses:
        if one.outcome == "deaths":
            draw_rise(deaths, subject, own.deaths, one)
    rung = sheet.axes(LEFT + DEATHS_WIDTH + GAP, top, RUNG_WIDTH, TALL)
    draw_band(rung, subject, own.rung, RUNG_STYLE)
    draw_rungs(rung, subject, [one for one in witnesses if one.outcome == "peak_rung"])
    rung.set_ylabel("")
    rung.tick_params(axis="y", labelsize=8)
    deaths.set_ylabel("deaths so far", size=9)
    baseline = subject.baseline
    if baseline is not None and arm is not baseline and baseline.name in bands:
        days = day_numbers(subject)
        line: dict[str, Any] = {"color": INK, "linestyle": (0, (4, 2)), "linewidth": 1.2}
        deaths.plot(days, bands[baseline.name].deaths.q50, **line)
        rung.plot(days, bands[baseline.name].rung.q50, drawstyle="steps-post", **line)
    return deaths, rung


def _share_axes(panels: list[tuple[Axes, Axes]], bands: Mapping[str, _Fans]) -> None:
    """Give all panels of deaths the axis of the highest."""
    drawn = [float(deaths.dataLim.y1) for deaths, _ in panels]
    highest = max([1.0, *drawn])
    typical = min(float(np.nanmedian(own.deaths.q50)) for own in bands.values())
    for deaths, _ in panels:
        scale_counts(deaths, highest, typical)
        deaths.tick_params(axis="y", labelsize=8)


def _name(sheet: Sheet, arm: ArmShown, top: float) -> None:
    baseline = ", the baseline" if arm.is_baseline else ""
    short = wrapped(arm.title, 120, 1)
    words = f"{short[0] if short else arm.name}{baseline}; n = {arm.runs:,}"
    sheet.text(words, MARGIN, top - 0.08, size=10, weight="bold")


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
    handles: list[Line2D | Patch] = band_handles(subject, BandStyle(FAINT), "")
    handles.append(Line2D([], [], color=INK, linestyle=(0, (4, 2)), label="median of the baseline"))
    if documented:
        label = "documented (lettered)"
        handles.append(Line2D([], [], color=VERMILION, marker="D", linestyle="--", label=label))
    names = {"event": "event", "meeting": "meeting planned", "offensive": "resort to force"}
    for kind, name in names.items():
        first = next((mark for mark in marks if mark.kind == kind), None)
        if first is not None:
            handles.append(Line2D([], [], color=first.colour, linestyle=first.line, label=name))
    sheet.figure.legend(
        handles=handles,
        loc="upper left",
        bbox_to_anchor=((MARGIN - 0.08) / sheet.width, 1.0 - (HEAD - 0.16) / sheet.height),
        ncols=4,
        borderaxespad=0.0,
        handletextpad=0.6,
        columnspacing=1.6,
    )
