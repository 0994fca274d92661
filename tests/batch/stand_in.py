"""A small model with the face of the real one, and a case for it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.outcomes import AGREEMENT_KINDS, RUNGS
from sim.scenario.case import Case, Input
from sim.scenario.schema import Scenario
from sim.world.records import Note

PARTIES = ("azerbaijan", "armenia", "karabakh")
CLAIM = {"claimed_by": "azerbaijan_mod", "source": "report"}


def scenario_of(days: int = 60, **changes: Any) -> Scenario:
    """A small scenario: three parties, two fronts, a few dated events, documented outcomes."""
    start = date(2014, 7, 1)

    def on(day: int) -> str:
        return (start + timedelta(days=day)).isoformat()

    def party(position: float) -> dict[str, Any]:
        return {
            "name": "A party",
            "capability": 1.0,
            "positions": {"status": position},
            "saliences": {"status": 1.0},
        }

    def sector(name: str) -> dict[str, Any]:
        sides = ["karabakh", "azerbaijan"]
        return {"name": name, "length": 20, "garrisoned_by": sides, "commanded_by": sides}

    def front(name: str, sectors: tuple[str, ...]) -> dict[str, Any]:
        return {
            "name": name,
            "between": ["karabakh", "azerbaijan"],
            "sectors": {word.lower().replace(" ", "_"): sector(word) for word in sectors},
        }

    given: dict[str, Any] = {
        "title": "A summer on the line of contact",
        "summary": "For tests.",
        "period": {"start": on(0), "end": on(days - 1)},
        "sources": {"report": {"title": "A report"}},
        "issues": {"status": {"name": "Status", "low": "a", "high": "b", "status_quo": 0.5}},
        "parties": dict(zip(PARTIES, map(party, (0.0, 1.0, 1.0)), strict=True)),
        "mediators": {"russia": {"name": "Russia", "instruments": ["facilitation"]}},
        "fronts": {
            "contact": front("Line of contact", ("Talish", "Aghdam", "Fizuli", "Horadiz")),
            "border": front("State border", ("Tavush", "Nakhchivan north")),
        },
        "timeline": [
            {"date": on(9), "event": "Ministers travel to Vienna"},
            {"date": on(29), "event": "Exchange of fire in the north, four soldiers reported dead"},
            {"date": on(30), "event": "Two more soldiers reported dead"},
            {"date": on(31), "event": "The co-chairs appeal for calm and for a meeting " * 3},
            {
                "date": on(38),
                "meeting": "Presidents meet in Sochi",
                "host": "russia",
                "participants": ["azerbaijan", "armenia"],
                "agenda": "talks",
            },
        ],
        "agendas": {"talks": {"approach": "step_by_step", "kinds": ["statement"]}},
        "documented": {
            "deaths_summer": {
                "outcome": "deaths",
                "text": "Deaths from 26 July to 10 August",
                "start": on(25),
                "end": on(40),
                "value": {"value": 24, "range": [19, 30]},
                **CLAIM,
            },
            "nothing_signed": {
                "outcome": "best_agreement",
                "text": "Nothing was agreed",
                "category": "none",
                "source": "report",
            },
            "clashes": {
                "outcome": "peak_rung",
                "text": "Clashes",
                "start": on(25),
                "end": on(40),
                "category": "clashes",
                "source": "report",
            },
            "one_meeting": {
                "outcome": "meetings_held",
                "text": "The presidents met",
                "at_least": 1,
                "source": "report",
            },
        },
    }
    return Scenario.model_validate(given | changes)


def case_of(scenario: Scenario | None = None, settings: tuple[str, ...] = ()) -> Case:
    """A case without rulebooks, which the stand-in does not read."""
    path = Path("summer.yaml")
    return Case(
        name="summer",
        path=path,
        scenario=scenario or scenario_of(),
        behaviour={},
        stances={},
        rules={},
        mechanisms={},
        inputs=(Input(path, "title: A summer\n"), Input(Path("other/summer.yaml"), "title: x\n")),
        settings=settings,
    )


class StandIn:
    """The face of the model; what a run does depends on its seed and its number alone."""

    def __init__(
        self,
        case: Case,
        runs: int = 1,
        seed: int = 0,
        first_run: int = 0,
        until: date | None = None,
        cells: list[tuple[Case, int]] | None = None,
    ) -> None:
        del cells  # what runs draw does not matter to it
        self.scenario = case.scenario
        period = case.scenario.period
        self.days = ((until or period.end) - period.start).days + 1
        self.day = 0
        self.runs = runs
        self.notes: list[Note] = []
        lives = [self._life(seed, run) for run in range(first_run, first_run + runs)]
        self._incidents = np.stack([life[0] for life in lives])
        self._deaths = np.stack([life[1] for life in lives])
        self._worth = np.stack([life[2] for life in lives])
        self._text_from = np.array([life[3] for life in lives])
        self._agreed = np.array([life[4] for life in lives])

    def _life(self, seed: int, run: int) -> tuple[Any, ...]:
        luck = np.random.default_rng((seed, run))
        sectors = sum(len(front.sectors) for front in self.scenario.fronts.values())
        heat = luck.lognormal(0.0, 0.5)
        spike = 1.0 + 12.0 * np.exp(-(((np.arange(2_000) - 33) / 5.0) ** 2)) * heat
        weight = np.linspace(0.02, 0.12, sectors)
        incidents = luck.poisson(spike[:, np.newaxis] * weight)
        deaths = luck.binomial(incidents.sum(axis=1), 0.4)
        worth = luck.normal(0.0, 0.05, (len(PARTIES), 2)) + np.array([0.3, 0.2])
        return incidents, deaths, worth, int(luck.integers(5, 45)), int(luck.integers(0, 7))

    @property
    def sector_incidents(self) -> NDArray[np.int64]:
        return np.asarray(self._incidents[:, self.day - 1], dtype=np.int64)

    def step(self) -> None:
        self.day += 1
        if self.runs == 1 and self._deaths[0, self.day - 1]:
            self._note("losses", "karabakh", f"{self._deaths[0, self.day - 1]} dead", "1 < 2")
        if self.runs == 1 and self.day == self._text_from[0]:
            self._note("meeting", "russia", "Presidents meet in Sochi " * 6, "losses(30) 7 > 5.3")

    def _note(self, kind: str, who: str, text: str, why: str) -> None:
        self.notes.append(Note(self.day - 1, kind, who, text.strip(), why))

    def let_go(self) -> None:
        vars(self).clear()

    def gauges(self) -> dict[str, NDArray[np.float64]]:
        today = self.day - 1
        gauges = {
            "deaths": self._deaths[:, : self.day].sum(axis=1).astype(np.float64),
            "incidents": self._incidents[:, : self.day].sum(axis=(1, 2)).astype(np.float64),
            "rung": np.minimum(4.0, 1.0 + self._deaths[:, today] // 3.0),
        }
        drift = 0.1 * np.sin(today / 15.0)
        for index, party in enumerate(PARTIES):
            gauges[f"going_on.{party}"] = self._worth[:, index, 0] + drift
        for index, party in enumerate(PARTIES):
            on_the_table = self._worth[:, index, 1] - drift
            gauges[f"deal.{party}"] = np.where(self.day >= self._text_from, on_the_table, np.nan)
        gauges["zone"] = np.clip(0.2 + 0.1 * np.cos(today / 9.0) + self._worth[:, 0, 0] - 0.3, 0, 1)
        return gauges

    def outcomes(self) -> dict[str, NDArray[Any]]:
        lived = self._deaths[:, : self.days]
        kinds = np.array(AGREEMENT_KINDS)[self._agreed]
        agreed = self._agreed > 1
        peak = np.minimum(4, 1 + lived.max(axis=1) // 3)
        windows_end = self.days >= 41
        missing = np.full(self.runs, np.nan)
        columns = {
            "deaths": lived.sum(axis=1).astype(np.int64),
            "deaths_military.azerbaijan": (lived.sum(axis=1) // 2).astype(np.int64),
            "deaths_military.armenia": (lived.sum(axis=1) // 5).astype(np.int64),
            "recorded_incidents": self._incidents[:, : self.days].sum(axis=(1, 2)),
            "violations": 60 * self._incidents[:, : self.days].sum(axis=(1, 2)),
            "fatal_days": (lived > 0).sum(axis=1).astype(np.int64),
            "peak_rung": np.array(RUNGS)[peak],
            "major_war": (peak == 4).astype(np.float64),
            "meetings_held": (self._text_from < self.days).astype(np.int64),
            "meetings_refused": (self._text_from >= self.days).astype(np.int64),
            "best_agreement": kinds,
            "days_to_agreement": np.where(agreed, self._text_from, self.days).astype(np.float64),
            "agreement_censored": (~agreed).astype(np.float64),
            "held_by": np.where(agreed, "guarantor", "none"),
            "relapse_30": np.where(agreed, self._agreed % 2, np.nan),
            "relapse_1825": missing,
            "trust.armenia": self._worth[:, 1, 0],
            "documented.deaths_summer": (
                lived[:, 25:41].sum(axis=1).astype(np.float64) if windows_end else missing
            ),
            "documented.nothing_signed": kinds,
            "documented.clashes": np.array(RUNGS)[peak],
            "documented.one_meeting": (self._text_from < self.days).astype(np.int64),
        }
        documented = {f"documented.{key}" for key in self.scenario.documented}
        return {
            key: column
            for key, column in columns.items()
            if key in documented or not key.startswith("documented.")
        }


def bytes_per_run(case: Case) -> int:
    """As the real model estimates it."""
    return 50_000
