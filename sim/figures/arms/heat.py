"""An outcome over two of the factors: each arm's mean, and what the arm changes, with n."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Colormap, Normalize, TwoSlopeNorm
from matplotlib.figure import Figure
from numpy.typing import NDArray

from sim.analysis.factors import FactorColumn
from sim.analysis.indices import LEADING
from sim.analysis.phrases import label_of
from sim.analysis.variables import Variable, by_rung, columns_for
from sim.analysis.wording import Words
from sim.figures.arms.subject import ArmShown, Subject
from sim.figures.events import wrapped
from sim.figures.sheet import FAINT, FOOT, HEAD, INK, MARGIN, WIDTH, Sheet, shortened, titled
from sim.store.numbers import number

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

COLUMNS, LEFT, BAR, GAP = 3, 1.15, 1.1, 0.35
NAME, AXIS, ROW, NOTE = 0.5, 0.55, 0.42, 0.1
BINS, MOST_LEVELS = 5, 8
LETTER = 0.065
"""Inches that a letter of a step's name takes up, with some air."""


@dataclass(frozen=True)
class Side:
    """One factor cut into steps: which step (cell,) each point is in, and their names."""

    factor: FactorColumn
    place: Places
    names: tuple[str, ...]


@dataclass(frozen=True)
class Panel:
    """Means (row, column) with the number of runs behind each, NaN where there are none."""

    arm: ArmShown
    means: Floats
    counts: Places


def why_not(subject: Subject) -> str:
    """Why there is nothing to draw; empty if there is."""
    varying = [one for one in subject.factors if len(np.unique(one.values)) > 1]
    if len(varying) < 2:
        return "fewer than two numbers vary from point to point"
    if subject.baseline is None or not subject.asked:
        return "the baseline has no finished runs"
    return ""


def heat_map(subject: Subject) -> Figure:
    """The first outcome asked for over two factors: the baseline's mean, and other arms less it.

    Of more factors than two those are taken that matter most to it; values that are not a few
    steps are cut into five equal ones.
    """
    variable, words = _variable(subject), subject.words
    first, second = (_side(one) for one in _chosen(subject))
    panels = _panels(subject, variable, first, second)
    columns = min(COLUMNS, len(panels))
    rows = math.ceil(len(panels) / columns)
    tall = max(1.6, ROW * len(second.names))
    height = HEAD + rows * (NAME + tall + AXIS) + NOTE + FOOT
    name = label_of(variable, words.sentences)
    name, factors = f"{name[:1].upper()}{name[1:]}", f"{len(subject.factors):,}"
    what = words("drawn_heat_what", outcome=name, factors=factors)
    sheet = Sheet(subject, words("drawn_heat"), titled(subject.title, what), height)
    wide = min(4.4, (WIDTH - LEFT - BAR - GAP * (columns - 1)) / columns)
    norms = _norms(panels)
    for place, panel in enumerate(panels):
        row, column = divmod(place, columns)
        left = LEFT + column * (wide + GAP)
        top = HEAD - 0.1 + row * (NAME + tall + AXIS) + NAME
        axes = sheet.axes(left, top, wide, tall)
        _draw(axes, words, panel, norms[0 if panel.arm.is_baseline else 1], variable)
        _label(axes, first, second, leftmost=column == 0)
        _head(sheet, words, panel, left, top, wide)
    right = LEFT + columns * wide + GAP * (columns - 1)
    _bars(sheet, words, norms, variable, right, tall, len(panels) > 1)
    note = [words("drawn_heat_numbers")]
    if len(panels) > 1:
        note.append(words("drawn_heat_others"))
    sheet.text(" ".join(note), MARGIN, height - FOOT, colour=FAINT)
    return sheet.figure


def _variable(subject: Subject) -> Variable:
    """The first outcome that is asked for, as one number a run; of a ladder the summit."""
    asked = subject.asked[0]
    frame = subject.answers.outcomes(columns_for([asked]), scenario=subject.scenario)
    found = [*by_rung(frame, [asked])]
    return next((one for one in found if one.category == asked.summit), found[0])


