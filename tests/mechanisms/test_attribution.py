"""Who is seen to have fired, and who is blamed for it."""

from __future__ import annotations

from math import exp
from typing import Any

import numpy as np
import pytest

from sim.mechanisms import attribution
from sim.model import MediationModel
from sim.prospects.trust import blame, trust
from sim.world.records import Incidents
from sim.world.world import World
from tests.laws.situations import Data, case_of, day, mission, party, plain

NUMBERS = {
    "visit_detection": 0.2,
    "announced_loss": 0.75,
    "attribution_observe": 0.1,
    "attribution_investigate": 0.9,
    "mechanism_presence": 0.5,
    "omega": 0.5,
}


def world_of(data: Data) -> World:
    data["behaviour"] = NUMBERS
    data["parties"]["agent"] = party(0.1, principal="south")
    data["fronts"]["line"]["sectors"]["s1"] |= {
        "garrisoned_by": ["north", "agent"],
        "commanded_by": ["north", "agent"],
    }
    return MediationModel(case_of(data), runs=1).world


def watched(**changes: Any) -> World:
    world = world_of(plain(peacekeepers={"watch": mission(strength=100.0, **changes)}))
    attribution.watch(world)
    return world


def test_the_chance_to_be_seen_by_hand() -> None:
    """A quarter of 100 persons, out 1 - 1/e of the time, .2 km each, over 20 km."""
    seen = 1.0 - exp(-0.2 * 25.0 * (1.0 - exp(-1.0)) / 20.0)
    assert watched().sectors.seen[0] == pytest.approx([seen] * 4)


def test_those_who_may_investigate_attribute_more() -> None:
    observers = watched(kind="observers", tasks=["observe"]).sectors
    inspectors = watched(kind="observers", tasks=["observe", "investigate"]).sectors
    assert np.array_equal(observers.seen, inspectors.seen)
    assert observers.attributed[0] == pytest.approx([0.1] * 4)
    assert inspectors.attributed[0] == pytest.approx([0.9] * 4)


def test_announced_visits_see_less() -> None:
    assert (watched(announced=True).sectors.seen < 0.4 * watched().sectors.seen).all()


@pytest.mark.parametrize(
    "changes", [{"patrols": 0.0}, {"deployed": day(3)}, {"after": "ceasefire"}]
)
def test_a_mission_that_is_not_out_sees_nothing(changes: Data) -> None:
    world = watched(**changes)
    assert not world.sectors.seen.any()
    assert not world.sectors.attributed.any()


def test_a_joint_mechanism_sees_and_investigates_by_itself() -> None:
    data = plain(peacekeepers={})
    data["agreements"] = {
        "old": {
            "kind": "cbm",
            "signed": day(-9),
            "signatories": ["north", "south"],
            "mechanism": True,
        }
    }
    world = world_of(data)
    attribution.watch(world)
    assert world.sectors.attributed[0] == pytest.approx([0.9] * 4)
    assert world.sectors.seen[0] == pytest.approx([0.45] * 4)


def incident(
    side: int, sector: int = 0, verified: bool = False, back: int = 0, answer: bool = False
) -> Incidents:
    """One incident in the only run: a side fires and hits four people."""
    yes, one = np.array([verified]), np.array([1])
    return Incidents(
        rows=np.array([0]),
        sectors=np.array([sector]),
        sides=np.array([side]),
        answers=np.array([answer]),
        hit=4 * one,
        killed=one,
        killed_back=back * one,
        civilians=0 * one,
        recorded=np.array([True]),
        seen=yes,
        attributed=yes,
    )


def test_unattributed_harm_is_blamed_on_the_other_side_by_both() -> None:
    world = world_of(plain())
    attribution.attribute(world, incident(side=0, back=2))
    assert world.pairs.harmed[0, 1, 0] == world.pairs.blamed[0, 1, 0] == 4.0
    assert world.pairs.harmed[0, 0, 1] == world.pairs.blamed[0, 0, 1] == 2.0
    assert blame(world, 0, 1)[0] == blame(world, 1, 0)[0] == 1.0


