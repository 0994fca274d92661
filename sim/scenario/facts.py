"""Documented outcomes: whether they can be held against what a run counts."""

from __future__ import annotations

from sim.outcomes import OUTCOMES, Outcome
from sim.scenario.draft import Draft
from sim.scenario.findings import Findings
from sim.scenario.places import Path
from sim.scenario.problems import did_you_mean, listed
from sim.scenario.schema import Documented

CATALOGUE = {outcome.name: outcome for outcome in OUTCOMES}
WAYS = ("value", "at_least", "at_most", "category")


def check_documented(draft: Draft, findings: Findings) -> None:
    """Each documented outcome is one the model counts, and says one thing about it."""
    for name, fact in draft.documented.items():
        path: Path = ("documented", name)
        outcome = CATALOGUE.get(fact.outcome)
        if outcome is None:
            hint = (
                did_you_mean(fact.outcome, CATALOGUE) or f"known are {listed(CATALOGUE, most=40)}"
            )
            findings.add((*path, "outcome"), f": `{fact.outcome}` is not an outcome of a run", hint)
            continue
        _check_party(fact, outcome, path, findings)
        _check_ways(fact, outcome, path, findings)


def _check_party(fact: Documented, outcome: Outcome, path: Path, findings: Findings) -> None:
    if fact.party is not None and not outcome.per_party:
        message = f": `{outcome.name}` is not counted party by party"
        findings.add((*path, "party"), message, "leave the party out")
    if fact.party is None and outcome.per_party:
        message = f": `{outcome.name}` is counted party by party, and no party is named"
        findings.add((*path, "outcome"), message, "add `party:`")


def _check_ways(fact: Documented, outcome: Outcome, path: Path, findings: Findings) -> None:
    ways = [way for way in WAYS if getattr(fact, way) is not None]
    if len(ways) != 1:
        said = f"says {listed(ways)}" if ways else f"says none of {listed(WAYS)}"
        hint = "say exactly one of them" if ways else "say which of them is documented"
        if ways == ["at_least", "at_most"]:
            hint = "say exactly one; an interval is a `value` with its `range`"
        findings.add(path, said, hint, key=True)
        return
    where: Path = (*path, ways[0])
    if outcome.kind == "category":
        _check_category(fact, outcome, where, findings)
    elif fact.category is not None:
        message = f": `{outcome.name}` is a number ({outcome.unit}), not a word"
        findings.add(where, message, "use `value`, `at_least` or `at_most`")
    elif outcome.kind == "truth" and (fact.value is None or fact.value.value not in {0.0, 1.0}):
        message = f": `{outcome.name}` happened or did not"
        findings.add(where, message, "write `value: 1` for yes or `value: 0` for no")


def _check_category(fact: Documented, outcome: Outcome, path: Path, findings: Findings) -> None:
    if fact.category is None:
        words = listed(outcome.categories, "or")
        findings.add(
            path, f": `{outcome.name}` is a word, not a number", f"use `category`: {words}"
        )
    elif fact.category not in outcome.categories:
        hint = did_you_mean(fact.category, outcome.categories)
        hint = hint or f"it is one of {listed(outcome.categories, 'or')}"
        findings.add(path, f": `{fact.category}` is not a category of `{outcome.name}`", hint)
