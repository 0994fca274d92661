"""What an experiment asks of its runs: the outcomes, and the day up to which they are counted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sim.outcomes import OUTCOMES
from sim.scenario.case import Case
from sim.scenario.findings import Findings
from sim.scenario.problems import did_you_mean, listed

DEFAULT = (
    "deaths",
    "recorded_incidents",
    "operations",
    "major_war",
    "meetings_held",
    "best_agreement",
    "days_to_agreement",
    "ceasefire_days_held",
)
"""Outcomes that are told where an experiment asks for none."""
DOCUMENTED = "documented"

Cases = Mapping[str, Mapping[str, Case]]
"""Cases by scenario and arm."""


def check_outcomes(
    asked: Mapping[int, str], cases: Cases, all_known: bool, findings: Findings
) -> tuple[str, ...]:
    """The columns that are asked for; an outcome of a party without one stands for all parties.

    A column must be there in some scenario. Without `all_known` others may have what these lack.
    """
    columns = outcome_keys(cases)
    found: dict[str, None] = {}
    for place, key in asked.items():
        of_parties = [column for column in columns if column.startswith(f"{key}.")]
        if key in columns:
            found[key] = None
        elif of_parties:
            found.update(dict.fromkeys(of_parties))
        elif all_known or key.partition(".")[0] not in {DOCUMENTED, *_per_party()}:
            named = [*columns, *_per_party()]
            hint = did_you_mean(key, named) or f"known are {listed(named, most=40)}"
            findings.add(("outcomes", place), f": `{key}` is not an outcome of a run", hint)
    return tuple(found)


def default_outcomes(cases: Cases) -> tuple[str, ...]:
    """What is told of scenarios where nothing particular is asked for."""
    known = outcome_keys(cases)
    return tuple(key for key in DEFAULT if key in known)


def check_until(until: date, cases: Cases, findings: Findings) -> None:
    """The last day lies within the period of every scenario in every arm."""
    for name, arms in cases.items():
        for case in arms.values():
            period = case.scenario.period
            if not period.start <= until <= period.end:
                message = f"is {until}, outside the period of `{name}`"
                hint = f"it runs from {period.start} to {period.end}"
                if not findings.touch(("until",)):
                    findings.add(("until",), message, hint)


def _per_party() -> list[str]:
    return [outcome.name for outcome in OUTCOMES if outcome.per_party]


def outcome_keys(cases: Cases) -> list[str]:
    """Every column that the outcomes of some scenario have, as `sim.row` makes them."""
    every = [case.scenario for arms in cases.values() for case in arms.values()]
    parties = list(dict.fromkeys(name for scenario in every for name in scenario.parties))
    documented = list(dict.fromkeys(name for scenario in every for name in scenario.documented))
    columns = []
    for outcome in OUTCOMES:
        names = [f"{outcome.name}.{party}" for party in parties]
        columns += names if outcome.per_party else [outcome.name]
    return [*columns, *(f"{DOCUMENTED}.{name}" for name in documented)]
