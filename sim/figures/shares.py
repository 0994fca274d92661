"""How often each outcome that is a word or a yes occurs, with what is documented."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

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
from sim.store.columns import Column, in_words
from sim.store.findings import Finding
from sim.store.numbers import percent, percent_interval
from sim.store.record import Record

ROW, TITLE, AXIS = 0.27, 0.42, 0.42
LABELS, FIGURES = 2.3, 1.2
"""Inches left of the bars for names, right of them for figures."""
LONGEST_LABEL, LONGEST_HEADING = 34, 42
IN_TWO_LINES = 7.0
"""Points of a label that takes two lines of a row."""
ENDING = 1.2
"""Inches that the ending of one run takes."""
DOCUMENTED = "◆"


@dataclass(frozen=True)
class Panel:
    """Bars that belong together under one heading, each with its name."""

    title: str
    bars: tuple[tuple[str, Finding], ...]

    @property
    def height(self) -> float:
        """Inches that it takes, heading and axis included."""
        return TITLE + ROW * len(self.bars) + AXIS


def outcome_shares(record: Record, findings: Sequence[Finding]) -> Figure:
    """Shares of runs with 95% Wilson intervals; one run shows where it ended instead."""
    panels = panels_of(record, findings)
    columns = _in_columns(panels)
    tallest = max(sum(panel.height for panel in column) for column in columns)
    height = HEAD + tallest + FOOT + 0.25
    if record.runs == 1:
        what = "One run: ● its outcome, ◆ documented."
    else:
        what = f"Share of {record.runs:,} runs with 95% intervals (Wilson); ◆ documented."
    sheet = Sheet(record, "What came of it", subtitle_of(record, what), height)
    half = (WIDTH - 2 * MARGIN) / 2
    for number, column in enumerate(columns):
        top = HEAD
        for panel in column:
            left = MARGIN + number * half + LABELS
            width = half - LABELS - FIGURES if record.runs > 1 else ENDING
            axes = sheet.axes(left, top + TITLE, width, ROW * len(panel.bars))
            _draw(axes, panel, single=record.runs == 1)
            top += panel.height
    return sheet.figure


def panels_of(record: Record, findings: Sequence[Finding]) -> list[Panel]:
    """A panel for every outcome that is a word, and one for those that are true or not."""
    panels: list[Panel] = []
    truths: list[tuple[str, Finding]] = []
    flags = {column.censoring for column in record.columns.values()}
    for key, column in record.columns.items():
        if record.repeats(key) or key in flags or column.party:
            continue
        own = [finding for finding in findings if finding.column.key == key]
        if column.kind == "category":
            bars = tuple((in_words(finding.category), finding) for finding in own)
            panels.append(Panel(_heading(column), bars))
        elif column.kind == "truth":
            truths += [(column.label + column.window, finding) for finding in own]
    if truths:
        panels.append(Panel("True of a run", tuple(truths)))
    return panels


def _heading(column: Column) -> str:
    name = shortened(column.label + column.window, LONGEST_HEADING)
    return name[:1].upper() + name[1:]


def _remark(found: Finding) -> str:
    if found.status != "observed":
        return found.status
    return f"of {found.observed:,}" if found.observed < found.runs else ""


def _in_columns(panels: Sequence[Panel]) -> tuple[list[Panel], list[Panel]]:
    """Panels in two columns, each next one where there is more room."""
    left: list[Panel] = []
    right: list[Panel] = []
    for panel in panels:
        shorter = sum(p.height for p in right) < sum(p.height for p in left)
        (right if shorter else left).append(panel)
    return left, right


def _draw(axes: Axes, panel: Panel, single: bool) -> None:
    rows = range(len(panel.bars))
    axes.set_ylim(len(panel.bars) - 0.5, -0.5)
    axes.set_yticks(rows, [_label(*bar) for bar in panel.bars])
    for tick, (_, found) in zip(axes.get_yticklabels(), panel.bars, strict=True):
        if found.documented or (found.column.kind == "truth" and found.said):
            tick.set_color(VERMILION)
            tick.set_fontweight("bold")
        if "\n" in tick.get_text():
            tick.set_fontsize(IN_TWO_LINES)
    axes.set_title(panel.title, size=10, color=INK, pad=6)
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0)
    if single:
        _draw_ending(axes, panel)
    else:
        _draw_shares(axes, panel)


def _label(name: str, found: Finding) -> str:
    if found.column.kind == "truth" and found.said:
        said = f" ({DOCUMENTED} {found.said})"
        whole = shortened(name, 2 * LONGEST_LABEL - len(said) - 2) + said
        return "\n".join(textwrap.wrap(whole, LONGEST_LABEL))
    return f"{DOCUMENTED} {name}" if found.documented else shortened(name, LONGEST_LABEL)


def _draw_ending(axes: Axes, panel: Panel) -> None:
    """Where one run ended: a share of one run would say nothing."""
    axes.set_xlim(-0.15, 1.0)
    axes.set_xticks([])
    for row, (_, found) in enumerate(panel.bars):
        axes.axhline(row, color="#e4e4e4", linewidth=0.8, zorder=0.5)
        if found.column.kind == "truth" and found.status == "observed":
            words, colour = ("yes", BLUE) if found.share == 1.0 else ("no", INK)
            axes.text(0.03, row, words, size=9.5, color=colour, va="center")
        elif found.share == 1.0:
            axes.plot([0.0], [row], marker="o", markersize=8, color=BLUE, linestyle="none")
        elif found.status != "observed":
            axes.text(0.03, row, _remark(found), size=8.5, color=FAINT, va="center")


def _draw_shares(axes: Axes, panel: Panel) -> None:
    axes.set_xlim(0.0, 1.0)
    axes.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1.0])
    for row, (_, found) in enumerate(panel.bars):
        if math.isnan(found.share):
            axes.text(0.02, row, _remark(found), size=8.5, color=FAINT, va="center")
            continue
        axes.barh(row, found.share, height=0.62, color=BLUE, alpha=0.55, linewidth=0)
        axes.plot(
            [found.share_low, found.share_high], [row, row], color=INK, linewidth=1.3, marker="|"
        )
        ends = percent_interval(found.share_low, found.share_high, "–")
        figures = f"{percent(found.share)}  {ends}"
        axes.text(
            1.03,
            row,
            f"{figures}  {_remark(found)}".rstrip(),
            transform=axes.get_yaxis_transform(),
            size=8.5,
            va="center",
        )
