"""Known answers: power, the chance to prevail, and what holds an attacker back."""

from __future__ import annotations

from math import exp, log

import numpy as np
import pytest

from sim.model import MediationModel
from sim.prospects.force import (
    believed_cost,
    camp_capability,
    chance_to_prevail,
    cost_of_violence,
    cost_of_war,
    log_ratio,
    reaction,
    sector_choices,
)
from sim.world.world import World
from tests.laws.situations import Data, case_of, mission, party, plain

HALF = np.full((1, 5), 0.5)


def data_of(**behaviour: float) -> Data:
    """North is one and a half times as strong as the south, which has an agent of .25."""
    data = plain(days=3, behaviour=behaviour)
    data["parties"]["agent"] = party(0.0, principal="south", capability=0.25)
    return data


def world_of(data: Data) -> World:
    return MediationModel(case_of(data)).world


def test_a_camp_is_a_party_with_its_agents() -> None:
    world = world_of(data_of())
    assert camp_capability(world, 0)[0] == 1.5
    assert camp_capability(world, 1)[0] == 1.25


@pytest.mark.parametrize(("exponent", "ratio"), [(1.0, 1.0), (1.5, 2.0), (2.0, 0.5), (0.5, 3.0)])
def test_the_contest_success_function(exponent: float, ratio: float) -> None:
    """m_a^g / (m_a^g + m_b^g) (Tullock 1980)."""
    world = world_of(data_of(contest_exponent=exponent))
    found = chance_to_prevail(world, np.array([log(ratio)]))[0]
    assert found == pytest.approx(ratio**exponent / (ratio**exponent + 1.0))


def test_parity_is_even_and_chances_add_up() -> None:
    world = world_of(data_of(contest_exponent=1.7))
    assert chance_to_prevail(world, np.zeros(1))[0] == 0.5
    both = chance_to_prevail(world, np.array([0.8])) + chance_to_prevail(world, np.array([-0.8]))
    assert both[0] == pytest.approx(1.0)


def test_terrain_is_power() -> None:
    """Ground held adds half the advantage on either side (Fearon 1996): handing it over weakens."""
    world = world_of(data_of(terrain_advantage=0.8))
    even = log_ratio(world, 0, 1, HALF)[0]
    assert even == pytest.approx(log(1.5 / 1.25))
    all_north = log_ratio(world, 0, 1, np.ones((1, 5)))[0]
    assert all_north - even == pytest.approx(0.4)
    assert log_ratio(world, 1, 0, np.ones((1, 5)))[0] == pytest.approx(-all_north)
    without = world_of(data_of(terrain_advantage=0.0))
    assert log_ratio(without, 0, 1, np.ones((1, 5)))[0] == pytest.approx(even)


def test_the_cost_of_war_is_private_and_persistent() -> None:
    data = data_of(war_cost=0.2, belief_spread=0.5)
    data["parties"]["north"] |= {"resolve": 0.8, "stance": "guarded"}
    world = world_of(data)
    world.parties.mood[:, 0] = -1.0
    world.parties.weariness[:, 0] = 0.5
    assert cost_of_war(world, 0)[0] == pytest.approx(0.2 * 0.8 * exp(-0.5) * 1.5)
    assert believed_cost(world, 1, 0)[0] == pytest.approx(0.2 * 0.8 * 1.5)
    world.pairs.belief[:, 1, 0] = -0.5
    assert believed_cost(world, 1, 0)[0] == pytest.approx(cost_of_war(world, 0)[0])


def test_guarantors_and_troops_make_an_attacker_pay() -> None:
    """The guarantor: .25 x (.8 x .9 x .5); troops: .3 x (1 - e^-(400/80/5)) x .8 x (.8 x .9)."""
    numbers = {"guarantor_effect": 0.25, "tripwire_effect": 0.3, "tripwire_strength": 5.0}
    world = world_of(data_of(**numbers))
    guarantor, tripwire = 0.25 * 0.36, 0.3 * (1.0 - exp(-1.0)) * 0.8 * 0.72
    assert reaction(world, 0, 0)[0] == pytest.approx(guarantor + tripwire)
    assert reaction(world, 1, 0)[0] == pytest.approx(tripwire)
    world.mediators.attention[:] = 0.0
    assert reaction(world, 0, 0)[0] == 0.0


def test_observers_are_no_tripwire() -> None:
    data = data_of()
    data["mediators"]["broker"]["guarantees"] = {}
    data["peacekeepers"]["watch"] = mission(kind="observers")
    assert reaction(world_of(data), 0, 0)[0] == 0.0


def test_the_cost_of_violence_grows_and_stays_below_that_of_war() -> None:
    world = world_of(data_of(violence_cost=0.1))
    assert cost_of_violence(world, 0)[0] == 0.0
    costs = []
    for dead in (10, 100, 10_000):
        world.parties.dead[:, 0] = dead
        costs.append(cost_of_violence(world, 0)[0])
    assert costs == sorted(costs)
    assert costs[0] < costs[1]
    assert costs[-1] <= cost_of_war(world, 0)[0]


def test_an_attack_aims_where_the_prize_is_worth_the_trouble() -> None:
    data = data_of()
    sectors = data["fronts"]["line"]["sectors"]
    for place, (prize, terrain) in enumerate([(0.1, 0.0), (0.3, 0.9), (0.2, 0.0), (0.0, 0.0)]):
        sectors[f"s{place}"] |= {"prize": {"districts": prize}, "terrain": terrain}
    world = world_of(data)
    best, every = sector_choices(world, 0, 0, np.ones(world.runs))
    assert best[0].tolist() == [False, False, True, False]
    assert every[0].tolist() == [True, True, True, False]
    assert sector_choices(world, 0, 0, np.full(world.runs, 2.0))[0][0].tolist() == [
        False,
        True,
        True,
        False,
    ]
    world.parameters.terrain_deterrence[:] = 0.0
    assert sector_choices(world, 0, 0, np.ones(world.runs))[0][0].tolist() == [
        False,
        True,
        False,
        False,
    ]
    world.sectors.holder[:, 2] = 0
    assert sector_choices(world, 0, 0, np.ones(world.runs))[0][0].tolist() == [
        False,
        True,
        False,
        False,
    ]
