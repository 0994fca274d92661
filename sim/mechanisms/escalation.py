"""Local escalation: rules that are data move the rungs between strategic decisions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.language import Expression, compile_columns, parse, tell
from sim.prospects.morning import Morning, at_target
from sim.scenario.case import Case
from sim.scenario.schema import Rule
from sim.world.build import adopt_stance
from sim.world.layout import CALM, RUNGS, WAR, Layout
from sim.world.records import Climb
from sim.world.world import World

Column = NDArray[Any]
Truths = NDArray[np.bool_]
Lookup = Callable[[str, int | str | None], Column]

STRONGEST_MOOD = 1.5
"""Largest shift of log posture that rules may add up to."""


@dataclass(frozen=True)
class Compiled:
    """A rule ready to be applied to all runs and targets at once."""

    name: str
    rule: Rule
    when: Expression
    fires: Callable[[Lookup], Column]
    chance: Callable[[Lookup], Column]
    effects: dict[str, Callable[[Lookup], Column]]
    targets: tuple[tuple[int, str], ...]


def compile_rules(case: Case, layout: Layout) -> tuple[Compiled, ...]:
    """The rules of a case, compiled once."""
    return tuple(_compile(name, rule, layout) for name, rule in case.rules.items())


def _compile(name: str, rule: Rule, layout: Layout) -> Compiled:
    when = parse(rule.when)
    effects = {
        what: compile_columns(parse(text), runs=1)
        for what, text in (("posture", rule.effect.posture), ("support", rule.effect.support))
        if text is not None
    }
    return Compiled(
        name=name,
        rule=rule,
        when=when,
        fires=compile_columns(when, runs=1),
        chance=compile_columns(parse(rule.chance), runs=1),
        effects=effects,
        targets=_targets(rule, layout),
    )


def _targets(rule: Rule, layout: Layout) -> tuple[tuple[int, str], ...]:
    """The targets a rule applies to: place among all of its scope, and name."""
    if rule.applies_to == "front":
        named = [(front, {front}) for front in layout.fronts]
    elif rule.applies_to == "party":
        named = [(party, {party}) for party in layout.parties]
    else:
        named = [
            (f"{layout.fronts[front]} {layout.parties[party]}", {layout.fronts[front], party_name})
            for front, side in layout.seats
            for party in [int(layout.sides[front, side])]
            for party_name in [layout.parties[party]]
        ]
    return tuple(
        (place, name)
        for place, (name, answers) in enumerate(named)
        if not rule.who or answers & set(rule.who)
    )


def apply(world: World, rules: tuple[Compiled, ...], explain: bool = False) -> list[Climb]:
    """Apply the day's rules, all judged on the same morning's world.

    With `explain`, in a world of one run, each record says which comparisons made the rule hold.
    """
    if not world.on("escalation"):
        return []
    morning = Morning(world)
    fired = []
    for rule in rules:
        lookup = morning.lookup(rule.rule.applies_to)
        holds = rule.fires(lookup)
        if not holds.any():
            continue
        chance = rule.chance(lookup)
        effects = {what: effect(lookup) for what, effect in rule.effects.items()}
        for place, name in rule.targets:
            here = np.broadcast_to(at_target(holds, place), world.runs)
            if here.any():
                hit = _draw(world, rule, name, here, at_target(chance, place))
                if hit.any():
                    of_target = morning.of_target(rule.rule.applies_to, place)
                    why = tuple(tell(rule.when, of_target)) if explain else ()
                    fired.append((rule, place, hit, effects, why))
    return [_take_effect(world, *firing) for firing in fired]


def _draw(world: World, rule: Compiled, name: str, here: Truths, chance: Column) -> Truths:
    hit: Truths = here & (world.luck.daily(f"rule {rule.name} {name}") < chance)
    return hit


def _take_effect(
    world: World,
    rule: Compiled,
    place: int,
    hit: Truths,
    effects: dict[str, Column],
    why: tuple[str, ...],
) -> Climb:
    scope = rule.rule.applies_to
    front, side, party = _whom(world.layout, scope, place)
    before = world.fronts.rung[:, front].copy()
    if front >= 0:
        _move_rung(world, rule.rule, front, hit)
        if "posture" in effects and side >= 0:
            added = np.broadcast_to(at_target(effects["posture"], place), world.runs)[hit]
            mood = world.fronts.mood[hit, front, side] + added
            world.fronts.mood[hit, front, side] = np.clip(mood, -STRONGEST_MOOD, STRONGEST_MOOD)
    if party >= 0:
        _move_party(world, rule.rule, party, hit, effects, place)
    after = world.fronts.rung[:, front].copy()
    return Climb(rule.name, place, scope, side, hit, before, after, why)


def _whom(layout: Layout, scope: str, place: int) -> tuple[int, int, int]:
    """Front, side and party that a target stands for; -1 where there is none."""
    if scope == "front":
        return place, -1, -1
    if scope == "party":
        return -1, -1, place
    front, side = layout.seats[place]
    return front, side, int(layout.sides[front, side])


def _move_rung(world: World, rule: Rule, front: int, hit: Truths) -> None:
    rung = world.fronts.rung[:, front].astype(np.int64)
    effect = rule.effect
    moved = rung
    if effect.raise_rung is not None:
        ceiling = RUNGS.index(effect.up_to) if effect.up_to else WAR
        moved = np.maximum(rung, np.minimum(rung + effect.raise_rung, ceiling))
    if effect.lower_rung is not None:
        floor = RUNGS.index(effect.down_to) if effect.down_to else CALM
        moved = np.minimum(moved, np.maximum(moved - effect.lower_rung, floor))
    changed = hit & (moved != rung)
    world.fronts.rung[changed, front] = moved[changed].astype(np.int8)
    world.fronts.rung_since[changed, front] = world.day


def _move_party(
    world: World, rule: Rule, party: int, hit: Truths, effects: dict[str, Column], place: int
) -> None:
    parties = world.parties
    if "support" in effects:
        added = np.broadcast_to(at_target(effects["support"], place), world.runs)[hit]
        parties.support[hit, party] = np.clip(parties.support[hit, party] + added, 0.0, 1.0)
    if rule.effect.seek_talks is not None:
        parties.seeking_talks[hit, party] = rule.effect.seek_talks
    if rule.effect.stance is not None:
        stance = world.layout.stances.index(rule.effect.stance)
        adopt_stance(world, np.flatnonzero(hit), party, stance)


def relax(world: World, days: float) -> None:
    """Shifts of posture by rules fade."""
    keep = np.exp(-days / world.parameters.mood_memory)
    world.fronts.mood *= keep[:, None, None]
