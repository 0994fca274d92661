"""Outcomes with labelled axes, for those who have xarray."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sim.archive.answers import Answers

AXES = ("arm", "cell", "draw")


def dataset(answers: Answers, scenario: str, columns: Sequence[str] | None) -> xr.Dataset:
    """The outcomes of a scenario over arm, cell and draw; factors are coordinates of the cells.

    `draw` counts the runs of a cell from 0 over all arms; `run` (cell, draw) are their ids, -1
    where a cell has fewer. What is missing is NaN, or empty in words.
    """
    frame = answers.outcomes(columns, scenario)
    cells = answers.cells(scenario)
    cell, run = frame["cell"].to_numpy(), frame["run"].to_numpy()
    pairs = pd.DataFrame({"cell": cell, "run": run}).drop_duplicates().sort_values(["cell", "run"])
    pairs["draw"] = pairs.groupby("cell").cumcount()
    draws = int(pairs["draw"].max()) + 1 if len(pairs) else 0
    ids = np.full((len(cells), draws), -1, dtype=np.int64)
    ids[pairs["cell"], pairs["draw"]] = pairs["run"]
    keys = frame[["cell", "run"]].merge(pairs, how="left", on=["cell", "run"])
    place = (frame["arm"].cat.codes.to_numpy(), cell, keys["draw"].to_numpy())
    shape = (len(answers.arms), len(cells), draws)
    variables = {
        name: (AXES, _spread(frame[name], place, shape)) for name in frame.columns[len(AXES) + 1 :]
    }
    coordinates: dict[str, object] = {"arm": list(answers.arms), "cell": cells["cell"].to_numpy()}
    coordinates["run"] = (("cell", "draw"), ids)
    for factor in cells.columns.drop("cell"):
        # A factor may be called as an axis is, or an outcome.
        if factor not in (*AXES, "run", *variables):
            coordinates[factor] = ("cell", cells[factor].to_numpy())
    return xr.Dataset(variables, coordinates, {"scenario": scenario})


def _spread(
    column: pd.Series, place: tuple[NDArray[np.integer], ...], shape: tuple[int, ...]
) -> NDArray[np.generic]:
    if isinstance(column.dtype, pd.CategoricalDtype):
        words = np.full(shape, "", dtype=object)
        words[place] = column.astype(object).where(column.notna(), "").to_numpy()
        return words
    numbers = np.full(shape, np.nan)
    numbers[place] = column.to_numpy(dtype=np.float64, na_value=np.nan)
    return numbers
