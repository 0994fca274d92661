from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.analysis.asked import Asked
from sim.analysis.compare import compare
from sim.analysis.differences import paired_difference
from sim.analysis.units import counted
from sim.analysis.variables import Variable
from sim.scenario.problems import UserError
from tests.analysis.answering import Held, archived, held, rows

LUCK = np.random.default_rng(1)


def two(baseline: pd.DataFrame, **changes: object) -> Held:
    """The rows as they are, and again as the arm `lever` with some columns changed."""
    return held(baseline, baseline.assign(arm="lever", **changes), titles={"lever": "Lever"})


def effect(answers: Held, outcome: str = "", **more: Any) -> Any:
    """The only row of effects in the headline."""
    effects = compare(answers, **more).effects
    found = effects[effects["headline"]]
    if outcome:
        found = found[found["outcome"] == outcome]
    assert len(found) == 1
    return found.iloc[0]


def test_numbers_are_compared_run_by_run() -> None:
    baseline = rows(runs=5, deaths=[10, 20, 30, 40, 50])
    found = effect(two(baseline, deaths=[8, 20, 24, 44, 40]))
    apart = np.array([-2.0, 0.0, -6.0, 4.0, -10.0])
    assert (found["n"], found["independent"]) == (5, 5)
    assert (found["baseline_value"], found["arm_value"]) == (30.0, 27.2)
    assert found["difference"] == pytest.approx(-2.8)
    assert found["error"] == pytest.approx(apart.std(ddof=1) / math.sqrt(5))
    assert found["percent"] == pytest.approx(-100 * 2.8 / 30)
    assert (found["share_lower"], found["share_equal"]) == (0.6, 0.2)
    assert found["share_higher"] == pytest.approx(0.2)
    arm, base = np.array([8, 20, 24, 44, 40]), np.array([10, 20, 30, 40, 50])
    saved = 1 - apart.var(ddof=1) / (arm.var(ddof=1) + base.var(ddof=1))
    assert found["variance_saved"] == pytest.approx(saved)
    assert found["verdict"] == "unsure", "five pairs are too few for any verdict"


def test_pairs_are_found_whatever_the_order_of_rows() -> None:
    deaths = np.arange(30)
    baseline = rows(cells=3, runs=10, deaths=deaths)
    answers = two(baseline, deaths=deaths + 5)
    mixed = replace(answers, rows=answers.rows.sample(frac=1.0, random_state=2))
    found = effect(mixed)
    assert (found["difference"], found["error"]) == (5.0, 0.0)
    assert (found["low"], found["high"], found["chance"]) == (5.0, 5.0, 0.0)
    assert found["variance_saved"] == 1.0


def test_shares_are_compared_by_the_pairs_that_differ() -> None:
    arm = [True] * 36 + [True] * 12 + [False] * 2
    base = [True] * 36 + [False] * 12 + [True] * 2
    found = effect(two(rows(runs=50, major_war=base), major_war=arm))
    assert found["difference"] == pytest.approx(0.2)
    assert (found["low"], found["high"]) == pytest.approx((0.0569, 0.3404), abs=1e-4)
    # McNemar's exact test of 2 against 12: 2 * (1 + 14 + 91) / 2^14.
    assert found["chance"] == pytest.approx(2 * 106 / 2**14)
    assert found["clause"] == (
        "war by own decision in 96% of runs instead of 76%, 20 percentage points more [6, 34]"
    )


def test_rungs_are_compared_from_below() -> None:
    base = ["none", "statement", "cbm", "none"] * 10
    arm = ["none", "statement", "ceasefire", "statement"] * 10
    effects = compare(two(rows(runs=40, best_agreement=base), best_agreement=arm)).effects
    apart = effects.set_index("category")["difference"]
    assert apart.to_dict() == {"statement": 0.25, "cbm": 0.0, "ceasefire": 0.25}
    assert effects["headline"].tolist() == [False, True, False]
    assert effects["label"].tolist()[1:] == [
        "an agreement above a statement",
        "best agreement signed of at least ceasefire",
    ]


def test_words_without_order_are_compared_by_category() -> None:
    base = ["exhaustion", "guarantor", "", "guarantor"]
    arm = ["exhaustion", "agreement", "agreement", "guarantor"]
    effects = compare(two(rows(runs=4, held_by=base), held_by=arm)).effects
    assert effects["category"].tolist() == ["exhaustion", "guarantor", "agreement"]
    assert set(effects["n"]) == {3}
    assert effects["difference"].tolist() == pytest.approx([0.0, -1 / 3, 1 / 3])


