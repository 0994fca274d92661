"""The heat map of the fronts: recorded incidents by sector and day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.colors import Normalize, PowerNorm
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from sim.analysis.wording import SHIPPED, Words
from sim.figures.sheet import (
    FAINT,
    FOOT,
    HEAD,
    WIDTH,
    Sheet,
    Timeline,
    date_axis,
    day_numbers,
    shortened,
    subtitle_of,
)
from sim.store.record import Record

Floats = NDArray[np.float64]

RIGHT, ROW, GAP, AXIS = 1.5, 0.27, 0.36, 0.45
LONGEST_NAME, CHARACTER, NARROWEST = 46, 0.077, 1.2
"""Characters of a sector's name, inches that one takes, and the least inches for all."""
LONGEST_DAILY = 200
"""Days beyond which the map shows weeks."""
UNEVEN = 8.0
"""Ratio of the largest to the 90th percentile beyond which colours follow the square root."""


@dataclass(frozen=True)
class FrontMap:
    """Mean incidents (sector, span) of one front, sectors in the front's order."""

    title: str
    sectors: tuple[str, ...]
    means: Floats


def front_map(record: Record) -> Figure:
    """Mean recorded incidents by sector and day (by week beyond 200 days), one panel a front."""
    span = 7 if record.days > LONGEST_DAILY else 1
    maps = [_map_of(record, front, span) for front in record.scenario.fronts]
    rows = [ROW * max(2, len(one.sectors)) for one in maps]
    height = HEAD + sum(rows) + GAP * len(maps) + AXIS + FOOT
    unit = "day" if span == 1 else "week"
    what = f"Recorded incidents by sector and {unit}, {_averaged(record)}."
    sheet = Sheet(record, "Where incidents are recorded", subtitle_of(record, what), height)
    norm, scale = colours_of(maps, single=record.runs == 1)
    names = [name for one in maps for name in one.sectors]
    left = NARROWEST + CHARACTER * max(0, max(len(name) for name in names) - 12)
    top = HEAD
    for one, tall in zip(maps, rows, strict=True):
        top += GAP
        axes = sheet.axes(left, top, WIDTH - left - RIGHT, tall)
        mesh = draw_map(axes, record, one, span, norm)
        date_axis(axes, record, labelled=one is maps[-1])
        axes.set_title(shortened(one.title, 90), size=10.5, color=FAINT)
        top += tall
    bar = sheet.axes(WIDTH - RIGHT + 0.25, HEAD + GAP, 0.18, min(2.6, max(1.2, sum(rows))))
    legend = sheet.figure.colorbar(mesh, cax=bar)
    legend.set_label(f"incidents a {unit}{', mean' if record.runs > 1 else ''}{scale}", size=9.5)
    if record.runs == 1:
        legend.locator = MaxNLocator(nbins=6, integer=True)
        legend.update_ticks()
    legend.outline.set_visible(False)
    return sheet.figure


def _averaged(record: Record) -> str:
    return "one run" if record.runs == 1 else f"mean of {record.runs:,} runs"


def _map_of(record: Record, front: str, span: int) -> FrontMap:
    about = record.scenario.fronts[front]
    rows = record.sectors[record.sectors["front"] == front]
    means = np.stack(
        [
            rows.loc[rows["sector"] == sector, "mean"].to_numpy(dtype=np.float64)
            for sector in about.sectors
        ]
    )
    spans = in_spans(means, span, whole=record.runs > 1)
    names = tuple(shortened(sector.name, LONGEST_NAME) for sector in about.sectors.values())
    return FrontMap(about.name, names, spans)


def in_spans(daily: Floats, span: int, whole: bool) -> Floats:
    """Daily values (sector, day) added up over spans; the last is scaled up to a `whole` one."""
    days = daily.shape[1]
    starts = np.arange(0, days, span)
    spans = np.add.reduceat(daily, starts, axis=1)
    return spans * (span / np.diff(np.append(starts, days))) if whole else spans


def colours_of(
    maps: Sequence[FrontMap], single: bool, words: Words = SHIPPED
) -> tuple[Normalize, str]:
    """One scale for all fronts; by the square root if a few days dwarf the mean of many runs."""
    values = np.concatenate([one.means.reshape(-1) for one in maps])
    largest = float(values.max())
    if largest <= 0.0:
        return Normalize(0.0, 1.0), ""
    usual = float(np.quantile(values, 0.9))
    if not single and largest > UNEVEN * usual:
        return PowerNorm(0.5, 0.0, largest), f"\n{words('drawn_front_root')}"
    return Normalize(0.0, largest), ""


def draw_map(axes: Axes, time: Timeline, one: FrontMap, span: int, norm: Normalize) -> QuadMesh:
    """One front, its sectors from top to bottom."""
    edges = np.append(day_numbers(time)[::span] - 0.5, day_numbers(time)[-1] + 0.5)
    mesh = axes.pcolormesh(
        edges,
        np.arange(len(one.sectors) + 1) - 0.5,
        one.means,
        norm=norm,
        cmap=sns.color_palette("mako_r", as_cmap=True),
        rasterized=True,
    )
    axes.set_ylim(len(one.sectors) - 0.5, -0.5)
    axes.set_yticks(range(len(one.sectors)), one.sectors)
    axes.grid(visible=False)
    return mesh
