from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sim.analysis.indices import (
    inside,
    is_share,
    morris_effects,
    rank_correlations,
    sobol_indices,
)
from sim.analysis.ranking import ranked
from sim.analysis.sensitivity import sensitivity
from sim.experiment.factor import Factor
from sim.experiment.samples import sample
from sim.experiment.schema import Design
from sim.scenario.problems import UserError
from tests.analysis.answering import Held, held, rows

NAMES = ("alpha", "beta", "gamma")
ISHIGAMI = {"alpha": (0.314, 0.558), "beta": (0.442, 0.442), "gamma": (0.0, 0.244)}
"""First-order and total indices, by analysis, of a = 7 and b = 0.1 (Ishigami & Homma 1990)."""


def ishigami(units: np.ndarray) -> np.ndarray:
    one, two, three = ((2.0 * units - 1.0) * math.pi).T[:3]
    return np.sin(one) + 7.0 * np.sin(two) ** 2 + 0.1 * three**4 * np.sin(one)


def answered(
    design: Design,
    outputs: np.ndarray,
    units: np.ndarray,
    names: Sequence[str] = NAMES,
    runs: int = 2,
    noise: float = 0.0,
) -> Held:
    """Outputs at points of the unit cube as an outcome, with a lever that adds the first factor."""
    points = len(units)
    own = design.kind in ("latin-hypercube", "sobol")
    luck = np.random.default_rng(5).normal(0.0, noise, (runs, points if own else 1))
    values = (outputs + luck).ravel()
    cells = pd.DataFrame({"cell": range(points), **dict(zip(names, units.T, strict=True))})
    part = rows(cells=points, runs=runs, own_luck=own, **{"trust.north": values})
    lever = part.assign(arm="lever", **{"trust.north": values + np.tile(units[:, 0], runs)})
    settings = design.model_dump(exclude={"kind"}, exclude_none=True)
    return held(part, lever, kind=design.kind, points={"valley": cells}, settings=settings)


def drawn(design: Design, names: Sequence[str] = NAMES) -> np.ndarray:
    return sample(design, [Factor(path=name, low=0.0, high=1.0) for name in names], seed=3)


def of_baseline(found: pd.DataFrame) -> pd.DataFrame:
    own = found[(found["arm"] == "as-it-was")]
    return own.set_index(["index", "factor"])


@pytest.mark.parametrize("second_order", [False, True])
def test_sobol_indices_are_those_of_analysis(second_order: bool) -> None:
    design = Design(kind="saltelli", base=1024, second_order=second_order)
    units = drawn(design)
    found = sensitivity(answered(design, ishigami(units), units, noise=1.0))
    own = of_baseline(found)
    for factor, (first, total) in ISHIGAMI.items():
        assert own.loc[("first", factor), "value"] == pytest.approx(first, abs=0.03)
        assert own.loc[("total", factor), "value"] == pytest.approx(total, abs=0.03)
        assert own.loc[("total", factor), "low"] < total < own.loc[("total", factor), "high"]
    assert own.loc["total"].sort_values("rank").index.tolist() == ["alpha", "beta", "gamma"]
    assert own.loc["total", "settled"].all()
    assert not found["provisional"].any()


def test_what_a_lever_changes_has_indices_of_its_own() -> None:
    design = Design(kind="saltelli", base=128)
    units = drawn(design)
    found = sensitivity(answered(design, ishigami(units), units, noise=1.0))
    apart = found[found["against"] == "as-it-was"].set_index(["index", "factor"])["value"]
    assert apart["total", "alpha"] == pytest.approx(1.0, abs=0.05)
    assert apart["total", "beta"] == pytest.approx(0.0, abs=1e-9)


def test_missing_rows_leave_whole_blocks() -> None:
    design = Design(kind="saltelli", base=256)
    units = drawn(design)
    answers = answered(design, ishigami(units), units)
    size = len(NAMES) + 2
    gone = (answers.rows["cell"] == 7 * size + 2) & (answers.rows["arm"] == "as-it-was")
    late = (answers.rows["cell"] == 9 * size) & (answers.rows["run"] == 1)
    found = sensitivity(replace(answers, rows=answers.rows[~gone & ~late]), arms=["as-it-was"])
    assert found["provisional"].all()
    assert set(found["points"]) == {255 * size}
    assert set(found["all_points"]) == {256 * size}
    total = of_baseline(found).loc["total", "value"]
    assert total["alpha"] == pytest.approx(ISHIGAMI["alpha"][1], abs=0.08)


