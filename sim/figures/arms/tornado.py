"""The tornado: which assumptions the outcomes answer to, the strongest first."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from sim.analysis.indices import LEADING, inside, is_share
from sim.analysis.wording import Words
from sim.figures.arms.subject import Subject, records
from sim.figures.events import wrapped
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
    titled,
)
from sim.store.columns import in_words

Row = Mapping[str, Any]

MOST_BARS, MOST_PANELS = 8, 12
COLUMNS, NAMES, BETWEEN = 2, 2.15, 0.25
LEGEND, HEADING, BAR, AXIS = 0.35, 0.6, 0.25, 0.62


@dataclass(frozen=True)
class Panel:
    """What one outcome, or what an arm changes in it, answers to."""

    title: str
    rows: tuple[Row, ...]
    alone: Mapping[str, float]


def why_not(subject: Subject) -> str:
    """Why there is nothing to draw; empty if there is."""
    if not subject.factors:
        return "nothing varies from point to point: the design has no factors"
    if not any(panel.rows for panel in _panels(subject)):
        return "no outcome varies, or complete points are too few for any index"
    return ""


def tornado(subject: Subject) -> Figure:
    """The eight strongest factors of every outcome of the baseline, and of what arms change."""
    found = [panel for panel in _panels(subject) if panel.rows]
    panels = found[:MOST_PANELS]
    places = [panels[start : start + COLUMNS] for start in range(0, len(panels), COLUMNS)]
    tall = [HEADING + BAR * max(len(one.rows) for one in row) + AXIS for row in places]
    height = HEAD + LEGEND + sum(tall) + FOOT + 0.4
    first, words = panels[0].rows[0], subject.words
    sheet = Sheet(subject, words("drawn_tornado"), titled(subject.title, "").rstrip(" "), height)
    _legend(sheet, words, signed=str(first["method"]) == "rank")
    wide = (WIDTH - 2 * MARGIN - BETWEEN) / COLUMNS
    top = HEAD + LEGEND
    for row, high in zip(places, tall, strict=True):
        for column, panel in enumerate(row):
            left = MARGIN + column * (wide + BETWEEN)
            lines = wrapped(panel.title, 62, 2)
            for number, line in enumerate(lines):
                below = top + HEADING - 0.12 - 0.18 * (len(lines) - number)
                sheet.text(line, left, below, size=9.5, weight="bold", va="top")
            axes = sheet.axes(left + NAMES, top + HEADING, wide - NAMES, BAR * len(panel.rows))
            _draw(axes, words, panel)
        top += high
    method = words(f"drawn_tornado_{first['method']}")
    sheet.text(method, MARGIN, height - 0.54, colour=FAINT)
    foot = _foot(words, first, len(found) - len(panels))
    sheet.text(foot, MARGIN, height - 0.36, colour=FAINT)
    return sheet.figure


def _panels(subject: Subject) -> Iterator[Panel]:
    """The outcomes of the baseline first, then what the other arms change in them."""
    found = subject.indices()
    if found.empty:
        return
    baseline = subject.baseline.name if subject.baseline else ""
    titles = {arm.name: arm.title for arm in subject.arms}
    own = found[(found["against"] != "") | (found["arm"] == baseline)]
    parts = own.groupby(["against", "arm", "outcome", "category"], sort=False, observed=True)
    for (against, arm, _, category), some in parts:
        leading = some[some["index"].isin(LEADING) & some["value"].notna()]
        strongest = leading.sort_values("rank", kind="stable").head(MOST_BARS)
        first = records(some.head(1))[0]
        label = str(first["label"])
        name = (
            label[:1].upper()
            + label[1:]
            + (f": {in_words(str(category))}" if str(category) else "")
        )
        if str(against):
            title = titles.get(str(arm), str(arm))
            name = subject.words("drawn_tornado_changes", outcome=name, arm=title)
        alone = {
            str(row["factor"]): float(row["value"])
            for row in records(some[some["index"] == "first"])
        }
        yield Panel(name, tuple(records(strongest)), alone)


def _draw(axes: Axes, words: Words, panel: Panel) -> None:
    rows = panel.rows
    shares = str(rows[0]["index"]) == "total"
    for place, row in enumerate(rows):
        if row["resolved"] is False:
            said = words("drawn_tornado_not_resolved")
            axes.text(0.01, place, said, size=8, color=FAINT, va="center")
            continue
        value, matters = float(row["value"]), row["matters"] is True
        ends = [float(row["low"]), float(row["high"])]
        if shares:
            value, *ends = (inside(end) for end in (value, *ends))
        colour = VERMILION if value < 0.0 else BLUE
        axes.barh(place, value, height=0.62, color=colour if matters else "white",
                  alpha=0.65 if matters else 1.0, edgecolor=colour, linewidth=1.0,
                  hatch=("///" if value < 0.0 else "") if matters else "", zorder=2)  # fmt: skip
        if not math.isnan(float(row["low"])):
            axes.plot(ends, [place, place], color=INK, linewidth=1.1,
                      marker="|", markersize=5, zorder=3)  # fmt: skip
        alone = panel.alone.get(str(row["factor"]), math.nan)
        if is_share(alone):
            axes.plot([inside(alone)], [place], marker="|", markersize=13, markeredgewidth=2.2,
                      color=INK, linestyle="none", zorder=4)  # fmt: skip
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_yticks(range(len(rows)), [_name(row) for row in rows])
    axes.tick_params(axis="y", length=0, labelsize=7.5)
    axes.grid(visible=False, axis="y")
    axes.axvline(0.0, color=FAINT, linewidth=1.0, zorder=2.5)
    _scale(axes, words, rows)


def _name(row: Row) -> str:
    star = " *" if row["settled"] is False else ""
    return "\n".join(wrapped(f"{row['factor_label']}{star}", 34, 2))


def _scale(axes: Axes, words: Words, rows: Sequence[Row]) -> None:
    index = str(rows[0]["index"])
    axes.set_xlabel(words(f"drawn_index_{index.replace(' ', '_')}"), size=8.5)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]))
    if "correlation" in index:
        axes.set_xlim(-1.0, 1.0)
    elif index == "total":
        axes.set_xlim(0.0, 1.03)


def _foot(words: Words, first: Row, left_out: int) -> str:
    runs, points = f"{first['runs']:,}", f"{first['points']:,}"
    said = [words("drawn_tornado_means", runs=runs, points=points)]
    said.append(words("drawn_tornado_not_settled"))
    if left_out:
        said.append(words("drawn_tornado_more", number=left_out))
    return "; ".join(said) + "."


def _legend(sheet: Sheet, words: Words, signed: bool) -> None:
    matters = words("drawn_tornado_upwards" if signed else "drawn_tornado_matters")
    negligible, interval = words("drawn_tornado_negligible"), words("drawn_tornado_interval")
    handles: list[Patch | Line2D] = [
        Patch(facecolor=BLUE, edgecolor=BLUE, alpha=0.65, label=matters),
        Patch(facecolor="white", edgecolor=BLUE, label=negligible),
        Line2D([], [], color=INK, marker="|", markersize=5, linewidth=1.1, label=interval),
    ]
    if signed:
        downwards = Patch(facecolor=VERMILION, edgecolor=VERMILION, alpha=0.65, hatch="///")
        downwards.set_label(words("drawn_tornado_downwards"))
        handles.insert(1, downwards)
    sheet.figure.legend(
        handles=handles,
        loc="upper left",
        bbox_to_anchor=((MARGIN - 0.08) / sheet.width, 1.0 - (HEAD - 0.16) / sheet.height),
        ncols=4,
        borderaxespad=0.0,
        columnspacing=1.6,
    )