def _chosen(subject: Subject) -> list[FactorColumn]:
    """The two factors that matter most to the outcome in the baseline, in the design's order."""
    varying = [one for one in subject.factors if len(np.unique(one.values)) > 1]
    found = subject.indices()
    if len(varying) == 2 or subject.baseline is None:
        return varying[:2]
    own = found[
        (found["outcome"] == subject.asked[0].key)
        & (found["arm"] == subject.baseline.name)
        & found["index"].isin(LEADING)
        & found["value"].notna()
    ]
    order = list(dict.fromkeys(own.sort_values("rank", kind="stable")["factor"]))[:2]
    paths = [*order, *(one.path for one in varying if one.path not in order)][:2]
    return [one for one in varying if one.path in paths]


def _side(factor: FactorColumn) -> Side:
    steps = np.unique(factor.values)
    if len(steps) <= MOST_LEVELS:
        place = np.searchsorted(steps, factor.values).astype(np.int64)
        return Side(factor, place, tuple(f"{step:.3g}" for step in steps))
    edges = np.linspace(steps[0], steps[-1], BINS + 1)
    place = np.clip(np.searchsorted(edges, factor.values, side="right") - 1, 0, BINS - 1)
    names = tuple(f"{low:.2g}–{high:.2g}" for low, high in pairwise(edges))
    return Side(factor, place.astype(np.int64), names)


def _panels(subject: Subject, variable: Variable, first: Side, second: Side) -> list[Panel]:
    frame = subject.answers.outcomes([], scenario=subject.scenario)
    rows = frame.assign(value=variable.values)[["arm", "cell", "run", "value"]]
    by_arm = {arm.name: rows[rows["arm"] == arm.name] for arm in subject.arms}
    panels = []
    for arm in subject.arms:
        own = by_arm[arm.name][["cell", "run", "value"]]
        if not arm.is_baseline and subject.baseline is not None:
            base = by_arm[subject.baseline.name][["cell", "run", "value"]]
            both = own.merge(base, on=["cell", "run"], suffixes=("", "_baseline"))
            own = both.assign(value=both["value"] - both["value_baseline"])
        panels.append(_panel(arm, own[own["value"].notna()], first, second))
    return panels


def _panel(arm: ArmShown, rows: pd.DataFrame, first: Side, second: Side) -> Panel:
    cells = rows["cell"].to_numpy(dtype=np.int64)
    shape = (len(second.names), len(first.names))
    where = (second.place[cells], first.place[cells])
    sums, counts = np.zeros(shape), np.zeros(shape, dtype=np.int64)
    np.add.at(sums, where, rows["value"].to_numpy(dtype=np.float64))
    np.add.at(counts, where, 1)
    means = np.divide(sums, counts, out=np.full(shape, np.nan), where=counts > 0)
    return Panel(arm, means, counts)


def _norms(panels: Sequence[Panel]) -> tuple[Normalize, Normalize]:
    """Scales of the baseline's means and of differences, the latter with zero in the middle."""
    own = [panel.means for panel in panels if panel.arm.is_baseline]
    low, high = float(np.nanmin(own)), float(np.nanmax(own))
    apart = [panel.means for panel in panels if not panel.arm.is_baseline]
    reach = float(np.nanmax(np.abs(apart))) if apart and not np.isnan(apart).all() else 1.0
    return Normalize(low, high if high > low else low + 1.0), TwoSlopeNorm(
        0.0, -(reach or 1.0), reach or 1.0
    )


def _colours(norm: Normalize) -> Colormap:
    name = "vlag" if isinstance(norm, TwoSlopeNorm) else "mako_r"
    found: Colormap = sns.color_palette(name, as_cmap=True)
    return found


