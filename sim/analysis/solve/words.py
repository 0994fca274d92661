"""A solved case in words and as tables that programs read."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.solve.answer import Solution, Solved, Spread
from sim.scenario.schema import Issue

if TYPE_CHECKING:
    import pandas as pd

AT_AN_END = 0.05
"""How near to an end of an issue a position counts as that end."""
COLUMNS = ("solution", "quantity", "of", "value", "low", "high", "words")


def in_words(issue: Issue, position: float) -> str:
    """A position in the words of the issue's ends."""
    if position <= AT_AN_END:
        return issue.low
    if position >= 1.0 - AT_AN_END:
        return issue.high
    return f"{100 * position:.0f}% of the way from “{issue.low}” to “{issue.high}”"


def frame_of(solved: Solved) -> pd.DataFrame:
    """Everything as one long table: solution, quantity, of, value, low, high, words.

    Solutions are the keys of the theories, `status_quo`, `going_on` and `signed` (the packages that
    simulated talks signed, their median and nine tenths); quantities are `position` of an issue,
    `utility` of a party, and shares and distances of the solution as a whole.
    """
    import pandas as pd

    return pd.DataFrame(_rows(solved), columns=list(COLUMNS))


def _rows(solved: Solved) -> Iterator[tuple[object, ...]]:
    scenario = solved.case.scenario
    for party in solved.parties:
        yield "status_quo", "utility", party.key, party.status_quo, None, None, ""
    for key, issue in scenario.issues.items():
        now = issue.status_quo.value
        yield "status_quo", "position", key, now, None, None, in_words(issue, now)
    for party in solved.parties:
        for name, spread in (("going_on", party.going_on), ("going_on_true", party.known)):
            if spread is not None:
                yield name, "utility", party.key, *_of(spread), ""
    yield "all", "zone_plain", "pair", solved.zone.plain, None, None, ""
    yield "all", "zone_objective", "pair", *_of(solved.zone.objective), ""
    yield "all", "zone_perceived", "pair", *_of(solved.zone.perceived), ""
    for solution in solved.solutions:
        yield from _rows_of(solved, solution)
    yield from _signed_rows(solved)


def _rows_of(solved: Solved, solution: Solution) -> Iterator[tuple[object, ...]]:
    key = solution.key
    yield key, "exists", "runs", solution.exists, None, None, solution.source
    if solution.package is None or solution.payoffs is None:
        return
    for place, (name, issue) in enumerate(solved.case.scenario.issues.items()):
        position = float(solution.package[place])
        low = None if solution.low is None else float(solution.low[place])
        high = None if solution.high is None else float(solution.high[place])
        yield key, "position", name, position, low, high, in_words(issue, position)
    for party, payoff in zip(solved.parties, solution.payoffs, strict=True):
        crossed = dict.fromkeys(one.issue for one in solution.crossed if one.party == party.key)
        words = f"beyond its red line on {', '.join(crossed)}" if crossed else ""
        yield key, "utility", party.key, float(payoff), None, None, words
    yield key, "beats_going_on", "true costs", solution.objective, None, None, ""
    yield key, "beats_going_on", "perceived", solution.perceived, None, None, ""
    if solution.apart is not None:
        yield key, "distance", "signed packages", *_of(solution.apart), ""


def _signed_rows(solved: Solved) -> Iterator[tuple[object, ...]]:
    for kind, number in sorted(solved.kinds.items()):
        yield "signed", "agreements", kind, number, None, None, ""
    packages = solved.packages_signed()
    for place, (name, issue) in enumerate(solved.case.scenario.issues.items()):
        if len(packages):
            spread = Spread.of(packages[:, place])
            yield "signed", "position", name, *_of(spread), in_words(issue, spread.median)


def _of(spread: Spread) -> tuple[float, float, float]:
    return spread.median, spread.low, spread.high


def document_of(solved: Solved) -> dict[str, Any]:
    """Everything as one document for JSON; what does not exist is null."""
    first, second = solved.pair
    return {
        "scenario": solved.case.name,
        "title": solved.case.scenario.title,
        "settings": list(solved.case.settings),
        "seed": solved.seed,
        "runs": solved.runs,
        "parameters": solved.parameters,
        "days": solved.days,
        "front": solved.front,
        "sides": [first.key, second.key],
        "issues": list(solved.issues),
        "parties": {
            party.key: {
                "name": party.name,
                "capability": party.power,
                "status_quo": party.status_quo,
                "going_on": _spread(party.going_on),
                "going_on_true": _spread(party.known),
            }
            for party in solved.parties
        },
        "zone": {
            "plain": solved.zone.plain,
            "objective": _spread(solved.zone.objective),
            "perceived": _spread(solved.zone.perceived),
        },
        "solutions": {one.key: _solution(solved, one) for one in solved.solutions},
        "signed": {
            "kinds": dict(solved.kinds),
            "runs": solved.runs_signed,
            "packages": [
                {
                    "kind": one.kind,
                    "run": one.run,
                    "day": one.day,
                    "terms": _by(solved, one.package),
                }
                for one in solved.signed
            ],
        },
    }


def _solution(solved: Solved, one: Solution) -> dict[str, Any]:
    issues = solved.case.scenario.issues
    package = _by(solved, one.package)
    return {
        "name": one.name,
        "source": one.source,
        "exists": one.exists,
        "package": package,
        "low": _by(solved, one.low),
        "high": _by(solved, one.high),
        "words": package and {name: in_words(issues[name], at) for name, at in package.items()},
        "utility": None
        if one.payoffs is None
        else {
            party.key: float(value)
            for party, value in zip(solved.parties, one.payoffs, strict=True)
        },
        "red_lines_crossed": [
            {"of": line.whose, "issue": line.issue, "bound": line.bound} for line in one.crossed
        ],
        "beats_going_on": {"true_costs": _known(one.objective), "perceived": _known(one.perceived)},
        "distance_from_signed": _spread(one.apart),
    }


def _by(solved: Solved, values: np.ndarray[Any, Any] | None) -> Mapping[str, float] | None:
    if values is None:
        return None
    return {name: float(value) for name, value in zip(solved.issues, values, strict=True)}


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value


def _spread(spread: Spread | None) -> dict[str, float] | None:
    if spread is None:
        return None
    return {"median": spread.median, "low": spread.low, "high": spread.high}
