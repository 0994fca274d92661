"""What a worker does: it lives through a lot of an experiment's runs and hands back tables."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sim.archive.block import FinishedBlock
from sim.arithmetic import fingerprint
from sim.batch.blocks import block_width
from sim.batch.counted import CountedBands, words
from sim.batch.lots import Lot, Numbering
from sim.experiment.experiment import Experiment
from sim.scenario.case import Case
from sim.scenario.varied import varied
from sim.store.columns import columns_of
from sim.store.parquet import field_of, values_of
from sim.world.cells import structure

if TYPE_CHECKING:
    from sim.model import MediationModel

Indices = NDArray[np.int64]
Tables = Mapping[str, pa.Table]

MOST_STRUCTURES = 16
"""Structures for which a lot is widened, so that the blocks of each are of a good width."""


@dataclass(frozen=True)
class Strand:
    """Runs of a lot that can share a block.

    `places` are those in the lot; `kinds`, with their numbers of consecutive runs in `widths`,
    are arms with what is set in them.
    """

    places: Indices
    kinds: tuple[tuple[str, tuple[str, ...]], ...]
    widths: tuple[int, ...]


class Diary(Protocol):
    """What is kept of a block of runs, day by day, to tell columns of its own in the end."""

    def add(self, day: int, gauges: Mapping[str, NDArray[np.generic]]) -> None:
        """Take down a day's gauges (run,)."""

    def columns(self) -> Mapping[str, NDArray[np.float64]]:
        """Further outcomes (run,) by key."""


class Watch(Protocol):
    """Begins a diary for every block; it is pickled with the work."""

    def begin(self, runs: int, days: int) -> Diary:
        """A diary of a block of runs."""


