"""What hosts count for: the same whether it is asked of one party or of several."""

from __future__ import annotations

import numpy as np

from sim.model import MediationModel
from sim.prospects.standing import calling, rewards, standing_with, threats
from tests.laws.situations import case_of, plain


def test_several_parties_are_told_what_each_is_told() -> None:
    world = MediationModel(case_of(plain()), runs=3).world
    world.mediators.leverage[:, 0, 0], world.mediators.leverage[:, 0, 1] = 0.2, 0.7
    for means in (standing_with, rewards, threats):
        both = means(world, 0, [0, 1])
        assert np.array_equal(both, np.array([means(world, 0, one) for one in (0, 1)]).T)
    apart = standing_with(world, 0, [0, 1])
    assert (apart[:, 0] < apart[:, 1]).all()


def test_those_who_seek_talks_and_hard_cases_draw_mediators() -> None:
    world = MediationModel(case_of(plain()), runs=3).world
    world.parties.seeking_talks[1] = True
    world.fronts.deaths[2] += 50
    calm, sought, hard = calling(world, 0)
    assert sought > calm
    assert hard > calm
