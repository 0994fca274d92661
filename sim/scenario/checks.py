"""Everything that must hold of a scenario beyond its shape."""

from __future__ import annotations

from sim.scenario.actors import check_actors
from sim.scenario.addresses import check_effects
from sim.scenario.agreements import check_agreements
from sim.scenario.calendar import check_calendar
from sim.scenario.conduct import check_conduct
from sim.scenario.defaults import Rulebooks
from sim.scenario.draft import Draft
from sim.scenario.facts import check_documented
from sim.scenario.findings import Findings
from sim.scenario.references import check_references


def check(draft: Draft, books: Rulebooks, findings: Findings) -> None:
    """Hold a draft against itself and the rulebooks; what is wrong goes to `findings`."""
    check_references(draft.root, findings)
    check_calendar(draft, findings)
    check_actors(draft, findings)
    check_agreements(draft, findings)
    check_effects(draft.root, findings)
    check_documented(draft, findings)
    check_conduct(draft, books, findings)
