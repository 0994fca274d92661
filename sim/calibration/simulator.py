"""Running an episode for many vectors of parameters at once: a column for each, a run for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sim.analysis.series.simulated import GAUGES, series_of
from sim.batch.blocks import block_width, blocks
from sim.batch.executors.choose import executor_for
from sim.batch.executors.executor import Failure, Job
from sim.batch.trace import BlockTrace
from sim.calibration.calibration import Episode
from sim.calibration.targets import summaries_of
from sim.scenario.varied import varied

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
Progress = Callable[[int], None]


def unheard(run_days: int) -> None:
    """Nobody is listening."""


class Simulator(Protocol):
    """What gives the summaries (run, target) of some vectors (run, parameter)."""

    def __call__(
        self, episodes: Sequence[Episode], names: Sequence[str], values: Floats, run_ids: Indices
    ) -> Floats:
        """The summaries, the targets of one episode after those of another."""


@dataclass(frozen=True, eq=False)
class Vectors:
    """Some vectors `values` (run, parameter) to be run through an episode; `row` is the first."""

    episode: int
    row: int
    values: Floats
    run_ids: Indices


@dataclass(frozen=True)
class Living:
    """The work of one process: the summaries (run, target) of some vectors."""

    episodes: tuple[Episode, ...]
    names: tuple[str, ...]
    seed: int
    progress: Progress = unheard

    def fingerprint(self) -> str:
        """The arithmetic of this process, to be compared with the driver's."""
        from sim.arithmetic import fingerprint

        return fingerprint()

    def prepare(self) -> None:
        """Load what takes long to load, once a process."""
        import_module("sim.model")

    def __call__(self, vectors: Vectors) -> Floats:
        # Imported late: Mesa takes about two seconds.
        from sim.model import MediationModel

        episode, runs = self.episodes[vectors.episode], len(vectors.values)
        case, start = episode.case, episode.case.scenario.period.start
        columns = {
            f"behaviour.{name}": np.ascontiguousarray(vectors.values[:, place])
            for place, name in enumerate(self.names)
        }
        model = MediationModel(
            case,
            runs=runs,
            seed=self.seed,
            run_ids=vectors.run_ids,
            until=episode.until,
            cells=[(varied(case, columns), runs)],
        )
        series = any(target.fact is None for target in episode.targets)
        trace = BlockTrace(runs, model.days)
        for day in range(model.days):
            model.step()
            if series:
                gauges = model.gauges()
                trace.add(day, {name: gauges[name] for name in GAUGES})
            self.progress(runs)
        outcomes = model.outcomes()
        found: dict[str, Floats] = {}
        if series:
            found = summaries_of(series_of(trace.gauges, start, case.name), episode.targets)
        columns_of_targets = [
            found[target.key] if target.fact is None else target.of_outcomes(outcomes)
            for target in episode.targets
        ]
        return np.stack(columns_of_targets, axis=1)


@dataclass(frozen=True)
class Engine:
    """The model itself, in this process or in several; `progress` hears run-days lived through.

    The results are the same with any number of workers.
    """

    seed: int
    progress: Progress = unheard
    workers: int = 1

    def __call__(
        self, episodes: Sequence[Episode], names: Sequence[str], values: Floats, run_ids: Indices
    ) -> Floats:
        parts = [np.full((len(values), len(one.targets)), np.nan) for one in episodes]
        jobs = [
            Job(f"{episodes[vectors.episode].name} {vectors.row}", vectors)
            for vectors in _cut(episodes, values, run_ids)
        ]
        alone = self.workers == 1
        living = Living(
            tuple(episodes), tuple(names), self.seed, self.progress if alone else unheard
        )

        def done(job: Job[Vectors], summaries: Floats) -> None:
            vectors = job.content
            parts[vectors.episode][vectors.row : vectors.row + len(summaries)] = summaries
            if not alone:
                self.progress(episodes[vectors.episode].days * len(summaries))

        def failed(job: Job[Vectors], failure: Failure) -> None:
            raise RuntimeError(f"{job.key}: {failure.kind}: {failure.message}")

        if alone:
            for job in jobs:
                done(job, living(job.content))
        else:
            executor_for(self.workers).run(iter(jobs), living, done, failed)
        return np.concatenate(parts, axis=1)


def _cut(episodes: Sequence[Episode], values: Floats, run_ids: Indices) -> Iterator[Vectors]:
    """The vectors in blocks of a good width, the longest episodes first."""
    from sim.model import bytes_per_run

    order = sorted(range(len(episodes)), key=lambda place: -episodes[place].days)
    for place in order:
        width = block_width(bytes_per_run(episodes[place].case))
        for block in blocks(len(values), width):
            rows = slice(block.first, block.first + block.width)
            yield Vectors(place, block.first, values[rows], run_ids[rows])
