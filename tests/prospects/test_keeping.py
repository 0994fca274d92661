"""What agreements still bring a signatory, and what it gives up by attacking."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.mechanisms import agreements
from sim.model import MediationModel
from sim.prospects.keeping import forfeited, keeps, unfaded, worth_of_keeping
from sim.world.records import COERCE, GENERAL, HOLD, LIMITED
from tests.laws.situations import case_of, plain
from tests.mechanisms.offers import offer

RUNS = 40
ALL = np.arange(RUNS)
REWARD = 0.2
NORTH = 0


@pytest.fixture
def model() -> MediationModel:
    data = plain(peacekeepers={}, behaviour={"carrot_fading": 100.0, "reputation_cost": 0.02})
    made = MediationModel(case_of(data), runs=RUNS)
    made.world.day = 40
    made.world.luck.begin(40)
    return made


def sign(model: MediationModel, kind: str, signatories: tuple[int, ...] = (0, 1)) -> None:
    rewards: dict[str, Any] = {"carrots": {NORTH: np.full(RUNS, REWARD)}}
    draft = offer(model.world, kind, **rewards)
    agreements.sign(model.world, ALL, draft, 0, signatories, delay=0.0, ambiguity=0.5)


def given_up(model: MediationModel) -> np.ndarray:
    return forfeited(model.world, 0, NORTH)


def test_who_has_signed_nothing_gives_up_nothing(model: MediationModel) -> None:
    assert (given_up(model) == 0.0).all()
    sign(model, "ceasefire", signatories=(1,))
    assert (given_up(model) == 0.0).all()


def test_of_a_ceasefire_the_rewards_that_are_left_are_given_up(model: MediationModel) -> None:
    sign(model, "ceasefire")
    assert given_up(model) == pytest.approx(REWARD)
    model.world.day += 100
    assert given_up(model) == pytest.approx(REWARD * np.exp(-1.0))
    assert given_up(model) == pytest.approx(REWARD * unfaded(model.world, np.full(RUNS, 100)))


def test_of_a_deal_under_way_what_keeping_it_is_worth_is_given_up(model: MediationModel) -> None:
    sign(model, "interim")
    keeping, going_on = worth_of_keeping(model.world, NORTH, 0)
    reputation = model.world.parameters.reputation_cost
    assert given_up(model) == pytest.approx(np.maximum(keeping - reputation - going_on, 0.0))
    assert (given_up(model) > 0.0).any()
    model.world.parties.scruple[:, NORTH] = 1000.0
    assert not keeps(model.world, NORTH, 0).any()
    assert (given_up(model) == 0.0).all(), "nobody is held by what is not worth keeping"


def test_of_a_deal_that_is_carried_out_only_rewards_are_left(model: MediationModel) -> None:
    sign(model, "interim")
    model.world.agreements.carried[:, 0] = 1.0
    assert given_up(model) == pytest.approx(REWARD)


def test_what_came_down_from_before_pays_nobody(model: MediationModel) -> None:
    sign(model, "ceasefire")
    model.world.agreements.inherited[:, 0] = True
    assert (given_up(model) == 0.0).all()


def test_an_attack_is_worth_less_by_what_it_gives_up(model: MediationModel) -> None:
    sign(model, "ceasefire")
    party, world = model.parties[NORTH], model.world
    paid = party.decide(world, 0, 0).worth
    world.agreements.carrot[:, 0, NORTH] = 0.0
    world.luck.begin(world.day)
    unpaid = party.decide(world, 0, 0).worth
    lost = unpaid - paid
    assert lost[:, GENERAL] == pytest.approx(REWARD)
    assert lost[:, LIMITED] == pytest.approx(REWARD)
    assert (lost[:, [HOLD, COERCE]] == 0.0).all()
