"""The declared tables of the world: what there is to know about a run on any day."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.world.layout import NEVER
from sim.world.table import Table, declare

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Small = NDArray[np.int8]
Truths = NDArray[np.bool_]

MOST = 1e9
FOREVER = 100_000


def _share(*axes: str, meaning: str, start: float = 0.0) -> Any:
    return declare(*axes, unit="share", meaning=meaning, low=0, high=1, start=start)


def _truth(*axes: str, meaning: str) -> Any:
    return declare(*axes, unit="yes or no", meaning=meaning, dtype="bool", low=0, high=1)


def _tally(*axes: str, unit: str, meaning: str) -> Any:
    whole = "int32" if "window" in axes else "int64"
    return declare(*axes, unit=unit, meaning=meaning, low=0, high=MOST, dtype=whole)


def _day(*axes: str, meaning: str, start: float = -NEVER) -> Any:
    return declare(
        *axes, unit="day", meaning=meaning, low=-FOREVER, high=FOREVER, start=start, dtype="int64"
    )


class IssueTable(Table):
    """What is negotiated."""

    status_quo: Floats = _share("issue", meaning="Position of the facts on the ground.")
    outset: Floats = _share("issue", meaning="Where the facts stood at the start.")
    by_force: Floats = _share("issue", meaning="How far victory moves the issue from there.")
    terrain: Floats = _share("issue", meaning="Useful terrain that changes hands from end to end.")


class PartyTable(Table):
    """The parties, their aims, means and moods."""

    capability: Floats = declare(
        "party", unit="ratio", meaning="Military capability.", low=0, high=MOST
    )
    drift: Floats = declare("party", unit="log a year", meaning="Drift of capability.")
    position: Floats = _share("party", "issue", meaning="Ideal position.")
    salience: Floats = _share("party", "issue", meaning="Weight of the issue.")
    bound: Floats = _share("party", "issue", meaning="Red line: furthest position carried.")
    hardness: Floats = declare(
        "party", "issue", unit="utility", meaning="Loss beyond a red line.", low=0, high=10
    )
    public_bound: Floats = _share("party", "issue", meaning="Furthest position a public carries.")
    public_hardness: Floats = declare(
        "party", "issue", unit="utility", meaning="Its loss beyond that.", low=0, high=10
    )
    resolve: Floats = declare(
        "party", unit="ratio", meaning="Scale of the cost of war felt.", low=0, high=MOST
    )
    mood: Floats = declare(
        "party", unit="standard deviations", meaning="Persistent private part of resolve."
    )
    leaning: Floats = declare(
        "party", "option", unit="standard deviations", meaning="Persistent taste for each option."
    )
    scruple: Floats = declare(
        "party", unit="standard deviations", meaning="Persistent taste against signing."
    )
    stance: Whole = declare(
        "party", unit="index", meaning="Stance taken.", low=0, high=1_000, dtype="int64"
    )
    tolerance: Floats = declare(
        "party", unit="deaths in 30 days", meaning="Losses borne.", low=0, high=MOST
    )
    endurance: Floats = _share("party", meaning="Weariness at which it seeks a way out.")
    retaliation: Floats = declare("party", unit="ratio", meaning="Scale of retaliation.", low=0)
    initiative: Floats = declare("party", unit="ratio", meaning="Scale of own fire.", low=0)
    war_cost: Floats = declare("party", unit="ratio", meaning="Scale of the cost of war.", low=0)
    audience: Floats = declare("party", unit="ratio", meaning="Scale of audience costs.", low=0)
    concession: Floats = declare("party", unit="exponent", meaning="Speed of concession.", low=0)
    support: Floats = _share("party", meaning="Public support of the leader.")
    weariness: Floats = _share("party", meaning="Weariness of war.")
    propaganda: Floats = _share("party", meaning="How one-sided the media are.")
    preparation: Floats = _share("party", meaning="Preparation of the public for compromise.")
    contact: Floats = _share("party", meaning="Contact between the publics.")
    quota: Floats = _share("party", meaning="Share of yes that ratifies.")
    compliance: Floats = _share("party", meaning="Compliance with the principal.")
    seeking_talks: Truths = _truth("party", meaning="Whether it looks for talks.")
    dead: Whole = _tally("party", unit="deaths", meaning="Own dead so far.")
    dead_on: Whole = _tally("party", "window", unit="deaths", meaning="Ring of running totals.")
    going_on: Floats = declare("party", unit="utility", meaning="Worth of going on.")
    deal: Floats = declare(
        "party", unit="utility", meaning="Worth of the text on the table, audience costs off."
    )
    dissatisfaction: Floats = declare(
        "party", unit="utility", meaning="What war is worth above the status quo."
    )
    prevailing: Floats = _share("party", meaning="Chance to prevail, as it sees it.", start=0.5)
    surplus: Floats = declare(
        "party", unit="utility", meaning="Worth of the text on the table above going on.", start=-1
    )


class StanceTable(Table):
    """What each stance of the scenario amounts to."""

    tolerance: Floats = declare("stance", unit="deaths in 30 days", meaning="Tolerance.", low=0)
    endurance: Floats = _share("stance", meaning="Endurance.")
    retaliation: Floats = declare("stance", unit="ratio", meaning="Scale of retaliation.", low=0)
    initiative: Floats = declare("stance", unit="ratio", meaning="Scale of own fire.", low=0)
    war_cost: Floats = declare("stance", unit="ratio", meaning="Scale of the cost of war.", low=0)
    audience: Floats = declare("stance", unit="ratio", meaning="Scale of audience costs.", low=0)
    concession: Floats = declare("stance", unit="exponent", meaning="Concession.", low=0)


class PairTable(Table):
    """What each party holds of each other one."""

    good: Floats = declare("party", "other", unit="weight", meaning="Verified good conduct.", low=0)
    bad: Floats = declare("party", "other", unit="weight", meaning="Verified bad conduct.", low=0)
    blamed: Floats = declare("party", "other", unit="harm", meaning="Recent harm blamed.", low=0)
    harmed: Floats = declare("party", "other", unit="harm", meaning="Recent harm suffered.", low=0)
    belief: Floats = declare("party", "other", unit="log ratio", meaning="Mean belief of cost.")
    doubt: Floats = declare(
        "party", "other", unit="log ratio", meaning="Standard error of that belief.", low=0
    )
    conceding: Floats = _share("party", "other", meaning="How far it has seen the other concede.")


class MediatorTable(Table):
    """The mediators' means; one stock of attention and one credibility each."""

    attention: Floats = _share("mediator", meaning="Attention paid to this conflict.")
    spent: Floats = _share("mediator", meaning="Attention taken up by meetings of late.")
    turned: Floats = _share("mediator", meaning="Attention withdrawn since a deal is quiet.")
    effort: Floats = _share("mediator", "instrument", meaning="Effort put into an instrument.")
    threat: Floats = _share("mediator", meaning="Leverage used to threaten.")
    selection: Floats = declare(
        "mediator", unit="ratio", meaning="Turning to violent conflicts.", low=-5, high=5
    )
    credibility: Floats = _share("mediator", meaning="Credibility.")
    precision: Floats = declare("mediator", unit="1/standard error", meaning="Of signals.", low=0)
    skill: Floats = _share("mediator", meaning="How exactly it knows what parties want.")
    initiative: Floats = declare("mediator", unit="meetings a year", meaning="Initiative.", low=0)
    leverage: Floats = _share("mediator", "party", meaning="Leverage over a party.")
    bias: Floats = declare("mediator", "party", unit="slant", meaning="Bias.", low=-1, high=1)
    guarantee: Floats = _share("mediator", "party", meaning="Would come to its defence.")
    position: Floats = _share("mediator", "issue", meaning="Settlement it would like best.")
    partial: Floats = _share("mediator", meaning="Whether it has a position of its own.")
    affinity: Floats = declare(
        "mediator",
        "colleague",
        unit="slant",
        meaning="How well they work together.",
        low=-1,
        high=1,
    )
    good: Floats = declare("mediator", "party", unit="weight", meaning="Messages true.", low=0)
    bad: Floats = declare("mediator", "party", unit="weight", meaning="Messages false.", low=0)


