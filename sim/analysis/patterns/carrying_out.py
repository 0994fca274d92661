"""Carrying out patterns: every run of all of them that is missing, with one crew of workers."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.patterns import series
from sim.analysis.patterns.pattern import Pattern
from sim.archive.block import FinishedBlock
from sim.archive.writer import ArchiveWriter, Existing
from sim.batch.described import about_of, identity_of
from sim.batch.executors.executor import Executor, Failure, Job
from sim.batch.lots import Lot, lots
from sim.batch.simulation import Simulation
from sim.experiment.schema import Design
from sim.scenario.problems import Problem

if TYPE_CHECKING:
    from sim.archive.about import About
    from sim.archive.identity import Identity
    from sim.experiment.experiment import Experiment

FEWEST_ROWS = 1024
"""Runs that a lot has at least, where there are so many: a day costs as many calls for fewer."""

DRAWS, MEDIAN = "draws", "median"
"""The two parts of a pattern: points drawn from the priors, and their median."""

Piece = tuple[str, Lot]
Heard = Callable[[int], None]


@dataclass(frozen=True)
class Part:
    """An experiment that a pattern needs, and the folder that its runs go to."""

    experiment: Experiment
    folder: Path
    watch: series.SeriesWatch | None = None

    @property
    def key(self) -> str:
        """What it is called among all parts."""
        return self.folder.as_posix()

    def about(self) -> About:
        """What a reader of its runs must know, the statistics of series included."""
        about = about_of(self.experiment)
        if self.watch is None:
            return about
        told = [
            {"key": key, "scenario": scenario, "label": key, "kind": "number", "unit": unit}
            | {"meaning": meaning, "party": "", "categories": [], "censored_by": ""}
            | {"horizon": 0, "documented": "", "window": ""}
            for key, (unit, meaning) in series.COLUMNS.items()
            for scenario in self.experiment.scenarios
        ]
        return dataclasses.replace(about, columns=[*about.columns, *told])

    def identity(self) -> Identity:
        """What its results must have in common; how series are described is part of it."""
        found = identity_of(self.experiment)
        if self.watch is None:
            return found
        code = hashlib.sha256(f"{found.code} {_series_digest()} {self.watch}".encode())
        return dataclasses.replace(found, code=code.hexdigest())


def parts_of(pattern: Pattern, folder: Path, quick: bool) -> dict[str, Part]:
    """The two experiments of a pattern, in their own size or a smaller one."""
    whole, said = pattern.experiment, pattern.said
    at_median = said.quick.median if quick else said.median
    if quick:
        design = whole.design.model_copy(update={"points": said.quick.points})
        whole = whole.redesigned(design, said.quick.runs)
    watch = series.SeriesWatch(_tests_fits(pattern)) if said.series else None
    return {
        DRAWS: Part(_drawn_arms(whole, pattern), folder / DRAWS, watch),
        MEDIAN: Part(median_of(whole, at_median), folder / MEDIAN, watch),
    }


def _drawn_arms(experiment: Experiment, pattern: Pattern) -> Experiment:
    """The arms that effects are told by: controls and nulls are judged at the median alone."""
    told = {
        arm.rpartition("/")[2] for test in pattern.tests if test.drawn for arm in test.said.arms
    }
    arms = tuple(arm for arm in experiment.arms if arm.name in told)
    return dataclasses.replace(experiment, arms=arms) if arms else experiment


def median_of(experiment: Experiment, runs: int) -> Experiment:
    """The same arms with every factor at the median of its prior, and runs 0 up to `runs` - 1."""
    scenes, point = {}, {}
    for name, scene in experiment.scenes.items():
        middle = [factor.at(np.array([0.5]))[0] for factor in scene.factors]
        values = [value.item() if isinstance(value, np.generic) else value for value in middle]
        factors = tuple(
            dataclasses.replace(factor, low=None, high=None, levels=(value,))
            for factor, value in zip(scene.factors, values, strict=True)
        )
        scenes[name] = dataclasses.replace(scene, factors=factors)
        point.update({factor.path: v for factor, v in zip(factors, values, strict=True)})
    design = Design(kind="list", points=[point]) if point else Design(kind="none")
    return experiment.redesigned(design, runs, scenes)


@dataclass
class Together:
    """The work on several experiments at once: a piece is the key of one, and a lot of its runs."""

    simulations: Mapping[str, Simulation]

    def fingerprint(self) -> str:
        """The arithmetic of this process."""
        return next(iter(self.simulations.values())).fingerprint()

    def prepare(self) -> None:
        """Load what takes long to load, once a process."""
        import_module("sim.model")

    def __call__(self, piece: Piece) -> FinishedBlock:
        key, lot = piece
        return self.simulations[key](lot)


@dataclass
class Carried:
    """What was done: runs asked for, there before and done now, what failed and was noticed."""

    expected: int = 0
    before: int = 0
    done: int = 0
    failed: list[str] = field(default_factory=list)
    warnings: tuple[Problem, ...] = ()


def carry_out(
    parts: Sequence[Part],
    executor: Executor,
    existing: Existing = "continue",
    heard: Heard = lambda rows: None,
    begun: Callable[[Carried], None] = lambda carried: None,
) -> Carried:
    """Compute what is missing of all parts; `heard` is told the runs just done.

    After Ctrl-C what is done is kept and KeyboardInterrupt goes on. Raises UserError where an
    archive cannot be used.
    """
    carried = Carried()
    simulations = {part.key: Simulation(part.experiment, part.watch) for part in parts}
    with ExitStack() as stack:
        writers: dict[str, ArchiveWriter] = {}
        for part in parts:
            writer = ArchiveWriter.open(part.folder, part.identity(), part.about(), existing)
            writers[part.key] = stack.enter_context(writer)
            stack.callback(writer.compact)
            carried.warnings += writer.warnings
            for name in part.experiment.scenarios:
                carried.expected += writer.about.rows(name)
                carried.before += writer.finished(name).rows
        begun(carried)

        def done(job: Job[Piece], block: FinishedBlock) -> None:
            writers[job.content[0]].publish(block)
            carried.done += block.rows
            heard(block.rows)

        def failed(job: Job[Piece], failure: Failure) -> None:
            carried.failed.append(f"{job.key}: {failure.kind}: {failure.message}")
            heard(job.content[1].rows)

        jobs = _jobs(writers, simulations, executor.workers)
        executor.run(jobs, Together(simulations), done, failed)
    return carried


def _jobs(
    writers: Mapping[str, ArchiveWriter], simulations: Mapping[str, Simulation], workers: int
) -> Iterator[Job[Piece]]:
    for key, writer in writers.items():
        simulation = simulations[key]
        names = simulation.experiment.scenarios
        missing = {name: list(writer.missing(name)) for name in names}
        wanted = sum(stop - start for spans in missing.values() for start, stop in spans)
        if not wanted:
            continue
        share = max(FEWEST_ROWS, -(-wanted // workers))
        rows = {name: min(simulation.width(name), share) for name in names}
        for lot in lots(missing, rows):
            yield Job(f"{key} {lot.scenario} {lot.start}-{lot.stop}", (key, lot))


def _tests_fits(pattern: Pattern) -> bool:
    return not {"series.fits", "series.acceptable"}.isdisjoint(pattern.columns)


def _series_digest() -> str:
    """SHA-256 over the source of the statistics of series."""
    from importlib.resources import files

    root = Path(str(files("sim.analysis")))
    sources = [root / "patterns" / "series.py", *sorted((root / "series").glob("*.py"))]
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()
