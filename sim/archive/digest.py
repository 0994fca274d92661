"""One number for everything in an archive that two equal sweeps have in common."""

from __future__ import annotations

import hashlib
from os import PathLike

from sim.archive.holdings import look
from sim.archive.manifest import MANIFEST
from sim.archive.place import place_of, telling
from sim.scenario.problems import Problem, UserError


def digest(url: str | PathLike[str]) -> str:
    """SHA-256 over the compared bytes: the manifest and every file that it lists, by name.

    The log, failures, pictures and tables beside them do not count. Every byte is checked.
    Raises UserError if it is no archive, damaged, or has blocks that are not compacted.
    """
    place = place_of(url)
    with telling(place.url, "cannot be read"):
        names = place.files()
        holdings = look(place, names)
        waiting = holdings is None or holdings.pending or holdings.entries
        if holdings is None or waiting or MANIFEST not in names:
            message = "is no archive that has been compacted"
            raise UserError(Problem(message, place.url, hint="continue it with `parley sweep`"))
        holdings.check_everything()
        found = hashlib.sha256()
        for name in [MANIFEST, *sorted(holdings.files)]:
            content = hashlib.sha256()
            with place.open(name) as file:
                while part := file.read(1 << 20):
                    content.update(part)
            found.update(f"{name}\0{content.hexdigest()}\n".encode())
        return found.hexdigest()
