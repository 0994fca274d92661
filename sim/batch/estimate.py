"""What a sweep will take: runs, time and disk, from a few days lived through beforehand."""

from __future__ import annotations

import time
from dataclasses import dataclass

from sim.batch.lots import Lot
from sim.batch.simulation import Simulation
from sim.outcomes import GAUGES

TRIED_DAYS = 12
"""Days that are lived through to see how long one takes: past the first strategic choice."""
BYTES_A_NUMBER = 3.0
"""Bytes that a number of the outcomes takes on disk, compressed: measured on shipped episodes."""
BYTES_A_BAND = 40.0
"""Bytes that a day of one gauge takes on disk in one group: a few tens of bins, compressed."""
COLUMNS = 70
"""Outcomes of a run, about: half of them by party."""


@dataclass(frozen=True)
class Expected:
    """What one scenario of a sweep takes; `seconds` on one worker."""

    scenario: str
    cells: int
    arms: int
    rows: int
    days: int
    seconds: float
    bytes: float


def expected(simulation: Simulation, scenario: str) -> Expected:
    """Try a few days of a scenario and reckon what all of its runs take."""
    experiment = simulation.experiment
    numbering = simulation.numbering(scenario)
    rows = numbering.rows(experiment.runs)
    width = min(rows, simulation.width(scenario))
    began = time.perf_counter()
    simulation.tried(Lot(scenario, 0, width), TRIED_DAYS)
    seconds = time.perf_counter() - began
    days = simulation.days(scenario)
    groups = numbering.arms * (numbering.cells if experiment.bands == "cell" else 1)
    bands = 0 if experiment.bands == "none" else groups * len(GAUGES) * days * BYTES_A_BAND
    return Expected(
        scenario=scenario,
        cells=numbering.cells,
        arms=numbering.arms,
        rows=rows,
        days=days,
        seconds=seconds * rows / width * days / min(days, TRIED_DAYS),
        bytes=rows * COLUMNS * BYTES_A_NUMBER + bands,
    )
