"""A mission that decides for one run at a time."""

from __future__ import annotations

from collections.abc import Mapping

import mesa
import numpy as np
from numpy.typing import NDArray

from sim.agents.mission import Mission
from sim.scenario.problems import did_you_mean, listed
from sim.seats.seat import Seat
from sim.seats.view import View
from sim.world.world import World

Floats = NDArray[np.float64]

ROUNDING = 1e-9
"""By how much shares may exceed 1 together, since decimal fractions are not exact in binary."""


class MissionOneByOne(Seat, Mission):
    """A mission whose decisions are written for a single run."""

    def __init__(self, model: mesa.Model, name: str, index: int) -> None:
        super().__init__(model, name, index)
        self._take_seat()

    def stands(
        self, view: View, planned: Mapping[str, float], trouble: Mapping[str, float]
    ) -> Mapping[str, float]:
        """Every week: the share of its strength by sector of its front; at most 1 together.

        `trouble` is the harm that garrisons of each sector mean to answer, in acts.
        """
        raise self._unanswered("stands")

    def posts(self, world: World, planned: Floats) -> Floats:
        """The shares that `stands` gives, `(run, sector)`."""
        if not self._decides("stands", MissionOneByOne):
            return super().posts(world, planned)
        layout = world.layout
        front = layout.scenario.peacekeepers[self.name].front
        place = layout.fronts.index(front)
        sectors = {
            name.partition(".")[2]: index
            for index, name in enumerate(layout.sectors)
            if layout.front_of[index] == place
        }
        lookout = self._lookout(world, "stands")
        debts = world.sectors.debt[:, :, 0] + world.sectors.debt[:, :, 1]
        found = np.zeros_like(planned)
        for row in range(world.runs):
            view = lookout.view(row, (("front", place),))
            said = self.stands(
                view,
                {name: float(planned[row, index]) for name, index in sectors.items()},
                {name: float(debts[row, index]) for name, index in sectors.items()},
            )
            for name, share in said.items():
                if name not in sectors:
                    hint = did_you_mean(str(name), sectors) or f"known are {listed(sectors)}"
                    raise lookout.wrong(f"`stands` names {name!r}, no sector of `{front}`", hint)
                found[row, sectors[name]] = self._number(lookout, "stands", share, 1.0)
            if sum(found[row].tolist()) > 1.0 + ROUNDING:
                raise lookout.wrong("`stands` gives shares that add up to more than 1")
        return found
