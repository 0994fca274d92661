"""What each column of the outcomes means: its kind, unit, party and what is documented for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sim.outcomes import OUTCOMES, Kind, Outcome
from sim.scenario.schema import Documented, Scenario

DOCUMENTED = "documented"

_OUTCOME_BY_NAME = {outcome.name: outcome for outcome in OUTCOMES}
LONGEST_NAME = 24

_SPELLED_OUT = {
    "cbm": "confidence building",
    "deaths_military": "military deaths",
    "deaths_civilian": "civilian deaths",
    "peak_rung": "highest rung",
    "operations": "attacks by own decision",
    "major_war": "war by own decision",
    "sectors_changed": "sectors in other hands",
    "best_agreement": "best agreement signed",
    "ratified": "agreements ratified",
    "issues_agreed": "issues agreed",
    "gain": "gain by what is agreed",
    "ceasefire_days_held": "days the last truce held",
    "held_by": "last truce held by",
    "relapse": "truce broken",
    "zone_objective": "agreement zone, true costs",
    "zone_perceived": "agreement zone, perceived",
    "agreement_censored": "no agreement",
    "ceasefire_censored": "ceasefire still held",
    "accord_days_held": "days the accord held",
    "accord_censored": "accord still held",
    "accord_brokered": "accord brokered",
}
_UNKNOWN = Outcome("", "number", "", "Not in the catalogue of outcomes.")


@dataclass(frozen=True)
class Column:
    """One column of the outcomes.

    `documented` is the entry of the scenario that it is held against: its own for columns named
    `documented.key`, else the first scored one about the same outcome over the whole period.
    """

    key: str
    outcome: Outcome
    party: str | None = None
    party_name: str = ""
    documented: Documented | None = None
    documented_key: str | None = None

    @property
    def kind(self) -> Kind:
        return self.outcome.kind

    @property
    def unit(self) -> str:
        return self.outcome.unit

    @property
    def windowed(self) -> bool:
        """Whether the column is an outcome as a documented entry counts it."""
        return self.key.startswith(f"{DOCUMENTED}.")

    @property
    def censoring(self) -> str | None:
        """Key of the column that says whether a time had not come to its end."""
        return None if self.windowed else self.outcome.censored_by

    @property
    def window(self) -> str:
        """The days a documented entry covers, such as ` to 2014-08-10`; empty for the period."""
        entry = self.documented
        if not self.windowed or entry is None:
            return ""
        since = f" from {entry.start.isoformat()}" if entry.start else ""
        return since + (f" to {entry.end.isoformat()}" if entry.end else "")

    @property
    def label(self) -> str:
        """The column in a few words, such as `military deaths (Armenia)`."""
        party = f" ({self.party_name})" if self.party_name else ""
        return in_words(self.outcome.name or self.key) + party


def columns_of(scenario: Scenario, keys: Iterable[str]) -> dict[str, Column]:
    """Describe the columns with these keys, in the same order."""
    return {key: _column(scenario, key) for key in keys}


def in_words(name: str) -> str:
    """A name of the catalogue, or a category, as it stands in a sentence."""
    before, _, days = name.rpartition("_")
    if days.isdigit():
        return f"{in_words(before)} in {int(days):,} days"
    return _SPELLED_OUT.get(name, name.replace("_", " "))


def _column(scenario: Scenario, key: str) -> Column:
    name, _, rest = key.partition(".")
    if name == DOCUMENTED and rest in scenario.documented:
        entry = scenario.documented[rest]
        outcome = _OUTCOME_BY_NAME.get(entry.outcome, _UNKNOWN)
        return Column(key, outcome, entry.party, _named(scenario, entry.party), entry, rest)
    outcome, party = _OUTCOME_BY_NAME.get(name, _UNKNOWN), rest or None
    for documented_key, entry in scenario.documented.items():
        whole_period = entry.start is None and entry.end is None
        about_it = entry.outcome == name and entry.party == party
        if entry.scored and whole_period and about_it:
            return Column(key, outcome, party, _named(scenario, party), entry, documented_key)
    return Column(key, outcome, party, _named(scenario, party))


def _named(scenario: Scenario, party: str | None) -> str:
    """A party's name, or its key where the name is too long for a table or a picture."""
    if party is None:
        return ""
    about = scenario.parties.get(party)
    short = about is not None and len(about.name) <= LONGEST_NAME
    return about.name if about is not None and short else in_words(party)
