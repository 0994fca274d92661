"""Valid scenarios of every kind, as Hypothesis makes them up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from hypothesis import strategies as st

from sim.scenario.defaults import RULEBOOKS, Parameter, read_rulebooks
from tests.laws.calendars import timeline
from tests.laws.situations import ISSUES, START, Data, day
from tests.laws.values import (
    INSTRUMENTS,
    KINDS,
    LEVELS,
    MEASURES,
    RUNGS,
    SHARE,
    SLANT,
    TASKS,
    Draw,
    chosen,
    figure,
    some,
)

PARTIES = ("rule", "front", "attack", "north", "south", "east", "west", "isle", "cape")
"""Some are words that the engine uses itself: names must not be mistaken for them."""
RED_LINE = st.builds(lambda b, h: {"bound": b, "hardness": h}, SHARE, figure(0, 10))
STANCES = ("guarded", "assertive", "conciliatory", "embattled", "odd")


@cache
def parameters() -> Mapping[str, Parameter]:
    """The behaviour parameters of the rulebook, with their ranges and limits."""
    return read_rulebooks(RULEBOOKS).parameters


@cache
def mechanisms() -> tuple[str, ...]:
    """The switches of the rulebook."""
    return tuple(read_rulebooks(RULEBOOKS).meanings)


def _saliences(draw: Draw, issues: Sequence[str]) -> Data:
    weights = [draw(st.integers(0, 5)) for _ in issues]
    weights[draw(st.integers(0, len(issues) - 1))] += 1
    return {name: w / sum(weights) for name, w in zip(issues, weights, strict=True)}


def _public(draw: Draw, issues: Sequence[str]) -> Data:
    traits = ("support", "propaganda", "preparation", "contact", "quota")
    lines = chosen(draw, issues, RED_LINE)
    return {**chosen(draw, traits, SHARE), "ratifies": draw(st.booleans()), "red_lines": lines}


def _party(draw: Draw, issues: Sequence[str], trusted: Sequence[str]) -> Data:
    return {
        "name": draw(st.sampled_from(["A party", "Another party"])),
        "capability": draw(figure(0.05, 20.0)),
        "capability_drift": draw(figure(-1.0, 1.0)),
        "positions": {issue: draw(SHARE) for issue in issues},
        "saliences": _saliences(draw, issues),
        "red_lines": chosen(draw, issues, RED_LINE),
        "stance": draw(st.sampled_from(STANCES)),
        "resolve": draw(figure(0.2, 5.0)),
        "trust": chosen(draw, trusted, SHARE),
        "public": _public(draw, issues),
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
                "length": draw(figure(0.1, 100.0)),
                "distance": draw(figure(10.0, 2_000.0)),
                "snipers": draw(figure(0.0, 20.0)),
                "terrain": draw(SHARE),
                "civilians": draw(st.sampled_from([0.0, 500.0, 1e5])),
                "garrisoned_by": [draw(st.sampled_from(camp)) for camp in camps],
                "commanded_by": [draw(st.sampled_from(camp)) for camp in camps],
                "prize": chosen(draw, issues, figure(-0.3, 0.5)),
                **({"held_by": draw(st.sampled_from(pair))} if draw(st.booleans()) else {}),
            }
        fronts[f"f{number}"] = {
            "name": f"Front {number}",
            "between": pair,
            "rung": draw(st.sampled_from(RUNGS)),
            "sectors": sectors,
        }
    return fronts


def _term(draw: Draw, parties: Sequence[str], missions: Sequence[str]) -> Data:
    term: Data = {"evidence": draw(st.sampled_from(["observe", "investigate"]))}
    if draw(st.booleans()):
        term |= {"obligor": draw(st.sampled_from(list(parties))), "due": draw(figure(1.0, 900.0))}
    if missions and draw(st.booleans()):
        term |= {"observer": draw(st.sampled_from(list(missions))), "ambiguity": draw(SHARE)}
    return term


def _agendas(
    draw: Draw,
    issues: Sequence[str],
    missions: Sequence[str],
    parties: Sequence[str],
    days: int,
) -> Data:
    agendas: Data = {}
    for number in range(draw(st.integers(1, 3))):
        agenda: Data = {
            "approach": draw(st.sampled_from(["package", "framework", "step_by_step"])),
            "kinds": draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=6, unique=True)),
            "issues": draw(some(issues)),
            "aside": draw(some(issues)),
            "measures": draw(some(MEASURES)),
            "draft": chosen(draw, issues, SHARE),
            "mechanism": draw(st.booleans()),
            "ambiguity": draw(SHARE),
            "delay": float(draw(st.sampled_from([0, 1, 7, 400]))),
            "guarantee": draw(SHARE),
            "terms": {i: _term(draw, parties, missions) for i in issues if draw(st.booleans())},
            "steps": draw(st.lists(some(issues), max_size=3)),
        }
        if draw(st.booleans()):
            agenda["deadline"] = day(draw(st.integers(1, days - 1)))
        if missions and draw(st.booleans()):
            agenda["deploys"] = draw(st.sampled_from(list(missions)))
        agendas[f"a{number}"] = agenda
    return agendas


def _mediators(draw: Draw, names: Sequence[str], parties: Data, data: Data) -> Data:
    mediators: Data = {}
    for name in names:
        mediators[name] = {
            "name": draw(st.sampled_from(["A mediator", "Another mediator"])),
            "instruments": draw(some(INSTRUMENTS, least=1)),
            "style": chosen(draw, INSTRUMENTS, SHARE),
            "threat": draw(SHARE),
            "selection": draw(figure(-5.0, 5.0)),
            "bias_model": draw(st.sampled_from(["none", "kydd", "favretto", "svensson"])),
            "precision": draw(figure(0.0, 100.0)),
            "skill": draw(SHARE),
            "leverage": chosen(draw, list(parties), SHARE),
            "bias": chosen(draw, list(parties), SLANT),
            "guarantees": chosen(draw, list(parties), SHARE),
            "attention": draw(SHARE),
            "credibility": draw(SHARE),
            "position": chosen(draw, list(data["issues"]), SHARE),
            "affinity": chosen(draw, [other for other in names if other != name], SLANT),
            "initiative": draw(figure(0.0, 50.0)),
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
            "tasks": draw(some(TASKS, least=1)),
            "clarity": draw(SHARE),
            "announced": draw(st.booleans()),
            "consent": chosen(draw, list(data["parties"]), SHARE),
        }
        if data["mediators"] and draw(st.booleans()):
            entry["sponsor"] = draw(st.sampled_from(list(data["mediators"])))
        if draw(st.booleans()):
            entry["deployed"] = day(draw(st.integers(0, 5)))
        if draw(st.booleans()):
            entry["expires"] = day(draw(st.integers(6, days - 1)))
            entry["renewal"] = {"consent_of": draw(some(list(data["parties"]), 1, unique=False))}
        if draw(st.sampled_from([True, False, False])):
            entry["after"] = draw(st.sampled_from(KINDS))
        missions[name] = entry
    return missions


def _agreements(draw: Draw, data: Data) -> Data:
    agreements: Data = {}
    kinds = draw(st.lists(st.sampled_from(KINDS), max_size=3, unique=True))
    for kind in kinds:
        signatories = draw(some(list(data["parties"]), least=1))
        rest = [name for name in data["parties"] if name not in signatories]
        agreements[f"old_{kind}"] = {
            "kind": kind,
            "signed": day(-draw(st.integers(1, 3_000))),
            "effective": day(draw(st.integers(-1, 9))),
            "signatories": signatories,
            "bound": draw(some(rest)) if rest else [],
            "measures": draw(some(MEASURES)),
            "mechanism": draw(st.booleans()),
            "ambiguity": draw(SHARE),
            "terms": chosen(draw, list(data["issues"]), SHARE),
            **(
                {"front": draw(st.sampled_from(list(data["fronts"])))}
                if draw(st.booleans())
                else {}
            ),
        }
    return agreements


def _behaviour(draw: Draw) -> Data:
    """Some parameters, each within its range: exactly 0, 1/2, 1, 2, an end, or anything."""
    chosen = draw(st.lists(st.sampled_from(sorted(parameters())), max_size=25, unique=True))
    lively: Data = {"incident_rate": 0.05, "spontaneous_escalation": 3.0}
    drawn = {name: draw(figure(*parameters()[name].range)) for name in chosen}
    return {**lively, **drawn}


def _rules(draw: Draw, hosts: Sequence[str]) -> Data:
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
    if hosts:
        rules["summit"] = {
            "applies_to": draw(st.sampled_from(["front", "side", "party"])),
            "when": "days_since_meeting > 3",
            "chance": draw(SHARE),
            "effect": {"convene": draw(st.sampled_from(list(hosts)))},
            "why": "For tests.",
        }
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
    data["agendas"] = _agendas(draw, issues, missions, names, days)
    data["mediators"] = _mediators(draw, brokers, data["parties"], data)
    data["formats"] = {
        f"g{n}": {
            "name": "A format",
            "members": draw(some(brokers, 1, unique=False)),
            "cohesion": draw(SHARE),
            "participants": draw(some(names, unique=False)),
            "initiative": draw(figure(0.0, 50.0)),
            "agenda": draw(st.sampled_from(list(data["agendas"]))),
        }
        for n in range(draw(st.integers(0, 2)) if brokers else 0)
    }
    data["peacekeepers"] = _missions(draw, missions, data, days)
    data["agreements"] = _agreements(draw, data)
    data["timeline"] = timeline(draw, data, days)
    for name, agenda in data["agendas"].items():
        met = [entry["date"] for entry in data["timeline"] if entry.get("agenda") == name]
        if "deadline" in agenda and met:
            agenda["deadline"] = max(agenda["deadline"], min(met))
    data["stances"] = {"odd": ODD_STANCE}
    data["rules"] = _rules(draw, [*data["mediators"], *data["formats"]])
    data["behaviour"] = _behaviour(draw)
    if switches:
        off = draw(st.lists(st.sampled_from(mechanisms()), max_size=3, unique=True))
        data["mechanisms"] = dict.fromkeys(off, False)
    return data
