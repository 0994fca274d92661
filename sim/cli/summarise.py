"""`parley summarise`: what the runs of an experiment say, with how sure they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.asking import (
    opened,
    print_data,
    print_head,
    print_tables,
    words,
)
from sim.cli.options import Format, Outcomes, Results, Where, bad_format, refuse

if TYPE_CHECKING:
    import pandas as pd

    from sim.archive.answers import Answers
    from sim.report.tables import Table

    Row = tuple[str, ...]
    Statistics = Mapping[str, Mapping[str, Any]]

LATER, UNSEEN = "later", "not seen"


def summarise(
    results: Results,
    by: Annotated[
        list[str] | None,
        typer.Option(
            "--by",
            metavar="NAMES",
            help="Split by scenario, arm, cell or a factor [default: scenario,arm].",
        ),
    ] = None,
    outcomes: Outcomes = None,
    where: Where = None,
    shown: Format = "table",
) -> None:
    """Shares, means, quantiles and times, with 95% intervals and the runs that would halve them."""
    refuse(bad_format(shown))
    from sim.analysis.summarise import BY
    from sim.analysis.summarise import summarise as summary_of

    answers = opened(results)
    split = tuple(words(by) or BY)
    found = summary_of(answers, split, words(outcomes), where or ())
    if shown == "table":
        _print(answers, found, split, where or ())
    else:
        print_data(found, [answers], shown, where)


def _print(answers: Answers, found: pd.DataFrame, by: Sequence[str], where: Sequence[str]) -> None:
    from sim.cli.pages import paper
    from sim.cli.tables import paragraph

    console = paper()
    print_head(console, answers)
    if where:
        paragraph(console, f"Note: only runs with {'; '.join(where)}.")
    print_tables(console, _tables(found, by))
    console.print()
    unit = found["independent_by"].iloc[0]
    paragraph(
        console,
        f"Intervals are 95% and take each {unit} for one independent draw. n counts runs in which"
        f" the outcome was observed; further says how many more runs, with each {unit} new, would"
        " halve the interval. 5% to 95% is where nine runs in ten lie. Times count cut-off runs as"
        " such (Kaplan-Meier).",
    )


def _tables(found: pd.DataFrame, by: Sequence[str]) -> Iterator[Table]:
    """Tables a scenario: how often, how much, how long, and what is documented."""
    if "scenario" not in by:
        yield from _of_some(found, by, "")
        return
    rest = [name for name in by if name != "scenario"]
    names = dict.fromkeys(found["scenario"])
    for name in names:
        prefix = f"{name}: " if len(names) > 1 else ""
        yield from _of_some(found[found["scenario"] == name], rest, prefix)


def _of_some(found: pd.DataFrame, by: Sequence[str], prefix: str) -> Iterator[Table]:
    from sim.report.tables import Table

    group = ", ".join(by) or "runs"
    share = found["statistic"] == "share"
    time = found["outcome"].isin(found.loc[found["statistic"] == "restricted_mean", "outcome"])
    parts: list[tuple[str, pd.DataFrame, Row, Callable[[Statistics], Row], tuple[int, ...]]] = [
        ("How often", found[share], ("share", "95% interval", "n", "further"), _share, (5,)),
        (
            "How much",
            found[~share & ~time],
            ("mean", "95% interval", "median", "5% to 95%", "n", "further"),
            _number,
            (7,),
        ),
        (
            "How long",
            found[time],
            ("median", "95% interval", "mean so far", "open", "n", "further"),
            _time,
            (7,),
        ),
        ("What is documented", found, ("documented", "at or below", "within it"), _documented, ()),
    ]
    for name, some, columns, told, dispensable in parts:
        rows = tuple(_rows(some, by, told))
        if rows:
            whole = tuple(range(2, 2 + len(columns)))
            head = ("outcome", group, *columns)
            yield Table(prefix + name, head, rows, 2, whole, dispensable)


def _rows(
    found: pd.DataFrame, by: Sequence[str], told: Callable[[Statistics], Row]
) -> Iterator[Row]:
    """A row an outcome and group, outcomes together; the name only in the first of them."""
    from sim.cli.levels import readable
    from sim.store.columns import in_words

    texts = {name: readable(found[name].tolist()) for name in by}
    for _, of_outcome in found.groupby(["outcome", "category"], sort=False, observed=True):
        last = ""
        for _, some in of_outcome.groupby(list(by) or ["outcome"], sort=False, observed=True):
            records = [
                {str(key): value for key, value in row.items()} for row in some.to_dict("records")
            ]
            first = records[0]
            cells = told({str(row["statistic"]): row for row in records})
            if not any(cells):
                continue
            category = f": {in_words(first['category'])}" if first["category"] else ""
            label = f"{first['label']}{category}"
            names = ", ".join(texts[one][first[one]] for one in by)
            yield "" if label == last else label, names, *cells
            last = label


def _share(some: Statistics) -> Row:
    from sim.store.numbers import percent, percent_interval

    one = some["share"]
    if one["category"] and one["value"] == 0.0:
        return ()
    said = percent(one["value"]) or UNSEEN
    return said, percent_interval(one["low"], one["high"]), f"{one['observed']:,}", _further(one)


def _number(some: Statistics) -> Row:
    from sim.store.numbers import interval, number

    mean = some["mean"]
    if not mean["observed"]:
        return UNSEEN, "", "", "", "0", ""
    return (
        number(mean["value"]),
        interval(mean["low"], mean["high"]),
        number(some["q50"]["value"]),
        interval(some["q05"]["value"], some["q95"]["value"]),
        f"{mean['observed']:,}",
        _further(mean),
    )


def _time(some: Statistics) -> Row:
    from sim.store.numbers import interval, number, percent

    mean = some["restricted_mean"]
    if not mean["observed"]:
        return UNSEEN, "", "", "", "0", ""
    median = some["q50"]
    low, high = number(median["low"]) or "?", number(median["high"]) or LATER
    reach = f"{low} to {high}" if number(median["value"]) or number(median["low"]) else ""
    return (
        number(median["value"]) or LATER,
        reach,
        f"{number(mean['value'])} ({interval(mean['low'], mean['high'])})",
        percent(mean["censored"]),
        f"{mean['observed']:,}",
        _further(mean),
    )


def _documented(some: Statistics) -> Row:
    from sim.store.numbers import percent

    one = next(iter(some.values()))
    parts = percent(one["at_or_below"]), percent(one["probability"])
    if not one["documented_text"] or not any(parts):
        return ()
    claimed = f" ({one['claimed_by']})" if one["claimed_by"] else ""
    return f"{one['documented_text']}{claimed}", *parts


def _further(one: Mapping[str, Any]) -> str:
    from sim.store.numbers import number

    return number(float(one["runs_to_halve"]))