def _draw(axes: Axes, words: Words, panel: Panel, norm: Normalize, variable: Variable) -> None:
    colours = _colours(norm)
    axes.set_facecolor("#eeeeee")
    rows, columns = panel.means.shape
    axes.pcolormesh(np.arange(columns + 1) - 0.5, np.arange(rows + 1) - 0.5,
                    np.ma.masked_invalid(panel.means), norm=norm, cmap=colours)  # fmt: skip
    for (row, column), mean in np.ndenumerate(panel.means):
        count = int(panel.counts[row, column])
        if not count:
            said = words("drawn_heat_no_runs")
            axes.text(column, row, said, size=7, color=FAINT, ha="center", va="center")
            continue
        red, green, blue, _ = colours(float(norm(float(mean))))
        ink = "white" if 0.3 * red + 0.59 * green + 0.11 * blue < 0.5 else INK
        said = _number(float(mean), variable, signed=isinstance(norm, TwoSlopeNorm))
        axes.text(column, row - 0.02, said, size=8.5, color=ink, ha="center", va="bottom")
        said = words("drawn_heat_runs", runs=f"{count:,}")
        axes.text(column, row - 0.06, said, size=6.5, color=ink, ha="center", va="top")
    axes.grid(visible=False)


def _number(mean: float, variable: Variable, signed: bool) -> str:
    if variable.nature == "share":
        return f"{100 * mean:+.0f}" if signed else f"{100 * mean:.0f}%"
    sign = ("+" if mean > 0 else "−" if mean < 0 else "") if signed else ""
    return f"{sign}{number(abs(mean) if signed else mean)}"


def _label(axes: Axes, first: Side, second: Side, leftmost: bool) -> None:
    longest = axes.get_position().width * WIDTH / len(first.names) / LETTER
    apart = first.names if max(map(len, first.names)) < longest else _in_two_lines(first.names)
    axes.set_xticks(range(len(first.names)), apart)
    axes.set_yticks(range(len(second.names)), second.names if leftmost else [])
    axes.tick_params(labelsize=7.5, length=0)
    axes.set_xlabel(_named(first.factor), size=8.5)
    if leftmost:
        axes.set_ylabel("\n".join(wrapped(_named(second.factor), 30, 2)), size=8.5)


def _in_two_lines(names: Sequence[str]) -> list[str]:
    """Names of steps broken where they go from one end to the other."""
    return [name.replace("–", "–\n") for name in names]


def _named(factor: FactorColumn) -> str:
    unit = f" ({factor.unit})" if factor.unit else ""
    return shortened(f"{factor.label}{unit}", 52)


def _head(sheet: Sheet, words: Words, panel: Panel, left: float, top: float, wide: float) -> None:
    key = "drawn_the_baseline" if panel.arm.is_baseline else "drawn_heat_less"
    lines = wrapped(words(key, arm=panel.arm.title), round(wide * 13), 2)
    for place, line in enumerate(reversed(lines)):
        sheet.text(line, left, top - 0.06 - 0.16 * place, size=8.5, weight="bold")


def _bars(
    sheet: Sheet,
    words: Words,
    norms: tuple[Normalize, Normalize],
    variable: Variable,
    right: float,
    tall: float,
    several: bool,
) -> None:
    """The scales of colours, to the right of the panels."""
    unit = words("drawn_share") if variable.nature == "share" else variable.asked.unit
    left, high = right + 0.3, (tall - 0.35) / 2 if several else tall
    for place, norm in enumerate(norms[: 1 + several]):
        axes = sheet.axes(left, HEAD - 0.1 + NAME + place * (high + 0.35), 0.14, high)
        bar = sheet.figure.colorbar(ScalarMappable(norm, _colours(norm)), cax=axes)
        bar.set_label(unit if place == 0 else words("drawn_heat_difference"), size=8)
        bar.ax.tick_params(labelsize=7.5)
        bar.ax.yaxis.set_major_formatter(lambda value, _: number(value))
        bar.outline.set_visible(False)
