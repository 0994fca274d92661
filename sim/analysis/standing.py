"""What an index is worth: whether it is settled, a share at all, and beyond chance."""

from __future__ import annotations

import math

import numpy as np

from sim.analysis.factors import FactorColumn
from sim.analysis.indices import LEADING, Index, is_share
from sim.analysis.wording import WORDS
from sim.store.intervals import LEVEL

REACH = 0.1
"""Half the width, as a share of the largest, of an interval whose index counts as settled."""
NEGLIGIBLE = 0.05
"""Share of the variance, or of the largest effect, up to which a factor hardly matters."""


def is_settled(method: str, index: Index, place: int, half: float) -> bool | None:
    """Whether more points would hardly change an index; None where that cannot be told."""
    value, reach = index.value[place], (index.high[place] - index.low[place]) / 2.0
    if math.isnan(half) or math.isnan(reach):
        return None
    scale = {"sobol": 1.0, "rank": math.inf}.get(method, float(np.nanmax(np.abs(index.value))))
    return bool(abs(half - value) <= reach and reach <= REACH * scale)


def is_resolved(method: str, index: Index, place: int) -> bool | None:
    """Whether a Sobol index may be called a share; None of other indices and of unknown ones."""
    value = float(index.value[place])
    return None if method != "sobol" or math.isnan(value) else is_share(value)


def matters(method: str, index: Index, place: int, factors: int) -> bool | None:
    """Whether a factor has more than a negligible or chance part; None of other indices."""
    from scipy.special import ndtri

    value, low, high = (float(one[place]) for one in (index.value, index.low, index.high))
    if index.name not in LEADING or math.isnan(low) or is_resolved(method, index, place) is False:
        return None
    if method == "rank":
        usual, adjusted = ndtri(0.5 + LEVEL / 2.0), ndtri(1.0 - (1.0 - LEVEL) / 2.0 / factors)
        error = (math.atanh(_inside(high)) - math.atanh(_inside(low))) / 2.0 / usual
        return bool(abs(math.atanh(_inside(value))) > adjusted * error)
    scale = 1.0 if method == "sobol" else float(np.nanmax(np.abs(index.value)))
    return low > NEGLIGIBLE * scale


def _inside(correlation: float) -> float:
    return min(max(correlation, -1.0 + 1e-12), 1.0 - 1e-12)


def note_of(
    index: Index, factor: FactorColumn, place: int, settled: bool | None, resolved: bool | None
) -> str:
    """What must be said of an index beside its number; empty if nothing."""
    notes = []
    if np.isnan(index.value[place]):
        notes.append(WORDS["no_index"])
    elif resolved is False:
        notes.append(WORDS["no_share"])
    elif settled is False:
        notes.append(WORDS["unsettled"])
    if factor.worded:
        notes.append(WORDS["ranks_of_levels"])
    return WORDS["between_clauses"].join(notes)