def test_who_is_proven_to_have_fired_first_cannot_blame_the_other() -> None:
    world = world_of(plain())
    attribution.attribute(world, incident(side=0, back=2, verified=True))
    assert blame(world, 1, 0)[0] == 1.0
    assert blame(world, 0, 1)[0] == 0.0


def test_verified_harm_costs_the_trust_of_all_and_unverified_harm_nobodys() -> None:
    world = world_of(plain())
    before = [trust(world, who, 0)[0] for who in (1, 2)]
    attribution.attribute(world, incident(side=0))
    assert [trust(world, who, 0)[0] for who in (1, 2)] == before
    attribution.attribute(world, incident(side=0, verified=True))
    after = [trust(world, who, 0)[0] for who in (1, 2)]
    assert after[0] < before[0]
    assert after[1] < before[1]
    assert (world.pairs.bad[0, 0, 0] == world_of(plain()).pairs.bad[0, 0, 0]).all()


def test_an_answer_that_is_seen_to_be_one_is_held_against_nobody() -> None:
    world = world_of(plain())
    trusted = trust(world, 1, 0)[0]
    attribution.attribute(world, incident(side=0, verified=True, answer=True))
    assert world.pairs.harmed[0, 1, 0] == 4.0
    assert blame(world, 1, 0)[0] == 0.0
    assert trust(world, 1, 0)[0] == trusted
    attribution.attribute(world, incident(side=0, answer=True))
    assert blame(world, 1, 0)[0] == 0.5


def test_a_principal_bears_a_share_of_the_blame_on_its_agent() -> None:
    world = world_of(plain())
    attribution.attribute(world, incident(side=1, sector=1))
    assert world.pairs.blamed[0, 0].tolist() == [0.0, 2.0, 4.0]


def test_a_principal_feels_what_is_done_to_its_agent() -> None:
    world = world_of(plain())
    attribution.attribute(world, incident(side=0, sector=1))
    assert world.pairs.blamed[0, :, 0].tolist() == [0.0, 4.0, 4.0]


def test_harm_fades() -> None:
    world = world_of(plain())
    attribution.attribute(world, incident(side=0))
    attribution.fade(world, 60.0)
    assert world.pairs.harmed[0, 1, 0] == pytest.approx(
        4.0 * exp(-60.0 / world.parameters.harm_memory[0])
    )


def test_an_agent_has_all_the_blame_for_what_it_does_and_its_principal_a_share() -> None:
    """Harm is suffered once, whoever is blamed for it."""
    world = world_of(plain())
    attribution.attribute(world, incident(side=1, sector=1))
    assert blame(world, 0, 2) == pytest.approx([1.0])
    assert blame(world, 0, 1) == pytest.approx([0.5]), "omega"


def test_an_attack_needs_no_witness() -> None:
    """Each day on each sector is held against the attacker by all, and the attacked blame him."""
    data = plain(peacekeepers={})
    data["mechanisms"] = {"attribution": False, "retaliation": False, "strategy": False}
    data["timeline"] = [
        {
            "date": day(3),
            "offensive": "The north attacks",
            "by": "north",
            "front": "line",
            "scale": "general",
            "objectives": ["s0", "s2"],
        }
    ]
    data["behaviour"] = {"incident_rate": 0.0, "advance_time": 10_000.0, "war_deaths": 50.0}
    model = MediationModel(case_of(data), runs=1)
    pairs = model.world.pairs
    bad = pairs.bad.copy()
    while model.day < 6:
        model.step()
    assert pairs.bad[0, 1, 0] - bad[0, 1, 0] == 6.0  # three days, two sectors
    assert pairs.bad[0, 0, 1] == bad[0, 0, 1]
    assert blame(model.world, 1, 0)[0] == 1.0
    assert pairs.harmed[0, 0, 1] > 0.0
    assert blame(model.world, 0, 1)[0] == 0.0
