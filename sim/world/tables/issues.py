"""The table of what is negotiated."""

from __future__ import annotations

from sim.world.table import Table
from sim.world.tables.columns import Floats, share


class IssueTable(Table):
    """What is negotiated."""

    status_quo: Floats = share("issue", meaning="Position of the facts on the ground.")
    outset: Floats = share("issue", meaning="Where the facts stood at the start.")
    by_force: Floats = share("issue", meaning="How far victory moves the issue from there.")
    terrain: Floats = share("issue", meaning="Useful terrain that changes hands from end to end.")
