"""The table of mechanisms that may be on in some runs of a block and off in others."""

from __future__ import annotations

from sim.world.table import Table
from sim.world.tables.columns import Truths, truth


class SwitchTable(Table):
    """Whether a mechanism is on, by run; those that are not here are the same in a whole block.

    Arms of an experiment that differ in these alone share their blocks.
    """

    facilitation: Truths = truth(meaning="Whether mediators' messages are weighed.")
    fading: Truths = truth(meaning="Whether inducements fade.")
    manipulation: Truths = truth(meaning="Whether mediators reward, threaten and guarantee.")
    retaliation: Truths = truth(meaning="Whether garrisons answer harm.")
    selection: Truths = truth(meaning="Whether mediators come to violent conflicts rather.")