def test_morris_ranks_by_elementary_effects() -> None:
    design = Design(kind="morris", trajectories=20, levels=4)
    names = ("alpha", "beta", "gamma", "delta")
    units = drawn(design, names)
    outputs = 10.0 * units[:, 0] + 2.0 * units[:, 1] - 5.0 * units[:, 2]
    found = of_baseline(sensitivity(answered(design, outputs, units, names)))
    assert found.loc["mu_star"].sort_values("rank").index.tolist() == [
        "alpha",
        "gamma",
        "beta",
        "delta",
    ]
    assert found.loc["mu", "value"].tolist() == pytest.approx([10.0, 2.0, -5.0, 0.0])
    assert found.loc["sigma", "value"].abs().max() < 1e-9
    assert found.loc["mu_star", "settled"].all()


def test_steps_that_a_factor_of_few_levels_does_not_feel() -> None:
    # Two levels under four steps of the lattice: the second step leaves the value as it was.
    inputs = np.array([[[0.0, 0.0], [0.0, 0.0], [0.0, 1.0]]] * 4)
    outputs = np.array([[1.0, 1.0, 3.0]] * 4)
    star, _, _ = morris_effects(inputs, outputs, levels=4)
    assert star.value.tolist() == pytest.approx([0.0, 3.0])


def test_other_designs_have_rank_correlations() -> None:
    design = Design(kind="latin-hypercube", points=200)
    units = drawn(design)
    outputs = np.exp(3.0 * units[:, 0]) - 2.0 * units[:, 1]
    found = sensitivity(answered(design, outputs, units, noise=0.5))
    own = of_baseline(found)
    assert set(found["index"]) <= {"partial rank correlation", "rank correlation"}
    value = own.loc["partial rank correlation", "value"]
    assert value["alpha"] > 0.95
    assert -0.8 < value["beta"] < -0.2
    assert abs(value["gamma"]) < 0.2
    assert own["rank"].tolist() == [1.0, 2.0, 3.0]
    assert (own["explained"] > 0.9).all()
    # Half the variance of one run's luck, over that of the outcome.
    assert own["noise"].tolist() == pytest.approx([0.125 / outputs.var()] * 3, rel=0.3)


def test_intervals_of_correlations_hold_the_truth() -> None:
    luck, inside = np.random.default_rng(6), 0
    for _ in range(300):
        one = luck.normal(0.0, 1.0, (60, 2))
        index, _ = rank_correlations(one, 0.0 * one[:, 0] + luck.normal(0.0, 1.0, 60))
        inside += index.low[0] <= 0.0 <= index.high[0]
    assert 0.92 <= inside / 300 <= 0.98


def test_few_points_have_plain_correlations() -> None:
    luck = np.random.default_rng(7)
    index, explained = rank_correlations(luck.random((12, 8)), luck.random(12))
    assert index.name == "rank correlation"
    assert math.isnan(explained)
    assert np.isfinite(index.low).all()


def test_factors_that_follow_each_other_have_plain_correlations() -> None:
    one = np.arange(40.0)
    index, _ = rank_correlations(np.stack([one, 2 * one, np.ones(40)], axis=1), one**3)
    assert index.name == "rank correlation"
    assert index.value[:2] == pytest.approx([1.0, 1.0])
    assert math.isnan(index.value[2])


def test_a_constant_outcome_answers_to_nothing() -> None:
    for design in (
        Design(kind="saltelli", base=8),
        Design(kind="morris", trajectories=6, levels=4),
        Design(kind="latin-hypercube", points=30),
    ):
        units = drawn(design)
        found = of_baseline(sensitivity(answered(design, np.full(len(units), 0.4), units)))
        leading = found.loc[found.index.get_level_values(0)[0]]
        assert (leading["value"].isna() | (leading["value"] == 0.0)).all()
    assert "does not vary" in found["note"].iloc[0]


def test_outcomes_that_nobody_observed_answer_to_nothing() -> None:
    design = Design(kind="saltelli", base=8)
    units = drawn(design)
    found = sensitivity(answered(design, np.full(len(units), np.nan), units))
    assert found["value"].isna().all()
    assert (found["points"] == 0).all()
    assert len(ranked(found)) == 0


