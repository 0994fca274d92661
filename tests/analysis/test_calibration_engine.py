"""A calibration on the engine itself: columns, resumption, and what it learns of the front."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from sim.analysis.hindcast import documented_columns
from sim.batch.blocks import Block
from sim.batch.plan import Plan
from sim.calibration.calibration import Calibration
from sim.calibration.predictive import checks
from sim.calibration.reading import load_calibration
from sim.calibration.recovery import Recovered
from sim.calibration.sequential import calibrate
from sim.calibration.shipping import posterior_files
from sim.calibration.shrinkage import in_words, learnt
from sim.calibration.simulator import Engine
from sim.report.calibration import TINY, Report, statements_of
from sim.scenario.load import load
from sim.scenario.posterior import (
    ABOUT,
    DRAWS,
    Posterior,
    draws_for,
    draws_text,
    parameters_named,
    read_posterior,
    shipped,
)
from sim.scenario.problems import UserError
from sim.scenario.schema import Period

FILE = """\
title: A small one
summary: For tests.
draws: 7
stages:
  front:
    title: The front
    parameters: [incident_rate, retaliation]
    episodes:
      line-of-contact-2015:
        until: 2015-01-25
        outcomes: []
        statistics:
          fatal_days: {value: 12, source: made up}
          one_death: {value: 0.8, source: made up}
    first: 48
    later: 16
    generations: 1
