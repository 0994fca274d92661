"""An archive opened for writing: blocks go in, one at a time, and none is lost."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from os import PathLike
from types import TracebackType
from typing import Self

from sim.archive.about import About, plain
from sim.archive.block import Failure, FinishedBlock
from sim.archive.compaction import LOG, compact_into
from sim.archive.failures import (
    NAME,
    line_of,
    read_failures,
    with_failure,
    without_rows,
    write_failures,
)
from sim.archive.holdings import look
from sim.archive.identity import Identity, check_identity
from sim.archive.journal import ABOUT, BLOCK, block_content, name_of
from sim.archive.lock import Lock, lock
from sim.archive.manifest import MANIFEST
from sim.archive.parts import check_names
from sim.archive.place import Place, place_of, telling
from sim.archive.settling import commit, settle
from sim.archive.spans import Spans
from sim.archive.taking_over import Existing, Found, take_over
from sim.scenario.problems import Problem, UserError

__all__ = ["ArchiveWriter", "Existing"]


class ArchiveWriter:
    """The only writer of an archive, until it is closed or its process ends.

    >>> with ArchiveWriter.open("results/mandate-clarity", identity, about) as writer:
    ...     for start, stop in writer.missing("lachin-2022"):
    ...         writer.publish(compute("lachin-2022", start, stop))
    ...     writer.compact()

    What has been published outlives a kill at any moment, also while it is compacted. Not to be
    used from several threads at once.
    """

    def __init__(
        self, place: Place, held: Lock, found: Found, identity: Identity, allow_other: bool
    ) -> None:
        self._place = place
        self._lock = held
        self._identity = identity
        self._allow_other = allow_other
        self._about = found.about
        self._warnings = found.warnings
        self._spans = dict(found.spans)
        self._blocks = found.blocks
        self._failures = read_failures(place, self._spans)

    @classmethod
    def open(
        cls,
        url: str | PathLike[str],
        identity: Identity,
        about: About,
        existing: Existing = "continue",
        *,
        allow_other_fingerprint: bool = False,
        break_lock: bool = False,
    ) -> ArchiveWriter:
        """Open a folder or any fsspec URL, lock it, and set right what a kill has left behind.

        `existing` says what becomes of results that are there: `continue` keeps what is finished
        (fewer runs than are there already change nothing), `overwrite` removes it (figures and
        reports stay), `refuse` raises. `allow_other_fingerprint` lets results of another machine,
        code or packages be continued; they are then named in the manifest. `break_lock` takes
        over the lock of a process that is gone, which is needed only where locks do not end with
        their process: on other file systems than a local disk.

        Raises UserError if the archive is in use, damaged, of another experiment, code, machine
        or store version, holds files that are not its own, or cannot be written.
        """
        place = place_of(url)
        check_names(about, place.url)
        with telling(place.url):
            place.make()
            try:
                held = lock(place, break_lock)
                try:
                    found = take_over(place, identity, about, existing, allow_other_fingerprint)
                    return cls(place, held, found, identity, allow_other_fingerprint)
                except BaseException:
                    held.release()
                    raise
            except BaseException:
                place.unmake()
                raise

    @property
    def about(self) -> About:
        """What describes the experiment: as given, or as found if more runs are there already."""
        return self._about

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What was noticed and set right: damaged blocks set aside, fewer runs than are there."""
        return self._warnings

    @property
    def failures(self) -> tuple[Failure, ...]:
        """Blocks that failed and have not succeeded since, by scenario and start."""
        return tuple(self._failures)

    @property
    def journal_blocks(self) -> int:
        """How many published blocks wait for the next `compact`."""
        return self._blocks

    def finished(self, scenario: str) -> Spans:
        """The rows that are done, compacted or in the journal."""
        return self._spans.get(scenario, Spans())

    def missing(self, scenario: str) -> Spans:
        """The rows that are still to be computed, failed ones among them."""
        return self.finished(scenario).missing(self._about.rows(scenario))

    def publish(self, block: FinishedBlock) -> bool:
        """Keep a finished block for good; False if all its rows were there already.

        When it returns, the block is on the disk (synchronised) or in the object store. A failure
        recorded for its rows is cleared. Raises ValueError for a block that does not fit the
        experiment, or of which only some rows are there; UserError if it cannot be written, or
        comes from a machine with another arithmetic.
        """
        present = self.finished(block.scenario)
        if present.covers(block.start, block.stop):
            return False
        if present.touches(block.start, block.stop):
            told = f"rows {block.start:,} to {block.stop - 1:,} of {block.scenario}"
            raise ValueError(f"some but not all of {told} are there already")
        identity = self._identity_of(block)
        content = block_content(block, self._about, identity)
        with telling(self._place.url):
            self._lock.check()
            self._place.publish(name_of(block.scenario, block.start, block.stop), content)
        self._spans[block.scenario] = present.with_range(block.start, block.stop)
        self._blocks += 1
        self._clear(block)
        return True

    def fail(self, failure: Failure) -> None:
        """Record that a block failed, in `failures.jsonl`; its rows stay missing."""
        line = line_of(failure)
        with telling(self._place.url):
            self._lock.check()
            self._place.append(NAME, line)
        self._failures = with_failure(self._failures, failure)

    def note(self, told: Mapping[str, object]) -> None:
        """Add a line to `log.jsonl`, outside every comparison: the command, workers, a host."""
        owner = {"host": socket.gethostname(), "pid": os.getpid()}
        line = json.dumps(plain({"time": _now(), **owner, **told}), ensure_ascii=False)
        with telling(self._place.url):
            self._place.append(LOG, line.encode() + b"\n")

    def compact(self) -> None:
        """Merge the journal into the files that are read, as one step that is done or not.

        The bytes depend on what is finished alone. Takes room for a second copy while it lasts,
        and memory that does not grow with the runs. May be called at any time and repeatedly;
        does nothing if there is nothing new. Raises UserError if a file is damaged or cannot be
        written; the journal then stays as it is.
        """
        with telling(self._place.url):
            self._lock.check()
            # An earlier call may have been cut off after its one decisive step, or before it.
            settle(self._place)
            names = self._place.files()
            if MANIFEST in names and not any(_waits(name) for name in names):
                return
            holdings = look(self._place, names)
            if holdings is None:
                message = "its files have been taken away while it was being written"
                raise UserError(Problem(message, self._place.url))
            with self._place.drafting() as draft:
                manifest = compact_into(draft, holdings)
                self._place.deliver(draft)
            self._lock.check()
            commit(self._place, manifest)
        self._blocks = 0
        self.note({"event": "compacted", "rows": sum(one.rows for one in self._spans.values())})

    def close(self) -> None:
        """Let go of the lock; nothing is compacted. Closing twice does no harm."""
        with telling(self._place.url):
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _identity_of(self, block: FinishedBlock) -> Identity:
        """What a block was computed with: as the writer says, but for its machine's arithmetic."""
        if block.fingerprint is None:
            return self._identity
        identity = replace(self._identity, fingerprint=block.fingerprint)
        check_identity(self._identity, identity, self._place.url, self._allow_other)
        return identity

    def _clear(self, block: FinishedBlock) -> None:
        """Forget the failures of rows that are done now."""
        left = without_rows(self._failures, block.scenario, block.start, block.stop)
        if len(left) < len(self._failures):
            with telling(self._place.url):
                write_failures(self._place, left)
            self._failures = left


def _waits(name: str) -> bool:
    """Whether a file of the journal is still to be compacted."""
    return name == ABOUT or BLOCK.fullmatch(name) is not None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
