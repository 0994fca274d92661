"""A calibration that was read and checked: its stages, their parameters, episodes and targets."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sim.calibration.priors import Prior
from sim.calibration.targets import Target
from sim.scenario.case import Case, Input
from sim.scenario.problems import Problem, UserError, did_you_mean

QUICK_FIRST, QUICK_DRAWS = 160, 97
"""Sizes of a calibration that only shows that everything works."""


@dataclass(frozen=True)
class Episode:
    """A scenario, the last day of it that is run, and its targets."""

    case: Case
    until: date
    targets: tuple[Target, ...]

    @property
    def name(self) -> str:
        return self.case.name

    @property
    def days(self) -> int:
        return (self.until - self.case.scenario.period.start).days + 1


@dataclass(frozen=True)
class Stage:
    """Parameters that are fitted together, to the targets of some episodes."""

    name: str
    title: str
    priors: tuple[Prior, ...]
    episodes: tuple[Episode, ...]
    first: int
    later: int
    generations: int
    keep: float
    adjust: bool

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(prior.name for prior in self.priors)

    @property
    def targets(self) -> tuple[Target, ...]:
        """The targets of all episodes, in the order in which they are run."""
        return tuple(target for episode in self.episodes for target in episode.targets)

    @property
    def days(self) -> int:
        """Days that one vector takes."""
        return sum(episode.days for episode in self.episodes)

    @property
    def vectors(self) -> int:
        """Vectors that are simulated at most."""
        return self.first + self.generations * self.later


@dataclass(frozen=True)
class Calibration:
    """A calibration with everything it depends on; `left_out` names an episode it does without.

    `tiny` says that it only shows that everything works.
    """

    name: str
    path: Path
    title: str
    summary: str
    seed: int
    draws: int
    stages: tuple[Stage, ...]
    inputs: tuple[Input, ...]
    warnings: tuple[Problem, ...] = ()
    left_out: str = ""
    tiny: bool = False

    @property
    def priors(self) -> tuple[Prior, ...]:
        return tuple(prior for stage in self.stages for prior in stage.priors)

    @property
    def targets(self) -> tuple[Target, ...]:
        return tuple(target for stage in self.stages for target in stage.targets)

    @property
    def run_days(self) -> int:
        """Days of all runs, at most; without the final check."""
        return sum(stage.vectors * stage.days for stage in self.stages)

    def without(self, episode: str) -> Calibration:
        """The same without an episode. Raises UserError if there is none of that name."""
        names = dict.fromkeys(one.name for stage in self.stages for one in stage.episodes)
        place = f"--leave-out {episode}"
        if episode not in names:
            message = f"{self.path} has no episode of that name"
            raise UserError(Problem(message, place, hint=did_you_mean(episode, names)))
        stages = tuple(
            replace(stage, episodes=tuple(one for one in stage.episodes if one.name != episode))
            for stage in self.stages
        )
        empty = [stage.name for stage in stages if not stage.targets]
        if empty:
            message = f"without it the stage `{empty[0]}` has nothing left to be fitted to"
            raise UserError(Problem(message, place))
        return replace(self, stages=stages, left_out=episode)

    def quick(self) -> Calibration:
        """The same in a size that only shows that everything works."""
        stages = tuple(
            replace(
                stage,
                first=min(stage.first, QUICK_FIRST),
                generations=0,
            )
            for stage in self.stages
        )
        return replace(self, stages=stages, draws=min(self.draws, QUICK_DRAWS), tiny=True)

    def excess(self) -> tuple[Problem, ...]:
        """Warnings where more parameters are fitted than there are targets: both numbers."""
        found = [
            Problem(
                f"the stage `{stage.name}` fits {len(stage.priors)} parameters to only"
                f" {len(stage.targets)} documented numbers and facts: MORE PARAMETERS THAN DATA."
                " Most of them will stay where their prior puts them",
                str(self.path),
                hint="fix some of the parameters, or add targets",
                warning=True,
            )
            for stage in self.stages
            if len(stage.priors) > len(stage.targets)
        ]
        return tuple(found)

    def key(self, seed: int, engine: str) -> str:
        """Digest of everything that the populations depend on."""
        said: Mapping[str, object] = {
            "seed": seed,
            "engine": engine,
            "stages": [
                [
                    stage.name, stage.first, stage.later, stage.generations, stage.keep,
                    stage.adjust,
                    [[p.name, p.low, p.high, p.in_logs] for p in stage.priors],
                    [
                        [e.name, e.until.isoformat(), [_told(t) for t in e.targets]]
                        for e in stage.episodes
                    ],
                ]
                for stage in self.stages
            ],
            "inputs": [
                hashlib.sha256(given.text.encode()).hexdigest()
                for stage in self.stages
                for episode in stage.episodes
                for given in episode.case.inputs
            ],
        }  # fmt: skip
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _told(target: Target) -> list[object]:
    return [target.key, target.observed, target.weight]
