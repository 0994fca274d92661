"""The world of a block of runs: its tables, its luck and the day it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Self

import numpy as np
from numpy.typing import NDArray

from sim.arithmetic import in_any_run
from sim.luck import Luck
from sim.world import tables as declared
from sim.world.layout import Layout
from sim.world.parameters import Parameters
from sim.world.table import Table

Indices = NDArray[np.int64]
Truths = NDArray[np.bool_]

TABLES: dict[str, type[Table]] = {
    "issues": declared.IssueTable,
    "parties": declared.PartyTable,
    "stances": declared.StanceTable,
    "pairs": declared.PairTable,
    "mediators": declared.MediatorTable,
    "formats": declared.FormatTable,
    "missions": declared.MissionTable,
    "fronts": declared.FrontTable,
    "sectors": declared.SectorTable,
    "talks": declared.TalksTable,
    "context": declared.ContextTable,
    "agreements": declared.AgreementTable,
    "tally": declared.Tally,
    "switches": declared.SwitchTable,
    "parameters": Parameters,
}


class World:
    """Everything that varies from run to run, and the structure that does not."""

    issues: declared.IssueTable
    parties: declared.PartyTable
    stances: declared.StanceTable
    pairs: declared.PairTable
    mediators: declared.MediatorTable
    formats: declared.FormatTable
    missions: declared.MissionTable
    fronts: declared.FrontTable
    sectors: declared.SectorTable
    talks: declared.TalksTable
    context: declared.ContextTable
    agreements: declared.AgreementTable
    tally: declared.Tally
    switches: declared.SwitchTable
    parameters: Parameters

    def __init__(self, layout: Layout, run_ids: Indices, seed: int, future: int = 0) -> None:
        self.layout = layout
        self.run_ids = np.asarray(run_ids, dtype=np.int64)
        self.luck = Luck(seed, self.run_ids, future)
        self.day = 0
        self._slots: tuple[int, ...] | None = None
        for name, kind in TABLES.items():
            setattr(self, name, kind(len(self.run_ids), layout.sizes))

    def used_slots(self) -> tuple[int, ...]:
        """Agreement slots that any run uses."""
        if self._slots is None:
            used = np.logical_or.reduce(self.agreements.kind > 0, axis=0)
            self._slots = tuple(int(slot) for slot in np.flatnonzero(used))
        return self._slots

    def slots_changed(self) -> None:
        """To be called when an agreement is entered or ends."""
        self._slots = None

    @property
    def runs(self) -> int:
        """How many runs are computed together."""
        return len(self.run_ids)

    def on(self, mechanism: str) -> bool:
        """Whether a mechanism is switched on, in any run if they may differ in it."""
        if mechanism in self.switches.declared:
            return in_any_run(self.in_runs(mechanism))
        return self.layout.case.mechanisms[mechanism]

    def in_runs(self, mechanism: str) -> Truths:
        """The runs, `(run,)`, in which one of the mechanisms that they may differ in is on."""
        switched: Truths = getattr(self.switches, mechanism)
        return switched

    def tables(self) -> dict[str, Table]:
        """All tables by name."""
        return {name: getattr(self, name) for name in TABLES}

    def taken(self, rows: Indices) -> Self:
        """A world of the chosen runs only, on the same day; what is read of it is copied then."""
        chosen = object.__new__(type(self))
        chosen.layout, chosen.day, chosen._slots = self.layout, self.day, None
        chosen.run_ids = self.run_ids[rows]
        chosen.luck = Luck(self.luck.seed, chosen.run_ids, self.luck.future)
        chosen.luck.begin(self.day)
        for name, table in self.tables().items():
            setattr(chosen, name, table.lent(rows))
        return chosen

    def put(self, rows: Indices, chosen: Self, changed: Mapping[str, Collection[str]]) -> None:
        """Write back the changed columns, by table, of runs that were taken out with `taken`."""
        self.slots_changed()
        for name, columns in changed.items():
            own, others = getattr(self, name), getattr(chosen, name)
            for column in others.asked_for().intersection(columns):
                getattr(own, column)[rows] = getattr(others, column)

    def breaches(self) -> list[str]:
        """Every declared bound that does not hold, in words; empty when all is well."""
        return [breach for table in self.tables().values() for breach in table.breaches()]


def bytes_per_run(layout: Layout) -> int:
    """Memory that the state of one run takes."""
    return sum(kind.bytes_per_run(layout.sizes) for kind in TABLES.values())
