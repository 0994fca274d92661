"""Luck as a pure function of who asks, on which day, in which run and future."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
Stretches = tuple[list[tuple[int, int]], Indices | None]
"""Stretches of consecutive runs, each its first id and length, and where each run lies in them."""

WORDS = 4
"""Random numbers in one Philox block; a fact of the generator, not a choice."""

WORTH_DRAWING = 64
"""Runs that can be drawn in the time it takes to turn the generator to another run."""

LARGEST_SEED = 2**63 - 1

TWO_53 = float(2**53)
BY_11, BY_27, BY_29, BY_30, BY_31, BY_32 = (np.uint64(bits) for bits in (11, 27, 29, 30, 31, 32))
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
FIRST_MIX = np.uint64(0xBF58476D1CE4E5B9)
SECOND_MIX = np.uint64(0x94D049BB133111EB)


@lru_cache(maxsize=4_096)
def digest(name: str) -> int:
    """The 64-bit number that stands for an asker's name."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")


class Luck:
    """Uniform random numbers that depend on (seed, asker, day, run, column, future) alone.

    Philox 4x64 (Salmon et al. 2011) with the key (seed, digest of the asker's name) and the
    counter (run, column // 4, day, future): the width of a block, the order of its runs and the
    company of other askers change nothing. Runs are ids in any order and may repeat.
    Asking twice on one day under one name is a `LookupError`.
    """

    def __init__(self, seed: int, runs: Indices, future: int = 0) -> None:
        if not 0 <= seed <= LARGEST_SEED:
            raise ValueError(f"a seed lies between 0 and 2**63 - 1, not at {seed}")
        self.seed = seed
        self.runs = np.asarray(runs, dtype=np.int64)
        self.future = future
        self._day = 0
        self._asked: set[str] = set()
        self._fours: dict[tuple[str, ...], tuple[int, Floats]] = {}
        self._bits = np.random.Philox(0)
        self._generator = np.random.Generator(self._bits)
        self._state: Any = {
            "bit_generator": "Philox",
            "state": {"counter": [0, 0, 0, future], "key": [seed, 0]},
            "buffer": [0] * WORDS,
            "buffer_pos": WORDS,
            "has_uint32": 0,
            "uinteger": 0,
        }
        self._everybody = _stretches(self.runs)

    def begin(self, day: int) -> None:
        """Turn to a day: everybody may ask again."""
        self._day = day
        self._asked.clear()

    def uniform(self, asker: str, rows: Indices | None = None) -> Floats:
        """One number in [0, 1) a run, shape `(run,)`, or for the rows of the block asked for."""
        return self._draw(asker, 1, rows)[:, 0]

    def uniforms(self, asker: str, columns: int, rows: Indices | None = None) -> Floats:
        """Several numbers in [0, 1) a run, shape `(run, column)`."""
        return self._draw(asker, columns, rows)

    def daily(self, asker: str) -> Floats:
        """One number in [0, 1) a run for somebody who asks nearly every day, shape `(run,)`.

        Drawn four days at a time, as many as a Philox block holds, and kept until they are used:
        the column is the day within the four. The asker must use no other way of asking.
        """
        return self.dailies((asker,))[:, 0]

    def dailies(self, askers: Sequence[str]) -> Floats:
        """What `daily` gives each of several askers, shape `(run, asker)`."""
        key, today = tuple(askers), self._day % WORDS
        first, days = self._fours.get(key, (None, None))
        if days is None or first != self._day - today:
            first, whole = self._day - today, self._everybody
            days = np.array([self._numbers(asker, first, WORDS, whole).T for asker in key])
            self._fours[key] = (first, days)
        found: Floats = days[:, today].T
        return found

    def _draw(self, asker: str, columns: int, rows: Indices | None) -> Floats:
        if asker in self._asked:
            raise LookupError(f"{asker!r} asked for luck twice on day {self._day}")
        self._asked.add(asker)
        stretches = self._everybody
        if rows is not None:
            spans, back = stretches
            if len(rows) * WORTH_DRAWING > len(self.runs):
                stretches = spans, rows if back is None else back[rows]
            else:
                stretches = _stretches(self.runs[rows])
        return self._numbers(asker, self._day, columns, stretches)

    def _numbers(self, asker: str, day: int, columns: int, stretches: Stretches) -> Floats:
        """The numbers of an asker's day for some runs, shape `(run, column)`."""
        spans, back = stretches
        self._state["state"]["key"] = [self.seed, digest(asker)]
        chunks = range(-(-columns // WORDS))
        parts = [
            _joined([self._block(first, length, chunk, day) for chunk in chunks], axis=1)
            for first, length in spans
        ]
        numbers = _joined(parts, axis=0)
        if columns % WORDS:
            numbers = numbers[:, :columns]
        return numbers if back is None else numbers[back]

    def _block(self, first: int, length: int, chunk: int, day: int) -> Floats:
        """The numbers of one counter for consecutive runs, shape `(run, word)`."""
        self._state["state"]["counter"] = [first, chunk, day, self.future]
        self._bits.state = self._state
        return self._generator.random((length, WORDS))


def _joined(parts: list[Floats], axis: int) -> Floats:
    return parts[0] if len(parts) == 1 else np.concatenate(parts, axis)


def spread(uniform: Floats, columns: int) -> Floats:
    """Many uniforms out of the bits of one, shape `(n, column)`.

    SplitMix64 (Steele, Lea & Flood 2014) seeded with the bits of the given number, so that rare
    events need no luck of their own on the days on which they do not happen.
    """
    bits = (uniform * TWO_53).astype(np.uint64)[:, None]
    bits = (bits ^ (bits >> BY_29)) * FIRST_MIX
    bits = bits ^ (bits >> BY_32)
    mixed = bits + np.arange(1, columns + 1, dtype=np.uint64) * GOLDEN
    mixed = (mixed ^ (mixed >> BY_30)) * FIRST_MIX
    mixed = (mixed ^ (mixed >> BY_27)) * SECOND_MIX
    mixed = mixed ^ (mixed >> BY_31)
    found: Floats = (mixed >> BY_11).astype(np.float64) * 2.0**-53
    return found


def _stretches(runs: Indices) -> Stretches:
    """Runs as stretches of consecutive ids, and where each run lies among them.

    Small gaps are drawn as well and left unused: that is quicker than to start anew.
    """
    if len(runs) == 0:
        return [(0, 0)], None
    if runs[-1] - runs[0] == len(runs) - 1 and bool(np.all(np.diff(runs) == 1)):
        return [(int(runs[0]), len(runs))], None
    distinct = np.unique(runs)
    breaks = np.flatnonzero(np.diff(distinct) > WORTH_DRAWING) + 1
    starts = distinct[np.concatenate(([0], breaks))]
    ends = distinct[np.concatenate((breaks - 1, [len(distinct) - 1]))]
    lengths = ends - starts + 1
    offsets = np.cumsum(lengths) - lengths
    which = np.searchsorted(starts, runs, side="right") - 1
    back = offsets[which] + runs - starts[which]
    return [(int(a), int(n)) for a, n in zip(starts, lengths, strict=True)], back
