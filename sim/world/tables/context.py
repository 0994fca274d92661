"""The table of what dated events changed for a time."""

from __future__ import annotations

from sim.world.table import Table, declare
from sim.world.tables.columns import Floats


class ContextTable(Table):
    """What dated events changed for a time."""

    applied: Floats = declare("effect", unit="as addressed", meaning="Change still in effect.")
