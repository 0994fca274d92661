"""The line of contact: who fires how much, who answers, and what stands in between."""

from __future__ import annotations

from math import exp

import numpy as np
import pytest

from sim.mechanisms import front
from sim.model import MediationModel
from sim.world.world import World
from tests.laws.compare import lived
from tests.laws.situations import Data, case_of, mission, party, plain

NUMBERS = {
    "incident_rate": 0.02,
    "distance_effect": 0.5,
    "reference_distance": 300.0,
    "reference_snipers": 2.0,
    "sniper_effect": 0.3,
    "retaliation": 0.4,
    "contact_reduction": 0.5,
    "exposure_restraint": 2.0,
}


def ready(data: Data) -> World:
    data["behaviour"] = {**NUMBERS, **data.get("behaviour", {})}
    for entry in data["parties"].values():
        entry.setdefault("stance", "guarded")
    world = MediationModel(case_of(data), runs=2).world
    front.make_ready(world)
    return world


def bare(**changes: object) -> Data:
    data = plain(peacekeepers={}, behaviour={})
    data["parties"]["north"]["stance"] = "guarded"
    data["fronts"]["line"]["sectors"]["s1"] |= changes
    return data


def test_own_fire_by_hand() -> None:
    """.02 a day and 100 km for both sides: 20 km and one side fire .002 a day, as usual."""
    world = ready(bare())
    assert world.sectors.readiness[0, 0].tolist() == pytest.approx([0.002, 0.002])
    assert world.sectors.answering[0, 0].tolist() == pytest.approx([0.4, 0.4])


@pytest.mark.parametrize(
    ("changes", "factor"),
    [({"length": 60.0}, 3.0), ({"distance": 1_200.0}, 0.5), ({"snipers": 10.0}, 2.5),
     ({"snipers": 0.0}, 0.625)],
)  # fmt: skip
def test_length_distance_and_snipers(changes: Data, factor: float) -> None:
    world = ready(bare(**changes))
    assert world.sectors.readiness[0, 1, 0] == pytest.approx(factor * 0.002)
    assert world.sectors.readiness[0, 0, 0] == pytest.approx(0.002)


def test_orders_scale_own_fire_and_not_answers() -> None:
    world = ready(bare())
    world.fronts.posture[:, 0, 1] = 3.0
    front.make_ready(world)
    assert world.sectors.readiness[0, 0].tolist() == pytest.approx([0.002, 0.006])
    assert world.sectors.answering[0, 0].tolist() == pytest.approx([0.4, 0.4])


def test_troops_in_between_reduce_contact_and_observers_do_not() -> None:
    """400 over 80 km, 5 a km, by clarity .8: contact falls to e^(-.5 x 4)."""
    apart = {"patrols": 0.0, "tasks": ["observe", "interpose"]}
    without = ready(bare())
    nowhere = {"incident_displacement": 0.0}
    troops, observers = (
        ready(plain(peacekeepers={"watch": mission(kind=kind, **apart)}, behaviour=nowhere))
        for kind in ("troops", "observers")
    )
    share = exp(-0.5 * 5.0 * 0.8)
    south = without.sectors.readiness[:, :, 1]
    assert troops.sectors.readiness[:, :, 1] == pytest.approx(share * south)
    assert troops.sectors.answering[:, :, 1] == pytest.approx(share * 0.4)
    assert np.array_equal(observers.sectors.readiness[:, :, 1], south)


def test_troops_that_may_only_watch_only_watch() -> None:
    idle = mission(patrols=0.0, tasks=["observe", "investigate"])
    world = ready(plain(peacekeepers={"watch": idle}, behaviour={}))
    assert np.array_equal(
        world.sectors.readiness[:, :, 1], ready(bare()).sectors.readiness[:, :, 1]
    )


def test_troops_reduce_contact_only_where_they_stand() -> None:
    posted = mission(posts={"s2": 1.0}, tasks=["interpose"])
    world = ready(plain(peacekeepers={"watch": posted}, behaviour={}))
    fire = world.sectors.readiness[0, :, 1]
    assert fire[2] < 0.01 * fire[0]
    assert fire[0] == fire[1] == fire[3]


