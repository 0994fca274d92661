"""Dated events change named quantities, once or for a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.scenario.schema import Effect
from sim.world.layout import Layout
from sim.world.tables import FOREVER
from sim.world.world import World

Floats = NDArray[np.float64]
Column = Callable[[World], Floats]


@dataclass(frozen=True)
class Change:
    """An effect with its place in the context table, its days, and what it changes."""

    place: int
    begins: int
    ends: int
    effect: Effect
    columns: tuple[Column, ...]
    logarithmic: bool
    bounds: tuple[float, float]


def compile_changes(layout: Layout) -> tuple[Change, ...]:
    """All effects of the timeline, addressed once."""
    changes = []
    for event in layout.events:
        begins = layout.day_of(event.date)
        for effect in event.effects:
            days = FOREVER if effect.days is None else int(effect.days.value)
            columns, logarithmic, bounds = _address(layout, effect.on.split("."))
            place = len(changes)
            changes.append(
                Change(place, begins, begins + days, effect, columns, logarithmic, bounds)
            )
    return tuple(changes)


def _address(
    layout: Layout, words: list[str]
) -> tuple[tuple[Column, ...], bool, tuple[float, float]]:
    """The columns an address names, whether they are logs, and their bounds."""
    kind, name, trait, *rest = words
    share = (0.0, 1.0)
    free = (0.0, 1e9)
    if kind == "parties":
        party = layout.party(name)
        if trait == "posture":
            seats = [seat for seat in layout.seats if layout.sides[seat] == party]
            return tuple(_mood(front, side) for front, side in seats), True, (-2.0, 2.0)
        if trait == "trust":
            return (_pair(party, layout.party(rest[0])),), False, free
        return (_by("parties", trait, party),), False, free if trait == "capability" else share
    if kind == "mediators":
        mediator = layout.mediators.index(name)
        if rest:
            return (_by("mediators", trait, mediator, layout.party(rest[0])),), False, share
        return (_by("mediators", trait, mediator),), False, share
    if kind == "formats":
        return (_by("formats", trait, layout.formats.index(name)),), False, share
    if kind == "peacekeepers":
        mission = layout.missions.index(name)
        if rest:
            return (_by("missions", trait, mission, layout.party(rest[0])),), False, share
        return (_by("missions", trait, mission),), False, share if trait == "clarity" else free
    if kind == "issues":
        return (_by("issues", trait, layout.issues.index(name)),), False, share
    front = layout.fronts.index(name)
    if trait == "posture":
        return (_mood(front, 0), _mood(front, 1)), True, (-2.0, 2.0)
    stretch = layout.stretches[front]
    places = range(stretch.start, stretch.stop)
    return tuple(_by("sectors", trait, place) for place in places), False, (1e-3, 1e9)


def _by(table: str, column: str, *index: int) -> Column:
    def column_of(world: World) -> Floats:
        values: Floats = getattr(getattr(world, table), column)
        for place in index:
            values = values[:, place] if values.ndim > 1 else values
        return values

    return column_of


def _mood(front: int, side: int) -> Column:
    return lambda world: world.fronts.mood[:, front, side]


def _pair(party: int, other: int) -> Column:
    return lambda world: world.pairs.good[:, party, other]


def take_effect(world: World, changes: tuple[Change, ...]) -> None:
    """Apply the effects that begin today, and take back those whose time is over."""
    if not world.on("context"):
        return
    for change in changes:
        if change.ends == world.day:
            for column in change.columns:
                values = column(world)
                restored = values - world.context.applied[:, change.place]
                values[:] = np.clip(restored, *change.bounds)
            world.context.applied[:, change.place] = 0.0
        if change.begins == world.day:
            for column in change.columns:
                values = column(world)
                after = np.clip(_changed(change, values), *change.bounds)
                world.context.applied[:, change.place] = after - values
                values[:] = after


def _changed(change: Change, values: Floats) -> Floats:
    effect = change.effect
    if effect.set is not None:
        target = np.log(max(effect.set.value, 1e-6)) if change.logarithmic else effect.set.value
        return np.full_like(values, target)
    if effect.scale is not None:
        if change.logarithmic:
            return values + np.log(max(effect.scale.value, 1e-6))
        return values * effect.scale.value
    return values + (0.0 if effect.add is None else effect.add.value)
