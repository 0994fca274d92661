"""What is to be run: a scenario, how many runs of it, and from which seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.batch.blocks import Block, block_width
from sim.scenario.posterior import RULEBOOK

if TYPE_CHECKING:
    from sim.scenario.case import Case
    from sim.scenario.posterior import Posterior
    from sim.world.records import Note


class Model(Protocol):
    """The face of a model of one block of runs that the batch relies on."""

    @property
    def days(self) -> int:
        """Days from the first to the last of the period."""

    @property
    def sector_incidents(self) -> NDArray[np.integer]:
        """Incidents recorded today (run, sector)."""

    @property
    def notes(self) -> Sequence[Note]:
        """The story, in blocks of one run."""

    def step(self) -> None:
        """Live through one day."""

    def gauges(self) -> Mapping[str, NDArray[np.generic]]:
        """Today's gauges (run,), by `gauge` or `gauge.party`."""

    def outcomes(self) -> Mapping[str, NDArray[np.generic]]:
        """The outcomes (run,), by `outcome`, `outcome.party` or `documented.key`."""

    def let_go(self) -> None:
        """Give back what the model holds; nothing can be asked of it afterwards."""


MOST_RUNS = 10_000_000
LARGEST_SEED = 2**63 - 1


@dataclass(frozen=True)
class Plan:
    """Runs `first_run` up to `first_run + runs - 1` of a case under a seed.

    With a `posterior` each run takes the draw that belongs to it, the same in every block.
    Raises ValueError for less than one run or more than `MOST_RUNS`, a seed outside 0 to
    `LARGEST_SEED`, or a last day outside the period.
    """

    case: Case
    runs: int = 1
    seed: int = 0
    first_run: int = 0
    until: date | None = None
    posterior: Posterior | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.runs <= MOST_RUNS:
            raise ValueError(f"runs are 1 to {MOST_RUNS:,}, not {self.runs:,}")
        if not 0 <= self.first_run < MOST_RUNS:
            raise ValueError(f"runs are numbered 0 to {MOST_RUNS - 1:,}, not {self.first_run:,}")
        if not 0 <= self.seed <= LARGEST_SEED:
            raise ValueError(f"a seed is 0 to 2^63 - 1, not {self.seed}")
        period = self.case.scenario.period
        if self.until is not None and not period.start <= self.until <= period.end:
            raise ValueError(f"{self.until} is not within {period.start} to {period.end}")

    def build(self, block: Block) -> Model:
        """The model of one block of these runs."""
        # Imported late: Mesa takes about two seconds.
        from sim.model import MediationModel

        case = self.case
        if self.posterior is not None:
            case = self.posterior.drawn(case, np.arange(block.first, block.first + block.width))
        return MediationModel(
            self.case,
            runs=block.width,
            seed=self.seed,
            first_run=block.first,
            until=self.until,
            cells=[(case, block.width)],
        )

    @property
    def parameters(self) -> str:
        """Where behavioural numbers come from, as results name it."""
        return RULEBOOK if self.posterior is None else self.posterior.label

    def width(self) -> int:
        """How many runs fit comfortably into one block."""
        from sim.model import bytes_per_run

        return block_width(bytes_per_run(self.case))

    @property
    def sector_names(self) -> tuple[tuple[str, str], ...]:
        """Front and sector of every column of `sector_incidents`."""
        fronts = self.case.scenario.fronts
        return tuple((front, sector) for front in fronts for sector in fronts[front].sectors)
