"""The verdicts on patterns in words: tables for a terminal, a page, and data for programs."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Mapping, Sequence

from sim.analysis.patterns.judging import RIGHT_SHARE, Judged
from sim.analysis.patterns.verdict import FAILS, PASSES, Verdict
from sim.report.tables import Table
from sim.store.numbers import percent

NOT_RUN = (
    "These have a design, but no verdict: none of them is claimed. `parley validate KEY` runs one."
)
COMMAND = "parley validate --page docs/validation.md"
QUICK_LOOK = "This is a quick look: fewer draws and runs."
MOST_NEEDED = 1_000_000
"""Runs beyond which no number is told: nobody would wait for them."""


def tables_of_verdicts(verdicts: Sequence[Verdict]) -> list[Table]:
    """The verdicts, then every test of every pattern."""
    summary = tuple(
        (
            verdict.key,
            effect(verdict.headline),
            in_draws(verdict.headline),
            control(verdict),
            verdict.word,
            verdict.kind,
        )
        for verdict in verdicts
    )
    names = ("pattern", "effect, 95% interval", "right (wrong) sign", "control", "verdict", "made")
    tables = [Table("Verdicts", names, summary, right=99, whole=(0, 2, 4, 5))]
    for verdict in verdicts:
        rows = tuple(
            (test.says, test.part, effect(test), asked(test), in_draws(test), word(test))
            for test in verdict.tests
        )
        columns = ("expected", "role", "found, 95% interval", "must lie", "right (wrong) sign", "")
        tables.append(Table(verdict.key, columns, rows, whole=(1, 5), dispensable=(1,)))
    return tables


def effect(test: Judged) -> str:
    """A value with its interval, such as `0.31 (0.27 to 0.35)`."""
    if math.isnan(test.value):
        return "did not arise"
    if math.isnan(test.low):
        return digits(test.value)
    return f"{digits(test.value)} ({digits(test.low)} to {digits(test.high)})"


def asked(test: Judged) -> str:
    """Where the interval has to lie, in words."""
    if math.isinf(test.highest):
        return f"above {digits(test.lowest)}"
    if math.isinf(test.lowest):
        return f"below {digits(test.highest)}"
    return f"{digits(test.lowest)} to {digits(test.highest)}"


def in_draws(test: Judged) -> str:
    """Shares of draws with the right and with the wrong sign; of a level, the share inside.

    With how many told, if not all did, and with the share of those where a level is 0, if that is
    why it fails.
    """
    if math.isnan(test.right):
        return "" if test.told or test.role != "effect" else "no draw told"
    of = "" if test.told == test.draws else f" of {test.told}"
    if test.is_level:
        empty = f", {percent(test.nothing)} at 0" if test.nothing else ""
        return f"{percent(test.inside)} inside{empty}{of}"
    return f"{percent(test.right)} ({percent(test.wrong)}){of}"


def control(verdict: Verdict) -> str:
    """The first control with its verdict; the first that fails if one does."""
    ordered = sorted(verdict.controls, key=lambda test: test.passes)
    return "; ".join(f"{effect(test)} {word(test)}" for test in ordered[:1])


def word(test: Judged) -> str:
    """`passes` or `fails`."""
    return PASSES if test.passes else FAILS


def digits(value: float) -> str:
    """A number with three digits after the point if it is small, else with three in all."""
    text = f"{value:.3f}" if abs(value) < 10 else f"{value:,.0f}"
    short = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if short == "-0" else short


def notes_of(verdicts: Sequence[Verdict]) -> list[str]:
    """What keeps a pattern from being decided, and what was tried."""
    told = []
    for verdict in verdicts:
        undecided = [test for test in verdict.tests if test.needs]
        if undecided:
            names = ", ".join(test.name for test in undecided)
            told.append(
                f"{verdict.key}: {verdict.median:,} runs at the prior median are too few to decide"
                f" {names}; {_enough(verdict.needs)}."
            )
    return told


def _enough(needs: int) -> str:
    if needs > MOST_NEEDED:
        return f"{MOST_NEEDED:,} would not be enough, for what was found lies at the margin itself"
    return f"about {needs:,} would"


def legend(verdicts: Sequence[Verdict]) -> str:
    """How verdicts are reached, and from how much."""
    passing = sum(verdict.passes for verdict in verdicts)
    quick = f" {QUICK_LOOK}" if _any_quick(verdicts) else ""
    return (
        f"{passing} of {len(verdicts)} pass. A pattern passes if every test does: an effect at the"
        " prior median lies beyond its margin with its whole interval, and has the right sign in"
        f" {percent(RIGHT_SHARE)} of draws from the priors; nulls and controls lie within theirs."
        " In draws with neither the right nor the wrong sign the arms do not differ. The sign of a"
        " level in one arm is that there is anything at all; for it the share of draws inside its"
        f" range is told, which decides nothing.{quick}"
    )


def page_of(
    verdicts: Sequence[Verdict], waiting: Mapping[str, tuple[str, str]] | None = None
) -> str:
    """The page `docs/validation.md`: the table, then each pattern with all of its tests.

    `waiting` are patterns without a verdict: their claims and notes by key.
    """
    lines = [
        "# Validation",
        "",
        f"Written by `{COMMAND}` from the verdicts in `results/patterns/`; a test compares them."
        " Every claim, design, margin and control stands in `experiments/patterns/`. Where a"
        " design was changed after a look at smaller runs, its note says so.",
        "",
    ]
    if not verdicts:
        return "\n".join([*lines, "No verdicts are stored."]) + "\n"
    lines += [
        legend(verdicts)
        + " *Emergent*: no number or gate in the model is the claim itself. *Built in*: one is, so"
        " that a pass says only that the model does what it was told.",
        "",
        "| pattern | claim | effect at the prior median (95%) | right (wrong) sign in draws |"
        " control | verdict | made | note |",
        "|---|---|---|---|---|---|---|---|",
    ]
    lines += [_row(verdict) for verdict in verdicts]
    if waiting:
        lines += ["", "## Not run at full size yet", "", NOT_RUN, ""]
        lines += ["| pattern | claim | what was seen so far |", "|---|---|---|"]
        lines += [f"| {key} | {claim} | {note} |" for key, (claim, note) in waiting.items()]
    for verdict in verdicts:
        lines += ["", *_section(verdict)]
    return "\n".join(lines) + "\n"


def _row(verdict: Verdict) -> str:
    head = verdict.headline
    cells = (
        f"[{verdict.key}](#{verdict.key})",
        verdict.claim,
        effect(head),
        in_draws(head),
        control(verdict) or "none",
        f"**{verdict.word}**",
        verdict.kind,
        " ".join([verdict.note, *notes_of([verdict])]).strip(),
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _section(verdict: Verdict) -> list[str]:
    size = (
        f"{verdict.points:,} draws with {verdict.runs:,} runs in each arm, and {verdict.median:,}"
        f" runs in each arm at the prior median; {verdict.days:,} days each."
    )
    lines = [
        f"## {verdict.key}",
        "",
        f"{verdict.title}: **{verdict.word}** ({verdict.kind}).",
        "",
        f"Claim: {verdict.claim} ({verdict.source})",
        "",
        f"Mechanism: {verdict.mechanism}",
        "",
        f"Size: {size}",
        "",
        "| test | role | found (95%) | must lie | right (wrong) sign | |",
        "|---|---|---|---|---|---|",
    ]
    for test in verdict.tests:
        cells = (test.says, test.part, effect(test), asked(test), in_draws(test), word(test))
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    if verdict.note:
        lines += ["", f"Note: {verdict.note}"]
    return lines


def json_of(verdicts: Sequence[Verdict]) -> str:
    """The verdicts with all their tests as JSON."""
    told = [
        {
            "key": verdict.key,
            "claim": verdict.claim,
            "kind": verdict.kind,
            "verdict": verdict.word,
            "quick": verdict.quick,
            "tests": [_told(test) for test in verdict.tests],
        }
        for verdict in verdicts
    ]
    return json.dumps(told, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def csv_of(verdicts: Sequence[Verdict]) -> str:
    """One row a test."""
    names = ["key", "verdict", "kind", *_told(verdicts[0].tests[0])] if verdicts else ["key"]
    text = io.StringIO()
    writer = csv.DictWriter(text, names, lineterminator="\n")
    writer.writeheader()
    for verdict in verdicts:
        for test in verdict.tests:
            head = {"key": verdict.key, "verdict": verdict.word, "kind": verdict.kind}
            writer.writerow({**head, **_told(test)})
    return text.getvalue()


def _told(test: Judged) -> dict[str, object]:
    numbers = {
        "value": test.value,
        "low": test.low,
        "high": test.high,
        "lowest": test.lowest,
        "highest": test.highest,
        "right": test.right,
        "wrong": test.wrong,
        "inside": test.inside,
    }
    plain = {name: value if math.isfinite(value) else None for name, value in numbers.items()}
    return {
        "test": test.name,
        "role": test.role,
        "says": test.says,
        **plain,
        "told": test.told,
        "draws": test.draws,
        "runs": test.runs,
        "passes": test.passes,
        "needs": test.needs,
    }


def _any_quick(verdicts: Sequence[Verdict]) -> bool:
    return any(verdict.quick for verdict in verdicts)
