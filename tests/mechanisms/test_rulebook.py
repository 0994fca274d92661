"""The rules of escalation that come with the model: what restrains the line does restrain it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.mechanisms import escalation, front
from sim.model import MediationModel
from sim.prospects.agency import complies
from sim.prospects.morning import Morning
from sim.world.layout import CLASHES, OPERATION, VIOLATIONS
from tests.laws.situations import Data, case_of, day, plain

RUNS = 200
STILL = {"strategy": False, "initiative": False}
HOTLINE: Data = {
    "line": {
        "kind": "cbm",
        "signed": day(-30),
        "signatories": ["north", "south"],
        "measures": ["hotline"],
    }
}


def quiet(**changes: Any) -> Data:
    """Nobody fires and nobody meets, so that rungs move by rules alone."""
    data = plain(days=60, peacekeepers={}, timeline=[], **changes)
    data["mechanisms"] = STILL
    data["behaviour"] = {"incident_rate": 0.0, "spontaneous_escalation": 3.0}
    return data


def days_at(rung: int, data: Data, begin: int | None = None) -> float:
    """Share of the first sixty days at a rung, by rules alone."""
    model, spent = MediationModel(case_of(data), runs=RUNS), 0.0
    if begin is not None:
        model.world.fronts.rung[:] = begin
        model.world.fronts.rung_since[:] = 0
    while model.day < model.days:
        model.step()
        spent += float((model.world.fronts.rung == rung).mean())
    return spent / model.days


@pytest.mark.parametrize("rung", [CLASHES, OPERATION])
def test_a_hotline_shortens_clashes_and_raids(rung: int) -> None:
    assert days_at(rung, quiet(agreements=HOTLINE), rung) < 0.6 * days_at(rung, quiet(), rung)


def test_a_hotline_keeps_commanders_from_acting_alone() -> None:
    loose = quiet()
    loose["rules"] = dict.fromkeys(("disengagement_by_hotline", "decay"))
    held = {**loose, "agreements": HOTLINE}
    climbed = [1.0 - days_at(VIOLATIONS, data) for data in (loose, held)]
    assert climbed[1] < 0.9 * climbed[0]


def test_a_hotline_reins_in_answers() -> None:
    answering = []
    for agreements in ({}, HOTLINE):
        data = plain(peacekeepers={}, agreements=agreements)
        data["behaviour"] = {"retaliation": 0.5, "cbm_relief": 0.4}
        world = MediationModel(case_of(data), runs=1).world
        front.make_ready(world)
        answering.append(world.sectors.answering[0, 0, 1])
    assert answering == pytest.approx([0.5, 0.3])


def test_a_rule_may_ask_how_far_those_who_command_for_a_side_follow_it() -> None:
    """1 where a side commands itself; by length, and by those who command there, elsewhere."""
    data = plain(peacekeepers={})
    lead = {**data["parties"]["north"], "principal": "north", "capability": 0.1, "compliance": 0.4}
    data["parties"]["far"] = lead
    sectors = list(data["fronts"]["line"]["sectors"].values())
    sectors[0]["commanded_by"] = ["far", "south"]
    world = MediationModel(case_of(data), runs=4).world
    agent = world.layout.party("far")
    share = sectors[0]["length"] / sum(sector["length"] for sector in sectors)
    wanted = 1.0 - share * (1.0 - complies(world, agent))
    found = Morning(world).lookup("side")("compliance", None)
    assert (found[:, 1] == 1.0).all()
    assert (found[:, 0] < 1.0).all()
    assert np.allclose(found[:, 0], wanted)


def test_a_leadership_that_wants_no_war_calls_its_raids_off() -> None:
    """Where an agent commands the trenches on both sides, nobody does."""
    own = quiet()
    apart = quiet()
    for name, lead in (("far", "north"), ("near", "south")):
        apart["parties"][name] = {**apart["parties"][lead], "principal": lead, "capability": 0.01}
    for sector in apart["fronts"]["line"]["sectors"].values():
        sector["commanded_by"] = ["far", "near"]
    for data in (own, apart):
        data["behaviour"]["war_cost"] = 0.4
    assert days_at(OPERATION, own, OPERATION) < 0.9 * days_at(OPERATION, apart, OPERATION)


def raided(dead: int, met: int, attention: float = 0.0) -> float:
    """Share of runs in which the north's dead of a week are answered by raids on the south."""
    data = quiet()
    data["mediators"]["broker"]["attention"] = attention
    model = MediationModel(case_of(data), runs=RUNS)
    world = model.world
    world.fronts.rung[:] = CLASHES
    world.fronts.rung_since[:] = 0
    world.day = 3
    world.parties.dead[:, 0] = dead
    world.pairs.harmed[:, 0, 1] = world.pairs.blamed[:, 0, 1] = float(dead)
    world.talks.last[:] = world.day - met
    world.luck.begin(world.day)
    escalation.apply(world, model.rules)
    return float((world.fronts.rung[:, 0] == OPERATION).mean())


