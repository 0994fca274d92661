"""The fronts by arm: recorded incidents a run by sector and week."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from sim.analysis.wording import Words
from sim.figures.arms.subject import ArmShown, Subject
from sim.figures.events import wrapped
from sim.figures.front import FrontMap, colours_of, draw_map, in_spans
from sim.figures.sheet import FOOT, HEAD, MARGIN, WIDTH, Sheet, date_axis, shortened, titled

Floats = NDArray[np.float64]

COLUMNS, NAMES, BAR, GAP = 2, 2.45, 1.15, 0.25
NAME, AXIS = 0.42, 0.5
TALLEST, ROW, LEAST = 3.4, 0.2, 0.115
SPAN = 7
LONGEST_NAME = 36


def why_not(subject: Subject) -> str:
    """Why there is nothing to draw; empty if there is."""
    if subject.period is None or not _sectors(subject):
        return "the scenario has no fronts with sectors"
    if subject.answers.experiment.get("bands") == "none":
        return "the experiment keeps no daily incidents by sector (`bands: none`)"
    if subject.answers.sectors(scenario=subject.scenario).empty:
        return "no incident was recorded in any run"
    return ""


def front_maps(subject: Subject) -> Figure:
    """Mean recorded incidents a week, one map an arm, with one scale of colours."""
    sectors, words = _sectors(subject), subject.words
    maps = [_map(subject, arm, sectors) for arm in subject.arms]
    columns = 1 if len(maps) == 1 else COLUMNS
    tall = len(sectors) * min(ROW, max(LEAST, TALLEST / len(sectors)))
    rows = math.ceil(len(maps) / columns)
    height = HEAD + rows * (NAME + tall) + AXIS + FOOT
    title = titled(subject.title, words("drawn_front_what"))
    sheet = Sheet(subject, words("drawn_front"), title, height)
    norm, scale = colours_of(maps, single=False, words=words)
    wide = (WIDTH - NAMES - BAR - GAP * (columns - 1)) / columns
    for place, (arm, one) in enumerate(zip(subject.arms, maps, strict=True)):
        row, column = divmod(place, columns)
        left, top = NAMES + column * (wide + GAP), HEAD - 0.2 + row * (NAME + tall) + NAME
        axes = sheet.axes(left, top, wide, tall)
        mesh = draw_map(axes, subject, one, SPAN, norm)
        below = place + columns >= len(maps)
        date_axis(axes, subject, labelled=below, words=words)
        _names(
            axes, one, sectors, shown=column == 0, size=8.0 if tall / len(sectors) > 0.14 else 7.0
        )
        _head(sheet, words, arm, left, top, wide)
    bar = sheet.axes(WIDTH - BAR + 0.2, HEAD - 0.2 + NAME, 0.16, min(2.6, max(1.2, tall)))
    legend = sheet.figure.colorbar(mesh, cax=bar)
    legend.set_label(f"{words('drawn_front_week')}{scale}", size=9)
    legend.outline.set_visible(False)
    return sheet.figure


def _sectors(subject: Subject) -> Sequence[Mapping[str, Any]]:
    return subject.told("sectors") or ()


def _map(subject: Subject, arm: ArmShown, sectors: Sequence[Mapping[str, Any]]) -> FrontMap:
    frame = subject.answers.sectors(scenario=subject.scenario, arm=arm.name)
    totals = np.zeros((len(sectors), subject.days), dtype=np.float64)
    place = {(one["front"], one["sector"]): row for row, one in enumerate(sectors)}
    rows = [place[key] for key in zip(frame["front"], frame["sector"], strict=True)]
    days = frame["day"].to_numpy(dtype=np.int64)
    np.add.at(totals, (np.array(rows, dtype=np.int64), days), frame["total"].to_numpy())
    names = tuple(shortened(str(one["name"]), LONGEST_NAME) for one in sectors)
    return FrontMap(arm.title, names, in_spans(totals / arm.runs, SPAN, whole=True))


def _names(
    axes: Axes, one: FrontMap, sectors: Sequence[Mapping[str, Any]], shown: bool, size: float
) -> None:
    """Names of the sectors at the left, and a line where a front ends."""
    axes.set_yticks(range(len(sectors)), one.sectors if shown else [])
    axes.tick_params(axis="y", labelsize=size, length=0)
    for row in range(1, len(sectors)):
        if sectors[row]["front"] != sectors[row - 1]["front"]:
            axes.axhline(row - 0.5, color="#555555", linewidth=0.9)


def _head(sheet: Sheet, words: Words, arm: ArmShown, left: float, top: float, wide: float) -> None:
    title = words("drawn_the_baseline", arm=arm.title) if arm.is_baseline else arm.title
    short = wrapped(title, round(wide * 11), 1)
    said = words("drawn_with_runs", arm=short[0] if short else arm.name, runs=f"{arm.runs:,}")
    sheet.text(said, max(MARGIN, left), top - 0.05, size=9, weight="bold")
