"""`parley sensitivity`: which assumptions the outcomes of an experiment answer to."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.asking import (
    opened,
    print_data,
    print_head,
    print_tables,
    words,
)
from sim.cli.options import Format, Outcomes, Results, bad_format, refuse, whole
from sim.scenario.problems import Problem

if TYPE_CHECKING:
    import pandas as pd

    from sim.archive.answers import Answers
    from sim.report.tables import Table

TOP = 20
"""Assumptions that are shown unless told otherwise."""
NO_INDEX = "it does not vary, or complete points are too few"
METHODS = {
    "sobol": "Sobol indices: the share of the variance between points that an assumption explains"
    " alone (first) and together with others (total).",
    "morris": "Elementary effects (Morris): what moving an assumption over its whole range changes"
    " on average (mu*), and how much that depends on the others (sigma).",
    "rank": "Rank correlations: whether an outcome rises or falls throughout with an assumption,"
    " the others held fixed where it says partial. They are no shares of variance, and do not see"
    " what rises and falls again; designs of the kinds saltelli and morris tell more.",
}
MATTERS = {
    "sobol": "An assumption matters if its total is surely above a twentieth.",
    "morris": "An assumption matters if mu* is surely above a twentieth of the largest.",
    "rank": "An assumption matters if its correlation is beyond chance among all assumptions.",
}
INDICES = {
    "sobol": ("total", "first"),
    "morris": ("mu_star", "mu", "sigma"),
    "rank": ("partial rank correlation", "rank correlation"),
}
HEADS = {
    "sobol": ("matters", "total", "95% interval", "first", "95% interval"),
    "morris": ("matters", "mu*", "95% interval", "mu", "sigma"),
    "partial rank correlation": ("matters", "partial correlation", "95% interval"),
    "rank correlation": ("matters", "plain correlation", "95% interval"),
}


def sensitivity(
    results: Results,
    outcomes: Outcomes = None,
    arms: Annotated[
        list[str] | None, typer.Option("--arms", metavar="NAMES", help="Only these arms.")
    ] = None,
    top: Annotated[
        int | None,
        typer.Option(
            "--top",
            metavar="N",
            parser=whole("--top"),
            help="Assumptions shown, in order and for each outcome [default: 20 in order, and for"
            " each outcome those that matter].",
        ),
    ] = None,
    shown: Format = "table",
) -> None:
    """Sobol or Morris indices or rank correlations, by design, and the order of assumptions."""
    refuse((*_bad_top(top), *bad_format(shown)))
    from sim.analysis.sensitivity import sensitivity as sensitivity_of

    answers = opened(results)
    found = sensitivity_of(answers, words(outcomes), words(arms))
    if shown == "table":
        _print(answers, found if words(arms) else _chosen(answers, found), top)
    else:
        print_data(found, [answers], shown)


def _bad_top(top: int | None) -> Iterator[Problem]:
    if top is not None and top < 1:
        yield Problem("at least one assumption is shown", f"--top {top}")


def _chosen(answers: Answers, found: pd.DataFrame) -> pd.DataFrame:
    """The outcomes of the baseline, and what each other arm changes."""
    baseline = answers.experiment["baseline"]
    return found[(found["against"] != "") | (found["arm"] == baseline)]


def _print(answers: Answers, found: pd.DataFrame, top: int | None) -> None:
    from sim.cli.pages import paper
    from sim.cli.tables import paragraph

    console = paper()
    print_head(console, answers)
    print_tables(console, [_order(found, top or TOP), *_tables(found, top)])
    console.print()
    for said in _left_out(found, top):
        paragraph(console, said)
    method = str(found["method"].iloc[0])
    paragraph(console, METHODS[method])
    runs, points = int(found["runs"].max()), int(found["points"].max())
    paragraph(
        console,
        f"Means at {points:,} points (runs at each: {runs:,} at most). Intervals are 95%;"
        f" * marks what more points may still change. {MATTERS[method]}"
        + (" PROVISIONAL: only what is complete was used." if found["provisional"].any() else ""),
    )
    if found["resolved"].eq(False).any():
        paragraph(
            console,
            "Not resolved with this many runs: the estimate lies below 0 or above 1, which no share"
            " does. More runs, or a larger `base` of the design, tell.",
        )


def _left_out(found: pd.DataFrame, top: int | None) -> Iterator[str]:
    """What is not shown: assumptions beyond the first, and outcomes that answer to none."""
    factors, shown = found["factor"].nunique(), top or TOP
    if factors > shown:
        yield (
            f"{factors - shown:,} more assumptions of {factors:,}: --top N shows the first N of"
            " them, --format csv all."
        )
    groups = [(_head(_records(some.head(1))[0]), some) for some in _groups(found)]
    still = dict.fromkeys(head for head, some in groups if _unknown(some))
    if still:
        yield f"Not told ({NO_INDEX}): {'; '.join(still)}."
    none = dict.fromkeys(
        head for head, some in groups if head not in still and not _shown(some, top)
    )
    if none:
        yield f"No assumption surely matters for {'; '.join(none)} (--top N shows the strongest)."


def _shown(some: pd.DataFrame, top: int | None) -> list[str]:
    """The factors that are shown of an outcome: the first, or those that matter or are unclear."""
    order = some.sort_values("rank", kind="stable")
    if top is None:
        told = order["matters"].eq(True).fillna(False) | order["resolved"].eq(False).fillna(False)
        order = order[told.astype(bool)]
    return list(dict.fromkeys(order["factor"].astype(str)))[: top or TOP]


def _order(found: pd.DataFrame, top: int) -> Table:
    """The assumptions in the order in which they matter, over all that is shown."""
    from sim.analysis.ranking import ranked
    from sim.report.tables import Table

    rows = [
        (
            str(place),
            str(one["factor"]),
            f"{one['matters']} of {one['of']}",
            _share_or(float(one["strongest"])),
            _head(one),
        )
        for place, one in enumerate(_records(ranked(found).head(top)), start=1)
    ]
    columns = ("", "assumption", "matters for", "strongest", "in")
    return Table("Assumptions in order", columns, tuple(rows), whole=(0, 2, 3))


def _tables(found: pd.DataFrame, top: int | None) -> Iterator[Table]:
    from sim.report.tables import Table

    several = found["scenario"].nunique() > 1
    for some in _groups(found):
        if _unknown(some) or not (names := _shown(some, top)):
            continue
        first = _records(some.head(1))[0]
        method = str(first["method"])
        rows = tuple(_rows(some, method, names))
        columns = ("", "assumption", *HEADS[first["index"] if method == "rank" else method])
        whole = (0, *range(2, len(columns)))
        head = f"{first['scenario']}: {_head(first)}" if several else _head(first)
        yield Table(head, columns, rows, 2, whole)


def _groups(found: pd.DataFrame) -> Iterator[pd.DataFrame]:
    names = ["scenario", "outcome", "category", "arm", "against"]
    for _, some in found.groupby(names, sort=False, observed=True):
        yield some


def _records(found: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in found.to_dict("records")]


def _head(one: Mapping[str, Any]) -> str:
    """What is explained: an outcome in an arm, or what the arm changes in it."""
    from sim.store.columns import in_words

    category = f": {in_words(one['category'])}" if one["category"] else ""
    arm = f"{one['arm']} less {one['against']}" if one["against"] else one["arm"]
    return f"{one['label']}{category}, {arm}"


def _unknown(some: pd.DataFrame) -> bool:
    return bool(some["value"].isna().all())


def _rows(some: pd.DataFrame, method: str, names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    from sim.analysis.indices import NOT_RESOLVED, inside
    from sim.store.numbers import interval

    for factor in names:
        own = {one["index"]: one for one in _records(some[some["factor"] == factor])}
        indices = [own[name] for name in INDICES[method] if name in own]
        cells = ["yes" if indices[0]["matters"] is True else ""]
        for place, one in enumerate(indices):
            value, *ends = (float(one[name]) for name in ("value", "low", "high"))
            if one["resolved"] is False:
                cells += [NOT_RESOLVED, ""]
                continue
            if method == "sobol":
                value, *ends = (inside(end) for end in (value, *ends))
            cells.append(_index(value, unsettled=one["settled"] is False))
            if place == 0 or method == "sobol":
                low, high = (round(end, 3) for end in ends)
                cells.append(interval(low, high))
        rank = float(indices[0]["rank"])
        yield "" if math.isnan(rank) else f"{rank:.0f}", factor, *cells


def _share_or(strongest: float) -> str:
    """The strongest index; words where none was resolved."""
    from sim.analysis.indices import NOT_RESOLVED

    return NOT_RESOLVED if math.isnan(strongest) else f"{strongest:.2g}"


def _index(value: float, unsettled: bool) -> str:
    return "" if math.isnan(value) else f"{value:.3g}{'*' if unsettled else ''}"