def test_raids_answer_a_deadly_week_where_nobody_meets_and_nobody_looks() -> None:
    assert raided(dead=20, met=300) > 0.9
    assert raided(dead=20, met=300, attention=1.0) == 0.0
    assert raided(dead=0, met=300) == 0.0
    assert raided(dead=20, met=20) == 0.0


def test_the_reports_of_a_side_with_one_sided_media_are_higher() -> None:
    reported = []
    for propaganda in (0.0, 1.0):
        data = plain(peacekeepers={})
        data["behaviour"] = {"reporting_bias": 0.5, "reporting_spread": 0.0}
        for party in data["parties"].values():
            party["public"] = {"propaganda": propaganda}
        world = MediationModel(case_of(data), runs=1).world
        world.luck.begin(0)
        front.make_ready(world)
        world.sectors.debt[:] = 0.0
        front.report_violations(world, 70)
        reported.append(world.tally.violations[0])
    assert reported[1] == pytest.approx(1.5 * reported[0], rel=0.02)


def test_who_is_answered_reports_more_than_who_is_only_fired_at() -> None:
    """Violations are of all fire, as incidents are: own fire and answers."""
    data = plain(peacekeepers={})
    data["behaviour"] = {"reporting_bias": 0.0, "reporting_spread": 0.0, "retaliation_memory": 10.0}
    world = MediationModel(case_of(data), runs=1).world
    world.luck.begin(0)
    front.make_ready(world)
    reported = []
    for owed in (0.0, 3.0):
        world.sectors.debt[:] = 0.0
        world.sectors.debt[:, 0, 1] = owed
        before = int(world.tally.violations[0])
        world.luck.begin(len(reported))
        front.report_violations(world, 10)
        reported.append(int(world.tally.violations[0]) - before)
    answered = 10 * 3.0 / 10.0 * world.parameters.violations_per_incident[0]
    assert reported[1] - reported[0] == pytest.approx(answered, abs=2)


def opened(**behaviour: float) -> MediationModel:
    data = plain(peacekeepers={}, parties=plain()["parties"])
    data["behaviour"] = {"incident_rate": 0.4, "retaliation": 0.5, **behaviour}
    return MediationModel(case_of(data), runs=RUNS)


def test_a_front_opens_with_as_many_answers_to_give_as_it_has_later() -> None:
    """So that the first months are no quieter than those that follow."""
    data = plain(days=300, peacekeepers={}, timeline=[])
    data["behaviour"] = {"incident_rate": 0.3, "retaliation": 0.5, "neighbour_share": 0.0}
    data["mechanisms"] = {**STILL, "escalation": False}
    model = MediationModel(case_of(data), runs=RUNS)
    first, later = model.world.sectors.debt.sum(), []
    while model.day < model.days:
        model.step()
        if model.day >= 100:
            later.append(model.world.sectors.debt.sum())
    assert first == pytest.approx(np.mean(later), rel=0.15)


@pytest.mark.parametrize("nothing", [{"retaliation": 0.0}, {"incident_rate": 0.0}])
def test_a_front_without_fire_or_answers_opens_without_any(nothing: dict[str, float]) -> None:
    assert not opened(**nothing).world.sectors.debt.any()
    assert opened().world.sectors.debt.any()
