"""The table of meetings and of the text on the table."""

from __future__ import annotations

from sim.world.table import Table
from sim.world.tables.columns import FOREVER, Floats, Truths, Whole, day, share, tally, truth


class TalksTable(Table):
    """Meetings ahead and behind, and the text on the table."""

    called: Whole = day("host", meaning="Day of the meeting a host has called.", start=FOREVER)
    last: Whole = day(meaning="Day of the last meeting held.")
    held: Whole = tally("host", unit="meetings", meaning="Held by this host.")
    text: Floats = share("issue", meaning="The text on the table.")
    tabled: Truths = truth(meaning="Whether there is a text.")
    opened: Whole = day("agenda", meaning="Day of the first meeting on it that was held.")
    rounds: Whole = tally(unit="meetings", meaning="Meetings spent on the text.")
    zone: Floats = share(meaning="Perceived zone of agreement, when last measured.")
