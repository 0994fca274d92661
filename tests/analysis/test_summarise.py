from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.analysis.summarise import summarise
from sim.scenario.problems import UserError
from sim.store.intervals import wilson
from tests.analysis.answering import Held, archived, held, rows


def one(found: pd.DataFrame, statistic: str, **where: str) -> Any:
    """The only row of a statistic."""
    for name, value in {**where, "statistic": statistic}.items():
        found = found[found[name] == value]
    assert len(found) == 1
    return found.iloc[0]


def test_a_share_has_wilsons_interval() -> None:
    answers = held(rows(runs=50, major_war=[True] * 20 + [False] * 30))
    found = one(summarise(answers), "share")
    assert (found["value"], found["n"], found["observed"]) == (0.4, 50, 50)
    assert (found["low"], found["high"]) == wilson(20, 50)
    assert found["error"] == pytest.approx(math.sqrt(0.24 / 49))
    assert (found["independent"], found["independent_by"]) == (50, "run")
    assert 150 < found["runs_to_halve"] < 165


def test_a_number_has_a_mean_and_quantiles() -> None:
    answers = held(rows(runs=101, deaths=np.arange(101)))
    found = summarise(answers)
    assert found["statistic"].tolist() == ["mean", "q05", "q25", "q50", "q75", "q95"]
    assert found["value"].tolist() == [50.0, 5.0, 25.0, 50.0, 75.0, 95.0]
    mean = one(found, "mean")
    assert mean["error"] == pytest.approx(np.arange(101).std(ddof=1) / math.sqrt(101))
    assert mean["high"] - mean["low"] == pytest.approx(4.0 * mean["error"], rel=0.1)
    assert mean["runs_to_halve"] == 303


def test_every_category_has_its_share() -> None:
    answers = held(rows(runs=4, best_agreement=["cbm", "none", "cbm", ""]))
    found = summarise(answers).set_index("category")
    assert found.loc["cbm", "value"] == pytest.approx(2 / 3)
    assert found.loc["settlement", "value"] == 0.0
    assert found.loc["settlement", "observed"] == 3
    assert len(found) == 7


def test_times_are_cut_off() -> None:
    times, censored = [10.0, 20.0, 30.0, 30.0], [False, False, True, True]
    answers = held(rows(runs=4, days_to_agreement=times, agreement_censored=censored))
    found = summarise(answers)
    assert "mean" not in set(found["statistic"])
    assert one(found, "q50")["value"] == 20.0
    assert math.isnan(one(found, "q75")["value"])
    assert one(found, "restricted_mean")["value"] == pytest.approx(22.5)
    assert set(found["censored"]) == {0.5}


def test_points_with_luck_of_their_own_are_the_units() -> None:
    cells, runs = 60, 10
    level = np.random.default_rng(1).normal(0.0, 1.0, cells)
    values = np.tile(level, runs)
    answers = held(
        rows(cells=cells, runs=runs, own_luck=True, **{"trust.north": values}), kind="sobol"
    )
    found = one(summarise(answers), "mean")
    assert (found["n"], found["independent"], found["independent_by"]) == (600, 60, "point")
    assert found["error"] == pytest.approx(level.std(ddof=1) / math.sqrt(cells))


def test_runs_that_all_points_share_are_the_units() -> None:
    luck = np.random.default_rng(2).normal(0.0, 1.0, 40)
    part = rows(cells=9, runs=40, **{"trust.north": np.repeat(luck, 9)})
    found = one(summarise(held(part)), "mean")
    assert (found["independent"], found["independent_by"]) == (40, "run")
    assert found["error"] == pytest.approx(luck.std(ddof=1) / math.sqrt(40))
    by_cell = summarise(held(part), by=("scenario", "arm", "cell"))
    assert set(by_cell["cell"]) == set(range(9))
    assert one(by_cell[by_cell["cell"] == 3], "mean")["error"] == pytest.approx(found["error"])


def test_a_sample_of_blocks_with_one_run_has_blocks_as_units() -> None:
    cells = pd.DataFrame({"cell": range(12), "a": range(12), "b": range(12)})
    part = rows(cells=12, runs=1, deaths=np.repeat([1, 5, 9], 4))
    answers = held(part, kind="saltelli", points={"valley": cells})
    found = one(summarise(answers), "mean")
    assert (found["independent"], found["independent_by"]) == (3, "block")


def test_one_run_at_every_point_of_a_grid_has_no_interval() -> None:
    found = one(summarise(held(rows(cells=5, runs=1, deaths=np.arange(5)))), "mean")
    assert found["value"] == 2.0
    assert math.isnan(found["low"])
    assert math.isnan(found["runs_to_halve"])


