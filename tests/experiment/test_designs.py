"""Every kind of design: how many points, where they lie, and that they are always the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.experiment.experiment import Experiment
from sim.experiment.factor import Factor
from sim.experiment.samples import problem_of, sample
from sim.experiment.schema import Design
from sim.scenario.problems import UserError
from tests.experiment.files import LEVERS, VARIED, loaded

THREE = tuple(Factor(name, 0.0, 1.0) for name in "abc")
GRID = """uncertainties:
  behaviour.war_cost: {low: 0.1, high: 0.3, steps: 3}
  parties.norland.stance: {levels: [guarded, assertive]}
  behaviour.retaliation: {low: 0.2, high: 0.8}
design: {kind: grid, steps: 2}
"""
LIST = """design:
  kind: list
  points:
    - {behaviour.war_cost: 0.1, parties.norland.stance: guarded, agendas.first_steps.delay: 10}
    - {behaviour.war_cost: 0.3, parties.norland.stance: assertive, agendas.first_steps.delay: 10}
    - {behaviour.war_cost: 0.1, parties.norland.stance: assertive, agendas.first_steps.delay: 30}
"""


def told(experiment: Experiment) -> list[dict[str, object]]:
    points = experiment.points("valley")
    return [points.row(cell) for cell in range(len(points))]


@pytest.mark.parametrize(
    ("said", "cells"),
    [
        ("{kind: latin-hypercube}", 200),
        ("{kind: latin-hypercube, points: 7}", 7),
        ("{kind: sobol}", 256),
        ("{kind: sobol, points: 16}", 16),
        ("{kind: saltelli, base: 8}", 8 * (2 + 2)),
        ("{kind: saltelli, base: 8, second_order: true}", 8 * (2 * 2 + 2)),
        ("{kind: morris, trajectories: 5}", 5 * (2 + 1)),
        ("{kind: grid, steps: 4}", 16),
    ],
)
def test_sizes_and_ranges(said: str, cells: int, tmp_path: Path) -> None:
    experiment = loaded(tmp_path, VARIED, f"design: {said}\n")
    points, units = experiment.points("valley"), experiment.units("valley")
    assert experiment.cells("valley") == len(points) == cells
    assert units.shape == (cells, 2)
    assert units.min() >= 0.0
    assert units.max() <= 1.0
    for factor, column, unit in zip(points.factors, points.columns, units.T, strict=True):
        assert factor.low is not None
        assert factor.high is not None
        assert column.dtype == np.float64
        assert factor.low <= column.min() <= column.max() <= factor.high
        assert np.array_equal(factor.at(unit), column)


@pytest.mark.parametrize("kind", ["latin-hypercube", "sobol", "saltelli", "morris"])
def test_points_depend_on_the_seed_alone(kind: str, tmp_path: Path) -> None:
    said = f"{VARIED}design: {{kind: {kind}}}\n"
    one, same = loaded(tmp_path, said, "seed: 3\n"), loaded(tmp_path, LEVERS, said, "seed: 3\n")
    other = loaded(tmp_path, said, "seed: 4\n")
    assert np.array_equal(one.units("valley"), same.units("valley"))
    assert not np.array_equal(one.units("valley"), other.units("valley"))


def test_a_larger_seed_than_a_float_holds() -> None:
    design = Design(kind="sobol", points=8)
    largest = sample(design, THREE, 2**63 - 1)
    assert not np.array_equal(largest, sample(design, THREE, 2**63 - 2))


def test_a_hypercube_has_one_point_in_every_slice() -> None:
    units = sample(Design(kind="latin-hypercube", points=50), THREE, 1)
    for column in units.T:
        assert sorted((column * 50).astype(int)) == list(range(50))


def test_a_longer_sobol_sequence_begins_with_the_shorter() -> None:
    short, longer = (sample(Design(kind="sobol", points=n), THREE, 1) for n in (16, 64))
    assert np.array_equal(longer[:16], short)


@pytest.mark.parametrize("second_order", [False, True])
def test_saltelli_points_are_those_of_salib(second_order: bool) -> None:
    from SALib.analyze import sobol as analysis
    from SALib.sample import sobol as theirs

    from sim.experiment.samples import PURPOSE

    design = Design(kind="saltelli", base=128, second_order=second_order)
    ours = sample(design, THREE, 5)
    same = theirs.sample(
        problem_of(THREE),
        128,
        calc_second_order=second_order,
        seed=np.random.default_rng([PURPOSE, 5]),
    )
    assert np.array_equal(ours, same)
    # And its analysis finds what is so: a counts four times as much as b, c not at all.
    found = analysis.analyze(
        problem_of(THREE), 2 * ours[:, 0] + ours[:, 1], calc_second_order=second_order, seed=1
    )
    assert found["S1"] == pytest.approx([0.8, 0.2, 0.0], abs=0.05)


def test_a_trajectory_moves_one_number_at_a_time() -> None:
    units = sample(Design(kind="morris", trajectories=6, levels=4), THREE, 2)
    steps = np.diff(units.reshape(6, 4, 3), axis=1)
    assert np.all((steps != 0).sum(axis=2) == 1)
    assert np.allclose(np.unique(np.abs(steps[steps != 0])), 2 / 3)


def test_a_grid_has_every_combination(tmp_path: Path) -> None:
    experiment = loaded(tmp_path, GRID)
    rows = told(experiment)
    assert len(rows) == experiment.cells("valley") == 3 * 2 * 2
    # In the order of the scenario's numbers, then what needs settings; the last changes fastest.
    assert [factor.path for factor in experiment.factors("valley")] == [
        "behaviour.retaliation",
        "behaviour.war_cost",
        "parties.norland.stance",
    ]
    assert rows[:3] == [
        {"behaviour.retaliation": 0.2, "behaviour.war_cost": w, "parties.norland.stance": s}
        for w, s in ((0.1, "guarded"), (0.1, "assertive"), (0.2, "guarded"))
    ]
    assert len({tuple(row.values()) for row in rows}) == 12


def test_a_list_is_taken_as_it_stands(tmp_path: Path) -> None:
    experiment = loaded(tmp_path, LIST)
    points = experiment.points("valley")
    assert told(experiment) == [
        {"agendas.first_steps.delay": d, "behaviour.war_cost": w, "parties.norland.stance": s}
        for w, s, d in ((0.1, "guarded", 10.0), (0.3, "assertive", 10.0), (0.1, "assertive", 30.0))
    ]
    assert {path: list(column) for path, column in points.numbers().items()} == {
        "behaviour.war_cost": [0.1, 0.3, 0.1]
    }
    settings = points.settings(2)
    assert settings == ("agendas.first_steps.delay=30.0", "parties.norland.stance=assertive")
    case = experiment.case("valley", "as-it-is", settings)
    assert case.scenario.parties["norland"].stance == "assertive"
    assert case.scenario.agendas["first_steps"].delay.value == 30
    assert experiment.case("valley", "as-it-is", settings) is case


def test_only_part_of_the_space(tmp_path: Path) -> None:
    whole = loaded(tmp_path, VARIED, "design: {kind: sobol, points: 64}\n")
    part = loaded(
        tmp_path,
        VARIED,
        "design: {kind: sobol, points: 64, only: {behaviour.war_cost: [0.1, 0.2]}}\n",
    )
    kept = [row for row in told(whole) if 0.1 <= float(str(row["behaviour.war_cost"])) <= 0.2]
    assert told(part) == kept
    assert 10 < len(kept) == part.cells("valley") < 40


def test_one_point_where_nothing_varies(tmp_path: Path) -> None:
    for said in ("uncertainties: none\n", "design: none\n", "design: {kind: none}\n"):
        experiment = loaded(tmp_path, LEVERS, said)
        assert experiment.design.kind == "none"
        assert experiment.cells("valley") == len(experiment.points("valley")) == 1
        assert experiment.points("valley").numbers() == {}
        assert experiment.points("valley").settings(0) == ()
        assert experiment.rows == 1 * 3 * 100


def test_a_design_that_is_not_named(tmp_path: Path) -> None:
    assert loaded(tmp_path, VARIED).design == Design(kind="latin-hypercube", points=200)
    levels = "uncertainties:\n  behaviour.war_cost: {levels: [0.1, 0.2]}\n"
    assert loaded(tmp_path, levels).design.kind == "grid"
    assert loaded(tmp_path, levels).cells("valley") == 2


def test_which_designs_share_their_luck() -> None:
    kinds = ("none", "grid", "list", "saltelli", "morris", "latin-hypercube", "sobol")
    shared = [Design(kind=kind).common_luck for kind in kinds]
    assert shared == [True] * 5 + [False] * 2


def test_sequences_out_of_balance_are_warned_of(tmp_path: Path) -> None:
    for said in ("kind: sobol, points: 100", "kind: saltelli, base: 100"):
        (warning,) = loaded(tmp_path, VARIED, f"design: {{{said}}}\n").warnings
        assert "is 100, not a power of 2" in warning.message
        assert warning.hint == "take 64 or 128"
        assert warning.line == 7


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("design: {kind: grid, steps: 3}\n", "points of"),
        ("runs: 100_000_000\n", "write 100000000"),
        ("runs: 100000000\n" + VARIED, "make 20,000,000,000 runs"),
        ("design: {kind: saltelli, base: 65536}\n", "are too many"),
    ],
)
def test_absurd_sizes_are_refused(text: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        loaded(tmp_path, text)
    assert says in str(caught.value)
