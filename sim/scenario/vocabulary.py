"""The words that the rules of a scenario may use: the language's names and its own parameters."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from sim.language import NAMES, SCOPES, Name
from sim.scenario.quantity import Quantity

FAR = 1e9


def vocabulary(behaviour: Mapping[str, Quantity]) -> dict[str, Name]:
    """The catalogue of names with the behavioural parameters as further bare names."""
    return dict(_with_parameters(tuple(behaviour)))


@lru_cache(maxsize=16)
def _with_parameters(behaviour: tuple[str, ...]) -> Mapping[str, Name]:
    # Asked for by every expression of every rule, with the same names nearly always.
    parameters = {
        name: Name(
            name=name,
            kind="number",
            unit="as in the rulebook",
            scopes=tuple(SCOPES),
            meaning="Behavioural parameter.",
            low=-FAR,
            high=FAR,
        )
        for name in behaviour
        if name not in NAMES
    }
    return {**NAMES, **parameters}
