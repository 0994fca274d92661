"""The axioms that single the solutions out, on generated games, and what each gives up for them.

Nash 1950, Kalai & Smorodinsky 1975, Kalai 1977; for the weighted median, Black 1958.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.bargaining import (
    Frontier,
    acceptable,
    efficient,
    egalitarian,
    kalai_smorodinsky,
    nash,
    utilitarian,
    weighted_mean,
    weighted_median,
)

Solution = Callable[[np.ndarray, np.ndarray], np.ndarray]

HUNDREDTHS = st.integers(0, 100).map(lambda count: count / 100)
SOME, FEW = settings(max_examples=20), settings(max_examples=8)
LISTS: dict[str, Solution] = {
    "nash": nash,
    "kalai-smorodinsky": kalai_smorodinsky,
    "egalitarian": egalitarian,
}


@st.composite
def games(draw: st.DrawFn, parties: int | None = None) -> tuple[np.ndarray, np.ndarray]:
    """A list of payoffs and a disagreement point that some package beats for everybody."""
    number = parties or draw(st.integers(2, 4))
    count = draw(st.integers(1, 12))
    payoffs = draw(arrays(float, (count, number), elements=HUNDREDTHS))
    gap = draw(arrays(float, number, elements=st.integers(1, 60).map(lambda n: n / 100)))
    return payoffs, payoffs[draw(st.integers(0, count - 1))] - gap


@st.composite
def quarrels(draw: st.DrawFn) -> tuple[Frontier, np.ndarray]:
    """Two sides on a box with one to four issues, and reservation values that leave a zone."""
    issues = draw(st.integers(1, 4))
    ideals = draw(arrays(float, (2, issues), elements=HUNDREDTHS))
    raw = draw(arrays(float, (2, issues), elements=st.integers(1, 50).map(float)))
    frontier = Frontier(ideals, raw / raw.sum(axis=1, keepdims=True), draw(st.sampled_from([1, 2])))
    inside = frontier.payoffs(frontier.at(np.array(draw(HUNDREDTHS))))
    return frontier, inside - np.array([draw(HUNDREDTHS), draw(HUNDREDTHS)]) * 0.3 - 0.01


SOLUTIONS: dict[str, Callable[[Frontier, np.ndarray], np.ndarray]] = {
    "nash": lambda frontier, least: frontier.nash(least),
    "weighted nash": lambda frontier, least: frontier.nash(least, (0.3, 0.7)),
    "kalai-smorodinsky": lambda frontier, least: frontier.kalai_smorodinsky(least),
    "egalitarian": lambda frontier, least: frontier.egalitarian(least),
}


# on lists of packages


@pytest.mark.parametrize("name", LISTS)
@SOME
@given(game=games())
def test_solutions_are_acceptable_and_efficient(
    name: str, game: tuple[np.ndarray, np.ndarray]
) -> None:
    payoffs, least = game
    places = LISTS[name](payoffs, least)
    assert len(places)
    assert acceptable(payoffs, least)[places].all()
    assert efficient(payoffs)[places].all()


@pytest.mark.parametrize("name", LISTS)
@SOME
@given(game=games(), luck=st.randoms(use_true_random=False))
def test_names_and_order_do_not_matter(
    name: str, game: tuple[np.ndarray, np.ndarray], luck
) -> None:
    """Symmetry and anonymity: parties and packages listed in another order."""
    payoffs, least = game
    parties, order = list(range(payoffs.shape[1])), list(range(len(payoffs)))
    luck.shuffle(parties)
    luck.shuffle(order)
    before = set(LISTS[name](payoffs, least).tolist())
    after = LISTS[name](payoffs[order][:, parties], least[parties])
    assert {order[place] for place in after} == before


@pytest.mark.parametrize("name", ["nash", "kalai-smorodinsky"])
@SOME
@given(game=games(), data=st.data())
def test_scales_of_utility_do_not_matter(
    name: str, game: tuple[np.ndarray, np.ndarray], data: st.DataObject
) -> None:
    payoffs, least = game
    number = payoffs.shape[1]
    scale = 2.0 ** data.draw(arrays(int, number, elements=st.integers(-3, 3)))
    shift = data.draw(arrays(float, number, elements=st.integers(-4, 4).map(float)))
    after = LISTS[name](scale * payoffs + shift, scale * least + shift)
    assert after.tolist() == LISTS[name](payoffs, least).tolist()


def test_equal_gains_depend_on_the_scale() -> None:
    payoffs = np.array([[0.3, 0.7], [0.5, 0.5]])
    assert egalitarian(payoffs, np.zeros(2)).tolist() == [1]
    assert egalitarian(payoffs * [4.0, 1.0], np.zeros(2)).tolist() == [0]


@pytest.mark.parametrize("name", ["nash", "egalitarian"])
@SOME
@given(game=games(), data=st.data())
def test_packages_that_were_not_chosen_do_not_matter(
    name: str, game: tuple[np.ndarray, np.ndarray], data: st.DataObject
) -> None:
    """Independence of irrelevant alternatives."""
    payoffs, least = game
    chosen = LISTS[name](payoffs, least)
    kept = data.draw(arrays(bool, len(payoffs)))
    kept[chosen] = True
    fewer = np.flatnonzero(kept)
    assert fewer[LISTS[name](payoffs[fewer], least)].tolist() == chosen.tolist()


def test_to_kalai_and_smorodinsky_they_do() -> None:
    payoffs = np.array([[0.5, 0.4], [0.4, 0.5], [1.0, 0.0], [0.0, 0.5]])
    with_far = kalai_smorodinsky(payoffs, np.zeros(2)).tolist()
    without = kalai_smorodinsky(payoffs[:2], np.zeros(2)).tolist()
    assert with_far == [0]
    assert without == [0, 1]


@SOME
@given(game=games(parties=2))
def test_more_weight_is_never_less_gain(game: tuple[np.ndarray, np.ndarray]) -> None:
    payoffs, least = game
    gains = [
        payoffs[nash(payoffs, least, np.array([share, 1.0 - share])), 0]
        for share in (0.1, 0.5, 0.9)
    ]
    assert gains[0].max() <= gains[1].min() + 1e-9
    assert gains[1].max() <= gains[2].min() + 1e-9


@SOME
@given(game=games())
def test_the_largest_sum_is_efficient_and_beaten_by_none(
    game: tuple[np.ndarray, np.ndarray],
) -> None:
    payoffs, _ = game
    places = utilitarian(payoffs)
    assert payoffs.sum(axis=1)[places].min() == pytest.approx(payoffs.sum(axis=1).max())
    assert efficient(payoffs)[places].all()


# on the box of issues


@pytest.mark.parametrize("name", SOLUTIONS)
@FEW
@given(quarrel=quarrels())
def test_on_the_box_solutions_are_acceptable_and_efficient(
    name: str, quarrel: tuple[Frontier, np.ndarray]
) -> None:
    frontier, least = quarrel
    text = SOLUTIONS[name](frontier, least)
    assert ((text >= -1e-12) & (text <= 1.0 + 1e-12)).all()
    payoffs = frontier.payoffs(text)
    assert (payoffs >= least - 1e-9).all()
    path = frontier.payoffs(frontier.at(np.linspace(0.0, 1.0, 101)))
    assert not (path >= payoffs + 1e-7).all(axis=1).any()


@pytest.mark.parametrize("name", ["nash", "kalai-smorodinsky", "egalitarian"])
@FEW
@given(quarrel=quarrels())
def test_on_the_box_the_sides_may_change_places(
    name: str, quarrel: tuple[Frontier, np.ndarray]
) -> None:
    frontier, least = quarrel
    turned = Frontier(frontier.ideals[::-1], frontier.weights[::-1], frontier.rho)
    one = frontier.payoffs(SOLUTIONS[name](frontier, least))
    other = turned.payoffs(SOLUTIONS[name](turned, least[::-1]))
    assert other[::-1] == pytest.approx(one, abs=1e-6)


@pytest.mark.parametrize("name", SOLUTIONS)
@FEW
@given(quarrel=quarrels())
def test_on_the_box_ends_of_an_issue_may_be_turned(
    name: str, quarrel: tuple[Frontier, np.ndarray]
) -> None:
    """Which end of an issue is called 0 is a matter of writing."""
    frontier, least = quarrel
    turned = Frontier(1.0 - frontier.ideals, frontier.weights, frontier.rho)
    text, other = SOLUTIONS[name](frontier, least), SOLUTIONS[name](turned, least)
    assert 1.0 - other == pytest.approx(text, abs=1e-6)


@FEW
@given(quarrel=quarrels(), grown=st.integers(2, 9))
def test_on_the_box_a_side_that_cares_twice_as_much_gets_no_more(
    quarrel: tuple[Frontier, np.ndarray], grown: int
) -> None:
    """Affine scales of one side's utility: Nash and Kalai-Smorodinsky stay where they are."""
    frontier, least = quarrel
    scale = np.array([[float(grown)], [1.0]])
    larger = Frontier(frontier.ideals, frontier.weights * scale, frontier.rho)
    moved = 1.0 - scale[:, 0] * (1.0 - least)
    for name in ("nash", "weighted nash", "kalai-smorodinsky"):
        before = frontier.payoffs(SOLUTIONS[name](frontier, least))
        after = frontier.payoffs(SOLUTIONS[name](larger, moved))
        assert after == pytest.approx(before, abs=1e-6), name


