"""A small scenario as plain data, to be varied by hand and read as a user's file would be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from sim.scenario.case import Case
from sim.scenario.load import load

Data = dict[str, Any]

START = date(2014, 3, 1)
ISSUES = ("status", "districts", "corridor", "return", "guarantees")


LIVELY = {
    "incident_rate": 0.2,
    "spontaneous_escalation": 3.0,
    "retaliation": 0.5,
    "retaliation_memory": 14.0,
    "rung_multiplier": 4.0,
    "contest_exponent": 1.2,
    "war_cost": 0.2,
    "starting_cost": 0.05,
    "choice_precision": 15.0,
    "advance_time": 40.0,
    "war_deaths": 9.0,
    "reserve_time": 60.0,
    "refusal_anger": 0.1,
    "standing_value": 0.2,
}
"""What happens fast enough for tests, whatever the rulebook says just now."""


class _Plainly(yaml.SafeDumper):
    """Writes a part that appears twice twice: scenarios know no anchors."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def case_of(data: Data, settings: Sequence[str] = ()) -> Case:
    """The case of a scenario given as data, read back from a file as a user's would be."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "generated.yaml"
        path.write_text(yaml.dump(data, Dumper=_Plainly, sort_keys=False), "utf-8")
        return load(path, settings)


def day(number: int) -> date:
    """A day of a generated scenario."""
    return START + timedelta(days=number)


def sector(first: str, second: str, **changes: Any) -> Data:
    """A sector between two sides that hold and command it themselves."""
    given: Data = {
        "name": "A sector",
        "length": 20.0,
        "garrisoned_by": [first, second],
        "commanded_by": [first, second],
        "prize": {"districts": 0.1},
    }
    return {**given, **changes}


def party(ideal: float, **changes: Any) -> Data:
    """A party that wants the same end of every issue."""
    given: Data = {
        "name": "A party",
        "capability": 1.0,
        "positions": dict.fromkeys(ISSUES, ideal),
        "saliences": dict.fromkeys(ISSUES, 0.2),
    }
    return {**given, **changes}


def mediator(**changes: Any) -> Data:
    """A mediator with leverage over both sides who calls meetings often."""
    given: Data = {
        "name": "A mediator",
        "instruments": ["facilitation", "formulation", "manipulation"],
        "leverage": {"north": 0.7, "south": 0.7},
        "guarantees": {"south": 0.5},
        "attention": 0.8,
        "credibility": 0.9,
        "initiative": 50.0,
        "agenda": "everything",
    }
    return {**given, **changes}


def mission(**changes: Any) -> Data:
    """Troops on the front that may investigate and interpose."""
    given: Data = {
        "name": "A mission",
        "kind": "troops",
        "sponsor": "broker",
        "front": "line",
        "strength": 400.0,
        "patrols": 7.0,
        "tasks": ["observe", "investigate", "interpose"],
        "clarity": 0.8,
    }
    return {**given, **changes}


def plain(days: int = 120, sectors: int = 4, **changes: Any) -> Data:
    """Two hostile parties on one front, a mediator, a mission, and something on the calendar.

    Its behaviour parameters are lively, so that within weeks there are deaths, meetings, drafts.
    """
    given: Data = {
        "title": "A quarrel",
        "summary": "Generated for tests.",
        "period": {"start": START, "end": day(days - 1)},
        "issues": {
            issue: {
                "name": issue.title(),
                "low": "the south's way",
                "high": "the north's way",
                "status_quo": 0.2,
                "by_force": 0.7,
                "terrain": 1.0 if issue == "districts" else 0.0,
            }
            for issue in ISSUES
        },
        "parties": {
            "north": party(1.0, capability=1.5, stance="assertive"),
            "south": party(0.0, stance="guarded", public={"support": 0.6, "quota": 0.3}),
        },
        "mediators": {"broker": mediator()},
        "peacekeepers": {"watch": mission()},
        "fronts": {
            "line": {
                "name": "The line",
                "between": ["north", "south"],
                "sectors": {f"s{n}": sector("north", "south") for n in range(sectors)},
            }
        },
        "agendas": {
            "everything": {
                "approach": "package",
                "kinds": ["framework", "interim", "cbm", "statement", "ceasefire"],
                "measures": ["hotline", "sniper_withdrawal"],
                "guarantee": 0.5,
                "mechanism": True,
            }
        },
        "timeline": [
            {
                "date": day(9),
                "event": "Attention turns here for a while",
                "effects": [{"on": "mediators.broker.attention", "add": 0.1, "days": 20}],
            },
            {
                "date": day(16),
                "meeting": "Talks on the calendar",
                "host": "broker",
                "participants": ["north", "south"],
                "agenda": "everything",
            },
        ],
        "behaviour": dict(LIVELY),
    }
    given["timeline"] = [entry for entry in given["timeline"] if entry["date"] < day(days)]
    return {**given, **changes}
