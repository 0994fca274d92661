"""The table of what is counted for the outcomes."""

from __future__ import annotations

from sim.world.table import Table, declare
from sim.world.tables.columns import FOREVER, Floats, Small, Truths, Whole, day, tally, truth


class Tally(Table):
    """Counts and dates from which the outcomes of a run are read at its end."""

    military: Whole = tally("party", unit="deaths", meaning="Military dead.")
    civilian: Whole = tally("party", unit="deaths", meaning="Civilian dead.")
    wounded: Whole = tally(unit="persons", meaning="Wounded.")
    incidents: Whole = tally(unit="incidents", meaning="Recorded incidents.")
    violations: Whole = tally(unit="violations", meaning="Reported violations.")
    fatal_days: Whole = tally(unit="days", meaning="Days with a death.")
    war_days: Whole = tally(unit="days", meaning="Days with a front at war.")
    peak_rung: Small = declare(unit="rung", meaning="Highest rung.", low=0, high=4, dtype="int8")
    operations: Whole = tally(unit="operations", meaning="Attacks by own decision.")
    wars: Whole = tally(unit="offensives", meaning="General offensives by own decision.")
    displaced: Whole = tally(unit="persons", meaning="Displaced.")
    held: Whole = tally(unit="meetings", meaning="Meetings held.")
    refused: Whole = tally(unit="meetings", meaning="Meetings refused.")
    best: Small = declare(unit="kind", meaning="Best agreement.", low=0, high=6, dtype="int8")
    first_day: Whole = day(meaning="Day of the first agreement above a statement.")
    ratified: Whole = tally(unit="agreements", meaning="Ratified.")
    truces: Whole = tally(unit="agreements", meaning="Ceasefires signed.")
    truce_day: Whole = day(meaning="Day the last ceasefire came into force.")
    truce_end: Whole = day(meaning="Day it broke.", start=FOREVER)
    held_by: Small = declare(unit="reason", meaning="What held it.", low=0, high=4, dtype="int8")
    accord_slot: Small = declare(
        unit="index",
        meaning="Slot of the first ceasefire or more; -1 none, or over.",
        low=-1,
        high=100,
        start=-1,
        dtype="int8",
    )
    accord_day: Whole = day(meaning="Day it came into force.")
    accord_end: Whole = day(meaning="Day it broke.", start=FOREVER)
    accord_brokered: Truths = truth(meaning="Whether a host at work brokered it.")
    counted: Floats = declare(
        "documented", unit="as documented", meaning="Outcomes in windows.", missing=True
    )
