"""Law 5: a mechanism that is switched off leaves the world as if it were not there."""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from sim.model import MediationModel
from sim.world.tables import SwitchTable
from tests.laws.compare import differences, lived, unlike
from tests.laws.generate import mechanisms
from tests.laws.situations import Data, case_of, mediator, mission
from tests.laws.test_neighbours import under_attack

IDS = (2, 9, 12, 17, 19, 21, 1006)
"""Runs of the busy scenario in which each mechanism decides something."""
RUNS = range(len(IDS))
DAYS = 77
ABOUT = {
    "peacekeepers": ("missions", "agreements.brings"),
    "displacement": ("parameters.incident_displacement",),
    "guarantors": ("mediators.guarantee",),
    "context": ("context",),
    "facilitation": ("mediators.precision",),
    "initiative": ("mediators.initiative", "formats.initiative"),
    "retaliation": ("parameters.retaliation",),
    "audience_costs": ("parameters.audience_cost",),
    "publics": ("parameters.rally",),
    "trust": ("pairs.good", "pairs.bad", "mediators.good", "mediators.bad"),
    "attribution": ("parameters.visit_detection", "sectors.attributed"),
    "beliefs": ("mediators.good", "mediators.bad", "pairs.belief"),
    "manipulation": (),
    "formulation": (),
    "escalation": (),
    "strategy": (),
    "fading": ("parameters.carrot_fading",),
    "reconsideration": (),
    "selection": ("parameters.crisis_attention", "parameters.intensity_response"),
    "penalties": ("mediators.threat",),
    "reciprocity": ("pairs.conceding", "parameters.imitation"),
    "turning_away": ("mediators.turned", "parameters.turning_away"),
    "coordination": ("parameters.coordination_effort",),
    "verification": ("parameters.tranches", "agreements.verified", "pairs.good"),
}
"""The numbers that each mechanism is about: what they say while it is off does not matter."""


def busy() -> Data:
    """A scenario in which every mechanism has something to do."""
    data = under_attack(DAYS)
    data["parties"]["north"]["saliences"] = dict(
        zip(data["issues"], (0.6, 0.1, 0.1, 0.1, 0.1), strict=True)
    )
    data["parties"]["south"]["saliences"] = dict(
        zip(data["issues"], (0.1, 0.6, 0.1, 0.1, 0.1), strict=True)
    )
    data["parties"]["south"]["trust"] = {"north": 0.6, "broker": 0.9}
    data["parties"]["north"]["public"] = {"quota": 0.2}
    data["parties"]["south"]["public"] |= {"quota": 0.2}
    data["mediators"]["broker"]["threat"] = 0.3
    data["mediators"]["friend"] = mediator(affinity={"broker": 0.5}, initiative=3.0, precision=9.0)
    data["mediators"]["broker"]["position"] = dict.fromkeys(data["issues"], 0.4)
    data["mediators"]["friend"]["position"] = dict.fromkeys(data["issues"], 0.6)
    data["formats"] = {
        "forum": {
            "name": "The forum",
            "members": ["broker", "friend"],
            "initiative": 9.0,
            "agenda": "everything",
        }
    }
    data["peacekeepers"] = {"watch": mission(strength=60.0, deployed=data["period"]["start"])}
    data["agreements"] = {
        "old": {
            "kind": "cbm",
            "signed": "2010-01-01",
            "signatories": ["north", "south"],
            "mechanism": True,
        }
    }
    data["agendas"]["everything"]["deploys"] = "watch"
    data["behaviour"] = {
        **data["behaviour"],
        "war_cost": 0.2,
        "aspiration": 0.2,
        "patience": 3.0,
        "distrust": 0.0,
        "audience_cost": 0.02,
        "mediator_leverage": 0.2,
        "carrot_fading": 10.0,
        "reputation_cost": 0.0,
        "starting_cost": 0.0,
        "choice_precision": 5.0,
        "belief_spread": 0.5,
        "mechanism_presence": 0.9,
        "imitation": 0.8,
        "turning_away": 0.9,
        "attention_fading": 10.0,
        "intensity_response": 0.3,
        "tranche_time": 20.0,
        "tranches": 20.0,
        "own_verification": 0.05,
    }
    return data


