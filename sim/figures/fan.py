"""The fan chart: deaths and the rung of escalation over time, with what is documented."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator

from sim.figures.band import Band, BandStyle, band_handles, band_of, beside, draw_band
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
WIDE = 12.0
"""Ratio of the largest to a typical value beyond which the axis of deaths is logarithmic."""

DOCUMENTED_HEADING = (
    "Documented (counts drawn as a rise from the median on the eve; ▲ at least, ▼ at most, "
    "hollow: not scored)"
)

DEATHS_STYLE = BandStyle(BLUE)
RUNG_STYLE = BandStyle(GREEN, step="post")


def fan_chart(record: Record) -> Figure:
    """Deaths so far and the highest rung: median, middle half and 90% of runs by day.

    A documented count is drawn as a rise from the median on the eve of the days it covers: it can
    be compared with the rise of the median over the same days.
    """
    marks = marks_of(record)
    levels = levels_of(marks, record.days, PANEL)
    of_deaths = witnesses_of(record, ("deaths", "peak_rung"))
    key, documented_key = key_of(marks), key_of_witnesses(record, of_deaths)
    panels = strip_height(levels) + DEATHS_HEIGHT + GAP + RUNG_HEIGHT + AXIS
    height = HEAD + panels + key_height(documented_key) + key_height(key) + FOOT
    what = "One run." if record.runs == 1 else f"{record.runs:,} runs."
    sheet = Sheet(record, "Deaths and escalation", subtitle_of(record, what), height)

    top = HEAD + strip_height(levels)
    deaths = sheet.axes(LEFT, top, PANEL, DEATHS_HEIGHT)
    _draw_deaths(deaths, record, [w for w in of_deaths if w.outcome == "deaths"])
    rung = sheet.axes(LEFT, top + DEATHS_HEIGHT + GAP, PANEL, RUNG_HEIGHT)
    _draw_rung(rung, record, [w for w in of_deaths if w.outcome == "peak_rung"])
    draw_numbers(deaths, marks, levels)
    for axes in (deaths, rung):
        draw_lines(axes, marks)
        date_axis(axes, record, labelled=axes is rung)
    _legends(deaths, rung, record, marks, bool(of_deaths))

    below = HEAD + panels
    draw_key(sheet, DOCUMENTED_HEADING, documented_key, below)
    draw_key(sheet, "Dated in the scenario", key, below + key_height(documented_key))
    return sheet.figure


def _draw_deaths(axes: Axes, record: Record, witnesses: Sequence[Witness]) -> None:
    band = band_of(record, "deaths")
    draw_band(axes, record, band, DEATHS_STYLE)
    tops = [draw_rise(axes, record, band, witness) for witness in witnesses]
    highest = max([1.0, float(np.nanmax(band.q95)), *tops])
    scale_counts(axes, highest, float(np.nanmedian(band.q50)))
    axes.set_ylabel("deaths since the start\n(all sides)")


def draw_rise(axes: Axes, time: Timeline, band: Band, witness: Witness) -> float:
    """A documented count as a rise over its days; returns how high it reaches."""
    days = day_numbers(time)
    base = float(band.q50[witness.first - 1]) if witness.first else 0.0
    first, last = days[witness.first], days[witness.last]
    low, high = witness.ends
    middle = base + witness.middle
    axes.plot([first, last], [base, middle], color=VERMILION, linewidth=1.6, linestyle=(0, (5, 1)))
    _point(axes, witness, last, middle)
    below = middle - (base + low) if math.isfinite(low) else 0.0
    above = (base + high) - middle if math.isfinite(high) else 0.0
    axes.errorbar(
        [last], [middle], yerr=[[below], [above]], color=VERMILION, capsize=4, linewidth=1.4
    )
    _name(axes, time, witness, middle)
    return middle + above


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
        _point(axes, witness, last, level)
        _name(axes, time, witness, level)
    axes.set_ylim(-0.3, len(RUNGS) - 0.7)
    axes.set_yticks(range(len(RUNGS)), RUNGS)
    axes.set_ylabel("highest rung")


def _point(axes: Axes, witness: Witness, day: float, value: float) -> None:
    """A mark at the end of the days; hollow if it is not scored, a triangle if a bound is open."""
    low, high = witness.ends
    axes.plot(
        [day],
        [value],
        marker="^" if math.isinf(high) else "v" if math.isinf(low) else "D",
        markersize=6.5,
        color=VERMILION,
        markerfacecolor=VERMILION if witness.benchmark.scored else "white",
        linestyle="none",
        clip_on=False,
        zorder=3,
    )


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


def scale_counts(axes: Axes, highest: float, typical: float) -> None:
    """Linear, or logarithmic above 1 if the largest value dwarfs a typical one."""
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    if highest <= 20 or highest <= WIDE * max(1.0, typical):
        axes.set_ylim(-0.02 * highest, highest * 1.06 + 0.2)
        axes.yaxis.set_major_locator(MaxNLocator(nbins=7, integer=True, steps=[1, 2, 5, 10]))
        return
    axes.set_yscale("symlog", linthresh=1.0, linscale=0.5)
    ticks = [0, *(10**power * step for power in range(8) for step in (1, 3))]
    axes.yaxis.set_major_locator(FixedLocator([tick for tick in ticks if tick <= highest * 1.3]))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.set_ylim(-0.1, highest * 1.3)


def _legends(
    deaths: Axes, rung: Axes, record: Record, marks: Sequence[Mark], documented: bool
) -> None:
    handles = band_handles(record, DEATHS_STYLE, "")
    if documented:
        handles.append(
            Line2D(
                [], [], color=VERMILION, marker="D", linestyle="--", label="documented (lettered)"
            )
        )
    for kind in ("event", "meeting", "offensive"):
        first = next((mark for mark in marks if mark.kind == kind), None)
        if first is not None:
            label = {"event": "event", "meeting": "meeting planned", "offensive": "resort to force"}
            line = Line2D([], [], color=first.colour, linestyle=first.line, linewidth=1.2)
            line.set_label(label[kind])
            handles.append(line)
    beside(deaths, handles)
    beside(rung, band_handles(record, RUNG_STYLE, ""))
