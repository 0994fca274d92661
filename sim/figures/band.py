"""The band of a gauge over time: median, middle half and 90% of the runs, or the line of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from numpy.typing import NDArray

from sim.analysis.wording import SHIPPED, Words
from sim.figures.sheet import LineStyle, Timeline, day_numbers
from sim.store.record import Record

Floats = NDArray[np.float64]


class Repeated(Timeline, Protocol):
    """Days that were lived through by one run or many."""

    @property
    def runs(self) -> int:
        """How many runs."""


@dataclass(frozen=True)
class Band:
    """Quantiles (day,) of one gauge, NaN on days without a reading, and how many runs were read."""

    q05: Floats
    q25: Floats
    q50: Floats
    q75: Floats
    q95: Floats
    n: Floats

    @property
    def known(self) -> bool:
        """Whether the gauge was read at all."""
        return bool((self.n > 0).any())


def band_of(record: Record, gauge: str, party: str = "") -> Band:
    """The band of a gauge; ValueError if the record does not hold it."""
    bands = record.bands
    rows = bands[(bands["gauge"] == gauge) & (bands["party"] == party)].sort_values("day")
    if len(rows) != record.days:
        raise ValueError(f"no daily bands of {gauge} {party}".rstrip())
    names = ("q05", "q25", "q50", "q75", "q95", "n")
    return Band(*(rows[name].to_numpy(dtype=np.float64) for name in names))


def parties_with(record: Record, gauge: str) -> list[str]:
    """The parties that a gauge is read for, in the scenario's order."""
    held = set(record.bands.loc[record.bands["gauge"] == gauge, "party"])
    return [party for party in record.scenario.parties if party in held]


@dataclass(frozen=True)
class BandStyle:
    """How a band is drawn; told apart in grey by its line and its hatch."""

    colour: str
    line: LineStyle = "-"
    hatch: str = ""
    outer: bool = True
    step: Literal["post"] | None = None


def draw_band(axes: Axes, lived: Repeated, band: Band, style: BandStyle) -> None:
    """Draw a band; with one run only its line."""
    days = day_numbers(lived)
    if lived.runs > 1:
        ranges = [(band.q25, band.q75, 0.32)]
        if style.outer:
            ranges.insert(0, (band.q05, band.q95, 0.16))
        for low, high, strength in ranges:
            axes.fill_between(
                days, low, high, step=style.step, color=style.colour, alpha=strength, linewidth=0
            )
        if style.hatch:
            axes.fill_between(
                days,
                band.q25,
                band.q75,
                step=style.step,
                facecolor="none",
                edgecolor=style.colour,
                alpha=0.5,
                hatch=style.hatch,
                linewidth=0,
            )
    drawn: Literal["steps-post", "default"] = "steps-post" if style.step else "default"
    axes.plot(
        days, band.q50, color=style.colour, linestyle=style.line, linewidth=1.8, drawstyle=drawn
    )


def beside(axes: Axes, handles: Sequence[Line2D | Patch]) -> None:
    """A legend to the right of the axes, outside the data."""
    axes.legend(
        handles=list(handles), loc="upper left", bbox_to_anchor=(1.01, 1.0), borderaxespad=0.0
    )


def band_handles(
    lived: Repeated, style: BandStyle, name: str, words: Words = SHIPPED
) -> list[Line2D | Patch]:
    """What a legend shows for a band."""
    what = words("drawn_this_run" if lived.runs == 1 else "drawn_median")
    line = Line2D([], [], color=style.colour, linestyle=style.line, linewidth=1.8)
    line.set_label(f"{name}: {what}" if name else what)
    handles: list[Line2D | Patch] = [line]
    if lived.runs > 1:
        handles.append(
            Patch(
                facecolor=style.colour,
                alpha=0.42 if style.outer else 0.32,
                hatch=style.hatch,
                label=words("drawn_fan_half"),
            )
        )
        if style.outer:
            most = words("drawn_fan_most")
            handles.append(Patch(facecolor=style.colour, alpha=0.16, label=most))
    return handles
