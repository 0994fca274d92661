"""Known answers: what arrangements are worth, and what they cost at home."""

from __future__ import annotations

import numpy as np
import pytest

from sim.model import MediationModel
from sim.prospects.utility import after_victory, audience_cost, ground_ahead, utility
from sim.world.world import World
from tests.laws.situations import ISSUES, case_of, plain

TEXT = np.array([[0.5, 1.0, 0.0, 0.25, 0.2]])


@pytest.fixture
def world() -> World:
    data = plain(days=3)
    saliences = dict(zip(ISSUES, (0.4, 0.3, 0.1, 0.1, 0.1), strict=True))
    data["parties"]["north"] |= {
        "saliences": saliences,
        "public": {"propaganda": 0.7, "preparation": 0.25},
        "red_lines": {"status": {"bound": 0.75, "hardness": 2.0}},
    }
    data["behaviour"] = {"audience_cost": 0.1, "treason_cost": 3.0}
    return MediationModel(case_of(data)).world


def test_utility_is_one_minus_the_weighted_distance(world: World) -> None:
    """North wants 1 everywhere: 1 - (.4 x .5 + .3 x 0 + .1 x 1 + .1 x .75 + .1 x .8) = .545."""
    assert utility(world, 0, TEXT)[0] == pytest.approx(0.545)
    assert utility(world, 0, np.ones((1, 5)))[0] == pytest.approx(1.0)
    assert utility(world, 0, np.zeros((1, 5)))[0] == pytest.approx(0.0)


def test_utility_of_packages_is_that_of_each_package(world: World) -> None:
    texts = np.stack([TEXT, 1.0 - TEXT], axis=1)
    assert utility(world, 0, texts).tolist() == [
        [utility(world, 0, TEXT)[0], utility(world, 0, 1.0 - TEXT)[0]]
    ]


def test_victory_moves_issues_to_the_victors_ideal_as_far_as_force_goes(world: World) -> None:
    """by_force is .7, counted from the facts at the start: .2 + .7 x (1 - .2) = .76."""
    won = after_victory(world, 0, TEXT)
    assert won[0] == pytest.approx([0.76, 1.0, 0.76, 0.76, 0.76])
    lost = after_victory(world, 1, TEXT)
    assert lost[0] == pytest.approx([0.06, 0.06, 0.0, 0.06, 0.06])
    assert utility(world, 0, won)[0] > utility(world, 0, TEXT)[0]
    assert utility(world, 1, won)[0] < utility(world, 1, TEXT)[0]


def test_terrain_is_in_the_hands_of_whose_end_the_text_is_at(world: World) -> None:
    """Only the districts are useful terrain, all of it at one end, whatever the ideals."""
    assert ground_ahead(world, 0, 1, TEXT)[0] == pytest.approx(1.0)
    assert ground_ahead(world, 1, 0, TEXT)[0] == pytest.approx(-1.0)
    world.parties.position[:, 0] = 0.6
    assert ground_ahead(world, 0, 1, TEXT)[0] == pytest.approx(1.0)
    world.parties.position[:, 1] = 0.6
    assert ground_ahead(world, 0, 1, TEXT)[0] == 0.0


def test_audience_cost_by_hand(world: World) -> None:
    """Against the status quo of .2 a text gives up nothing but where it lies lower.

    North: guarantees and the others are no worse than .2 but corridor, 0: conceded .1 x .2 = .02.
    Status at .5 lies .25 beyond the red line at .75: 2 x .25 = .5, thrice over 1.5.
    Scale .1 x (.5 + .7) x (1 - .25) x (1 + .5 x .4) = .108.
    """
    found = audience_cost(world, 0, TEXT, np.array([0.4]))
    assert found[0] == pytest.approx(0.108 * (0.02 + 1.5))


def test_a_prepared_public_and_an_open_process_cost_less(world: World) -> None:
    open_talks = audience_cost(world, 0, TEXT, np.array([0.0]))
    assert open_talks[0] < audience_cost(world, 0, TEXT, np.array([1.0]))[0]
    world.parties.preparation[:] = 1.0
    assert audience_cost(world, 0, TEXT, np.array([0.0]))[0] == 0.0


def test_a_publics_red_line_counts_where_it_is_harder_than_the_leaders(world: World) -> None:
    secrecy = np.array([0.0])
    own = audience_cost(world, 0, TEXT, secrecy)[0]
    world.parties.public_bound[:, 0, 0], world.parties.public_hardness[:, 0, 0] = 0.75, 1.0
    assert audience_cost(world, 0, TEXT, secrecy)[0] == own
    world.parties.public_hardness[:, 0, 0] = 5.0
    assert audience_cost(world, 0, TEXT, secrecy)[0] > 1.5 * own
    many = np.stack([TEXT, TEXT], axis=1)
    assert audience_cost(world, 0, many, secrecy)[0] == pytest.approx(
        [audience_cost(world, 0, TEXT, secrecy)[0]] * 2
    )