@pytest.mark.parametrize(
    ("task", "apart"),
    [("interpose", True), ("protect", True), ("use_force", True), ("investigate", False)],
)
def test_what_troops_may_do_decides_whether_contact_falls(task: str, apart: bool) -> None:
    troops = mission(patrols=0.0, tasks=["observe", task])
    fire = ready(plain(peacekeepers={"watch": troops}, behaviour={})).sectors.readiness
    usual = ready(bare()).sectors.readiness
    assert ((fire < usual)[:, :, 1] == apart).all()


def test_more_troops_and_a_clearer_mandate_reduce_contact_more() -> None:
    fire = [
        ready(plain(peacekeepers={"watch": mission(patrols=0.0, **changes)}, behaviour={}))
        .sectors.readiness[0, 0, 1]
        for changes in ({"strength": 100.0}, {}, {"clarity": 1.0}, {"clarity": 0.0})
    ]  # fmt: skip
    assert fire[3] > fire[0] > fire[1] > fire[2]
    assert fire[3] == ready(bare()).sectors.readiness[0, 0, 1]


def posted(**behaviour: float) -> World:
    """Troops on the third of four sectors only, so densely that nobody fires there."""
    troops = mission(posts={"s2": 1.0}, tasks=["interpose"], patrols=0.0)
    return ready(plain(peacekeepers={"watch": troops}, behaviour=behaviour))


def test_incidents_move_to_where_nobody_stands() -> None:
    """Three tenths of what the third sector would have fired, shared by the other three."""
    usual = ready(bare()).sectors.readiness[0, :, 1]
    fire = posted(incident_displacement=0.3).sectors.readiness[0, :, 1]
    assert fire[[0, 1, 3]] == pytest.approx(usual[0] * 1.1, rel=1e-3)
    assert fire[2] < 1e-3 * usual[2]


def test_incidents_do_not_move_to_where_a_mission_watches() -> None:
    world = posted(incident_displacement=0.8)
    unwatched = world.sectors.readiness[0, :, 1].copy()
    world.sectors.seen[:, 0] = 1.0
    front.make_ready(world)
    watched = world.sectors.readiness[0, :, 1]
    assert watched[0] == pytest.approx(0.002)
    assert watched[1] == unwatched[1]
    assert watched[1] > 0.0024


@pytest.mark.parametrize("off", [{"displacement": False}, {"peacekeepers": False}])
def test_nothing_moves_where_displacement_or_the_mission_is_off(off: dict[str, bool]) -> None:
    data = plain(peacekeepers={"watch": mission(posts={"s2": 1.0}, patrols=0.0)}, mechanisms=off)
    data["behaviour"] = {"incident_displacement": 0.8}
    fire = ready(data).sectors.readiness[0, :, 1]
    assert fire[[0, 1, 3]] == pytest.approx(0.002)


def test_a_mission_on_one_sector_means_more_incidents_on_the_others() -> None:
    counts = []
    for share in (0.0, 0.8):
        data = plain(days=80, timeline=[])
        data["peacekeepers"] = {"watch": mission(posts={"s2": 1.0}, patrols=0.0)}
        data["behaviour"] = {"incident_rate": 0.4, "incident_displacement": share}
        data["mechanisms"] = {"escalation": False, "strategy": False, "initiative": False}
        model, fired = MediationModel(case_of(data), runs=60), np.zeros(4)
        while model.day < model.days:
            model.step()
            fired += model.sector_incidents.sum(axis=0)
        counts.append(fired)
    calm, moved = counts
    assert moved[[0, 1, 3]].sum() > 1.1 * calm[[0, 1, 3]].sum()
    assert max(calm[2], moved[2]) < 0.2 * calm[0]


def test_the_prospect_of_being_blamed_restrains() -> None:
    """1 / (1 + 2 x .8 x .5)."""
    world = ready(bare())
    world.parameters.incident_displacement[:] = 0.0
    before = world.sectors.readiness.copy()
    world.sectors.seen[:] = 0.8
    world.sectors.attributed[:] = 0.5
    front.make_ready(world)
    assert world.sectors.readiness == pytest.approx(before / 1.8)