def test_times_are_compared_within_what_both_arms_saw() -> None:
    base = rows(
        runs=4, days_to_agreement=[10.0, 20, 60, 60], agreement_censored=[False, False, True, True]
    )
    found = effect(
        two(
            base,
            days_to_agreement=[5.0, 20, 30, 60],
            agreement_censored=[False, False, False, True],
        )
    )
    assert found["measure"] == "restricted_mean"
    assert (found["baseline_value"], found["arm_value"]) == (37.5, 28.75)
    assert found["difference"] == pytest.approx(-8.75)
    assert found["horizon"] == 60.0
    assert (found["share_lower"], found["share_higher"]) == (0.5, 0.0)
    assert 0.0 < found["log_rank"] < 1.0


def test_a_lever_that_changes_nothing_says_so() -> None:
    baseline = rows(runs=30, deaths=LUCK.poisson(5.0, 30), major_war=LUCK.random(30) < 0.5)
    found = compare(two(baseline))
    assert set(found.effects["verdict"]) == {"identical"}
    assert found.sentences == (
        "Lever: in the model, the same in every pair of runs: deaths, war by own decision.",
    )


def story() -> Held:
    luck = np.random.default_rng(7)
    number = 400
    deaths = luck.poisson(100.0, number)
    war = luck.random(number) < 0.4
    baseline = rows(
        runs=number,
        deaths=deaths,
        major_war=war,
        best_agreement=luck.choice(["none", "cbm"], number),
        relapse_30=np.where(np.arange(number) < 100, luck.random(number) < 0.5, np.nan),
        **{"trust.north": luck.random(number)},
    )
    drift = luck.normal(0.0, 0.01, number)
    return two(
        baseline,
        deaths=luck.binomial(deaths, 0.69),
        major_war=war & (luck.random(number) < 0.5),
        best_agreement=luck.choice(["none", "cbm"], number),
        relapse_30=np.where(np.arange(number) < 60, luck.random(number) < 0.5, np.nan),
        **{"trust.north": baseline["trust.north"] + drift - drift.mean()},
    )


def test_what_changed_is_said_in_words() -> None:
    found = compare(story())
    assert found.sentences == (
        "Lever: in the model, 31.1% fewer deaths [30.6, 31.6]; war by own decision in 21% of runs"
        " instead of 38%, 17 percentage points fewer [13, 21]; no change beyond the margin in trust"
        " (North) [-0.0010, +0.0010] (±0.05); no detectable change in truce broken in 30 days"
        " [-19, +13 percentage points] in the 60 of 400 pairs where both have it, an agreement"
        " above a statement [-9, +5 percentage points].",
    )


def test_what_could_be_chance_among_many_is_said_to_be() -> None:
    noise = LUCK.normal(0.0, 1.0, (30, 2))
    noise -= noise.mean(axis=0)
    base = rows(runs=30, **{"trust.north": np.zeros(30), "deaths": np.full(30, 50.0)})
    changed = two(base, **{"trust.north": 0.38 + noise[:, 0], "deaths": 50.0 + noise[:, 1]})
    effects = compare(changed).effects.set_index("outcome")
    low, high = effects.loc["trust.north", "chance"], effects.loc["deaths", "chance"]
    assert 0.025 < low < 0.05 < high
    assert effects.loc["trust.north", "adjusted"] == pytest.approx(2 * low)
    assert effects.loc["deaths", "adjusted"] == pytest.approx(high)
    clause = effects.loc["trust.north", "clause"]
    assert clause.startswith("could be chance among 2 comparisons: trust (North) higher by 0.")


def test_a_small_change_within_the_margin_is_called_small() -> None:
    deaths = 1_000 + LUCK.integers(0, 50, 200)
    found = compare(two(rows(runs=200, deaths=deaths), deaths=deaths + LUCK.integers(1, 30, 200)))
    assert "(within the margin of ±10%)" in found.sentences[0]
    strict = compare(
        two(rows(runs=200, deaths=deaths), deaths=deaths + LUCK.integers(1, 30, 200)),
        margins={"deaths": 1.0},
    )
    assert "margin" not in strict.sentences[0]


def points(kind: str, own_luck: bool) -> Any:
    cells = 50
    part = rows(cells=cells, runs=4, own_luck=own_luck, deaths=100)
    sign = np.where(part["cell"] < 40, -10, np.where(part["cell"] < 45, 4, 0))
    return effect(replace(two(part, deaths=100 + sign), kind=kind))


