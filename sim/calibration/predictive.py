"""What the posterior foretells of its own targets, beside what the prior did."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.calibration.calibration import Episode, Stage
from sim.calibration.sequential import Posterior
from sim.calibration.simulator import Simulator
from sim.calibration.targets import Target

Floats = NDArray[np.float64]

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
FIRST_RUN = 900_000_000
"""Run from which on the checks are numbered: luck that no vector was fitted to."""


@dataclass(frozen=True)
class Check:
    """A target as runs foretell it before and after the calibration.

    For a number the quantiles at `LEVELS` in its own unit; for a fact `before` and `after` hold
    one number each, the share of runs that agree. `falls` is the share of the posterior's runs
    below what happened (half of those equal to it).
    """

    stage: str
    target: Target
    before: tuple[float, ...]
    after: tuple[float, ...]
    falls: float
    runs: int

    @property
    def inside(self) -> bool | None:
        """Whether what happened lies within 90% of the posterior's runs; None for a fact."""
        if self.target.is_fact:
            return None
        return self.after[0] <= self.target.observed <= self.after[-1]


def checks(posterior: Posterior, simulate: Simulator, runs: int) -> tuple[Check, ...]:
    """New runs with draws of the posterior, held against every target.

    `before` are the draws from the prior of each stage, for later stages with what the earlier
    ones left.
    """
    drawn = posterior.draws
    rows = np.arange(runs) % len(drawn.values)
    done: dict[tuple[str, object], Floats] = {}
    found: list[Check] = []
    for fitted in posterior.stages:
        parts = []
        for episode in fitted.stage.episodes:
            key = (episode.name, _asked(episode))
            if key not in done:
                ids = np.arange(FIRST_RUN, FIRST_RUN + runs)
                done[key] = simulate((episode,), drawn.names, drawn.values[rows], ids)
            parts.append(done[key])
        after = np.concatenate(parts, axis=1)
        found += _of_stage(fitted.stage, fitted.pool_summaries, after)
    return tuple(found)


def _asked(episode: Episode) -> tuple[object, ...]:
    return episode.until, tuple(target.key for target in episode.targets)


def _of_stage(stage: Stage, before: Floats, after: Floats) -> list[Check]:
    return [
        Check(
            stage.name,
            target,
            _told(target, before[:, place]),
            _told(target, after[:, place]),
            _falls(target, after[:, place]),
            len(after),
        )
        for place, target in enumerate(stage.targets)
    ]


def _told(target: Target, summaries: Floats) -> tuple[float, ...]:
    seen = summaries[np.isfinite(summaries)]
    if target.is_fact:
        return (float(seen.mean()) if len(seen) else float("nan"),)
    if len(seen) == 0:
        return (float("nan"),) * len(LEVELS)
    return tuple(target.shown(np.quantile(seen, LEVELS)).tolist())


def _falls(target: Target, summaries: Floats) -> float:
    seen = summaries[np.isfinite(summaries)]
    if len(seen) == 0:
        return float("nan")
    return float((seen < target.centre).mean() + 0.5 * (seen == target.centre).mean())
