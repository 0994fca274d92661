"""The table of peacekeepers and observers."""

from __future__ import annotations

from sim.world.table import Table, declare
from sim.world.tables.columns import FOREVER, MOST, Floats, Truths, Whole, day, share, truth


class MissionTable(Table):
    """Peacekeepers and observers."""

    strength: Floats = declare("mission", unit="persons", meaning="In the field.", low=0, high=MOST)
    patrols: Floats = declare("mission", unit="a week and sector", meaning="Patrols.", low=0)
    clarity: Floats = share("mission", meaning="Clarity of the mandate.")
    consent: Floats = share("mission", "party", meaning="Consent of a party.")
    post: Floats = share("mission", "sector", meaning="Share of the strength there.")
    planned: Floats = share("mission", "sector", meaning="Share of the strength meant for there.")
    present: Truths = truth("mission", meaning="Whether it is deployed.")
    expires: Whole = day("mission", meaning="Last day of the mandate.", start=FOREVER)
