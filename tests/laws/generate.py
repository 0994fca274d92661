"""Valid scenarios as plain data: a small one to vary by hand, and Hypothesis's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml
from hypothesis import strategies as st

from sim.scenario.case import Case
from sim.scenario.defaults import RULEBOOKS, Parameter, read_rulebooks
from sim.scenario.load import load

Data = dict[str, Any]
Draw = Any

START = date(2014, 3, 1)
ISSUES = ("status", "districts", "corridor", "return", "guarantees")
PARTIES = ("rule", "front", "attack", "north", "south", "east", "west", "isle", "cape")
"""Some are words that the engine uses itself: names must not be mistaken for them."""
KINDS = ("statement", "cbm", "ceasefire", "interim", "framework", "settlement")
MEASURES = ("hotline", "sniper_withdrawal", "trench_freeze", "exchange", "humanitarian_pause")
RUNGS = ("calm", "violations", "clashes", "operation", "war")
LEVELS = ("leaders", "ministers", "shuttle", "proximity")
INSTRUMENTS = ("facilitation", "formulation", "manipulation")
TASKS = ("observe", "investigate", "interpose", "protect", "use_force")
STANCES = ("guarded", "assertive", "conciliatory", "embattled", "odd")


def case_of(data: Data, settings: Sequence[str] = ()) -> Case:
    """The case of a scenario given as data, read back from a file as a user's would be."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "generated.yaml"
        path.write_text(yaml.safe_dump(data, sort_keys=False), "utf-8")
        return load(path, settings)


def day(number: int) -> date:
    """A day of a generated scenario."""
    return START + timedelta(days=number)


@cache
def parameters() -> Mapping[str, Parameter]:
    """The behaviour parameters of the rulebook, with their ranges and limits."""
    return read_rulebooks(RULEBOOKS).parameters


@cache
def mechanisms() -> tuple[str, ...]:
    """The switches of the rulebook."""
    return tuple(read_rulebooks(RULEBOOKS).meanings)


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
        "positions": {issue: ideal for issue in ISSUES},
        "saliences": {issue: 0.2 for issue in ISSUES},
    }
    return {**given, **changes}


def mediator(**changes: Any) -> Data:
    """A mediator with leverage over both sides who calls meetings often."""
    given: Data = {
        "name": "A mediator",
        "instruments": list(INSTRUMENTS),
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
        "behaviour": {"incident_rate": 0.2, "spontaneous_escalation": 3.0},
    }
    return {**given, **changes}


def _figure(low: float, high: float, *extra: float) -> st.SearchStrategy[float]:
    """A number within bounds: often an end, a half, or 2, else anything, to six places."""
    edges = [edge for edge in (low, high, 0.0, 0.5, 1.0, 2.0, *extra) if low <= edge <= high]
    anything = st.integers(0, 1000).map(lambda n: round(low + (high - low) * n / 1000, 6))
    return st.one_of(st.sampled_from(edges), anything)


SHARE = _figure(0.0, 1.0)
SLANT = _figure(-1.0, 1.0)


def _some(names: Sequence[str], least: int = 0) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(list(names)), min_size=least, max_size=4, unique=True)


def _chosen(draw: Draw, names: Sequence[str], values: st.SearchStrategy[Any]) -> Data:
    """Some of the names, each with a value."""
    return {name: draw(values) for name in names if draw(st.booleans())}


def _saliences(draw: Draw, issues: Sequence[str]) -> Data:
    weights = [draw(st.integers(0, 5)) for _ in issues]
    weights[draw(st.integers(0, len(issues) - 1))] += 1
    return {name: w / sum(weights) for name, w in zip(issues, weights, strict=True)}


def _public(draw: Draw) -> Data:
    traits = ("support", "propaganda", "preparation", "contact", "quota")
    return {**_chosen(draw, traits, SHARE), "ratifies": draw(st.booleans())}


def _party(draw: Draw, issues: Sequence[str], trusted: Sequence[str]) -> Data:
    return {
        "name": draw(st.sampled_from(["A party", "Another party"])),
        "capability": draw(_figure(0.05, 20.0)),
        "capability_drift": draw(_figure(-1.0, 1.0)),
        "positions": {issue: draw(SHARE) for issue in issues},
        "saliences": _saliences(draw, issues),
        "red_lines": _chosen(
            draw, issues, st.builds(lambda b, h: {"bound": b, "hardness": h}, SHARE, _figure(0, 10))
        ),
        "stance": draw(st.sampled_from(STANCES)),
        "resolve": draw(_figure(0.2, 5.0)),
        "trust": _chosen(draw, trusted, SHARE),
        "public": _public(draw),
        "compliance": draw(SHARE),
        "at_the_table": draw(st.sampled_from([True, True, False])),
    }


