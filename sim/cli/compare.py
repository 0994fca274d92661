"""`parley compare`: what a lever changes, or how two sets of results differ, run by run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.asking import (
    opened,
    print_data,
    print_head,
    print_tables,
    words,
)
from sim.cli.options import Format, Outcomes, SeveralResults, Where, bad_format, refuse

if TYPE_CHECKING:
    import pandas as pd

    from sim.analysis.compare import Comparison
    from sim.archive.answers import Answers
    from sim.report.tables import Table


def compare(
    results: SeveralResults,
    arms: Annotated[
        list[str] | None,
        typer.Option(
            "--arms",
            metavar="NAMES",
            help="Only these arms, between commas [default: all, with the baseline].",
        ),
    ] = None,
    outcomes: Outcomes = None,
    where: Where = None,
    shown: Format = "table",
) -> None:
    """Paired differences between arms or between results, with a sentence for each."""
    refuse(bad_format(shown))
    from sim.analysis.compare import compare as comparison_of

    answers = [opened(one) for one in results]
    found = comparison_of(*answers, arms=words(arms), outcomes=words(outcomes), where=where or ())
    if shown == "table":
        _print(answers, found)
    else:
        said = {name: list(getattr(found, name)) for name in ("sentences", "left_over", "notes")}
        print_data(found.effects, answers, shown, where, **said)


def _print(answers: list[Answers], found: Comparison) -> None:
    from sim.cli.pages import paper
    from sim.cli.tables import heading, paragraph

    console = paper()
    for one in answers:
        print_head(console, one)
    for note in found.notes:
        paragraph(console, f"Note: {note}.")
    heading(console, "In words")
    for sentence in found.sentences:
        paragraph(console, sentence, first="- ")
    print_tables(console, _tables(found.effects))
    console.print()
    paired = bool(found.effects["paired"].all()) if len(found.effects) else True
    paragraph(
        console,
        "Differences are the arm less what it is held against, with 95% intervals. p is the chance"
        " of such a difference if there were none, after Holm's adjustment for all rows here; the"
        " intervals are not adjusted. n counts "
        + ("pairs of runs with the same luck" if paired else "runs of the arm")
        + "; saved is the share of variance that pairing took away. Every rung of a ladder is in"
        " --format csv.",
    )
    for note in found.left_over:
        paragraph(console, f"Note: {note}.")


def _tables(effects: pd.DataFrame) -> Iterator[Table]:
    from sim.report.tables import Table

    several = effects["scenario"].nunique() > 1
    columns = ("outcome", "without", "with", "difference", "95% interval", "p", "n", "saved")
    told = effects[effects["headline"]]
    for names, some in told.groupby(["scenario", "arm", "against"], sort=False, observed=True):
        scenario, arm, against = (str(name) for name in names)
        head = f"{scenario}: {arm} against {against}" if several else f"{arm} against {against}"
        rows = tuple(_row(one) for _, one in some.iterrows())
        yield Table(head, columns, rows, right=1, whole=tuple(range(1, 8)), dispensable=(7,))


def _row(one: pd.Series) -> tuple[str, ...]:
    from sim.store.numbers import interval, number, percent

    count, adjusted = f"{one['n']:,}", float(one["adjusted"])
    if not one["n"]:
        return str(one["label"]), "", "", "not seen", "", "", count, ""
    scale, told = (100.0, percent) if _in_points(one) else (1.0, number)
    unit = " pts" if _in_points(one) else ""
    sides = (
        str(one["label"]),
        told(float(one["baseline_value"])),
        told(float(one["arm_value"])),
        f"{_signed(scale * float(one['difference']))}{unit}",
    )
    if one["verdict"] == "unsure":
        return *sides, "too few runs", "", count, ""
    return (
        *sides,
        interval(scale * float(one["low"]), scale * float(one["high"])),
        "<.001" if adjusted < 0.001 else f"{adjusted:.2g}".replace("0.", ".").replace("nan", ""),
        count,
        percent(float(one["variance_saved"])) if one["variance_saved"] > 0.0 else "",
    )


def _in_points(one: pd.Series) -> bool:
    return str(one["measure"]).startswith("share")


def _signed(value: float) -> str:
    from sim.store.numbers import number

    text = number(value)
    return text if value <= 0.0 or not text else f"+{text}"
