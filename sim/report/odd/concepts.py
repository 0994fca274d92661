"""Part II of the description: design concepts, with those of human decisions (ODD + D)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sim.outcomes import GAUGES, OUTCOMES
from sim.report.odd.markdown import code, heading, plain, table
from sim.scenario.case import Case

TEXT = Path(__file__).with_name("concepts.md")
"""The concepts in prose, a heading of the third level each."""


def design_concepts(case: Case) -> Iterator[str]:
    """Section II."""
    yield heading(2, "II Design concepts")
    for title, text in concepts():
        yield heading(3, title)
        yield plain(text)
        if title.startswith("II.viii "):
            yield _parties(case)
    yield heading(3, "II.xi Observation")
    yield (
        "Each run gives one row of outcomes; gauges are read every day and kept as histograms over"
        " the runs. Any single run can be told as a chronicle, in which each refusal, signature and"
        " attack is given as the inequality that decided it."
    )
    yield table(
        ("outcome", "kind", "unit", "meaning"),
        [(code(one.name), one.kind, plain(one.unit), plain(one.meaning)) for one in OUTCOMES],
    )
    yield table(
        ("gauge", "unit", "meaning"),
        [(code(one.name), plain(one.unit), plain(one.meaning)) for one in GAUGES],
    )


def concepts() -> tuple[tuple[str, str], ...]:
    """The titles and texts of the design concepts, in order."""
    first, *sections = TEXT.read_text("utf-8").split("### ")
    if first.strip():
        raise ValueError(f"{TEXT.name} begins with something that is no concept")
    found = (section.partition("\n") for section in sections)
    return tuple((title.strip(), " ".join(text.split())) for title, _, text in found)


def _parties(case: Case) -> str:
    rows = []
    for key, party in case.scenario.parties.items():
        wants = "; ".join(
            f"{issue} {party.positions[issue].value:g} ({party.saliences[issue].value:g})"
            for issue in case.scenario.issues
        )
        rows.append((code(key), f"{party.capability.value:g}", code(party.stance), plain(wants)))
    return table(("party", "capability", "stance", "ideal position (salience) by issue"), rows)
