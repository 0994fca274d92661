"""The words that the rules of a scenario may use: the language's names and its own parameters."""

from __future__ import annotations

from collections.abc import Mapping

from sim.language import NAMES, SCOPES, Name
from sim.scenario.quantity import Quantity

FAR = 1e9


def vocabulary(behaviour: Mapping[str, Quantity]) -> dict[str, Name]:
    """The catalogue of names with the behavioural parameters as further bare names."""
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
