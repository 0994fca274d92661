"""The Python face of running: `simulate` a scenario, look at the `Results`, save them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from html import escape
from os import PathLike, fspath
from pathlib import Path

import pandas as pd

from sim.batch.ensemble import Keeping, Progress, run_ensemble
from sim.batch.plan import Plan
from sim.scenario.case import Case
from sim.scenario.load import load
from sim.scenario.posterior import USUAL, parameters_named
from sim.store.findings import Finding, findings_of
from sim.store.folder import PROVENANCE, files_of, filling
from sim.store.outcomes import KeptOutcomes, OutcomesFile
from sim.store.parquet import write_frame
from sim.store.provenance import provenance_of
from sim.store.record import Record
from sim.store.story import Story
from sim.store.summary import summary_frame
from sim.store.typed import typed_frame

OUTCOMES = "outcomes.parquet"


@dataclass(frozen=True)
class Results:
    """What `simulate` brought.

    >>> results = sim.simulate("scenarios/sochi-2014.yaml", runs=200, seed=7)
    >>> results.outcomes["deaths"].median()
    >>> results.save("my-results")
    """

    record: Record

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """One row a run, indexed by `run`; one column an outcome.

        Columns are named `deaths`, `trust.armenia` (an outcome of a party) or
        `documented.key` (an outcome as a documented entry of the scenario counts it). Counts are
        whole numbers, truths booleans, words ordered categories, all others floats; what could
        not be observed is missing, never zero.
        """
        return typed_frame(self.record)

    @property
    def bands(self) -> pd.DataFrame:
        """Daily quantiles over the runs: gauge, party, day, date, q05 to q95, n.

        `n` is the number of runs in which the gauge could be read. Quantiles of more than one
        run come from histograms: counts are exact up to about 50 and within 2% above, utilities
        and shares within 0.005.
        """
        return self.record.bands.copy()

    @property
    def sectors(self) -> pd.DataFrame:
        """Recorded incidents by front, sector and day: total over all runs, and mean a run."""
        return self.record.sectors.copy()

    @property
    def chronicle(self) -> Story:
        """The story of the only run, or of the run whose deaths are the closest to the median."""
        return self.record.story

    def summary(self) -> pd.DataFrame:
        """A row an outcome or category: mean, share and quantiles with 95% intervals, documented.

        See `sim.store.summary.summary_frame` for the columns.
        """
        return self._summary.copy()

    @cached_property
    def _summary(self) -> pd.DataFrame:
        return summary_frame(findings_of(self.record))

    def save(self, path: str | PathLike[str], plots: bool = True) -> Path:
        """Write everything into a folder, as `parley run` does; an earlier result is replaced.

        Raises UserError if the folder holds anything else, or cannot be written.
        """
        folder = Path(fspath(path))
        record = self.record
        call = f"sim.simulate({fspath(record.case.path)!r}, runs={record.runs}, seed={record.seed}"
        with filling(folder) as draft:
            keep(record, draft, (f"{call}, first_run={record.first_run})",), plots)
        return folder

    def _repr_html_(self) -> str:
        shown = self._summary.drop(columns=["meaning", "model", "source"])
        table = shown.to_html(index=False, na_rep="", float_format="{:.3g}".format)
        heading = f"<h4>{escape(self.record.scenario.title)}</h4>"
        return f"{heading}<p>{escape(self.record.caveat)}</p>{table}"


def simulate(
    scenario: Case | str | PathLike[str],
    *,
    runs: int = 1,
    seed: int = 0,
    first_run: int = 0,
    until: date | None = None,
    settings: Sequence[str] = (),
    progress: Progress | None = None,
    parameters: str = USUAL,
) -> Results:
    """Run a scenario, given as a case that was loaded or as the path of its file.

    `runs` (from 1) are numbered from `first_run` on; run 431 of a seed (0 to 2^63 - 1) is the
    same alone and among others. `until` ends the period early. `settings` are texts such as
    `behaviour.retaliation=0.2` and need a path. `progress` hears the run-days just lived
    through. `parameters` is `rulebook`, `posterior` (each run takes a draw of its own), or a
    folder of `parley calibrate`. Raises UserError for what is wrong in the file, ValueError for
    bad arguments.
    """
    if isinstance(scenario, Case):
        if settings:
            raise ValueError("settings are given to `load`, or with the path of a scenario")
        case = scenario
    else:
        case = load(scenario, settings)
    plan = Plan(case, runs, seed, first_run, until, parameters_named(parameters))
    outcomes = KeptOutcomes()
    keeping = Keeping(outcomes) if progress is None else Keeping(outcomes, progress=progress)
    return Results(run_ensemble(plan, keeping))


def keep(record: Record, draft: Path, command: Sequence[str], plots: bool = True) -> list[Finding]:
    """Write a record into a folder, its outcomes unless they are there already.

    Returns the findings. The provenance is written last and lists all other files.
    """
    _keep_outcomes(record, draft / OUTCOMES)
    write_frame(record.bands, draft / "bands.parquet")
    write_frame(record.sectors, draft / "sectors.parquet")
    findings = findings_of(record)
    summary_frame(findings).to_csv(draft / "summary.csv", index=False, lineterminator="\n")
    _keep_story(record, draft)
    _keep_inputs(record, draft / "inputs")
    if plots:
        from sim.figures.album import draw_all

        draw_all(record, findings, draft / "figures")
    provenance = provenance_of(record, command, files_of(draft))
    _write(draft / PROVENANCE, json.dumps(provenance, indent=2, ensure_ascii=False) + "\n")
    return findings


def _keep_outcomes(record: Record, path: Path) -> None:
    if path.exists():
        return
    file = OutcomesFile(path, record.scenario)
    try:
        file.add(record.first_run, record.outcomes)
    finally:
        file.close()


def _keep_story(record: Record, draft: Path) -> None:
    story = record.story
    which = f"Run {story.run} of seed {record.seed}"
    which += f", told because {story.chosen}." if story.chosen else "."
    lines = [record.scenario.title, record.caveat, which, "", *story.lines()]
    _write(draft / "chronicle.txt", "\n".join(lines) + "\n")
    _write(draft / "chronicle.jsonl", "".join(f"{line}\n" for line in story.json_lines()))


def _keep_inputs(record: Record, folder: Path) -> None:
    folder.mkdir()
    for number, given in enumerate(record.case.inputs):
        name = given.path.name
        # Two files of one name may come from different folders.
        place = folder / (f"{number}-{name}" if (folder / name).exists() else name)
        _write(place, given.text)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="")
