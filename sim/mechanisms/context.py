"""Dated events change named quantities, once or for a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.prospects.trust import reputation
from sim.scenario.schema import Effect
from sim.world.layout import Layout
from sim.world.tables import FOREVER
from sim.world.world import World

Floats = NDArray[np.float64]
Column = Callable[[World], Floats]

SHARE, FREE, POSITIVE, MOOD = (0.0, 1.0), (0.0, 1e9), (1e-3, 1e9), (-2.0, 2.0)
BOUNDED = {"initiative": (0.0, 50.0), "precision": (0.0, 100.0)}
COLUMNS = {"guarantees": "guarantee"}
"""Bounds of the kinds of columns, as their tables declare them."""
FADING = {"support": "opinion", "trust": "conduct", "weariness": "strain"}
"""Qualities of a party that go back to what is usual by themselves, and by what."""
LEAST = 1e-6
"""What a ratio is taken to be at the least where its logarithm is held."""


@dataclass(frozen=True)
class Change:
    """What an effect does to one column: its place in the context table, days, and form.

    `form` is how the column holds the quantity: `plain`, as a `log`, or as `trust`, which is held
    as evidence; `fades` is what makes the change fade while it lasts, empty if nothing does.
    """

    place: int
    begins: int
    ends: int
    effect: Effect
    column: Column
    form: str
    bounds: tuple[float, float]
    fades: str


def compile_changes(layout: Layout) -> tuple[Change, ...]:
    """All effects of the timeline, addressed once."""
    changes: list[Change] = []
    for event in layout.events:
        begins = layout.day_of(event.date)
        for effect in event.effects:
            days = FOREVER if effect.days is None else int(effect.days.value)
            words = effect.on.split(".")
            columns, form, bounds = _address(layout, words)
            fades = FADING.get(words[2], "") if words[0] == "parties" else ""
            for column in columns:
                changes.append(
                    Change(len(changes), begins, begins + days, effect, column, form, bounds, fades)
                )
    return tuple(changes)


def _address(
    layout: Layout, words: list[str]
) -> tuple[tuple[Column, ...], str, tuple[float, float]]:
    """The columns an address names, how they hold the quantity, and their bounds."""
    kind, name, trait, *rest = words
    if kind == "parties":
        return _of_party(layout, layout.party(name), trait, rest)
    if kind == "mediators":
        index = [layout.mediators.index(name), *(layout.party(party) for party in rest)]
        column = _by("mediators", COLUMNS.get(trait, trait), *index)
        return (column,), "plain", BOUNDED.get(trait, SHARE)
    if kind == "formats":
        column = _by("formats", trait, layout.formats.index(name))
        return (column,), "plain", BOUNDED.get(trait, SHARE)
    if kind == "peacekeepers":
        index = [layout.missions.index(name), *(layout.party(party) for party in rest)]
        bounds = SHARE if trait in ("clarity", "consent") else FREE
        return (_by("missions", trait, *index),), "plain", bounds
    if kind == "issues":
        return (_by("issues", trait, layout.issues.index(name)),), "plain", SHARE
    front = layout.fronts.index(name)
    if trait == "posture":
        return (_mood(front, 0), _mood(front, 1)), "log", MOOD
    stretch = layout.stretches[front]
    places = range(stretch.start, stretch.stop)
    return tuple(_by("sectors", trait, place) for place in places), "plain", POSITIVE


def _of_party(
    layout: Layout, party: int, trait: str, rest: list[str]
) -> tuple[tuple[Column, ...], str, tuple[float, float]]:
    if trait == "posture":
        seats = [seat for seat in layout.seats if layout.sides[seat] == party]
        return tuple(_mood(front, side) for front, side in seats), "log", MOOD
    if trait == "trust":
        return (_pair(party, layout.party(rest[0])),), "trust", FREE
    return (_by("parties", trait, party),), "plain", POSITIVE if trait == "capability" else SHARE


def _by(table: str, column: str, *index: int) -> Column:
    def column_of(world: World) -> Floats:
        values: Floats = getattr(getattr(world, table), column)
        for place in index:
            values = values[:, place] if values.ndim > 1 else values
        return values

    return column_of


def _mood(front: int, side: int) -> Column:
    return lambda world: world.fronts.bidden[:, front, side]


def _pair(party: int, other: int) -> Column:
    return lambda world: world.pairs.good[:, party, other]


def take_effect(world: World, changes: tuple[Change, ...]) -> None:
    """Apply the effects that begin today, and take back those whose time is over."""
    if not world.on("context"):
        return
    for change in changes:
        if world.day not in (change.begins, change.ends):
            continue
        applied = world.context.applied[:, change.place]
        if change.ends == world.day:
            values = change.column(world)
            values[:] = np.clip(values - applied, *change.bounds)
            applied[:] = 0.0
        if change.begins == world.day:
            values = change.column(world)
            after = np.clip(_changed(world, change, values), *change.bounds)
            applied[:] = after - values
            values[:] = after


def fade(world: World, changes: tuple[Change, ...], days: float) -> None:
    """What fades by itself takes what an event added with it: only the rest is taken back.

    To be called with the monthly review of conduct, opinion and strain, which fade at these rates.
    """
    parameters = world.parameters
    for change in changes:
        if change.fades and change.begins <= world.day < change.ends:
            left = {
                "opinion": np.exp(-days / parameters.opinion_memory),
                "conduct": 1.0 - parameters.trust_forgetting,
                "strain": np.exp(-days / parameters.weariness_recovery),
            }[change.fades]
            world.context.applied[:, change.place] *= left


def _changed(world: World, change: Change, values: Floats) -> Floats:
    """The column after the effect, in the form in which the column holds it."""
    effect = change.effect
    if change.form == "log":
        return np.log(np.maximum(_moved(effect, np.exp(values)), LEAST))
    if change.form == "trust":
        return _evidence(world, change, values)
    return _moved(effect, values)


def _moved(effect: Effect, values: Floats) -> Floats:
    if effect.set is not None:
        return np.full_like(values, effect.set.value)
    if effect.scale is not None:
        return values * effect.scale.value
    return values + (0.0 if effect.add is None else effect.add.value)


def _evidence(world: World, change: Change, good: Floats) -> Floats:
    """Good conduct that lifts or lowers trust to where the effect moves it, short of certainty."""
    _, party, _, other = change.effect.on.split(".")
    layout = world.layout
    bad = world.pairs.bad[:, layout.party(party), layout.party(other)]
    most = world.parameters.fullest_trust
    trust = np.clip(_moved(change.effect, reputation(good, bad)), 0.0, most)
    return (trust * (bad + 2.0) - 1.0) / (1.0 - trust)
