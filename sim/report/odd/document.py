"""The whole description as Markdown: overview, design concepts, details, references."""

from __future__ import annotations

from collections.abc import Iterator

from sim.report.odd.concepts import design_concepts
from sim.report.odd.details import implementation, initialisation, input_data, numbers, submodels
from sim.report.odd.markdown import bullets, code, heading, plain
from sim.report.odd.overview import entities_and_scales, process_overview, purpose_and_patterns
from sim.report.odd.references import REFERENCES, citations
from sim.scenario.case import Case
from sim.store.story import CAVEAT

PROTOCOL = (
    "After the ODD protocol (Grimm et al. 2020) with its extension for human decisions, ODD + D"
    " (Mueller et al. 2013). Generated from the model's source, its rulebooks and the scenario:"
    " tables of state variables, schedule, claims of functions, parameters, rules and numbers are"
    " read from there, and the tests of the model evaluate every formula against the function"
    " that it describes."
)


def odd_of(case: Case) -> str:
    """The ODD + D description of the model as a case uses it, as Markdown."""
    body = "\n\n".join(block for block in _blocks(case) if block)
    return f"{body}\n\n{_references(body)}\n"


def _blocks(case: Case) -> Iterator[str]:
    yield heading(1, f"ODD + D description: {case.scenario.title}")
    yield f"{CAVEAT}. {PROTOCOL}"
    changed = ", ".join(code(setting) for setting in case.settings)
    yield f"Scenario {code(case.name)}{f', with {changed}' if changed else ''}."
    yield plain(case.scenario.summary)
    yield heading(2, "I Overview")
    yield from purpose_and_patterns(case)
    yield from entities_and_scales(case)
    yield from process_overview()
    yield from design_concepts(case)
    yield heading(2, "III Details")
    yield from implementation()
    yield from initialisation(case)
    yield from input_data(case)
    yield from submodels(case)
    yield from numbers(case)


def _references(body: str) -> str:
    """The references that the text names, by first author and year."""
    cited = sorted(set(citations(body)) & REFERENCES.keys())
    return "\n\n".join([heading(2, "References"), bullets(plain(REFERENCES[key]) for key in cited)])
