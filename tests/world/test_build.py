"""A scenario's structure and numbers, as the world holds them on the first morning."""

from __future__ import annotations

import numpy as np
import pytest

from sim.model import MediationModel
from sim.world.build import write
from sim.world.layout import AGREEMENT_SLOTS, Layout
from sim.world.world import World
from tests.laws.situations import (
    ISSUES,
    Data,
    case_of,
    day,
    mediator,
    mission,
    party,
    plain,
    sector,
)


def with_agents() -> Data:
    """The quarrel with an agent of the south, an agent's agent, and a bystander."""
    data = plain(days=40)
    data["parties"] |= {
        "isle": party(0.2, principal="south", capability=0.5),
        "cape": party(0.3, principal="isle"),
        "east": party(0.5, at_the_table=False),
    }
    front = data["fronts"]["line"]["sectors"]
    front["s1"] |= {"garrisoned_by": ["north", "isle"], "commanded_by": ["north", "cape"]}
    data["fronts"]["border"] = {
        "name": "The border",
        "between": ["south", "east"],
        "sectors": {"b0": sector("south", "east", held_by="south")},
    }
    data["mediators"]["friend"] = mediator()
    data["formats"] = {"forum": {"name": "The forum", "members": ["friend", "broker"]}}
    return data


def layout() -> Layout:
    return Layout(case_of(with_agents()))


def world(data: Data, runs: int = 3) -> World:
    return MediationModel(case_of(data), runs=runs).world


def test_sectors_fronts_and_seats_are_in_the_order_of_the_file() -> None:
    found = layout()
    assert found.sectors == ("line.s0", "line.s1", "line.s2", "line.s3", "border.b0")
    assert found.front_of.tolist() == [0, 0, 0, 0, 1]
    assert found.stretches == (slice(0, 4), slice(4, 5))
    assert found.sides.tolist() == [[0, 1], [1, 4]]
    assert found.seats == ((0, 0), (0, 1), (1, 0), (1, 1))
    assert found.rival(1, 0) == 4


def test_who_holds_and_who_commands_are_different_things() -> None:
    found = layout()
    assert found.garrisons[1].tolist() == [0, 2]
    assert found.commanders[1].tolist() == [0, 3]


def test_principals_camps_and_rivals() -> None:
    found = layout()
    assert found.principals.tolist() == [0, 1, 1, 2, 4]
    assert found.camp(1) == (1, 2)
    assert found.camp(2) == (2, 3)
    assert found.main_rival.tolist() == [1, 0, 0, 3, 1]


def test_hosts_are_mediators_then_formats() -> None:
    hosts = layout().hosts
    assert [host.name for host in hosts] == ["broker", "friend", "forum"]
    assert hosts[2].members == (1, 0)
    assert hosts[0].participants == (0, 1, 2, 3)


def test_the_calendar_counts_both_ends_and_can_be_cut_short() -> None:
    case = case_of(plain(days=40))
    assert Layout(case).days == 40
    assert Layout(case, until=day(9)).days == 10
    assert Layout(case, until=day(400)).days == 40
    assert Layout(case).date_of(39) == day(39)
    assert Layout(case).day_of(day(-2)) == -2


def test_numbers_of_the_scenario_are_in_the_tables_of_every_run() -> None:
    data = with_agents()
    data["parties"]["north"] |= {
        "trust": {"south": 0.2, "broker": 0.9},
        "red_lines": {"status": {"bound": 0.7, "hardness": 2.0}},
        "public": {"support": 0.3},
        "stance": "embattled",
    }
    found = world(data)
    assert (found.parties.capability[:, 0] == 1.5).all()
    assert (found.parties.bound[:, 0, 0] == 0.7).all()
    assert (found.parties.hardness[:, 0] == [2.0, 0.0, 0.0, 0.0, 0.0]).all()
    assert (found.parties.support[:, 0] == 0.3).all()
    assert (found.parties.audience[:, 0] > found.parties.audience[:, 1]).all()
    good, bad = found.pairs.good[:, 0, 1], found.pairs.bad[:, 0, 1]
    assert (good + 1.0) / (good + bad + 2.0) == pytest.approx(0.2, abs=0.05)
    assert (found.mediators.good[:, 0, 0] > found.mediators.bad[:, 0, 0]).all()
    assert (found.mediators.leverage[:, 0] == [0.7, 0.7, 0.0, 0.0, 0.0]).all()
    assert (found.sectors.holder == [1, 1, 1, 1, 0]).all()
    assert found.breaches() == []


def test_what_a_scenario_does_not_say_is_in_the_rulebook() -> None:
    data = with_agents()
    data["parties"]["north"]["trust"] = {"south": 0.8}
    data["mediators"]["friend"] |= {"position": {"status": 0.9}, "affinity": {"broker": -0.3}}
    own = {"prior_trust": 0.2, "neutral_position": 0.4, "usual_affinity": 0.1}
    found = world({**data, "behaviour": {**own, "prior_evidence": 8.0}})
    trust = (found.pairs.good + 1.0) / (found.pairs.good + found.pairs.bad + 2.0)
    assert trust[0, 0, 1] == pytest.approx(0.8)
    assert trust[0, 1, 0] == pytest.approx(0.2)
    assert found.mediators.position[0, 1].tolist() == [0.9, 0.4, 0.4, 0.4, 0.4]
    assert found.mediators.affinity[0, 1, 0] == -0.3
    assert found.mediators.affinity[0, 0, 1] == 0.1