def test_the_direction_is_counted_over_points() -> None:
    found = points("latin-hypercube", True)
    assert (found["points"], found["points_agreeing"], found["points_opposite"]) == (50, 0.8, 0.1)
    assert found["independent"] == 50
    assert found["clause"].endswith(
        "; the same way at 80% of the design's 50 points, the other way at 10%)"
    )


def test_runs_over_all_points_are_the_units_of_a_grid() -> None:
    found = points("grid", False)
    assert found["independent"] == 4
    assert found["points"] == 50


def test_directions_need_several_points() -> None:
    found = effect(two(rows(runs=9, deaths=range(9)), deaths=range(1, 10)))
    assert found["points"] == 0
    assert math.isnan(found["points_agreeing"])


def test_rows_without_a_partner_are_named() -> None:
    answers = two(rows(cells=2, runs=4, deaths=range(8)), deaths=range(1, 9))
    gone = (answers.rows["arm"] == "lever") & (answers.rows["cell"] == 1)
    gone |= (answers.rows["arm"] == "as-it-was") & (answers.rows["run"] == 3)
    found = compare(replace(answers, rows=answers.rows[~gone], complete=False))
    assert set(found.effects["n"]) == {3}
    assert found.left_over == (
        "valley: 1 row of lever has no partner (cell 0 run 3); 3 rows of as-it-was have no partner"
        " (cell 1 run 0, cell 1 run 1, cell 1 run 2)",
    )
    assert found.notes == ("mandate is not complete: what is missing may change these numbers",)


def test_outcomes_that_nobody_observed() -> None:
    nothing = np.full(5, np.nan)
    found = compare(
        two(
            rows(
                runs=5,
                relapse_30=nothing,
                best_agreement=[""] * 5,
                days_to_agreement=nothing,
                agreement_censored=nothing,
                **{"trust.north": nothing},
            )
        )
    )
    assert set(found.effects["verdict"]) == {"unobserved"}
    assert found.sentences == (
        "Lever: in the model, not observed in both: trust (North), truce broken in 30 days, an"
        " agreement above a statement, days to agreement.",
    )


def test_one_pair_tells_nothing_of_doubt() -> None:
    found = effect(two(rows(runs=1, deaths=[4]), deaths=[9]))
    assert found["difference"] == 5.0
    assert found["verdict"] == "unsure"
    few = "too few runs to tell (at least 6 independent ones are needed): deaths"
    assert found["clause"] == few


@pytest.mark.parametrize("apart", [[0, 0], [3, 3], [2, -2], [4, 4, 4, 4, 4]])
def test_a_handful_of_pairs_neither_changes_nor_stays_the_same(apart: list[int]) -> None:
    base = np.full(len(apart), 20)
    answers = two(rows(runs=len(apart), deaths=base), deaths=base + apart)
    assert effect(answers)["verdict"] == "unsure"
    assert "no detectable change" not in compare(answers).sentences[0]
    more = np.resize(apart, 60)
    base = np.full(60, 20)
    many = effect(two(rows(runs=60, deaths=base), deaths=base + more))
    assert many["verdict"] != "unsure"


def test_there_must_be_something_to_compare() -> None:
    with pytest.raises(UserError, match="only the baseline"):
        compare(held(rows(deaths=range(10))))
    with pytest.raises(UserError, match="did you mean `lever`"):
        compare(two(rows(deaths=range(10))), arms=["levr"])


def test_arms_are_chosen_by_name() -> None:
    part = rows(runs=4, deaths=[1, 2, 3, 4])
    answers = held(part, part.assign(arm="a", deaths=5), part.assign(arm="b", deaths=7))
    found = compare(answers, arms=["a", "b"]).effects
    assert found[["arm", "against", "difference"]].to_numpy().tolist() == [["b", "a", 2.0]]
    assert compare(answers, arms=["b"]).effects["against"].tolist() == ["as-it-was"]
    assert compare(answers).effects["arm"].tolist() == ["a", "b"]


def test_scenarios_are_compared_apart() -> None:
    part = two(rows(runs=4, deaths=range(4)), deaths=range(1, 5)).rows
    answers = held(part, part.assign(scenario="hill"), titles={"lever": "Lever"})
    found = compare(answers)
    assert found.effects["scenario"].tolist() == ["valley", "hill"]
    assert [one.split(",")[0] for one in found.sentences] == ["valley", "hill"]


