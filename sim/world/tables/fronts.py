"""The tables of fronts and of their sectors."""

from __future__ import annotations

from sim.world.table import Table, declare
from sim.world.tables.columns import (
    FOREVER,
    MOST,
    Floats,
    Small,
    Truths,
    Whole,
    day,
    share,
    tally,
    truth,
)


class FrontTable(Table):
    """The ladder of escalation on each front, and who prepares or fights what."""

    rung: Small = declare(
        "front", unit="rung", meaning="Rung of the ladder.", low=0, high=4, dtype="int8"
    )
    rung_since: Whole = day("front", meaning="Day the rung was reached.", start=0)
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
    attack_day: Whole = day("front", "side", meaning="Day the attack begins.", start=FOREVER)
    attacking: Truths = truth("front", "side", meaning="Whether an attack is under way.")
    own_choice: Truths = truth("front", "side", meaning="Attack by own decision, not by input.")
    reserves: Floats = share("front", "side", meaning="Reserves left.", start=1)
    unfinished: Truths = truth("front", "side", meaning="Objectives are left to take.")
    stopped_by: Small = declare(
        "front",
        "side",
        unit="reason",
        meaning="What stopped the last attack.",
        low=0,
        high=4,
        dtype="int8",
    )
    last_fatal: Whole = day("front", meaning="Last day with a death.")
    incidents_on: Whole = tally("front", "window", unit="incidents", meaning="Ring of totals.")
    deaths_on: Whole = tally("front", "window", unit="deaths", meaning="Ring of totals.")
    violations_on: Whole = tally("front", "window", unit="violations", meaning="Ring of totals.")
    incidents: Whole = tally("front", unit="incidents", meaning="Recorded so far.")
    deaths: Whole = tally("front", unit="deaths", meaning="Deaths so far.")
    violations: Whole = tally("front", unit="violations", meaning="Reported so far.")


class SectorTable(Table):
    """Stretches of the fronts."""

    length: Floats = declare("sector", unit="km", meaning="Length.", low=0)
    distance: Floats = declare("sector", unit="m", meaning="Between the trenches.", low=0)
    drawn_back: Floats = declare("sector", unit="m", meaning="Of it by agreement.", low=0)
    snipers: Floats = declare("sector", unit="pairs per 10 km", meaning="Snipers.", low=0)
    terrain: Floats = share("sector", meaning="How hard it is to attack through.")
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
    answering: Floats = share("sector", "side", meaning="Chance that it answers harm.")
    seen: Floats = share("sector", meaning="Chance that an incident is seen by a mission.")
    attributed: Floats = share("sector", meaning="Chance that what is seen is attributed.")
    sheltered: Floats = share("sector", meaning="Harm to civilians that troops prevent.")
    objective: Truths = truth("sector", "side", meaning="Aimed at by that side's attack.")
    progress: Floats = share("sector", meaning="Progress of the attack on it.")
