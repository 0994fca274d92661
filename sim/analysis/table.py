"""Effects as rows of a data frame."""

from __future__ import annotations

from sim.analysis.differences import Difference
from sim.analysis.pairing import Contrast
from sim.analysis.phrases import Effect, clause, label_of
from sim.analysis.variables import Variable
from sim.analysis.wording import WORDS, Phrases


def effect_row(contrast: Contrast, effect: Effect, words: Phrases = WORDS) -> dict[str, object]:
    """One row of `Comparison.effects`."""
    variable, found = effect.variable, effect.difference
    return {
        "scenario": contrast.scenario,
        "arm": contrast.side.name,
        "against": contrast.against.name,
        "paired": contrast.paired,
        "outcome": variable.asked.key,
        "label": label_of(variable, words),
        "kind": variable.asked.kind,
        "unit": variable.asked.unit,
        "category": variable.category,
        "measure": _measure(variable),
        "headline": effect.headline,
        "n": found.number,
        "independent": found.independent,
        "baseline_value": found.baseline,
        "arm_value": found.arm,
        "difference": found.value,
        **_numbers(found),
        "adjusted": effect.adjusted,
        "points": effect.points,
        "points_agreeing": effect.agreeing,
        "points_opposite": effect.opposite,
        "margin": effect.margin,
        "within_margin": effect.within_margin,
        "verdict": effect.verdict,
        "clause": clause(effect, words),
    }


def _numbers(found: Difference) -> dict[str, float]:
    names = (
        *("low", "high", "error", "percent", "percent_low", "percent_high"),
        *("share_lower", "share_equal", "share_higher", "variance_saved"),
        *("chance", "log_rank", "horizon"),
    )
    return {name: float(getattr(found, name)) for name in names}


def _measure(variable: Variable) -> str:
    if variable.at_least:
        return "share_at_least"
    return {"number": "mean", "time": "restricted_mean"}.get(variable.nature, "share")
