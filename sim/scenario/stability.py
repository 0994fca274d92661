"""Whether incidents breed incidents without end: checked before a run, on the parameters alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

RUNGS_SHORT_OF_WAR = ("calm", "violations", "clashes", "operation")
PARAMETERS = ("retaliation", "neighbour_share")
NEIGHBOURS = 2.0
"""Sectors beside a sector, at most."""


def offspring(behaviour: Mapping[str, float], stance_scales: Iterable[float]) -> dict[str, float]:
    """Expected incidents that one incident brings about by retaliation, at each rung.

    The garrison that was hit answers with the chance `retaliation` times the scale of its stance,
    and so does each neighbour with `neighbour_share` of that chance. Answers do not depend on the
    rung: own fire does, and it answers nobody. At 1 or above a chain of retaliation need not end.
    Empty where a rulebook lacks the parameters.
    """
    if not all(name in behaviour for name in PARAMETERS):
        return {}
    scale = max(stance_scales, default=1.0)
    chance = min(behaviour["retaliation"] * scale, 1.0)
    expected = chance * (1.0 + NEIGHBOURS * behaviour["neighbour_share"])
    return dict.fromkeys(RUNGS_SHORT_OF_WAR, expected)