def _chain(name: str, parties: Data) -> list[str]:
    chain = [name]
    while (lead := parties[chain[-1]].get("principal")) is not None:
        chain.append(lead)
    return chain


def _fronts(draw: Draw, parties: Data, issues: Sequence[str]) -> Data:
    fronts: Data = {}
    leads = [name for name, entry in parties.items() if "principal" not in entry]
    for number in range(draw(st.integers(1, 3))):
        pair = draw(st.lists(st.sampled_from(leads), min_size=2, max_size=2, unique=True))
        camps = [[name for name in parties if side in _chain(name, parties)] for side in pair]
        sectors: Data = {}
        for place in range(draw(st.integers(1, 6))):
            sectors[f"s{place}"] = {
                "name": f"Sector {place}",
                "length": draw(_figure(0.1, 100.0)),
                "distance": draw(_figure(10.0, 2_000.0)),
                "snipers": draw(_figure(0.0, 20.0)),
                "terrain": draw(SHARE),
                "civilians": draw(st.sampled_from([0.0, 500.0, 1e5])),
                "garrisoned_by": [draw(st.sampled_from(camp)) for camp in camps],
                "commanded_by": [draw(st.sampled_from(camp)) for camp in camps],
                "prize": _chosen(draw, issues, _figure(-0.3, 0.5)),
                **({"held_by": draw(st.sampled_from(pair))} if draw(st.booleans()) else {}),
            }
        fronts[f"f{number}"] = {
            "name": f"Front {number}",
            "between": pair,
            "rung": draw(st.sampled_from(RUNGS)),
            "sectors": sectors,
        }
    return fronts


def _agendas(draw: Draw, issues: Sequence[str], missions: Sequence[str]) -> Data:
    agendas: Data = {}
    for number in range(draw(st.integers(1, 3))):
        agenda: Data = {
            "approach": draw(st.sampled_from(["package", "framework", "step_by_step"])),
            "kinds": draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=6, unique=True)),
            "issues": draw(_some(issues)),
            "aside": draw(_some(issues)),
            "measures": draw(_some(MEASURES)),
            "draft": _chosen(draw, issues, SHARE),
            "mechanism": draw(st.booleans()),
            "ambiguity": draw(SHARE),
            "delay": float(draw(st.sampled_from([0, 1, 7, 400]))),
            "guarantee": draw(SHARE),
        }
        if missions and draw(st.booleans()):
            agenda["deploys"] = draw(st.sampled_from(list(missions)))
        agendas[f"a{number}"] = agenda
    return agendas


def _mediators(draw: Draw, names: Sequence[str], parties: Data, data: Data) -> Data:
    mediators: Data = {}
    for name in names:
        mediators[name] = {
            "name": draw(st.sampled_from(["A mediator", "Another mediator"])),
            "instruments": draw(_some(INSTRUMENTS, least=1)),
            "precision": draw(_figure(0.0, 100.0)),
            "skill": draw(SHARE),
            "leverage": _chosen(draw, list(parties), SHARE),
            "bias": _chosen(draw, list(parties), SLANT),
            "guarantees": _chosen(draw, list(parties), SHARE),
            "attention": draw(SHARE),
            "credibility": draw(SHARE),
            "position": _chosen(draw, list(data["issues"]), SHARE),
            "affinity": _chosen(draw, [other for other in names if other != name], SLANT),
            "initiative": draw(_figure(0.0, 50.0)),
            "level": draw(st.sampled_from(LEVELS)),
            "agenda": draw(st.sampled_from(list(data["agendas"]))),
        }
    return mediators


def _missions(draw: Draw, names: Sequence[str], data: Data, days: int) -> Data:
    missions: Data = {}
    for name in names:
        front = draw(st.sampled_from(list(data["fronts"])))
        sectors = list(data["fronts"][front]["sectors"])
        entry: Data = {
            "name": "A mission",
            "kind": draw(st.sampled_from(["troops", "observers"])),
            "front": front,
            "strength": draw(st.sampled_from([0.0, 6.0, 500.0, 20_000.0])),
            "posts": {place: 1.0 / len(sectors) for place in sectors if draw(st.booleans())},
            "patrols": draw(st.sampled_from([0.0, 1.0, 14.0])),
            "tasks": draw(_some(TASKS, least=1)),
            "clarity": draw(SHARE),
            "announced": draw(st.booleans()),
            "consent": _chosen(draw, list(data["parties"]), SHARE),
        }
        if data["mediators"] and draw(st.booleans()):
            entry["sponsor"] = draw(st.sampled_from(list(data["mediators"])))
        if draw(st.booleans()):
            entry["deployed"] = day(draw(st.integers(0, 5)))
        if draw(st.booleans()):
            entry["expires"] = day(draw(st.integers(6, days - 1)))
            entry["renewal"] = {"consent_of": draw(_some(list(data["parties"]), least=1))}
        if draw(st.sampled_from([True, False, False])):
            entry["after"] = draw(st.sampled_from(KINDS))
        missions[name] = entry
    return missions


