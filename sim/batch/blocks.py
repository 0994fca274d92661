"""Blocks of consecutive runs, as wide as the memory of a processor likes them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

COMFORTABLE_BYTES = 160_000_000
"""State of a block: below it the overhead of calls slows the run-day, beyond it little is gained.

Measured on an episode of 41 kB a run, two at once on two cores: 13.2 microseconds a run-day at
1,024 runs, 10.0 at 2,048, 8.6 at 4,096; on one of 33 kB 7.8, 6.4, 5.7, and 6.8 at 8,192.
"""

WIDEST_BLOCK = 4_096
"""Beyond it nothing is gained: the overhead of a call is already spread over thousands of runs."""


@dataclass(frozen=True)
class Block:
    """Consecutive runs that are computed together: `first` up to `first + width - 1`."""

    first: int
    width: int


def block_width(
    bytes_per_run: int, comfortable: int = COMFORTABLE_BYTES, widest: int = WIDEST_BLOCK
) -> int:
    """How many runs to compute together so that their state takes about `comfortable` bytes.

    Between 1 and `widest`; the results do not depend on it. Raises ValueError for sizes below 1.
    """
    if min(bytes_per_run, comfortable, widest) < 1:
        raise ValueError("sizes of blocks are whole numbers from 1 upwards")
    return max(1, min(widest, comfortable // bytes_per_run))


def blocks(runs: int, width: int, first_run: int = 0) -> Iterator[Block]:
    """Cut `runs` runs, beginning with `first_run`, into blocks of at most `width`."""
    if runs < 1 or width < 1 or first_run < 0:
        raise ValueError("runs and width begin at 1, the first run at 0")
    for first in range(first_run, first_run + runs, width):
        yield Block(first, min(width, first_run + runs - first))
