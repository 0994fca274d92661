"""The last step of a compaction: files to their places; begun again after a kill, it ends alike."""

from __future__ import annotations

from sim.archive import journal
from sim.archive.manifest import MANIFEST, Manifest, read_manifest
from sim.archive.parts import RESTORE
from sim.archive.place import NEXT, Place
from sim.archive.sealed import DamageError, unseal
from sim.archive.spans import Spans

_NEXT_MANIFEST = f"{NEXT}/{MANIFEST}"


def commit(place: Place, manifest: Manifest) -> None:
    """Make a delivered draft count: from this one step on the compaction is done."""
    place.publish(_NEXT_MANIFEST, manifest.text().encode())
    settle(place)


def settle(place: Place) -> None:
    """Bring a compaction that counts to its end, and clear away one that does not.

    First the new files go to their places, then the old ones and the blocks they contain vanish,
    and the manifest goes last, so that all this can be begun again at any point.

    Raises UserError if the manifest is damaged, or its store version cannot be read.
    """
    waiting = [name for name in place.files() if name.startswith(f"{NEXT}/")]
    if _NEXT_MANIFEST in waiting:
        manifest = _read(place, _NEXT_MANIFEST)
        old = _read(place, MANIFEST).files if place.exists(MANIFEST) else {}
        waiting.remove(_NEXT_MANIFEST)
        for name in waiting:
            place.move(name, name.removeprefix(f"{NEXT}/"))
        place.settle()
        place.remove([name for name in old if name not in manifest.files])
        place.remove(_contained(place, manifest))
        place.settle()
        place.move(_NEXT_MANIFEST, MANIFEST)
    else:
        place.remove(waiting)
    place.settle()


def _read(place: Place, name: str) -> Manifest:
    try:
        return read_manifest(place, name)
    except DamageError as damage:
        raise journal.damaged(place, name, damage, RESTORE) from damage


def _contained(place: Place, manifest: Manifest) -> list[str]:
    """The files of the journal whose content is in the compacted files."""
    found = []
    for name in place.files():
        block = journal.BLOCK.fullmatch(name)
        if block is not None:
            progress = manifest.scenarios.get(block["scenario"])
            spans = progress.spans if progress else Spans()
            if spans.covers(int(block["start"]), int(block["stop"])):
                found.append(name)
        elif name == journal.ABOUT and _digest(place) == manifest.about:
            found.append(name)
    return found


def _digest(place: Place) -> str:
    try:
        return str(unseal(place, journal.ABOUT).about["digest"])
    except DamageError:
        return ""
