"""The points that a file lists one by one, as what varies and the values it takes."""

from __future__ import annotations

from typing import Any

from sim.experiment.entry import ALL, ANY, Entry
from sim.experiment.schema import Design, Uncertainty
from sim.scenario.findings import Findings
from sim.scenario.places import Path
from sim.scenario.problems import listed

WHERE = ("design", "points")


def entries_of_points(design: Design, findings: Findings) -> tuple[Entry, ...]:
    """An entry for each path that the points name, its levels the values there in order."""
    points = design.points if isinstance(design.points, list) else []
    if not points or not _alike(points, findings):
        return ()
    return tuple(_entry(path, points) for path in points[0])


def _alike(points: list[dict[str, Any]], findings: Findings) -> bool:
    """Whether all points name the same paths, and no patterns."""
    for path in points[0]:
        if path == ALL or ANY in path:
            message = "is a pattern; a point names single numbers"
            findings.add((*WHERE, 0, path), message, "write out its path", key=True)
            return False
    if not points[0]:
        findings.add((*WHERE, 0), "names no number", "write {path: value}")
        return False
    for place, point in enumerate(points[1:], start=1):
        lacking = [path for path in points[0] if path not in point]
        beside = [path for path in point if path not in points[0]]
        if lacking or beside:
            said = f"lacks {listed(lacking)}" if lacking else f"has {listed(beside)} besides"
            hint = "all points of a list name the same numbers"
            findings.add((*WHERE, place), f"{said}, unlike the first point", hint)
            return False
    return True


def _entry(path: str, points: list[dict[str, Any]]) -> Entry:
    levels: list[Any] = []
    spots: list[Path] = []
    for place, point in enumerate(points):
        value = point[path]
        if not any(value == level and type(value) is type(level) for level in levels):
            levels.append(value)
            spots.append((*WHERE, place, path))
    return Entry(path, Uncertainty(levels=levels), (*WHERE, 0, path), tuple(spots))
