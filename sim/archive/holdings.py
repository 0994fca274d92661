"""All that is in an archive at one moment: the compacted files, and the blocks that are not."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from sim.archive import journal
from sim.archive.about import About
from sim.archive.identity import Identity
from sim.archive.journal import Entry, about_of, damaged, read_entry, separate
from sim.archive.manifest import (
    MANIFEST,
    FileRecord,
    Manifest,
    Progress,
    check_size,
    check_whole,
    current,
)
from sim.archive.parts import RESTORE, read_part
from sim.archive.place import Place
from sim.archive.sealed import DamageError
from sim.archive.spans import Spans
from sim.scenario.problems import Problem, UserError

ABOUT, CELLS, PROVENANCE, INPUTS = "about.json", "cells.parquet", "provenance.json", "inputs/"


@dataclass(frozen=True)
class Holdings:
    """What is compacted, and the blocks of the journal whose rows are not.

    `about_digest` is that of `about` as it was given by whoever wrote it. `pending` is the folder
    in which compacted files may still lie, empty if all are in their places.
    """

    place: Place
    about: About
    about_digest: str
    identity: Identity
    manifest: Manifest | None
    pending: str
    entries: tuple[Entry, ...]

    @property
    def files(self) -> Mapping[str, FileRecord]:
        """The compacted files."""
        return self.manifest.files if self.manifest else {}

    @property
    def done(self) -> dict[str, Spans]:
        """The rows that are done, compacted or in the journal, by scenario."""
        return {name: self.progress(name).spans for name in self.about.scenarios}

    @property
    def others(self) -> tuple[Identity, ...]:
        """Identities of what was let in though it was computed with something else."""
        found = [*(self.manifest.others if self.manifest else ())]
        found += [entry.identity for entry in self.entries]
        unlike = {str(one.plain()): one for one in found if one.plain() != self.identity.plain()}
        return tuple(unlike[key] for key in sorted(unlike))

    def progress(self, scenario: str) -> Progress:
        """How far a scenario has come."""
        before = self.manifest.scenarios.get(scenario) if self.manifest else None
        mine = [entry for entry in self.entries if entry.scenario == scenario]
        spans = [*(before.spans if before else ()), *((one.start, one.stop) for one in mine)]
        last = max([before.last_run if before else 0, *(entry.last_run for entry in mine)])
        return Progress(self.about.rows(scenario), Spans.of(spans), last)

    def where(self, name: str) -> str:
        """The file in which a compacted file lies at this moment."""
        return _where(self.place, self.pending, name)

    def read(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """Some columns of a compacted Parquet file; UserError if it is not as written."""
        return read_part(self.place, self.where(name), self.files[name], columns)

    def check_sizes(self) -> None:
        """Raise UserError, naming all, if a compacted file is not there or not as long."""
        self._check(lambda name, record: check_size(self.place, self.where(name), record))

    def check_everything(self) -> None:
        """Raise UserError, naming all, if any byte of any file is not as written."""
        self._check(lambda name, record: check_whole(self.place, self.where(name), record))
        problems: list[Problem] = []
        for entry in self.entries:
            try:
                entry.sealed.check()
            except DamageError as damage:
                problems += damaged(self.place, entry.name, damage).problems
        if problems:
            raise UserError(problems)

    def _check(self, check: Callable[[str, FileRecord], None]) -> None:
        problems: list[Problem] = []
        for name, record in self.files.items():
            try:
                check(name, record)
            except DamageError as damage:
                problems += damaged(self.place, name, damage, RESTORE).problems
        if problems:
            raise UserError(problems)


def manifest_of(place: Place) -> tuple[Manifest | None, str]:
    """The manifest that holds, if any, and the folder its files may still be in; or UserError."""
    try:
        return current(place) or (None, "")
    except DamageError as damage:
        raise damaged(place, MANIFEST, damage, RESTORE) from damage


def describe(place: Place, names: Iterable[str]) -> Holdings | None:
    """An archive with these files, its journal's blocks left aside; None if they are none.

    Raises UserError if it is damaged, or its store version cannot be read.
    """
    manifest, pending = manifest_of(place)
    if journal.ABOUT in names:
        try:
            about, identity, digest = journal.read_about(place)
        except DamageError as damage:
            raise damaged(place, journal.ABOUT, damage) from damage
    elif manifest is not None:
        about, digest = _compacted_about(place, manifest, pending), manifest.about
    else:
        return None
    # Of results that were let in, the first say what the archive is.
    identity = manifest.identity if manifest else identity
    return Holdings(place, about, digest, identity, manifest, pending, ())


def look(place: Place, names: Iterable[str]) -> Holdings | None:
    """What is in an archive with these files; None if they are none, UserError if damaged."""
    files = list(names)
    found = describe(place, files)
    if found is None:
        return None
    entries = _entries(place, files, found.about, found.identity)
    new = [entry for entry, what in separate(entries, found.done) if what == "new"]
    return replace(found, entries=tuple(new))


def _entries(place: Place, files: list[str], about: About, identity: Identity) -> list[Entry]:
    found: list[Entry] = []
    problems: list[Problem] = []
    for name in files:
        if journal.BLOCK.fullmatch(name):
            try:
                found.append(read_entry(place, name, about, identity.experiment))
            except DamageError as damage:
                problems += damaged(place, name, damage).problems
            except UserError as error:
                problems += error.problems
    if problems:
        raise UserError(problems)
    return found


def _compacted_about(place: Place, manifest: Manifest, pending: str) -> About:
    """What describes the experiment, from the compacted files."""

    def content(name: str) -> bytes:
        where = _where(place, pending, name)
        try:
            check_whole(place, where, manifest.files[name])
        except DamageError as damage:
            raise damaged(place, name, damage, RESTORE) from damage
        return place.read(where)

    told = json.loads(content(ABOUT))
    told["provenance"] = json.loads(content(PROVENANCE))
    names = [name for name in manifest.files if name.startswith(INPUTS)]
    inputs = {name.removeprefix(INPUTS): content(name).decode() for name in names}
    cells = read_part(place, _where(place, pending, CELLS), manifest.files[CELLS])
    parts = {}
    for scenario, factors in told["factors"].items():
        mine = cells.filter(pc.equal(cells["scenario"], scenario))
        parts[scenario] = mine.select(["cell", *factors])
    return about_of(told, parts, inputs)


def _where(place: Place, pending: str, name: str) -> str:
    waiting = f"{pending}/{name}"
    return waiting if pending and place.exists(waiting) else name
