"""What the runs would have said of each documented outcome, beside what happened."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator, PercentFormatter

from sim.analysis.hindcast import INPUTS, Hindcast
from sim.analysis.naive import FREQUENCY, QUIET, RATE
from sim.analysis.scored import Scored
from sim.figures.sheet import (
    BLUE,
    DOTS_PER_INCH,
    FAINT,
    INK,
    MARGIN,
    VERMILION,
    WIDTH,
    drawn_in_style,
    save_picture,
    shortened,
)
from sim.store.columns import in_words
from sim.store.story import CAVEAT

ROW, PANEL_HEAD, AXIS, HEAD, FOOT = 0.25, 0.75, 0.55, 0.75, 0.62
EPISODE, TEXT, RIGHT = 1.85, 3.8, 0.2
LONGEST_TEXT = 60
MARKS = {RATE: ("^", "rate of other episodes"), FREQUENCY: ("s", "frequencies of other episodes"),
         QUIET: ("x", "no deal, no war")}  # fmt: skip


def draw_hindcast(hindcast: Hindcast, folder: Path) -> None:
    """Write `hindcast.png` and `hindcast.svg` into a folder."""
    with drawn_in_style():
        save_picture(hindcast_picture(hindcast), folder, "hindcast")


def hindcast_picture(hindcast: Hindcast) -> Figure:
    """Predictive intervals of numbers above, probabilities of what happened below."""
    numbers = [one for one in hindcast.scored if one.fact.asks == "number"]
    answers = [one for one in hindcast.scored if one.fact.asks != "number"]
    panels = [rows for rows in (numbers, answers) if rows]
    height = HEAD + FOOT + sum(PANEL_HEAD + AXIS + ROW * len(rows) for rows in panels)
    figure = Figure(figsize=(WIDTH, height), dpi=DOTS_PER_INCH)
    _words(figure, "What happened, and what the runs would have said", 0.22, 13.5, "bold")
    count, scenarios = len(hindcast.scored), len(hindcast.episodes)
    what = f"Documented outcomes: {count}, scenarios: {scenarios}"
    _words(figure, f"{what}, {hindcast.runs:,} runs each, seed {hindcast.seed}.", 0.50, 10.0)
    top = HEAD
    for rows in panels:
        axes = _axes(figure, top + PANEL_HEAD, ROW * len(rows))
        _label(figure, axes, rows, top + PANEL_HEAD)
        if rows is numbers:
            _draw_numbers(figure, axes, rows, top)
        else:
            _draw_answers(figure, axes, rows, top)
        top += PANEL_HEAD + AXIS + ROW * len(rows)
    _words(figure, INPUTS, height - 0.36, 9.0)
    _words(figure, f"{CAVEAT} · Parley · seed {hindcast.seed}", height - 0.16, 9.0)
    return figure


def _words(
    figure: Figure,
    words: str,
    top: float,
    size: float,
    weight: str = "normal",
    left: float = MARGIN,
) -> None:
    high = float(figure.get_figheight())
    colour = INK if weight == "bold" else FAINT
    figure.text(
        left / WIDTH, 1.0 - top / high, words, size=size, weight=weight, color=colour, va="center"
    )


def _axes(figure: Figure, top: float, height: float) -> Axes:
    high = float(figure.get_figheight())
    left = MARGIN + EPISODE + TEXT
    place = (
        left / WIDTH,
        (high - top - height) / high,
        (WIDTH - left - RIGHT - MARGIN) / WIDTH,
        height / high,
    )
    return figure.add_axes(place)


def _label(figure: Figure, axes: Axes, rows: Sequence[Scored], top: float) -> None:
    """Names of the rows, and the scenario's where it changes, with a line between scenarios."""
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_yticks(range(len(rows)), [_text(one) for one in rows])
    axes.tick_params(axis="y", length=0, labelsize=8.5)
    axes.grid(visible=False, axis="y")
    before = ""
    for place, one in enumerate(rows):
        if one.fact.scenario != before:
            name = shortened(one.fact.scenario, 26)
            _words(figure, name, top + ROW * (place + 0.5), 8.5, "bold")
            if place:
                axes.axhline(place - 0.5, color="#d0d0d0", linewidth=0.8, clip_on=False)
        before = one.fact.scenario


