"""A block of rows as it comes from whoever computed it, and one that failed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pyarrow as pa

OUTCOMES, BANDS, SECTORS = "outcomes", "bands", "sectors"


@dataclass(frozen=True)
class FinishedBlock:
    """The rows [start, stop) of a scenario's sequence, and what happened day by day in them.

    `tables`, in any order of rows:
    `outcomes`, one row an index: arm (text), cell, run, then outcomes as `About.columns` has
    them; a column that the scenario does not have is left out; NaN, empty text and null are
    missing. `bands` (optional): arm, cell (null where merged over cells), gauge, party (null or
    empty if none), day, bin, value (what the bin stands for), count. `sectors` (optional): arm,
    cell (or null), front, sector, day, total. Rows of bands and sectors with the same names,
    cell, day (and bin) are added up, rows of bands that count nothing left out.

    `log` tells times, hosts and the like, JSON-able: it goes to `log.jsonl`, outside every
    comparison. `fingerprint` is that of the machine which computed the block, if it may be
    another than the writer's.
    """

    scenario: str
    start: int
    stop: int
    tables: Mapping[str, pa.Table]
    log: Mapping[str, object] = field(default_factory=dict)
    fingerprint: str | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.stop:
            raise ValueError(f"[{self.start}, {self.stop}) is not a range of rows")
        unknown = set(self.tables) - {OUTCOMES, BANDS, SECTORS}
        if unknown or OUTCOMES not in self.tables:
            raise ValueError(f"a block has {OUTCOMES}, perhaps {BANDS} and {SECTORS}, no others")

    @property
    def rows(self) -> int:
        """How many rows of outcomes it brings."""
        return self.stop - self.start


@dataclass(frozen=True)
class Failure:
    """That the rows [start, stop) of a scenario could not be computed, and why.

    `kind` is the name of the error's class, `error` its text; `cells` and `arms` those that the
    block had; `log` anything more that helps, JSON-able.
    """

    scenario: str
    start: int
    stop: int
    kind: str
    error: str
    cells: tuple[int, ...] = ()
    arms: tuple[str, ...] = ()
    log: Mapping[str, object] = field(default_factory=dict)
