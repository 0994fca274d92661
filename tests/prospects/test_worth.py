"""Known answers: war, waiting and deals, looked at year by year."""

from __future__ import annotations

from dataclasses import replace
from math import exp

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.prospects.worth import Outlook, look_ahead


def one(number: float) -> np.ndarray:
    return np.array([number])


def both(own: float, rival: float) -> np.ndarray:
    """A pair, `(2, run)`: first of the one who looks, then of the rival."""
    return np.array([[own], [rival]])


PLAIN = Outlook(
    ratio=one(0.5),
    drift=one(0.0),
    exponent=one(1.2),
    discount=one(0.9),
    precision=one(10.0),
    now=both(0.45, 0.55),
    winning=both(0.8, 0.9),
    losing=both(0.15, 0.25),
    cost=both(0.15, 0.2),
    reaction=both(0.05, 0.1),
    violence=both(0.02, 0.01),
    years=one(6.0),
)


def sure(x: float) -> float:
    return 1.0 / (1.0 + exp(-x))


def test_a_single_year_by_hand() -> None:
    """Without a future: W and the flow of the year, mixed by the logit choices of both sides."""
    prospect = look_ahead(replace(PLAIN, discount=one(0.0)))
    p = sure(1.2 * 0.5)
    own_defended = p * 0.8 + (1 - p) * 0.15 - 0.15
    rival_defended = (1 - p) * 0.9 + p * 0.25 - 0.2
    own_war, rival_war = own_defended - 0.05, rival_defended - 0.1
    own_attacks = sure(10.0 * (own_war - 0.43))
    rival_attacks = sure(10.0 * (rival_war - 0.54))
    chosen = own_attacks * own_war + (1 - own_attacks) * 0.43
    assert prospect.prevails[0] == pytest.approx(p)
    assert prospect.war[0] == pytest.approx(own_war)
    assert prospect.staying[0] == pytest.approx(0.43)
    assert prospect.rival_attacks[0] == pytest.approx(rival_attacks)
    expected = rival_attacks * own_defended + (1 - rival_attacks) * chosen
    assert prospect.going_on[0] == pytest.approx(expected)


def test_many_years_by_a_plain_loop() -> None:
    """The same recursion, written for one run and the drift of power from the last year back."""
    outlook = replace(PLAIN, drift=one(0.3))
    own, rival = 0.43, 0.54
    for year in range(6, -1, -1):
        p = sure(1.2 * (0.5 + 0.3 * year))
        defended = (p * 0.8 + (1 - p) * 0.15 - 0.15, (1 - p) * 0.9 + p * 0.25 - 0.2)
        war = (defended[0] - 0.05, defended[1] - 0.1)
        stay = (0.1 * 0.43 + 0.9 * own, 0.1 * 0.54 + 0.9 * rival)
        attacks = tuple(sure(10.0 * (w - s)) for w, s in zip(war, stay, strict=True))
        chosen = [a * w + (1 - a) * s for a, w, s in zip(attacks, war, stay, strict=True)]
        own = attacks[1] * defended[0] + (1 - attacks[1]) * chosen[0]
        rival = attacks[0] * defended[1] + (1 - attacks[0]) * chosen[1]
    assert look_ahead(outlook).going_on[0] == pytest.approx(own)


def test_where_nobody_would_fight_going_on_is_worth_the_flow() -> None:
    dear = replace(PLAIN, cost=both(5.0, 5.0), precision=one(200.0))
    prospect = look_ahead(dear)
    assert prospect.going_on[0] == pytest.approx(0.43)
    assert prospect.staying[0] == pytest.approx(0.43)
    assert prospect.rival_attacks[0] == pytest.approx(0.0, abs=1e-9)


def test_where_the_rival_is_sure_to_attack_one_gets_what_defence_brings() -> None:
    eager = replace(PLAIN, precision=one(500.0), reaction=both(0.0, -5.0))
    prospect = look_ahead(eager)
    assert prospect.rival_attacks[0] == pytest.approx(1.0)
    assert prospect.going_on[0] == pytest.approx(prospect.war[0])


def test_a_declining_side_values_waiting_less() -> None:
    """The commitment problem (Powell 2006): what will be lost later counts today."""
    rising, steady, falling = (
        look_ahead(replace(PLAIN, drift=one(drift), precision=one(30.0))).staying[0]
        for drift in (0.4, 0.0, -0.4)
    )
    assert rising > steady > falling


@given(st.floats(0.0, 0.3), st.floats(0.0, 0.3), st.floats(-1.0, 1.0))
def test_guarantors_never_make_an_attack_worth_more(less: float, more: float, ratio: float) -> None:
    low, high = sorted((less, more))
    feared = [
        look_ahead(replace(PLAIN, ratio=one(ratio), reaction=both(paid, 0.1))).war[0]
        for paid in (low, high)
    ]
    assert feared[0] >= feared[1]


@given(st.floats(-2.0, 2.0), st.floats(0.0, 0.99), st.floats(1.0, 100.0))
def test_going_on_lies_between_the_worst_and_the_best(
    ratio: float, discount: float, precision: float
) -> None:
    outlook = replace(PLAIN, ratio=one(ratio), discount=one(discount), precision=one(precision))
    assert 0.15 - 0.15 - 0.05 <= look_ahead(outlook).going_on[0] <= 0.8


def test_packages_are_looked_at_each_by_itself() -> None:
    """Packages lie between the side and the run."""
    packages = np.array([[[0.45], [0.6]], [[0.55], [0.4]]])
    wide = replace(
        PLAIN,
        ratio=np.array([[0.5], [-0.3]]),
        now=packages,
        winning=np.broadcast_to(PLAIN.winning[:, None], packages.shape),
        losing=np.broadcast_to(PLAIN.losing[:, None], packages.shape),
    )
    second = replace(PLAIN, ratio=one(-0.3), now=both(0.6, 0.4))
    found = look_ahead(wide).going_on[:, 0]
    assert found == pytest.approx([look_ahead(PLAIN).going_on[0], look_ahead(second).going_on[0]])


def test_each_looks_as_far_ahead_as_it_does_alone() -> None:
    """Runs that look nought, two, four and nine years ahead, in one block."""
    years = np.array([0.0, 2.0, 4.0, 9.0])
    outlook = replace(PLAIN, drift=one(0.3), years=years)
    together = look_ahead(replace(outlook, ratio=np.full(4, 0.5)))
    alone = [look_ahead(replace(outlook, years=one(far))) for far in years]
    for found in ("going_on", "war", "staying", "rival_attacks"):
        separate = [getattr(prospect, found)[0] for prospect in alone]
        assert getattr(together, found).tolist() == separate, found
    assert len(set(together.going_on.tolist())) == 4
