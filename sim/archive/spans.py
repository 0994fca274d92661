"""Which rows of a sequence are there, as half-open ranges of their indices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True)
class Spans:
    """Disjoint ranges [start, stop) of indices from 0, ascending, none touching the next.

    >>> Spans.of([(8, 12), (0, 4), (2, 6)])
    Spans(ranges=((0, 6), (8, 12)))
    >>> list(Spans.of([(2, 4)]).missing(6))
    [(0, 2), (4, 6)]
    """

    ranges: tuple[tuple[int, int], ...] = ()

    def __post_init__(self) -> None:
        apart = all(one[1] < other[0] for one, other in pairwise(self.ranges))
        if not apart or not all(0 <= start < stop for start, stop in self.ranges):
            raise ValueError("spans are ascending, not empty, and none touches the next")

    @classmethod
    def of(cls, ranges: Iterable[tuple[int, int]]) -> Spans:
        """The indices that lie in any of the ranges; ValueError for one that is no range."""
        merged: list[tuple[int, int]] = []
        for start, stop in sorted(ranges):
            if not 0 <= start <= stop:
                raise ValueError(f"[{start}, {stop}) is not a range of indices from 0")
            if start == stop:
                continue
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
            else:
                merged.append((start, stop))
        return cls(tuple(merged))

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return iter(self.ranges)

    def __bool__(self) -> bool:
        return bool(self.ranges)

    @property
    def rows(self) -> int:
        """How many indices there are."""
        return sum(stop - start for start, stop in self.ranges)

    @property
    def end(self) -> int:
        """One more than the last index; 0 if there is none."""
        return self.ranges[-1][1] if self.ranges else 0

    def with_range(self, start: int, stop: int) -> Spans:
        """These indices and those of one more range."""
        return Spans.of([*self.ranges, (start, stop)])

    def covers(self, start: int, stop: int) -> bool:
        """Whether every index of the range is there."""
        return any(low <= start and stop <= high for low, high in self.ranges)

    def touches(self, start: int, stop: int) -> bool:
        """Whether any index of the range is there."""
        return any(low < stop and start < high for low, high in self.ranges)

    def missing(self, total: int) -> Spans:
        """The indices below `total` that are not there."""
        gaps: list[tuple[int, int]] = []
        reached = 0
        for start, stop in self.ranges:
            if start >= total:
                break
            if reached < start:
                gaps.append((reached, start))
            reached = stop
        if reached < total:
            gaps.append((reached, total))
        return Spans(tuple(gaps))
