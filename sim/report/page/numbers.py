"""The tables of numbers of the page, as rows of words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from sim.analysis.ranking import ranked
from sim.analysis.wording import Words
from sim.figures.arms.forest import signed
from sim.figures.arms.subject import Study, Subject, records
from sim.report.tables import Table
from sim.store.columns import in_words
from sim.store.numbers import interval, number, percent, percent_interval

Row = Mapping[str, Any]

SHOWN_ASSUMPTIONS = 12


def difference_tables(
    words: Words, effects: pd.DataFrame, titles: Mapping[str, str]
) -> Iterator[Table]:
    """A table a scenario and arm, with a row an outcome; `titles` of arms by name."""
    told = effects[effects["headline"]] if len(effects) else effects
    if not len(told):
        return
    several = told["scenario"].nunique() > 1
    columns = tuple(
        words(f"column_{name}")
        for name in ("outcome", "baseline", "with", "difference", "interval", "percent", "p", "n")
    )
    for (scenario, arm, against), some in told.groupby(
        ["scenario", "arm", "against"], sort=False, observed=True
    ):
        names = {
            "arm": titles.get(str(arm), str(arm)),
            "baseline": titles.get(str(against), str(against)),
        }
        head = (
            words("differences_in", scenario=scenario, **names)
            if several
            else words("differences_of", **names)
        )
        rows = tuple(_difference(words, row) for row in records(some))
        yield Table(head, columns, rows, right=1)


def _difference(words: Words, row: Row) -> tuple[str, ...]:
    label = str(row["label"])
    name = label[:1].upper() + label[1:]
    if not row["n"]:
        return name, "", "", words("not_seen"), "", "", "", "0"
    share = str(row["measure"]).startswith("share")
    scale = 100.0 if share else 1.0
    value, low, high = (scale * float(row[key]) for key in ("difference", "low", "high"))
    told = percent if share else number
    size = signed(value)
    if share:
        size = words("points", value=size)
    elif row["measure"] == "restricted_mean":
        size = words("days_of_mean", value=size)
    sides = (name, told(float(row["baseline_value"])), told(float(row["arm_value"])), size)
    if row["verdict"] == "unsure":
        return *sides, words("too_few"), "", "", f"{row['n']:,}"
    return (
        *sides,
        _between(low, high),
        "" if math.isnan(row["percent_low"]) else _in_percent(row),
        _chance(float(row["adjusted"])),
        f"{row['n']:,}",
    )


def _in_percent(row: Row) -> str:
    reach = _between(float(row["percent_low"]), float(row["percent_high"]))
    return f"{signed(float(row['percent']))}% [{reach}]"


def _between(low: float, high: float) -> str:
    if math.isnan(low) or math.isnan(high):
        return ""
    return f"{signed(low)} … {signed(high)}"


def _chance(chance: float) -> str:
    if math.isnan(chance):
        return ""
    return "<.001" if chance < 0.001 else f"{chance:.2g}"


def summary_tables(words: Words, subject: Subject, several: bool) -> Iterator[Table]:
    """How often, how much and how long, by outcome and arm."""
    found = subject.summary()
    times = set(found.loc[found["statistic"] == "restricted_mean", "outcome"])
    titles = {arm.name: arm.title for arm in subject.arms}
    share = found["statistic"] == "share"
    time = found["outcome"].isin(times)
    parts = (
        ("often", found[share], ("share", "interval", "n")),
        ("much", found[~share & ~time], ("mean", "interval", "median", "range", "n")),
        ("long", found[time], ("median", "interval", "mean", "open", "n")),
    )
    for part, some, names in parts:
        rows = tuple(_summed(words, some, part, titles))
        if rows:
            head = words(f"summary_{part}")
            if several:
                head = words("summary_in", scenario=_scenario(subject), part=head)
            columns = tuple(words(f"column_{name}") for name in ("outcome", "arm", *names))
            yield Table(head, columns, rows, right=2)


def _summed(
    words: Words, found: pd.DataFrame, part: str, titles: Mapping[str, str]
) -> Iterator[tuple[str, ...]]:
    for (_, category), of_outcome in found.groupby(
        ["outcome", "category"], sort=False, observed=True
    ):
        if part == "often" and str(category) and not (of_outcome["value"] > 0.0).any():
            continue
        for arm, some in of_outcome.groupby("arm", sort=False, observed=True):
            rows = {str(row["statistic"]): row for row in records(some)}
            first = next(iter(rows.values()))
            label = str(first["label"])
            name = label[:1].upper() + label[1:]
            if str(category):
                name = f"{name}: {in_words(str(category))}"
            yield name, titles.get(str(arm), str(arm)), *_CELLS[part](words, rows)


def _often(words: Words, rows: Mapping[str, Row]) -> tuple[str, ...]:
    one = rows["share"]
    said = percent(one["value"]) or words("unseen")
    return said, percent_interval(one["low"], one["high"], " … "), f"{one['observed']:,}"


def _much(words: Words, rows: Mapping[str, Row]) -> tuple[str, ...]:
    mean = rows["mean"]
    if not mean["observed"]:
        return words("unseen"), "", "", "", "0"
    return (
        number(mean["value"]),
        interval(mean["low"], mean["high"], " … "),
        number(rows["q50"]["value"]),
        interval(rows["q05"]["value"], rows["q95"]["value"], " … "),
        f"{mean['observed']:,}",
    )


def _long(words: Words, rows: Mapping[str, Row]) -> tuple[str, ...]:
    mean = rows["restricted_mean"]
    if not mean["observed"]:
        return words("unseen"), "", "", "", "0"
    median = rows["q50"]
    low, high = number(median["low"]) or "?", number(median["high"]) or words("later")
    known = number(median["value"]) or number(median["low"])
    return (
        number(median["value"]) or words("later"),
        f"{low} … {high}" if known else "",
        number(mean["value"]),
        percent(mean["censored"]),
        f"{mean['observed']:,}",
    )


_CELLS = {"often": _often, "much": _much, "long": _long}


def documented_table(words: Words, subject: Subject, several: bool) -> Table | None:
    """What is documented, beside what the runs of each arm give for the same days."""
    found = subject.documented()
    rows: list[tuple[str, ...]] = []
    titles = {arm.name: arm.title for arm in subject.arms}
    for key, of_entry in found.groupby("outcome", sort=False, observed=True) if len(found) else ():
        said = subject.study.benchmarks[subject.scenario, str(key)]
        who = words("claim_of", who=in_words(said.claimed_by)) if said.claimed_by else said.source
        shown = said.told(words.amounts)
        shown = shown if said.scored else words("not_scored", shown=shown)
        for arm, some in of_entry.groupby("arm", sort=False, observed=True):
            given, within = _given(words, records(some), said.category)
            rows.append((said.text, shown, who, titles.get(str(arm), str(arm)), given, within))
    if not rows:
        return None
    head = words("documented")
    if several:
        head = words("documented_in", scenario=_scenario(subject))
    columns = tuple(
        words(f"column_{name}")
        for name in ("outcome", "documented", "who", "arm", "runs", "within")
    )
    return Table(head, columns, tuple(rows), right=4)


def _given(words: Words, rows: Sequence[Row], category: str) -> tuple[str, str]:
    by_name = {str(row["statistic"]): row for row in rows}
    if "share" in by_name:
        own = [row for row in rows if str(row["category"]) == category]
        if not own or not own[0]["observed"]:
            return words("unseen"), ""
        share = percent(own[0]["value"])
        within = percent(own[0]["probability"])
        if category:
            return words("runs_category", category=in_words(category), share=share), within
        return words("runs_yes", share=share), within
    first = next(iter(by_name.values()))
    if not first["observed"] or "q50" not in by_name:
        return words("unseen"), ""
    reach = interval(by_name["q05"]["value"], by_name["q95"]["value"], "–")
    median = number(by_name["q50"]["value"])
    return words("runs_median", median=median, interval=reach), percent(first["probability"])


def evidence_table(words: Words, study: Study) -> Table | None:
    """How many numbers are documented, inferred and assumed, by scenario."""
    rows = []
    for subject in study.subjects():
        counts = subject.told("numbers")
        if isinstance(counts, Mapping):
            named = [f"{counts.get(name, 0):,}" for name in ("documented", "inferred", "assumed")]
            rows.append((_scenario(subject), *named))
    if not rows:
        return None
    names = ("scenario", "documented_numbers", "inferred", "assumed")
    columns = tuple(words(f"column_{name}") for name in names)
    return Table(words("evidence"), columns, tuple(rows), right=1)


def assumption_table(words: Words, study: Study, titles: Mapping[str, str]) -> Table | None:
    """The assumptions in the order in which they matter; None if nothing varies."""
    if study.sensitivity is None:
        return None
    baseline = str(study.answers.experiment["baseline"])
    found = study.sensitivity
    own = found[(found["against"] != "") | (found["arm"] == baseline)]
    table = ranked(own)
    rows = []
    for row in records(table.head(SHOWN_ASSUMPTIONS)):
        category = f": {in_words(str(row['category']))}" if row["category"] else ""
        names = {
            "outcome": f"{row['label']}{category}",
            "arm": titles.get(str(row["arm"]), str(row["arm"])),
        }
        where = words("of_outcome", **names)
        if row["against"]:
            against = titles.get(str(row["against"]), str(row["against"]))
            where = words("of_difference", **names, baseline=against)
        matters = words("matters_of", number=f"{row['matters']:,}", all=f"{row['of']:,}")
        strongest = f"{row['strongest']:.2g}"
        if math.isnan(row["strongest"]):
            strongest = words("not_resolved")
        rows.append((f"{row['factor_label']} ({row['factor']})", where, strongest, matters))
    names_of_columns = ("assumption", "where", "strongest", "matters")
    columns = tuple(words(f"column_{name}") for name in names_of_columns)
    return Table(words("assumptions"), columns, tuple(rows), right=2) if rows else None


def _scenario(subject: Subject) -> str:
    return str(subject.told("titles") or subject.scenario)
