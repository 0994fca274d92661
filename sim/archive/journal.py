"""Finished blocks that wait to be compacted, one sealed file each, and what describes them all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from sim.archive.about import About, plain
from sim.archive.block import OUTCOMES, FinishedBlock
from sim.archive.identity import Identity
from sim.archive.place import Place
from sim.archive.sealed import DamageError, Sealed, seal, unseal
from sim.archive.spans import Spans
from sim.archive.tables import kept_tables
from sim.scenario.problems import Problem, UserError

FOLDER = "journal"
ABOUT = f"{FOLDER}/experiment.about"
DAMAGED = f"{FOLDER}/damaged"
BLOCK = re.compile(rf"{FOLDER}/(?P<scenario>[^/]+)-(?P<start>\d+)-(?P<stop>\d+)\.block")
ANEW = "`parley sweep` sets it aside and computes it again"


@dataclass(frozen=True)
class Entry:
    """A block of the journal; `last_run` is the largest run id of its rows."""

    scenario: str
    start: int
    stop: int
    last_run: int
    identity: Identity
    log: Mapping[str, object]
    sealed: Sealed

    @property
    def name(self) -> str:
        """Its file inside the archive."""
        return self.sealed.name

    def rows(self, table: str) -> int:
        """How many rows one of its tables has."""
        section = self.sealed.sections.get(table)
        return 0 if section is None else section.rows

    def table(self, name: str) -> pa.Table | None:
        """One of its tables; UserError if the file is no longer what it was."""
        try:
            return self.sealed.table(name)
        except DamageError as damage:
            raise damaged(self.sealed.place, self.name, damage) from damage


def name_of(scenario: str, start: int, stop: int) -> str:
    """The file of a block inside the archive."""
    return f"{FOLDER}/{scenario}-{start}-{stop}.block"


def block_content(block: FinishedBlock, about: About, identity: Identity) -> bytes:
    """A block as it goes into its file; ValueError if it does not fit the experiment."""
    tables = kept_tables(block, about)
    told = {
        "what": "block",
        "scenario": block.scenario,
        "start": block.start,
        "stop": block.stop,
        "points": about.points(block.scenario),
        "arms": list(about.arms),
        "last_run": pc.max(tables[OUTCOMES]["run"]).as_py(),
        "identity": identity.plain(),
        "log": plain(block.log),
    }
    return seal(told, tables)


def read_entry(place: Place, name: str, about: About, experiment: str) -> Entry:
    """The block in a file of the journal; only its header is read.

    Raises DamageError if it is torn or changed, UserError if it is not of the experiment with this
    digest.
    """
    sealed = unseal(place, name)
    told = sealed.about
    if told.get("what") != "block":
        raise DamageError("it is not a block")
    entry = Entry(
        scenario=str(told["scenario"]),
        start=int(str(told["start"])),
        stop=int(str(told["stop"])),
        last_run=int(str(told["last_run"])),
        identity=Identity.read(told["identity"]),
        log=_mapping(told["log"]),
        sealed=sealed,
    )
    ours = entry.identity.experiment == experiment
    fits = entry.scenario in about.scenarios and told["arms"] == list(about.arms)
    if not ours or not fits or told["points"] != about.points(entry.scenario):
        raise UserError(
            Problem(
                f"`{name}` belongs to another experiment",
                place.url,
                hint="move it to where it came from",
            )
        )
    if name != name_of(entry.scenario, entry.start, entry.stop):
        raise DamageError("its name is not that of the rows in it")
    return entry


def separate(entries: Sequence[Entry], done: Mapping[str, Spans]) -> Iterator[tuple[Entry, str]]:
    """Blocks with what they are: `new`, `known` (all rows are elsewhere), or `torn`.

    A torn one has some rows that are elsewhere, which only happens when a lock was broken while
    its process still ran: what it counted day by day cannot be divided.
    """
    spans = dict(done)
    for entry in sorted(entries, key=lambda one: (one.scenario, one.start, -one.stop)):
        present = spans.get(entry.scenario, Spans())
        if present.covers(entry.start, entry.stop):
            yield entry, "known"
        elif present.touches(entry.start, entry.stop):
            yield entry, "torn"
        else:
            spans[entry.scenario] = present.with_range(entry.start, entry.stop)
            yield entry, "new"


def about_content(about: About, identity: Identity) -> bytes:
    """What describes an experiment, as it goes into the journal."""
    told = {
        "what": "experiment",
        "digest": about.digest,
        "identity": identity.plain(),
        "experiment": about.experiment,
        "columns": about.columns,
        "inputs": dict(about.inputs),
        "provenance": about.provenance,
    }
    return seal(told, about.cells)


def read_about(place: Place) -> tuple[About, Identity, str]:
    """What describes the experiment in a journal, its identity, and its digest; or DamageError."""
    sealed = unseal(place, ABOUT)
    told = sealed.about
    if told.get("what") != "experiment":
        raise DamageError("it does not describe an experiment")
    about = about_of(
        told, {name: sealed.table(name) for name in sealed.sections}, _mapping(told["inputs"])
    )
    return about, Identity.read(told["identity"]), str(told["digest"])


def about_of(
    told: Mapping[str, object], cells: Mapping[str, pa.Table], inputs: Mapping[str, object]
) -> About:
    """The description of an experiment from its parts; DamageError if they are not such."""
    columns = told.get("columns")
    if not isinstance(columns, list):
        raise DamageError("it does not describe an experiment")
    experiment, provenance = _mapping(told.get("experiment")), _mapping(told.get("provenance"))
    texts = {name: str(text) for name, text in inputs.items()}
    return About(experiment, columns, cells, texts, provenance)


def damaged(place: Place, name: str, damage: DamageError, hint: str = ANEW) -> UserError:
    """The error that names a damaged file."""
    return UserError(Problem(f"`{name}` is damaged: {damage}", place.url, hint=hint))


def _mapping(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise DamageError("it does not describe an experiment")
    return value
