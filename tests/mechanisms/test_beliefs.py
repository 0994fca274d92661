"""What parties believe the others to bear, and what tells them."""

from __future__ import annotations

import numpy as np
import pytest

from sim.mechanisms import beliefs
from sim.model import MediationModel
from sim.prospects.losses import RING
from sim.world.world import World
from tests.laws.situations import case_of, plain

RUNS = 4_000
SPREAD, PRECISION = 0.2, 5.0


def world_of(deaths: int, **mechanisms: bool) -> World:
    """A month after the first day, with so many deaths on both sides together in it."""
    behaviour = {"belief_spread": SPREAD, "battle_precision": PRECISION}
    data = plain(peacekeepers={}, behaviour=behaviour) | {"mechanisms": mechanisms}
    world = MediationModel(case_of(data), runs=RUNS).world
    world.day = 30
    world.luck.begin(30)
    world.parties.dead_on[:, :, 0] = 0
    world.parties.dead[:, :2] = deaths // 2
    world.parties.dead_on[:, :, 30 % RING] = world.parties.dead
    return world


def test_fighting_tells_what_the_other_side_can_bear() -> None:
    """Bayes by hand: the variance is divided by 1 + (p d)^2 deaths / 1,000."""
    for deaths in (0, 200, 2_000):
        world = world_of(deaths)
        beliefs.learn_by_fighting(world)
        weight = (PRECISION * SPREAD) ** 2 * deaths / 1_000.0
        expected = SPREAD / np.sqrt(1.0 + weight)
        assert world.pairs.doubt[:, 0, 1] == pytest.approx(np.full(RUNS, expected))
        truth = SPREAD * world.parties.mood[:, 1]
        error = world.pairs.belief[:, 0, 1] - truth
        assert error.std() == pytest.approx(expected, rel=0.05)
        assert error.mean() == pytest.approx(0.0, abs=0.02)


def test_what_a_war_taught_is_forgotten_as_leaders_change() -> None:
    world = world_of(20_000)
    beliefs.learn_by_fighting(world)
    learnt = world.pairs.doubt[:, 0, 1].copy()
    for month in range(2, 40):
        world.luck.begin(30 * month)
        beliefs.drift_private_values(world, 30.0)
    assert (world.pairs.doubt[:, 0, 1] > 2.0 * learnt).all()
    assert (world.pairs.doubt[:, 0, 1] < SPREAD).all()


def test_where_beliefs_are_not_modelled_nobody_is_in_doubt() -> None:
    world = world_of(0, beliefs=False)
    assert not world.pairs.doubt.any()
    assert world.pairs.belief[:, 0, 1] == pytest.approx(SPREAD * world.parties.mood[:, 1])
