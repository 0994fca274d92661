"""Blocks that failed: `failures.jsonl`, a line each, as long as they have not succeeded."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from sim.archive.about import plain
from sim.archive.block import Failure
from sim.archive.place import Place
from sim.archive.spans import Spans

NAME = "failures.jsonl"


def read_failures(place: Place, done: Mapping[str, Spans]) -> list[Failure]:
    """The failures recorded, the last one of each block, without those that are done since.

    A line that was torn by a power cut is passed over: its rows are missing all the same.
    """
    if not place.exists(NAME):
        return []
    found: list[Failure] = []
    for line in place.read(NAME).decode("utf-8", errors="replace").splitlines():
        failure = _parsed(line)
        if failure is not None:
            found = with_failure(found, failure)
    return [one for one in found if not _is_done(one, done)]


def with_failure(failures: Iterable[Failure], failure: Failure) -> list[Failure]:
    """Failures by scenario and start, the new one in place of those that share rows with it."""
    kept = without_rows(failures, failure.scenario, failure.start, failure.stop)
    return sorted([*kept, failure], key=lambda one: (one.scenario, one.start))


def without_rows(
    failures: Iterable[Failure], scenario: str, start: int, stop: int
) -> list[Failure]:
    """The failures that have none of these rows."""
    return [
        one
        for one in failures
        if one.scenario != scenario or one.stop <= start or stop <= one.start
    ]


def line_of(failure: Failure) -> bytes:
    """A failure as a line of the file."""
    told = {
        "scenario": failure.scenario,
        "start": failure.start,
        "stop": failure.stop,
        "kind": failure.kind,
        "error": failure.error,
        "cells": list(failure.cells),
        "arms": list(failure.arms),
        "log": plain(failure.log),
    }
    return json.dumps(told, ensure_ascii=False).encode() + b"\n"


def write_failures(place: Place, failures: Sequence[Failure]) -> None:
    """Replace the file; without failures there is none."""
    if failures:
        place.publish(NAME, b"".join(line_of(failure) for failure in failures))
    else:
        place.remove([NAME])


def _is_done(failure: Failure, done: Mapping[str, Spans]) -> bool:
    return done.get(failure.scenario, Spans()).covers(failure.start, failure.stop)


def _parsed(line: str) -> Failure | None:
    try:
        told = json.loads(line)
        return Failure(
            scenario=str(told["scenario"]),
            start=int(told["start"]),
            stop=int(told["stop"]),
            kind=str(told["kind"]),
            error=str(told["error"]),
            cells=tuple(int(cell) for cell in told["cells"]),
            arms=tuple(str(arm) for arm in told["arms"]),
            log=dict(told["log"]),
        )
    except (ValueError, TypeError, KeyError):
        return None
