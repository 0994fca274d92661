"""A picture a pattern: each test's interval at the prior median, over its values in the draws."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.patterns.judging import Judged
from sim.analysis.patterns.verdict import Verdict
from sim.figures.sheet import (
    BLUE,
    DOTS_PER_INCH,
    FAINT,
    GREY,
    INK,
    MARGIN,
    SKY,
    VERMILION,
    WIDTH,
    drawn_in_style,
    save_picture,
    shortened,
)
from sim.store.story import CAVEAT

HEAD, ROW, FOOT = 1.0, 0.95, 0.35
TEXT, RIGHT = 4.3, 0.35
LONGEST_TITLE, LONGEST_TEXT, LINE = 100, 106, 53
SEED = 7
"""Of the jitter that keeps the draws apart."""


def draw_patterns(verdicts: Sequence[Verdict], folder: Path) -> None:
    """Write `pattern.png` and `pattern.svg` into each pattern's folder."""
    with drawn_in_style():
        for verdict in verdicts:
            save_picture(pattern_picture(verdict), folder / verdict.key, "pattern")


def pattern_picture(verdict: Verdict) -> Figure:
    """A row a test: grey where the interval must lie, dots the draws, a bar the interval."""
    height = HEAD + ROW * len(verdict.tests) + FOOT
    figure = Figure(figsize=(WIDTH, height), dpi=DOTS_PER_INCH)
    title = f"{verdict.title}: {verdict.word} ({verdict.kind})"
    _words(figure, shortened(title, LONGEST_TITLE), MARGIN, 0.22, 13.5, INK, "bold")
    size = f"{verdict.points:,} draws from the priors (dots), {verdict.median:,} runs at the median"
    quick = ", a quick look" if verdict.quick else ""
    _words(figure, f"{size} (bar, 95%){quick}. Shaded: where the bar must lie.", MARGIN, 0.52, 10.0)
    for place, test in enumerate(verdict.tests):
        top = HEAD + ROW * place
        _label(figure, test, top)
        bottom = (height - top - 0.45) / height
        width = (WIDTH - TEXT - RIGHT) / WIDTH
        axes = figure.add_axes((TEXT / WIDTH, bottom, width, 0.42 / height))
        _draw(axes, test)
    _words(figure, f"{CAVEAT} · Parley", MARGIN, height - 0.28, 9.0)
    return figure


def _label(figure: Figure, test: Judged, top: float) -> None:
    lines = textwrap.wrap(shortened(test.says, LONGEST_TEXT), LINE)
    _words(figure, "\n".join(lines), MARGIN, top, 9.5, INK)
    said = "passes" if test.passes else "fails"
    colour = FAINT if test.passes else VERMILION
    told = f"{test.part}: {said}{_in_draws(test)}"
    _words(figure, told, MARGIN, top + 0.04 + 0.17 * len(lines), 9.0, colour)


def _in_draws(test: Judged) -> str:
    if math.isnan(test.right):
        return ""
    if test.is_level:
        empty = f", 0 in {100 * test.nothing:.0f}%" if test.nothing else ""
        return f", inside in {100 * test.inside:.0f}% of draws{empty}"
    return f", sign right in {100 * test.right:.0f}% of draws, wrong in {100 * test.wrong:.0f}%"


def _draw(axes: Axes, test: Judged) -> None:
    each = np.array([value for value in test.each if not math.isnan(value)])
    ends = [end for end in (test.lowest, test.highest) if math.isfinite(end)]
    ends += [end for end in (test.value, test.low, test.high) if not math.isnan(end)]
    spread = np.quantile(each, (0.01, 0.99)).tolist() if len(each) else []
    shown = [0.0, *ends, *spread]
    room = 0.06 * (max(shown) - min(shown) or 1.0)
    left, right = min(shown) - room, max(shown) + room
    axes.axvspan(max(test.lowest, left), min(test.highest, right), color=GREY, alpha=0.22, lw=0)
    axes.axvline(0.0, color=FAINT, lw=0.8)
    if len(each):
        jitter = np.random.default_rng(SEED).uniform(0.15, 0.5, len(each))
        axes.scatter(np.clip(each, left, right), jitter, s=7, color=SKY, alpha=0.7, lw=0)
    if not math.isnan(test.low):
        colour = BLUE if test.passes else VERMILION
        axes.plot([test.low, test.high], [0.78, 0.78], color=colour, lw=3.0)
        axes.plot([test.value], [0.78], "o", color=colour, ms=5)
    axes.set_xlim(left, right)
    axes.set_ylim(0.0, 1.0)
    axes.set_yticks([])
    axes.grid(visible=False)


def _words(
    figure: Figure,
    words: str,
    left: float,
    top: float,
    size: float,
    colour: str = FAINT,
    weight: str = "normal",
) -> None:
    height = figure.get_figheight()
    figure.text(
        left / WIDTH, 1.0 - top / height, words, size=size, color=colour, weight=weight, va="top"
    )
