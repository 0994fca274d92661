"""Distributions of the outcomes that are numbers, each with the documented value."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator
from numpy.typing import NDArray

from sim.figures.sheet import (
    BLUE,
    FAINT,
    FOOT,
    HEAD,
    INK,
    MARGIN,
    VERMILION,
    WIDTH,
    Sheet,
    shortened,
    subtitle_of,
)
from sim.store.benchmark import Benchmark, benchmark_of
from sim.store.columns import Column
from sim.store.numbers import interval, number
from sim.store.record import Record

Floats = NDArray[np.float64]

COLUMNS = 3
HEIGHT, TITLE, AXIS = 1.35, 0.6, 0.5
SHOWN = (
    "deaths", "deaths_military", "recorded_incidents", "fatal_days", "operations",
    "sectors_changed", "meetings_held", "meetings_refused", "displaced", "zone_perceived",
)  # fmt: skip
NUMBERS = ("count", "share", "number", "days")
MOST_PANELS = 12
UNEVEN = 20.0
"""Ratio of the largest value shown to the median beyond which the axis is logarithmic."""


@dataclass(frozen=True)
class _Panel:
    """An outcome with its values over the runs in which it was observed."""

    column: Column
    seen: Floats
    documented: Benchmark

    @property
    def title(self) -> str:
        if self.column.windowed and self.column.documented is not None:
            return shortened(self.column.documented.text, 44)
        label = self.column.label
        return shortened(label[:1].upper() + label[1:], 44)


def distributions(record: Record) -> Figure:
    """A histogram an outcome, with median and 90% interval; one run is a point."""
    panels = _panels(record)
    rows = max(1, math.ceil(len(panels) / COLUMNS))
    height = HEAD + 0.3 + rows * (TITLE + HEIGHT + AXIS) + FOOT
    what = "One run." if record.runs == 1 else f"{record.runs:,} runs."
    sheet = Sheet(record, "Outcomes in numbers", subtitle_of(record, what), height)
    wide = (WIDTH - 2 * MARGIN) / COLUMNS
    for place, panel in enumerate(panels):
        row, column = divmod(place, COLUMNS)
        top = HEAD + 0.3 + row * (TITLE + HEIGHT + AXIS) + TITLE
        axes = sheet.axes(MARGIN + column * wide + 0.5, top, wide - 0.65, HEIGHT)
        _draw(axes, panel, record)
    _legend(sheet, record)
    return sheet.figure


def _panels(record: Record) -> list[_Panel]:
    """The documented numbers first, then the most telling of the catalogue."""
    documented, plain = [], []
    for key, column in record.columns.items():
        if column.kind not in NUMBERS or column.censoring or record.repeats(key):
            continue
        values = np.asarray(record.outcomes[key], dtype=np.float64)
        panel = _Panel(column, values[~np.isnan(values)], benchmark_of(column.documented))
        if column.windowed:
            documented += [panel] if panel.documented.scored else []
        elif column.outcome.name in SHOWN and np.any(panel.seen):
            plain.append(panel)
    plain.sort(key=lambda panel: SHOWN.index(panel.column.outcome.name))
    return [*documented, *plain][:MOST_PANELS]


def _draw(axes: Axes, panel: _Panel, record: Record) -> None:
    axes.set_title(panel.title, size=10, pad=19)
    axes.text(0, 1.05, _caption(panel), transform=axes.transAxes, size=8.5, color=FAINT)
    axes.set_xlabel(panel.column.unit, size=9)
    axes.grid(visible=False, axis="y")
    if len(panel.seen) == 0:
        axes.set_xticks([])
        axes.set_yticks([])
        return
    low, high = _reach(panel)
    if record.runs == 1:
        axes.plot(panel.seen, [0.5], marker="o", markersize=8, color=BLUE, linestyle="none")
        axes.set_ylim(0, 1)
        axes.set_yticks([])
    else:
        _draw_histogram(axes, panel, low, high)
    _draw_documented(axes, panel.documented)
    if _uneven(panel, high):
        axes.set_xscale("symlog", linthresh=1.0, linscale=0.5)
        powers = [10**power for power in range(9) if 10**power <= high]
        axes.xaxis.set_major_locator(FixedLocator([0, *powers]))
        axes.xaxis.set_minor_locator(NullLocator())
    else:
        whole = panel.column.kind == "count"
        axes.xaxis.set_major_locator(MaxNLocator(nbins=5, integer=whole, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,g}"))
    axes.set_xlim(low, high)


def _draw_histogram(axes: Axes, panel: _Panel, low: float, high: float) -> None:
    inside = panel.seen[(panel.seen >= low) & (panel.seen <= high)]
    counts, edges = np.histogram(inside, bins=_edges(panel, low, high))
    axes.stairs(counts, edges, fill=True, color=BLUE, alpha=0.45, linewidth=0)
    axes.set_ylabel("runs", size=9)
    axes.set_ylim(0, max(1, int(counts.max())) * 1.24)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=3, integer=True))
    q05, q50, q95 = np.quantile(panel.seen, (0.05, 0.5, 0.95), method="inverted_cdf")
    roof = axes.get_xaxis_transform()
    axes.plot([q05, q95], [0.95, 0.95], transform=roof, color=INK, linewidth=1.3, marker="|")
    axes.plot([q50], [0.95], transform=roof, color=INK, marker="o", markersize=5, linestyle="none")


def _edges(panel: _Panel, low: float, high: float) -> list[float]:
    """The edges of about thirty bars; whole numbers lie in the middle of theirs."""
    if _uneven(panel, high):
        return [-0.5, *np.geomspace(0.5, high, 25).tolist()]
    if panel.column.kind == "count":
        step = max(1, math.ceil((high - low) / 30))
        return [float(edge) - 0.5 for edge in range(0, math.ceil(high) + 2 * step, step)]
    return [float(edge) for edge in np.linspace(low, high, 31)]


def _uneven(panel: _Panel, high: float) -> bool:
    typical = max(1.0, float(np.median(panel.seen)))
    return panel.column.kind == "count" and high > UNEVEN * typical


def _draw_documented(axes: Axes, documented: Benchmark) -> None:
    if documented.bounded:
        low = documented.low if math.isfinite(documented.low) else -1e12
        high = documented.high if math.isfinite(documented.high) else 1e12
        axes.axvspan(low, high, color=VERMILION, alpha=0.13, linewidth=0, zorder=0.6)
    if not math.isnan(documented.value):
        axes.axvline(documented.value, color=VERMILION, linewidth=1.8, linestyle="--")


def _reach(panel: _Panel) -> tuple[float, float]:
    """The ends of the axis: all but the far tail of the runs, and what is documented."""
    seen, documented = panel.seen, panel.documented
    ends = [float(np.quantile(seen, 0.0)), float(np.quantile(seen, 0.99))]
    said = (documented.value, documented.low, documented.high)
    ends += [end for end in said if math.isfinite(end)]
    low, high = min(ends), max(ends)
    if panel.column.kind == "count":
        return -0.6, high + max(1.0, 0.05 * high)
    room = max(0.02, 0.05 * (high - low))
    return low - room, high + room


def _caption(panel: _Panel) -> str:
    if len(panel.seen) == 0:
        return "not observable"
    documented = panel.documented.shown
    if len(panel.seen) == 1:
        found = f"this run {number(float(panel.seen[0]))}"
    else:
        q05, q50, q95 = np.quantile(panel.seen, (0.05, 0.5, 0.95), method="inverted_cdf")
        found = f"median {number(float(q50))}, 90% {interval(float(q05), float(q95), '–')}"
    if not documented:
        return found
    claimed = "claimed" if panel.documented.claimed_by else "documented"
    return shortened(f"{found}; {claimed} {documented}", 58)


def _legend(sheet: Sheet, record: Record) -> None:
    handles: list[Line2D] = []
    if record.runs == 1:
        handles.append(Line2D([], [], color=BLUE, marker="o", linestyle="none", label="this run"))
    else:
        line = Line2D(
            [], [], color=INK, marker="o", label="median and 90% of runs (farthest 1% cut off)"
        )
        handles.append(line)
    handles.append(
        Line2D([], [], color=VERMILION, linestyle="--", label="documented (shaded: its bounds)")
    )
    sheet.figure.legend(
        handles=handles,
        loc="upper left",
        bbox_to_anchor=(MARGIN / sheet.width, 1.0 - 0.72 / sheet.height),
        ncols=2,
        borderaxespad=0.0,
        handletextpad=0.6,
    )
