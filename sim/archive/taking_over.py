"""What a writer does first: judge what is there, set a kill's traces right, keep what is whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sim.archive.about import About
from sim.archive.contents import is_archive, is_own, is_unfinished, refuse_foreign
from sim.archive.holdings import Holdings, describe, look, manifest_of
from sim.archive.identity import Identity, check_identity
from sim.archive.journal import (
    ABOUT,
    BLOCK,
    DAMAGED,
    FOLDER,
    about_content,
    read_about,
    read_entry,
    separate,
)
from sim.archive.lock import NAME as LOCK
from sim.archive.manifest import MANIFEST
from sim.archive.place import NEXT, Place
from sim.archive.sealed import DamageError
from sim.archive.settling import settle
from sim.archive.spans import Spans
from sim.scenario.problems import Problem, UserError

Existing = Literal["continue", "overwrite", "refuse"]


@dataclass(frozen=True)
class Found:
    """What a writer begins with: rows that are done, blocks in the journal, warnings."""

    about: About
    spans: Mapping[str, Spans]
    blocks: int
    warnings: tuple[Problem, ...]


def take_over(
    place: Place, identity: Identity, about: About, existing: Existing, allow_other: bool
) -> Found:
    """Make an archive of a place that is locked, or go on with the one that is there.

    Raises UserError as `ArchiveWriter.open` says; then nothing that counts was changed.
    """
    names = place.files()
    if existing not in ("continue", "overwrite", "refuse"):
        raise ValueError(f"existing results are continued, overwritten or refused, not {existing}")
    if is_archive(names):
        if existing == "refuse":
            hint = "continue or overwrite them with `--existing`, or choose another folder"
            raise UserError(Problem("holds results already", place.url, hint=hint))
        if existing == "overwrite":
            _remove_all(place)
        else:
            settle(place)
    names = place.files()
    refuse_foreign(names, manifest_of(place)[0], place.url)
    place.remove([name for name in names if is_unfinished(name)])
    warnings = _without_damaged_about(place, names)
    found = describe(place, place.files())
    if found is not None:
        found.check_sizes()
        _compare(found, identity, about, allow_other)
    warnings += _without_damaged_blocks(place, about, identity, found.done if found else {})
    return _begun(place, about, identity, allow_other, warnings)


def _begun(
    place: Place, about: About, identity: Identity, allow_other: bool, warnings: list[Problem]
) -> Found:
    """The archive as it is now, with what describes it brought up to date."""
    found = look(place, place.files())
    if found is not None:
        about, fewer = _runs(about, found)
        warnings = warnings + fewer
    kept = found is not None and (about is found.about or about.digest == found.about_digest)
    if not kept:
        place.publish(ABOUT, about_content(about, found.identity if found else identity))
    now = found or look(place, place.files())
    if now is None:
        raise UserError(Problem("its files are taken away while they are written", place.url))
    if found is None:
        # What described them was damaged, so that nobody has looked at them yet.
        for other in now.others:
            check_identity(other, identity, place.url, allow_other)
    return Found(about, now.done, len(now.entries), tuple(warnings))


def _remove_all(place: Place) -> None:
    """Remove an archive, what makes it one last; what is made from it stays."""
    try:
        settle(place)
        manifest, by_name = manifest_of(place)[0], False
    except UserError:
        manifest, by_name = None, True
    names = place.files()
    refuse_foreign(names, manifest, place.url, by_name)
    own = [name for name in names if name != LOCK and is_own(name, manifest, by_name)]
    last = [MANIFEST, f"{NEXT}/{MANIFEST}", ABOUT]
    place.remove([name for name in own if name not in last])
    place.settle()
    place.remove([name for name in last if name in own])
    place.settle()


def _compare(found: Holdings, identity: Identity, about: About, allow_other: bool) -> None:
    """Raise UserError unless the experiment that is there can be continued."""
    check_identity(found.identity, identity, found.place.url, allow_other)
    there = found.about
    same = (there.arms, there.scenarios) == (about.arms, about.scenarios)
    if not same or any(there.points(one) != about.points(one) for one in about.scenarios):
        hint = "choose another folder, or compute it anew with `--existing overwrite`"
        message = "holds results of other scenarios, arms or points"
        raise UserError(Problem(message, found.place.url, hint=hint))


def _runs(about: About, found: Holdings) -> tuple[About, list[Problem]]:
    """What describes the experiment: as before, if there are more runs than are asked for now."""
    beyond = any(found.done[name].end > about.rows(name) for name in about.scenarios)
    if not beyond or about.runs >= found.about.runs:
        return about, []
    message = f"holds more than {about.runs:,} runs already: all {found.about.runs:,} are kept"
    return found.about, [Problem(message, found.place.url, warning=True)]


def _without_damaged_about(place: Place, names: Sequence[str]) -> list[Problem]:
    if ABOUT not in names:
        return []
    try:
        read_about(place)
    except DamageError as damage:
        return [_set_aside(place, ABOUT, f"is damaged ({damage})")]
    return []


def _without_damaged_blocks(
    place: Place, about: About, identity: Identity, done: Mapping[str, Spans]
) -> list[Problem]:
    """Read every block of the journal; set aside what is damaged, remove what is known."""
    warnings, entries = [], []
    for name in place.files():
        if BLOCK.fullmatch(name):
            try:
                entry = read_entry(place, name, about, identity.experiment)
                entry.sealed.check()
                entries.append(entry)
            except DamageError as damage:
                warnings.append(_set_aside(place, name, f"is damaged ({damage})"))
    for entry, what in separate(entries, done):
        if what == "known":
            place.remove([entry.name])
        elif what == "torn":
            warnings.append(_set_aside(place, entry.name, "has rows that are there already"))
    place.settle()
    return warnings


def _set_aside(place: Place, name: str, why: str) -> Problem:
    aside = f"{DAMAGED}/{name.removeprefix(f'{FOLDER}/')}"
    place.move(name, aside)
    message = f"`{name}` {why}: it was set aside as `{aside}`, what it lacks is computed again"
    return Problem(message, place.url, warning=True)
