"""Named solutions of a scenario, held against the engine and against answers by hand."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import numpy as np
import pytest

from sim.analysis.solve import Solved, document_of, frame_of, in_words, solve
from sim.analysis.solve.morning import alternatives, gains
from sim.analysis.solve.named import THEORIES, crossings
from sim.bargaining import packages, spatial_utility, weighted_mean
from sim.batch.plan import Plan
from sim.mechanisms import perception
from sim.model import MediationModel
from sim.prospects.zone import PACKAGES, zone_of_agreement
from sim.scenario.case import Case
from sim.scenario.posterior import USUAL, parameters_named
from tests.laws.situations import ISSUES, case_of, party, plain

RUNS = 24


def willing() -> dict[str, Any]:
    """A quarrel over five issues in which talks sign soon, by parties that ask for little."""
    north = dict(zip(ISSUES, (1.0, 1.0, 0.6, 0.2, 0.8), strict=True))
    south = dict(zip(ISSUES, (0.0, 0.1, 0.6, 0.9, 0.3), strict=True))
    weights = dict(zip(ISSUES, (0.5, 0.2, 0.1, 0.1, 0.1), strict=True))
    others = dict(zip(ISSUES, (0.1, 0.2, 0.1, 0.4, 0.2), strict=True))
    data = plain(days=35, sectors=2)
    data["parties"] = {
        "north": party(1.0, capability=1.5, positions=north, saliences=weights),
        "south": party(0.0, positions=south, saliences=others, public={"ratifies": False}),
        "valley": party(
            0.5,
            capability=0.5,
            principal="south",
            at_the_table=False,
            red_lines={"status": {"bound": 0.7}},
        ),
    }
    data["parties"]["north"]["public"] = {"ratifies": False}
    data["agendas"]["everything"] |= {
        "kinds": ["interim"],
        "aside": ["guarantees"],
        "draft": {"status": 0.8, "return": 0.8},
    }
    quiet = {"aspiration": 0.0, "audience_cost": 0.0, "distrust": 0.0, "incident_rate": 0.0}
    data["behaviour"] |= quiet
    return data


@cache
def case() -> Case:
    return case_of(willing())


@cache
def solved() -> Solved:
    return solve(Plan(case(), RUNS, seed=3))


def test_what_packages_are_worth_is_what_the_zone_is_measured_by() -> None:
    world = MediationModel(case(), runs=RUNS, seed=3).world
    grid = packages(PACKAGES, len(ISSUES))
    for perceived in (False, True):
        inside = (gains(world, grid, perceived) >= 0.0).all(axis=-1)
        assert inside.mean(axis=1).tolist() == zone_of_agreement(world, 0, perceived).tolist()


def test_going_on_is_what_the_parties_take_it_to_be() -> None:
    world = MediationModel(case(), runs=RUNS, seed=3).world
    found = alternatives(world)
    perception.take_stock(world)
    assert found.perceived.tolist() == world.parties.going_on[:, :2].tolist()
    for place, one in enumerate(solved().pair):
        assert one.going_on is not None
        assert one.going_on.median == np.median(world.parties.going_on[:, place])
        assert one.going_on.low <= one.going_on.median <= one.going_on.high
    assert solved().parties[2].going_on is None


def test_the_pair_are_the_sides_of_the_first_front_with_their_agents() -> None:
    assert [one.key for one in solved().pair] == ["north", "south"]
    assert [one.power for one in solved().parties] == [1.5, 1.5, 0.5]
    assert solved().front == "line"


def test_the_status_quo_is_worth_what_it_is_worth() -> None:
    """All issues lie at .2: north 1 - (.5 x .8 + .2 x .8 + .1 x .4 + 0 + .1 x .6) = .34."""
    assert solved().parties[0].status_quo == pytest.approx(0.34)


def test_solutions_are_what_their_theories_say() -> None:
    found = {one.key: one for one in solved().solutions}
    assert list(found) == [theory.key for theory in THEORIES]
    least = np.array([one.going_on.median for one in solved().pair if one.going_on])
    products = {}
    for key, one in found.items():
        assert one.package is not None
        assert one.payoffs is not None
        assert ((one.package >= 0.0) & (one.package <= 1.0)).all()
        products[key] = np.prod(np.maximum(one.payoffs[:2] - least, 0.0))
        if not next(theory.alone for theory in THEORIES if theory.key == key):
            assert (one.payoffs[:2] >= least - 1e-9).all(), key
    assert max(products.values()) == pytest.approx(products["nash"])
    equal = found["egalitarian"].payoffs
    assert equal is not None
    assert equal[0] - least[0] == pytest.approx(equal[1] - least[1], abs=1e-6)


def test_the_weighted_mean_is_that_of_all_parties() -> None:
    data = willing()["parties"]
    ideals = np.array([[one["positions"][name] for name in ISSUES] for one in data.values()])
    weights = np.array([[one["saliences"][name] for name in ISSUES] for one in data.values()])
    power = np.array([[one["capability"]] for one in data.values()])
    mean = next(one for one in solved().solutions if one.key == "weighted_mean")
    assert mean.package == pytest.approx(weighted_mean(ideals, power * weights))
    assert mean.payoffs == pytest.approx(spatial_utility(mean.package, ideals, weights))


def test_red_lines_are_flagged_for_leaders_publics_and_agents() -> None:
    data = willing()
    data["parties"]["south"]["red_lines"] = {"status": {"bound": 0.4}}
    data["parties"]["north"]["public"]["red_lines"] = {"districts": {"bound": 0.5}}
    found = crossings(case_of(data), np.array([0.6, 0.3, 0.5, 0.5, 0.5]))
    assert [(one.party, one.whose, one.issue, one.bound) for one in found] == [
        ("south", "south", "status", 0.4),
        ("north", "north public", "districts", 0.5),
    ]
    assert crossings(case_of(data), np.array([0.4, 0.5, 0.5, 0.5, 0.5])) == ()
    (valley,) = crossings(case(), np.array([0.8, 1.0, 0.5, 0.5, 0.5]))
    assert (valley.party, valley.position) == ("valley", 0.8)


def test_within_red_lines_nobody_crosses_one() -> None:
    """South does not go past .25 on the status, which the plain solution gives to north."""
    data = willing()
    data["parties"]["south"]["red_lines"] = {"status": {"bound": 0.25}}
    found = {one.key: one for one in solve(Plan(case_of(data), 4)).solutions}
    free, bounded = found["nash"], found["bounded_nash"]
    assert free.package is not None
    assert bounded.package is not None
    assert free.package[0] > 0.25
    assert {line.party for line in free.crossed} >= {"south"}
    assert bounded.package[0] == pytest.approx(0.25)
    assert not {line.party for line in bounded.crossed} & {"north", "south"}


def test_where_red_lines_leave_nothing_there_is_no_such_package() -> None:
    data = willing()
    data["parties"]["south"]["red_lines"] = {"status": {"bound": 0.25}}
    data["parties"]["north"]["red_lines"] = {"status": {"bound": 0.3}}
    found = {one.key: one for one in solve(Plan(case_of(data), 4)).solutions}
    assert found["bounded_nash"].package is None
    assert found["bounded_nash"].exists == 0.0
    assert found["nash"].package is not None


def test_signed_packages_are_those_that_the_runs_ratified() -> None:
    model = MediationModel(case(), runs=RUNS, seed=3)
    model.run()
    assert len(solved().signed) == model.world.tally.ratified.sum() > 5
    assert solved().kinds["interim"] == len(solved().signed)
    for one in solved().signed:
        assert one.kind == "interim"
        assert one.package[4] == pytest.approx(0.2), "an issue that was set aside"
    mean = next(one for one in solved().solutions if one.key == "weighted_mean")
    terms = solved().packages_signed()
    apart = np.abs(terms - mean.package).mean(axis=1)
    assert mean.apart is not None
    assert mean.apart.median == pytest.approx(np.median(apart))
    assert solved().runs_signed <= RUNS


def test_without_a_zone_nothing_is_named_but_what_does_not_ask() -> None:
    """Two sides that have all they want already: whatever moves is worse for one."""
    data = willing()
    for key in ("north", "south"):
        data["parties"][key]["positions"] = dict.fromkeys(ISSUES, 0.2)
        data["parties"][key]["positions"]["status"] = 0.2 if key == "north" else 0.21
    data["behaviour"] |= {"war_cost": 1.0, "starting_cost": 0.0}
    for issue in data["issues"].values():
        issue["by_force"] = 0.0
    lone = solve(Plan(case_of(data), 4))
    found = {one.key: one for one in lone.solutions}
    assert lone.zone.plain < 0.01
    assert found["weighted_mean"].package is not None
    rows = frame_of(lone)
    assert set(rows["solution"]) >= {"nash", "weighted_mean", "status_quo"}
    json.dumps(document_of(lone), allow_nan=False)


def test_blocks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Plan, "width", lambda plan: 7)
    again = document_of(solve(Plan(case(), RUNS, seed=3)))
    assert again == document_of(solved())


def test_run_days_are_heard() -> None:
    heard: list[int] = []
    solve(Plan(case(), 4, until=case().scenario.period.start), heard.append)
    assert heard == [4]


def test_runs_may_draw_their_parameters() -> None:
    drawn = solve(Plan(case(), RUNS, seed=3, posterior=parameters_named(USUAL)))
    assert drawn.parameters.startswith("posterior")
    told = [solved_.parties[0].going_on for solved_ in (drawn, solved())]
    assert told[0] != told[1]


def test_the_table_says_everything_the_document_says() -> None:
    rows, document = frame_of(solved()), document_of(solved())
    json.dumps(document, allow_nan=False)
    positions = rows[(rows.solution == "nash") & (rows.quantity == "position")]
    assert (
        dict(zip(positions.of, positions.value, strict=True))
        == document["solutions"]["nash"]["package"]
    )
    assert (positions.low <= positions.value + 1e-9).all()
    utilities = rows[(rows.solution == "nash") & (rows.quantity == "utility")]
    assert (
        dict(zip(utilities.of, utilities.value, strict=True))
        == document["solutions"]["nash"]["utility"]
    )
    assert document["sides"] == ["north", "south"]
    assert document["signed"]["runs"] == solved().runs_signed


def test_positions_are_told_in_the_words_of_the_ends() -> None:
    issue = case().scenario.issues["status"]
    assert in_words(issue, 0.02) == "the south's way"
    assert in_words(issue, 0.97) == "the north's way"
    assert in_words(issue, 0.3) == "30% of the way from “the south's way” to “the north's way”"
