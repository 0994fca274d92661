"""Draws with what they come from: the two files that `--parameters` reads."""

from __future__ import annotations

import hashlib
import json
import math
from typing import Any

import numpy as np

from sim.calibration.keeping import origins
from sim.calibration.sequential import Fitted, Posterior
from sim.calibration.shrinkage import Learning, in_words
from sim.calibration.targets import distances, gaps
from sim.scenario.posterior import draws_text


def posterior_files(posterior: Posterior, learning: Learning) -> tuple[str, str]:
    """The texts of `posterior.csv` and `posterior.json`."""
    text = draws_text(posterior.draws.names, posterior.draws.values)
    about: dict[str, Any] = {
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        **origins(posterior.calibration, posterior.seed),
        "draws": len(posterior.draws.values),
        "distinct": len(np.unique(posterior.draws.values, axis=0)),
        "stages": [
            {
                "name": fitted.stage.name,
                "simulated": fitted.final.simulated,
                "kept": fitted.final.size,
                "effective": round(fitted.final.effective, 1),
                "distance": round(fitted.final.tolerance, 4),
                "distance_of_the_prior": round(_median_distance(fitted), 4),
                "adjusted": fitted.stage.adjust,
                "targets": [
                    {"episode": target.episode, "key": target.key, "observed": target.observed}
                    for target in fitted.stage.targets
                ],
            }
            for fitted in posterior.stages
        ],
        "parameters": [
            {
                "name": one.prior.name,
                "prior": [one.prior.low, one.prior.high, one.prior.law],
                "median": _short(one.quantiles[2]),
                "90%": [_short(one.quantiles[0]), _short(one.quantiles[4])],
                "shrinkage": _known(one.shrinkage),
                "shrinkage_95%": [_known(one.low), _known(one.high)],
                "verdict": one.verdict,
            }
            for one in learning.parameters
        ],
        "statements": in_words(learning),
    }
    return text, json.dumps(about, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _median_distance(fitted: Fitted) -> float:
    targets = fitted.stage.targets
    weights = np.array([target.weight for target in targets])
    off = distances(gaps(targets, fitted.pool_summaries, fitted.scales), weights)
    return float(np.median(off))


def _known(number: float) -> float | None:
    return round(number, 3) if math.isfinite(number) else None


def _short(number: float) -> float:
    return float(f"{number:.4g}")
