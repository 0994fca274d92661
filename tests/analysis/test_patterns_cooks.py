"""Drafting by consensus, which the pattern of too many cooks rests on."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from sim.agents.drafting import climb
from sim.analysis.patterns.pattern import load_pattern
from sim.model import MediationModel
from tests.laws.situations import ISSUES, case_of, mediator, plain

PATTERNS = Path(__file__).parents[2] / "experiments" / "patterns"


def drafted(*likings: float) -> np.ndarray:
    """What a forum makes of a text in a meeting; its members like these places on every issue."""
    names = [f"m{place}" for place in range(len(likings))]
    members = {
        name: mediator(skill=1.0, position=dict.fromkeys(ISSUES, liking), initiative=0.0)
        for name, liking in zip(names, likings, strict=True)
    }
    data = plain(mediators=members, peacekeepers={}, timeline=[])
    data["formats"] = {"forum": {"name": "A forum", "members": names, "cohesion": 1.0}}
    data["behaviour"] |= {"own_interest": 50.0, "affinity_effect": 0.0, "audience_cost": 0.0}
    data["mechanisms"] = {"coordination": False}
    model = MediationModel(case_of(data), runs=3)
    model.world.luck.begin(0)
    text = model.world.talks.text.copy()
    forum = next(i for i, host in enumerate(model.layout.hosts) if host.name == "forum")
    everything = np.ones(text.shape, dtype=bool)
    return climb(model.world, forum, text.copy(), everything, (0, 1), "the forum") - text


def test_members_of_one_mind_move_the_text_as_one_alone_would() -> None:
    assert (drafted(0.0) < 0.0).any()
    assert np.array_equal(drafted(0.0, 0.0, 0.0), drafted(0.0))


def test_a_member_who_would_not_have_a_change_holds_it_up() -> None:
    assert not drafted(0.0, 1.0).any()


def test_the_control_has_nothing_of_its_own_at_stake() -> None:
    pattern = load_pattern(PATTERNS / "too-many-cooks.yaml")
    control = next(test for test in pattern.tests if test.said.role == "control")
    for arm in control.statistic.arms:
        assert pattern.experiment.cases["forum", arm].behaviour["own_interest"].value == 0.0
