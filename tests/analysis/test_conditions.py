"""Conditions: which rows they leave, that pairs stay together, and what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.analysis.compare import compare
from sim.analysis.conditions import Selection
from sim.analysis.summarise import summarise
from sim.scenario.problems import UserError
from tests.analysis.answering import Held, archived, held, rows

POINTS = pd.DataFrame({"cell": range(4), "war.power": [1.0, 1.5, 2.0, 3.0], "word": list("abab")})


def study() -> Held:
    """Two arms over four points and five runs; in the second arm deaths are mirrored."""
    part = rows(
        cells=4,
        runs=5,
        deaths=list(range(20)),
        major_war=[place % 5 == 0 for place in range(20)],
        peak_rung=["calm", "clashes", "operation", "war"] * 5,
        held_by=["victory", "", "guarantor", "victory"] * 5,
        **{"trust.north": [0.5, np.nan] * 10},
    )
    lever = part.assign(arm="lever", deaths=part["deaths"].to_numpy()[::-1])
    return held(part, lever, points={"valley": POINTS})


def left(*where: str) -> list[tuple[str, int, int]]:
    """The arm, cell and run of the rows that are left."""
    answers = study()
    selection = Selection.of(answers, where)
    frame = answers.outcomes(selection.columns)
    kept = frame[selection.holds(frame)]
    return list(zip(kept["arm"], kept["cell"], kept["run"], strict=True))


@pytest.mark.parametrize(
    ("where", "number"),
    [
        ("cell=2", 10),
        ("cell != 2", 30),
        ("cell<=1", 20),
        ("run>=3", 16),
        ("run = 0, 4", 16),
        ("run != 0, 4", 24),
        ("arm == 'lever'", 20),
        ('arm = "lever", as-it-was', 40),
        ("scenario=valley", 40),
        ("scenario!=valley", 0),
        ("war.power > 1.5", 20),
        ("word=b", 20),
        ("deaths<3", 6),
        ("deaths>=-1e3", 40),
        ("major_war=yes", 8),
        ("major_war != true", 32),
        ("peak_rung>=operation", 20),
        ("peak_rung < clashes", 10),
        ("peak_rung=calm,war", 20),
        ("trust.north=0.5", 20),
        ("trust.north!=0.5", 0),  # what is missing meets nothing
        ("trust.north<9", 20),
    ],
)
def test_a_condition_leaves_the_rows_that_meet_it(where: str, number: int) -> None:
    assert len(left(where)) == number


def test_all_conditions_must_hold() -> None:
    assert left("cell=0", "run<2", "arm=lever") == [("lever", 0, 0), ("lever", 0, 1)]
    assert left() == left("run>=0")


def test_a_summary_is_of_the_rows_that_are_left() -> None:
    found = summarise(study(), by=("arm",), outcomes=["deaths"], where=["war.power>=2", "run=0"])
    means = found[found["statistic"] == "mean"].set_index("arm")
    assert means["value"].to_dict() == {"as-it-was": 2.5, "lever": 16.5}
    assert means["n"].tolist() == [2, 2]
    some = summarise(study(), by=("arm",), outcomes=["deaths"], where=["major_war=yes"])
    assert some["n"].unique().tolist() == [4]


def pairs(*where: str) -> Any:
    (_, row), *_ = compare(study(), outcomes=["deaths"], where=where).effects.iterrows()
    return row


def test_a_condition_on_points_and_runs_keeps_both_of_a_pair() -> None:
    found = pairs("cell=1,2", "run<3")
    assert (bool(found["paired"]), found["n"]) == (True, 6)
    assert (found["baseline_value"], found["arm_value"]) == (5.5, 13.5)


def test_a_condition_on_what_came_out_is_asked_of_the_run_held_against() -> None:
    found = compare(study(), outcomes=["deaths"], where=["deaths<3", "cell<2"])
    row = found.effects.iloc[0]
    assert (bool(row["paired"]), row["n"]) == (True, 2)
    assert (row["baseline_value"], row["arm_value"]) == (0.5, 18.5)  # their partners, not 0 to 2
    assert found.left_over == ()
    assert found.notes[0] == "only runs with cell < 2"
    assert found.notes[1].startswith("only pairs of runs in which the one of as-it-was has deaths")


def test_results_are_paired_under_conditions_as_without() -> None:
    part = rows(cells=2, runs=5, deaths=range(10))
    first, second = held(part, name="before"), held(part.assign(deaths=range(1, 11)), name="after")
    row = compare(first, second, where=["deaths>=6", "cell=1"]).effects.iloc[0]
    assert (bool(row["paired"]), row["n"], row["difference"]) == (True, 2, 1.0)


def test_scenarios_that_are_left_out_are_not_compared() -> None:
    part = study().rows
    both = held(part, part.assign(scenario="hill"), points={"valley": POINTS, "hill": POINTS})
    found = compare(both, outcomes=["deaths"], where=["scenario=hill"])
    assert set(found.effects["scenario"]) == {"hill"}
    assert len(found.sentences) == 1


def test_what_is_wrong_with_conditions_is_told_at_once() -> None:
    wrong = {
        "nonsense": "this is no condition",
        "deaths>": "this is no condition",
        "deths>3": "there is no `deths` in mandate",
        "trust>0": "there is no `trust` in mandate",
        "cell=x": "`cell` is a number, and `x` is none",
        "deaths<nan": "`deaths` is a number, and `nan` is none",
        "deaths>1,2": "several values stand only after = or !=",
        "arm>lever": "`arm` has no order",
        "held_by>victory": "`held_by` has no order",
        "major_war>=yes": "`major_war` has no order",
        "major_war=perhaps": "`major_war` is never `perhaps`",
        "peak_rung=operatoin": "`peak_rung` is never `operatoin`",
        "word=c": "`word` is never `c`",
        "__import__('os')=1": "there is no",
    }
    with pytest.raises(UserError) as refused:
        Selection.of(study(), wrong)
    found = refused.value.problems
    assert [one.file for one in found] == [f"--where {text}" for text in wrong]
    for said, one in zip(wrong.values(), found, strict=True):
        assert said in one.message
    hints = {one.message.split("`")[1]: one.hint for one in found if "`" in one.message}
    assert hints["deths"] == "did you mean `deaths`?"
    assert hints["trust"] == "there are `trust.north`"
    assert hints["peak_rung"] == "did you mean `operation`?"


@pytest.mark.parametrize(
    ("where", "said"),
    [
        (["arm=lever"], "arms are what is compared, and chosen with --arms"),
        (["deaths>1000"], "no run that is finished meets this"),
    ],
)
def test_comparisons_that_cannot_be_are_refused(where: list[str], said: str) -> None:
    with pytest.raises(UserError, match=said):
        compare(study(), where=where)


def test_samples_that_are_not_paired_are_not_chosen_by_what_came_out() -> None:
    part = rows(runs=9, deaths=range(9))
    first, second = held(part), held(part, seed=2, name="again")
    with pytest.raises(UserError, match="what came out chooses pairs of runs, and here are none"):
        compare(first, second, where=["deaths>3"])
    assert compare(first, second, where=["run<5"]).effects["n"].tolist() == [5]


def test_no_run_that_is_left_is_told() -> None:
    with pytest.raises(UserError, match="no run that is finished meets this"):
        summarise(study(), where=["deaths>1e9"])


def test_a_real_archive_says_the_same(tmp_path: Path) -> None:
    own, where = study(), ["peak_rung>=clashes", "word=b", "deaths<15"]
    kept = archived(own, tmp_path / "results")
    for say in (
        lambda one: summarise(one, where=where),
        lambda one: compare(one, where=where).effects,
    ):
        pd.testing.assert_frame_equal(say(kept), say(own))