def test_a_mission_stands_where_it_is_planned_or_by_length() -> None:
    data = plain(sectors=3)
    data["fronts"]["line"]["sectors"]["s0"]["length"] = 60.0
    by_length = world(data)
    assert by_length.missions.post[0, 0] == pytest.approx([0.6, 0.2, 0.2])
    data["peacekeepers"]["watch"]["posts"] = {"s1": 0.5, "s2": 0.25}
    assert world(data).missions.planned[0, 0].tolist() == [0.0, 0.5, 0.25]


@pytest.mark.parametrize(
    ("changes", "here"),
    [({}, True), ({"deployed": day(0)}, True), ({"deployed": day(1)}, False),
     ({"after": "ceasefire"}, False)],
)  # fmt: skip
def test_a_mission_is_there_if_it_has_come(changes: Data, here: bool) -> None:
    data = plain()
    data["peacekeepers"]["watch"] = mission(**changes)
    assert (world(data).missions.present[:, 0] == here).all()


def test_a_mission_that_a_text_deploys_waits_for_it_unless_it_is_there_already() -> None:
    data = plain()
    data["agendas"]["everything"]["deploys"] = "watch"
    assert not world(data).missions.present.any()
    data["peacekeepers"]["watch"] = mission(deployed=day(0))
    assert world(data).missions.present[:, 0].all()


def test_an_agreement_in_force_is_inherited_and_carried_out() -> None:
    data = plain()
    data["agreements"] = {
        "truce": {
            "kind": "ceasefire",
            "signed": day(-100),
            "signatories": ["north"],
            "bound": ["south"],
            "measures": ["hotline"],
            "terms": {"status": 0.4},
        }
    }
    table = world(data).agreements
    assert table.kind[0].tolist() == [3] + [0] * AGREEMENT_SLOTS
    assert table.signed[0, 0] == table.in_force[0, 0] == -100
    assert table.inherited[0, 0]
    assert table.carried[0, 0] == 1.0
    assert table.signatory[0, 0].tolist() == [True, False]
    assert table.bound[0, 0].tolist() == [True, True]
    assert table.measure[0, 0].tolist() == [True] + [False] * 7
    assert table.term[0, 0].tolist() == [0.4, 0.0, 0.0, 0.0, 0.0]


def test_private_values_differ_between_runs_and_parties_and_are_standard() -> None:
    found = world(plain(), runs=3_000).parties
    for values in (found.mood[:, 0], found.mood[:, 1], found.scruple[:, 0]):
        assert abs(values.mean()) < 0.08
        assert abs(values.std() - 1.0) < 0.06
    assert abs(np.corrcoef(found.mood[:, 0], found.mood[:, 1])[0, 1]) < 0.06


def test_a_case_can_be_written_into_some_runs() -> None:
    case, other = case_of(plain()), plain()
    other["parties"]["north"]["capability"] = 7.0
    other["behaviour"] = {"retaliation": 0.75}
    found = MediationModel(case, runs=4).world
    write(found, np.array([1, 3]), case_of(other))
    assert found.parties.capability[:, 0].tolist() == [1.5, 7.0, 1.5, 7.0]
    assert (found.parameters.retaliation == 0.75).tolist() == [False, True, False, True]


def test_the_text_that_talks_open_with_is_in_the_middle_or_drafted() -> None:
    assert (world(plain()).talks.text == 0.5).all()
    data = plain()
    data["agendas"]["everything"]["draft"] = {ISSUES[1]: 0.9}
    assert world(data).talks.text[0].tolist() == [0.5, 0.9, 0.5, 0.5, 0.5]


def test_an_agreement_signed_before_takes_effect_on_its_day() -> None:
    data = plain()
    data["agreements"] = {
        "truce": {
            "kind": "ceasefire",
            "signed": day(-5),
            "effective": day(2),
            "signatories": ["north", "south"],
        }
    }
    data["fronts"]["line"]["rung"] = "war"
    model = MediationModel(case_of(data), runs=2)
    table = model.world.agreements
    assert table.in_force[0, 0] == 2
    assert not table.inherited[0, 0]
    for _ in range(2):
        model.step()
    assert (model.world.fronts.rung[:, 0] == 4).all()
    model.step()
    assert (model.world.fronts.rung[:, 0] <= 2).all()


def test_more_agreements_may_be_in_force_than_are_usually_signed() -> None:
    data = plain()
    data["agreements"] = {
        f"old_{number}": {"kind": "cbm", "signed": day(-number - 1), "signatories": ["north"]}
        for number in range(20)
    }
    table = world(data).agreements
    assert (table.kind[0, :20] == 2).all()
    assert (table.kind[0, 20:] == 0).all()
    assert table.kind.shape[1] == 20 + AGREEMENT_SLOTS


def test_a_sector_may_be_held_by_an_agent() -> None:
    data = with_agents()
    data["fronts"]["line"]["sectors"]["s1"]["held_by"] = "cape"
    data["fronts"]["line"]["sectors"]["s0"]["held_by"] = "north"
    assert world(data).sectors.holder[0].tolist() == [0, 1, 1, 1, 0]


def test_a_public_has_red_lines_of_its_own() -> None:
    data = plain()
    data["parties"]["north"]["public"] = {
        "red_lines": {"corridor": {"bound": 0.6, "hardness": 3.0}}
    }
    parties = world(data).parties
    assert parties.public_bound[0, 0].tolist() == [0.0, 0.0, 0.6, 0.0, 0.0]
    assert parties.public_hardness[0, 0].tolist() == [0.0, 0.0, 3.0, 0.0, 0.0]
    assert (parties.hardness == 0.0).all()
