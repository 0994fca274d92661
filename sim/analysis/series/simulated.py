"""Series of simulated runs: of a model run for it, of recorded gauges, or of a trace on disk."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.analysis.series.complaints import refusal
from sim.analysis.series.daily import DailySeries
from sim.batch.blocks import blocks
from sim.batch.plan import Plan
from sim.batch.trace import BlockTrace
from sim.scenario.posterior import USUAL, parameters_named
from sim.store.folder import PROVENANCE

if TYPE_CHECKING:
    from sim.scenario.case import Case

Numbers = NDArray[np.generic]

TRACE = "trace.parquet"
GAUGES = ("incidents", "deaths")
"""Running totals that every model and trace has."""


def series_of(gauges: Mapping[str, Numbers], start: date, label: str = "runs") -> DailySeries:
    """The series of runs whose running totals `incidents` and `deaths` (run, day) are recorded.

    This is what `sim.batch.trace.BlockTrace.gauges` holds. Raises KeyError if one is missing.
    """
    by_day = {name: _day_by_day(np.asarray(gauges[name])) for name in GAUGES}
    return DailySeries(label, start, by_day["incidents"], by_day["deaths"])


def simulate_series(
    case: Case,
    runs: int = 1,
    seed: int = 0,
    until: date | None = None,
    progress: Callable[[int], None] | None = None,
    parameters: str = USUAL,
) -> DailySeries:
    """Run a case and record incidents and deaths of every day; runs are numbered from 0 on.

    `parameters` is as in `sim.simulate`. `progress` hears the run-days just lived
    through. Raises ValueError for what a plan refuses.
    """
    plan = Plan(case, runs, seed, until=until, posterior=parameters_named(parameters))
    parts: list[DailySeries] = []
    for block in blocks(runs, plan.width()):
        model = plan.build(block)
        trace = BlockTrace(block.width, model.days)
        for day in range(model.days):
            model.step()
            gauges = model.gauges()
            trace.add(day, {name: gauges[name] for name in GAUGES})
            if progress is not None:
                progress(block.width)
        parts.append(series_of(trace.gauges, case.scenario.period.start, case.name))
    return DailySeries(
        case.name,
        case.scenario.period.start,
        np.concatenate([part.incidents for part in parts]),
        np.concatenate([part.deaths for part in parts]),
    )


def trace_series(folder: str | PathLike[str]) -> DailySeries:
    """The series in a folder that `parley run --trace` filled.

    Raises UserError if the folder holds no trace, or one that cannot be read.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    place, name = Path(fspath(folder)), str(folder)
    if not (place / TRACE).is_file():
        message = f"this folder holds no `{TRACE}`"
        raise refusal(name, message, "`parley run FILE --runs N --trace` keeps one")
    try:
        provenance = json.loads((place / PROVENANCE).read_text(encoding="utf-8"))
        start, label = date.fromisoformat(provenance["start"]), str(provenance["scenario"])
    except (OSError, ValueError, KeyError, TypeError):
        message = f"its `{PROVENANCE}` is missing or does not say on which day the runs begin"
        raise refusal(name, message, "run the scenario again with --trace") from None
    try:
        table = pq.read_table(place / TRACE, columns=["run", "day", *GAUGES])
    except (OSError, ValueError, pa.ArrowException):
        message = f"its `{TRACE}` cannot be read, or lacks {' and '.join(GAUGES)}"
        raise refusal(name, message, "run the scenario again with --trace") from None
    days = int(np.max(table["day"].to_numpy(), initial=-1)) + 1
    if days == 0 or table.num_rows % days:
        raise refusal(name, f"its `{TRACE}` is cut off", "run the scenario again with --trace")
    wide = {gauge: table[gauge].to_numpy().reshape(-1, days) for gauge in GAUGES}
    return series_of(wide, start, label)


def _day_by_day(totals: Numbers) -> NDArray[np.int64]:
    whole = np.asarray(totals, dtype=np.int64)
    found: NDArray[np.int64] = np.diff(whole, axis=1, prepend=0)
    return found
