"""Every phrase of an audit that is put together from results, by its key."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    # Groups of numbers, and the rest of the variance.
    "assumed": "assumed numbers",
    "known": "documented and inferred numbers",
    "together": "both together",
    "luck": "luck",
    "rests": "rests on assumed numbers",
    "not_resolved": "not resolved with this many runs",
    # Events and what is said where they do not happen in most runs.
    "war": "A general offensive in most runs",
    "war_not": "No general offensive in most runs",
    "days_at_war": "War on a front in most runs",
    "days_at_war_not": "No war on any front in most runs",
    "operation": "A party attacks by its own decision in most runs",
    "operation_not": "No party attacks by its own decision in most runs",
    "meeting": "At least one meeting is held in most runs",
    "meeting_not": "No meeting is held in most runs",
    "ceasefire": "A ceasefire is signed in most runs",
    "ceasefire_not": "No ceasefire is signed in most runs",
    "agreement": "An agreement above a statement is signed in most runs",
    "agreement_not": "No agreement above a statement is signed in most runs",
    "ratified": "An agreement is ratified in most runs",
    "ratified_not": "No agreement is ratified in most runs",
    "at_most": "{label}: at most {most} in 90% of runs",
    # Documented outcomes.
    "median_within": "{text}: the median lies within the documented {shown}",
    "inside": "{text}: the documented {shown} lies inside the 90% interval",
    "not_rare": "{text} (documented: {shown}): so in at least 1 run of 20",
    # Verdicts, best first.
    "survives": "survives",
    "mostly": "mostly",
    "depends": "depends on assumptions",
    "fails": "fails",
    # Why a number is not varied.
    "no_range": "no range is stated",
    "point": "its range is a point",
    "history": "it is what happened",
    # Numbers that cannot be told apart.
    "package": "the {number} numbers of timeline and agendas, as one",
    "logarithm": "{label}, logarithm",
}


def said(key: str, **parts: object) -> str:
    """A phrase with its parts filled in."""
    return WORDS[key].format(**parts)
