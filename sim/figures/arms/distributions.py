"""How the runs of each arm spread over the outcomes that are numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from numpy.typing import NDArray

from sim.analysis.variables import columns_for, floats
from sim.analysis.wording import Words
from sim.figures.arms.scale import Scale, scale_of
from sim.figures.arms.subject import ArmShown, Subject
from sim.figures.events import wrapped
from sim.figures.sheet import FAINT, FOOT, HEAD, INK, MARGIN, VERMILION, WIDTH, Sheet, titled
from sim.store.benchmark import NOTHING, Benchmark
from sim.store.columns import in_words
from sim.store.numbers import interval, number, percent

Floats = NDArray[np.float64]

COLUMNS, NAMES, BETWEEN = 2, 1.55, 0.25
LEGEND, HEADING, AXIS, TIP = 0.35, 0.44, 0.58, 0.46
"""Inches of the legend, a panel's heading, its axis, and a ridge."""
MOST_PANELS = 12
LONGEST = 56
NUMBERS = ("count", "share", "number", "days")
SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True)
class Panel:
    """An outcome with what each arm's runs (row,) came to, where it was observed."""

    title: str
    unit: str
    samples: tuple[Floats, ...]
    whole: bool
    documented: Benchmark

    @property
    def seen(self) -> list[Floats]:
        """The samples that are not empty."""
        return [sample for sample in self.samples if len(sample)]


def why_not(subject: Subject) -> str:
    """Why there is nothing to draw; empty if there is."""
    if any(one.kind in NUMBERS and not one.censored_by for one in subject.asked):
        return ""
    return "no outcome that is asked for is a number"


def distributions(subject: Subject) -> Figure:
    """A ridge an arm in every outcome: bars of runs, median, middle half and 90%."""
    panels, words = [*_panels(subject)][:MOST_PANELS], subject.words
    rows = math.ceil(len(panels) / COLUMNS)
    tall = TIP * len(subject.arms)
    height = HEAD + LEGEND + rows * (HEADING + tall + AXIS) + FOOT
    title = titled(subject.title, words("drawn_spread_what"))
    sheet = Sheet(subject, words("drawn_spread"), title, height)
    _legend(sheet, words)
    wide = (WIDTH - 2 * MARGIN - BETWEEN) / COLUMNS
    for place, panel in enumerate(panels):
        row, column = divmod(place, COLUMNS)
        left = MARGIN + column * (wide + BETWEEN)
        top = HEAD + LEGEND + row * (HEADING + tall + AXIS)
        _head(sheet, words, panel, left, top)
        axes = sheet.axes(left + NAMES, top + HEADING, wide - NAMES, tall)
        _draw(axes, words, panel, subject.arms)
    return sheet.figure


def _panels(subject: Subject) -> Iterator[Panel]:
    """The outcomes asked for that are numbers, then those with a documented number."""
    asked = [one for one in subject.asked if one.kind in NUMBERS and not one.censored_by]
    frame = subject.answers.outcomes(columns_for(asked), scenario=subject.scenario)
    for one in asked:
        said = subject.study.benchmarks.get((subject.scenario, one.key), NOTHING)
        name = one.label[:1].upper() + one.label[1:]
        samples = tuple(
            _seen(floats(frame.loc[frame["arm"] == arm.name, one.key])) for arm in subject.arms
        )
        yield Panel(name, one.unit, samples, one.kind == "count", said)
    if subject.study.outcomes is None:
        yield from _documented(subject)


def _documented(subject: Subject) -> Iterator[Panel]:
    columns = subject.answers.columns
    own = columns[(columns["scenario"] == subject.scenario) & columns["kind"].isin(NUMBERS)]
    for key, unit, kind in zip(own["key"], own["unit"], own["kind"], strict=True):
        said = subject.study.benchmarks.get((subject.scenario, str(key)))
        if said is None or not said.scored or not str(key).startswith("documented."):
            continue
        frame = subject.answers.outcomes([str(key)], scenario=subject.scenario)
        samples = tuple(
            _seen(floats(frame.loc[frame["arm"] == arm.name, key])) for arm in subject.arms
        )
        yield Panel(said.text, str(unit), samples, kind == "count", said)


def _seen(values: Floats) -> Floats:
    return values[~np.isnan(values)]


def _head(sheet: Sheet, words: Words, panel: Panel, left: float, top: float) -> None:
    sheet.text(
        wrapped(panel.title, LONGEST, 1)[0], left, top + 0.02, size=10, weight="bold", va="top"
    )
    said = panel.documented
    if said.shown:
        shown = words(
            "drawn_spread_claimed" if said.claimed_by else "drawn_spread_documented",
            who=in_words(said.claimed_by),
            shown=said.told(words.amounts),
        )
        if not said.scored:
            shown = words("drawn_spread_not_scored", shown=shown)
        sheet.text(
            wrapped(shown, LONGEST, 1)[0], left, top + 0.21, size=8.5, colour=VERMILION, va="top"
        )


