"""Agents that tests put in the place of the usual ones."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sim.agents.party import Party
from sim.world.records import HOLD, Strategy
from sim.world.world import World


class Waiting(Party):
    """A party that weighs its options and always holds its line."""

    def decide(self, world: World, front: int, side: int) -> Strategy:
        usual = super().decide(world, front, side)
        return replace(usual, choice=np.full(world.runs, HOLD))


class Faithful(Party):
    """A party that keeps what it signed."""

    def keeps(self, world: World, slot: int) -> NDArray[np.bool_]:
        return np.ones(world.runs, dtype=bool)
