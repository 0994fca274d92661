"""Deadlines: parties come down by the day, and what is not signed by then lapses."""

from __future__ import annotations

import numpy as np
import pytest

from sim.agents.signing import concedes
from sim.mechanisms import talks
from sim.model import MediationModel
from sim.prospects.deadlines import time_gone
from sim.scenario.problems import UserError
from sim.world.tables import FOREVER
from tests.laws.situations import Data, case_of, day, plain
from tests.mechanisms.offers import invitation

RUNS = 20
MEETING = 16
"""The day of the dated meeting of the plain scenario."""


def with_deadline(number: int | None, **changes: object) -> Data:
    data = plain(**changes)
    data["behaviour"] |= {"patience": 1e4, "imitation": 0.5}
    if number is not None:
        data["agendas"]["everything"]["deadline"] = day(number)
    return data


def at(model: MediationModel, number: int) -> talks.Session:
    """The meeting of a day, which everybody comes to."""
    model.world.day = number
    model.world.luck.begin(number)
    model.world.parameters.refusal_anger[:] = 0.0
    model.world.parameters.choice_precision[:] = 1e6
    return talks.hold(model.world, invitation(), model.hosts[0], model.parties)


def test_the_time_to_a_deadline_runs_from_the_first_meeting_that_was_held() -> None:
    world = MediationModel(case_of(with_deadline(60)), runs=2).world
    world.talks.opened[:, 0] = [20, 60]
    world.day = 40
    assert time_gone(world, "everything")[0] == pytest.approx(0.5)
    world.day = 60
    assert time_gone(world, "everything").tolist() == [1.0, 1.0]


def test_without_a_deadline_no_time_is_gone() -> None:
    world = MediationModel(case_of(with_deadline(None)), runs=2).world
    world.day = 60
    assert not time_gone(world, "everything").any()


def test_a_party_has_come_down_to_what_it_must_have_on_the_day_of_the_deadline() -> None:
    """(t / T)^(1 / beta) with T the deadline: Faratin, Sierra & Jennings 1998."""
    model = MediationModel(case_of(with_deadline(60)), runs=RUNS)
    demands = []
    for number in (20, 40, 60):
        session = at(model, number)
        assert session.held.all()
        demands.append(session.drafts[0][1][0].demand)
    assert (demands[0] > demands[1]).all()
    assert (demands[1] > demands[2]).all()
    assert not demands[2].any()


def test_who_is_less_patient_than_the_deadline_concedes_by_its_own_clock() -> None:
    world = MediationModel(case_of(with_deadline(60)), runs=RUNS).world
    world.parameters.patience[:], world.parameters.imitation[:] = 4.0, 0.0
    rounds, early = np.full(RUNS, 2), np.full(RUNS, 0.1)
    assert np.array_equal(concedes(world, 0, rounds, early), concedes(world, 0, rounds, early * 0))


def test_after_the_deadline_nothing_is_drafted_or_signed_but_messages_are_carried() -> None:
    data = with_deadline(60)
    data["mediators"]["broker"]["precision"] = 10.0
    model = MediationModel(case_of(data), runs=RUNS)
    assert at(model, 60).drafts
    text, doubt = model.world.talks.text.copy(), model.world.pairs.doubt.copy()
    session = at(model, 61)
    assert session.held.all()
    assert session.drafts == ()
    assert np.array_equal(model.world.talks.text, text)
    assert (model.world.pairs.doubt[:, 1, 0] < doubt[:, 1, 0]).all()


def test_the_last_session_is_on_the_deadline_and_none_is_called_for_later() -> None:
    model = MediationModel(case_of(with_deadline(22)), runs=2)
    world = model.world
    world.parameters.meeting_notice[:] = 10.0
    world.day = 20
    talks.call(world, 0, np.array([True, False]))
    assert world.talks.called[:, 0].tolist() == [22, FOREVER]
    world.talks.called[:] = FOREVER
    world.day = 22
    talks.call(world, 0, np.array([True, True]))
    assert (world.talks.called == FOREVER).all()


def test_the_chronicle_says_what_is_off_the_table() -> None:
    model = MediationModel(case_of(with_deadline(MEETING, days=MEETING + 4)))
    model.run()
    told = [note for note in model.notes if note.kind == "deadline"]
    assert [note.day for note in told] == [MEETING + 1]
    assert "everything is off the table" in told[0].text


def test_a_deadline_outside_the_period_or_before_the_first_meeting_is_told() -> None:
    for number, said in ((500, "outside the period"), (MEETING - 1, "before the first meeting")):
        with pytest.raises(UserError) as caught:
            case_of(with_deadline(number))
        told = [problem.render() for problem in caught.value.problems]
        assert any("agendas.everything.deadline is" in one and said in one for one in told)


def test_a_meeting_dated_after_the_deadline_is_warned_of() -> None:
    data = with_deadline(MEETING)
    late = {**data["timeline"][-1], "date": day(40), "meeting": "Talks too late"}
    case = case_of({**data, "timeline": [*data["timeline"], late]})
    assert any("is over on" in problem.render() for problem in case.warnings)