def everybody(data: Data, section: str, **changes: object) -> Data:
    for entry in data[section].values():
        entry.update(deepcopy(changes))
    return data


def with_behaviour(data: Data, **numbers: float) -> Data:
    data["behaviour"] = {**data["behaviour"], **numbers}
    return data


def without_missions(data: Data) -> Data:
    del data["peacekeepers"], data["agendas"]["everything"]["deploys"]
    return data


def idle_missions(data: Data) -> Data:
    del data["agendas"]["everything"]["deploys"]
    return everybody(data, "peacekeepers", strength=0.0)


def without_effects(data: Data) -> Data:
    for entry in data["timeline"]:
        entry.pop("effects", None)
    return data


def without(instrument: str) -> Callable[[Data], Data]:
    def change(data: Data) -> Data:
        rest = [name for name in data["mediators"]["broker"]["instruments"] if name != instrument]
        if instrument == "manipulation":
            data["agendas"]["everything"]["guarantee"] = 0.0
        return everybody(data, "mediators", instruments=rest)

    return change


def nobody_calls(data: Data) -> Data:
    return everybody(everybody(data, "mediators", initiative=0.0), "formats", initiative=0.0)


def silent_publics(data: Data) -> Data:
    """Opinion is at the middle already, nothing moves it, and nobody votes."""
    public = {"support": 0.5, "ratifies": False}
    return with_behaviour(everybody(data, "parties", public=public), rally=0.0)


def without_rules(data: Data) -> Data:
    rules = Path("sim/scenario/rulebooks/rules.yaml").read_text("utf-8")
    return {**data, "rules": dict.fromkeys(re.findall(r"^(\w+):", rules, re.M))}


def in_peace(data: Data) -> Data:
    """Nobody attacks, for an attack needs no witness to be held against who began it."""
    timeline = [entry for entry in data["timeline"] if "offensive" not in entry]
    return {**data, "timeline": timeline}


def half_trusted(data: Data) -> Data:
    """Trust is one half at the start, and nothing is ever verified that could move it."""
    for entry in data["parties"].values():
        entry["trust"] = {"north": 0.5, "south": 0.5, "broker": 0.5, "friend": 0.5}
    return data


def agents(name: str) -> Callable[[Data], Data]:
    return lambda data: everybody(data, "parties", agent=f"tests.laws.agents:{name}")


def the_same(data: Data) -> Data:
    return data


EQUIVALENTS: list[tuple[str, Callable[[Data], Data], Callable[[Data], Data]]] = [
    ("retaliation", the_same, lambda data: with_behaviour(data, retaliation=0.0)),
    ("peacekeepers", the_same, without_missions),
    ("peacekeepers", the_same, idle_missions),
    ("displacement", the_same, lambda data: with_behaviour(data, incident_displacement=0.0)),
    ("guarantors", the_same, lambda data: everybody(data, "mediators", guarantees={})),
    ("context", the_same, without_effects),
    ("manipulation", the_same, without("manipulation")),
    ("formulation", the_same, without("formulation")),
    ("facilitation", the_same, without("facilitation")),
    ("facilitation", the_same, lambda data: everybody(data, "mediators", precision=0.0)),
    ("initiative", the_same, nobody_calls),
    ("escalation", the_same, without_rules),
    ("audience_costs", the_same, lambda data: with_behaviour(data, audience_cost=0.0)),
    ("strategy", the_same, agents("Waiting")),
    ("fading", without("manipulation"), the_same),
    ("reconsideration", the_same, agents("Faithful")),
    (
        "attribution",
        the_same,
        lambda data: with_behaviour(data, visit_detection=0.0, mechanism_presence=0.0),
    ),
    ("publics", lambda data: everybody(data, "parties", public={"support": 0.5}), silent_publics),
    (
        "trust",
        lambda data: {
            **in_peace(data),
            "mechanisms": {"attribution": False, "facilitation": False, "strategy": False},
        },
        half_trusted,
    ),
    (
        "selection",
        the_same,
        lambda data: with_behaviour(data, crisis_attention=1.0, intensity_response=0.0),
    ),
    ("penalties", the_same, lambda data: everybody(data, "mediators", threat=0.0)),
    ("reciprocity", the_same, lambda data: with_behaviour(data, imitation=0.0)),
    ("turning_away", the_same, lambda data: with_behaviour(data, turning_away=0.0)),
    ("coordination", the_same, lambda data: with_behaviour(data, coordination_effort=0.0)),
    ("beliefs", lambda data: with_behaviour(data, belief_spread=0.0), the_same),
]


