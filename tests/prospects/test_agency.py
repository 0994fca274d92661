"""Principals and agents: how far those who command in another's name follow."""

from __future__ import annotations

import numpy as np
import pytest

from sim.model import MediationModel
from sim.prospects.agency import complies
from sim.world.world import World
from tests.laws.situations import case_of, party, plain


def world(**agent: object) -> World:
    data = plain()
    data["parties"]["isle"] = party(0.2, principal="south", **agent)
    return MediationModel(case_of(data), runs=2).world


def test_an_agent_follows_as_usual_where_dependence_is_usual() -> None:
    """South has .6 of the arms of its camp, isle the rest."""
    found = world(compliance=0.7, capability=2.0 / 3.0)
    found.parameters.usual_dependence[:] = [0.6, 0.4]
    usual, more = complies(found, 2)
    assert usual == pytest.approx(0.7)
    assert more > 0.7


def test_nobody_follows_or_refuses_for_sure() -> None:
    found = world(capability=1.0)
    found.parameters.surest_compliance[:] = [0.99, 0.9]
    found.parties.compliance[:, 2] = 1.0
    assert complies(found, 2) == pytest.approx([0.99, 0.9])
    found.parties.compliance[:, 2] = 0.0
    assert complies(found, 2) == pytest.approx([0.01, 0.1])


def test_who_answers_to_nobody_follows_itself() -> None:
    assert np.array_equal(complies(world(), 1), np.ones(2))
