"""Several coders' versions of a scenario: the case as one of them codes it."""

from __future__ import annotations

from dataclasses import replace

from sim.scenario.case import Case
from sim.scenario.evidence import evidence
from sim.scenario.problems import Problem, UserError, did_you_mean, listed
from sim.scenario.varied import varied


def coders_of(case: Case) -> dict[str, dict[str, float]]:
    """What each coder gives, by coder and path, in the order in which they are first named."""
    found: dict[str, dict[str, float]] = {}
    for one in evidence(case):
        for coder, value in one.quantity.coders.items():
            found.setdefault(coder, {})[one.path] = value
    return found


def as_coded(case: Case, coder: str) -> Case:
    """The case with every number that a coder gave as that coder has it, the others as given.

    Saliences of a party are scaled to add up to 1 again. The settings of the case then name the
    coder. Raises UserError for an unknown coder.
    """
    known = coders_of(case)
    if coder not in known:
        hint = did_you_mean(coder, known)
        if hint is None:
            hint = f"there are {listed(known)}" if known else "give some with `coders:` in a number"
        message = f"no number of this scenario has a version by `{coder}`"
        raise UserError(Problem(message, str(case.path), hint=hint))
    settings = (*case.settings, f"coder {coder}")
    return replace(varied(case, known[coder]), settings=settings)
