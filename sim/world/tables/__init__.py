"""The declared tables of the world: what there is to know about a run on any day."""

from __future__ import annotations

from sim.world.tables.agreements import AgreementTable
from sim.world.tables.columns import FOREVER
from sim.world.tables.context import ContextTable
from sim.world.tables.fronts import FrontTable, SectorTable
from sim.world.tables.issues import IssueTable
from sim.world.tables.mediators import FormatTable, MediatorTable
from sim.world.tables.missions import MissionTable
from sim.world.tables.parties import PairTable, PartyTable, StanceTable
from sim.world.tables.switches import SwitchTable
from sim.world.tables.talks import TalksTable
from sim.world.tables.tally import Tally

__all__ = [
    "FOREVER",
    "AgreementTable",
    "ContextTable",
    "FormatTable",
    "FrontTable",
    "IssueTable",
    "MediatorTable",
    "MissionTable",
    "PairTable",
    "PartyTable",
    "SectorTable",
    "StanceTable",
    "SwitchTable",
    "TalksTable",
    "Tally",
]