@dataclass
class Simulation:
    """The work of a sweep: calling it with a lot computes the lot's runs.

    Cases and structures are prepared once a process. What comes back depends on the lot's runs
    alone, not on how a scenario was cut into lots.
    """

    experiment: Experiment
    watch: Watch | None = None
    _structures: dict[tuple[str, str, tuple[str, ...]], str] = field(default_factory=dict)

    def fingerprint(self) -> str:
        """The arithmetic of this process, to be compared with the driver's."""
        return fingerprint()

    def prepare(self) -> None:
        """Load what takes long to load, once a process."""
        import_module("sim.model")

    def __call__(self, lot: Lot) -> FinishedBlock:
        began = time.perf_counter()
        arm, cell, run = self.numbering(lot.scenario).read(np.arange(lot.start, lot.stop))
        parts = [
            self._live(lot.scenario, strand, arm, cell, run)
            for strand in self._strands(lot.scenario, arm, cell)
        ]
        tables = {
            name: pa.concat_tables([part[name] for part in parts], promote_options="default")
            for name in parts[0]
        }
        log = {
            "seconds": round(time.perf_counter() - began, 3),
            "host": platform.node(),
            "pid": os.getpid(),
            "rows": lot.rows,
        }
        return FinishedBlock(lot.scenario, lot.start, lot.stop, tables, log, fingerprint())

    def tried(self, lot: Lot, days: int) -> None:
        """Live through the first days of a lot and keep nothing, to see how long it takes."""
        arm, cell, run = self.numbering(lot.scenario).read(np.arange(lot.start, lot.stop))
        for strand in self._strands(lot.scenario, arm, cell):
            self._live(lot.scenario, strand, arm, cell, run, days)

    def days(self, scenario: str) -> int:
        """Days of a scenario's period, or up to the experiment's last day."""
        period = self.experiment.cases[scenario, self.experiment.baseline].scenario.period
        last = self.experiment.until or period.end
        return (last - period.start).days + 1

    def numbering(self, scenario: str) -> Numbering:
        """How the runs of a scenario are counted."""
        experiment = self.experiment
        return Numbering(
            len(experiment.arms), experiment.cells(scenario), experiment.design.common_luck
        )

    def width(self, scenario: str) -> int:
        """How many runs make a lot whose blocks are of a good width."""
        from sim.model import bytes_per_run

        experiment = self.experiment
        case = experiment.cases[scenario, experiment.baseline]
        together = block_width(bytes_per_run(case))
        return together * min(self._number_of_structures(scenario), MOST_STRUCTURES)

    def _number_of_structures(self, scenario: str) -> int:
        kinds = {
            (arm.name, settings)
            for arm in self.experiment.arms
            for cell in range(self.experiment.cells(scenario))
            for settings in [self._settings(scenario, arm.name, cell)]
        }
        return len({self._structure(scenario, *kind) for kind in kinds})

    def _structure(self, scenario: str, arm: str, settings: tuple[str, ...]) -> str:
        key = (scenario, arm, settings)
        if key not in self._structures:
            self._structures[key] = repr(structure(self.experiment.case(*key)))
        return self._structures[key]

    def _settings(self, scenario: str, arm: str, cell: int) -> tuple[str, ...]:
        """What is set at a point by completing the scenario anew, rather than in a column."""
        varies = self.experiment.varies(scenario, arm)
        return self.experiment.points(scenario).settings(cell, varies)

    def _strands(self, scenario: str, arm: Indices, cell: Indices) -> Iterator[Strand]:
        """The runs of a lot by what they can share a block with."""
        names = [entry.name for entry in self.experiment.arms]
        kinds: dict[tuple[str, tuple[str, ...]], int] = {}
        which = np.zeros(len(arm), dtype=np.int64)
        pairs, place = np.unique(np.stack([arm, cell], axis=1), axis=0, return_inverse=True)
        numbered = [
            kinds.setdefault((name, self._settings(scenario, name, int(c))), len(kinds))
            for a, c in pairs
            for name in [names[a]]
        ]
        which = np.array(numbered)[place.reshape(-1)]
        together: dict[str, list[int]] = {}
        for (name, settings), kind in kinds.items():
            together.setdefault(self._structure(scenario, name, settings), []).append(kind)
        every = list(kinds)
        for some in together.values():
            # In the order of their kinds, for a case's runs are consecutive in a block.
            places = np.concatenate([np.flatnonzero(which == kind) for kind in some])
            widths = [int((which == kind).sum()) for kind in some]
            yield Strand(places, tuple(every[kind] for kind in some), tuple(widths))

    def _live(
        self,
        scenario: str,
        strand: Strand,
        arm: Indices,
        cell: Indices,
        run: Indices,
        days: int | None = None,
    ) -> Tables:
        places = strand.places
        cells, runs, arms = cell[places], run[places], arm[places]
        model = self._model(scenario, strand, cells, runs)
        groups, group = self._groups(arms, cells)
        bands = CountedBands(group)
        sectors = _Sectors(group, len(groups), model.days, model.layout.sectors)
        wanted = self.experiment.bands != "none"
        diary = None if self.watch is None else self.watch.begin(len(places), model.days)
        for day in range(model.days if days is None else min(days, model.days)):
            model.step()
            if wanted:
                bands.add(day, model.gauges())
                sectors.add(day, model.sector_incidents)
            if diary is not None:
                diary.add(day, model.gauges())
        outcomes = self._outcomes(model, arms, cells, runs)
        if diary is not None:
            for key, values in diary.columns().items():
                outcomes = outcomes.append_column(key, pa.array(values))
        tables = {"outcomes": outcomes}
        if wanted:
            tables["bands"] = self._grouped(bands.table(), groups)
            tables["sectors"] = self._grouped(sectors.table(), groups)
        return tables

    def _model(
        self, scenario: str, strand: Strand, cells: Indices, runs: Indices
    ) -> MediationModel:
        # Imported late: Mesa takes about two seconds.
        from sim.model import MediationModel

        experiment = self.experiment
        points = experiment.points(scenario)
        filled: list[tuple[Case, int]] = []
        first = 0
        for (arm, settings), width in zip(strand.kinds, strand.widths, strict=True):
            mine = cells[first : first + width]
            numbers = points.numbers(experiment.varies(scenario, arm))
            columns = {path: values[mine] for path, values in numbers.items()}
            ids = runs[first : first + width]
            columns |= experiment.population(scenario).columns(arm, experiment.seed, ids)
            case = experiment.case(scenario, arm, settings)
            if experiment.posterior is not None:
                # What the experiment itself varies wins over what was calibrated.
                columns = experiment.posterior.columns(case, ids) | columns
            filled.append((varied(case, columns), width))
            first += width
        return MediationModel(
            experiment.case(scenario, *strand.kinds[0]),
            runs=len(runs),
            seed=experiment.seed,
            until=experiment.until,
            run_ids=runs,
            cells=filled,
        )

    def _groups(self, arms: Indices, cells: Indices) -> tuple[list[tuple[int, int]], Indices]:
        """The groups that bands are counted in, and the group of every run."""
        own = cells if self.experiment.bands == "cell" else np.full_like(cells, -1)
        pairs, group = np.unique(np.stack([arms, own], axis=1), axis=0, return_inverse=True)
        return [(int(arm), int(cell)) for arm, cell in pairs], group.reshape(-1)

    def _grouped(self, columns: dict[str, pa.Array], groups: Sequence[tuple[int, int]]) -> pa.Table:
        """A table with arm and cell in the place of the group; no cell where all are counted."""
        group = columns.pop("group").to_numpy()
        arm = np.array([arm for arm, _ in groups], dtype=np.int32)[group]
        cell = np.array([cell for _, cell in groups], dtype=np.int32)[group]
        names = [entry.name for entry in self.experiment.arms]
        head = {"arm": words(arm, names), "cell": pa.array(cell, mask=cell < 0)}
        return pa.table(head | columns)

    def _outcomes(
        self, model: MediationModel, arms: Indices, cells: Indices, runs: Indices
    ) -> pa.Table:
        names = [entry.name for entry in self.experiment.arms]
        arrays: list[Any] = [
            words(arms.astype(np.int32), names),
            pa.array(cells.astype(np.int32)),
            pa.array(runs),
        ]
        fields = [
            pa.field("arm", pa.string()),
            pa.field("cell", pa.int32()),
            pa.field("run", pa.int64()),
        ]
        outcomes = model.outcomes()
        for key, column in columns_of(model.case.scenario, outcomes).items():
            fields.append(field_of(column))
            arrays.append(values_of(column, outcomes[key]))
        return pa.Table.from_arrays(arrays, schema=pa.schema(fields))


@dataclass
class _Sectors:
    """Recorded incidents by group, day and sector, added up as whole numbers."""

    group: Indices
    groups: int
    days: int
    names: Sequence[str]
    _sums: Indices = field(init=False)

    def __post_init__(self) -> None:
        shape = (self.days, self.groups, len(self.names))
        self._sums = np.zeros(shape, dtype=np.int64)

    def add(self, day: int, incidents: NDArray[np.integer]) -> None:
        np.add.at(self._sums[day], self.group, incidents)

    def table(self) -> dict[str, pa.Array]:
        day, group, sector = np.nonzero(self._sums)
        fronts, _, sectors = zip(*(name.partition(".") for name in self.names), strict=True)
        return {
            "group": pa.array(group),
            "front": words(sector.astype(np.int32), fronts),
            "sector": words(sector.astype(np.int32), sectors),
            "day": pa.array(day.astype(np.int32)),
            "total": pa.array(self._sums[day, group, sector]),
        }
