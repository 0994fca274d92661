"""`parley sensitivity`: which assumptions the outcomes of an experiment answer to."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.asking import (
    opened,
    print_data,
    print_head,
    print_tables,
    refuse_bad_format,
    words,
)

if TYPE_CHECKING:
    import pandas as pd

    from sim.archive.answers import Answers
    from sim.report.tables import Table

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
    results: Annotated[
        str,
        typer.Argument(
            metavar="RESULTS", help="Folder or URL that a sweep filled.", show_default=False
        ),
    ],
    outcomes: Annotated[
        list[str] | None,
        typer.Option(
            "--outcomes",
            metavar="NAMES",
            help="Only these outcomes [default: those the experiment asks for].",
        ),
    ] = None,
    arms: Annotated[
        list[str] | None, typer.Option("--arms", metavar="NAMES", help="Only these arms.")
    ] = None,
    top: Annotated[
        int, typer.Option("--top", metavar="N", min=1, help="Assumptions shown for each outcome.")
    ] = 8,
    shown: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="What to print: table, json or csv.")
    ] = "table",
) -> None:
    """Sobol or Morris indices or rank correlations, by design, and the order of assumptions."""
    refuse_bad_format(shown)
    from sim.analysis.sensitivity import sensitivity as sensitivity_of

    answers = opened(results)
    found = sensitivity_of(answers, words(outcomes), words(arms))
    if shown == "table":
        _print(answers, found if words(arms) else _chosen(answers, found), top)
    else:
        print_data(found, [answers], shown)


def _chosen(answers: Answers, found: pd.DataFrame) -> pd.DataFrame:
    """The outcomes of the baseline, and what each other arm changes."""
    baseline = answers.experiment["baseline"]
    return found[(found["against"] != "") | (found["arm"] == baseline)]


def _print(answers: Answers, found: pd.DataFrame, top: int) -> None:
    from sim.cli.pages import paper
    from sim.cli.tables import paragraph

    console = paper()
    print_head(console, answers)
    print_tables(console, [_order(found, top), *_tables(found, top)])
    console.print()
    still = list(
        dict.fromkeys(_head(_records(some.head(1))[0]) for some in _groups(found) if _unknown(some))
    )
    if still:
        paragraph(console, f"Not told ({NO_INDEX}): {'; '.join(still)}.")
    method = str(found["method"].iloc[0])
    paragraph(console, METHODS[method])
    runs, points = int(found["runs"].max()), int(found["points"].max())
    paragraph(
        console,
        f"Means over up to {runs:,} runs at each of {points:,} points. Intervals are 95%;"
        f" * marks what more points may still change. {MATTERS[method]}"
        + (" PROVISIONAL: only what is complete was used." if found["provisional"].any() else ""),
    )


def _order(found: pd.DataFrame, top: int) -> Table:
    """The assumptions in the order in which they matter, over all that is shown."""
    from sim.analysis.ranking import ranked
    from sim.report.tables import Table

    rows = [
        (
            str(place),
            str(one["factor"]),
            f"{one['matters']} of {one['of']}",
            f"{one['strongest']:.2g}",
            _head(one),
        )
        for place, one in enumerate(_records(ranked(found).head(top)), start=1)
    ]
    columns = ("", "assumption", "matters for", "strongest", "in")
    return Table("Assumptions in order", columns, tuple(rows), whole=(0, 2, 3))


def _tables(found: pd.DataFrame, top: int) -> Iterator[Table]:
    from sim.report.tables import Table

    several = found["scenario"].nunique() > 1
    for some in _groups(found):
        if _unknown(some):
            continue
        first = _records(some.head(1))[0]
        method = str(first["method"])
        rows = tuple(_rows(some, method, top))
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


def _rows(some: pd.DataFrame, method: str, top: int) -> Iterator[tuple[str, ...]]:
    from sim.store.numbers import interval

    order = some.sort_values("rank", kind="stable")
    for factor in list(dict.fromkeys(order["factor"]))[:top]:
        own = {one["index"]: one for one in _records(order[order["factor"] == factor])}
        indices = [own[name] for name in INDICES[method] if name in own]
        cells = ["yes" if indices[0]["matters"] is True else ""]
        for place, one in enumerate(indices):
            cells.append(_index(float(one["value"]), unsettled=one["settled"] is False))
            if place == 0 or method == "sobol":
                cells.append(interval(round(one["low"], 3), round(one["high"], 3)))
        rank = float(indices[0]["rank"])
        yield "" if math.isnan(rank) else f"{rank:.0f}", factor, *cells


def _index(value: float, unsettled: bool) -> str:
    return "" if math.isnan(value) else f"{value:.3g}{'*' if unsettled else ''}"
