"""Who lost how many people in the days just gone by."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from sim.chronicle.names import Names
from sim.prospects.losses import losses
from sim.world.world import World

WEEK = 7


def toll_of_the_day(world: World, today: date, names: Names) -> str:
    """At the end of a month or of the run its dead by party; in an attack, those of each week.

    Empty on other days, and where nobody died.
    """
    last = world.day == world.layout.days - 1
    if last or (today + timedelta(days=1)).day == 1:
        return _told(world, min(today.day, world.day + 1), f"{today:%B %Y}", names)
    if world.day % WEEK == WEEK - 1 and bool(np.any(world.fronts.attacking)):
        return _told(world, WEEK, "The past week", names)
    return ""


def _told(world: World, days: int, period: str, names: Names) -> str:
    lost = {
        name: int(losses(world, party, days)[0])
        for party, name in enumerate(names.parties)
        if losses(world, party, days)[0] > 0
    }
    if not lost:
        return ""
    total = sum(lost.values())
    if len(lost) == 1:
        return f"{period}: {total:,} killed, of {next(iter(lost))}"
    each = ", ".join(f"{name} {count:,}" for name, count in lost.items())
    return f"{period}: {total:,} killed ({each})"
