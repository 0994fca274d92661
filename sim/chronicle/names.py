"""What parties, hosts, fronts and sectors are called in a story."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sim.world.layout import Layout

LONG = 24
"""Characters beyond which a name is told without what follows a comma or stands in brackets."""


class Names:
    """The names of a scenario's actors and places, by their index in its layout."""

    def __init__(self, layout: Layout) -> None:
        scenario = layout.scenario
        self.parties = _short([party.name for party in scenario.parties.values()])
        self.hosts = _short([host.title for host in layout.hosts])
        self.fronts = [front.name for front in scenario.fronts.values()]
        self.sectors = [
            sector.name for front in scenario.fronts.values() for sector in front.sectors.values()
        ]

    def side(self, layout: Layout, front: int, side: int) -> str:
        """The party that decides on one side of a front."""
        return self.parties[int(layout.sides[front, side])]


def _short(names: Sequence[str]) -> list[str]:
    """Long names up to a comma or bracket, unless two would then be the same."""
    cut = [name if len(name) <= LONG else re.split(r" \(|, ", name)[0] for name in names]
    return [
        shorter if cut.count(shorter) == 1 else name
        for name, shorter in zip(names, cut, strict=True)
    ]
