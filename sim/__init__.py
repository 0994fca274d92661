"""Parley: a stylised, seeded simulation of mediation in armed conflict.

case = sim.load("scenarios/sochi-2014.yaml")
results = sim.simulate(case, runs=200, seed=7)
results.outcomes["deaths"].describe()

answers = sim.sweep("experiments/mandate-clarity.yaml", workers=2)
sim.compare(answers).sentences
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.results import Results, simulate
    from sim.scenario.load import load
    from sim.study import Answers, compare, load_experiment, open_results, summarise, sweep

__all__ = [
    "Answers",
    "Results",
    "compare",
    "load",
    "load_experiment",
    "open_results",
    "simulate",
    "summarise",
    "sweep",
]

_HOMES = {"load": "sim.scenario.load", "Results": "sim.results", "simulate": "sim.results"}


def __getattr__(name: str) -> object:
    """The public names, fetched when they are first asked for: loading all takes seconds."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES.get(name, "sim.study")), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