def off(data: Data, mechanism: str) -> Data:
    return {**data, "mechanisms": {**data.get("mechanisms", {}), mechanism: False}}


@cache
def usual() -> MediationModel:
    """The busy scenario with everything on."""
    return lived(case_of(busy()), IDS, DAYS)


@cache
def usual_but(mechanism: str) -> MediationModel:
    """The busy scenario with one mechanism off."""
    return lived(case_of(off(busy(), mechanism)), IDS, DAYS)


@pytest.mark.parametrize(
    ("mechanism", "ground", "change"),
    EQUIVALENTS,
    ids=[f"{name}-{place}" for place, (name, _, _) in enumerate(EQUIVALENTS)],
)
def test_a_mechanism_that_is_off_is_gone(
    mechanism: str, ground: Callable[[Data], Data], change: Callable[[Data], Data]
) -> None:
    base = ground(busy())
    switched = usual_but(mechanism)
    if ground is not the_same:
        switched = lived(case_of(off(base, mechanism)), IDS, DAYS)
    gone = lived(case_of(change(deepcopy(base))), IDS, DAYS)
    but = (*ABOUT[mechanism], "parameters.mechanism_presence", f"switches.{mechanism}")
    assert differences(switched.world, RUNS, gone.world, RUNS, but) == []
    assert unlike(switched.outcomes(), RUNS, gone.outcomes(), RUNS) == []


@pytest.mark.parametrize("mechanism", mechanisms())
def test_a_mechanism_that_is_on_does_something(mechanism: str) -> None:
    """Otherwise the tests above could not fail."""
    about = (
        *ABOUT[mechanism], f"switches.{mechanism}", "sectors.seen", "sectors.attributed",
        "agreements.mechanism",
    )  # fmt: skip
    assert differences(usual().world, RUNS, usual_but(mechanism).world, RUNS, about) != []


def test_runs_of_a_block_may_differ_in_some_switches() -> None:
    """Arms that switch such a mechanism off share a block with those that leave it on."""
    names = list(SwitchTable.declared)
    alone = [usual(), *(usual_but(name) for name in names)]
    cells = [(model.case, len(IDS)) for model in alone]
    mixed = lived(cells[0][0], IDS * len(cells), DAYS, cells=cells)
    for place, model in enumerate(alone):
        rows = range(place * len(IDS), (place + 1) * len(IDS))
        assert differences(mixed.world, rows, model.world, RUNS) == []
        assert unlike(mixed.outcomes(), rows, model.outcomes(), RUNS) == []


@pytest.mark.parametrize("mechanism", mechanisms())
def test_every_switch_is_wired(root: Path, mechanism: str) -> None:
    sources = [path.read_text("utf-8") for path in (root / "sim").rglob("*.py")]
    asked = (f'.on("{mechanism}")', f'.in_runs("{mechanism}")')
    assert any(one in text for text in sources for one in asked)


def test_without_trust_it_does_not_matter_who_trusted_whom() -> None:
    base = off(busy(), "trust")
    other = deepcopy(base)
    other["parties"]["south"]["trust"] = {"north": 0.05, "broker": 0.1, "friend": 1.0}
    one, two = lived(case_of(base), IDS, DAYS), lived(case_of(other), IDS, DAYS)
    assert differences(one.world, RUNS, two.world, RUNS, ABOUT["trust"]) == []


def test_without_beliefs_and_audiences_the_perceived_zone_is_the_real_one() -> None:
    base = off(off(busy(), "beliefs"), "audience_costs")
    row = lived(case_of(base), IDS, DAYS).outcomes()
    assert np.array_equal(row["zone_objective"], row["zone_perceived"])
    assert (row["zone_objective"] > 0.0).any()