def _text(one: Scored) -> str:
    claim = " (claim)" if one.claim else ""
    words = f"{in_words(one.fact.entry.outcome)}: {one.fact.entry.text}"
    return shortened(words, LONGEST_TEXT - len(claim)) + claim


def _draw_numbers(figure: Figure, axes: Axes, rows: Sequence[Scored], top: float) -> None:
    _words(figure, "Numbers", top + 0.2, 11.0, "bold")
    for place, one in enumerate(rows):
        q05, q25, q50, q75, q95 = one.quantiles
        axes.plot([q05, q95], [place, place], color=BLUE, linewidth=1.3, marker="|", markersize=6)
        axes.plot([q25, q75], [place, place], color=BLUE, linewidth=6, alpha=0.45,
                  solid_capstyle="butt")  # fmt: skip
        axes.plot([q50], [place], marker="o", markersize=4.5, color=INK, linestyle="none")
        axes.plot([one.fact.said.value], [place], **_diamond(one.claim))
    ends = [end for one in rows for end in (*one.quantiles, one.fact.said.value)]
    high = max(10.0, *ends)
    axes.set_xscale("symlog", linthresh=1.0, linscale=0.4)
    axes.set_xlim(-0.3, high * 1.4)
    powers = [10**power for power in range(10) if 10**power <= high * 1.4]
    axes.xaxis.set_major_locator(FixedLocator([0, *powers]))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,g}"))
    axes.set_xlabel("each number in its own unit (logarithmic from 1 on)", size=9)
    handles: list[Line2D | Patch] = [
        Line2D([], [], color=BLUE, linewidth=1.3, marker="|", label="90% of runs"),
        Patch(color=BLUE, alpha=0.45, linewidth=0, label="50% of runs"),
        Line2D([], [], color=INK, marker="o", markersize=4.5, linestyle="none", label="median"),
        Line2D([], [], **_diamond(False), label="documented"),
    ]
    if any(one.claim for one in rows):
        handles.append(Line2D([], [], **_diamond(True), label="claimed"))
    _legend(figure, handles, top)


def _diamond(claim: bool) -> dict[str, Any]:
    face = "white" if claim else VERMILION
    return {
        "marker": "D", "markersize": 6.5, "linestyle": "none", "color": VERMILION,
        "markerfacecolor": face, "markeredgewidth": 1.5, "zorder": 5,
    }  # fmt: skip


def _draw_answers(figure: Figure, axes: Axes, rows: Sequence[Scored], top: float) -> None:
    _words(figure, "Answers: the probability given to what happened", top + 0.2, 11.0, "bold")
    axes.set_xlim(-0.03, 1.03)
    axes.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    axes.set_xlabel("probability given to what is documented", size=9)
    shown: dict[str, Line2D] = {}
    for place, one in enumerate(rows):
        for name, (mark, label) in MARKS.items():
            plain = one.against(name)
            if plain is None or math.isnan(plain.probability):
                continue
            style: dict[str, Any] = {
                "marker": mark, "markersize": 6.0, "linestyle": "none", "color": FAINT,
                "markerfacecolor": "white", "markeredgewidth": 1.3,
            }  # fmt: skip
            axes.plot([plain.probability], [place], **style, zorder=3, clip_on=False)
            shown[name] = Line2D([], [], **style, label=label)
        face = "white" if one.claim else BLUE
        axes.plot([0.0, one.probability], [place, place], color=BLUE, linewidth=1.0, alpha=0.5)
        axes.plot([one.probability], [place], marker="o", markersize=7.5, color=BLUE,
                  markerfacecolor=face, markeredgewidth=1.6, linestyle="none", zorder=4,
                  clip_on=False)  # fmt: skip
    handles: list[Line2D | Patch] = [
        Line2D([], [], color=BLUE, marker="o", markersize=7.5, linestyle="none",
               label="runs (open: a claim)" if any(one.claim for one in rows) else "runs"),
        *(shown[name] for name in MARKS if name in shown),
    ]  # fmt: skip
    _legend(figure, handles, top)


def _legend(figure: Figure, handles: Sequence[Line2D | Patch], top: float) -> None:
    high = float(figure.get_figheight())
    figure.legend(
        handles=list(handles),
        loc="center left",
        bbox_to_anchor=((MARGIN - 0.05) / WIDTH, 1.0 - (top + 0.48) / high),
        ncols=len(handles),
        borderaxespad=0.0,
        handletextpad=0.5,
        columnspacing=1.6,
    )
