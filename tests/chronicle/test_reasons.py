"""The inequalities that a story tells are true, complete, and in the reader's words."""

from __future__ import annotations

import numpy as np
import pytest

from sim.chronicle.reasons import (
    compared,
    why_absent,
    why_answered,
    why_broken,
    why_chosen,
    why_fired,
)
from sim.world.layout import CBM, SETTLEMENT, STATEMENT
from sim.world.records import COERCE, HOLD, Answer, Breach, Climb, Reply, Strategy


def answer(signs: bool, **terms: float) -> Answer:
    names = ("worth", "going_on", "audience", "carrots", "demand", "scruple", "sticks", "effort")
    values = {name: np.array([terms.get(name, 0.0)]) for name in names}
    return Answer(party=0, signs=np.array([signs]), **values)


def strategy(choice: int, worth: tuple[float, ...]) -> Strategy:
    return Strategy(
        party=0,
        front=0,
        side=0,
        due=np.array([True]),
        choice=np.array([choice]),
        worth=np.array([worth]),
        objectives=np.zeros((1, 1), dtype=bool),
        preparation=np.array([3]),
        terms={"chance to prevail": np.array([0.45])},
    )


def test_a_refusal_is_an_inequality_with_all_its_terms() -> None:
    told = why_answered(answer(False, worth=0.405, going_on=0.283, demand=0.24), SETTLEMENT)
    assert told == "worth of the text 0.405 < 0.523 (going on 0.283 + asked on top 0.240)"


def test_a_scruple_below_zero_is_goodwill() -> None:
    told = why_answered(answer(True, worth=0.044, audience=0.05, scruple=-0.017), STATEMENT)
    assert told == "0.061 (standing with the host 0.044 + goodwill 0.017) >= cost at home 0.050"


def test_values_too_close_are_told_with_more_digits() -> None:
    assert compared([("gain", 0.0141)], "<", [("cost", 0.0142)]) == "gain 0.0141 < cost 0.0142"


def test_nothing_is_told_as_zero_of_something() -> None:
    told = why_answered(answer(False, audience=0.01), CBM)
    assert told == "violence saved 0.000 < cost at home 0.010"


@pytest.mark.parametrize(("signs", "worth", "sign"), [(False, 0.5, ">="), (True, 0.1, "<")])
def test_an_answer_against_the_inequality_says_so(signs: bool, worth: float, sign: str) -> None:
    told = why_answered(answer(signs, worth=worth, going_on=0.3), SETTLEMENT)
    assert told.startswith("it decides so although ")
    assert f" {sign} " in told


def test_who_stays_away_by_chance_is_told_so() -> None:
    reply = Reply(0, np.array([False]), np.array([0.012]), np.array([0.002]))
    assert "likely but not certain" in why_absent(reply)
    reply = Reply(0, np.array([False]), np.array([0.001]), np.array([0.003]))
    assert why_absent(reply) == "gain of coming 0.001 < cost of being seen there 0.003"


def test_demand_scruple_threats_and_the_cost_of_concluding_are_told_apart() -> None:
    terms = {"worth": 0.3, "sticks": 0.02, "demand": 0.1, "scruple": 0.03, "effort": 0.01}
    told = why_answered(answer(True, going_on=0.1, **terms), SETTLEMENT)
    assert told == (
        "0.320 (worth of the text 0.300 + threats 0.020) >= 0.240"
        " (going on 0.100 + asked on top 0.100 + cost of concluding 0.010 + private reserve 0.030)"
    )


def test_a_breach_is_an_inequality() -> None:
    ended, who = np.array([True]), np.array([1])
    losses = Breach(0, ended, "losses", who, np.array([14.0]), np.array([9.5]))
    assert why_broken(losses) == (
        "deaths of a week blamed on the other 14.000 > what it bears 9.500"
    )
    dropped = Breach(0, ended, "repudiated", who, np.array([0.31]), np.array([0.28]))
    assert why_broken(dropped) == "going on without it 0.310 > keeping it 0.280"


def test_a_choice_by_worth_and_one_by_leaning() -> None:
    worth = (0.1, 0.3, 0.2, -1.0, -0.5)
    assert why_chosen(strategy(HOLD, worth)) == (
        "hold 0.300 > press 0.200 > stand down 0.100; chance to prevail 0.45"
    )
    assert "outweighs the 0.100 that pressing costs" in why_chosen(strategy(COERCE, worth))


def test_what_is_taken_is_always_among_what_is_compared() -> None:
    told = why_chosen(strategy(4, (0.3, 0.3, 0.2, -1.0, 0.1)))
    assert told.startswith("stand down 0.300 = hold 0.300 > general offensive 0.100")
    assert "limited operation" not in told


def test_a_rule_does_not_repeat_the_rung() -> None:
    moved = np.zeros(1, dtype=np.int8)
    why = ("rung < clashes: violations < clashes", "days_since_meeting <= 10: 4 <= 10")
    record = Climb("calmer", 0, "front", -1, np.array([True]), moved, moved, why)
    assert why_fired(record, "They met.") == "They met. [calmer: days since meeting <= 10: 4 <= 10]"
