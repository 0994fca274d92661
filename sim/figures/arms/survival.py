"""Times that may be cut off: the share of runs still without an end, by arm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator, PercentFormatter

from sim.analysis.asked import Asked, outcomes_asked
from sim.analysis.sample import restricted, worth_of
from sim.analysis.summarise import summarise
from sim.analysis.survival import curve_of
from sim.analysis.variables import Variable, by_category, columns_for
from sim.analysis.wording import Words
from sim.figures.arms.looks import draw_arms_key, key_rows
from sim.figures.arms.subject import ArmShown, Subject, records
from sim.figures.sheet import FAINT, FOOT, HEAD, MARGIN, WIDTH, Sheet, titled

HEADING, PANEL, AXIS, RISK_HEAD, RISK, EMPTY = 0.36, 2.5, 0.5, 0.24, 0.17, 0.5
LEFT, RIGHT = 1.15, 0.35
TICKS = 7


@dataclass(frozen=True)
class Panel:
    """A time, in each arm that observed it, with what one row of the arm is worth."""

    asked: Asked
    parts: tuple[tuple[ArmShown, Variable, float], ...]

    @property
    def height(self) -> float:
        """Inches that it takes."""
        if not self.parts:
            return HEADING + EMPTY
        return HEADING + PANEL + AXIS + RISK_HEAD + RISK * len(self.parts) + 0.2


def why_not(subject: Subject) -> str:
    """Why there is nothing to draw; empty if there is."""
    asked = _times(subject)
    if not asked:
        return "no outcome that is asked for is a time that may be cut off"
    if any(_panel(subject, one).parts for one in asked):
        return ""
    return "none of these times was observed in any run"


def survival(subject: Subject) -> Figure:
    """Kaplan-Meier curves with 95% bands, and the runs still at risk below."""
    panels = [_panel(subject, one) for one in _times(subject)]
    words = subject.words
    key = key_rows(words, subject.arms)
    height = HEAD + key + sum(panel.height for panel in panels) + FOOT
    title = titled(subject.title, words("drawn_survival_what"))
    sheet = Sheet(subject, words("drawn_survival"), title, height)
    draw_arms_key(sheet, words, subject.arms, HEAD - 0.05, lines=True)
    top = HEAD + key
    for panel in panels:
        _draw(sheet, words, panel, top)
        top += panel.height
    return sheet.figure


def _times(subject: Subject) -> list[Asked]:
    """The times among the outcomes asked for; all there are if none is asked for by name."""
    own = [one for one in subject.asked if one.censored_by]
    if own or subject.study.outcomes is not None:
        return own
    columns = subject.answers.columns
    some = columns[(columns["scenario"] == subject.scenario) & columns["censored_by"].astype(bool)]
    keys = [str(key) for key in some["key"] if not str(key).startswith("documented.")]
    return list(outcomes_asked(subject.answers, keys)) if keys else []


def _panel(subject: Subject, asked: Asked) -> Panel:
    means = summarise(subject.answers, outcomes=[asked.key])
    by_arm = {
        str(row["arm"]): row
        for row in records(means[means["statistic"] == "restricted_mean"])
        if row["scenario"] == subject.scenario
    }
    parts = []
    for arm in subject.arms:
        columns = columns_for([asked])
        frame = subject.answers.outcomes(columns, scenario=subject.scenario, arm=arm.name)
        (variable,) = by_category(frame, [asked])
        known = ~np.isnan(variable.values)
        row = by_arm.get(arm.name)
        if row is None or variable.ended is None or not known.any():
            continue
        number, units = int(row["observed"]), int(row["independent"])
        worth = worth_of(restricted(variable)[known], float(row["error"]), number, units)
        only = Variable(asked, "time", variable.values[known], ended=variable.ended[known])
        parts.append((arm, only, worth))
    return Panel(asked, tuple(parts))


def _draw(sheet: Sheet, words: Words, panel: Panel, top: float) -> None:
    name = panel.asked.label[:1].upper() + panel.asked.label[1:]
    sheet.text(name, MARGIN, top + 0.08, size=10.5, weight="bold", va="top")
    if not panel.parts:
        said = words("drawn_survival_unseen")
        sheet.text(said, MARGIN, top + HEADING, size=9.5, colour=FAINT, va="top")
        return
    axes = sheet.axes(LEFT, top + HEADING, WIDTH - LEFT - RIGHT, PANEL)
    for number, (arm, variable, worth) in enumerate(panel.parts):
        _curve(axes, arm, variable, worth, number)
    axes.set_ylim(-0.02, 1.02)
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    coming = panel.asked.key.startswith("days_to")
    axes.set_ylabel(words("drawn_survival_share" if coming else "drawn_survival_holding"))
    axes.set_xlim(0.0, max(float(one.values.max()) for _, one, _ in panel.parts) * 1.01 or 1.0)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=TICKS, integer=True, steps=[1, 2, 3, 5, 10]))
    axes.set_xlabel(words("drawn_survival_time", time=panel.asked.label))
    _at_risk(sheet, words, axes, panel, top + HEADING + PANEL + AXIS + 0.05)


def _curve(axes: Axes, arm: ArmShown, variable: Variable, worth: float, number: int) -> None:
    ended = variable.ended if variable.ended is not None else np.ones(len(variable.values), bool)
    curve = curve_of(variable.values, ended, worth if worth > 0.0 else 1.0)
    if worth > 0.0:
        axes.fill_between(curve.times, curve.low, curve.high, step="post", linewidth=0,
                          color=arm.look.colour, alpha=0.13)  # fmt: skip
    axes.step(curve.times, curve.alive, where="post", color=arm.look.colour,
              linestyle=arm.look.line, linewidth=1.7)  # fmt: skip
    # Markers at staggered places tell curves apart that lie on each other.
    last = float(curve.times[-1])
    places = np.linspace(0.06, 0.94, 6) * last + 0.012 * number * last
    heights = curve.alive[np.searchsorted(curve.times, places, side="right") - 1]
    axes.plot(places, heights, color=arm.look.colour, marker=arm.look.marker, markersize=5.5,
              linestyle="none", clip_on=True)  # fmt: skip
    cut = np.unique(variable.values[~ended])
    heights = curve.alive[np.searchsorted(curve.times, cut, side="right") - 1]
    axes.plot(cut, heights, color=arm.look.colour, marker="+", markersize=6, linestyle="none")


def _at_risk(sheet: Sheet, words: Words, axes: Axes, panel: Panel, top: float) -> None:
    """How many runs are still followed and without an end, at the ticks of the axis."""
    sheet.text(words("drawn_survival_risk"), MARGIN, top, size=8.5, weight="bold", va="top")
    low, high = axes.get_xlim()
    ticks = [tick for tick in _ticks(axes) if low <= tick <= high]
    width = WIDTH - LEFT - RIGHT
    for row, (arm, variable, _) in enumerate(panel.parts):
        middle = top + RISK_HEAD + RISK * (row + 0.5)
        _mark(sheet, arm, LEFT - 0.35, middle)
        for tick in ticks:
            left = LEFT + width * (tick - low) / (high - low)
            count = int(np.count_nonzero(variable.values >= tick))
            sheet.figure.text(
                left / sheet.width, 1.0 - middle / sheet.height, f"{count:,}", size=8,
                color=arm.look.colour, ha="center", va="center",
            )  # fmt: skip


def _ticks(axes: Axes) -> Sequence[float]:
    return [float(tick) for tick in axes.get_xticks()]


def _mark(sheet: Sheet, arm: ArmShown, left: float, middle: float) -> None:
    sheet.figure.add_artist(
        Line2D(
            [left / sheet.width], [1.0 - middle / sheet.height], color=arm.look.colour,
            marker=arm.look.marker, markersize=5.5, linestyle="none",
        )
    )  # fmt: skip
