"""What running a plan brought, whether it is still in memory or already on disk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pandas as pd

from sim.scenario.posterior import RULEBOOK
from sim.store.columns import Column
from sim.store.outcomes import Outcomes
from sim.store.story import CAVEAT, Story

if TYPE_CHECKING:
    from sim.scenario.case import Case
    from sim.scenario.schema import Scenario


@dataclass(frozen=True)
class Record:
    """Outcomes, daily bands and the story of `runs` runs of a case.

    `outcomes` are columns (run,); `bands` and `sectors` long tables with a row a day; `days`
    counts from the first day of the period. `parameters` says where behavioural numbers are from.
    """

    case: Case
    seed: int
    runs: int
    first_run: int
    days: int
    columns: Mapping[str, Column]
    outcomes: Outcomes
    bands: pd.DataFrame
    sectors: pd.DataFrame
    story: Story
    parameters: str = RULEBOOK

    @property
    def scenario(self) -> Scenario:
        return self.case.scenario

    @property
    def start(self) -> date:
        """The first day."""
        return self.scenario.period.start

    @property
    def end(self) -> date:
        """The last day that was lived through."""
        return self.start + timedelta(days=self.days - 1)

    @property
    def caveat(self) -> str:
        """The line that every picture and table carries."""
        runs = f"run {self.first_run}" if self.runs == 1 else f"{self.runs:,} runs"
        return f"{CAVEAT} · Parley · seed {self.seed} · {runs}"

    def repeats(self, key: str) -> bool:
        """Whether a documented column only repeats one that already covers the whole period."""
        column = self.columns[key]
        return column.windowed and any(
            other.documented_key == column.documented_key and not other.windowed
            for other in self.columns.values()
        )
