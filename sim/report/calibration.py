"""A calibration as tables of words, as statements, and as a folder."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sim.calibration.keeping import ABOUT, DRAWS, Workshop, origins
from sim.calibration.predictive import Check
from sim.calibration.recovery import Recovered
from sim.calibration.sequential import Posterior
from sim.calibration.shipping import posterior_files
from sim.calibration.shrinkage import Learning, in_words
from sim.report.tables import Row, Table
from sim.scenario.problems import listed
from sim.store.numbers import interval, number, percent

TINY = "This is a quick look, to see that everything works: too few vectors to believe any verdict."
CHANCE = 0.05
"""Probability of calling any ranks uneven that are not, over all parameters."""
CHECKS, RECOVERY, PARAMETERS = "checks.csv", "recovery.csv", "parameters.csv"


@dataclass(frozen=True)
class Report:
    """A posterior with all that is said of it."""

    posterior: Posterior
    learning: Learning
    checks: tuple[Check, ...]
    recovered: tuple[tuple[str, Recovered], ...]


def tables_of_calibration(report: Report) -> list[Table]:
    """Parameters, generations, targets before and after, and how known parameters are found."""
    made = [_parameters(report), _generations(report), _checks(report), _recovered(report)]
    return [table for table in made if table.rows]


def statements_of(report: Report) -> list[str]:
    """What was learnt in words, the two numbers, and what must be kept in mind."""
    calibration = report.posterior.calibration
    said = [
        f"{len(calibration.priors)} parameters were fitted to {len(calibration.targets)} documented"
        " numbers and facts, some of them about the same days.",
    ]
    said += [f"But {warning.message}." for warning in calibration.excess()]
    if calibration.tiny:
        said.append(TINY)
    if calibration.left_out:
        said.append(f"`{calibration.left_out}` was left out: it may be foretold with these draws.")
    said += in_words(report.learning)
    outside = [check.target.name for check in report.checks if check.inside is False]
    if outside:
        said.append(f"Outside 90% of the runs even so: {listed(outside)}.")
    if report.recovered:
        said.append(_found_again([one for _, one in report.recovered]))
    said.append(
        "Later stages choose among what earlier ones left and do not move it. Numbers that are not"
        " named here stayed where the rulebook has them: the draws are too sure of themselves."
    )
    return said


def _found_again(recovered: Sequence[Recovered]) -> str:
    """Whether known vectors lie in their intervals as often as these say (Bonferroni)."""
    known = f"{max(one.truths for one in recovered):,} known vectors"
    uneven = [one.prior.name for one in recovered if one.uniform < CHANCE / len(recovered)]
    if uneven:
        return (
            f"{known} do not lie in their intervals as often as these say, for their ranks are"
            f" uneven beyond chance: do not trust the intervals of {listed(uneven)}."
        )
    return (
        f"{known} lie in their intervals about as often as these say: no ranks are uneven beyond"
        " chance. Where truth and estimate hardly correlate, the data do not tell."
    )


def _parameters(report: Report) -> Table:
    rows = tuple(
        (
            one.prior.name,
            f"{number(one.prior.low)} to {number(one.prior.high)}",
            number(one.prior.usual),
            number(one.quantiles[2]),
            interval(one.quantiles[0], one.quantiles[4]),
            "" if math.isnan(one.shrinkage) else f"{one.shrinkage:.2f}",
            "" if math.isnan(one.low) else f"{one.low:.2f} to {one.high:.2f}",
            one.verdict,
        )
        for one in report.learning.parameters
    )
    columns = (
        "parameter", "prior", "rulebook", "median", "90%", "shrinkage", "95% interval", "",
    )  # fmt: skip
    return Table("What was learnt", columns, rows, right=1, whole=tuple(range(8)), dispensable=(6,))


def _generations(report: Report) -> Table:
    rows = tuple(
        (
            fitted.stage.name,
            str(step.generation),
            number(step.simulated),
            number(step.kept),
            f"{step.tolerance:.3f}",
            percent(step.accepted),
            number(round(step.effective)),
        )
        for fitted in report.posterior.stages
        for step in fitted.steps
    )
    columns = ("stage", "generation", "runs", "kept", "distance", "accepted", "worth")
    return Table("How it closed in", columns, rows, right=1, whole=tuple(range(7)))


def _checks(report: Report) -> Table:
    rows: list[Row] = []
    for check in report.checks:
        target = check.target
        said = "yes" if target.is_fact else number(target.observed)
        if target.is_fact:
            before, after = percent(check.before[0]), percent(check.after[0])
            where = ""
        else:
            before, after = _spread(check.before), _spread(check.after)
            where = "inside" if check.inside else "OUTSIDE"
        rows.append((target.episode, f"{target.text}", said, before, after, where))
    columns = ("episode", "target", "documented", "prior", "posterior", "90%")
    return Table("What the draws foretell", columns, tuple(rows), right=3, whole=(0, 2, 5))


def _spread(values: Sequence[float]) -> str:
    return f"{number(values[2])} ({interval(values[0], values[4])})"


def _recovered(report: Report) -> Table:
    rows = tuple(
        (
            stage,
            one.prior.name,
            number(one.truths),
            percent(one.coverage[0]),
            percent(one.coverage[1]),
            f"{one.correlation:.2f}",
            f"{one.uniform:.2f}",
        )
        for stage, one in report.recovered
    )
    columns = ("stage", "parameter", "truths", "in 50%", "in 90%", "correlation", "ranks, p")
    return Table("Known parameters found again", columns, rows, right=2, whole=tuple(range(7)))


def keep_calibration(report: Report, workshop: Workshop, command: Sequence[str]) -> None:
    """Write draws, tables, pictures and provenance into the folder of a calibration."""
    from sim.figures.calibration import draw_calibration

    text, about = posterior_files(report.posterior, report.learning)
    workshop.write(DRAWS, text)
    workshop.write(ABOUT, about)
    for name, table in zip(
        (PARAMETERS, "generations.csv", CHECKS, RECOVERY),
        (_parameters(report), _generations(report), _checks(report), _recovered(report)),
        strict=True,
    ):
        workshop.write(name, _csv(table))
    workshop.write("statements.txt", "\n".join(statements_of(report)) + "\n")
    draw_calibration(report.posterior, report.learning, report.checks, workshop.folder / "figures")
    workshop.record(
        {
            "command": list(command),
            **origins(report.posterior.calibration, report.posterior.seed),
            "complete": True,
        }
    )


def _csv(table: Table) -> str:
    import csv
    import io

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([column or "remark" for column in table.columns])
    writer.writerows(table.rows)
    return text.getvalue()
