"""Dated events, rules, publics and missions: what changes, for how long, and what is left."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.mechanisms import missions, publics
from sim.model import MediationModel
from sim.prospects.trust import trust
from tests.laws.compare import lived
from tests.laws.situations import Data, case_of, day, mission, plain

QUIET = {"strategy": False, "initiative": False, "retaliation": False}


def eventful(*effects: Data, days: int = 60, **changes: Any) -> Data:
    data = plain(days=days, peacekeepers={}, behaviour={"incident_rate": 0.0}, **changes)
    event = {"date": day(10), "event": "Something happens", "effects": list(effects)}
    return {**data, "timeline": [event], "mechanisms": QUIET, "rules": {"decay": None}}


def over_time(data: Data, read: Any, days: int = 60) -> list[float]:
    """What is read of the only run at the end of every day."""
    model, values = lived(case_of(data), [0], 0), []
    for _ in range(days):
        model.step()
        values.append(float(read(model.world)))
    return values


@pytest.mark.parametrize(
    ("way", "after"), [({"set": 0.3}, 0.3), ({"add": 0.1}, 0.9), ({"scale": 0.5}, 0.4),
                       ({"add": 5.0}, 1.0), ({"add": -5.0}, 0.0)],
)  # fmt: skip
def test_an_effect_lasts_its_time_and_is_taken_back(way: Data, after: float) -> None:
    data = eventful({"on": "mediators.broker.attention", **way, "days": 20})
    values = over_time(data, lambda world: world.mediators.attention[0, 0])
    assert values == pytest.approx([0.8] * 10 + [after] * 20 + [0.8] * 30)


def test_an_effect_without_end_stays() -> None:
    data = eventful({"on": "issues.status.status_quo", "set": 0.9})
    values = over_time(data, lambda world: world.issues.status_quo[0, 0])
    assert values == pytest.approx([0.2] * 10 + [0.9] * 50)


def test_effects_that_overlap_add_up_and_come_apart() -> None:
    data = eventful(
        {"on": "mediators.broker.credibility", "add": -0.4, "days": 30},
        {"on": "mediators.broker.credibility", "add": -0.2, "days": 10},
    )
    values = over_time(data, lambda world: world.mediators.credibility[0, 0])
    assert values == pytest.approx([0.9] * 10 + [0.3] * 10 + [0.5] * 20 + [0.9] * 20)


def test_a_posture_that_is_bidden_for_a_time_neither_fades_nor_turns_into_its_opposite() -> None:
    data = eventful({"on": "parties.north.posture", "scale": 2.0, "days": 30})
    values = over_time(data, lambda world: np.exp(world.fronts.bidden[0, 0, 0]))
    assert values == pytest.approx([1.0] * 10 + [2.0] * 30 + [1.0] * 20)


def test_a_bidden_posture_is_fire() -> None:
    data = eventful({"on": "fronts.line.posture", "set": 7.0})
    data["behaviour"] = {"incident_rate": 0.2}
    shot = lived(case_of(data), range(60), 60).world.tally.incidents.mean()
    data["mechanisms"] = {**QUIET, "context": False}
    assert shot > 2.0 * lived(case_of(data), range(60), 60).world.tally.incidents.mean()


@pytest.mark.parametrize(("way", "after"), [({"set": 0.8}, 0.8), ({"scale": 0.5}, 0.25),
                                            ({"add": 9.0}, 0.98)])  # fmt: skip
def test_an_effect_on_trust_moves_trust(way: Data, after: float) -> None:
    data = eventful({"on": "parties.south.trust.north", **way})
    data["mechanisms"] = {**QUIET, "attribution": False}
    data["parties"]["south"]["trust"] = {"north": 0.5}
    data["behaviour"] = {"incident_rate": 0.0, "trust_forgetting": 0.0, "prior_evidence": 8.0}
    model = lived(case_of(data), [0], 12)
    assert trust(model.world, 1, 0)[0] == pytest.approx(after)


def test_capability_cannot_be_taken_away_altogether() -> None:
    data = eventful({"on": "parties.north.capability", "scale": 0.0})
    model = lived(case_of(data), [0], 30)
    assert 0.0 < model.world.parties.capability[0, 0] < 0.01
    assert model.world.breaches() == []


RULE: Data = {
    "applies_to": "side",
    "when": "rung <= clashes",
    "chance": 1,
    "effect": {"raise_rung": 2, "up_to": "clashes"},
    "why": "For tests.",
}


def ruled(**rules: Any) -> MediationModel:
    names = ("local_retaliation", "commanders_initiative", "decay", "cooling", "warming")
    data = plain(days=30, peacekeepers={}, timeline=[])
    data["rules"] = {**dict.fromkeys(names), **rules}
    data["mechanisms"] = QUIET
    data["behaviour"] = {"incident_rate": 0.0}
    return MediationModel(case_of(data), runs=300)


def test_a_rule_moves_the_rung_as_far_as_it_may() -> None:
    model = ruled(up=RULE)
    model.step()
    assert (model.world.fronts.rung == 2).all()


def test_rules_of_a_day_are_judged_on_the_same_morning() -> None:
    """What the first rule changes the second does not see before tomorrow."""
    higher = {**RULE, "when": "rung == clashes", "effect": {"raise_rung": 1, "up_to": "war"}}
    model = ruled(up={**RULE, "who": ["north"]}, higher={**higher, "who": ["north"]})
    model.step()
    assert (model.world.fronts.rung == 2).all()
    model.step()
    assert (model.world.fronts.rung == 3).all()


def test_a_rule_for_some_leaves_others_alone() -> None:
    model = ruled(mood={**RULE, "who": ["south"], "effect": {"posture": "0.5"}})
    model.step()
    assert model.world.fronts.mood[0].tolist() == [[0.0, 0.5]]
    for _ in range(6):
        model.step()
    assert (model.world.fronts.mood[:, 0, 1] <= model.world.parameters.strongest_mood).all()


def test_a_chance_is_a_share_of_runs() -> None:
    model = ruled(up={**RULE, "who": ["north"], "chance": 0.3})
    model.step()
    assert (model.world.fronts.rung == 2).mean() == pytest.approx(0.3, abs=0.08)


def test_a_rule_can_change_how_a_party_carries_itself() -> None:
    change = {**RULE, "applies_to": "party", "when": "stance == 'assertive'"}
    model = ruled(calm={**change, "effect": {"stance": "conciliatory", "support": "-0.1"}})
    before = model.world.parties.support[0, 0]
    model.step()
    world = model.world
    assert world.layout.stances[world.parties.stance[0, 0]] == "conciliatory"
    assert world.parties.tolerance[0, 0] == model.case.stances["conciliatory"].tolerance.value
    assert world.parties.support[0, 0] == pytest.approx(before - 0.1)
    assert world.layout.stances[world.parties.stance[0, 1]] == "guarded"


def test_opinion_rallies_when_the_other_is_blamed_and_tires_when_weary() -> None:
    data = plain(behaviour={"rally": 0.3})
    for entry in data["parties"].values():
        entry["public"] = {"support": 0.5}
    world = MediationModel(case_of(data), runs=3).world
    world.parties.dead[:, 1] = 50
    world.pairs.harmed[:, 1, 0] = 50.0
    world.pairs.blamed[:, 1, 0] = [50.0, 50.0, 0.0]
    world.parties.weariness[:, 1] = [0.0, 0.5, 0.5]
    publics.move(world)
    rallied, torn, tired = world.parties.support[:, 1]
    assert rallied > torn > tired
    assert rallied > 0.5 > tired
    assert (world.parties.support[:, 0] == 0.5).all()


def mandate(**changes: Any) -> MediationModel:
    data = plain(days=60, peacekeepers={"watch": mission(**changes)}, timeline=[])
    return MediationModel(case_of(data), runs=200)


def here(model: MediationModel) -> list[float]:
    """The share of runs in which the mission is there, day by day."""
    shares = []
    while model.day < 40:
        model.step()
        shares.append(float(model.world.missions.present[:, 0].mean()))
    return shares


def test_a_mission_comes_on_its_day_and_goes_with_its_mandate() -> None:
    assert here(mandate(deployed=day(5), expires=day(20))) == [0.0] * 5 + [1.0] * 16 + [0.0] * 19


def test_a_mandate_is_renewed_where_all_who_must_consent() -> None:
    renewal = {"months": 2.0, "consent_of": ["north", "south"]}
    shares = here(mandate(expires=day(10), renewal=renewal, consent={"south": 0.2}))
    assert shares[:11] == [1.0] * 11
    assert 0.0 < shares[11] < 1.0
    assert shares[11] == shares[-1]
    refused = here(mandate(expires=day(10), renewal=renewal, consent={"south": 0.001}))
    assert refused[11] < 0.05


def test_a_mission_leaves_when_a_host_withdraws_its_consent() -> None:
    model = mandate()
    model.world.missions.consent[:100, 0, 1] = 0.0
    missions.withdraw_consent(model.world)
    assert model.world.missions.present[:, 0].tolist() == [False] * 100 + [True] * 100


@pytest.mark.parametrize("quality", ["support", "weariness", "trust.south"])
def test_what_fades_by_itself_leaves_no_debt_behind(quality: str) -> None:
    """Of what an event adds to opinion, strain or trust only what is left of it is taken back."""
    effect = {"on": f"parties.north.{quality}", "add": 0.2, "days": 95}

    def read(world: Any) -> float:
        if quality == "trust.south":
            return float(trust(world, 0, 1)[0])
        return float(getattr(world.parties, quality)[0, 0])

    without = over_time(eventful({**effect, "add": 0.0}, days=120), read, 120)
    with_it = over_time(eventful(effect, days=120), read, 120)
    assert max(with_it[:100]) > max(without) + 0.05
    assert with_it[110] == pytest.approx(without[110], abs=1e-3)
