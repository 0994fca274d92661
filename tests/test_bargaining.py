"""Known answers: published numbers, games solved by hand, and lists against the box."""

from __future__ import annotations

import numpy as np
import pytest

from sim.bargaining import (
    Frontier,
    acceptable,
    best_in_zone,
    efficient,
    egalitarian,
    influence,
    kalai_smorodinsky,
    nash,
    packages,
    spatial_utility,
    utilitarian,
    weighted_mean,
    weighted_median,
    zone_share,
)

# Standards of car emissions in the European Communities: capability, position, salience of the
# Netherlands, Belgium, Luxembourg, Germany, France, Italy, the United Kingdom, Ireland, Denmark and
# Greece (sample data of Scholz, Calbert & Smith 2011).
CAPABILITY = np.array([0.08, 0.08, 0.03, 0.16, 0.16, 0.16, 0.16, 0.05, 0.05, 0.08])
POSITION = np.array([4.0, 7, 4, 4, 10, 10, 10, 7, 4, 7])[:, None]
SALIENCE = np.array([0.8, 0.4, 0.2, 0.8, 0.6, 0.6, 0.9, 0.1, 1.0, 0.7])[:, None]

# Two actors of equal capability, two issues at whose ends they stand.
ENDS = np.array([[0.0, 0.0], [100.0, 100.0]])
WEIGHT = np.array([[10.0, 90.0], [60.0, 50.0]])


def test_the_compromise_model_on_emission_standards() -> None:
    found = weighted_mean(POSITION, influence(CAPABILITY, SALIENCE))
    assert found == pytest.approx([7.389955686853767], abs=1e-14)


def test_the_weighted_median_on_emission_standards() -> None:
    assert weighted_median(POSITION, influence(CAPABILITY, SALIENCE)).tolist() == [7.0]


def test_the_compromise_model_on_two_issues() -> None:
    found = weighted_mean(ENDS, influence(np.ones(2), WEIGHT))
    assert found == pytest.approx([600 / 7, 250 / 7], abs=1e-12)


def test_where_failing_is_worst_of_all_nash_is_the_compromise_model() -> None:
    """Achen 2006: with quadratic losses and disagreement far below everything."""
    power = np.array([0.3, 0.7])
    frontier = Frontier(ENDS / 100.0, WEIGHT, rho=2)
    found = frontier.nash(np.full(2, -1e9), (0.3, 0.7))
    expected = weighted_mean(ENDS / 100.0, influence(power, WEIGHT))
    assert found == pytest.approx(expected, abs=1e-6)
    even = frontier.nash(np.full(2, -1e9))
    assert even * 100 == pytest.approx([600 / 7, 250 / 7], abs=1e-4)


def test_a_weight_halved_exactly_gives_the_middle() -> None:
    assert weighted_median(np.array([[0.0], [0.4], [1.0]]), np.array([[2.0], [1], [1]])) == 0.2
    assert weighted_median(np.array([[0.9], [0.1]]), np.array([[1.0], [1.0]])) == 0.5
    assert weighted_median(np.array([[0.9], [0.1]]), np.array([[0.0], [1.0]])) == 0.1


@pytest.mark.parametrize("rule", [weighted_mean, weighted_median])
@pytest.mark.parametrize("weights", [[[0.0], [0.0]], [[1.0], [-0.5]]])
def test_weights_that_weigh_nothing_are_refused(rule, weights: list[list[float]]) -> None:
    with pytest.raises(ValueError, match="weights are not below 0"):
        rule(np.array([[0.2], [0.4]]), np.array(weights))


def test_utility_is_one_minus_the_weighted_distance() -> None:
    ideals, weights = np.array([[0.0, 1.0], [1.0, 0.5]]), np.array([[0.25, 0.75], [0.5, 0.5]])
    text = np.array([0.5, 0.5])
    assert spatial_utility(text, ideals, weights) == pytest.approx([0.5, 0.75])
    assert spatial_utility(text, ideals, weights, rho=2) == pytest.approx([0.75, 0.875])
    with pytest.raises(ValueError, match="rho is 1"):
        spatial_utility(text, ideals, weights, rho=3)


# Nash's Bill and Jack (1950): what each good is worth to its owner and to the other.
GOODS = {
    "book": (2, 4, "bill"), "whip": (2, 2, "bill"), "ball": (2, 1, "bill"),
    "bat": (2, 2, "bill"), "box": (4, 1, "bill"),
    "pen": (10, 1, "jack"), "toy": (4, 1, "jack"), "knife": (6, 2, "jack"), "hat": (2, 2, "jack"),
}  # fmt: skip


