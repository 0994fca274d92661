"""Problems of settings, told where the experiment file has what they were made from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from sim.scenario.places import Leaf, Mark, Node, inside, spot
from sim.scenario.problems import Problem

Place = Callable[[int], Mark]
"""Where a character of a setting, counted from 1, stands in the file."""


def within_text(leaf: Leaf) -> Place:
    """The places of a setting that the file writes out."""
    return lambda column: inside(leaf, column - 1)


def of_entry(path: str, key: Mark, value: Node) -> Place:
    """The places of a setting made from a key, which is its path, and a value."""
    line = key.origin.lines[key.line - 1] if key.line <= len(key.origin.lines) else ""
    spelt = line[key.column - 1 :].startswith(path)

    def place(column: int) -> Mark:
        if column > len(path):
            return spot(value)
        return replace(key, column=key.column + column - 1) if spelt else key

    return place


def told_in_file(problems: Iterable[Problem], places: Mapping[str, Place]) -> list[Problem]:
    """The problems, those of the settings pointing into the file."""
    return [_told(problem, places) for problem in problems]


def _told(problem: Problem, places: Mapping[str, Place]) -> Problem:
    place = places.get(problem.source_line or "") if problem.line is None else None
    if place is None:
        return problem
    mark = place(problem.column or 1)
    return mark.problem(problem.message, problem.hint, problem.warning)