@pytest.mark.parametrize("name", ["kalai-smorodinsky", "egalitarian"])
@FEW
@given(quarrel=quarrels(), data=st.data())
def test_a_side_that_could_have_more_gets_no_less(
    name: str, quarrel: tuple[Frontier, np.ndarray], data: st.DataObject
) -> None:
    """Individual monotonicity (Kalai & Smorodinsky 1975).

    The second side comes to mind some issue less, so that every package is worth as much or more
    to it and the most that the first can have stays as it was.
    """
    frontier, _ = quarrel
    least = frontier.payoffs(frontier.ideals).min(axis=0) - 0.05
    cut = np.ones_like(frontier.weights)
    cut[1, data.draw(st.integers(0, frontier.weights.shape[1] - 1))] = data.draw(HUNDREDTHS)
    wider = Frontier(frontier.ideals, frontier.weights * cut, frontier.rho)
    before = frontier.payoffs(SOLUTIONS[name](frontier, least))
    after = wider.payoffs(SOLUTIONS[name](wider, least))
    assert after[1] >= before[1] - 1e-6


def test_to_nash_it_may_get_less() -> None:
    """More for the second on most packages, the first's best unchanged, and the second loses."""
    narrow = np.array([[1.0, 0.0], [0.0, 1.0], [0.7, 0.75]])
    wide = np.array([[1.0, 0.7], [0.0, 1.0], [0.7, 0.75]])
    assert nash(narrow, np.zeros(2)).tolist() == [2]
    assert nash(wide, np.zeros(2)).tolist() == [0]
    assert wide[0, 1] < narrow[2, 1]


