"""What a statistic of a pattern is, and the words that pattern files use for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Protocol, TypeVar

from sim.analysis.patterns.condition import Floats
from sim.analysis.patterns.sample import Sample


class Statistic(Protocol):
    """A number read off the runs at one point, all arms together.

    A frozen dataclass of parameters with one method. `arms`, and `outcome` and `given` where it
    has them, come from the test; its other fields are the test's `options`. Each text that is
    read off runs (see `condition.read`) is named in `READS`, so that it is checked before a run.
    """

    __dataclass_fields__: ClassVar[dict[str, Any]]
    READS: ClassVar[tuple[str, ...]]
    FEWEST_ARMS: ClassVar[int]

    def value(self, sample: Sample, /) -> Floats:
        """The number (), or one for each (resample,) if they were drawn; NaN where not told."""


Kind = TypeVar("Kind", bound=type)

STATISTICS: dict[str, type[Statistic]] = {}


def named(word: str) -> Callable[[Kind], Kind]:
    """Register a statistic by the word that pattern files use for it."""

    def register(kind: Kind) -> Kind:
        STATISTICS[word] = kind
        return kind

    return register
