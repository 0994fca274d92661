"""What is on the table counts, and what is set aside does not."""

from __future__ import annotations

import numpy as np
import pytest

from sim.agents.drafting import climb
from sim.mechanisms import agreements
from sim.model import MediationModel
from sim.world.records import Answer
from sim.world.world import World
from tests.laws.situations import case_of, plain
from tests.mechanisms.offers import offer

RUNS = 8


def model_of(**north: object) -> MediationModel:
    data = plain(peacekeepers={}, behaviour={"aspiration": 0.3, "patience": 10.0, "imitation": 0.0})
    data["parties"]["north"] |= north
    return MediationModel(case_of(data), runs=RUNS)


def answered(model: MediationModel, *, status: bool) -> Answer:
    """What the north makes of a framework with status on the table, or set aside."""
    issues = np.ones((RUNS, len(model.world.layout.issues)), dtype=bool)
    issues[:, 0] = status
    found: Answer = model.parties[0].answer(
        model.world, offer(model.world, "framework", issues=issues)
    )
    return found


@pytest.mark.parametrize("status_quo", [0.2, 1.0])
def test_a_red_line_on_an_issue_that_is_set_aside_costs_nothing_at_home(status_quo: float) -> None:
    """Wherever the text and the facts stand on it."""
    costs = []
    for hardness in (0.0, 5.0):
        model = model_of(red_lines={"status": {"bound": 0.95, "hardness": hardness}})
        model.world.issues.status_quo[:, 0] = status_quo
        costs.append([answered(model, status=on).audience[0] for on in (True, False)])
    (without, aside), (with_line, aside_too) = costs
    assert with_line > without
    assert aside_too == aside


def test_a_party_asks_for_less_where_less_is_on_the_table() -> None:
    """share x (1 - conceded) x (U_max - V), with U_max on the issues that are talked about."""
    model = model_of()
    world = model.world
    whole, part = answered(model, status=True), answered(model, status=False)
    apart = np.abs(world.issues.status_quo[:, 0] - world.parties.position[:, 0, 0])
    left_out = world.parties.salience[:, 0, 0] * apart
    fewer = world.parameters.aspiration * (1.0 - whole.conceded) * left_out
    assert (fewer > 0.0).all()
    assert np.allclose(whole.demand - part.demand, fewer)


def drafted(world: World, aside: float, issues: np.ndarray) -> np.ndarray:
    text = np.full(issues.shape, 0.5)
    text[:, 0] = aside
    world.luck.begin(1)
    return climb(world, 0, text, issues, (0, 1), "the broker")[:, 1:]


def test_the_draft_does_not_depend_on_where_the_text_stands_on_what_is_set_aside() -> None:
    """Who would have lost by the text on status is not to be made up for it elsewhere."""
    world = model_of().world
    issues = np.ones((RUNS, len(world.layout.issues)), dtype=bool)
    assert not np.array_equal(drafted(world, 0.0, issues), drafted(world, 1.0, issues))
    issues[:, 0] = False
    assert np.array_equal(drafted(world, 0.0, issues), drafted(world, 1.0, issues))


def sign(world: World, issue: int, position: float, day: int) -> None:
    issues = np.zeros((RUNS, len(world.layout.issues)), dtype=bool)
    issues[:, issue] = True
    draft = offer(world, "interim", issues=issues, text=np.full(issues.shape, position))
    world.day = day
    agreements.sign(world, np.arange(RUNS - 1), draft, 0, (0, 1), 0.0, 0.0)


def test_the_row_of_a_run_says_what_its_deals_settle_and_bring_each_side() -> None:
    """Above where the issues stood at the start; of two deals on one issue the later counts."""
    model = model_of()
    world = model.world
    assert np.isnan(model.outcomes()["gain.north"]).all()
    sign(world, 0, 0.0, day=1)
    sign(world, 1, 0.9, day=2)
    sign(world, 0, 0.6, day=3)
    row = model.outcomes()
    assert row["issues_agreed"].tolist() == [2] * (RUNS - 1) + [0]
    assert np.isnan(row["gain.north"][-1])
    for party, name in enumerate(("north", "south")):
        ideal, weight = world.parties.position[0, party], world.parties.salience[0, party]
        start = world.issues.outset[0]
        brought = weight[0] * (abs(start[0] - ideal[0]) - abs(0.6 - ideal[0]))
        brought += weight[1] * (abs(start[1] - ideal[1]) - abs(0.9 - ideal[1]))
        assert row[f"gain.{name}"][:-1] == pytest.approx(brought)
