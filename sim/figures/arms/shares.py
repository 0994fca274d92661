"""How often each outcome that is a word or a yes occurs in each arm."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from matplotlib.figure import Figure

from sim.figures.arms.dots import Dot, DotPanel, Group, draw_dots
from sim.figures.arms.looks import draw_arms_key, key_rows
from sim.figures.arms.subject import Subject, records
from sim.figures.sheet import FOOT, HEAD, Sheet, titled
from sim.store.columns import in_words
from sim.store.numbers import percent, percent_interval

DOCUMENTED = "◆"


def why_not(subject: Subject) -> str:
    """Why there is nothing to draw; empty if there is."""
    if any(panel.groups for panel in _panels(subject)):
        return ""
    return "no outcome that is asked for is a category or a yes or no"


def outcome_shares(subject: Subject) -> Figure:
    """Shares of runs with 95% intervals (Wilson); categories that no run of any arm has go."""
    panels, words = [*_panels(subject)], subject.words
    key = key_rows(words, subject.arms)
    height = HEAD + key + sum(panel.height for panel in panels) + FOOT
    what = words("drawn_shares_what", mark=DOCUMENTED)
    sheet = Sheet(subject, words("drawn_shares"), titled(subject.title, what), height)
    draw_arms_key(sheet, words, subject.arms, HEAD - 0.05)
    top = HEAD + key
    for panel in panels:
        draw_dots(sheet, panel, top)
        top += panel.height
    return sheet.figure


def _panels(subject: Subject) -> Iterator[DotPanel]:
    found = subject.summary()
    rows = records(found[found["statistic"] == "share"])
    truths: list[Group] = []
    words = subject.words
    axis = words("drawn_share")
    for asked in subject.asked:
        own = [row for row in rows if row["outcome"] == asked.key]
        if asked.kind == "truth":
            truths.append(Group(asked.label[:1].upper() + asked.label[1:], _dots(subject, own)))
        elif asked.kind == "category":
            title = asked.label[:1].upper() + asked.label[1:]
            groups = tuple(_categories(subject, own, asked.key))
            if groups:
                yield DotPanel(title, axis, groups, "share")
    if truths:
        yield DotPanel(words("drawn_shares_true"), axis, tuple(truths), "share")
    happened = tuple(_happened(subject))
    if happened:
        title = words("drawn_shares_happened", mark=DOCUMENTED)
        yield DotPanel(title, axis, happened, "share")


def _happened(subject: Subject) -> Iterator[Group]:
    """The documented categories and truths, each with the share of runs that had the same."""
    found = subject.documented()
    rows = records(found[found["statistic"] == "share"]) if len(found) else []
    for key in dict.fromkeys(str(row["outcome"]) for row in rows):
        said = subject.study.benchmarks[subject.scenario, key]
        own = [row for row in rows if row["outcome"] == key and row["category"] == said.category]
        if said.scored and own:
            if said.value == 0.0:
                own = [_complement(row) for row in own]
            yield Group(said.text, _dots(subject, own))


def _complement(row: dict[str, Any]) -> dict[str, Any]:
    ends = {"low": 1.0 - row["high"], "high": 1.0 - row["low"]}
    return {**row, **ends, "value": 1.0 - row["value"]}


def _categories(subject: Subject, rows: list[dict[str, Any]], key: str) -> Iterator[Group]:
    said = subject.study.benchmarks.get((subject.scenario, key))
    documented = said.category if said else ""
    for category in dict.fromkeys(str(row["category"]) for row in rows):
        own = [row for row in rows if row["category"] == category]
        if category != documented and not any(row["value"] > 0.0 for row in own):
            continue
        mark = f"{DOCUMENTED} " if category == documented else ""
        yield Group(f"{mark}{in_words(category)}", _dots(subject, own))


def _dots(subject: Subject, rows: list[dict[str, Any]]) -> tuple[Dot, ...]:
    words = subject.words
    by_arm = {str(row["arm"]): row for row in rows}
    found = []
    for arm in subject.arms:
        row = by_arm.get(arm.name)
        if row is None:
            continue
        value, low, high = float(row["value"]), float(row["low"]), float(row["high"])
        reach = percent_interval(low, high, words("drawn_between"))
        runs = f"{row['observed']:,}"
        said = words("drawn_counted", value=f"{percent(value)}  {reach}", runs=runs)
        if not row["observed"]:
            said = words("drawn_unseen")
        found.append(Dot(arm.look, value, low, high, said))
    return tuple(found)
