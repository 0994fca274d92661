"""An audit as tables for programs, and its assumptions in the order in which they matter."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from sim.analysis.audit.audit import Audit, Found
from sim.analysis.audit.screening import Effect
from sim.analysis.audit.variance import PARTS


@dataclass(frozen=True)
class Ranked:
    """An assumed number, for how many outcomes it matters, and where it does so most."""

    path: str
    matters: int
    strongest: Effect
    found: Found


def ranked(audit: Audit) -> tuple[Ranked, ...]:
    """The assumed numbers that are told one by one, those that matter most first."""
    own: dict[str, list[tuple[Effect, Found]]] = {}
    for found in audit.found:
        screened = found.screened.get("assumed")
        for effect in screened.effects if screened is not None else ():
            if not math.isnan(effect.correlation):
                own.setdefault(effect.path, []).append((effect, found))
    rows = []
    for path, effects in own.items():
        strongest, found = max(effects, key=lambda pair: abs(pair[0].correlation))
        rows.append(Ranked(path, sum(one.matters for one, _ in effects), strongest, found))
    return tuple(
        sorted(rows, key=lambda one: (-one.matters, -abs(one.strongest.correlation), one.path))
    )


def shares_frame(audit: Audit) -> pd.DataFrame:
    """A row an outcome and part of its variance, `rests` (assumed and together) among them.

    Columns: outcome, label, unit, mean, variance, part, share, 95% interval `low` to `high`,
    blocks of four points, runs at each point.
    """
    return pd.DataFrame(list(_share_rows(audit)))


def _share_rows(audit: Audit) -> Iterator[dict[str, object]]:
    for one in audit.found:
        shares = one.shares
        parts = list(zip(PARTS, shares.value, shares.low, shares.high, strict=True))
        for part, share, low, high in [*parts, ("rests", *shares.rests)]:
            yield {
                "outcome": one.key,
                "label": one.label,
                "unit": one.unit,
                "mean": shares.mean,
                "variance": shares.variance,
                "part": part,
                "share": float(share),
                "low": float(low),
                "high": float(high),
                "blocks": shares.blocks,
                "runs": shares.runs,
            }


def assumptions_frame(audit: Audit) -> pd.DataFrame:
    """A row an outcome and number, with what moving the number does to the outcome.

    Columns: outcome, label, group (assumed or known), path, value, range `lowest` to `highest`,
    rank correlation with its 95% interval `low` to `high` and whether it is partial, share of
    the variance alone, mean `at_low` and `at_high`, `matters`; draws, numbers of the group, and
    the least correlation that could be told from chance.
    """
    known = {one.path: one.quantity for one in audit.ground.varied}
    rows = []
    for found in audit.found:
        for group, screened in found.screened.items():
            for effect in screened.effects:
                quantity = known.get(effect.path)
                ends = (None, None) if quantity is None else (quantity.range or (None, None))
                rows.append(
                    {
                        "outcome": found.key,
                        "label": found.label,
                        "group": group,
                        "path": effect.path,
                        "value": None if quantity is None else quantity.value,
                        "lowest": ends[0],
                        "highest": ends[1],
                        "correlation": effect.correlation,
                        "low": effect.low,
                        "high": effect.high,
                        "partial": effect.partial,
                        "share": effect.share,
                        "at_low": effect.at_low,
                        "at_high": effect.at_high,
                        "matters": effect.matters,
                        "draws": screened.draws,
                        "numbers": screened.numbers,
                        "least": screened.least,
                    }
                )
    return pd.DataFrame(rows)


def statements_frame(audit: Audit) -> pd.DataFrame:
    """A row a statement: whether it holds as given, the share of points, and the verdict."""
    return pd.DataFrame(
        [
            {
                "statement": one.statement.says,
                "outcome": one.statement.outcome,
                "as_given": one.as_given,
                "points": one.points,
                "share": one.share,
                "low": one.low,
                "high": one.high,
                "verdict": one.verdict,
            }
            for one in audit.statements
        ]
    )
