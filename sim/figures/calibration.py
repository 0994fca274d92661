"""What a calibration has learnt: each parameter before and after, and which go together."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from sim.calibration.predictive import Check
from sim.calibration.priors import Prior
from sim.calibration.sequential import Posterior
from sim.calibration.shrinkage import Learning, Learnt, Pair
from sim.figures.sheet import (
    BLUE,
    DOTS_PER_INCH,
    FAINT,
    FOOT,
    GREY,
    HEAD,
    INK,
    MARGIN,
    VERMILION,
    WIDTH,
    drawn_in_style,
    save_picture,
    shortened,
)
from sim.scenario.problems import clean
from sim.store.columns import in_words
from sim.store.numbers import number
from sim.store.story import CAVEAT

Floats = NDArray[np.float64]

ACROSS, ROW = 4, 1.95
BINS = 16
MOST_PAIRS = 8
TICKS = (0.0, 0.5, 1.0)


def marginals(posterior: Posterior, learning: Learning) -> Figure:
    """Each parameter: its prior as a flat line, its draws as bars, its usual value as a tick."""
    rows = math.ceil(len(learning.parameters) / ACROSS)
    high = HEAD + rows * ROW + FOOT + 0.1
    figure = _sheet(
        "What was learnt of each parameter",
        "Bars: draws of the posterior. Dashed: the prior, flat over the stated range."
        " Triangle: the rulebook's value.",
        high,
        posterior,
    )
    for place, one in enumerate(learning.parameters):
        axes = _panel(figure, place, high)
        _marginal(axes, one, posterior.draws.values[:, place])
    return figure


def _marginal(axes: Axes, one: Learnt, values: Floats) -> None:
    prior = one.prior
    shares = prior.shares(values)
    counts, edges = np.histogram(shares, bins=BINS, range=(0.0, 1.0))
    density = counts / max(1, counts.sum()) * BINS
    identified = one.verdict == "identified"
    axes.bar(
        edges[:-1], density, width=1.0 / BINS, align="edge", color=BLUE,
        alpha=0.9 if identified else 0.45, linewidth=0,
    )  # fmt: skip
    axes.axhline(1.0, color=FAINT, linewidth=1.2, linestyle="--")
    usual = float(prior.shares(np.array([prior.usual]))[0])
    top = max(2.2, float(density.max()) * 1.15)
    if 0.0 <= usual <= 1.0:
        axes.plot([usual], [0.0], marker="^", color=VERMILION, markersize=7, clip_on=False)
    axes.set_xlim(0.0, 1.0)
    axes.set_ylim(0.0, top)
    axes.set_yticks([])
    axes.set_xticks(TICKS, _ends(prior))
    axes.grid(visible=False)
    axes.set_title(shortened(in_words(prior.name), 30), pad=16)
    shrunk = f", shrinkage {one.shrinkage:.2f} [{one.low:.2f}, {one.high:.2f}]"
    words = one.verdict + ("" if math.isnan(one.shrinkage) else shrunk)
    axes.text(0.0, 1.03, words, transform=axes.transAxes, size=7.2, color=FAINT)


def pairs(posterior: Posterior, learning: Learning) -> Figure | None:
    """The pairs of parameters whose draws go together the most; None if there are none."""
    chosen = learning.pairs[:MOST_PAIRS]
    if not chosen:
        return None
    rows = math.ceil(len(chosen) / ACROSS)
    high = HEAD + rows * (ROW + 0.55) + FOOT
    figure = _sheet(
        "Which parameters make up for each other",
        "Draws of the posterior over the stated ranges; with the rank correlation.",
        high,
        posterior,
    )
    for place, pair in enumerate(chosen):
        axes = _panel(figure, place, high, ROW + 0.55)
        _pair(axes, pair, posterior)
    return figure


def _pair(axes: Axes, pair: Pair, posterior: Posterior) -> None:
    names = posterior.draws.names
    priors = posterior.calibration.priors
    across, up = names.index(pair.one), names.index(pair.other)
    values = posterior.draws.values
    axes.scatter(
        priors[across].shares(values[:, across]), priors[up].shares(values[:, up]),
        s=9, color=BLUE, alpha=0.4, linewidth=0,
    )  # fmt: skip
    axes.set_xlim(-0.02, 1.02)
    axes.set_ylim(-0.02, 1.02)
    axes.set_xticks(TICKS, _ends(priors[across]))
    axes.set_yticks(TICKS, _ends(priors[up]), rotation=90, va="center")
    axes.tick_params(labelsize=8)
    axes.set_xlabel(shortened(in_words(pair.one), 30), size=9)
    axes.set_ylabel(shortened(in_words(pair.other), 30), size=9)
    axes.set_title(f"{pair.correlation:+.2f}", size=9.5)


def foretold(posterior: Posterior, found: tuple[Check, ...]) -> Figure:
    """Every target as runs foretell it, with draws of the prior and of the posterior."""
    numbers = [check for check in found if not check.target.is_fact]
    facts = [check for check in found if check.target.is_fact]
    line = 0.27
    high = HEAD + 0.6 + line * max(len(numbers), len(facts)) + 0.55 + FOOT
    figure = _sheet(
        "What the draws foretell of their own targets",
        "Grey: draws of the prior. Blue: draws of the posterior, new luck. Red: what happened.",
        high,
        posterior,
    )
    for left, width, some, title in (
        (3.0, 2.45, numbers, "numbers: median, 50% and 90% of runs, less what happened, in logs"),
        (8.35, 2.35, facts, "facts: share of runs that agree"),
    ):
        if not some:
            continue
        tall = line * len(some)
        axes = figure.add_axes(
            (left / WIDTH, 1.0 - (HEAD + 0.45 + tall) / high, width / WIDTH, tall / high)
        )
        for place, check in enumerate(some):
            for shift, colour, values in ((-0.17, GREY, check.before), (0.17, BLUE, check.after)):
                _one(axes, check, values, place + shift, colour)
        axes.set_ylim(len(some) - 0.5, -0.5)
        axes.set_yticks(range(len(some)), [_label(check) for check in some])
        axes.tick_params(axis="y", labelsize=7.8, length=0)
        axes.tick_params(axis="x", labelsize=8)
        axes.set_title(title, size=8.5, color=FAINT, loc="right")
        axes.grid(visible=False, axis="y")
        if some is facts:
            axes.set_xlim(0.0, 1.0)
        else:
            axes.set_xlim(-4.0, 4.0)
            axes.axvline(0.0, color=VERMILION, linewidth=1.4)
    return figure


def _one(axes: Axes, check: Check, values: tuple[float, ...], at: float, colour: str) -> None:
    if check.target.is_fact:
        axes.plot([0.0, values[0]], [at, at], color=colour, linewidth=3.2, solid_capstyle="butt")
        return
    off = [math.log1p(max(value, 0.0)) - math.log1p(check.target.observed) for value in values]
    axes.plot([off[0], off[4]], [at, at], color=colour, linewidth=1.1)
    axes.plot([off[1], off[3]], [at, at], color=colour, linewidth=3.6, solid_capstyle="butt")
    axes.plot([off[2]], [at], marker="|", color=INK, markersize=6)


def _label(check: Check) -> str:
    words = check.target.key.replace("_", " ")
    return shortened(f"{words} ({check.target.episode})", 52)


def draw_calibration(
    posterior: Posterior, learning: Learning, found: tuple[Check, ...], folder: Path
) -> list[str]:
    """Draw all pictures into a folder, as PNG and as SVG; returns their names."""
    folder.mkdir(parents=True, exist_ok=True)
    names = []
    with drawn_in_style():
        drawn = {"marginals": marginals(posterior, learning), "pairs": pairs(posterior, learning)}
        if found:
            drawn["predictive"] = foretold(posterior, found)
        for name, figure in drawn.items():
            if figure is not None:
                save_picture(figure, folder, name)
                names += [f"{name}.png", f"{name}.svg"]
    return names


def _sheet(title: str, subtitle: str, high: float, posterior: Posterior) -> Figure:
    figure = Figure(figsize=(WIDTH, high), dpi=DOTS_PER_INCH)
    left = MARGIN / WIDTH
    caveat = f"{CAVEAT} · Parley · seed {posterior.seed} · {len(posterior.draws.values)} draws"
    without = posterior.calibration.left_out
    about = f"{title}, without {clean(without)}" if without else title
    figure.text(left, 1.0 - 0.22 / high, about, size=13.5, weight="bold", va="top")
    figure.text(left, 1.0 - 0.52 / high, subtitle, size=10, color=FAINT, va="top")
    figure.text(left, 0.12 / high, caveat, size=9, color=FAINT, va="bottom")
    return figure


def _panel(figure: Figure, place: int, high: float, row: float = ROW) -> Axes:
    """One of the panels, `ACROSS` in a row, from the upper left corner."""
    down, right = divmod(place, ACROSS)
    left = MARGIN + 0.35 + right * (WIDTH - 2 * MARGIN) / ACROSS
    width = (WIDTH - 2 * MARGIN) / ACROSS - 0.62
    top = HEAD + 0.45 + down * row
    tall = row - 0.95
    return figure.add_axes((left / WIDTH, 1.0 - (top + tall) / high, width / WIDTH, tall / high))


def _ends(prior: Prior) -> list[str]:
    return [number(float(one)) for one in prior.at(np.array(TICKS))]