class FormatTable(Table):
    """Forums of several mediators."""

    cohesion: Floats = _share("format", meaning="How well the members work together.")
    initiative: Floats = declare("format", unit="meetings a year", meaning="Initiative.", low=0)


class MissionTable(Table):
    """Peacekeepers and observers."""

    strength: Floats = declare("mission", unit="persons", meaning="In the field.", low=0, high=MOST)
    patrols: Floats = declare("mission", unit="a week and sector", meaning="Patrols.", low=0)
    clarity: Floats = _share("mission", meaning="Clarity of the mandate.")
    consent: Floats = _share("mission", "party", meaning="Consent of a party.")
    post: Floats = _share("mission", "sector", meaning="Share of the strength there.")
    planned: Floats = _share("mission", "sector", meaning="Share of the strength meant for there.")
    present: Truths = _truth("mission", meaning="Whether it is deployed.")
    expires: Whole = _day("mission", meaning="Last day of the mandate.", start=FOREVER)


class FrontTable(Table):
    """The ladder of escalation on each front, and who prepares or fights what."""

    rung: Small = declare(
        "front", unit="rung", meaning="Rung of the ladder.", low=0, high=4, dtype="int8"
    )
    rung_since: Whole = _day("front", meaning="Day the rung was reached.", start=0)
    posture: Floats = declare(
        "front", "side", unit="ratio", meaning="Ordered scale of fire.", low=0, high=20, start=1
    )
    course: Small = declare(
        "front",
        "side",
        unit="option",
        meaning="Strategic option followed.",
        low=0,
        high=4,
        start=1,
        dtype="int8",
    )
    mood: Floats = declare(
        "front", "side", unit="log", meaning="Shift of posture by rules.", low=-2, high=2
    )
    bidden: Floats = declare(
        "front", "side", unit="log", meaning="Shift of posture by events.", low=-2, high=2
    )
    attack_scale: Small = declare(
        "front",
        "side",
        unit="scale",
        meaning="0 none, 1 limited, 2 general.",
        high=2,
        low=0,
        dtype="int8",
    )
    attack_day: Whole = _day("front", "side", meaning="Day the attack begins.", start=FOREVER)
    attacking: Truths = _truth("front", "side", meaning="Whether an attack is under way.")
    own_choice: Truths = _truth("front", "side", meaning="Attack by own decision, not by input.")
    reserves: Floats = _share("front", "side", meaning="Reserves left.", start=1)
    unfinished: Truths = _truth("front", "side", meaning="Objectives are left to take.")
    stopped_by: Small = declare(
        "front",
        "side",
        unit="reason",
        meaning="What stopped the last attack.",
        low=0,
        high=4,
        dtype="int8",
    )
    last_fatal: Whole = _day("front", meaning="Last day with a death.")
    incidents_on: Whole = _tally("front", "window", unit="incidents", meaning="Ring of totals.")
    deaths_on: Whole = _tally("front", "window", unit="deaths", meaning="Ring of totals.")
    violations_on: Whole = _tally("front", "window", unit="violations", meaning="Ring of totals.")
    incidents: Whole = _tally("front", unit="incidents", meaning="Recorded so far.")
    deaths: Whole = _tally("front", unit="deaths", meaning="Deaths so far.")
    violations: Whole = _tally("front", unit="violations", meaning="Reported so far.")


