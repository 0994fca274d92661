from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.store.columns import columns_of
from sim.store.outcomes import KeptOutcomes, OutcomesFile, StoredOutcomes
from sim.store.parquet import values_of, write_frame
from sim.store.trace_file import TraceFile
from tests.batch.stand_in import case_of, scenario_of

SCENARIO = scenario_of()


def outcomes_of(runs: int) -> dict[str, np.ndarray]:
    luck = np.random.default_rng(4)
    truths = luck.integers(0, 2, runs).astype(np.float64)
    truths[::3] = np.nan
    return {
        "deaths": luck.integers(0, 2**62, runs),
        "trust.armenia": np.where(luck.random(runs) < 0.2, np.nan, luck.random(runs)),
        "major_war": truths,
        "peak_rung": luck.choice(["calm", "war", ""], runs),
        "documented.deaths_summer": np.where(truths == 1.0, 7.0, np.nan),
    }


def written(path: Path, outcomes: dict[str, np.ndarray], width: int) -> bytes:
    file = OutcomesFile(path, SCENARIO)
    runs = len(outcomes["deaths"])
    for first in range(0, runs, width):
        file.add(first, {key: values[first : first + width] for key, values in outcomes.items()})
    file.finish()
    return path.read_bytes()


@pytest.mark.parametrize("width", [1, 64, 999])
def test_bytes_do_not_depend_on_blocks(tmp_path: Path, width: int) -> None:
    outcomes = outcomes_of(1_000)
    whole = written(tmp_path / "whole.parquet", outcomes, 1_000)
    assert written(tmp_path / "pieces.parquet", outcomes, width) == whole


@pytest.mark.parametrize("width", [10_000, 65_536, 140_000])
def test_row_groups_are_fixed(tmp_path: Path, width: int) -> None:
    path = tmp_path / "outcomes.parquet"
    written(path, {"deaths": np.arange(140_000)}, width)
    about = pq.ParquetFile(path).metadata
    groups = [about.row_group(place).num_rows for place in range(about.num_row_groups)]
    assert groups == [65_536, 65_536, 8_928]
    assert about.row_group(0).column(0).compression == "ZSTD"


def test_columns_are_typed_and_missing_values_null(tmp_path: Path) -> None:
    path = tmp_path / "outcomes.parquet"
    outcomes = outcomes_of(50)
    written(path, outcomes, 50)
    table = pq.read_table(path)
    assert table.column_names[0] == "run"
    assert table.column("run").to_pylist() == list(range(50))
    types = {name: str(table.schema.field(name).type) for name in table.column_names}
    assert types == {
        "run": "int64",
        "deaths": "int64",
        "trust.armenia": "double",
        "major_war": "bool",
        "peak_rung": "string",
        "documented.deaths_summer": "int64",
    }
    for key in ("trust.armenia", "major_war", "documented.deaths_summer"):
        assert table.column(key).null_count == np.count_nonzero(np.isnan(outcomes[key]))
    assert table.column("peak_rung").null_count == np.count_nonzero(outcomes["peak_rung"] == "")
    assert table.schema.field("deaths").metadata[b"unit"] == b"deaths"
    assert "not a forecast" in table.schema.metadata[b"parley"].decode()


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "outcomes.parquet"
    outcomes = outcomes_of(80)
    written(path, outcomes, 7)
    stored = StoredOutcomes(path)
    assert list(stored) == list(outcomes)
    for key, values in outcomes.items():
        np.testing.assert_array_equal(stored[key], values)
    assert stored["deaths"].dtype == np.int64
    with pytest.raises(KeyError):
        stored["run"]


def test_kept_and_stored_outcomes_agree(tmp_path: Path) -> None:
    kept, path = KeptOutcomes(), tmp_path / "outcomes.parquet"
    outcomes = outcomes_of(30)
    for first in (0, 10, 20):
        kept.add(first, {key: values[first : first + 10] for key, values in outcomes.items()})
    written(path, outcomes, 30)
    for key, values in kept.finish().items():
        np.testing.assert_array_equal(values, StoredOutcomes(path)[key])


@pytest.mark.parametrize(
    ("key", "values", "message"),
    [("deaths", [1.5], "not whole"), ("major_war", [2.0], "neither 0 nor 1")],
)
def test_values_of_the_wrong_kind_are_refused(key: str, values: list[float], message: str) -> None:
    column = columns_of(SCENARIO, [key])[key]
    with pytest.raises(ValueError, match=message):
        values_of(column, np.array(values))


@given(st.lists(st.floats(width=64), min_size=1, max_size=30))
def test_any_float_survives(values: list[float]) -> None:
    column = columns_of(SCENARIO, ["trust.armenia"])["trust.armenia"]
    found = values_of(column, np.array(values)).to_pylist()
    expected = [None if np.isnan(value) else value for value in values]
    assert found == expected


def test_frames_keep_dates_and_nulls(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "gauge": ["deaths", "zone"],
            "party": ["", "armenia"],
            "day": [0, 1],
            "date": np.array(["2014-07-01", "2014-07-02"], dtype="datetime64[D]"),
            "q50": [1.0, np.nan],
            "n": [3, 0],
        }
    )
    path = tmp_path / "bands.parquet"
    write_frame(frame, path)
    table = pq.read_table(path)
    assert table.column("party").to_pylist() == [None, "armenia"]
    assert table.column("q50").to_pylist() == [1.0, None]
    assert str(table.schema.field("date").type) == "date32[day]"
    assert str(table.column("date").to_pylist()[1]) == "2014-07-02"


def test_a_trace_has_a_row_for_every_run_and_day(tmp_path: Path) -> None:
    path = tmp_path / "trace.parquet"
    file = TraceFile(path)
    file.add(0, {"zone": np.arange(6.0).reshape(2, 3)})
    file.add(2, {"zone": np.array([[6.0, np.nan, 8.0]])})
    file.close()
    table = pq.read_table(path)
    assert table.column("run").to_pylist() == [0, 0, 0, 1, 1, 1, 2, 2, 2]
    assert table.column("day").to_pylist() == [0, 1, 2] * 3
    assert table.column("zone").to_pylist() == [0, 1, 2, 3, 4, 5, 6, None, 8]


def test_a_case_without_columns_in_the_catalogue_is_kept_too() -> None:
    column = columns_of(case_of().scenario, ["something_new"])["something_new"]
    assert (column.kind, column.label) == ("number", "something new")
