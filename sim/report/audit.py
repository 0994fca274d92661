"""An audit as tables of words, as CSV and JSON, and as files beside its sweeps."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from sim.analysis.audit.audit import Audit
from sim.analysis.audit.frames import assumptions_frame, ranked, shares_frame, statements_frame
from sim.analysis.audit.screening import CHANCE, PACKAGE
from sim.analysis.audit.wording import said
from sim.analysis.indices import NOT_RESOLVED, inside, is_share
from sim.report.tables import Row, Table
from sim.scenario.evidence import CONFIDENCES
from sim.store.numbers import interval, number, percent, percent_interval
from sim.store.provenance import code_digest
from sim.store.story import CAVEAT

TOP = 12
"""Assumptions that are shown."""


def tables_of_audit(audit: Audit) -> list[Table]:
    """Numbers by evidence, shares of the variance, assumptions, statements and coders."""
    made = [
        _numbers(audit),
        _shares(audit),
        _assumptions(audit),
        _statements(audit),
        *_coders(audit),
    ]
    return [table for table in made if table.rows]


def remarks(audit: Audit) -> Iterator[str]:
    """What must be said beside the tables: what has no range, what cannot be told, what is kept."""
    yield from _unranged(audit)
    yield (
        "The variance is split by the law of total variance. Luck is what differs between runs of"
        " one point; the rest differs between points, which vary all numbers uniformly and"
        " independently over their stated ranges. What rests on assumed numbers is what they do"
        " `alone` and what they do together with the `known` (documented and inferred) ones; with"
        " what these do alone, and luck, it makes up the whole."
    )
    if not all(is_share(float(part)) for one in audit.found for part in one.shares.value):
        yield (
            "Not resolved with this many runs: the estimate lies below 0 or above 1, which no share"
            " does."
        )
    yield from _resolution(audit)
    if audit.constant:
        yield f"Never varied, so that nothing can be split: {', '.join(audit.constant)}."
    if audit.kept:
        yield (
            f"{len(audit.kept)} numbers of timeline and agendas stayed as given; the full audit"
            " varies them too."
        )
    yield (
        "As given: with the value of each number, and not the draws that `parley run` takes of the"
        f" behavioural ones. Statements hold as given in {audit.size.given:,} runs; over"
        f" {audit.size.tried:,} points"
        f" with {audit.size.tried_runs} runs each, all assumed numbers varied and the others as"
        " given. Survives: holds as given and at 90% of points or more; mostly: at 66%; fails: at"
        " less than 10%; the rest depends on assumptions."
    )


def _unranged(audit: Audit) -> Iterator[str]:
    without = [one.path for one in audit.ground.without_range]
    if without:
        yield (
            f"Assumed without a range, so that nobody knows what they decide ({len(without)}):"
            f" {', '.join(without)}."
        )
    points = [one.path for one in audit.ground.points]
    if points:
        yield f"Their range is a point, so that they never vary: {', '.join(points)}."


def _resolution(audit: Audit) -> Iterator[str]:
    screened = [found.screened["assumed"] for found in audit.found if "assumed" in found.screened]
    if not screened:
        return
    one, told = screened[0], ranked(audit)
    matter = sum(one.matters > 0 for one in told)
    beyond = "1 number is" if matter == 1 else f"{matter} numbers are"
    partial = told[0].strongest.partial if told else False
    kind = "partial" if partial else "plain, for there are fewer draws than numbers"
    yield (
        f"Assumptions one by one: rank correlations ({kind}) over {one.draws:,} draws of"
        f" {one.numbers} numbers. A correlation below {one.least:.2f} cannot be told from chance"
        f" (Bonferroni, {CHANCE:.0%} over all numbers of an outcome): {beyond} beyond"
        f" it for some outcome; the other {one.numbers - matter} cannot be told apart, which does"
        " not mean that they do not matter, alone or together."
    )
    package = [
        (found.label, effect)
        for found in audit.found
        for effect in found.screened["assumed"].effects
        if effect.path == PACKAGE and effect.matters
    ]
    if package:
        parts = ", ".join(f"{label} {percent(effect.share)}" for label, effect in package)
        yield (
            "The assumed numbers of timeline and agendas vary together, in a few draws, and are"
            f" told as one; they explain of {parts}."
        )


def _numbers(audit: Audit) -> Table:
    rows: list[Row] = []
    for kind in CONFIDENCES:
        own = [one for one in audit.ground.inputs if one.quantity.confidence == kind]
        varied = [one for one in audit.ground.varied if one.quantity.confidence == kind]
        given = [
            sum(one.given == who for one in own) for who in ("scenario", "default", "rulebook")
        ]
        rows.append((kind, f"{len(own)}", *(f"{count}" for count in given), f"{len(varied)}"))
    columns = ("numbers", "in all", "scenario", "default", "rulebook", "with a range")
    return Table("How the numbers are known", columns, tuple(rows), right=1, whole=(0,))


def _shares(audit: Audit) -> Table:
    rows = []
    for one in audit.found:
        alone, known, _, luck = (_share(float(share)) for share in one.shares.value)
        middle, low, high = one.shares.rests
        reach = percent_interval(inside(low), inside(high)) if is_share(middle) else ""
        rows.append((one.label, _share(middle), reach, alone, known, luck))
    columns = ("outcome", "rests on assumed", "95% interval", "alone", "known", "luck")
    return Table("What the variance rests on", columns, tuple(rows), right=1, whole=(2, 3, 4, 5))


def _share(share: float) -> str:
    # Rounded, for sums and differences of variances leave a trace where there is nothing.
    return percent(round(inside(share), 4)) if is_share(share) else NOT_RESOLVED


def _assumptions(audit: Audit) -> Table:
    known = {one.path: one.quantity for one in audit.ground.varied}
    rows = []
    for one in [one for one in ranked(audit) if one.matters][:TOP]:
        effect, quantity = one.strongest, known[one.path]
        ends = interval(*quantity.range) if quantity.range is not None else ""
        rows.append(
            (
                one.path,
                f"{number(quantity.value)} ({ends})",
                f"{one.matters} of {len(audit.found)}",
                one.found.label,
                f"{effect.correlation:+.2f}",
                f"{number(effect.at_low)} to {number(effect.at_high)}",
            )
        )
    columns = ("assumption", "value (range)", "matters for", "most for", "corr.", "low to high end")
    return Table(
        "Assumptions that matter most",
        columns,
        tuple(rows),
        right=4,
        whole=(4,),
        dispensable=(1, 2),
    )


def _statements(audit: Audit) -> Table:
    rows = tuple(
        (
            one.statement.says,
            "yes" if one.as_given else "no",
            percent(one.share),
            percent_interval(one.low, one.high),
            said(one.verdict),
        )
        for one in audit.statements
    )
    columns = ("statement", "as given", "of points", "95% interval", "verdict")
    return Table(
        "What survives when all assumed numbers vary", columns, rows, right=9, whole=(1, 2, 3)
    )


def _coders(audit: Audit) -> Iterator[Table]:
    if audit.coded is None:
        return
    versions = [
        (coder, path, number(value))
        for coder, values in audit.coders.items()
        for path, value in values.items()
    ]
    yield Table("What coders give", ("coder", "number", "value"), tuple(versions), right=2)
    rows = []
    effects = audit.coded.effects
    for row in effects[effects["headline"].astype(bool)].to_dict("records"):
        words = str(row["category"] or "")
        share = str(row["measure"]).startswith("share")
        told = percent if share else number
        points = 100.0 if share else 1.0
        rows.append(
            (
                str(row["arm"]),
                f"{row['label']}: {words}" if words else str(row["label"]),
                told(float(row["baseline_value"])),
                told(float(row["arm_value"])),
                _signed(points * float(row["difference"])),
                interval(points * float(row["low"]), points * float(row["high"])),
            )
        )
    columns = ("coder", "outcome", "as given", "coded", "differs by", "95% interval")
    yield Table("What follows as each coder has it", columns, tuple(rows), right=2, whole=(0, 5))


def _signed(value: float) -> str:
    if math.isnan(value):
        return ""
    text = number(abs(value))
    return f"-{text}" if value < 0 else f"+{text}"


def frames_of_audit(audit: Audit) -> dict[str, pd.DataFrame]:
    """The tables for programs by name: numbers, shares, assumptions, statements, coders."""
    frames = {
        "numbers": audit.ground.frame,
        "shares": shares_frame(audit),
        "assumptions": assumptions_frame(audit),
        "statements": statements_frame(audit),
    }
    return frames if audit.coded is None else {**frames, "coders": audit.coded.effects}


def audit_json(audit: Audit) -> str:
    """Everything an audit found, as JSON; what is missing is null."""
    document: dict[str, Any] = {
        "model": CAVEAT,
        "scenario": audit.ground.case.name,
        "seed": audit.seed,
        "runs": audit.runs,
        "counts": dict(audit.ground.counts),
        "without_range": [one.path for one in audit.ground.without_range],
        "points": [one.path for one in audit.ground.points],
        "kept": list(audit.kept),
        "remarks": list(remarks(audit)),
        "coders_give": audit.coders,
    }
    for name, frame in frames_of_audit(audit).items():
        document[name] = [_fields(row) for row in frame.to_dict("records")]
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False, default=str) + "\n"


def _fields(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {
        str(key): None if isinstance(value, float) and not math.isfinite(value) else value
        for key, value in row.items()
    }


def audit_csv(audit: Audit) -> str:
    """Every number with its evidence; the last column says what the model is."""
    text: str = audit.ground.frame.assign(model=CAVEAT).to_csv(index=False, lineterminator="\n")
    return text


def keep_audit(audit: Audit, folder: Path, command: Sequence[str]) -> None:
    """Write tables, JSON, picture and provenance beside the sweeps in a folder."""
    from sim.figures.audit import draw_audit

    for name, frame in frames_of_audit(audit).items():
        text = frame.assign(model=CAVEAT).to_csv(index=False, lineterminator="\n")
        (folder / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
    (folder / "audit.json").write_text(audit_json(audit), encoding="utf-8", newline="")
    draw_audit(audit, folder)
    provenance = {
        "model": CAVEAT,
        "command": list(command),
        "seed": audit.seed,
        "runs": audit.runs,
        "inputs": [str(given.path) for given in audit.ground.case.inputs],
        "code_sha256": code_digest(),
    }
    text = json.dumps(provenance, indent=2, ensure_ascii=False) + "\n"
    (folder / "provenance.json").write_text(text, encoding="utf-8", newline="")
