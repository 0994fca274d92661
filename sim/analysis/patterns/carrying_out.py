"""Carrying out patterns: every run of all of them that is missing, with one crew of workers."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.patterns import series
from sim.analysis.patterns.companies import Assembly, Company, Place, Together, companies
from sim.analysis.patterns.pattern import Pattern
from sim.archive.writer import ArchiveWriter, Existing
from sim.batch.described import about_of, identity_of
from sim.batch.executors.executor import Executor, Failure, Job
from sim.batch.lots import lots
from sim.batch.simulation import Lived, Simulation
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
class Carried:
    """What was done: runs asked for, there before and done now, what failed and was noticed."""

    expected: int = 0
    before: int = 0
    done: int = 0
    failed: list[str] = field(default_factory=list)
    warnings: tuple[Problem, ...] = ()


def carry_out(
    groups: Sequence[Sequence[Part]],
    executor: Executor,
    existing: Existing = "continue",
    heard: Heard = lambda rows: None,
    begun: Callable[[Carried], None] = lambda carried: None,
    complete: Callable[[int], None] = lambda group: None,
) -> Carried:
    """Compute what is missing of groups of parts, one group after the other.

    `heard` is told the runs just done, `complete` the place of each group whose runs are all
    there. After Ctrl-C what is done is kept and KeyboardInterrupt goes on. Raises UserError where
    an archive cannot be used.
    """
    carried = Carried()
    simulations = {
        part.key: Simulation(part.experiment, part.watch) for parts in groups for part in parts
    }
    with ExitStack() as stack:
        writers: dict[str, ArchiveWriter] = {}
        for part in (part for parts in groups for part in parts):
            writer = ArchiveWriter.open(part.folder, part.identity(), part.about(), existing)
            writers[part.key] = stack.enter_context(writer)
            stack.callback(writer.compact)
            carried.warnings += writer.warnings
            for name in part.experiment.scenarios:
                carried.expected += writer.about.rows(name)
                carried.before += writer.finished(name).rows
        begun(carried)
        waiting = _Waiting([{part.key for part in parts} for parts in groups], complete)
        for key, writer in writers.items():
            waiting.look_at(key, writer)
        assembly = Assembly()

        def done(job: Job[Company], found: list[Lived]) -> None:
            carried.done += job.content.rows
            heard(job.content.rows)
            for key, block in assembly.add(job.content, found):
                writers[key].publish(block)
                waiting.look_at(key, writers[key])

        def failed(job: Job[Company], failure: Failure) -> None:
            carried.failed.append(f"{job.key}: {failure.kind}: {failure.message}")
            heard(job.content.rows)

        work = Together(simulations)
        executor.run(_jobs(groups, writers, work, executor.workers), work, done, failed)
    return carried


@dataclass
class _Waiting:
    """The keys that each group waits for; a group that waits for none is complete."""

    groups: Sequence[set[str]]
    complete: Callable[[int], None]

    def look_at(self, key: str, writer: ArchiveWriter) -> None:
        """Tell whether a group has become complete by a part of it."""
        if any(list(writer.missing(name)) for name in writer.about.scenarios):
            return
        writer.compact()
        for place, keys in enumerate(self.groups):
            if key in keys:
                keys.remove(key)
                if not keys:
                    self.complete(place)


def _jobs(
    groups: Sequence[Sequence[Part]],
    writers: Mapping[str, ArchiveWriter],
    work: Together,
    workers: int,
) -> Iterator[Job[Company]]:
    """A lot of every part of a group, then the next of each: an end leaves few unfinished."""
    for parts in groups:
        lots_of_parts = [
            places
            for part in parts
            for places in _places(part.key, writers[part.key], work.simulations[part.key], workers)
        ]
        for places in zip_longest(*lots_of_parts):
            there = [place for place in places if place is not None]
            for company in companies(there, work.simulations):
                yield Job(company.name, company)


def _places(
    key: str, writer: ArchiveWriter, simulation: Simulation, workers: int
) -> list[list[Place]]:
    """What is missing of a part, cut into lots, by scenario."""
    missing = {name: list(writer.missing(name)) for name in simulation.experiment.scenarios}
    wanted = sum(stop - start for spans in missing.values() for start, stop in spans)
    share = max(FEWEST_ROWS, -(-wanted // workers))
    return [
        [(key, lot) for lot in lots({name: spans}, {name: min(simulation.width(name), share)})]
        for name, spans in missing.items()
        if spans
    ]


def _tests_fits(pattern: Pattern) -> bool:
    return not {"series.fits", "series.acceptable"}.isdisjoint(pattern.columns)


def _series_digest() -> str:
    """SHA-256 over the source of the statistics of series."""
    from importlib.resources import files

    root = Path(str(files("sim.analysis")))
    sources = [root / "patterns" / "series.py", *sorted((root / "series").glob("*.py"))]
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()