def test_an_agent_follows_orders_as_far_as_it_complies() -> None:
    data = bare()
    data["parties"]["agent"] = party(0.0, principal="south", compliance=1.0, stance="guarded")
    data["fronts"]["line"]["sectors"]["s1"]["commanded_by"] = ["north", "agent"]
    loyal = ready(data)
    data["parties"]["agent"]["compliance"] = 0.0
    own_way = ready(data)
    for world in (loyal, own_way):
        world.fronts.posture[:, 0, 1] = 5.0
        front.make_ready(world)
    ordered = loyal.sectors.readiness[0, 0, 1]
    assert own_way.sectors.readiness[0, 0, 1] == ordered
    assert own_way.sectors.readiness[0, 1, 1] < loyal.sectors.readiness[0, 1, 1] <= ordered


def test_every_rung_multiplies_fire() -> None:
    data = plain(days=60, peacekeepers={}, timeline=[])
    data["behaviour"] = {"incident_rate": 0.1, "rung_multiplier": 3.0, "retaliation": 0.0}
    data["mechanisms"] = {"escalation": False, "strategy": False, "initiative": False}
    counts = []
    for rung in ("calm", "violations", "clashes"):
        data["fronts"]["line"]["rung"] = rung
        counts.append(lived(case_of(data), range(100), 60).world.tally.incidents.mean())
    assert counts[1] / counts[0] == pytest.approx(3.0, rel=0.25)
    assert counts[2] / counts[1] == pytest.approx(3.0, rel=0.25)


def clustering(data: Data) -> float:
    """Variance over mean of incidents in fortnights (Fano factor); 1 for independent incidents."""
    model = lived(case_of(data), range(60), 0)
    before, counts = np.zeros(60), []
    while model.day < model.days:
        for _ in range(14):
            model.step()
        counts.append(model.world.tally.incidents - before)
        before = model.world.tally.incidents.copy()
    return float(np.mean([count.var() / max(count.mean(), 1e-9) for count in counts[2:]]))


def test_incidents_cluster_because_garrisons_answer() -> None:
    """Nothing is written down as self-exciting; without retaliation there is next to none."""
    data = plain(days=140, peacekeepers={}, timeline=[])
    data["behaviour"] = {"incident_rate": 0.4, "retaliation": 0.6, "retaliation_memory": 7.0}
    data["mechanisms"] = {"escalation": False, "strategy": False, "initiative": False}
    answered = clustering(data)
    data["mechanisms"]["retaliation"] = False
    silent = clustering(data)
    assert silent == pytest.approx(1.0, abs=0.15)
    assert answered > 1.6


def test_an_answer_given_is_an_answer_less_to_give() -> None:
    data = bare()
    data["behaviour"] = {"retaliation_memory": 1.0, "incident_rate": 0.0, "retaliation": 0.0}
    world = ready(data)
    world.sectors.debt[:, 2, 1] = 3.0
    days = 0
    while world.sectors.debt.any():
        world.luck.begin(days)
        world.day = days
        incidents = front.fire(world)
        assert set(incidents.sectors.tolist()) <= {2}
        assert set(incidents.sides.tolist()) <= {1}
        assert incidents.answers.all()
        days += 1
        assert days < 60
    assert days >= 3


def test_violations_are_reported_for_the_days_that_were_lived() -> None:
    found = []
    for days in (1, 7, 8, 20):
        still = {"reporting_spread": 0.0, "incident_rate": 0.3}
        data = plain(days=days, peacekeepers={}, mediators={}, agendas={}, behaviour=still)
        data["timeline"] = []
        data["mechanisms"] = {"retaliation": False, "escalation": False, "strategy": False}
        model = MediationModel(case_of(data), runs=2)
        model.run()
        found.append(float(model.outcomes()["violations"].mean()) / days)
    assert found == pytest.approx([found[0]] * 4, rel=0.02)
