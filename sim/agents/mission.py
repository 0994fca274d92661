"""A mission: it decides where its people are to be, within its mandate."""

from __future__ import annotations

import mesa
import numpy as np
from numpy.typing import NDArray

from sim.arithmetic import total
from sim.world.units import SLIGHT
from sim.world.world import World

Floats = NDArray[np.float64]


class Mission(mesa.Agent):
    """Peacekeepers or observers: patrols go where harm was done of late."""

    def __init__(self, model: mesa.Model, name: str, index: int) -> None:
        super().__init__(model)
        self.name = name
        self.index = index

    def posts(self, world: World, planned: Floats) -> Floats:
        """Shares of strength by sector: the plan, with a part shifted to sectors in debt.

        A garrison that means to answer harm is where the next incident is likeliest; a mission that
        talks to garrisons knows. Patrols that were stopped do not shift.
        """
        trouble = np.zeros_like(planned)
        layout = world.layout
        front = layout.fronts.index(layout.scenario.peacekeepers[self.name].front)
        stretch = layout.stretches[front]
        debts = world.sectors.debt[:, stretch]
        trouble[:, stretch] = debts[:, :, 0] + debts[:, :, 1]
        all_of_it = total(trouble)[:, None]
        moving = (all_of_it > 0.0) & (world.missions.patrols[:, self.index] > 0.0)[:, None]
        share = np.where(moving, world.parameters.mission_shift[:, None], 0.0)
        where = trouble / np.maximum(all_of_it, SLIGHT)
        return (1.0 - share) * planned + share * where * total(planned)[:, None]
