"""The fan chart: deaths and the rung of escalation over time, with what is documented."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.analysis.wording import SHIPPED
from sim.figures.band import BandStyle, band_handles, band_of, beside, draw_band
from sim.figures.counted import (
    ROW,
    Counted,
    counted_of,
    draw_counted,
    draw_point,
    draw_windows,
    scale_counts,
    share_counts_axis,
    windows_height,
)
from sim.figures.events import (
    Mark,
    draw_key,
    draw_lines,
    draw_numbers,
    key_height,
    key_of,
    levels_of,
    marks_of,
    strip_height,
)
from sim.figures.sheet import (
    BLUE,
    FOOT,
    GREEN,
    HEAD,
    VERMILION,
    WIDTH,
    Sheet,
    Timeline,
    date_axis,
    day_numbers,
    subtitle_of,
)
from sim.figures.witness import Witness, key_of_witnesses, witnesses_of
from sim.outcomes import RUNGS
from sim.store.record import Record

LEFT, RIGHT = 1.2, 2.3
PANEL = WIDTH - LEFT - RIGHT
DEATHS_HEIGHT, RUNG_HEIGHT, GAP, AXIS = 3.1, 1.7, 0.25, 0.42
COUNTED_HEAD, COUNTED_AXIS = 0.3, 0.5
"""Inches above and below the counts over documented days."""

DEATHS_STYLE = BandStyle(BLUE)
RUNG_STYLE = BandStyle(GREEN, step="post")


def fan_chart(record: Record) -> Figure:
    """Deaths so far and the highest rung: median, middle half and 90% of runs by day.

    The days of a documented count are marked there; the count itself has a panel of its own, in
    which the runs too are counted from zero over the same days.
    """
    marks = marks_of(record)
    levels = levels_of(marks, record.days, PANEL)
    witnesses = witnesses_of(record, ("deaths", "peak_rung"))
    counted_days = [one for one in witnesses if one.outcome == "deaths"]
    counts = [_counted(record, one) for one in counted_days]
    key, documented_key = key_of(marks), key_of_witnesses(record, witnesses)
    strip = strip_height(levels) + windows_height(counted_days)
    daily = strip + DEATHS_HEIGHT + GAP + RUNG_HEIGHT + AXIS
    panels = daily + (COUNTED_HEAD + ROW * len(counts) + COUNTED_AXIS if counts else 0.0)
    height = HEAD + panels + key_height(documented_key) + key_height(key) + FOOT
    what = "One run." if record.runs == 1 else f"{record.runs:,} runs."
    sheet = Sheet(record, "Deaths and escalation", subtitle_of(record, what), height)

    top = HEAD + strip
    deaths = sheet.axes(LEFT, top, PANEL, DEATHS_HEIGHT)
    _draw_deaths(deaths, record)
    draw_windows(deaths, record, counted_days, strip_height(levels), DEATHS_HEIGHT)
    rung = sheet.axes(LEFT, top + DEATHS_HEIGHT + GAP, PANEL, RUNG_HEIGHT)
    _draw_rung(rung, record, [one for one in witnesses if one.outcome == "peak_rung"])
    draw_numbers(deaths, marks, levels)
    for axes in (deaths, rung):
        draw_lines(axes, marks)
        date_axis(axes, record, labelled=axes is rung)
    _legends(deaths, rung, record, marks, bool(witnesses))
    if counts:
        top = HEAD + daily + COUNTED_HEAD
        _draw_counts(sheet.axes(LEFT, top, PANEL, ROW * len(counts)), record, counts)

    below = HEAD + panels
    draw_key(sheet, SHIPPED("drawn_fan_documented"), documented_key, below)
    draw_key(sheet, SHIPPED("drawn_fan_dated"), key, below + key_height(documented_key))
    return sheet.figure


def _draw_deaths(axes: Axes, record: Record) -> None:
    band = band_of(record, "deaths")
    draw_band(axes, record, band, DEATHS_STYLE)
    highest = max(1.0, float(np.nanmax(band.q95)))
    scale_counts(axes, highest, float(np.nanmedian(band.q50)))
    axes.set_ylabel("deaths since the start\n(all sides)")


def _counted(record: Record, witness: Witness) -> Counted:
    values = record.outcomes.get(f"documented.{witness.key}", np.empty(0))
    return counted_of(witness, values)


def _draw_counts(axes: Axes, record: Record, counts: Sequence[Counted]) -> None:
    draw_counted(axes, counts, BLUE, single=record.runs == 1)
    share_counts_axis([(axes, counts)])
    axes.set_ylabel("documented\ndays")
    axes.set_xlabel("deaths over these days, counted from zero", size=9)


def _draw_rung(axes: Axes, record: Record, witnesses: Sequence[Witness]) -> None:
    draw_band(axes, record, band_of(record, "rung"), RUNG_STYLE)
    draw_rungs(axes, record, witnesses)


def draw_rungs(axes: Axes, time: Timeline, witnesses: Sequence[Witness]) -> None:
    """The axis of the ladder, with the rungs that are documented."""
    days = day_numbers(time)
    for witness in witnesses:
        category = witness.benchmark.category
        if category not in RUNGS:
            continue
        level = float(RUNGS.index(category))
        first, last = days[witness.first], days[witness.last]
        axes.plot([first, last], [level, level], color=VERMILION, linewidth=1.6, marker="|")
        draw_point(axes, witness, last, level)
        _name(axes, time, witness, level)
    axes.set_ylim(-0.3, len(RUNGS) - 0.7)
    axes.set_yticks(range(len(RUNGS)), RUNGS)
    axes.set_ylabel(SHIPPED("drawn_fan_rung"))


def _name(axes: Axes, time: Timeline, witness: Witness, value: float) -> None:
    """The letter beside the mark; before it at the end, where the legend follows."""
    at_the_end = witness.last > 0.95 * time.days
    # Several may end on the last day: every other letter goes below its mark.
    below = at_the_end and ord(witness.letter[-1]) % 2 == 0
    axes.annotate(
        witness.letter,
        (day_numbers(time)[witness.last], value),
        xytext=(-7 if at_the_end else 7, -3 if below else 3),
        textcoords="offset points",
        size=9.5,
        weight="bold",
        color=VERMILION,
        ha="right" if at_the_end else "left",
        va="top" if below else "bottom",
    )


def _legends(
    deaths: Axes, rung: Axes, record: Record, marks: Sequence[Mark], documented: bool
) -> None:
    handles = band_handles(record, DEATHS_STYLE, "")
    if documented:
        label = SHIPPED("drawn_fan_lettered")
        handles.append(Line2D([], [], color=VERMILION, marker="D", label=label))
    for kind in ("event", "meeting", "offensive"):
        first = next((mark for mark in marks if mark.kind == kind), None)
        if first is not None:
            line = Line2D([], [], color=first.colour, linestyle=first.line, linewidth=1.2)
            line.set_label(SHIPPED(f"drawn_fan_{kind}"))
            handles.append(line)
    beside(deaths, handles)
    beside(rung, band_handles(record, RUNG_STYLE, ""))
