from __future__ import annotations

import pytest

from sim.batch.ensemble import run_ensemble
from sim.batch.plan import Plan
from sim.report.tables import Table, tables_of
from sim.store.findings import findings_of
from tests.batch.stand_in import case_of
from tests.batch.standing_in import stand_in_for_model


def tables(runs: int) -> dict[str, Table]:
    record = run_ensemble(Plan(case_of(), runs=runs))
    return {table.heading: table for table in tables_of(record, findings_of(record))}


@pytest.fixture(autouse=True)
def _model(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in_for_model(monkeypatch)


@pytest.mark.parametrize("runs", [1, 30])
def test_every_row_has_every_column(runs: int) -> None:
    for table in tables(runs).values():
        assert {len(row) for row in table.rows} == {len(table.columns)}, table.heading


def test_one_run_stands_beside_what_is_documented() -> None:
    found = tables(1)
    rows = {row[0]: row[1:] for row in found["What is documented"].rows}
    assert rows["Deaths from 26 July to 10 August"][0] == "24 (19 to 30) (azerbaijan mod)"
    assert rows["Nothing was agreed"][0] == "none"
    outcomes = {row[0]: row[1] for row in found["What came of it"].rows}
    assert outcomes["truce broken in 1,825 days"] == "not observable"
    assert outcomes["war by own decision"] in ("yes", "no")
    assert "no agreement" not in outcomes, "a flag of another column"


def test_many_runs_say_where_the_documented_falls() -> None:
    rows = {row[0]: row[1:] for row in tables(30)["What is documented"].rows}
    deaths = rows["Deaths from 26 July to 10 August"]
    assert deaths[1].startswith("median ")
    assert "percentile" in deaths[2]
    assert "of runs within it" in deaths[2]
    assert rows["Nothing was agreed"][2].endswith("% of runs")


def test_what_short_runs_cannot_show_is_said_and_not_zero() -> None:
    rows = {row[0]: row[1] for row in tables(30)["How often"].rows}
    assert rows["truce broken in 1,825 days"] == "not observable"


def test_times_that_go_on_are_later_than_the_end() -> None:
    rows = {row[0]: row for row in tables(30)["How much"].rows}
    assert "later" in rows["days to agreement"]
    assert rows["days to agreement"][-1].endswith("% open")


def test_narrow_pages_keep_the_essential_columns() -> None:
    full = tables(30)["How much"]
    narrow = full.without_dispensable()
    assert narrow.columns == ("outcome", "mean", "95% interval", "5%", "median", "95%", "")
    assert len(narrow.rows) == len(full.rows)
    assert {len(row) for row in narrow.rows} == {7}
