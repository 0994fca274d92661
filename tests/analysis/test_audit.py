"""The audit: shares of a variance that is known, statements, verdicts, coders, a whole one."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from rich.console import Console

from sim.analysis.audit.audit import Audit, Auditing, Size
from sim.analysis.audit.experiments import shares_experiment
from sim.analysis.audit.frames import ranked, shares_frame
from sim.analysis.audit.ground import Ground
from sim.analysis.audit.layout import CORNERS, Crossed, Scattered
from sim.analysis.audit.screening import PACKAGE, least_told, screen
from sim.analysis.audit.statements import (
    Statement,
    round_above,
    statements_of,
    verdict_of,
)
from sim.analysis.audit.statements import (
    tested as held_against,
)
from sim.analysis.audit.variance import Shares, shares_of
from sim.batch.executors.serial import Serial
from sim.cli.asking import print_tables
from sim.experiment.factor import Factor
from sim.report.audit import audit_json, keep_audit, remarks, tables_of_audit
from sim.scenario.coders import as_coded, coders_of
from sim.scenario.load import load, read
from sim.scenario.problems import UserError
from tests.batch.stand_in import case_of, scenario_of
from tests.experiment.files import VALLEY

Floats = NDArray[np.float64]
SEED = 1901
TINY = Size(points=32, runs=2, tried=4, tried_runs=4, given=20, variants=2)
CODED = (
    VALLEY.replace("end: 2030-12-31", "end: 2030-03-31")
    .replace("range: [0.8, 1.2],", "range: [0.8, 1.2], coders: {anna: 0.8, boris: 1.2},")
    .replace("range: [1.0, 1.7],", "range: [1.0, 1.7], coders: {anna: 1.7},")
    .partition("timeline:")[0]
)


def coded(folder: Path, text: str = CODED) -> Path:
    """A fictional valley of one month that two coders have read."""
    file = folder / "valley.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def drawn(
    blocks: int, runs: int, of: Callable[[Floats, Floats], Floats], luck: float, seed: int = SEED
) -> Floats:
    """A toy of two numbers and luck, laid out as blocks of four corners."""
    random = np.random.default_rng(seed)
    moved, kept = random.normal(size=(2, 2, blocks))
    corners = of(
        np.stack([moved[0], moved[1], moved[0], moved[1]], axis=1),
        np.stack([kept[0], kept[0], kept[1], kept[1]], axis=1),
    )
    noise = random.normal(size=(blocks, CORNERS, runs)) * luck
    return np.asarray(corners[:, :, np.newaxis] + noise, dtype=np.float64)


def shares(values: Floats) -> Shares:
    found = shares_of(values)
    assert found is not None
    return found


def test_known_shares_are_found_within_their_intervals() -> None:
    values = drawn(2_000, 2, lambda a, k: 100 + 2 * a + k + a * k, luck=2.0)
    found = shares(values)
    truth = np.array([0.4, 0.1, 0.1, 0.4])
    assert found.value == pytest.approx(truth, abs=0.03)
    assert (found.low <= truth).all()
    assert (truth <= found.high).all()
    assert found.value.sum() == pytest.approx(1.0)
    assert found.rests[0] == pytest.approx(0.5, abs=0.03)
    assert found.variance == pytest.approx(10.0, rel=0.1)
    assert found.mean == pytest.approx(100.0, abs=0.5)


def test_few_runs_do_not_pass_luck_off_as_numbers() -> None:
    """Without the correction a third of the variance between points would be luck."""
    several = [
        shares(drawn(200, 2, lambda a, k: a, luck=2.0, seed=SEED + n)).value for n in range(16)
    ]
    assert np.mean(several, axis=0) == pytest.approx([0.2, 0.0, 0.0, 0.8], abs=0.04)


def test_luck_alone_and_numbers_alone() -> None:
    assert shares(drawn(500, 3, lambda a, k: 0 * a, luck=1.0)).value[3] == pytest.approx(1, abs=0.1)
    assert shares(drawn(500, 3, lambda a, k: a, luck=0.0)).rests[0] == pytest.approx(1, abs=0.1)
    found = shares(drawn(500, 3, lambda a, k: k, luck=0.0)).value
    assert found == pytest.approx([0.0, 1.0, 0.0, 0.0], abs=0.1)


def test_what_cannot_be_split() -> None:
    values = drawn(20, 3, lambda a, k: a, luck=1.0)
    assert shares_of(np.zeros_like(values)) is None
    assert shares_of(values[:, :, :1]) is None
    assert shares_of(values[:5]) is None
    values[:3, 0, 0] = np.nan
    assert shares(values).blocks == 17
    with pytest.raises(ValueError, match="corners"):
        shares_of(values[:, :3])


def factors_of(numbers: int, outside: int = 0) -> tuple[Factor, ...]:
    tables = [Factor(f"behaviour.n{n}", 0.0, 1.0) for n in range(numbers)]
    others = [Factor(f"timeline.{n}.days", 0.0, 1.0, numeric=False) for n in range(outside)]
    return (*tables, *others)


def test_corners_share_what_is_frozen_and_variants_are_few() -> None:
    factors = factors_of(6, 3)
    moved = frozenset(factor.path for factor in (*factors[:4], factors[6]))
    layout = Crossed(16, 4, moved)
    units = layout.units(factors, SEED)
    blocks = units.reshape(16, CORNERS, len(factors))
    own = np.array([factor.path in moved for factor in factors])
    assert (blocks[:, 0, ~own] == blocks[:, 1, ~own]).all()
    assert (blocks[:, 0, own] == blocks[:, 2, own]).all()
    assert (blocks[:, 0, :6] != blocks[:, 3, :6]).all()
    assert (blocks[:, 1, own] == blocks[:, 3, own]).all()
    assert len(np.unique(units[:, 6])) == 4
    assert len(np.unique(units[:, 7:], axis=0)) == 4
    assert (units == layout.units(factors, SEED)).all()
    assert (units != layout.units(factors, SEED + 1)).any()
    assert len(Scattered(10, 4).units(factors, SEED)) == 10


def toy(blocks: int, of: Callable[[Floats], Floats]) -> tuple[Floats, Floats, tuple[Factor, ...]]:
    """Values and units of a toy with eight assumed numbers, three of them in no table."""
    factors = factors_of(8, 3)
    units = Crossed(blocks, 5, frozenset(one.path for one in factors)).units(factors, SEED)
    noise = np.random.default_rng(SEED).normal(size=(len(units), 4))
    values = of(units)[:, np.newaxis] + noise
    return values.reshape(blocks, CORNERS, 4), units, factors


def test_the_number_that_decides_is_found_and_the_others_are_not() -> None:
    values, units, factors = toy(200, lambda u: -4.0 * u[:, 2])
    found = screen(values, units, factors, "assumed", np.ones(len(factors), dtype=np.bool_))
    by_path = {one.path: one for one in found.effects}
    decisive = by_path["behaviour.n2"]
    assert [one.path for one in found.effects if one.matters] == ["behaviour.n2"]
    assert decisive.partial
    assert -1.0 < decisive.correlation < -0.8
    assert decisive.share == pytest.approx((16 / 12) / (16 / 12 + 1), abs=0.1)
    assert decisive.at_low == pytest.approx(-0.4, abs=0.2)
    assert decisive.at_high == pytest.approx(-3.6, abs=0.2)
    assert found.draws == 400
    assert found.numbers == 8
    assert not by_path[PACKAGE].matters


def test_numbers_outside_tables_are_told_as_one() -> None:
    values, units, factors = toy(200, lambda u: 4.0 * u[:, 9])
    found = screen(values, units, factors, "assumed", np.ones(len(factors), dtype=np.bool_))
    package = found.effects[-1]
    assert package.path == PACKAGE
    assert package.matters
    assert package.share > 0.3
    assert not any(one.matters for one in found.effects[:-1])


def test_more_numbers_need_stronger_correlations() -> None:
    assert least_told(100, 5, partial=True) < least_told(100, 50, partial=True) < 1.0
    assert least_told(40, 50, partial=True) == 1.0


@pytest.mark.parametrize(
    ("as_given", "share", "verdict"),
    [
        (True, 0.90, "survives"),
        (True, 0.899, "mostly"),
        (True, 0.66, "mostly"),
        (True, 0.65, "depends"),
        (False, 1.00, "depends"),
        (False, 0.10, "depends"),
        (False, 0.09, "fails"),
        (True, 0.0, "fails"),
    ],
)
def test_verdicts(as_given: bool, share: float, verdict: str) -> None:
    assert verdict_of(as_given, share) == verdict


def frame(**columns: Sequence[Any]) -> pd.DataFrame:
    return pd.DataFrame(columns)


def test_statements_are_held_against_each_point() -> None:
    rare = Statement("x", "deaths", "few", lambda values: float(values.mean()) < 5)
    points = frame(cell=[0, 0, 1, 1, 2, 2, 3, 3], deaths=[1, 2, 9, 9, 1, 2, 3, 4])
    (found,) = held_against([rare], frame(deaths=[1, 1]), points)
    assert (found.points, found.share, found.verdict) == (4, 0.75, "mostly")
    assert found.as_given
    assert found.low < 0.75 < found.high


def test_statements_follow_from_the_runs_and_from_what_is_documented() -> None:
    case = case_of(scenario_of())
    given = pd.DataFrame(
        {
            "major_war": [False] * 9 + [True],
            "meetings_held": [1] * 10,
            "best_agreement": ["none"] * 6 + ["statement"] * 3 + ["ceasefire"],
            "deaths": [7] * 9 + [40],
            "documented.deaths_summer": [20] * 10,
            "documented.nothing_signed": ["none"] * 10,
            "documented.one_meeting": [0] * 10,
        }
    )
    found = {one.key: one for one in statements_of(case, given)}
    assert found["war"].says == "No general offensive in most runs"
    assert found["meeting"].says == "At least one meeting is held in most runs"
    assert found["agreement"].says.startswith("No agreement above a statement")
    assert found["deaths_at_most"].says == "Deaths: at most 10 in 90% of runs"
    truths = {
        one.statement.key: one.as_given
        for one in held_against(tuple(found.values()), given, given.assign(cell=0))
    }
    assert truths["war"]
    assert truths["deaths_at_most"]
    assert truths["deaths_summer_median"], "20 lies within 19 to 30"
    assert not truths["deaths_summer"], "24 lies outside an interval from 20 to 20"
    assert truths["nothing_signed"]
    assert not truths["one_meeting"]


@pytest.mark.parametrize(
    ("value", "above"), [(0, 1), (1, 2), (2.5, 5), (7, 10), (20, 50), (99, 100)]
)
def test_round_numbers(value: float, above: int) -> None:
    assert round_above(value) == above


def test_every_number_stands_in_the_table_with_its_evidence(tmp_path: Path) -> None:
    ground = Ground(load(coded(tmp_path)))
    table = ground.frame.set_index("path")
    own = table.loc["parties.southmark.capability"]
    assert (own["value"], own["low"], own["high"]) == (1.3, 1.0, 1.7)
    assert (own["confidence"], own["source"], own["given"]) == (
        "inferred",
        "field-notes",
        "scenario",
    )
    assert own["varied"]
    assert own["coders"] == "anna 1.7"
    bare = table.loc["parties.norland.public.support"]
    assert bare["confidence"] == "assumed"
    assert bare["why_not"] == "no range is stated"
    assert "parties.norland.public.support" in {one.path for one in ground.without_range}
    assert sum(ground.counts.values()) == len(ground.inputs) <= len(table)


def test_what_happened_is_no_input_and_a_range_may_be_a_point(tmp_path: Path) -> None:
    text = CODED.replace("initiative: 3 ", "initiative: {value: 3, range: [3, 3]} ") + (
        "documented:\n  dead: {outcome: deaths, text: Dead, source: field-notes,"
        " value: {value: 3, range: [1, 5]}}\n"
    )
    ground = Ground(load(coded(tmp_path, text)))
    assert [one.path for one in ground.points] == ["mediators.the_envoy.initiative"]
    table = ground.frame.set_index("path")
    assert table.loc["documented.dead.value", "why_not"] == "it is what happened"
    assert not any(one.path.startswith("documented") for one in ground.inputs)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("{value: 1, range: [0.8, 1.2], coders: {anna: 2}}", "as anna codes it"),
        ("{value: 1, coders: {anna: -4}}", "-4 is outside"),
        ("{value: 1, coders: {Anna B: 1}}", "small letters"),
        ("{value: 1, coders: {anna: many}}", "number"),
    ],
)
def test_bad_coders_are_refused(tmp_path: Path, said: str, told: str) -> None:
    text = VALLEY.replace(
        "{value: 1.0, range: [0.8, 1.2], note: the yardstick for the other side}", said
    )
    assert text != VALLEY
    with pytest.raises(UserError) as caught:
        load(coded(tmp_path, text))
    assert told in "\n".join(problem.render() for problem in caught.value.problems)


def test_a_case_as_a_coder_has_it(tmp_path: Path) -> None:
    case = load(coded(tmp_path))
    assert coders_of(case) == {
        "anna": {"parties.norland.capability": 0.8, "parties.southmark.capability": 1.7},
        "boris": {"parties.norland.capability": 1.2},
    }
    boris = as_coded(case, "boris")
    assert boris.scenario.parties["norland"].capability.value == 1.2
    assert boris.scenario.parties["southmark"].capability.value == 1.3
    assert boris.settings == ("coder boris",)
    with pytest.raises(UserError) as caught:
        as_coded(case, "ana")
    assert "anna" in caught.value.problems[0].render()


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> tuple[Auditing, Audit, list[int]]:
    """A tiny audit of the valley, carried out once."""
    folder = tmp_path_factory.mktemp("audit")
    auditing = Auditing(read(coded(folder)), TINY, folder / "out", Serial(), SEED)
    heard: list[int] = []
    return auditing, auditing.carry_out(heard.append), heard


def test_a_whole_audit(audited: tuple[Auditing, Audit, list[int]]) -> None:
    auditing, found, heard = audited
    assert sum(heard) == auditing.rows == 32 * 2 + 4 * 4 + 3 * 20
    assert found.found
    assert found.statements
    parts = shares_frame(found).set_index(["outcome", "part"])["share"]
    whole = parts.unstack()[["assumed", "known", "together", "luck"]].sum(axis=1)
    assert whole.to_numpy() == pytest.approx(1.0)
    assert all(one.points == 4 for one in found.statements)
    assert found.coded is not None
    assert set(found.coded.effects["arm"]) == {"anna", "boris"}
    assert any("cannot be told apart" in remark for remark in remarks(found))


def test_a_trace_of_arithmetic_is_no_share(audited: tuple[Auditing, Audit, list[int]]) -> None:
    _, found, _ = audited
    one = found.found[0]
    traces = np.array([1.7e-16, -2e-17, 0.0, 1 - 1.7e-16])
    shares = replace(one.shares, value=traces, rests=(1.7e-16, 0.0, 0.0))
    told = tables_of_audit(replace(found, found=(replace(one, shares=shares),)))
    (table,) = [table for table in told if table.heading == "What the variance rests on"]
    assert [table.rows[0][place] for place in (1, 3, 5)] == ["0%", "0%", "100%"]


def test_an_audit_goes_on_where_it_was(audited: tuple[Auditing, Audit, list[int]]) -> None:
    auditing, found, _ = audited
    heard: list[int] = []
    again = replace(auditing).carry_out(heard.append)
    assert sum(heard) == auditing.rows
    assert len(heard) == 3, "all runs were there before"
    assert audit_json(again) == audit_json(found)


def test_runs_of_a_point_do_not_depend_on_its_company(
    audited: tuple[Auditing, Audit, list[int]],
) -> None:
    """Numbers outside tables are set as a file would set them."""
    auditing, _, _ = audited
    laid = shares_experiment(auditing.written, auditing.ground, 8, 2, 2, SEED)
    name = auditing.written.name
    points = laid.points(name)
    cell = 3
    settings = points.settings(cell)
    case = laid.case(name, laid.baseline, settings)
    row = points.row(cell)
    quantities = {one.path: one.quantity.value for one in Ground(case).varied}
    for factor in laid.factors(name):
        if not factor.numeric:
            assert quantities[factor.path] == pytest.approx(row[factor.path])
    assert laid.canonical() != replace(laid, layout=Crossed(8, 3, frozenset())).canonical()


def test_an_audit_reads_well_at_80_columns_and_is_kept(
    audited: tuple[Auditing, Audit, list[int]], tmp_path: Path
) -> None:
    _, found, _ = audited
    with (tmp_path / "page.txt").open("w", encoding="utf-8") as page:
        print_tables(Console(file=page, width=80, highlight=False), tables_of_audit(found))
    lines = (tmp_path / "page.txt").read_text(encoding="utf-8").splitlines()
    assert max(map(len, lines)) <= 80
    assert any("WHAT SURVIVES" in line for line in lines)
    keep_audit(found, tmp_path, ("parley", "audit"))
    document = json.loads((tmp_path / "audit.json").read_text(encoding="utf-8"))
    assert document["model"] == "Stylised model, not a forecast"
    assert len(pd.read_csv(tmp_path / "numbers.csv")) == len(found.ground.numbers)
    for name in ("shares", "assumptions", "statements", "coders"):
        assert len(pd.read_csv(tmp_path / f"{name}.csv")) == len(document[name]) > 0
    assert (tmp_path / "audit.png").stat().st_size > 10_000
    assert ranked(found)[0].matters >= ranked(found)[-1].matters


def test_nothing_to_vary_is_said(tmp_path: Path) -> None:
    auditing = Auditing(read(coded(tmp_path)), TINY, tmp_path / "out", Serial())
    bare = replace(auditing.ground.case, behaviour={}, stances={})
    scenario = bare.scenario.model_copy(update={"parties": {}})
    object.__setattr__(auditing, "ground", Ground(replace(bare, scenario=scenario)))
    with pytest.raises(UserError, match="no assumed number"):
        auditing.carry_out()