def test_results_with_the_same_seed_and_points_are_paired() -> None:
    first = held(rows(runs=5, deaths=[1, 2, 3, 4, 5]), name="before")
    second = held(rows(runs=4, deaths=[3, 4, 5, 6]), name="after")
    found = compare(first, second)
    row = found.effects.iloc[0]
    assert (row["arm"], row["against"]) == ("as-it-was (after)", "as-it-was (before)")
    assert (bool(row["paired"]), row["n"], row["difference"]) == (True, 4, 2.0)
    assert found.left_over == ("valley: 1 row of as-it-was (before) has no partner (cell 0 run 4)",)


def test_results_with_other_seeds_are_independent() -> None:
    part = rows(
        runs=40,
        deaths=LUCK.poisson(20.0, 40),
        major_war=LUCK.random(40) < 0.5,
        days_to_agreement=np.minimum(LUCK.integers(1, 90, 40), 60).astype(float),
    )
    part["agreement_censored"] = part["days_to_agreement"] == 60
    found = compare(held(part), held(part.assign(deaths=part["deaths"] + 20), seed=2, name="again"))
    effects = found.effects.set_index("outcome")
    assert not effects["paired"].any()
    assert effects["variance_saved"].isna().all()
    assert effects.loc["deaths", "difference"] == pytest.approx(20.0)
    error = part["deaths"].std(ddof=1) * math.sqrt(2 / 40)
    assert effects.loc["deaths", "error"] == pytest.approx(error)
    assert effects.loc["deaths", "low"] < 20.0 < effects.loc["deaths", "high"]
    assert effects.loc["deaths", "percent_low"] > 0.0
    assert effects.loc["major_war", "low"] < 0.0 < effects.loc["major_war", "high"]
    assert effects.loc["days_to_agreement", "log_rank"] == pytest.approx(1.0)
    assert found.notes == (
        "the runs in results/again and in results/mandate are not paired: their seeds differ (2 and"
        " 1), so that no two runs share their luck; they are compared as independent samples",
    )


def test_results_at_other_points_are_independent() -> None:
    first = held(rows(cells=2, runs=4, deaths=range(8)))
    second = held(rows(cells=3, runs=4, deaths=range(12)))
    assert "points of their designs differ" in compare(first, second).notes[0]


def test_results_of_other_scenarios_do_not_meet() -> None:
    other = held(rows(scenario="hill", deaths=range(10)))
    with pytest.raises(UserError, match="no scenario in common"):
        compare(held(rows(deaths=range(10))), other)


def test_intervals_of_differences_hold_the_truth_as_often_as_they_say() -> None:
    luck, held_it, tries = np.random.default_rng(11), {"number": 0, "share": 0}, 300
    asked, units = Asked("deaths", "deaths", "count"), counted(np.arange(60), "run")
    for _ in range(tries):
        shared = luck.random(60)
        base = np.floor(20 * shared + luck.exponential(3.0, 60))
        truths = np.stack([shared < 0.5, shared + luck.normal(0, 0.1, 60) < 0.5]).astype(float)
        for nature, one, two_, truth in (
            ("number", base + luck.poisson(2.0, 60), base, 2.0),
            ("share", truths[1], truths[0], 0.0),
        ):
            sides = (Variable(asked, nature, values) for values in (one, two_))
            found = paired_difference(*sides, units)
            held_it[nature] += found.low <= truth <= found.high
    assert all(0.91 <= number / tries <= 0.99 for number in held_it.values()), held_it


def test_a_change_in_per_cent_lies_on_the_side_of_the_difference() -> None:
    luck = np.random.default_rng(12)
    for number in (12, 3_000):
        for shift in (0.0, 0.02, 0.3):
            base = 3.0 + luck.exponential(5.0, number)
            arm = (base + luck.normal(shift, 0.5, number)).clip(0.0)
            found = effect(two(rows(runs=number, deaths=base), deaths=arm))
            for end in ("low", "high"):
                assert (found[end] > 0.0) == (found[f"percent_{end}"] > 0.0)


def test_a_real_archive_says_the_same(tmp_path: Path) -> None:
    answers = story()
    real = compare(archived(answers, tmp_path / "results"))
    expected = compare(answers)
    pd.testing.assert_frame_equal(real.effects, expected.effects)
    assert real.sentences == expected.sentences
    assert "fewer deaths [" in real._repr_html_()
