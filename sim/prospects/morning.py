"""The morning's world in the words of the rules: each looked up once, when first asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np

from sim.prospects.words import Column, Words
from sim.world.world import World

Argument = int | str | None
Lookup = Callable[[str, Argument], Column]

WITHIN = {
    "any": ("any",),
    "front": ("front", "any"),
    "side": ("side", "front", "any"),
    "party": ("party", "any"),
}
"""Scopes that a name which rules of a scope use may be of."""


def at_target(column: Column, target: int) -> Column:
    """A target's values; a column that is the same for all targets has one entry."""
    if column.ndim < 2:
        return column
    return column[:, target if column.shape[1] > 1 else 0]


@cache
def _reader(scope: str, name: str) -> tuple[str, Callable[..., Column]]:
    """The scope that a name is of, for rules of a scope, and what computes it."""
    for own in WITHIN[scope]:
        reader = getattr(Words, f"{own}_{name}", None)
        if reader is not None:
            return own, reader
    raise LookupError(f"{name} is in the catalogue for {scope} but nobody computes it")


class Morning:
    """Looks names up for rules of a scope; arrays are `(run, target)`.

    The targets of scope `front` are the fronts, of `side` the two sides of each front in turn,
    of `party` the parties.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self._known: dict[str, dict[tuple[str, Argument], Column]] = {}
        self._words = Words(world)

    def lookup(self, scope: str) -> Lookup:
        """The lookup that rules of a scope evaluate with."""
        known = self._known.setdefault(scope, {})

        def look_up(name: str, argument: Argument) -> Column:
            found = known.get((name, argument))
            if found is None:
                found = known[name, argument] = self._compute(scope, name, argument)
            return found

        return look_up

    def of_target(self, scope: str, target: int) -> Lookup:
        """The lookup for one target alone, arrays `(run,)`: what the story is told with."""
        look_up = self.lookup(scope)
        return lambda name, argument: at_target(look_up(name, argument), target)

    def _compute(self, scope: str, name: str, argument: Argument) -> Column:
        if name in self.world.parameters.declared:
            parameter: Column = getattr(self.world.parameters, name)
            return parameter[:, None]
        own, reader = _reader(scope, name)
        if own != scope:
            column = self.lookup(own)(name, argument)
            return self._of_seats(column) if scope == "side" else column
        asked = () if argument is None else (argument,)
        found: Column = reader(self._words, *asked)
        return found

    def _of_seats(self, column: Column) -> Column:
        """What is of each front, for each of its sides; one column serves all."""
        return np.repeat(column.T, 2, axis=0).T if column.shape[1] > 1 else column
