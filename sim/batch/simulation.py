"""What a worker does: it lives through a lot of an experiment's runs and hands back tables."""

from __future__ import annotations

import hashlib
import os
import platform
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sim.archive.block import FinishedBlock
from sim.arithmetic import fingerprint
from sim.batch.blocks import block_width
from sim.batch.counted import words
from sim.batch.lots import Lot, Numbering
from sim.batch.record import GroupedBands, Record, Watch
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
MOST_RUN_DAYS = 10_000_000
"""Work of a lot, a minute or two: what is lost with a worker, and what is told at a time."""


@dataclass(frozen=True)
class Strand:
    """Runs of a lot that can share a block: `arms`, `cells` and `runs` (run,) say which they are.

    `kinds`, with their numbers of consecutive runs in `widths`, are arms with what is set in
    them. Strands with an equal `likeness` can share a block, whichever lots they are of.
    """

    scenario: str
    likeness: tuple[int, int, str]
    arms: Indices
    cells: Indices
    runs: Indices
    kinds: tuple[tuple[str, tuple[str, ...]], ...]
    widths: tuple[int, ...]


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
        return finished(lot, [live([(self, strand)])[0] for strand in self.strands(lot)])

    def tried(self, lot: Lot, days: int) -> None:
        """Live through the first days of a lot and keep nothing, to see how long it takes."""
        for strand in self.strands(lot):
            live([(self, strand)], days)

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
        """How many runs make a lot whose blocks are of a good width, and that is soon done."""
        from sim.model import bytes_per_run

        experiment = self.experiment
        case = experiment.cases[scenario, experiment.baseline]
        together = block_width(bytes_per_run(case))
        wide = together * min(self._number_of_structures(scenario), MOST_STRUCTURES)
        return max(1, min(wide, MOST_RUN_DAYS // self.days(scenario)))

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
            told = repr(structure(self.experiment.case(*key)))
            self._structures[key] = hashlib.blake2b(told.encode(), digest_size=16).hexdigest()
        return self._structures[key]

    def _settings(self, scenario: str, arm: str, cell: int) -> tuple[str, ...]:
        """What is set at a point by completing the scenario anew, rather than in a column."""
        varies = self.experiment.varies(scenario, arm)
        return self.experiment.points(scenario).settings(cell, varies)

    def strands(self, lot: Lot) -> Iterator[Strand]:
        """The runs of a lot by what they can share a block with."""
        scenario = lot.scenario
        arm, cell, run = self.numbering(scenario).read(np.arange(lot.start, lot.stop))
        names = [entry.name for entry in self.experiment.arms]
        kinds: dict[tuple[str, tuple[str, ...]], int] = {}
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
        for alike, some in together.items():
            # In the order of their kinds, for a case's runs are consecutive in a block.
            places = np.concatenate([np.flatnonzero(which == kind) for kind in some])
            widths = [int((which == kind).sum()) for kind in some]
            yield Strand(
                scenario,
                (self.experiment.seed, self.days(scenario), alike),
                arm[places],
                cell[places],
                run[places],
                tuple(every[kind] for kind in some),
                tuple(widths),
            )

    def filled(self, strand: Strand) -> list[tuple[Case, int]]:
        """The cases that the runs of a strand live in, each with its number of runs."""
        scenario = strand.scenario
        experiment = self.experiment
        points = experiment.points(scenario)
        filled: list[tuple[Case, int]] = []
        first = 0
        for (arm, settings), width in zip(strand.kinds, strand.widths, strict=True):
            mine = strand.cells[first : first + width]
            numbers = points.numbers(experiment.varies(scenario, arm))
            columns = {path: values[mine] for path, values in numbers.items()}
            ids = strand.runs[first : first + width]
            columns |= experiment.population(scenario).columns(arm, experiment.seed, ids)
            case = experiment.case(scenario, arm, settings)
            if experiment.posterior is not None:
                # What the experiment itself varies wins over what was calibrated.
                columns = experiment.posterior.columns(case, ids) | columns
            filled.append((varied(case, columns), width))
            first += width
        return filled

    def record(self, strand: Strand, days: int, sectors: Sequence[str]) -> Record:
        """A record of the runs of a strand, to be filled in day by day."""
        diary = None if self.watch is None else self.watch.begin(len(strand.runs), days)
        if self.experiment.bands == "none":
            return Record(None, diary)
        names = tuple(entry.name for entry in self.experiment.arms)
        own = self.experiment.bands == "cell"
        return Record(GroupedBands.of(strand.arms, strand.cells, own, days, sectors, names), diary)

    def outcomes(self, strand: Strand, outcomes: Mapping[str, NDArray[np.generic]]) -> pa.Table:
        """The rows of a strand's runs, from their outcomes (run,)."""
        names = [entry.name for entry in self.experiment.arms]
        arrays: list[Any] = [
            words(strand.arms.astype(np.int32), names),
            pa.array(strand.cells.astype(np.int32)),
            pa.array(strand.runs),
        ]
        fields = [
            pa.field("arm", pa.string()),
            pa.field("cell", pa.int32()),
            pa.field("run", pa.int64()),
        ]
        case = self.experiment.case(strand.scenario, *strand.kinds[0])
        for key, column in columns_of(case.scenario, outcomes).items():
            fields.append(field_of(column))
            arrays.append(values_of(column, outcomes[key]))
        return pa.Table.from_arrays(arrays, schema=pa.schema(fields))


@dataclass(frozen=True)
class Lived:
    """What a strand brought: its tables, what the log tells, the arithmetic it was done with."""

    tables: Tables
    seconds: float
    log: Mapping[str, object]
    fingerprint: str


def live(company: Sequence[tuple[Simulation, Strand]], days: int | None = None) -> list[Lived]:
    """Live through the runs of strands that share a block, to an end or for some `days`."""
    began = time.perf_counter()
    model = _model(company)
    records = [
        simulation.record(strand, model.days, model.layout.sectors)
        for simulation, strand in company
    ]
    ends = np.cumsum([len(strand.runs) for _, strand in company]).tolist()
    rows = [slice(start, end) for start, end in zip([0, *ends[:-1]], ends, strict=True)]
    read = any(record.reads for record in records)
    for day in range(model.days if days is None else min(days, model.days)):
        model.step()
        if read:
            gauges = model.gauges()
            for record, mine in zip(records, rows, strict=True):
                own = {key: values[mine] for key, values in gauges.items()}
                record.add(day, own, model.sector_incidents[mine])
    outcomes = model.outcomes()
    tables = [
        record.tables(simulation.outcomes(strand, {k: v[mine] for k, v in outcomes.items()}))
        for record, (simulation, strand), mine in zip(records, company, rows, strict=True)
    ]
    model.let_go()
    each = (time.perf_counter() - began) / ends[-1]
    log = {"host": platform.node(), "pid": os.getpid()}
    return [
        Lived(some, each * (mine.stop - mine.start), log, fingerprint())
        for some, mine in zip(tables, rows, strict=True)
    ]


def finished(lot: Lot, parts: Sequence[Lived]) -> FinishedBlock:
    """A lot from all of its strands, in any order."""
    tables = {
        name: pa.concat_tables([part.tables[name] for part in parts], promote_options="default")
        for name in parts[0].tables
    }
    seconds = round(sum(part.seconds for part in parts), 3)
    log = {"seconds": seconds, **parts[-1].log, "rows": lot.rows}
    return FinishedBlock(lot.scenario, lot.start, lot.stop, tables, log, parts[-1].fingerprint)


def _model(company: Sequence[tuple[Simulation, Strand]]) -> MediationModel:
    # Imported late: Mesa takes about two seconds.
    from sim.model import MediationModel

    simulation, strand = company[0]
    experiment = simulation.experiment
    runs = np.concatenate([one.runs for _, one in company])
    return MediationModel(
        experiment.case(strand.scenario, *strand.kinds[0]),
        runs=len(runs),
        seed=experiment.seed,
        until=experiment.until,
        run_ids=runs,
        cells=[cell for of, one in company for cell in of.filled(one)],
    )
