"""Patterns of mediation: their statistics, and what the model keeps for them."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.analysis.patterns.condition import Column
from sim.analysis.patterns.pattern import load_pattern
from sim.analysis.patterns.sample import Sample
from sim.analysis.patterns.statistics.mediated import LeadLost, MeanDifference, PooledContrast
from sim.mechanisms import agreements, talks
from sim.model import MediationModel
from sim.prospects.keeping import worth_of_keeping
from sim.world.layout import CLASHES
from sim.world.world import World
from tests.laws.situations import case_of, plain
from tests.mechanisms.offers import offer

PATTERNS = Path(__file__).parents[2] / "experiments" / "patterns"
KEYS = (
    "style-reversal",
    "crossing-survival",
    "selection-paradox",
    "style-intensity",
    "empty-messages",
)
ALL = np.arange(3)


def sample(**arms: dict[str, list[float]]) -> Sample:
    columns = {
        arm: {name: Column(np.array(values, dtype=np.float64)) for name, values in kept.items()}
        for arm, kept in arms.items()
    }
    return Sample(columns, len(next(iter(next(iter(arms.values())).values()))))


@pytest.fixture
def world() -> World:
    made = MediationModel(case_of(plain()), runs=3).world
    made.day = 40
    return made


def sign(world: World, kind: str, rows: np.ndarray = ALL, **changes: Any) -> np.ndarray:
    draft = offer(world, kind, **changes)
    return agreements.sign(world, rows, draft, 0, (0, 1), delay=0.0, ambiguity=0.5)


@pytest.mark.parametrize("key", KEYS)
def test_each_pattern_tests_an_effect_and_a_control(key: str) -> None:
    pattern = load_pattern(PATTERNS / f"{key}.yaml")
    roles = [test.said.role for test in pattern.tests]
    assert roles[0] == "effect"
    assert "control" in roles
    assert pattern.said.kind == "emergent"


def test_a_lead_is_lost_where_the_curves_cross() -> None:
    held, over = "held", "over"
    found = sample(
        mediated={held: [400.0, 400.0, 400.0, 2000.0], over: [0.0, 0.0, 0.0, 1.0]},
        alone={held: [100.0, 2000.0, 2000.0, 2000.0], over: [0.0, 1.0, 1.0, 1.0]},
    )
    lost = LeadLost(("mediated", "alone"), 180.0, 1800.0, held, over)
    assert lost.value(found) == pytest.approx((1.0 - 0.75) - (0.25 - 0.75))
    same = LeadLost(("alone", "alone"), 180.0, 1800.0, held, over)
    assert same.value(found) == 0.0


def test_a_choice_of_cases_turns_the_sign_of_an_effect() -> None:
    found = sample(
        easy={"lasts": [1.0, 1.0, 1.0, 1.0], "mediated": [1.0, 0.0, 0.0, 0.0]},
        hard={"lasts": [1.0, 0.0, 0.0, 0.0], "mediated": [1.0, 1.0, 1.0, 0.0]},
    )
    pooled = PooledContrast(("easy", "hard"), "lasts", "mediated")
    assert pooled.value(found) == pytest.approx(0.5 - 0.75)
    assert PooledContrast(("hard",), "lasts", "mediated").value(found) == pytest.approx(1 / 3)
    assert math.isnan(PooledContrast(("hard",), "lasts", "mediated", "lasts").value(found))


def test_pairs_of_arms_count_alike_however_many_qualify() -> None:
    found = sample(
        a={"lasts": [1.0, 1.0], "signed": [1.0, 1.0]},
        b={"lasts": [0.0, 1.0], "signed": [1.0, 1.0]},
        c={"lasts": [1.0, 0.0], "signed": [1.0, 0.0]},
        d={"lasts": [0.0, 0.0], "signed": [1.0, 1.0]},
    )
    mean = MeanDifference(("a", "b", "c", "d"), "lasts", "signed")
    assert mean.value(found) == pytest.approx((0.5 + 1.0) / 2.0)


def test_an_accord_is_the_first_ceasefire_or_more_of_a_run(world: World) -> None:
    sign(world, "cbm")
    assert (world.tally.accord_slot == -1).all()
    sign(world, "interim", np.array([0, 1]))
    world.day = 50
    sign(world, "ceasefire")
    assert world.tally.accord_day.tolist() == [40, 40, 50]
    assert world.tally.accord_slot.tolist() == [1, 1, 1]
    world.day = 70
    agreements.end(world, 2, np.array([True, True, False]))
    assert (world.tally.accord_slot == 1).all()
    agreements.end(world, 1, np.array([True, False, False]))
    assert world.tally.accord_end[0] == 70
    assert world.tally.accord_slot.tolist() == [-1, 1, 1]
    sign(world, "interim")
    assert world.tally.accord_day.tolist() == [40, 40, 50]


def test_the_row_says_how_long_it_was_kept() -> None:
    model = MediationModel(case_of(plain()), runs=3)
    model.world.day = 40
    sign(model.world, "ceasefire", np.array([0, 1]))
    model.world.day = 70
    agreements.end(model.world, 0, np.array([True, False, False]))
    model.world.day = 100
    row = model.outcomes()
    assert row["accord_days_held"][:2].tolist() == [30.0, 60.0]
    assert row["accord_censored"][:2].tolist() == [0.0, 1.0]
    assert row["accord_brokered"][:2].tolist() == [1.0, 1.0]
    assert np.isnan(np.array([row[name][2] for name in ("accord_days_held",)])).all()


def test_a_host_without_effort_brokers_nothing(world: World) -> None:
    world.mediators.effort[0] = 0.0
    sign(world, "ceasefire")
    assert world.tally.accord_brokered.tolist() == [False, True, True]


def test_a_pause_that_holds_is_not_signed_again_but_a_firmer_one_can_be(world: World) -> None:
    world.fronts.rung[:, 0] = CLASHES
    world.fronts.unfinished[:, 0, 0] = True
    bare = offer(world, "ceasefire")
    assert talks._possible(world, bare).all()
    sign(world, "ceasefire", np.array([0, 1]))
    world.fronts.attacking[1, 0, 0] = True
    assert talks._possible(world, bare).tolist() == [False, True, True]
    assert talks._possible(world, offer(world, "ceasefire", mechanism=True)).all()
    assert talks._possible(world, offer(world, "ceasefire", measures=("monitoring",))).all()


def test_a_taste_for_a_deal_counts_when_it_is_kept_as_when_it_was_signed(world: World) -> None:
    sign(world, "interim")
    world.parties.scruple[:, 0] = 0.0
    before, _ = worth_of_keeping(world, 0, 0)
    world.parties.scruple[:, 0] = [-1.0, 0.0, 1.0]
    after, _ = worth_of_keeping(world, 0, 0)
    step = 1.0 / world.parameters.choice_precision[0]
    assert after - before == pytest.approx([step, 0.0, -step])
