"""Coordination: what members of a format spend on each other is wanting for the parties."""

from __future__ import annotations

import numpy as np
import pytest

from sim.agents.drafting import climb
from sim.mechanisms import talks
from sim.model import MediationModel
from sim.prospects.standing import attending, backing, left_by_colleagues, rewards, standing_with
from tests.laws.situations import ISSUES, Data, case_of, mediator, plain
from tests.mechanisms.offers import invitation

BEHAVIOUR = {"own_interest": 0.4, "coordination_effort": 0.5, "affinity_effect": 0.0}


def forum(*likings: float | None, **changes: object) -> MediationModel:
    """A format whose members like these places on every issue, or none in particular."""
    names = [f"m{place}" for place in range(len(likings))]
    members = {}
    for name, liking in zip(names, likings, strict=True):
        position = {} if liking is None else dict.fromkeys(ISSUES, liking)
        members[name] = mediator(position=position, skill=1.0, initiative=0.0)
    data: Data = plain(mediators=members, peacekeepers={}, timeline=[])
    data["formats"] = {
        "forum": {
            "name": "A forum",
            "members": names,
            "cohesion": changes.pop("cohesion", 1.0),
            "agenda": "everything",
            "initiative": 30.0,
        }
    }
    data["behaviour"] |= BEHAVIOUR | changes.pop("behaviour", {})
    return MediationModel(case_of({**data, **changes}), runs=2)


def host_of(model: MediationModel) -> int:
    return next(i for i, host in enumerate(model.layout.hosts) if host.name == "forum")


def left(model: MediationModel, member: int = 0) -> float:
    return float(left_by_colleagues(model.world, host_of(model), member)[0])


def test_each_colleague_takes_a_share_of_what_the_others_leave() -> None:
    """Half apart on every issue, at an own interest of .4: exp(-.5 x .4 x .5) for each."""
    one = np.exp(-0.5 * 0.4 * 0.5)
    assert left(forum(0.0, 0.5)) == pytest.approx(one)
    assert left(forum(0.0, 0.5, 0.5)) == pytest.approx(one**2)
    assert left(forum(0.0, 0.5, 0.5, 0.5)) == pytest.approx(one**3)
    assert left(forum(0.0, 1.0)) == pytest.approx(one**2)


def test_who_stands_between_the_others_has_least_to_do() -> None:
    model = forum(0.0, 0.5, 1.0)
    assert left(model, 1) > left(model, 0)
    assert left(model, 0) == pytest.approx(left(model, 2))


def test_those_who_work_together_badly_spend_more_on_each_other() -> None:
    assert left(forum(0.0, 0.5, cohesion=0.2)) < left(forum(0.0, 0.5, cohesion=1.0))


@pytest.mark.parametrize(
    ("likings", "changes"),
    [
        ((0.3,), {}),
        ((0.3, 0.3, 0.3), {}),
        ((0.0, None, None), {}),
        ((0.0, 0.5, 1.0), {"behaviour": {"own_interest": 0.0}}),
        ((0.0, 0.5, 1.0), {"behaviour": {"coordination_effort": 0.0}}),
        ((0.0, 0.5, 1.0), {"mechanisms": {"coordination": False}}),
    ],
    ids=["one alone", "of one mind", "the others go along", "nobody cares", "no effort", "off"],
)
def test_otherwise_nothing_is_lost(likings: tuple[float | None, ...], changes: Data) -> None:
    model = forum(*likings, **changes)
    assert {left(model, member) for member in range(len(likings))} == {1.0}


def test_what_colleagues_take_is_wanting_in_all_that_attention_does() -> None:
    apart, free = forum(0.0, 0.9), forum(0.0, 0.9, mechanisms={"coordination": False})
    host = host_of(apart)
    for means in (standing_with, rewards):
        assert (means(apart.world, host, 0) < means(free.world, host, 0)).all()
    assert (backing(apart.world, host) < backing(free.world, host)).all()


def test_a_member_has_all_its_attention_where_it_acts_alone() -> None:
    apart, free = forum(0.0, 0.9), forum(0.0, 0.9, mechanisms={"coordination": False})
    assert np.array_equal(attending(apart.world), attending(free.world))
    for means in (standing_with, rewards):
        assert np.array_equal(means(apart.world, 0, 0), means(free.world, 0, 0))
    assert np.array_equal(backing(apart.world, 0), backing(free.world, 0))


def drafted(model: MediationModel) -> np.ndarray:
    model.world.luck.begin(0)
    text = model.world.talks.text.copy()
    everything = np.ones(text.shape, dtype=bool)
    return np.abs(climb(model.world, host_of(model), text, everything, (0, 1), "them") - text)


def test_a_text_moves_in_smaller_steps() -> None:
    likings = (0.3, 0.5)
    apart = drafted(forum(*likings))
    free = drafted(forum(*likings, mechanisms={"coordination": False}))
    assert 0.0 < apart.sum() < free.sum()


def doubt_after(model: MediationModel) -> np.ndarray:
    """How unsure the sides are of each other once the forum has carried messages."""
    world, called = model.world, invitation(host=host_of(model))
    world.luck.begin(14)
    delegates = {party: model.parties[party] for party in called.participants}
    talks.hold(world, called, model.hosts[called.host], delegates)
    return world.pairs.doubt[:, 0, 1].copy()


def test_messages_are_less_precise() -> None:
    everybody_comes = {"standing_value": 5.0}
    apart = doubt_after(forum(0.0, 0.9, behaviour=everybody_comes))
    free = doubt_after(
        forum(0.0, 0.9, behaviour=everybody_comes, mechanisms={"coordination": False})
    )
    assert (apart > free).any()
    assert (apart >= free).all()


def calls(model: MediationModel) -> int:
    """Meetings that the forum calls in some weeks, each time with the calendar free."""
    found = 0
    for day in range(0, 700, 7):
        model.world.luck.begin(day)
        found += int(model.hosts[host_of(model)].call(model.world, 7.0).sum())
    return found


def test_a_forum_that_is_busy_with_itself_calls_fewer_meetings() -> None:
    assert calls(forum(0.0, 0.9)) < calls(forum(0.0, 0.9, mechanisms={"coordination": False}))
