"""Parley: a stylised, seeded simulation of mediation in armed conflict.

case = sim.load("scenarios/sochi-2014.yaml")
results = sim.simulate(case, runs=200, seed=7)
results.outcomes["deaths"].describe()
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.results import Results, simulate
    from sim.scenario.load import load

__all__ = ["Results", "load", "simulate"]


def __getattr__(name: str) -> object:
    """The public names, fetched when they are first asked for: loading all takes seconds."""
    if name == "load":
        from sim.scenario.load import load

        return load
    if name in ("Results", "simulate"):
        from sim import results

        return getattr(results, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
