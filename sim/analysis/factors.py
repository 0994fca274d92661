"""The factors of a design as columns of numbers, with the names they are shown by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sim.archive.answers import Answers


@dataclass(frozen=True)
class FactorColumn:
    """What one factor is at every cell (cell,); levels that are words by their place in the list.

    `arms` are those in which it varies, empty if that is not told.
    """

    path: str
    label: str
    unit: str
    values: NDArray[np.float64]
    worded: bool = False
    arms: tuple[str, ...] = ()

    def varies_in(self, arm: str) -> bool:
        """Whether an arm leaves it free."""
        return not self.arms or arm in self.arms


def factor_columns(answers: Answers, scenario: str) -> tuple[FactorColumn, ...]:
    """The factors of a scenario in the order of its design."""
    told = _told(answers, scenario)
    cells = answers.cells(scenario).sort_values("cell")
    paths = [str(path) for path in cells.columns if path != "cell"]
    return tuple(_column(path, cells[path], told.get(path, {})) for path in paths)


def _column(path: str, values: pd.Series, told: Mapping[str, object]) -> FactorColumn:
    levels = told.get("levels")
    worded = not pd.api.types.is_numeric_dtype(values.dtype)
    if worded:
        listed = levels if isinstance(levels, Sequence) else sorted(set(map(str, values)))
        place = {str(level): number for number, level in enumerate(listed)}
        numbers = np.array([place.get(str(value), -1) for value in values], dtype=np.float64)
    else:
        numbers = values.to_numpy(dtype=np.float64)
    arms = told.get("arms")
    return FactorColumn(
        path=path,
        label=str(told.get("label") or path),
        unit=str(told.get("unit") or ""),
        values=numbers,
        worded=worded,
        arms=tuple(str(arm) for arm in arms) if isinstance(arms, list | tuple) else (),
    )


def _told(answers: Answers, scenario: str) -> dict[str, Mapping[str, object]]:
    """What the experiment says of each factor of a scenario, by path."""
    factors = answers.experiment.get("factors")
    own = factors.get(scenario) if isinstance(factors, Mapping) else None
    entries = own if isinstance(own, list | tuple) else ()
    return {str(one["path"]): one for one in entries if isinstance(one, Mapping)}