def swaps() -> tuple[np.ndarray, np.ndarray]:
    """Every way to hand over goods: who gets which, and what that brings."""
    given = (np.arange(2 ** len(GOODS))[:, None] >> np.arange(len(GOODS))) & 1
    bill = np.array([-worth if owner == "bill" else worth for worth, _, owner in GOODS.values()])
    jack = np.array([worth if owner == "bill" else -worth for _, worth, owner in GOODS.values()])
    return given, np.stack([given @ bill, given @ jack], axis=1).astype(float)


def test_bill_and_jack_swap_as_nash_said() -> None:
    """Bill gives book, whip, ball and bat; Jack gives pen, toy and knife: gains 12 and 5."""
    given, gains = swaps()
    (place,) = nash(gains, np.zeros(2))
    handed = {name for name, moved in zip(GOODS, given[place], strict=True) if moved}
    assert handed == {"book", "whip", "ball", "bat", "pen", "toy", "knife"}
    assert gains[place].tolist() == [12.0, 5.0]


def test_dividing_a_cake_by_hand() -> None:
    """One issue between 0 and 1: what the second keeps is 1 - x, reservations .2 and .4.

    The surplus of .4 is halved by Nash, Kalai-Smorodinsky and equal gains alike: x = .4; with
    weights 3 : 1 the first gets three quarters of it.
    """
    cake = Frontier(np.array([[1.0], [0.0]]), np.ones((2, 1)))
    least = np.array([0.2, 0.4])
    for solution in (cake.nash, cake.kalai_smorodinsky, cake.egalitarian):
        assert solution(least) == pytest.approx([0.4])
    assert cake.nash(least, (3.0, 1.0)) == pytest.approx([0.5])
    assert cake.utilitarian() == pytest.approx([0.5])


def test_logrolling_by_hand() -> None:
    """Each gets what it weighs most: weights .8, .2 against .2, .8, and both have .8."""
    trade = Frontier(np.array([[1.0, 1.0], [0.0, 0.0]]), np.array([[0.8, 0.2], [0.2, 0.8]]))
    for text in (
        trade.nash(np.zeros(2)),
        trade.kalai_smorodinsky(np.zeros(2)),
        trade.egalitarian(np.zeros(2)),
        trade.utilitarian(),
    ):
        assert text == pytest.approx([1.0, 0.0])
        assert trade.payoffs(text) == pytest.approx([0.8, 0.8])


def test_nash_and_kalai_smorodinsky_part_where_one_can_gain_more() -> None:
    """Reservations 0 and .5 on the same trade, by hand.

    From (.8, .8) to the second's best, U1 falls 4 for each 1 that U2 gains; on the other arm of
    the path U2 falls 4 for each 1. Nash stays in the corner. The most that the first can have is
    where U2 = .5: U1 = .8 + .3 / 4 = .875; gains of .875 t and .5 t meet on the arm
    U1 = .8 - 4 (U2 - .8), where .875 t = .8 - 4 (.5 t - .3): t = 2 / 2.875.
    """
    trade = Frontier(np.array([[1.0, 1.0], [0.0, 0.0]]), np.array([[0.8, 0.2], [0.2, 0.8]]))
    least = np.array([0.0, 0.5])
    assert trade.payoffs(trade.nash(least)) == pytest.approx([0.8, 0.8])
    share = 2.0 / 2.875
    found = trade.payoffs(trade.kalai_smorodinsky(least))
    assert found == pytest.approx([0.875 * share, 0.5 + 0.5 * share])
    assert trade.payoffs(trade.egalitarian(least)) == pytest.approx([0.4, 0.9])


def test_without_a_zone_there_is_no_solution() -> None:
    cake = Frontier(np.array([[1.0], [0.0]]), np.ones((2, 1)))
    least = np.array([[0.7, 0.4], [0.6, 0.4], [1.2, 0.0]])
    for solution in (cake.nash, cake.kalai_smorodinsky, cake.egalitarian):
        found = solution(least)
        assert np.isnan(found[[0, 2]]).all()
        assert found[1] == pytest.approx([0.6], abs=1e-9), "a zone of one package"
    payoffs = cake.payoffs(packages(64, 1))
    for rule in (nash, kalai_smorodinsky, egalitarian):
        assert rule(payoffs, least[0]).tolist() == []
    assert best_in_zone(payoffs, least[0]) is None
    assert zone_share(payoffs, least[0]) == 0.0