class SectorTable(Table):
    """Stretches of the fronts."""

    length: Floats = declare("sector", unit="km", meaning="Length.", low=0)
    distance: Floats = declare("sector", unit="m", meaning="Between the trenches.", low=0)
    drawn_back: Floats = declare("sector", unit="m", meaning="Of it by agreement.", low=0)
    snipers: Floats = declare("sector", unit="pairs per 10 km", meaning="Snipers.", low=0)
    terrain: Floats = _share("sector", meaning="How hard it is to attack through.")
    civilians: Floats = declare("sector", unit="persons", meaning="Within reach.", low=0)
    prize: Floats = declare("sector", "issue", unit="position", meaning="What capture moves.")
    holder: Small = declare(
        "sector",
        unit="side",
        meaning="Side that holds the ground behind.",
        low=0,
        high=1,
        dtype="int8",
    )
    origin: Small = declare(
        "sector",
        unit="side",
        meaning="Side that held it at the start.",
        low=0,
        high=1,
        dtype="int8",
    )
    readiness: Floats = declare(
        "sector",
        "side",
        unit="incidents a day",
        meaning="Own fire at the rung `violations`.",
        low=0,
    )
    debt: Floats = declare(
        "sector",
        "side",
        unit="acts",
        meaning="Harm that the garrison means to answer.",
        low=0,
        high=MOST,
    )
    answering: Floats = _share("sector", "side", meaning="Chance that it answers harm.")
    seen: Floats = _share("sector", meaning="Chance that an incident is seen by a mission.")
    attributed: Floats = _share("sector", meaning="Chance that what is seen is attributed.")
    sheltered: Floats = _share("sector", meaning="Harm to civilians that troops prevent.")
    objective: Truths = _truth("sector", "side", meaning="Aimed at by that side's attack.")
    progress: Floats = _share("sector", meaning="Progress of the attack on it.")


class TalksTable(Table):
    """Meetings ahead and behind, and the text on the table."""

    called: Whole = _day("host", meaning="Day of the meeting a host has called.", start=FOREVER)
    last: Whole = _day(meaning="Day of the last meeting held.")
    held: Whole = _tally("host", unit="meetings", meaning="Held by this host.")
    text: Floats = _share("issue", meaning="The text on the table.")
    tabled: Truths = _truth(meaning="Whether there is a text.")
    rounds: Whole = _tally(unit="meetings", meaning="Meetings spent on the text.")
    zone: Floats = _share(meaning="Perceived zone of agreement, when last measured.")


class ContextTable(Table):
    """What dated events changed for a time."""

    applied: Floats = declare("effect", unit="as addressed", meaning="Change still in effect.")


