"""Agreements in force at the start, which must not contradict one another."""

from __future__ import annotations

from itertools import combinations

from sim.scenario.draft import Draft
from sim.scenario.findings import Findings
from sim.scenario.places import Path
from sim.scenario.problems import listed
from sim.scenario.schema import Agreement

EMPTY = "has the kind `cbm` without a measure, which changes nothing"
NAME_SOME = "name some under `measures`, such as `measures: [hotline]`"


def check_agreements(draft: Draft, findings: Findings) -> None:
    """No party is bound twice, no front has two ceasefires, no settlement undoes another."""
    for name, agreement in draft.agreements.items():
        _check_parties(agreement, ("agreements", name), findings)
        if agreement.kind == "cbm" and not agreement.measures:
            findings.add(("agreements", name), EMPTY, NAME_SOME, key=True, warning=True)
    for name, agenda in draft.agendas.items():
        if "cbm" in agenda.kinds and not agenda.measures:
            findings.add(("agendas", name), EMPTY, NAME_SOME, key=True, warning=True)
    for (earlier, first), (later, second) in combinations(draft.agreements.items(), 2):
        path: Path = ("agreements", later)
        reason = _contradiction(first, second)
        if reason is not None:
            hint = "keep the one that was in force when the period begins"
            findings.add(path, f"contradicts agreements.{earlier}: {reason}", hint, key=True)


def _check_parties(agreement: Agreement, path: Path, findings: Findings) -> None:
    for place, party in enumerate(agreement.bound):
        if party in agreement.signatories:
            message = f": `{party}` signed, so it is bound already"
            findings.add((*path, "bound", place), message, "name it once")
    for place, party in enumerate(agreement.signatories):
        if party in agreement.signatories[:place]:
            findings.add((*path, "signatories", place), f": `{party}` is named twice")


def _contradiction(first: Agreement, second: Agreement) -> str | None:
    if first.kind != second.kind:
        return None
    same = set(first.signatories) == set(second.signatories)
    if first.kind == "ceasefire" and same and _same_front(first, second):
        where = f"on the front `{first.front}`" if first.front else "everywhere"
        return f"both are ceasefires of the same signatories in force {where}"
    shared = sorted(set(first.signatories) & set(second.signatories))
    if first.kind == "settlement" and len(shared) > 1:
        differing = [
            issue
            for issue, position in second.terms.items()
            if issue in first.terms and first.terms[issue].value != position.value
        ]
        if differing:
            return f"both settle {listed(differing)} between {listed(shared)}, on different terms"
    return None


def _same_front(first: Agreement, second: Agreement) -> bool:
    return first.front == second.front
