"""The forest plot: how far each arm lies from the baseline, run by run, with intervals."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from matplotlib.figure import Figure

from sim.figures.arms.dots import Dot, DotPanel, Group, draw_dots
from sim.figures.arms.looks import draw_arms_key, key_rows
from sim.figures.arms.subject import Subject, records
from sim.figures.sheet import FOOT, HEAD, Sheet, titled
from sim.store.numbers import number

Row = Mapping[str, Any]
Form = Literal["percent", "share", "own"]

SURE = 0.05
NOTE = 0.22


def why_not(subject: Subject) -> str:
    """Why there is nothing to draw; empty if there is."""
    if len(subject.arms) < 2:
        return "there is only one arm with finished runs, and nothing to hold it against"
    return "" if len(_told(subject)) else "no outcome that is asked for can be compared"


def forest(subject: Subject) -> Figure:
    """Differences from the baseline in all outcomes: per cent, points, or the outcome's unit."""
    panels, words = [*_panels(subject)], subject.words
    others = [arm for arm in subject.arms if not arm.is_baseline]
    key = key_rows(words, others)
    height = HEAD + key + NOTE + sum(panel.height for panel in panels) + FOOT
    paired = all(row["paired"] for row in _told(subject))
    what = words("drawn_forest_paired" if paired else "drawn_forest_unpaired")
    sheet = Sheet(subject, words("drawn_forest"), titled(subject.title, what), height)
    draw_arms_key(sheet, words, others, HEAD - 0.05)
    top = HEAD + key
    sheet.text(words("drawn_forest_filled"), 0.3, top - 0.05, size=8.5, va="top")
    top += NOTE
    for panel in panels:
        draw_dots(sheet, panel, top)
        top += panel.height
    return sheet.figure


def _told(subject: Subject) -> list[dict[str, Any]]:
    effects = subject.effects()
    return records(effects[effects["headline"]]) if len(effects) else []


def _panels(subject: Subject) -> Iterator[DotPanel]:
    rows, words = _told(subject), subject.words
    percents = [row for row in rows if form_of(row, rows) == "percent"]
    shares = [row for row in rows if form_of(row, rows) == "share"]
    own = [row for row in rows if form_of(row, rows) == "own"]
    if percents:
        axis = words("drawn_forest_percent")
        yield DotPanel(words("drawn_forest_amounts"), axis, _groups(subject, percents), "signed")
    if shares:
        axis = words("drawn_forest_points")
        yield DotPanel(words("drawn_forest_often"), axis, _groups(subject, shares), "signed")
    for key in dict.fromkeys((row["unit"], row["measure"]) for row in own):
        some = [row for row in own if (row["unit"], row["measure"]) == key]
        unit, measure = key
        title = words("drawn_forest_unit" if unit else "drawn_forest_no_unit", unit=unit)
        axis = words("drawn_forest_number", unit=unit)
        if measure == "restricted_mean":
            title, axis = words("drawn_forest_times"), words("drawn_forest_time", unit=unit)
        yield DotPanel(title, axis, _groups(subject, some), "signed")


def form_of(row: Row, rows: list[dict[str, Any]]) -> Form:
    """How an outcome is told in all arms: in per cent only where each arm can be."""
    if str(row["measure"]).startswith("share"):
        return "share"
    own = [one for one in rows if one["outcome"] == row["outcome"]]
    amount = row["kind"] in ("count", "number")
    seen = [one for one in own if one["n"]]
    in_percent = amount and seen and not any(math.isnan(one["percent_low"]) for one in seen)
    return "percent" if in_percent else "own"


def _groups(subject: Subject, rows: list[dict[str, Any]]) -> tuple[Group, ...]:
    whole = _told(subject)
    groups = []
    for label in dict.fromkeys(str(row["label"]) for row in rows):
        own = {str(row["arm"]): row for row in rows if row["label"] == label}
        dots = [
            _dot(subject, own[arm.name], form_of(own[arm.name], whole))
            for arm in subject.arms
            if arm.name in own
        ]
        groups.append(Group(label[:1].upper() + label[1:], tuple(dots)))
    return tuple(groups)


def _dot(subject: Subject, row: Row, form: Form) -> Dot:
    words = subject.words
    look = next(arm.look for arm in subject.arms if arm.name == row["arm"])
    names = ("percent", "percent_low", "percent_high")
    values = [
        float(row[name]) for name in (names if form == "percent" else ("difference", "low", "high"))
    ]
    if form == "share":
        values = [100.0 * value for value in values]
    value, low, high = values
    if not row["n"]:
        return Dot(look, math.nan, math.nan, math.nan, words("drawn_forest_unseen"), firm=False)
    size = signed(value)
    if form == "share":
        size = words("points", value=size)
    elif form == "percent":
        size = f"{size}%"
    reach = "" if math.isnan(low) else f" [{signed(low)}, {signed(high)}]"
    size = words("drawn_forest_same") if row["verdict"] == "identical" else f"{size}{reach}"
    said = words("drawn_counted", value=size, runs=f"{row['n']:,}")
    return Dot(look, value, low, high, said, bool(row["adjusted"] < SURE))


def signed(value: float) -> str:
    """A number with its sign and as many digits as it carries."""
    told = number(abs(value)) if abs(value) < 1_000 else f"{abs(value):,.0f}"
    if told == "0" or value == 0.0:
        return "0"
    return f"{'+' if value > 0 else '−'}{told}"
