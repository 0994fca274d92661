"""A scenario that was read and checked, together with everything its runs depend on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sim.scenario.problems import Problem
from sim.scenario.quantity import Quantity
from sim.scenario.schema import Rule, Scenario, Stance


@dataclass(frozen=True)
class Input:
    """A file that was read, as it was written."""

    path: Path
    text: str


@dataclass(frozen=True)
class Case:
    """A scenario merged with the rulebooks, ready to run.

    `behaviour`, `stances`, `rules` and `mechanisms` are complete: the default rulebooks with the
    scenario's changes, removed rules left out. `scenario` holds only what its own files say of
    them. `inputs` are the scenario file and every file that it extends, the scenario first.
    """

    name: str
    path: Path
    scenario: Scenario
    behaviour: Mapping[str, Quantity]
    stances: Mapping[str, Stance]
    rules: Mapping[str, Rule]
    mechanisms: Mapping[str, bool]
    inputs: tuple[Input, ...]
    warnings: tuple[Problem, ...] = ()
    settings: tuple[str, ...] = ()