def _addresses(data: Data) -> list[tuple[str, float, float]]:
    """Quantities that events may change, with values they may be set to."""
    found: list[tuple[str, float, float]] = []
    for name in data["parties"]:
        traits = ("support", "weariness", "propaganda", "preparation", "contact")
        found += [(f"parties.{name}.{trait}", 0.0, 1.0) for trait in traits]
        found += [(f"parties.{name}.capability", 0.1, 5.0), (f"parties.{name}.posture", 0.2, 5.0)]
        found += [(f"parties.{name}.trust.{other}", 0.0, 1.0) for other in data["parties"]]
    for name in data["mediators"]:
        found += [(f"mediators.{name}.{trait}", 0.0, 1.0) for trait in ("attention", "credibility")]
        found += [(f"mediators.{name}.leverage.{other}", 0.0, 1.0) for other in data["parties"]]
    found += [(f"formats.{name}.cohesion", 0.0, 1.0) for name in data["formats"]]
    for name in data["peacekeepers"]:
        found += [(f"peacekeepers.{name}.strength", 0.0, 900.0)]
        found += [(f"peacekeepers.{name}.patrols", 0.0, 14.0)]
        found += [(f"peacekeepers.{name}.clarity", 0.0, 1.0)]
        found += [(f"peacekeepers.{name}.consent.{other}", 0.0, 1.0) for other in data["parties"]]
    found += [(f"issues.{name}.status_quo", 0.0, 1.0) for name in data["issues"]]
    for name in data["fronts"]:
        found += [(f"fronts.{name}.posture", 0.2, 5.0), (f"fronts.{name}.snipers", 0.0, 20.0)]
        found += [(f"fronts.{name}.distance", 10.0, 2_000.0)]
    return found


def _event(draw: Draw, data: Data, days: int) -> Data:
    effects = []
    for _ in range(draw(st.integers(0, 3))):
        on, low, high = draw(st.sampled_from(_addresses(data)))
        way = draw(st.sampled_from(["set", "add", "scale"]))
        amount = {"set": _figure(low, high), "add": _figure(-1, 1), "scale": _figure(0.0, 3.0)}[way]
        effect: Data = {"on": on, way: draw(amount)}
        if draw(st.booleans()):
            effect["days"] = float(draw(st.integers(0, 20)))
        effects.append(effect)
    when = day(draw(st.integers(0, days - 1)))
    return {"date": when, "event": "Something happened", "effects": effects}


def _meeting(draw: Draw, data: Data, days: int) -> Data:
    hosts = [*data["mediators"], *data["formats"]]
    return {
        "date": day(draw(st.integers(0, days - 1))),
        "meeting": draw(st.sampled_from(["Talks", "More talks"])),
        "host": draw(st.sampled_from(hosts)),
        "participants": draw(_some(list(data["parties"]), least=1)),
        "level": draw(st.sampled_from(LEVELS)),
        "agenda": draw(st.sampled_from(list(data["agendas"]))),
        "secrecy": draw(SHARE),
    }


def _offensive(draw: Draw, data: Data, days: int) -> Data:
    front = draw(st.sampled_from(list(data["fronts"])))
    sectors = list(data["fronts"][front]["sectors"])
    return {
        "date": day(draw(st.integers(0, days - 1))),
        "offensive": "An attack that was dated",
        "by": draw(st.sampled_from(data["fronts"][front]["between"])),
        "front": front,
        "scale": draw(st.sampled_from(["limited", "general"])),
        "objectives": draw(_some(sectors, least=1)),
    }


def _timeline(draw: Draw, data: Data, days: int) -> list[Data]:
    entries = [_event(draw, data, days) for _ in range(draw(st.integers(0, 4)))]
    if data["mediators"]:
        entries += [_meeting(draw, data, days) for _ in range(draw(st.integers(0, 5)))]
    entries += [_offensive(draw, data, days) for _ in range(draw(st.integers(0, 2)))]
    return entries


