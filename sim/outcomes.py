"""The outcomes of a run: one row a run, one column an outcome, and the gauges read every day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

Kind = Literal["count", "days", "share", "number", "truth", "category"]

AGREEMENT_KINDS = (
    "none",
    "statement",
    "cbm",
    "ceasefire",
    "interim",
    "framework",
    "settlement",
)
RUNGS = ("calm", "violations", "clashes", "operation", "war")
HOLDERS = ("none", "exhaustion", "victory", "guarantor", "agreement")
MECHANISMS = frozenset({"monitoring", "separation"})
LASTING = frozenset({"separation", "cantonment"})


def ceasefire_class(mechanism: bool, measures: Collection[str]) -> str:
    """The class of a ceasefire by its terms (after Clayton & Sticher 2021).

    `definitive`: forces are pulled apart and heavy weapons stored; `with a mechanism`: a joint
    commission, monitoring or a separation of forces; `bare`: none of these.
    """
    if set(measures) >= LASTING:
        return "definitive"
    return "with a mechanism" if mechanism or not MECHANISMS.isdisjoint(measures) else "bare"


@dataclass(frozen=True)
class Outcome:
    """A column of the outcomes: what it counts, in which unit, and what it means.

    `per_party` outcomes become one column a party (`deaths_military.armenia`). `horizon` is the
    number of days a run must last for the outcome to be observable at all; shorter runs give
    a missing value, never zero. `censored_by` names the flag column of a time that may not have
    come to its end within the run.
    """

    name: str
    kind: Kind
    unit: str
    meaning: str
    per_party: bool = False
    horizon: int = 0
    censored_by: str | None = None
    categories: tuple[str, ...] = ()


OUTCOMES: tuple[Outcome, ...] = (
    Outcome("deaths", "count", "deaths", "Deaths on all sides, military and civilian."),
    Outcome("deaths_military", "count", "deaths", "Military deaths of a party.", per_party=True),
    Outcome("deaths_civilian", "count", "deaths", "Civilian deaths of a party.", per_party=True),
    Outcome("wounded", "count", "persons", "Wounded on all sides."),
    Outcome(
        "recorded_incidents",
        "count",
        "incidents",
        "Incidents that were recorded: a casualty, a heavy weapon or a raid.",
    ),
    Outcome("violations", "count", "violations", "Ceasefire violations as the sides report them."),
    Outcome("fatal_days", "count", "days", "Days with at least one death."),
    Outcome(
        "peak_rung",
        "category",
        "rung",
        "Highest rung of the escalation ladder reached on any front.",
        categories=RUNGS,
    ),
    Outcome("days_at_war", "count", "days", "Days with any front at the rung `war`."),
    Outcome(
        "operations",
        "count",
        "operations",
        "Limited operations and offensives that the parties began by their own decision.",
    ),
    Outcome(
        "major_war",
        "truth",
        "yes or no",
        "Whether a general offensive began by a party's own decision.",
    ),
    Outcome(
        "sectors_changed",
        "count",
        "sectors",
        "Sectors in other hands at the end than at the start.",
    ),
    Outcome("displaced", "count", "persons", "Civilians displaced by fighting."),
    Outcome("meetings_held", "count", "meetings", "Meetings that took place."),
    Outcome("meetings_refused", "count", "meetings", "Meetings that a participant refused."),
    Outcome(
        "best_agreement",
        "category",
        "kind",
        "The most far-reaching agreement signed in the run.",
        categories=AGREEMENT_KINDS,
    ),
    Outcome(
        "days_to_agreement",
        "days",
        "days",
        "Days to the first agreement above a statement.",
        censored_by="agreement_censored",
    ),
    Outcome(
        "agreement_censored", "truth", "yes or no", "No agreement above a statement within the run."
    ),
    Outcome("ratified", "count", "agreements", "Agreements that publics or parliaments ratified."),
    Outcome(
        "issues_agreed",
        "count",
        "issues",
        "Issues that deals signed in the run and standing at its end dispose of.",
    ),
    Outcome(
        "gain",
        "number",
        "utility",
        "What those deals bring a party above where their issues stood at the start.",
        per_party=True,
    ),
    Outcome("ceasefires_signed", "count", "agreements", "Ceasefires signed in the run."),
    Outcome(
        "ceasefire_days_held",
        "days",
        "days",
        "Days the last ceasefire signed in the run has held.",
        censored_by="ceasefire_censored",
    ),
    Outcome(
        "ceasefire_censored",
        "truth",
        "yes or no",
        "The last ceasefire signed still held at the end.",
    ),
    Outcome(
        "held_by",
        "category",
        "reason",
        "What held the last ceasefire, by the side most tempted to break it.",
        categories=HOLDERS,
    ),
    Outcome(
        "relapse_30",
        "truth",
        "yes or no",
        "Broken within 30 days of entering into force.",
        horizon=30,
    ),
    Outcome(
        "relapse_180",
        "truth",
        "yes or no",
        "Broken within 180 days of entering into force.",
        horizon=180,
    ),
    Outcome(
        "relapse_365",
        "truth",
        "yes or no",
        "Broken within 365 days of entering into force.",
        horizon=365,
    ),
    Outcome(
        "relapse_1825",
        "truth",
        "yes or no",
        "Broken within 1,825 days of entering into force.",
        horizon=1825,
    ),
    Outcome(
        "accord_days_held",
        "days",
        "days",
        "Days the first ceasefire, or more, that was signed in the run has been kept.",
        censored_by="accord_censored",
    ),
    Outcome(
        "accord_censored",
        "truth",
        "yes or no",
        "The first ceasefire, or more, was still kept at the end.",
    ),
    Outcome(
        "accord_brokered",
        "truth",
        "yes or no",
        "Whether a host at work brokered it, rather than the parties in talks of their own.",
    ),
    Outcome("trust", "share", "share", "Trust of a party in its rival at the end.", per_party=True),
    Outcome(
        "support",
        "share",
        "share",
        "Public support of a party's leader at the end.",
        per_party=True,
    ),
    Outcome(
        "zone_objective",
        "share",
        "share of packages",
        "Zone of possible agreement at the end, with the true costs.",
    ),
    Outcome(
        "zone_perceived",
        "share",
        "share of packages",
        "Zone of possible agreement at the end, as the parties perceive it.",
    ),
)


@dataclass(frozen=True)
class Gauge:
    """A quantity read every day, kept as an integer histogram over its bins.

    Bin `i` covers `low + i * step` up to `low + (i + 1) * step`; values outside go to the
    first or the last bin. `geometric` bins grow by the factor `step` from 1 (bin 0 holds 0).
    """

    name: str
    unit: str
    meaning: str
    low: float
    high: float
    step: float
    geometric: bool = False
    per_party: bool = False


GAUGES: tuple[Gauge, ...] = (
    Gauge(
        "deaths",
        "deaths since the start",
        "Deaths on all sides so far.",
        0,
        2e5,
        1.02,
        geometric=True,
    ),
    Gauge(
        "incidents",
        "recorded incidents since the start",
        "Recorded incidents so far.",
        0,
        2e5,
        1.02,
        geometric=True,
    ),
    Gauge("rung", "rung", "Highest rung of any front.", 0, 5, 1),
    Gauge(
        "going_on",
        "utility",
        "What going on without a deal is worth to a party.",
        -1.5,
        1.5,
        0.01,
        per_party=True,
    ),
    Gauge(
        "deal",
        "utility",
        "What the text on the table is worth to a party, audience costs taken off.",
        -1.5,
        1.5,
        0.01,
        per_party=True,
    ),
    Gauge(
        "zone",
        "share of packages",
        "Zone of possible agreement as the parties perceive it.",
        0,
        1.0,
        0.01,
    ),
)