@FEW
@given(quarrel=quarrels())
def test_a_better_alternative_is_never_punished(quarrel: tuple[Frontier, np.ndarray]) -> None:
    """A side whose reservation value rises does not get less, by any of the solutions."""
    frontier, least = quarrel
    higher = least + np.array([0.005, 0.0])
    for name, solution in SOLUTIONS.items():
        text = solution(frontier, np.stack([least, higher]))
        assume(not np.isnan(text).any())
        before, after = frontier.payoffs(text)
        assert after[0] >= before[0] - 1e-6, name


@SOME
@given(
    positions=arrays(float, (5, 2), elements=HUNDREDTHS),
    weights=arrays(float, (5, 2), elements=st.integers(1, 9).map(float)),
)
def test_mean_and_median_stay_among_the_positions(
    positions: np.ndarray, weights: np.ndarray
) -> None:
    for rule in (weighted_mean, weighted_median):
        found = rule(positions, weights)
        assert (found >= positions.min(axis=0) - 1e-12).all()
        assert (found <= positions.max(axis=0) + 1e-12).all()
        assert rule(positions, 7.0 * weights) == pytest.approx(found)
        assert rule(1.0 - positions, weights) == pytest.approx(1.0 - found)


@SOME
@given(
    positions=arrays(float, (5, 1), elements=HUNDREDTHS),
    weights=arrays(float, (5, 1), elements=st.integers(1, 9).map(float)),
    rival=HUNDREDTHS,
)
def test_no_position_outvotes_the_median(
    positions: np.ndarray, weights: np.ndarray, rival: float
) -> None:
    """Black 1958: by weight, those nearer to the rival are never more than half."""
    median = weighted_median(positions, weights)[0]
    nearer = np.abs(positions - rival) < np.abs(positions - median) - 1e-12
    assert weights[nearer].sum() <= 0.5 * weights.sum() + 1e-9