def test_results_are_split_by_factors_and_arms() -> None:
    cells = pd.DataFrame({"cell": range(4), "power": [1.0, 1.0, 2.0, 2.0], "word": list("abab")})
    part = rows(cells=4, runs=5, deaths=np.tile([1, 2, 3, 4], 5))
    answers = held(part, part.assign(arm="b", deaths=9), points={"valley": cells})
    found = summarise(answers, by=("arm", "power"))
    means = found[found["statistic"] == "mean"].set_index(["arm", "power"])["value"]
    assert means.to_dict() == {
        ("as-it-was", 1.0): 1.5,
        ("as-it-was", 2.0): 3.5,
        ("b", 1.0): 9.0,
        ("b", 2.0): 9.0,
    }
    assert set(summarise(answers, by=("word",))["word"]) == {"a", "b"}
    assert one(summarise(answers, by=()), "mean")["value"] == pytest.approx(5.75)


def test_arms_pooled_share_their_units() -> None:
    part = rows(runs=30, deaths=np.random.default_rng(3).poisson(9.0, 30))
    answers = held(part, part.assign(arm="b"))
    pooled = one(summarise(answers, by=("scenario",)), "mean")
    alone = one(summarise(held(part)), "mean")
    assert (pooled["n"], pooled["independent"]) == (60, 30)
    assert pooled["error"] == pytest.approx(alone["error"])


def documented() -> Held:
    entry = {"value": 24.0, "low": 19.0, "high": 30.0, "scored": True, "claimed_by": "north"}
    return held(
        rows(runs=5, **{"documented.killed": [10, 20, 24, 30, 50]}),
        documented={"valley": {"killed": entry}},
    )


def test_what_is_documented_stands_beside() -> None:
    found = one(summarise(documented()), "mean")
    assert found["documented"] == 24.0
    assert found["documented_text"] == "24 (19 to 30)"
    assert found["claimed_by"] == "north"
    assert (found["at_or_below"], found["falls_at"]) == (0.6, 0.5)
    assert found["probability"] == pytest.approx(0.6)


def test_what_was_not_observed_is_missing() -> None:
    nothing = np.full(6, np.nan)
    answers = held(
        rows(
            runs=6,
            relapse_30=nothing,
            best_agreement=[""] * 6,
            days_to_agreement=nothing,
            agreement_censored=nothing,
            **{"trust.north": nothing},
        )
    )
    found = summarise(answers)
    assert (found["observed"] == 0).all()
    assert found["value"].isna().all()
    assert found["low"].isna().all()


def test_what_is_constant_leaves_no_doubt_about_numbers() -> None:
    found = summarise(held(rows(runs=8, deaths=[3] * 8)))
    assert (found["value"] == 3.0).all()
    mean = one(found, "mean")
    assert (mean["low"], mean["high"], mean["runs_to_halve"]) == (3.0, 3.0, 0.0)


def test_outcomes_are_those_asked_for() -> None:
    part = rows(
        runs=3,
        deaths=[1, 2, 3],
        major_war=[True] * 3,
        **{"deaths_military.north": [1, 1, 1], "deaths_military.south": [0, 1, 2]},
    )
    answers = held(part, asked=["major_war"])
    assert set(summarise(answers)["outcome"]) == {"major_war"}
    found = summarise(answers, outcomes=["deaths_military", "deaths"])
    assert list(dict.fromkeys(found["outcome"])) == [
        "deaths_military.north",
        "deaths_military.south",
        "deaths",
    ]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"outcomes": ["deths"]}, "did you mean `deaths`?"),
        ({"by": ("arms",)}, "did you mean `arm`?"),
        ({"by": ("quite_other",)}, "there are `scenario`, `arm` and `cell`"),
    ],
)
def test_unknown_names_are_told(asked: dict[str, Any], said: str) -> None:
    with pytest.raises(UserError) as raised:
        summarise(held(rows(deaths=range(10))), **asked)
    assert said in str(raised.value)


def test_a_factor_of_many_values_is_not_split_by() -> None:
    cells = pd.DataFrame({"cell": range(200), "power": np.arange(200) / 200})
    answers = held(
        rows(cells=200, runs=1, own_luck=True, deaths=range(200)), points={"valley": cells}
    )
    with pytest.raises(UserError, match="200 values"):
        summarise(answers, by=("power",))


def test_a_real_archive_says_the_same(tmp_path: Path) -> None:
    luck = np.random.default_rng(4)
    part = rows(
        cells=3,
        runs=20,
        deaths=luck.poisson(9.0, 60),
        major_war=luck.random(60) < 0.3,
        best_agreement=luck.choice(["none", "cbm"], 60),
        days_to_agreement=np.minimum(luck.integers(1, 90, 60), 60).astype(float),
        **{"trust.north": np.where(luck.random(60) < 0.2, np.nan, luck.random(60))},
    )
    part["agreement_censored"] = part["days_to_agreement"] >= 60
    answers = held(part, part.assign(arm="b", deaths=part["deaths"] + 1))
    expected = summarise(answers)
    found = summarise(archived(answers, tmp_path / "results"))
    pd.testing.assert_frame_equal(found, expected)
