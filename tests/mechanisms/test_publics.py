"""The publics: what opinion comes back to, and what sways a vote."""

from __future__ import annotations

import numpy as np
import pytest

from sim.mechanisms import publics
from sim.model import MediationModel
from sim.prospects.utility import audience_cost
from sim.world.world import World
from tests.laws.situations import case_of, plain


def world(runs: int = 2) -> World:
    return MediationModel(case_of(plain()), runs=runs).world


def test_opinion_comes_back_to_what_is_usual() -> None:
    found = world()
    found.parameters.usual_support[:] = [0.3, 0.7]
    for _ in range(300):
        publics.move(found)
    assert found.parties.support[:, 0] == pytest.approx([0.3, 0.7])


def test_support_and_preparation_sway_a_vote_from_where_they_are_neutral() -> None:
    """A deal that changes nothing is half a yes where a public is as usual and half prepared."""
    found, nothing = world(), np.zeros(2)
    found.parameters.usual_support[:] = [0.5, 0.3]
    found.parameters.neutral_preparation[:] = [0.5, 0.2]
    found.parties.support[:, 0] = [0.5, 0.3]
    found.parties.preparation[:, 0] = [0.5, 0.2]
    assert publics.vote(found, 0, nothing, nothing) == pytest.approx([0.5, 0.5])
    found.parties.support[:, 0] = 0.4
    less, more = publics.vote(found, 0, nothing, nothing)
    assert less < 0.5 < more
    found.parties.support[:, 0] = [0.5, 0.3]
    found.parties.preparation[:, 0] = 0.35
    less, more = publics.vote(found, 0, nothing, nothing)
    assert less < 0.5 < more


def test_the_more_secret_the_talks_the_fewer_say_yes() -> None:
    found, gain = world(), np.full(2, 0.1)
    text = 1.0 - found.parties.position[:, 0]
    cost = audience_cost(found, 0, text, np.array([0.0, 1.0]))
    open_, secret = publics.vote(found, 0, gain, cost)
    assert secret < open_
