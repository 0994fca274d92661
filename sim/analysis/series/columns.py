"""The two tables of events that are read: their columns, and what each of them must be called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.analysis.series.complaints import Complaints, refusal
from sim.scenario.problems import listed, nearest


@dataclass(frozen=True)
class Layout:
    """A kind of table: its name, the columns it needs, those it may have, other names for them."""

    kind: str
    needed: tuple[str, ...]
    useful: tuple[str, ...]
    aliases: Mapping[str, str]


PLAIN = Layout(
    kind="plain",
    needed=("date", "deaths", "side"),
    useful=("id", "date_end", "low", "high"),
    aliases={},
)
GED = Layout(
    kind="UCDP GED",
    needed=(
        "id", "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians",
        "deaths_unknown", "best", "side_a", "side_b",
    ),
    useful=(
        "low", "high", "date_prec", "where_prec", "type_of_violence", "latitude", "longitude",
        "country", "conflict_name", "dyad_name", "year", "region",
    ),
    aliases={"best_est": "best", "low_est": "low", "high_est": "high"},
)  # fmt: skip
"""UCDP Georeferenced Event Dataset (Sundberg & Melander 2013; codebook of Hoegbladh 2019).

Releases up to 2018 call the estimates `best_est`, `low_est` and `high_est`.
"""


@dataclass(frozen=True)
class Header:
    """The names of the columns as they stand, their places, and the kind of table."""

    layout: Layout
    names: tuple[str, ...]
    places: Mapping[str, int]


def read_header(cells: Sequence[str], line: int, file: str) -> Header:
    """Tell the kind of table from its first row; raises UserError with every missing column."""
    names = tuple(cell.strip().lower() for cell in cells)
    _refuse_other_separators(cells, names, line, file)
    layout = _kind(names)
    if not set(names) & {*layout.needed, *layout.useful} and _looks_like_data(names):
        message = "the first line holds values, not the names of the columns"
        hint = f"begin the file with {','.join(PLAIN.needed)}"
        raise refusal(file, message, hint, line)
    called = [layout.aliases.get(name, name) for name in names]
    complaints = Complaints(file)
    known = {*layout.needed, *layout.useful}
    for name in sorted({name for name in called if name in known and called.count(name) > 1}):
        complaints.add(line, f"there are {called.count(name)} columns `{name}`", "keep one of them")
    others = [name for name in called if name not in known]
    for column in layout.needed:
        if column not in called:
            near = nearest(column, [name for name in others if name])
            hint = f"did you mean it with `{near}`?" if near else _describe(layout)
            complaints.add(line, f"there is no column `{column}`", hint)
    complaints.settle()
    places = {name: place for place, name in reversed(list(enumerate(called)))}
    return Header(layout, names, places)


def _refuse_other_separators(
    cells: Sequence[str], names: Sequence[str], line: int, file: str
) -> None:
    if len(cells) > 1 and any(name in PLAIN.needed + GED.needed for name in names):
        return
    written = ",".join(cells)
    for sign, said in ((";", "semicolons"), ("\t", "tabs"), ("|", "vertical bars")):
        if written.count(sign) > written.count(","):
            message = f"the columns are separated by {said}"
            raise refusal(file, message, "separate them by commas", line)


def _kind(names: Sequence[str]) -> Layout:
    """The kind of table that most of the columns' names speak for."""
    if {"date_start", "best", "best_est"} & set(names):
        return GED
    if set(names) & {"date", "deaths"}:
        return PLAIN
    known = {*GED.needed, *GED.useful} - {*PLAIN.needed, *PLAIN.useful}
    resembling = sum(nearest(name, known) is not None for name in names if name)
    return GED if resembling >= 4 else PLAIN


def _looks_like_data(names: Sequence[str]) -> bool:
    return any(name[:1].isdigit() for name in names)


def _describe(layout: Layout) -> str:
    return f"a {layout.kind} table needs {listed(layout.needed)}"
