"""The bargaining map: what going on and the text on the table are worth to each side over time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator, PercentFormatter

from sim.figures.band import (
    Band,
    BandStyle,
    band_handles,
    band_of,
    beside,
    draw_band,
    parties_with,
)
from sim.figures.events import (
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
    FAINT,
    FOOT,
    HEAD,
    ORANGE,
    PURPLE,
    WIDTH,
    Sheet,
    date_axis,
    shortened,
    subtitle_of,
)
from sim.store.record import Record

LEFT, RIGHT = 1.05, 2.45
PANEL = WIDTH - LEFT - RIGHT
PARTY_HEIGHT, ZONE_HEIGHT, GAP, AXIS = 1.45, 1.25, 0.38, 0.42

LEAST_SPAN = 0.12
"""Units of utility that a panel shows at least."""

GOING_ON = BandStyle(BLUE, outer=False, step="post")
DEAL = BandStyle(ORANGE, line="--", hatch="////", outer=False, step="post")
ZONE = BandStyle(PURPLE, step="post")


def bargaining_map(record: Record) -> Figure:
    """For each party, median and middle half of what going on and the text on the table are worth.

    A party can accept where the text is worth more than going on; the zone below is the share of
    all packages that every party would accept, as they see it.
    """
    parties = parties_with(record, "going_on")
    marks = marks_of(record, ("meeting", "offensive"))
    levels = levels_of(marks, record.days, PANEL)
    key = key_of(marks)
    tall = strip_height(levels) + len(parties) * (PARTY_HEIGHT + GAP) + GAP + ZONE_HEIGHT + AXIS
    height = HEAD + tall + key_height(key) + FOOT
    what = "one run" if record.runs == 1 else f"{record.runs:,} runs"
    title = "What a deal and going on are worth to each side"
    sheet = Sheet(record, title, subtitle_of(record, f"Utility by day, {what}."), height)

    top = HEAD + strip_height(levels)
    panels = []
    for party in parties:
        panels.append(sheet.axes(LEFT, top + GAP, PANEL, PARTY_HEIGHT))
        top += GAP + PARTY_HEIGHT
        _draw_party(panels[-1], record, party)
    _share_scale(panels, record, parties)
    panels.append(sheet.axes(LEFT, top + GAP, PANEL, ZONE_HEIGHT))
    _draw_zone(panels[-1], record)
    for axes in panels:
        draw_lines(axes, marks)
        date_axis(axes, record, labelled=axes is panels[-1])
    # The heading of the first panel stands between its axes and the numbers.
    draw_numbers(panels[0], marks, levels, clear=16)
    _legends(panels[0], panels[-1], record)
    draw_key(sheet, "On the calendar", key, HEAD + tall)
    return sheet.figure


def _draw_party(axes: Axes, record: Record, party: str) -> None:
    draw_band(axes, record, band_of(record, "going_on", party), GOING_ON)
    deal = band_of(record, "deal", party)
    draw_band(axes, record, deal, DEAL)
    none = "" if deal.known else " (no text ever on the table)"
    name = shortened(record.scenario.parties[party].name, 60)
    axes.set_title(f"{name}{none}", size=10, color=FAINT, pad=4)
    axes.set_ylabel("utility")


def _share_scale(panels: Sequence[Axes], record: Record, parties: Sequence[str]) -> None:
    """As many units an inch for all parties, so that slopes and gaps can be compared."""
    ends = [_ends(record, party) for party in parties]
    span = max(LEAST_SPAN, 1.16 * max(high - low for low, high in ends))
    for axes, (low, high) in zip(panels, ends, strict=True):
        middle = (low + high) / 2.0
        axes.set_ylim(middle - span / 2.0, middle + span / 2.0)
        axes.yaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 5, 10]))


def _ends(record: Record, party: str) -> tuple[float, float]:
    """The lowest and the highest of what is drawn for a party."""
    bands = (band_of(record, "going_on", party), band_of(record, "deal", party))
    values = np.concatenate([quantile for band in bands for quantile in (band.q25, band.q75)])
    known = values[~np.isnan(values)]
    return (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)


def _draw_zone(axes: Axes, record: Record) -> None:
    band: Band = band_of(record, "zone")
    draw_band(axes, record, band, ZONE)
    highest = float(np.nanmax(band.q95)) if band.known else 1.0
    roof = min(1.0, max(0.05, 1.1 * highest))
    # A little below zero, so that a line at zero is seen.
    axes.set_ylim(-0.05 * roof, 1.02 * roof)
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    axes.set_ylabel("share of\npackages")
    axes.set_title(
        "Zone of possible agreement, as the parties perceive it", size=10, color=FAINT, pad=4
    )


def _legends(party: Axes, zone: Axes, record: Record) -> None:
    handles: list[Line2D | Patch] = [
        *band_handles(record, GOING_ON, "going on"),
        *band_handles(record, DEAL, "text on the table"),
    ]
    beside(party, handles)
    beside(zone, band_handles(record, ZONE, ""))
