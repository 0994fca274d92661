"""Tables of earlier and larger results, which a smaller sweep does not replace by the way."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sim.scenario.posterior import USUAL
from sim.scenario.problems import Problem, UserError

if TYPE_CHECKING:
    from sim.experiment.experiment import Experiment


def lesser(experiment: Experiment, url: str, parameters: str) -> Iterator[Problem]:
    """What the tables at a place tell that this sweep would replace by less, or by another thing.

    Shipped experiments have tables without the runs that they were made of: only the tables say
    how many those were.
    """
    from sim.archive.place import place_of
    from sim.study import SUMMARY

    folder = place_of(url).folder
    told = 0 if folder is None else _runs_told(folder / SUMMARY)
    asked = max(experiment.rows, _runs_kept(url)) if told else 0
    hint = "name another folder with `--out`, or replace them with `--existing overwrite`"
    if told > asked:
        message = f"holds tables of {told:,} runs, and {asked:,} are asked for"
        yield Problem(message, url, hint=hint)
    elif told and parameters != USUAL and not _runs_kept(url):
        message = (
            f"holds tables of runs that are not here, not made with `--parameters {parameters}`"
        )
        yield Problem(message, url, hint=hint)


def _runs_told(table: Path) -> int:
    """Runs of all scenarios and arms in a summary; 0 without one that can be read."""
    most: dict[tuple[str, str], int] = {}
    try:
        with table.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                arm = row["scenario"], row["arm"]
                most[arm] = max(most.get(arm, 0), int(row["n"]))
    except (OSError, ValueError, KeyError):
        return 0
    return sum(most.values())


def _runs_kept(url: str) -> int:
    """Runs that the results at a place are of, finished or not; 0 if there are none."""
    from sim.archive.answers import open_archive

    try:
        return open_archive(url).expected
    except UserError:
        return 0