def test_fewer_blocks_than_an_index_needs() -> None:
    indices = sobol_indices(np.random.default_rng(8).random((3, 5)))
    assert all(np.isnan(index.value).all() for index in indices)


def test_ladders_count_by_rungs_and_truths_by_shares() -> None:
    power = np.linspace(0.0, 1.0, 40)
    rungs = np.array(["none", "cbm", "ceasefire", "settlement"])[(power * 3.99).astype(int)]
    cells = pd.DataFrame({"cell": range(40), "power": power, "word": ["b", "a"] * 20})
    part = rows(
        cells=40,
        runs=1,
        best_agreement=rungs,
        major_war=power > 0.5,
        days_to_agreement=np.where(power < 0.5, 90.0, 90.0 - 60.0 * power),
        agreement_censored=power < 0.5,
    )
    found = sensitivity(held(part, points={"valley": cells}))
    assert set(found["outcome"]) == {"best_agreement", "major_war", "days_to_agreement"}
    by_power = found[found["factor"] == "power"].set_index("outcome")["value"]
    assert by_power["best_agreement"] > 0.9
    assert by_power["major_war"] > 0.8
    assert by_power["days_to_agreement"] < -0.9
    assert (found.loc[found["factor"] == "word", "note"] == "levels are taken in their order").all()
    assert found["settled"].isna().all()


def test_factors_that_an_arm_fixes_are_left_out() -> None:
    design = Design(kind="latin-hypercube", points=50)
    units = drawn(design)

    said = [{"path": "alpha", "arms": ["as-it-was"], "label": "Alpha"}]
    told = replace(answered(design, ishigami(units), units), factors={"valley": said})
    found = sensitivity(told)
    own = found[(found["arm"] == "lever") & (found["against"] == "")]
    assert set(own["factor"]) == {"beta", "gamma"}
    assert "Alpha" in set(found["factor_label"])
    assert set(found.loc[found["against"] != "", "factor"]) == set(NAMES)


def test_assumptions_come_in_the_order_in_which_they_matter() -> None:
    design = Design(kind="latin-hypercube", points=200)
    units = drawn(design)
    table = ranked(sensitivity(answered(design, 3 * units[:, 1] + units[:, 0] ** 2, units)))
    assert table["factor"].tolist() == ["alpha", "beta", "gamma"]
    assert table["matters"].tolist() == [3, 2, 0]
    assert table["of"].tolist() == [3, 3, 3]
    assert table.loc[0, "against"] == "as-it-was"


def test_of_many_assumptions_few_matter_by_chance() -> None:
    names = [f"factor-{number}" for number in range(60)]
    design = Design(kind="latin-hypercube", points=120)
    units = drawn(design, names)
    luck = np.random.default_rng(9).normal(0.0, 1.0, 120)
    found = of_baseline(sensitivity(answered(design, 3.0 * units[:, 0] + luck, units, names)))
    beyond_zero = (found["low"] > 0.0) | (found["high"] < 0.0)
    assert beyond_zero.sum() > 1
    assert found.index[found["matters"]].tolist() == [("partial rank correlation", "factor-0")]


def test_where_nothing_varies_there_is_nothing_to_tell() -> None:
    with pytest.raises(UserError, match="nothing varies"):
        sensitivity(held(rows(deaths=range(10))))


def test_an_estimate_outside_zero_to_one_is_no_share() -> None:
    design = Design(kind="saltelli", base=8)
    units = drawn(design)
    noise = np.random.default_rng(5).normal(0.0, 1.0, len(units))
    found = sensitivity(answered(design, noise, units))
    outside = (found["value"] < -0.05) | (found["value"] > 1.05)
    assert outside.any()
    assert found["resolved"].eq(~outside).all()
    none = found[outside]
    assert none["note"].str.contains("not resolved with this many runs").all()
    assert none["matters"].isna().all()
    strongest = ranked(found)["strongest"].dropna()
    assert strongest.between(-0.05, 1.05).all()


def test_a_resolved_index_may_lie_just_outside_by_chance() -> None:
    assert [is_share(one) for one in (-0.06, -0.04, 0.5, 1.04, 1.34)] == [
        False, True, True, True, False,
    ]  # fmt: skip
    assert (inside(-0.04), inside(0.3), inside(1.04)) == (0.0, 0.3, 1.0)
    assert not is_share(float("nan"))
