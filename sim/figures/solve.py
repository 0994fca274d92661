"""The bargaining set: all packages in the space of two sides' utilities, and the solutions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from numpy.typing import NDArray

from sim.analysis.solve.answer import Party, Solved, Spread
from sim.bargaining import spatial_utility
from sim.figures.sheet import (
    BLUE,
    DOTS_PER_INCH,
    FAINT,
    GREEN,
    INK,
    MARGIN,
    ORANGE,
    SKY,
    VERMILION,
    WIDTH,
    shortened,
)
from sim.store.story import CAVEAT

Floats = NDArray[np.float64]

HEIGHT = 7.2
LEFT, TOP, PANEL_WIDTH, PANEL_HEIGHT = 0.85, 1.05, 6.3, 5.15
LINE = 0.265
"""Inches from one line of the key to the next."""
AIR = 0.04
"""Units of utility left free around what is drawn."""

SAME = 0.012
"""Units of utility within which solutions count as at one place."""

MARKS: dict[str, tuple[str, str]] = {
    "nash": ("o", BLUE),
    "weighted_nash": ("s", BLUE),
    "bounded_nash": ("p", BLUE),
    "kalai_smorodinsky": ("D", VERMILION),
    "egalitarian": ("^", GREEN),
    "utilitarian": ("v", GREEN),
    "weighted_mean": ("P", ORANGE),
    "weighted_median": ("X", ORANGE),
}
"""Shape and colour of each solution: shapes differ, so that grey is enough."""


@dataclass(frozen=True)
class _Mark:
    """A solution with its place in the picture."""

    name: str
    shape: str
    colour: str
    x: float
    y: float
    crossed: bool


def bargaining_set(solved: Solved) -> Figure:
    """What packages are worth to the two sides: all, the efficient ones, and the named solutions.

    Dashed lines are what going on is worth, with nine tenths of the runs beside them; what lies
    above and to the right of both is the plain zone of agreement.
    """
    figure = Figure(figsize=(WIDTH, HEIGHT), dpi=DOTS_PER_INCH)
    _words(figure, "What packages are worth to the two sides", MARGIN, 0.22, 13.5, INK, bold=True)
    title = shortened(solved.case.scenario.title, 100)
    _words(figure, f"{title}. {solved.runs:,} runs.", MARGIN, 0.52, 10, FAINT)
    caveat = f"{CAVEAT} · Parley · seed {solved.seed} · {solved.runs:,} runs"
    _words(figure, caveat, MARGIN, HEIGHT - 0.26, 9, FAINT)
    bottom = HEIGHT - TOP - PANEL_HEIGHT
    axes = figure.add_axes(
        (LEFT / WIDTH, bottom / HEIGHT, PANEL_WIDTH / WIDTH, PANEL_HEIGHT / HEIGHT)
    )
    signed = _signed(solved)
    marks = _marks(solved)
    _limits(axes, solved, signed)
    _draw_packages(axes, solved)
    _draw_alternatives(axes, solved)
    if len(signed):
        axes.plot(signed[:, 0], signed[:, 1], "x", color=INK, markersize=6, alpha=0.8, zorder=4)
    _draw_marks(axes, marks)
    _draw_key(axes, solved, marks, len(signed))
    return figure


def _words(
    figure: Figure,
    words: str,
    left: float,
    top: float,
    size: float,
    colour: str,
    bold: bool = False,
) -> None:
    """Text whose upper left corner lies at a place in inches."""
    weight = "bold" if bold else "normal"
    figure.text(
        left / WIDTH, 1.0 - top / HEIGHT, words, size=size, color=colour, weight=weight,
        ha="left", va="top",
    )  # fmt: skip


def _signed(solved: Solved) -> Floats:
    """What the packages that were signed are worth to the two sides, `(agreement, 2)`."""
    packages = solved.packages_signed()
    scenario = solved.case.scenario
    pair = [scenario.parties[party.key] for party in solved.pair]
    issues = solved.issues
    ideals = np.array([[party.positions[name].value for name in issues] for party in pair])
    weights = np.array([[party.saliences[name].value for name in issues] for party in pair])
    return spatial_utility(packages, ideals, weights)


def _marks(solved: Solved) -> list[_Mark]:
    """The solutions that exist, from the top of the picture to its bottom."""
    first, second = solved.sides
    pair = {party.key for party in solved.pair}
    found = []
    for one in solved.solutions:
        if one.payoffs is not None:
            crossed = any(line.party in pair for line in one.crossed)
            x, y = float(one.payoffs[first]), float(one.payoffs[second])
            found.append(_Mark(one.name, *MARKS[one.key], x, y, crossed))
    return sorted(found, key=lambda mark: (-mark.y, mark.x))


def _limits(axes: Axes, solved: Solved, signed: Floats) -> None:
    shown = np.vstack([solved.path, solved.cloud, signed, [_now(solved)], [_medians(solved)]])
    low, high = shown.min(axis=0) - AIR, shown.max(axis=0) + AIR
    axes.set_xlim(low[0], high[0])
    axes.set_ylim(low[1], high[1])
    for side, party in zip("xy", solved.pair, strict=True):
        label = f"utility of {shortened(party.name, 50)}"
        (axes.set_xlabel if side == "x" else axes.set_ylabel)(label)


def _now(solved: Solved) -> tuple[float, float]:
    first, second = solved.pair
    return first.status_quo, second.status_quo


def _medians(solved: Solved) -> tuple[float, float]:
    first, second = (_going_on(party) for party in solved.pair)
    return first.median, second.median


def _going_on(party: Party) -> Spread:
    if party.going_on is None:
        raise ValueError(f"{party.key} is not one of the two sides")
    return party.going_on


def _draw_packages(axes: Axes, solved: Solved) -> None:
    axes.plot(
        solved.cloud[:, 0], solved.cloud[:, 1], ".", color="#c8c8c8", markersize=2.4, zorder=1,
        rasterized=True,
    )  # fmt: skip
    axes.plot(solved.path[:, 0], solved.path[:, 1], "-", color=INK, linewidth=1.8, zorder=3)
    axes.plot(*_now(solved), "*", color=INK, markersize=15, markeredgecolor="white", zorder=5)


def _draw_alternatives(axes: Axes, solved: Solved) -> None:
    first, second = (_going_on(party) for party in solved.pair)
    axes.axvspan(first.low, first.high, color=SKY, alpha=0.22, linewidth=0, zorder=0)
    axes.axhspan(second.low, second.high, color=SKY, alpha=0.22, linewidth=0, zorder=0)
    axes.axvline(first.median, color=BLUE, linestyle="--", linewidth=1.4, zorder=2)
    axes.axhline(second.median, color=BLUE, linestyle="--", linewidth=1.4, zorder=2)
    inside = (solved.path[:, 0] >= first.median) & (solved.path[:, 1] >= second.median)
    if inside.any():
        corner = solved.path[inside]
        xs = [first.median, *corner[:, 0], corner[-1, 0]]
        ys = [corner[0, 1], *corner[:, 1], second.median]
        axes.fill(
            [first.median, *xs], [second.median, *ys], facecolor="none", edgecolor=BLUE,
            hatch="///", linewidth=0, alpha=0.35, zorder=1,
        )  # fmt: skip


def _draw_marks(axes: Axes, marks: Sequence[_Mark]) -> None:
    """The solutions; of those at one place the first is the largest, so that all are seen."""
    for number, mark in enumerate(marks):
        below = sum(abs(one.x - mark.x) + abs(one.y - mark.y) < SAME for one in marks[:number])
        axes.plot(
            mark.x, mark.y, mark.shape, color=mark.colour, markersize=max(5.0, 15.0 - 4.0 * below),
            zorder=6 + 0.1 * below, markeredgecolor="white", markeredgewidth=1.0,
        )  # fmt: skip


def _draw_key(axes: Axes, solved: Solved, marks: Sequence[_Mark], signed: int) -> None:
    """The key beside the picture: solutions from top to bottom, then the other signs."""
    handles = [
        Line2D(
            [], [], marker=mark.shape, color=mark.colour, linestyle="", markersize=9,
            label=f"{mark.name}: {mark.x:.2f}, {mark.y:.2f}{' (!)' if mark.crossed else ''}",
        )
        for mark in marks
    ]  # fmt: skip
    above = 1.0
    if handles:
        title = "Solutions, from top to bottom"
        first = _beside(axes, handles, title, above)
        axes.add_artist(first)
        above -= (len(handles) + 1.6) * LINE / PANEL_HEIGHT
    _beside(axes, _others(solved, marks, signed), "Other signs", above)


def _beside(axes: Axes, handles: Sequence[Artist], title: str, above: float) -> Legend:
    return axes.legend(
        handles=list(handles), title=title, loc="upper left", bbox_to_anchor=(1.02, above),
        alignment="left", borderaxespad=0.0, labelspacing=0.75, fontsize=9.5, title_fontsize=9.5,
    )  # fmt: skip


def _others(solved: Solved, marks: Sequence[_Mark], signed: int) -> list[Artist]:
    found: list[Artist] = [
        Line2D([], [], marker="*", color=INK, markersize=13, linestyle="", label="status quo"),
        Line2D([], [], color=BLUE, linestyle="--", label="going on: median of the runs"),
        Patch(facecolor=SKY, alpha=0.3, label="going on: nine tenths of the runs"),
        Line2D([], [], color=INK, linewidth=1.8, label="efficient packages"),
        Line2D([], [], marker=".", color="#b0b0b0", linestyle="", label="packages"),
    ]
    if solved.zone.plain > 0.0:
        hatched = Patch(
            facecolor="none", edgecolor=BLUE, hatch="///", linewidth=0, alpha=0.5,
            label="plain zone of agreement",
        )  # fmt: skip
        found.insert(3, hatched)
    if signed:
        words = f"signed by simulated talks ({signed:,})"
        found.append(Line2D([], [], marker="x", color=INK, linestyle="", label=words))
    missing = [one.name for one in solved.solutions if one.payoffs is None]
    if missing:
        found.append(Line2D([], [], linestyle="", label="none in the zone:\n" + "\n".join(missing)))
    if any(mark.crossed for mark in marks):
        found.append(Line2D([], [], linestyle="", label="(!) beyond a red line of a side"))
    return found
