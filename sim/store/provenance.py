"""Where results come from: everything needed to make them again and to compare."""

from __future__ import annotations

import hashlib
import platform
import sys
from collections.abc import Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, entry_points, version
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.arithmetic import fingerprint
from sim.store.story import CAVEAT

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario
    from sim.store.record import Record

USUAL = {"party", "mediator", "mission"}
"""Words for the agents that come with Parley."""
DISTRIBUTIONS = ("parley-sim", "mesa", "numpy", "scipy", "pandas", "pyarrow")


def provenance_of(record: Record, command: Sequence[str], made: Sequence[str]) -> dict[str, Any]:
    """The provenance of a record: JSON-ready; `made` are the files that came with it."""
    return {
        "model": CAVEAT,
        "scenario": record.case.name,
        "title": record.scenario.title,
        "seed": record.seed,
        "runs": record.runs,
        "first_run": record.first_run,
        "start": record.start.isoformat(),
        "end": record.end.isoformat(),
        "settings": list(record.case.settings),
        "parameters": record.parameters,
        "command": list(command),
        "inputs": [
            {"path": str(given.path), "sha256": _sha256(given.text.encode())}
            for given in record.case.inputs
        ],
        "agents": agents_of(record.case.scenario),
        "code_sha256": code_digest(),
        "arithmetic": fingerprint(),
        "versions": {"python": platform.python_version()} | versions(),
        "platform": {
            "system": platform.system(),
            "machine": platform.machine(),
            "implementation": sys.implementation.name,
        },
        "files": list(made),
    }


def agents_of(scenario: Scenario) -> list[dict[str, str]]:
    """The classes that a scenario puts in actors' places, and the files they were read from."""
    words = {party.agent for party in scenario.parties.values()}
    words |= {mediator.agent for mediator in scenario.mediators.values()}
    words |= {mission.agent for mission in scenario.peacekeepers.values()}
    own = sorted(words - USUAL)
    # What is installed takes long to look up, and hardly any scenario asks for it.
    points = entry_points(group="parley.agents") if own else ()
    installed = {point.name: point.value for point in points}
    found = []
    for word in own:
        module = sys.modules.get(installed.get(word, word).partition(":")[0])
        path = getattr(module, "__file__", None)
        digest = "" if path is None else _sha256(Path(path).read_bytes())
        found.append({"agent": word, "path": path or "", "sha256": digest})
    return found


@cache
def code_digest() -> str:
    """SHA-256 over the package's source: every Python file and rulebook, by name and content."""
    root = Path(str(files("sim")))
    summary = hashlib.sha256()
    for path in sorted(root.rglob("*"), key=lambda path: path.relative_to(root).as_posix()):
        if path.suffix in (".py", ".yaml"):
            name = path.relative_to(root).as_posix()
            summary.update(f"{name}\0{_sha256(path.read_bytes())}\n".encode())
    return summary.hexdigest()


def versions() -> dict[str, str]:
    """Versions of this package and of those that compute and store."""
    return {name: _version(name) for name in DISTRIBUTIONS}


@cache
def _version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return "not installed"


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
