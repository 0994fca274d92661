"""The evidence for a case, and what is documented to have happened, told as tables."""

from __future__ import annotations

from rich.console import Console

from sim.cli.tables import heading, number, paragraph, span, table
from sim.scenario.case import Case
from sim.scenario.evidence import Evidence, counts, evidence
from sim.scenario.schema import Documented


def tell_evidence(console: Console, case: Case) -> None:
    """Documented outcomes, sources, how numbers are known, and the open assumptions."""
    _tell_documented(console, case)
    _tell_sources(console, case)
    numbers = evidence(case)
    said = tuple(one for one in numbers if one.given == "scenario")
    default = [one for one in numbers if one.given == "default"]
    heading(console, "Evidence")
    parts = ", ".join(f"{count} {kind}" for kind, count in counts(said).items())
    paragraph(console, f"This scenario gives {len(said)} numbers: {parts}.")
    paragraph(
        console,
        f"It leaves {len(default)} at their defaults, which are assumed; the rulebooks add"
        f" {len(numbers) - len(said) - len(default)}.",
    )
    assumed = [one for one in said if one.quantity.confidence == "assumed"]
    if assumed:
        heading(console, f"Open assumptions of this scenario ({len(assumed)})")
        for one in assumed:
            paragraph(console, _assumption(one), first="  ", rest="      ")


def _assumption(one: Evidence) -> str:
    """An assumption as `--set` would write it, with its range and note."""
    said = f"{one.path}={one.quantity.value:g}"
    if one.quantity.range is not None:
        said += f"  ({span(one.quantity)})"
    return said if one.quantity.note is None else f"{said}  {one.quantity.note}"


def _tell_documented(console: Console, case: Case) -> None:
    facts = case.scenario.documented
    if not facts:
        return
    heading(console, "Documented outcomes, to be held against the model")
    rows = []
    for fact in facts.values():
        claimed = f"; claimed by {fact.claimed_by}" if fact.claimed_by else ""
        aside = "" if fact.scored else "; told for context, not scored"
        outcome = fact.outcome if fact.party is None else f"{fact.outcome}.{fact.party}"
        rows.append((outcome, _amount(fact), f"{fact.text}{claimed}{aside}", fact.source))
    table(console, ("outcome", "documented", "text", "source"), rows, narrow=(0,))


def _amount(fact: Documented) -> str:
    if fact.category is not None:
        return fact.category
    if fact.at_least is not None:
        return f"at least {number(fact.at_least)}"
    if fact.at_most is not None:
        return f"at most {number(fact.at_most)}"
    return number(fact.value)


def _tell_sources(console: Console, case: Case) -> None:
    sources = case.scenario.sources
    if not sources:
        return
    heading(console, "Sources")
    rows = [
        (name, ", ".join(part for part in (one.title, one.publisher, one.date) if part))
        for name, one in sources.items()
    ]
    table(console, ("source", "document"), rows, narrow=(0,))
