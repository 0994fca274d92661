"""A sweep: every run of an experiment that its archive does not hold yet."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from sim.archive.block import Failure as Failed
from sim.archive.block import FinishedBlock
from sim.archive.writer import ArchiveWriter, Existing
from sim.batch.described import about_of, identity_of
from sim.batch.executors.executor import Executor, Failure, Job
from sim.batch.lots import Lot, lots
from sim.batch.simulation import Simulation
from sim.experiment.experiment import Experiment
from sim.scenario.problems import Problem

Heard = Callable[[int], None]

FEWEST_ROWS = 256
"""Runs that a lot has at least, where there are so many: fewer would waste calls."""


@dataclass
class Swept:
    """What a sweep has done: rows asked for, there before, done now, and lots that failed."""

    expected: int
    before: int
    done: int = 0
    failed: list[Failed] = field(default_factory=list)
    warnings: tuple[Problem, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return self.before + self.done >= self.expected


@dataclass(frozen=True)
class Sweep:
    """An experiment, where its results go and who computes them.

    `existing` says what becomes of results that are there: continued, overwritten or refused.
    """

    experiment: Experiment
    url: str | Path
    executor: Executor
    existing: Existing = "continue"
    allow_other_fingerprint: bool = False
    break_lock: bool = False

    def run(
        self, heard: Heard = lambda rows: None, begun: Callable[[Swept], None] | None = None
    ) -> Swept:
        """Compute what is missing and compact the archive; `heard` is told the rows just done.

        After Ctrl-C what is done is compacted too, then KeyboardInterrupt goes on. A lot that
        fails is recorded with its error, the others go on. Raises UserError where the archive
        cannot be used.
        """
        simulation = Simulation(self.experiment)
        about = about_of(self.experiment)
        with ArchiveWriter.open(
            self.url,
            identity_of(self.experiment),
            about,
            self.existing,
            allow_other_fingerprint=self.allow_other_fingerprint,
            break_lock=self.break_lock,
        ) as writer:
            writer.note({"command": sys.argv, "workers": self.executor.workers})
            swept = _at_first(writer, self.experiment)
            if begun is not None:
                begun(swept)

            def done(job: Job[Lot], block: FinishedBlock) -> None:
                writer.publish(block)
                swept.done += block.rows
                heard(block.rows)

            def failed(job: Job[Lot], failure: Failure) -> None:
                found = self._failed(simulation, job.content, failure)
                writer.fail(found)
                swept.failed.append(found)
                heard(job.content.rows)

            try:
                jobs = self._jobs(writer, simulation)
                self.executor.run(jobs, simulation, done, failed)
            finally:
                writer.compact()
            return swept

    def _jobs(self, writer: ArchiveWriter, simulation: Simulation) -> Iterator[Job[Lot]]:
        missing = {name: list(writer.missing(name)) for name in self.experiment.scenarios}
        wanted = sum(stop - start for spans in missing.values() for start, stop in spans)
        if not wanted:
            return
        share = max(FEWEST_ROWS, -(-wanted // max(1, self.executor.workers)))
        rows = {name: min(simulation.width(name), share) for name in missing}
        for lot in lots(missing, rows):
            yield Job(f"{lot.scenario} {lot.start}-{lot.stop}", lot)

    def _failed(self, simulation: Simulation, lot: Lot, failure: Failure) -> Failed:
        arm, cell, _ = simulation.numbering(lot.scenario).read(np.arange(lot.start, lot.stop))
        names = [entry.name for entry in self.experiment.arms]
        return Failed(
            scenario=lot.scenario,
            start=lot.start,
            stop=lot.stop,
            kind=failure.kind,
            error=failure.message,
            cells=tuple(int(one) for one in np.unique(cell)),
            arms=tuple(names[int(one)] for one in np.unique(arm)),
            log={"traceback": failure.traceback_text, "attempts": failure.attempts},
        )


def _at_first(writer: ArchiveWriter, experiment: Experiment) -> Swept:
    expected = sum(writer.about.rows(name) for name in experiment.scenarios)
    before = sum(writer.finished(name).rows for name in experiment.scenarios)
    return Swept(expected, before, warnings=writer.warnings)
