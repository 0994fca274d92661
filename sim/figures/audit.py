"""What the variance of each outcome rests on, and the assumptions that matter most."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import PercentFormatter

from sim.analysis.audit.audit import Audit, Found
from sim.analysis.audit.frames import Ranked, ranked
from sim.analysis.audit.wording import said
from sim.analysis.indices import inside, is_share
from sim.figures.sheet import (
    BLUE,
    DOTS_PER_INCH,
    FAINT,
    GREEN,
    GREY,
    INK,
    MARGIN,
    ORANGE,
    VERMILION,
    WIDTH,
    drawn_in_style,
    save_picture,
    shortened,
)
from sim.store.numbers import number
from sim.store.story import CAVEAT

ROW, HEAD, PANEL_HEAD, AXIS, FOOT = 0.34, 0.78, 0.72, 0.62, 0.42
LABELS, RIGHT = 3.9, 2.15
LONGEST = 52
TOP = 12
COLOURS = (("assumed", VERMILION), ("together", ORANGE), ("known", GREEN), ("luck", GREY))
"""Parts of the variance from left to right: those that rest on assumed numbers first."""
PLACES = {"assumed": 0, "known": 1, "together": 2, "luck": 3}


def draw_audit(audit: Audit, folder: Path) -> None:
    """Write `audit.png` and `audit.svg` into a folder."""
    with drawn_in_style():
        save_picture(audit_picture(audit), folder, "audit")


def audit_picture(audit: Audit) -> Figure:
    """Shares of the variance by outcome above, correlations of the leading assumptions below."""
    leading = ranked(audit)[:TOP]
    panels = [len(audit.found), len(leading)]
    height = HEAD + FOOT + sum(PANEL_HEAD + AXIS + ROW * rows for rows in panels if rows)
    figure = Figure(figsize=(WIDTH, height), dpi=DOTS_PER_INCH)
    title = shortened(audit.ground.case.scenario.title, 60)
    _words(figure, f"What it rests on: {title}", 0.24, 13.5, "bold")
    counts = audit.ground.counts
    known = ", ".join(f"{count} {kind}" for kind, count in counts.items())
    _words(figure, f"{sum(counts.values())} numbers: {known}. {audit.runs:,} runs.", 0.54, 10.0)
    top = HEAD
    if audit.found:
        _draw_shares(figure, audit.found, top)
        top += PANEL_HEAD + AXIS + ROW * len(audit.found)
    if leading:
        _draw_assumptions(figure, leading, top)
    _words(figure, f"{CAVEAT} · Parley · seed {audit.seed}", height - 0.2, 9.0)
    return figure


def _draw_shares(figure: Figure, found: Sequence[Found], top: float) -> None:
    _words(figure, "Shares of the variance, with the 95% interval of what rests on assumed numbers",
           top + 0.12, 11.0, "bold")  # fmt: skip
    axes = _axes(figure, top + PANEL_HEAD, len(found))
    for row, one in enumerate(found):
        given = {name: float(one.shares.value[PLACES[name]]) for name, _ in COLOURS}
        axes.annotate(
            f"mean {number(one.shares.mean)}", (1.0, row), xytext=(8, 0), va="center", size=8.5,
            textcoords="offset points", color=FAINT, annotation_clip=False,
        )  # fmt: skip
        if not all(is_share(share) for share in given.values()):
            axes.text(0.01, row, said("not_resolved"), size=8.5, color=FAINT, va="center")
            continue
        parts = {name: max(0.0, share) for name, share in given.items()}
        whole = sum(parts.values()) or 1.0
        left = 0.0
        for name, colour in COLOURS:
            width = parts[name] / whole
            axes.barh(row, width, left=left, height=0.62, color=colour, linewidth=0)
            left += width
        middle, low, high = (inside(end) for end in one.shares.rests)
        axes.plot([low, high], [row, row], color=INK, linewidth=1.6, marker="|", markersize=8)
        axes.plot([middle], [row], color=INK, marker="o", markersize=4.5)
    _rows(axes, [shortened(one.label, LONGEST) for one in found])
    axes.set_xlim(0.0, 1.0)
    axes.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    axes.set_xlabel("share of the variance over all points and runs", size=9)
    handles: list[Patch | Line2D] = [
        Patch(color=colour, linewidth=0, label=said(name)) for name, colour in COLOURS
    ]
    handles.append(Line2D([], [], color=INK, marker="o", markersize=4.5, label=said("rests")))
    _legend(figure, handles, top)


def _draw_assumptions(figure: Figure, leading: Sequence[Ranked], top: float) -> None:
    partial = "Partial rank" if leading[0].strongest.partial else "Rank"
    title = "Assumed numbers that matter most"
    if not any(one.matters for one in leading):
        title = "Assumed numbers: no single one can be told from chance, the strongest"
    _words(figure, f"{title}: {partial.lower()} correlations", top + 0.12, 11.0, "bold")
    axes = _axes(figure, top + PANEL_HEAD, len(leading))
    reach = max(0.25, *(max(abs(one.strongest.low), abs(one.strongest.high)) for one in leading))
    least = leading[0].found.screened["assumed"].least
    for row, one in enumerate(leading):
        effect = one.strongest
        face = BLUE if effect.matters else "white"
        axes.plot([effect.low, effect.high], [row, row], color=BLUE, linewidth=1.4, marker="|")
        axes.plot([effect.correlation], [row], color=BLUE, marker="o", markersize=6.5,
                  markerfacecolor=face, linestyle="none")  # fmt: skip
        where = shortened(one.found.label, 30)
        axes.annotate(
            where, (1.05 * reach, row), xytext=(8, 0), va="center", size=8.5,
            textcoords="offset points", color=FAINT, annotation_clip=False,
        )  # fmt: skip
    axes.axvline(0.0, color=FAINT, linewidth=0.8)
    for end in (-least, least):
        if abs(end) < reach:
            axes.axvline(end, color=VERMILION, linewidth=1.0, linestyle="--")
    _rows(axes, [_ending(one.path) for one in leading])
    axes.set_xlim(-1.05 * reach, 1.05 * reach)
    axes.set_xlabel(f"{partial.lower()} correlation with the outcome named at the right", size=9)
    handles: list[Patch | Line2D] = [
        Line2D([], [], color=BLUE, marker="o", linewidth=1.4, label="beyond chance, 95% interval"),
        Line2D([], [], color=BLUE, marker="o", markerfacecolor="white", linewidth=1.4,
               label="not told from chance"),
        Line2D([], [], color=VERMILION, linestyle="--", linewidth=1.0,
               label="least that can be told among so many numbers"),
    ]  # fmt: skip
    _legend(figure, handles, top)


def _ending(path: str) -> str:
    """A path short enough for its row: its end says most."""
    return path if len(path) <= LONGEST else f"…{path[-LONGEST + 1 :]}"


def _rows(axes: Axes, names: Sequence[str]) -> None:
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set_yticks(range(len(names)), names)
    axes.tick_params(axis="y", length=0, labelsize=8.5)
    axes.grid(visible=False, axis="y")


def _axes(figure: Figure, top: float, rows: int) -> Axes:
    high = float(figure.get_figheight())
    left, height = MARGIN + LABELS, ROW * rows
    place = (
        left / WIDTH,
        (high - top - height) / high,
        (WIDTH - left - RIGHT) / WIDTH,
        height / high,
    )
    return figure.add_axes(place)


def _words(figure: Figure, words: str, top: float, size: float, weight: str = "normal") -> None:
    high = float(figure.get_figheight())
    colour = INK if weight == "bold" else FAINT
    figure.text(MARGIN / WIDTH, 1.0 - top / high, words, size=size, weight=weight, color=colour,
                va="center")  # fmt: skip


def _legend(figure: Figure, handles: Sequence[Patch | Line2D], top: float) -> None:
    high = float(figure.get_figheight())
    figure.legend(
        handles=list(handles),
        loc="center left",
        bbox_to_anchor=((MARGIN - 0.05) / WIDTH, 1.0 - (top + 0.44) / high),
        ncols=len(handles),
        borderaxespad=0.0,
        handletextpad=0.5,
        columnspacing=1.4,
    )
