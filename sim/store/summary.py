"""The findings as a table: a row an outcome or category, the documented outcome beside it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from sim.store.findings import SHARES, Finding
from sim.store.story import CAVEAT

Cell = str | int | float


def summary_frame(findings: Sequence[Finding]) -> pd.DataFrame:
    """The findings in columns, missing numbers as NaN.

    outcome, party, category, unit; runs, observed, status; mean, mean_low, mean_high; share,
    share_low, share_high; q05, q25, q50, q75, q95; censored; documented, documented_low,
    documented_high, documented_category, falls_at, probability, claimed_by, source; meaning;
    model. See `sim.store.findings.Finding` for what they mean.
    """
    return pd.DataFrame([_row(finding) for finding in findings])


def _row(found: Finding) -> dict[str, Cell]:
    column, said = found.column, found.benchmark
    return {
        "outcome": column.key if column.windowed else column.outcome.name or column.key,
        "party": column.party or "",
        "category": found.category,
        "unit": column.unit,
        "runs": found.runs,
        "observed": found.observed,
        "status": found.status,
        "mean": found.mean,
        "mean_low": found.mean_low,
        "mean_high": found.mean_high,
        "share": found.share,
        "share_low": found.share_low,
        "share_high": found.share_high,
        **{
            f"q{round(100 * share):02d}": value
            for share, value in zip(SHARES, found.quantiles, strict=True)
        },
        "censored": found.censored,
        "documented": said.value,
        "documented_low": _finite(said.low),
        "documented_high": _finite(said.high),
        "documented_category": said.category,
        "falls_at": found.falls_at,
        "probability": found.probability,
        "claimed_by": said.claimed_by,
        "source": said.source,
        "meaning": said.text if column.windowed else column.outcome.meaning,
        "model": CAVEAT,
    }


def _finite(end: float) -> float:
    """An open end is missing, not infinite."""
    return end if math.isfinite(end) else math.nan
