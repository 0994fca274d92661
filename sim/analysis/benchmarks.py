"""What is documented for the outcomes of an experiment's scenarios."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from sim.store.benchmark import Benchmark

if TYPE_CHECKING:
    from sim.archive.answers import Answers


def benchmarks_of(answers: Answers) -> dict[tuple[str, str], Benchmark]:
    """What columns are held against, by scenario and column; only those that have something."""
    documented = answers.experiment.get("documented")
    entries = documented if isinstance(documented, Mapping) else {}
    found = {}
    for row in answers.columns.to_dict("records"):
        scenario, key = str(row.get("scenario", "")), str(row["key"])
        own = entries.get(scenario)
        entry = own.get(row.get("documented")) if isinstance(own, Mapping) else None
        if isinstance(entry, Mapping):
            found[scenario, key] = _benchmark(entry)
    return found


def _benchmark(entry: Mapping[str, object]) -> Benchmark:
    return Benchmark(
        value=_number(entry.get("value")),
        low=_number(entry.get("low")),
        high=_number(entry.get("high")),
        category=str(entry.get("category") or ""),
        scored=bool(entry.get("scored", True)),
        claimed_by=str(entry.get("claimed_by") or ""),
        source=str(entry.get("source") or ""),
        text=str(entry.get("text") or ""),
    )


def _number(value: object) -> float:
    """A number of an archive, where missing is null and infinite a word."""
    return float(value) if isinstance(value, int | float | str) else math.nan