def _draw(axes: Axes, words: Words, panel: Panel, arms: tuple[ArmShown, ...]) -> None:
    names = ["\n".join(wrapped(arm.title, 24, 2)) for arm in arms]
    axes.set_yticks([place + 0.5 for place in range(len(arms))], names)
    axes.tick_params(axis="y", length=0, labelsize=8)
    axes.set_ylim(len(arms), -0.05)
    axes.grid(visible=False, axis="y")
    axes.set_xlabel(panel.unit, size=9)
    if not panel.seen:
        axes.set_xticks([])
        axes.text(0.5, 0.5, words("drawn_unseen"), transform=axes.transAxes, size=9,
                  color=FAINT, ha="center", va="center")  # fmt: skip
        return
    said = panel.documented
    scale = scale_of(panel.seen, (said.value, said.low, said.high), panel.whole)
    shares = [_bars(sample, scale) for sample in panel.samples]
    fullest = max(float(share.max()) for share in shares)
    for place, (arm, sample, share) in enumerate(zip(arms, panel.samples, shares, strict=True)):
        axes.axhline(place + 1.0, color="#dddddd", linewidth=0.8, zorder=0.5)
        _ridge(axes, words, place, arm, sample, share / fullest, scale)
    _draw_documented(axes, said)
    scale.draw(axes)


def _bars(sample: Floats, scale: Scale) -> Floats:
    """Shares (bar,) of runs."""
    counts, _ = np.histogram(sample, bins=scale.edges)
    return counts / max(1, len(sample))


def _ridge(
    axes: Axes,
    words: Words,
    place: int,
    arm: ArmShown,
    sample: Floats,
    bars: Floats,
    scale: Scale,
) -> None:
    floor = place + 0.74
    axes.stairs(floor - 0.66 * bars, scale.edges, baseline=floor, fill=True,
                color=arm.look.colour, alpha=0.4, linewidth=0)  # fmt: skip
    if not len(sample):
        axes.text(0.02, place + 0.5, words("drawn_unseen"), size=8, color=FAINT,
                  transform=axes.get_yaxis_transform(), va="center")  # fmt: skip
        return
    q05, q25, q50, q75, q95 = np.quantile(sample, SHARES, method="inverted_cdf")
    row, colour = place + 0.86, arm.look.colour
    axes.plot([q05, q95], [row, row], color=colour, linewidth=1.1)
    axes.plot([q25, q75], [row, row], color=colour, linewidth=3.6, solid_capstyle="butt")
    axes.plot([q50], [row], marker=arm.look.marker, markersize=5, color=colour,
              markeredgecolor="white", markeredgewidth=0.6, linestyle="none", zorder=3)  # fmt: skip
    reach = interval(float(q05), float(q95), "–")
    median, runs = number(float(q50)), f"{len(sample):,}"
    said = words("drawn_spread_median", median=median, interval=reach, runs=runs)
    if scale.log and (zeros := float(np.mean(sample == 0.0))) > 0.0:
        said = words("drawn_spread_none", said=said, share=percent(zeros))
    behind = {"facecolor": "white", "alpha": 0.75, "pad": 0.8, "linewidth": 0}
    axes.text(0.99, place + 0.05, said, transform=axes.get_yaxis_transform(), size=7.5, color=INK,
              ha="right", va="top", bbox=behind)  # fmt: skip


def _draw_documented(axes: Axes, said: Benchmark) -> None:
    if said.bounded:
        low = said.low if math.isfinite(said.low) else -1e12
        high = said.high if math.isfinite(said.high) else 1e12
        axes.axvspan(low, high, color=VERMILION, alpha=0.12, linewidth=0, zorder=0.6)
    if not math.isnan(said.value):
        axes.axvline(said.value, color=VERMILION, linewidth=1.6, linestyle="--", zorder=2)


def _legend(sheet: Sheet, words: Words) -> None:
    dot: dict[str, Any] = {"marker": "o", "markersize": 5, "linestyle": "none"}
    sheet.figure.legend(
        handles=[
            Line2D([], [], color=INK, label=words("drawn_median"), **dot),
            Line2D([], [], color=INK, linewidth=3.6, label=words("drawn_spread_half")),
            Line2D([], [], color=INK, linewidth=1.1, label=words("drawn_spread_most")),
            Line2D([], [], color=VERMILION, linestyle="--", label=words("drawn_documented")),
            Patch(color=VERMILION, alpha=0.12, linewidth=0, label=words("drawn_spread_bounds")),
        ],
        loc="upper left",
        bbox_to_anchor=((MARGIN - 0.08) / sheet.width, 1.0 - (HEAD - 0.16) / sheet.height),
        ncols=5,
        borderaxespad=0.0,
        handletextpad=0.6,
        columnspacing=1.6,
    )
