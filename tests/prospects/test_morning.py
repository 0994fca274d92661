"""The morning's world in the words of the rules."""

from __future__ import annotations

import numpy as np

from sim.model import MediationModel
from sim.prospects.morning import Morning
from tests.laws.situations import case_of, plain


def test_talks_are_ahead_where_a_meeting_is_near() -> None:
    """One is on the calendar for day 16; in the last run one is called for day 5."""
    world = MediationModel(case_of(plain()), runs=4).world
    world.parameters.near_talks[:] = [15.0, 16.0, 30.0, 7.0]
    world.talks.called[3, 0] = 5
    found = Morning(world).lookup("front")("talks_ahead", None)
    assert found[:, 0].tolist() == [False, True, True, True]
    world.day = 17
    assert Morning(world).lookup("front")("talks_ahead", None)[:3].tolist() == [[False]] * 3
    assert np.shape(found) == (4, 1)
