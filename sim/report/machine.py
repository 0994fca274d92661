"""Results for programs: one JSON document, or one table as CSV."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path

from sim.store.findings import Finding
from sim.store.record import Record
from sim.store.story import CAVEAT
from sim.store.summary import summary_frame


def as_json(record: Record, findings: Sequence[Finding], folder: Path) -> str:
    """Scenario, seed, runs, summary, the chronicle of a single run, and where results are.

    Missing numbers are null.
    """
    document: dict[str, object] = {
        "model": CAVEAT,
        "scenario": record.case.name,
        "title": record.scenario.title,
        "settings": list(record.case.settings),
        "seed": record.seed,
        "runs": record.runs,
        "first_run": record.first_run,
        "start": record.start.isoformat(),
        "end": record.end.isoformat(),
        "summary": [
            {str(key): _plain(value) for key, value in row.items() if key != "model"}
            for row in summary_frame(findings).to_dict("records")
        ],
        "results": str(folder),
    }
    if record.runs == 1:
        document["chronicle"] = record.story.fields()
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)


def as_csv(findings: Sequence[Finding]) -> str:
    """The summary, one row an outcome or category; its last column says what the model is."""
    return summary_frame(findings).to_csv(index=False, lineterminator="\n")


def _plain(value: object) -> object:
    return None if isinstance(value, float) and math.isnan(value) else value
