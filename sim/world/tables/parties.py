"""The tables of the parties, of their stances, and of what they hold of each other."""

from __future__ import annotations

from sim.world.table import Table, declare
from sim.world.tables.columns import MOST, Floats, Truths, Whole, share, tally, truth


class PartyTable(Table):
    """The parties, their aims, means and moods."""

    capability: Floats = declare(
        "party", unit="ratio", meaning="Military capability.", low=0, high=MOST
    )
    drift: Floats = declare("party", unit="log a year", meaning="Drift of capability.")
    position: Floats = share("party", "issue", meaning="Ideal position.")
    salience: Floats = share("party", "issue", meaning="Weight of the issue.")
    bound: Floats = share("party", "issue", meaning="Red line: furthest position carried.")
    hardness: Floats = declare(
        "party", "issue", unit="utility", meaning="Loss beyond a red line.", low=0, high=10
    )
    public_bound: Floats = share("party", "issue", meaning="Furthest position a public carries.")
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
    endurance: Floats = share("party", meaning="Weariness at which it seeks a way out.")
    retaliation: Floats = declare("party", unit="ratio", meaning="Scale of retaliation.", low=0)
    initiative: Floats = declare("party", unit="ratio", meaning="Scale of own fire.", low=0)
    war_cost: Floats = declare("party", unit="ratio", meaning="Scale of the cost of war.", low=0)
    audience: Floats = declare("party", unit="ratio", meaning="Scale of audience costs.", low=0)
    concession: Floats = declare("party", unit="exponent", meaning="Speed of concession.", low=0)
    support: Floats = share("party", meaning="Public support of the leader.")
    weariness: Floats = share("party", meaning="Weariness of war.")
    propaganda: Floats = share("party", meaning="How one-sided the media are.")
    preparation: Floats = share("party", meaning="Preparation of the public for compromise.")
    contact: Floats = share("party", meaning="Contact between the publics.")
    quota: Floats = share("party", meaning="Share of yes that ratifies.")
    compliance: Floats = share("party", meaning="Compliance with the principal.")
    seeking_talks: Truths = truth("party", meaning="Whether it looks for talks.")
    dead: Whole = tally("party", unit="deaths", meaning="Own dead so far.")
    dead_on: Whole = tally("party", "window", unit="deaths", meaning="Ring of running totals.")
    going_on: Floats = declare("party", unit="utility", meaning="Worth of going on.")
    deal: Floats = declare(
        "party", unit="utility", meaning="Worth of the text on the table, audience costs off."
    )
    dissatisfaction: Floats = declare(
        "party", unit="utility", meaning="What war is worth above the status quo."
    )
    prevailing: Floats = share("party", meaning="Chance to prevail, as it sees it.", start=0.5)
    surplus: Floats = declare(
        "party", unit="utility", meaning="Worth of the text on the table above going on.", start=-1
    )


class StanceTable(Table):
    """What each stance of the scenario amounts to."""

    tolerance: Floats = declare("stance", unit="deaths in 30 days", meaning="Tolerance.", low=0)
    endurance: Floats = share("stance", meaning="Endurance.")
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
    conceding: Floats = share("party", "other", meaning="How far it has seen the other concede.")