class AgreementTable(Table):
    """Agreements in force or on their way, one a slot; an ended one frees its slot."""

    kind: Small = declare("slot", unit="kind", meaning="Kind.", low=0, high=6, dtype="int8")
    front: Small = declare("slot", unit="index", meaning="-1 all.", low=-1, high=100, dtype="int8")
    host: Small = declare("slot", unit="index", meaning="-1 none.", low=-1, high=100, dtype="int8")
    brings: Small = declare(
        "slot",
        unit="index",
        meaning="Mission it brings in; -1 none.",
        low=-1,
        high=100,
        start=-1,
        dtype="int8",
    )
    signed: Whole = _day("slot", meaning="Day of signature.")
    in_force: Whole = _day("slot", meaning="Day of entry into force.", start=FOREVER)
    signatory: Truths = _truth("slot", "party", meaning="Signed.")
    bound: Truths = _truth("slot", "party", meaning="Bound, signed or not.")
    term: Floats = _share("slot", "issue", meaning="Agreed positions.")
    settles: Truths = _truth("slot", "issue", meaning="Issues the agreement disposes of.")
    measure: Truths = _truth("slot", "measure", meaning="Measures agreed.")
    mechanism: Truths = _truth("slot", meaning="Compliance is checked by a joint body.")
    ambiguity: Floats = _share("slot", meaning="Room for disputes over meaning.")
    guarantee: Floats = _share("slot", meaning="Guarantee promised with it.")
    carried: Floats = _share("slot", meaning="Share carried out of the term least advanced.")
    due: Floats = declare("slot", "issue", unit="days", meaning="Time to do it in.", low=0)
    obligor: Truths = _truth("slot", "issue", "party", meaning="Has to act.")
    evidence: Small = declare(
        "slot", "issue", unit="task", meaning="What shows it.", low=0, high=1, dtype="int8"
    )
    observer: Small = declare(
        "slot",
        "issue",
        unit="index",
        meaning="Mission that has to see it; -1 anybody.",
        low=-1,
        high=100,
        start=-1,
        dtype="int8",
    )
    doubt: Floats = _share("slot", "issue", meaning="Room for disputes over a term.")
    done: Floats = _share("slot", "issue", meaning="Share of a term that is carried out.")
    verified: Floats = _share("slot", "issue", meaning="Share that is seen to be carried out.")
    carrot: Floats = declare(
        "slot", "party", unit="utility", meaning="Inducement at signature.", low=0
    )
    stick: Floats = declare(
        "slot", "party", unit="utility", meaning="Penalty threatened at signature.", low=0
    )
    inherited: Truths = _truth("slot", meaning="In force before the run began.")


class Tally(Table):
    """Counts and dates from which the outcomes of a run are read at its end."""

    military: Whole = _tally("party", unit="deaths", meaning="Military dead.")
    civilian: Whole = _tally("party", unit="deaths", meaning="Civilian dead.")
    wounded: Whole = _tally(unit="persons", meaning="Wounded.")
    incidents: Whole = _tally(unit="incidents", meaning="Recorded incidents.")
    violations: Whole = _tally(unit="violations", meaning="Reported violations.")
    fatal_days: Whole = _tally(unit="days", meaning="Days with a death.")
    war_days: Whole = _tally(unit="days", meaning="Days with a front at war.")
    peak_rung: Small = declare(unit="rung", meaning="Highest rung.", low=0, high=4, dtype="int8")
    operations: Whole = _tally(unit="operations", meaning="Attacks by own decision.")
    wars: Whole = _tally(unit="offensives", meaning="General offensives by own decision.")
    displaced: Whole = _tally(unit="persons", meaning="Displaced.")
    held: Whole = _tally(unit="meetings", meaning="Meetings held.")
    refused: Whole = _tally(unit="meetings", meaning="Meetings refused.")
    best: Small = declare(unit="kind", meaning="Best agreement.", low=0, high=6, dtype="int8")
    first_day: Whole = _day(meaning="Day of the first agreement above a statement.")
    ratified: Whole = _tally(unit="agreements", meaning="Ratified.")
    truces: Whole = _tally(unit="agreements", meaning="Ceasefires signed.")
    truce_day: Whole = _day(meaning="Day the last ceasefire came into force.")
    truce_end: Whole = _day(meaning="Day it broke.", start=FOREVER)
    held_by: Small = declare(unit="reason", meaning="What held it.", low=0, high=4, dtype="int8")
    accord_slot: Small = declare(
        unit="index",
        meaning="Slot of the first ceasefire or more; -1 none, or over.",
        low=-1,
        high=100,
        start=-1,
        dtype="int8",
    )
    accord_day: Whole = _day(meaning="Day it came into force.")
    accord_end: Whole = _day(meaning="Day it broke.", start=FOREVER)
    accord_brokered: Truths = _truth(meaning="Whether a host at work brokered it.")
    counted: Floats = declare(
        "documented", unit="as documented", meaning="Outcomes in windows.", missing=True
    )
