"""What a day looks like: the few columns that bands, diaries and series are drawn from."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.world.world import World


def gauges_of(world: World) -> dict[str, NDArray[np.generic]]:
    """What the day looks like, by gauge (`name` or `name.party`), each `(run,)`."""
    layout = world.layout
    values: dict[str, NDArray[np.generic]] = {
        "deaths": np.add.reduce(world.parties.dead, axis=1),
        "incidents": world.tally.incidents.copy(),
        "rung": np.maximum.reduce(world.fronts.rung, axis=1),
        "zone": world.talks.zone.copy(),
    }
    for party in sorted({int(party) for party in layout.sides.reshape(-1)}):
        name = layout.parties[party]
        values[f"going_on.{name}"] = world.parties.going_on[:, party].copy()
        values[f"deal.{name}"] = world.parties.deal[:, party].copy()
    return values