def test_the_zone_of_a_cake_is_the_surplus() -> None:
    cake = Frontier(np.array([[1.0], [0.0]]), np.ones((2, 1)))
    payoffs = cake.payoffs(packages(1000, 1))
    least = np.array([0.2, 0.4])
    assert zone_share(payoffs, least) == pytest.approx(0.4, abs=0.002)
    inside = payoffs[acceptable(payoffs, least)]
    assert inside.min(axis=0) == pytest.approx(least, abs=0.002)
    assert best_in_zone(payoffs, least) == pytest.approx([0.6, 0.8], abs=0.002)


def test_issues_that_one_side_does_not_weigh_go_to_the_other() -> None:
    ideals = np.array([[0.9, 0.2, 0.7, 1.0], [0.1, 0.6, 0.3, 0.0]])
    weights = np.array([[0.6, 0.0, 0.0, 0.4], [0.0, 0.5, 0.0, 0.5]])
    for rho in (1, 2):
        path = Frontier(ideals, weights, rho).at(np.linspace(0.0, 1.0, 5))
        assert path[1:-1, :3] == pytest.approx(np.tile([0.9, 0.6, 0.5], (3, 1)))
        assert path[0, 3] == 0.0
        assert path[-1, 3] == 1.0


def test_who_wants_the_same_has_one_efficient_package() -> None:
    same = np.array([[0.3, 0.8], [0.3, 0.8]])
    for rho in (1, 2):
        agreed = Frontier(same, np.full((2, 2), 0.5), rho)
        assert agreed.nash(np.array([0.9, 0.2])) == pytest.approx([0.3, 0.8])
        assert agreed.utilitarian() == pytest.approx([0.3, 0.8])


@pytest.mark.parametrize(
    ("ideals", "weights", "rho", "words"),
    [
        (np.zeros((3, 2)), np.ones((3, 2)), 1, "two sides"),
        (np.zeros((2, 2)), np.ones((2, 3)), 1, "two sides"),
        (np.zeros((2, 2)), -np.ones((2, 2)), 1, "not below 0"),
        (np.zeros((2, 2)), np.ones((2, 2)), 3, "rho is 1"),
    ],
)
def test_a_path_that_is_none_is_refused(
    ideals: np.ndarray, weights: np.ndarray, rho: int, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        Frontier(ideals, weights, rho)


@pytest.mark.parametrize("rho", [1, 2])
def test_the_box_agrees_with_a_long_list(rho: int) -> None:
    """Three issues, 40,000 packages: the list comes near the exact solution and never beats it."""
    ideals = np.array([[0.0, 0.9, 0.3], [1.0, 0.2, 0.8]])
    weights = np.array([[0.5, 0.2, 0.3], [0.3, 0.5, 0.2]])
    frontier, least = Frontier(ideals, weights, rho), np.array([0.35, 0.4])
    payoffs = frontier.payoffs(packages(40_000, 3))
    exact = {
        "nash": (frontier.nash(least), nash(payoffs, least)),
        "even": (frontier.kalai_smorodinsky(least), kalai_smorodinsky(payoffs, least)),
        "equal": (frontier.egalitarian(least), egalitarian(payoffs, least)),
        "most": (frontier.utilitarian(), utilitarian(payoffs)),
    }
    for name, (text, places) in exact.items():
        best = frontier.payoffs(text)
        assert payoffs[places[0]] == pytest.approx(best, abs=0.02), name
        if name == "nash":
            assert (payoffs[places[0]] - least).prod() <= (best - least).prod()
    for place in np.linspace(0.0, 1.0, 7):
        ahead = payoffs >= frontier.payoffs(frontier.at(place)) + 1e-12
        assert not ahead.all(axis=1).any(), "a package better for both"


def test_efficient_packages_by_hand() -> None:
    payoffs = np.array([[1.0, 0.0], [0.0, 1.0], [0.5, 0.5], [0.5, 0.4], [0.4, 0.4], [0.5, 0.5]])
    assert efficient(payoffs).tolist() == [True, True, True, False, False, True]
    three = np.array([[1.0, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [0.5, 0.5, 0.5]])
    assert efficient(three).tolist() == [False, False, True, True, True]


def test_three_parties_share_by_their_weights() -> None:
    """Nash's product with exponents 1 : 1 : 2 on a simplex: a quarter, a quarter, a half."""
    spread = packages(20_000, 2)
    spread = spread[spread.sum(axis=1) <= 1.0]
    shares = np.column_stack([spread, 1.0 - spread.sum(axis=1)])
    (place, *_) = nash(shares, np.zeros(3), np.array([1.0, 1.0, 2.0]))
    assert shares[place] == pytest.approx([0.25, 0.25, 0.5], abs=0.02)
