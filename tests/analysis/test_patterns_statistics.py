"""Statistics of patterns on samples whose answers are known, and the rules they are judged by."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import sim.analysis.patterns.statistics as words
from sim.analysis.patterns.condition import Column, read
from sim.analysis.patterns.estimate import Estimate, estimate
from sim.analysis.patterns.judging import bounds, judge, runs_needed
from sim.analysis.patterns.pattern import Test
from sim.analysis.patterns.sample import Sample
from sim.analysis.patterns.series import COLUMNS, statistics_of_runs
from sim.analysis.patterns.statistic import STATISTICS
from sim.analysis.patterns.statistics.levels import total
from sim.experiment.schema import Expectation

assert words.__all__
KINDS = ("none", "ceasefire", "settlement")


def column(*values: float) -> Column:
    return Column(np.array(values, dtype=np.float64))


def sample(**arms: dict[str, Column]) -> Sample:
    runs = len(next(iter(next(iter(arms.values())).values())).values)
    return Sample(arms, runs)


def plain(**arms: list[float]) -> Sample:
    return sample(**{arm: {"x": column(*values)} for arm, values in arms.items()})


def value(word: str, found: Sample, **parameters: object) -> float:
    return STATISTICS[word](**parameters).value(found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("deaths", [0, 3, math.nan, 7]),
        ("deaths > 2", [0, 1, math.nan, 1]),
        ("not deaths > 2", [1, 0, math.nan, 0]),
        ("kind >= ceasefire", [0, 1, 1, math.nan]),
        ("kind != none and deaths > 5", [0, 0, math.nan, math.nan]),
        ("kind == settlement and deaths > 5", [0, 0, math.nan, math.nan]),
    ],
)
def test_a_condition_is_read_off_each_run(text: str, expected: list[float]) -> None:
    columns = {
        "deaths": column(0, 3, math.nan, 7),
        "kind": Column(np.array([0.0, 1.0, 2.0, math.nan]), KINDS),
    }
    np.testing.assert_array_equal(read(text).of(columns), expected)


@pytest.mark.parametrize("text", ["", "deaths >", "2 > 1", "deaths > 1 or x", "a; b", "deaths(30)"])
def test_what_is_no_condition_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="neither a column nor a comparison"):
        read(text)


def test_differences_are_of_means_and_of_pairs() -> None:
    found = sample(
        a={"x": column(4, 6, 8), "ok": column(1, 1, 0)},
        b={"x": column(1, 2, 3), "ok": column(0, 1, 1)},
    )
    arms = ("a", "b")
    assert value("difference", found, arms=arms, outcome="x") == 4.0
    assert value("difference", found, arms=arms, outcome="x", given="ok == 1") == 5.0 - 2.5
    assert value("difference-in-both", found, arms=arms, outcome="x", given="ok == 1") == 4.0
    assert value("relative-difference", found, arms=arms, outcome="x") == 2.0


def test_pairs_of_several_kinds_of_cases_count_alike() -> None:
    found = sample(
        a={"x": column(4, 6, 8), "ok": column(1, 1, 0)},
        b={"x": column(1, 2, 3), "ok": column(0, 1, 1)},
        c={"x": column(1, 1, 0), "ok": column(1, 1, 1)},
        d={"x": column(0, 1, 0), "ok": column(1, 1, 1)},
    )
    both = {"outcome": "x", "given": "ok == 1"}
    assert value("difference-in-both", found, arms=("c", "d"), **both) == pytest.approx(1 / 3)
    assert value("difference-in-both", found, arms=("a", "b", "c", "d"), **both) == 5 / 4


def test_a_missing_outcome_counts_in_no_mean() -> None:
    found = plain(a=[math.nan, 2.0, 4.0], b=[math.nan] * 3)
    assert value("level", found, arms=("a",), outcome="x") == 3.0
    assert math.isnan(value("difference", found, arms=("a", "b"), outcome="x"))


def test_a_contrast_compares_runs_of_one_arm() -> None:
    found = sample(a={"x": column(1, 2, 10, 20), "met": column(0, 0, 1, 1)})
    assert value("contrast", found, arms=("a",), outcome="x", split="met > 0") == 13.5


def test_an_interaction_is_told_on_both_scales() -> None:
    found = plain(a=[1, 1, 1, 0], b=[1, 0, 0, 0], c=[1, 1, 0, 0], d=[0, 0, 0, 0])
    arms = ("a", "b", "c", "d")
    assert value("interaction", found, arms=arms, outcome="x") == 0.0
    odds = value("interaction", found, arms=arms, outcome="x", scale="log-odds")
    expected = 2 * math.log(3.5 / 1.5) - (math.log(1.0) - math.log(0.5 / 4.5))
    assert odds == pytest.approx(expected)


def test_survival_counts_those_cut_off_while_they_were_seen() -> None:
    found = sample(
        a={"t": column(10, 20, 30, 40), "cut": column(0, 1, 0, 1)},
        b={"t": column(5, 5, 5, math.nan), "cut": column(0, 0, 0, math.nan)},
    )
    parameters = {"arms": ("a", "b"), "outcome": "t", "censored": "cut"}
    # Of a, 3 of 4 outlast 10 days, and one of the two then seen outlasts 30.
    assert value("survival-difference", found, days=35.0, **parameters) == 0.75 * 0.5
    assert value("survival-difference", found, days=15.0, **parameters) == 0.75
    # Only three pairs have a time in either arm.
    both = value("survival-difference", found, days=15.0, both=True, **parameters)
    assert both == pytest.approx(2 / 3)


def test_ordered_arms_have_slope_step_turn_and_threshold() -> None:
    found = plain(a=[0.0], b=[2.0], c=[3.0], d=[1.0])
    arms = ("a", "b", "c", "d")
    assert value("slope", found, arms=arms, outcome="x") == pytest.approx(0.4)
    assert value("least-step", found, arms=arms, outcome="x") == -2.0
    assert value("inverted-u", found, arms=arms, outcome="x") > 0.0
    assert value("inverted-u", found, arms=arms[:3], outcome="x") < 0.0
    levels = (1.0, 2.0, 4.0, 8.0)
    parameters = {"arms": arms, "outcome": "x", "levels": levels}
    assert value("threshold", found, reaches=2.5, **parameters) == pytest.approx(3.0)
    assert value("threshold", found, reaches=2.5, expected=3.0, **parameters) == pytest.approx(0.0)
    assert math.isnan(value("threshold", found, reaches=9.0, **parameters))


def test_every_statistic_names_fields_that_it_has() -> None:
    assert STATISTICS
    for word, kind in STATISTICS.items():
        assert set(kind.READS) <= set(kind.__dataclass_fields__), word
        assert kind.FEWEST_ARMS >= 1
        assert kind.__doc__, word


def test_the_interval_uses_that_arms_share_their_luck() -> None:
    luck = np.random.default_rng(5)
    base = luck.normal(0, 10, 400)
    paired = plain(a=list(base + 1 + luck.normal(0, 0.1, 400)), b=list(base))
    apart = plain(a=list(base + 1), b=list(luck.permutation(base)))
    statistic = STATISTICS["difference"](arms=("a", "b"), outcome="x")
    close, wide = estimate(statistic, paired), estimate(statistic, apart)
    assert close.low < 1.0 < close.high
    assert close.high - close.low < 0.05
    assert wide.high - wide.low > 1.0


@pytest.mark.parametrize(
    ("word", "parameters"),
    [
        ("level", {}),
        ("median-level", {}),
        ("correlation", {"other": "t"}),
        ("difference-in-both", {}),
        ("relative-difference", {}),
        ("pooled-contrast", {"split": "cut == 1"}),
        ("interaction", {}),
        ("interaction", {"outcome": "x > 1", "scale": "log-odds"}),
        ("mean-difference", {}),
        ("slope", {}),
        ("least-step", {}),
        ("inverted-u", {}),
        ("threshold", {"levels": (1.0, 2.0, 4.0, 5.0), "reaches": 1.5}),
        ("survival-difference", {"outcome": "t", "censored": "cut", "days": 20.0}),
        ("lead-lost", {"outcome": "t", "censored": "cut", "early": 5.0, "late": 30.0}),
    ],
)
def test_many_resamples_give_what_each_gives_alone(word: str, parameters: dict[str, Any]) -> None:
    luck = np.random.default_rng(3)

    def arm() -> dict[str, Column]:
        seen = np.where(luck.random(12) < 0.2, math.nan, luck.lognormal(0.0, 1.0, 12))
        times, cut = np.ceil(luck.exponential(20.0, 12)), luck.integers(0, 2, 12)
        ok = luck.random(12) < 0.6
        return {"x": column(*seen), "t": column(*times), "cut": column(*cut), "ok": column(*ok)}

    found = sample(a=arm(), b=arm(), c=arm(), d=arm())
    asked = {"arms": tuple("abcd"), "outcome": "x", "given": "ok == 1", **parameters}
    statistic = STATISTICS[word](**asked)
    drawn = found.drawn_again(luck, 50)
    assert drawn.chosen is not None
    alone = [
        statistic.value(
            Sample(
                {
                    name: {key: Column(one.values[chosen]) for key, one in columns.items()}
                    for name, columns in found.arms.items()
                },
                found.runs,
            )
        )
        for chosen in drawn.chosen
    ]
    assert np.isfinite(alone).any()
    np.testing.assert_array_equal(statistic.value(drawn), alone)


def test_sums_of_what_is_kept_are_to_the_last_digit_what_they_are_alone() -> None:
    luck = np.random.default_rng(7)
    values, kept = luck.lognormal(0.0, 3.0, (40, 300)), luck.random((40, 300)) < 0.7
    kept[0] = False
    alone = [row[these].sum() for row, these in zip(values, kept, strict=True)]
    np.testing.assert_array_equal(total(values, kept), alone)
    assert total(values[1], kept[1]) == alone[1]


def test_the_interval_covers_a_mean_as_often_as_it_says() -> None:
    luck = np.random.default_rng(11)
    statistic = STATISTICS["level"](arms=("a",), outcome="x")
    hits = 0
    for _ in range(60):
        found = estimate(statistic, plain(a=list(luck.exponential(2.0, 80))))
        hits += found.low < 2.0 < found.high
    assert 52 <= hits <= 60


def expectation(**changes: object) -> Expectation:
    said = {"role": "effect", "says": "s", "statistic": "difference", "arms": ["a", "b"]}
    return Expectation.model_validate({**said, "outcome": "x", "direction": "above", **changes})


def judged(draws: list[Sample], median: Sample, **changes: object) -> object:
    statistic = STATISTICS["difference"](arms=("a", "b"), outcome="x")
    return judge(Test("t", expectation(**changes), statistic), draws, median)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"margin": 0.2}, (0.2, math.inf)),
        ({"margin": 0.2, "direction": "below"}, (-math.inf, -0.2)),
        ({"margin": 0.2, "role": "control", "direction": None}, (-0.2, 0.2)),
        ({"margin": 0.2, "role": "equivalence", "direction": None}, (-0.2, 0.2)),
        ({"low": 0.4, "high": 0.9}, (0.4, 0.9)),
        ({"high": 0.05, "role": "control"}, (-math.inf, 0.05)),
    ],
)
def test_where_the_interval_must_lie(
    changes: dict[str, object], expected: tuple[float, float]
) -> None:
    assert bounds(expectation(**changes)) == expected


def alike(difference: float, runs: int = 50) -> Sample:
    noise = list(np.random.default_rng(3).normal(0, 0.1, runs))
    return plain(a=[difference + each for each in noise], b=[0.0] * runs)


def test_an_effect_needs_its_interval_beyond_the_margin_and_four_draws_of_five() -> None:
    right, wrong = [alike(1.0)] * 8, [alike(-1.0)] * 2
    assert judged(right + wrong, alike(1.0), margin=0.5).passes
    assert not judged(right[:7] + wrong + wrong[:1], alike(1.0), margin=0.5).passes
    assert not judged(right + wrong, alike(1.0), margin=1.0).passes
    assert not judged(right + wrong, alike(-1.0), margin=0.5).passes


def test_a_draw_without_any_difference_has_not_the_right_sign() -> None:
    tie = plain(a=[0.0] * 50, b=[0.0] * 50)
    found = judged([alike(1.0)] * 7 + [tie] * 2 + [alike(-1.0)], alike(1.0), margin=0.5)
    assert found.right == pytest.approx(0.7)
    assert found.wrong == pytest.approx(0.1)
    assert not found.passes


def test_draws_that_tell_nothing_are_left_out_unless_they_are_most() -> None:
    silent = plain(a=[math.nan] * 50, b=[0.0] * 50)
    assert judged([alike(1.0)] * 6 + [silent] * 4, alike(1.0), margin=0.5).passes
    assert not judged([alike(1.0)] * 4 + [silent] * 6, alike(1.0), margin=0.5).passes


def test_a_null_is_no_wide_interval_around_zero() -> None:
    null = {"role": "equivalence", "direction": None, "margin": 0.05}
    assert judged([], alike(0.0, 400), **null).passes
    luck = np.random.default_rng(4)
    wide = plain(a=list(luck.normal(0, 1, 400)), b=[0.0] * 400)
    found = judged([], wide, **null)
    assert not found.passes
    assert found.needs > 400


def test_how_many_runs_would_decide() -> None:
    # The interval reaches twice as far as there is room: four times the runs.
    assert runs_needed(Estimate(0.0, -0.04, 0.04), -0.02, 0.02, 100) == 400
    assert runs_needed(Estimate(0.5, 0.0, 1.0), 0.25, math.inf, 100) == 400
    assert runs_needed(Estimate(0.1, -0.1, 0.3), 0.2, math.inf, 100) == 0
    assert runs_needed(Estimate(math.nan, math.nan, math.nan), -1, 1, 100) == 0


def test_statistics_of_series_tell_bursts_from_independent_days() -> None:
    luck = np.random.default_rng(8)
    steady = (luck.random((12, 365)) < 0.2).astype(np.int64)
    bursts = np.zeros((12, 365), dtype=np.int64)
    for run in range(12):
        for start in luck.choice(340, 8, replace=False):
            bursts[run, start : start + 20] |= luck.random(20) < 0.5
    quiet, burst = (statistics_of_runs(each, each, False) for each in (steady, bursts))
    assert set(quiet) == set(COLUMNS)
    assert np.nanmean(quiet["series.branching"]) < 0.25 < np.nanmean(burst["series.branching"])
    assert np.nanmean(quiet["series.fano"]) < 1.2 < np.nanmean(burst["series.fano"])
    assert (quiet["series.one_death"] == 1.0).all()
    assert np.isnan(quiet["series.fits"]).all()
