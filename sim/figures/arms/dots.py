"""Panels of dots with intervals: a group a quantity, in it a dot an arm, the numbers beside."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator, PercentFormatter

from sim.figures.arms.looks import Look
from sim.figures.events import wrapped
from sim.figures.sheet import FAINT, INK, MARGIN, WIDTH, Sheet

DOT, BETWEEN, TITLE, AXIS = 0.175, 0.13, 0.34, 0.52
"""Inches of a dot's row, between groups, of a panel's title and of its axis."""
LABELS, NUMBERS = 2.75, 2.55
LABEL_CHARACTERS = 38

Scale = Literal["share", "signed"]


@dataclass(frozen=True)
class Dot:
    """A value with its interval; `firm` ones are filled. NaN is told in words only."""

    look: Look
    value: float
    low: float
    high: float
    said: str
    firm: bool = True


@dataclass(frozen=True)
class Group:
    """The dots of one quantity."""

    label: str
    dots: tuple[Dot, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """Its label, wrapped."""
        return wrapped(self.label, LABEL_CHARACTERS, 3)

    @property
    def height(self) -> float:
        """Inches that it takes."""
        return max(DOT * len(self.dots), 0.16 * len(self.lines)) + BETWEEN


@dataclass(frozen=True)
class DotPanel:
    """Groups on one axis; on a `signed` one zero is drawn."""

    title: str
    axis: str
    groups: tuple[Group, ...]
    scale: Scale

    @property
    def height(self) -> float:
        """Inches that it takes, title and axis included."""
        return TITLE + sum(group.height for group in self.groups) + AXIS


def draw_dots(sheet: Sheet, panel: DotPanel, top: float) -> None:
    """Draw a panel `top` inches below the upper edge."""
    high = sum(group.height for group in panel.groups)
    left, width = MARGIN + LABELS, WIDTH - 2 * MARGIN - LABELS - NUMBERS
    sheet.text(panel.title, MARGIN, top + 0.08, size=10.5, weight="bold", va="top")
    axes = sheet.axes(left, top + TITLE, width, high)
    axes.set_ylim(high, 0.0)
    axes.set_yticks([])
    axes.grid(visible=False, axis="y")
    below = 0.0
    for number, group in enumerate(panel.groups):
        if number:
            axes.axhline(below, color="#dddddd", linewidth=0.8, zorder=0.5)
        middle = below + group.height / 2
        start = top + TITLE + middle - 0.08 * len(group.lines)
        for place, words in enumerate(group.lines):
            sheet.text(words, MARGIN, start + 0.16 * place, size=9.5, va="top")
        first = middle - DOT * (len(group.dots) - 1) / 2
        for place, dot in enumerate(group.dots):
            _draw_dot(axes, dot, first + DOT * place)
        below += group.height
    _scale(axes, panel)


def _draw_dot(axes: Axes, dot: Dot, row: float) -> None:
    axes.text(
        1.02, row, dot.said, transform=axes.get_yaxis_transform(), size=8.5, va="center",
        color=INK if dot.firm else FAINT,
    )  # fmt: skip
    if math.isnan(dot.value):
        return
    if not math.isnan(dot.low):
        axes.plot([dot.low, dot.high], [row, row], color=dot.look.colour, linewidth=1.4)
    axes.plot(
        [dot.value],
        [row],
        marker=dot.look.marker,
        markersize=6.0,
        color=dot.look.colour,
        markerfacecolor=dot.look.colour if dot.firm else "white",
        markeredgewidth=1.2,
        linestyle="none",
        zorder=3,
        clip_on=False,
    )


def _scale(axes: Axes, panel: DotPanel) -> None:
    axes.set_xlabel(panel.axis, size=9)
    if panel.scale == "share":
        axes.set_xlim(0.0, 1.0)
        axes.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
        return
    low, high = _reach(panel.groups)
    axes.set_xlim(low, high)
    axes.axvline(0.0, color=FAINT, linewidth=1.1, zorder=1)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(_tick))


def _tick(value: float, _: int) -> str:
    return f"{value:+,g}".replace("-", "−") if value else "0"


def _reach(groups: Sequence[Group]) -> tuple[float, float]:
    """The ends of a signed axis, zero included, with a little room."""
    ends = [
        end
        for group in groups
        for dot in group.dots
        for end in (dot.value, dot.low, dot.high)
        if math.isfinite(end)
    ]
    low, high = min([0.0, *ends]), max([0.0, *ends])
    if low == high:
        return -1.0, 1.0
    room = 0.04 * (high - low)
    return low - room, high + room
