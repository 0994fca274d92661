"""Losses over windows of days, the same for all runs or each run's own."""

from __future__ import annotations

import numpy as np
import pytest

from sim.prospects.agency import felt, grievance, soreness
from sim.prospects.losses import on_fronts
from sim.prospects.standing import calling
from sim.world.world import World
from tests.laws.compare import lived
from tests.laws.situations import case_of, plain


def after_a_spell() -> World:
    return lived(case_of(plain(days=60)), range(6), 60).world


def test_a_window_may_be_of_each_run() -> None:
    world = after_a_spell()
    days = np.array([1.0, 7.0, 7.6, 30.0, 59.0, 366.0])
    for here, rows in ((world, range(6)), (world.taken(np.arange(2, 5)), range(2, 5))):
        found = on_fronts(here, "deaths", days[list(rows)])
        for place, row in enumerate(rows):
            assert (found[place] == on_fronts(world, "deaths", round(days[row]))[row]).all()
    assert len(set(on_fronts(world, "deaths", days)[:, 0].tolist())) > 2


def test_mediators_judge_a_case_by_the_window() -> None:
    world = after_a_spell()
    world.parameters.intensity_response[:] = 0.5
    world.parameters.case_window[:] = [1, 1, 90, 90, 366, 366]
    drawn = calling(world, 0)
    for row, days in enumerate((1, 1, 90, 90, 366, 366)):
        world.parameters.case_window[:] = days
        assert calling(world, 0)[row] == drawn[row]
    world.parameters.case_window[:] = 1
    assert (calling(world, 0) < drawn)[2:].all()


def test_losses_are_felt_against_what_is_borne() -> None:
    """Who bears nothing feels everything, and who has lost nothing feels nothing."""
    world = after_a_spell()
    world.parties.tolerance[:, 0] = 0.0
    world.parties.dead[:3, 0] = world.parties.dead_on[:3, 0].max()
    lost = world.parties.dead[:, 0] > world.parties.dead_on[:, 0, (world.day - 30) % 367]
    assert felt(world, 0) == pytest.approx(lost.astype(float))
    assert (grievance(world, 0) <= felt(world, 0)).all()
    assert (grievance(world, 0) <= soreness(world, 0)).all()
