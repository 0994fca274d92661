"""Deaths counted from zero over the days that something documented covers, beside what it says."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator
from numpy.typing import NDArray

from sim.analysis.wording import SHIPPED, Words
from sim.figures.sheet import FAINT, INK, VERMILION, Timeline, day_numbers
from sim.figures.witness import Witness

Floats = NDArray[np.float64]

WIDE = 12.0
"""Ratio of the largest to a typical value beyond which an axis of counts is logarithmic."""
ROW = 0.27
"""Inches that the row of one documented count takes."""
WINDOW = 0.15
"""Inches that a line of documented days takes."""
SHORT = 0.06
"""Share of all days below which documented days have their letter beside them."""
SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True)
class Counted:
    """A documented count with what the runs (row,) came to over the same days, where observed."""

    witness: Witness
    values: Floats

    @property
    def quantiles(self) -> Floats:
        """5%, 25%, 50%, 75% and 95% of the runs; NaN if none was observed."""
        if len(self.values) == 0:
            return np.full(len(SHARES), np.nan)
        return np.quantile(self.values, SHARES, method="inverted_cdf")

    @property
    def highest(self) -> float:
        """The largest finite number that is drawn."""
        drawn = [float(self.quantiles[-1]), self.witness.middle, *self.witness.ends]
        return max((one for one in drawn if math.isfinite(one)), default=0.0)


def counted_of(witness: Witness, values: NDArray[np.generic]) -> Counted:
    """A documented count with the runs (row,) in which it was observed."""
    numbers = np.asarray(values, dtype=np.float64)
    return Counted(witness, numbers[~np.isnan(numbers)])


def draw_counted(
    axes: Axes,
    rows: Sequence[Counted],
    colour: str,
    others: Sequence[Counted] = (),
    single: bool = False,
    least: int = 1,
    words: Words = SHIPPED,
) -> None:
    """A row a documented count: the runs' 90%, middle half and median, and what is documented.

    All are counted from zero over the days of the row. `others` (of the baseline) are told by
    their medians; a `single` run is a dot. There is room for at least `least` rows.
    """
    for place, one in enumerate(rows):
        q05, q25, q50, q75, q95 = one.quantiles
        if math.isnan(q50):
            axes.text(0.98, place, words("drawn_fan_unseen"), transform=axes.get_yaxis_transform(),
                      size=8, color=FAINT, ha="right", va="center")  # fmt: skip
        elif single:
            axes.plot([q50], [place], marker="o", markersize=6, color=colour, linestyle="none")
        else:
            for low, high, strength in ((q05, q95, 0.16), (q25, q75, 0.32)):
                axes.barh(place, high - low, 0.62, left=low, color=colour, alpha=strength,
                          linewidth=0)  # fmt: skip
            axes.plot([q50, q50], [place - 0.31, place + 0.31], color=colour, linewidth=2.2)
        _documented(axes, one.witness, place)
    for place, one in enumerate(others):
        median = one.quantiles[2]
        axes.plot([median, median], [place - 0.42, place + 0.42], color=INK, linewidth=1.2,
                  linestyle=(0, (3, 1.5)))  # fmt: skip
    spare = max(0, least - len(rows)) / 2.0
    axes.set_ylim(len(rows) - 0.4 + spare, -0.6 - spare)
    axes.set_yticks(range(len(rows)), [one.witness.letter for one in rows])
    axes.tick_params(axis="y", length=0, labelsize=9.5, labelcolor=VERMILION)
    for label in axes.get_yticklabels():
        label.set_fontweight("bold")
    axes.grid(visible=False, axis="y")


def _documented(axes: Axes, witness: Witness, place: int) -> None:
    low, high = witness.ends
    ends = [end for end in (low, high) if math.isfinite(end)]
    if len(ends) == 2 and low < high:
        axes.plot(ends, [place, place], color=VERMILION, linewidth=1.4, marker="|", markersize=8)
    draw_point(axes, witness, witness.middle, place)


def draw_point(axes: Axes, witness: Witness, across: float, up: float) -> None:
    """The mark of something documented; hollow if not scored, a triangle if a bound is open."""
    low, high = witness.ends
    axes.plot(
        [across],
        [up],
        marker="^" if math.isinf(high) else "v" if math.isinf(low) else "D",
        markersize=6.5,
        color=VERMILION,
        markerfacecolor=VERMILION if witness.benchmark.scored else "white",
        linestyle="none",
        clip_on=False,
        zorder=3,
    )


def windows_height(witnesses: Sequence[Witness]) -> float:
    """Inches that the lines of documented days take above a panel."""
    return 0.06 + WINDOW * (max(_levels(witnesses)) + 1) if witnesses else 0.0


def draw_windows(
    axes: Axes, time: Timeline, witnesses: Sequence[Witness], clear: float, tall: float
) -> None:
    """The days that documented counts cover, as lettered lines above a panel `tall` inches high.

    They begin `clear` inches above it, outside its axis, since they say nothing of how many.
    """
    days, heights = day_numbers(time), axes.get_xaxis_transform()
    for level, one in zip(_levels(witnesses), witnesses, strict=True):
        first, last = days[one.first], days[one.last]
        up = 1.0 + (clear + 0.06 + WINDOW * (level + 0.5)) / tall
        axes.plot([first, last], [up, up], color=VERMILION, linewidth=1.3, marker="|",
                  markersize=6, transform=heights, clip_on=False)  # fmt: skip
        short = last - first < SHORT * time.days
        axes.annotate(
            one.letter,
            (first if short else (first + last) / 2.0, up),
            xycoords=heights,
            xytext=(-7 if short else 0, 0),
            textcoords="offset points",
            size=8.5,
            weight="bold",
            color=VERMILION,
            ha="center",
            va="center",
            bbox={"facecolor": "white", "pad": 0.6, "linewidth": 0},
            annotation_clip=False,
        )


def _levels(witnesses: Sequence[Witness]) -> list[int]:
    """The line that each stands in, so that days that overlap are in different ones."""
    ends: list[int] = []
    levels = []
    for one in witnesses:
        level = next((row for row, end in enumerate(ends) if one.first > end), len(ends))
        ends[level : level + 1] = [one.last]
        levels.append(level)
    return levels


def share_counts_axis(panels: Sequence[tuple[Axes, Sequence[Counted]]]) -> None:
    """Give all panels of counts over documented days the axis of the highest."""
    rows = [one for _, some in panels for one in some]
    medians = [float(one.quantiles[2]) for one in rows if len(one.values)]
    highest = max([1.0, *(one.highest for one in rows)])
    for axes, _ in panels:
        scale_counts(axes, highest, float(np.median(medians)) if medians else highest, "x")


def scale_counts(
    axes: Axes, highest: float, typical: float, along: Literal["x", "y"] = "y"
) -> None:
    """Linear, or logarithmic above 1 if the largest value dwarfs a typical one."""
    axis, limit = (axes.yaxis, axes.set_ylim) if along == "y" else (axes.xaxis, axes.set_xlim)
    if highest <= 20 or highest <= WIDE * max(1.0, typical):
        limit(-0.02 * highest, highest * 1.06 + 0.2)
        bins = 7 if along == "y" else 4
        axis.set_major_locator(MaxNLocator(nbins=bins, integer=True, steps=[1, 2, 5, 10]))
    else:
        set_scale = axes.set_yscale if along == "y" else axes.set_xscale
        set_scale("symlog", linthresh=1.0, linscale=0.5)
        steps = (1, 3) if along == "y" else (1,)
        ticks = [0, *(10**power * step for power in range(8) for step in steps)]
        axis.set_major_locator(FixedLocator([tick for tick in ticks if tick <= highest * 1.3]))
        axis.set_minor_locator(NullLocator())
        limit(-0.1, highest * 1.3)
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