"""


@pytest.fixture(scope="module")
def scenarios(root: Path) -> Path:
    return root / "scenarios"


@pytest.fixture(scope="module")
def small(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Calibration:
    folder = tmp_path_factory.mktemp("calibration")
    (folder / "scenarios").symlink_to(root / "scenarios")
    (folder / "experiments").mkdir()
    (folder / "experiments" / "small.yaml").write_text(FILE, encoding="utf-8")
    return load_calibration(folder / "experiments" / "small.yaml")


SHORT = Period(start=date(2014, 6, 1), end=date(2014, 7, 2))


def draws(values: dict[str, list[float]]) -> Posterior:
    return Posterior(tuple(values), np.array(list(values.values())).T, "0" * 64)


def test_a_calibration_runs_through_and_says_what_it_learnt(small: Calibration) -> None:
    engine = Engine(4)
    found = calibrate(small, engine, 4)
    assert found.draws.names == ("incident_rate", "retaliation")
    assert found.draws.values.shape == (7, 2)
    low, high = small.priors[0].low, small.priors[0].high
    assert ((found.draws.values[:, 0] >= low) & (found.draws.values[:, 0] <= high)).all()
    learning = learnt(found)
    assert len(learning.parameters) == 2
    assert any("dentified" in said or "combination" in said for said in in_words(learning))
    (days, single) = checks(found, engine, 8)
    assert days.target.key == "fatal_days"
    assert days.after[0] <= days.after[2] <= days.after[4]
    assert 0 <= single.falls <= 1
    text, about = posterior_files(found, learning)
    assert text.splitlines()[0] == "incident_rate,retaliation"
    assert '"distance"' in about


def test_a_vector_in_a_block_is_that_vector_set_in_the_scenario(small: Calibration) -> None:
    episode = small.stages[0].episodes[0]
    values = np.array([[0.02, 0.3], [0.05, 0.7], [0.008, 0.5]])
    names = ("incident_rate", "retaliation")
    block = Engine(4)((episode,), names, values, np.array([5, 6, 7]))
    alone = Engine(4)((episode,), names, values[1:2], np.array([6]))
    assert np.array_equal(block[1], alone[0], equal_nan=True)
    assert block[1, 0] > block[2, 0]


def test_more_parameters_than_data_are_told_with_both_numbers(small: Calibration) -> None:
    stage = small.stages[0]
    many = replace(stage, priors=stage.priors * 2)
    (warning,) = replace(small, stages=(many,)).excess()
    assert warning.warning
    assert "4 parameters" in warning.message
    assert "2 documented" in warning.message
    assert small.excess() == ()


def test_a_tiny_calibration_says_so_and_what_its_intervals_are_worth(small: Calibration) -> None:
    quick = small.quick()
    found = calibrate(quick, Engine(4), 4)
    even = Recovered(quick.priors[0], 200, (0.5, 0.9), 0.4, 0.3)
    uneven = replace(even, prior=quick.priors[1], uniform=1e-6)
    said = statements_of(Report(found, learnt(found), (), (("front", even),)))
    assert TINY in said
    assert any("200 known vectors lie in their intervals about as often" in one for one in said)
    both = Report(found, learnt(found), (), (("front", even), ("front", uneven)))
    assert any("do not trust the intervals of `retaliation`" in one for one in statements_of(both))
    full = replace(both, posterior=replace(found, calibration=small))
    assert TINY not in statements_of(full)


def test_more_parameters_than_data_stay_in_what_is_kept(small: Calibration) -> None:
    found = calibrate(small.quick(), Engine(4), 4)
    stage = replace(small.stages[0], priors=small.stages[0].priors * 2)
    many = replace(found, calibration=replace(small, stages=(stage,)))
    said = statements_of(Report(many, learnt(found), (), ()))
    assert any("fits 4 parameters to only 2 documented" in one for one in said)


def test_each_run_has_a_draw_of_its_own_alone_and_in_a_block(scenarios: Path) -> None:
    case = load(scenarios / "sochi-2014.yaml")
    mine = draws({"incident_rate": [0.005, 0.05, 0.02], "retaliation": [0.2, 0.6, 0.4]})
    plan = Plan(case, 5, seed=2, until=date(2014, 6, 25), posterior=mine)

    def deaths(block: Block) -> list[float]:
        model = plan.build(block)
        for _ in range(model.days):
            model.step()
        outcomes = model.outcomes()
        return [*outcomes["violations"], *outcomes["recorded_incidents"]]

    together, last = deaths(Block(0, 5)), deaths(Block(4, 1))
    assert last == [together[4], together[9]]
    plain = replace(plan, posterior=None)
    first = plain.build(Block(4, 1))
    for _ in range(first.days):
        first.step()
    assert [*first.outcomes()["violations"]] != last[:1]


def test_what_a_scenario_says_itself_wins(scenarios: Path) -> None:
    case = load(scenarios / "sochi-2014.yaml", ["behaviour.retaliation=0.31"])
    mine = draws({"incident_rate": [0.005, 0.05], "retaliation": [0.2, 0.6]})
    columns = mine.columns(case, np.arange(4))
    assert list(columns) == ["behaviour.incident_rate"]
    assert columns["behaviour.incident_rate"].tolist() == [0.005, 0.05, 0.005, 0.05]


def test_a_hindcast_may_take_draws(scenarios: Path) -> None:
    case = load(scenarios / "sochi-2014.yaml")
    mine = draws({"incident_rate": [0.05], "retaliation": [0.8]})
    short = replace(case, scenario=case.scenario.model_copy(update={"period": SHORT}))
    usual = documented_columns(short, 3, 1)["deaths_june"]
    loud = documented_columns(short, 3, 1, posterior=mine)["deaths_june"]
    assert loud.sum() > usual.sum()


def test_draws_go_to_disk_and_back(tmp_path: Path) -> None:
    kept(tmp_path, "incident_rate,retaliation\n0.01,0.4\n0.02,0.5\n")
    found = parameters_named(str(tmp_path))
    assert found is not None
    assert found.names == ("incident_rate", "retaliation")
    assert found.draws == 2
    assert draws_text(found.names, found.values) == (tmp_path / DRAWS).read_text()
    assert parameters_named("rulebook") is None
    kept(tmp_path / "without-kazan", "incident_rate\n0.03\n")
    both, apart = draws_for(str(tmp_path), ["kazan"])
    assert apart
    assert both["kazan"] is not None
    assert both["kazan"].values.tolist() == [[0.03]]


def kept(folder: Path, text: str) -> None:
    import hashlib
    import json

    folder.mkdir(exist_ok=True)
    (folder / DRAWS).write_text(text, encoding="utf-8")
    digest = hashlib.sha256(text.encode()).hexdigest()
    (folder / ABOUT).write_text(json.dumps({"sha256": digest}), encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("incident_rat\n0.01\n", "did you mean `incident_rate`?"),
        ("retaliation\n1.4\n", "goes beyond its limits, 0 to 1"),
        ("retaliation\nmuch\n", "expected 1 numbers"),
        ("retaliation\n", "0 draws"),
    ],
)
def test_draws_that_do_not_pass_are_refused(tmp_path: Path, text: str, said: str) -> None:
    kept(tmp_path, text)
    with pytest.raises(UserError) as refused:
        read_posterior(tmp_path)
    assert said in str(refused.value)


def test_a_changed_file_of_draws_is_refused(tmp_path: Path) -> None:
    kept(tmp_path, "retaliation\n0.4\n")
    (tmp_path / DRAWS).write_text("retaliation\n0.5\n", encoding="utf-8")
    with pytest.raises(UserError, match="digests differ"):
        read_posterior(tmp_path)


def test_a_word_that_is_no_place_of_parameters_is_refused() -> None:
    with pytest.raises(UserError, match="did you mean `posterior`"):
        parameters_named("posterio")


def test_the_shipped_draws_pass_their_own_check() -> None:
    assert shipped()
    found = parameters_named("posterior")
    assert found is not None
    prime = all(found.draws % factor for factor in range(2, int(found.draws**0.5) + 1))
    assert prime
    assert set(found.names) >= {"incident_rate", "retaliation", "war_cost"}
    assert (Path(DRAWS).suffix, Path(ABOUT).suffix) == (".csv", ".json")


Loader = Callable[[str], Calibration]


@pytest.fixture
def reading(root: Path, tmp_path: Path) -> Loader:
    def read(text: str) -> Calibration:
        (tmp_path / "scenarios").symlink_to(root / "scenarios")
        path = tmp_path / "experiments" / "mine.yaml"
        path.parent.mkdir()
        path.write_text(text, encoding="utf-8")
        return load_calibration(path)

    return read


def test_everything_wrong_in_a_file_is_told_at_once_and_where(reading: Loader) -> None:
    text = (
        FILE.replace("incident_rate, retaliation", "incident_rat, retaliation")
        .replace("fatal_days:", "fatal_dais:")
        .replace("outcomes: []", "outcomes: [deaths_2016]")
    )
    with pytest.raises(UserError) as refused:
        reading(text)
    problems = refused.value.problems
    assert [problem.line for problem in problems] == [7, 11, 13]
    assert "did you mean `incident_rate`?" in str(refused.value)
    assert "did you mean `deaths_2015`?" in str(refused.value)
    assert "did you mean `fatal_days`?" in str(refused.value)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("line-of-contact-2015:", "line-of-contact-2051:", "there is no scenario"),
        ("until: 2015-01-25", "until: 2016-01-25", "period is 2015-01-01 to 2015-12-31"),
        ("outcomes: []", "outcomes: [deaths_2015]", "after the last day"),
        ("first: 48", "first: 3", "32"),
        (
            "    first: 48",
            "    ranges: {war_cost: {low: 1}}\n    first: 48",
            "no parameter of this",
        ),
        (
            "    first: 48",
            "    ranges: {retaliation: {low: 0.9}}\n    first: 48",
            "bounds that rise",
        ),
    ],
)
def test_bad_calibrations_are_refused(reading: Loader, old: str, new: str, said: str) -> None:
    assert old in FILE
    with pytest.raises(UserError) as refused:
        reading(FILE.replace(old, new))
    assert said in str(refused.value)


def test_the_shipped_calibration_is_sound_and_loses_an_episode(root: Path) -> None:
    found = load_calibration(root / "experiments" / "calibration.yaml")
    assert [stage.name for stage in found.stages] == ["front", "decisions"]
    assert len(found.priors) == 15
    assert len(found.targets) > len(found.priors)
    assert found.excess() == ()
    without = found.without("sochi-2014")
    assert without.left_out == "sochi-2014"
    assert not any(target.episode == "sochi-2014" for target in without.targets)
    assert without.key(1, "x") != found.key(1, "x")
    with pytest.raises(UserError, match="did you mean `sochi-2014`"):
        found.without("sochi-2015")
    wars = [target for target in found.targets if target.key == "fighting_goes_on"]
    assert [target.is_fact for target in wars] == [True]