def _agreements(draw: Draw, data: Data) -> Data:
    agreements: Data = {}
    kinds = draw(st.lists(st.sampled_from(KINDS), max_size=3, unique=True))
    for kind in kinds:
        signatories = draw(_some(list(data["parties"]), least=1))
        rest = [name for name in data["parties"] if name not in signatories]
        agreements[f"old_{kind}"] = {
            "kind": kind,
            "signed": day(-draw(st.integers(1, 3_000))),
            "signatories": signatories,
            "bound": draw(_some(rest)) if rest else [],
            "measures": draw(_some(MEASURES)),
            "mechanism": draw(st.booleans()),
            "ambiguity": draw(SHARE),
            "terms": _chosen(draw, list(data["issues"]), SHARE),
            **({"front": draw(st.sampled_from(list(data["fronts"])))} if draw(st.booleans()) else {}),
        }
    return agreements


def _behaviour(draw: Draw) -> Data:
    """Some parameters, each within its range: exactly 0, 1/2, 1, 2, an end, or anything."""
    chosen = draw(st.lists(st.sampled_from(sorted(parameters())), max_size=25, unique=True))
    lively: Data = {"incident_rate": 0.05, "spontaneous_escalation": 3.0}
    drawn = {name: draw(_figure(*parameters()[name].range)) for name in chosen}
    return {**lively, **drawn}


def _rules(draw: Draw) -> Data:
    """Rules of every scope that fire now and then, and one of the rulebook's taken away."""
    rules: Data = {
        "unrest": {
            "applies_to": "side",
            "when": "losses(30) + rival_losses(30) >= 0 and month >= 1",
            "chance": draw(SHARE),
            "effect": {"posture": draw(st.sampled_from(["0.25", "-0.5", "0.1 * rung"]))},
            "why": "For tests.",
        },
        "change_of_heart": {
            "applies_to": "party",
            "when": "support < 0.9 or at_war",
            "chance": 0.05,
            "effect": {
                "stance": draw(st.sampled_from(STANCES)),
                "support": "-0.3 + 0.5 * trust",
                "seek_talks": True,
            },
            "why": "For tests.",
        },
    }
    if draw(st.booleans()):
        rules["decay"] = None
    return rules


ODD_STANCE: Data = {
    "tolerance": 0.0,
    "endurance": 0.0,
    "retaliation": 2.0,
    "initiative": 0.5,
    "war_cost": 0.001,
    "audience": 2.0,
    "concession": 0.01,
}


@st.composite
def scenarios(draw: Draw, days: int = 45, switches: bool = True, crowd: int = 9) -> Data:
    """A valid scenario with anything in it: see the private functions for what."""
    issues = list(ISSUES[: draw(st.integers(1, len(ISSUES)))])
    names = list(PARTIES[: draw(st.sampled_from([2, 2, 3, 4, crowd]))])
    brokers = [f"m{n}" for n in range(draw(st.integers(0, 4)))]
    missions = [f"k{n}" for n in range(draw(st.integers(0, 2)))]
    data: Data = {
        "title": "Generated",
        "summary": "By Hypothesis.",
        "period": {"start": START, "end": day(days - 1)},
        "issues": {
            name: {
                "name": name,
                "low": "one end",
                "high": "the other",
                "status_quo": draw(SHARE),
                "by_force": draw(SHARE),
                "terrain": draw(SHARE),
            }
            for name in issues
        },
    }
    data["parties"] = {name: _party(draw, issues, [*names, *brokers]) for name in names}
    for place, name in enumerate(names[2:], start=2):
        if draw(st.booleans()):
            data["parties"][name]["principal"] = draw(st.sampled_from(names[:place]))
    data["fronts"] = _fronts(draw, data["parties"], issues)
    data["agendas"] = _agendas(draw, issues, missions)
    data["mediators"] = _mediators(draw, brokers, data["parties"], data)
    data["formats"] = {
        f"g{n}": {
            "name": "A format",
            "members": draw(_some(brokers, least=1)),
            "cohesion": draw(SHARE),
            "participants": draw(_some(names)),
            "initiative": draw(_figure(0.0, 50.0)),
            "agenda": draw(st.sampled_from(list(data["agendas"]))),
        }
        for n in range(draw(st.integers(0, 2)) if brokers else 0)
    }
    data["peacekeepers"] = _missions(draw, missions, data, days)
    data["agreements"] = _agreements(draw, data)
    data["timeline"] = _timeline(draw, data, days)
    data["stances"] = {"odd": ODD_STANCE}
    data["rules"] = _rules(draw)
    data["behaviour"] = _behaviour(draw)
    if switches:
        off = draw(st.lists(st.sampled_from(mechanisms()), max_size=3, unique=True))
        data["mechanisms"] = {name: False for name in off}
    return data
