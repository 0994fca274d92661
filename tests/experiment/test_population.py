from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.batch.lots import Lot
from sim.batch.simulation import Simulation
from sim.scenario.problems import UserError
from tests.experiment.files import loaded

LEVERS = """levers:
  as-it-is: {baseline: true}
  resolved: {set: [parties.norland.resolve=0.5]}
"""
DISPUTES = """uncertainties:
  parties.*.resolve: {low: 0.5, high: 2, distribution: log-uniform, each: run}
"""
NORLAND, SUDLAND = "parties.norland.resolve", "parties.sudland.resolve"
RUNS = np.array([0, 3, 3, 9], dtype=np.int64)


def paths(tmp_path: Path) -> tuple[str, str]:
    experiment = loaded(tmp_path, LEVERS, DISPUTES)
    first, second = (factor.path for factor in experiment.population("valley").factors)
    return first, second


def test_every_run_draws_its_own_numbers_the_same_in_every_arm(tmp_path: Path) -> None:
    experiment = loaded(tmp_path, LEVERS, DISPUTES)
    population = experiment.population("valley")
    decided, other = paths(tmp_path)
    here = population.columns("as-it-is", experiment.seed, RUNS)
    there = population.columns("resolved", experiment.seed, RUNS)
    assert decided not in there  # the arm decides it
    assert np.array_equal(here[other], there[other])
    assert here[other][1] == here[other][2]
    assert len(set(here[other])) == 3
    assert ((here[other] >= 0.5) & (here[other] <= 2.0)).all()
    assert not np.array_equal(here[decided], here[other])


def test_runs_that_differ_need_no_design(tmp_path: Path) -> None:
    for design in ("", "design: none\n"):
        experiment = loaded(tmp_path, LEVERS, DISPUTES, design)
        assert experiment.cells("valley") == 1
        assert not experiment.factors("valley")


def test_a_run_is_the_same_in_any_lot(tmp_path: Path) -> None:
    text = (LEVERS, DISPUTES, "runs: 6\nbands: none\n")
    experiment = loaded(tmp_path, *text)
    simulation = Simulation(experiment)
    whole = simulation(Lot("valley", 0, 12)).tables["outcomes"].to_pandas()
    parts = [simulation(Lot("valley", at, at + 4)).tables["outcomes"].to_pandas() for at in (0, 8)]
    for part in parts:
        keys = part[["arm", "run"]].merge(whole, on=["arm", "run"], how="left")
        assert keys["deaths"].tolist() == part["deaths"].tolist()


def test_results_with_other_disputes_are_another_experiment(tmp_path: Path) -> None:
    wider = DISPUTES.replace("high: 2", "high: 3")
    by_point = DISPUTES.replace(", each: run", "")
    texts = {loaded(tmp_path, LEVERS, said).canonical() for said in (DISPUTES, wider, by_point)}
    assert len(texts) == 3


def test_what_needs_a_case_of_its_own_cannot_differ_from_run_to_run(tmp_path: Path) -> None:
    said = "uncertainties:\n  parties.norland.stance: {levels: [guarded, assertive], each: run}\n"
    with pytest.raises(UserError) as caught:
        loaded(tmp_path, LEVERS, said)
    (problem,) = caught.value.problems
    assert "from run to run" in problem.message
    assert problem.line is not None
