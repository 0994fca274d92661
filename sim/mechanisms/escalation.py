"""Local escalation: rules that are data move the rungs between strategic decisions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.arithmetic import between, in_any_run
from sim.language import Expression, compile_columns, parse, tell
from sim.mechanisms import talks
from sim.prospects.morning import Morning, at_target
from sim.scenario.case import Case
from sim.scenario.schema import Rule
from sim.world.build import adopt_stance
from sim.world.layout import CALM, RUNGS, WAR, Layout
from sim.world.records import Climb
from sim.world.tables import FOREVER
from sim.world.world import World

Column = NDArray[Any]
Indices = NDArray[np.int64]
Lookup = Callable[[str, int | str | None], Column]


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
    askers: tuple[str, ...]
    everywhere: bool


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
    targets = _targets(rule, layout)
    return Compiled(
        name=name,
        rule=rule,
        when=when,
        fires=compile_columns(when, runs=1),
        chance=compile_columns(parse(rule.chance), runs=1),
        effects=effects,
        targets=targets,
        askers=tuple(f"rule {name} {target}" for _, target in targets),
        everywhere=not rule.who,
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


@dataclass(frozen=True)
class _Firing:
    """A rule that fires on one target in some runs."""

    rule: Compiled
    place: int
    rows: Indices
    effects: dict[str, Column]
    why: tuple[str, ...]


def apply(world: World, rules: tuple[Compiled, ...], explain: bool = False) -> list[Climb]:
    """Apply the day's rules, all judged on the same morning's world.

    With `explain`, in a world of one run, there is a record of each firing that says which
    comparisons made the rule hold.
    """
    if not world.on("escalation"):
        return []
    morning = Morning(world)
    firings = [firing for rule in rules for firing in _firings(world, rule, morning, explain)]
    climbs = []
    for firing in firings:
        before = world.fronts.rung.copy() if explain else world.fronts.rung
        _take_effect(world, firing)
        if explain:
            climbs.append(_told(world, firing, before))
    return climbs


def _firings(world: World, rule: Compiled, morning: Morning, explain: bool) -> list[_Firing]:
    """Where a rule holds and luck will have it, target by target."""
    scope = rule.rule.applies_to
    lookup = morning.lookup(scope)
    holds = _of_targets(rule.fires(lookup), rule)
    if not in_any_run(holds):
        return []
    chance = _of_targets(rule.chance(lookup), rule)
    hit = holds & (world.luck.dailies(rule.askers) < chance)
    if not in_any_run(hit):
        return []
    effects = {what: effect(lookup) for what, effect in rule.effects.items()}
    firings = []
    for (place, _), rows in zip(rule.targets, _rows(hit), strict=True):
        if len(rows):
            why = tuple(tell(rule.when, morning.of_target(scope, place))) if explain else ()
            firings.append(_Firing(rule, place, rows, effects, why))
    return firings


def _rows(hit: Column) -> list[Indices]:
    """The rows in which each column is true, found in one go."""
    runs, columns = hit.shape
    found = np.flatnonzero(hit.T)
    ends = np.searchsorted(found, runs * np.arange(columns + 1))
    return [found[ends[one] : ends[one + 1]] - one * runs for one in range(columns)]


def _of_targets(column: Column, rule: Compiled) -> Column:
    """The columns of a rule's targets; one column serves all where all are the same."""
    if column.ndim < 2 or column.shape[1] == 1 or rule.everywhere:
        return column if column.ndim == 2 else column[:, None]
    return column[:, [place for place, _ in rule.targets]]


def _take_effect(world: World, firing: _Firing) -> None:
    front, side, party = _whom(world.layout, firing.rule.rule.applies_to, firing.place)
    if front >= 0:
        _move_rung(world, firing.rule.rule, front, firing.rows)
    if side >= 0 and "posture" in firing.effects:
        moods = world.fronts.mood
        shifted = moods[firing.rows, front, side] + _effect(firing, "posture")
        most = world.parameters.strongest_mood[firing.rows]
        moods[firing.rows, front, side] = np.minimum(np.maximum(shifted, -most), most)
    if party >= 0:
        _move_party(world, firing, party)
    if firing.rule.rule.effect.convene is not None:
        _convene(world, firing.rule.rule.effect.convene, firing.rows)


def _convene(world: World, host: str, rows: Indices) -> None:
    """A host calls a meeting of its own, unless one is called already or nobody is at its table."""
    index = world.layout.host(host)
    if not (world.on("initiative") and world.layout.hosts[index].participants):
        return
    called = np.zeros(world.runs, dtype=bool)
    called[rows] = world.talks.called[rows, index] == FOREVER
    talks.call(world, index, called)


def _effect(firing: _Firing, what: str) -> Column:
    """What an effect amounts to in the runs in which the rule fires."""
    values = at_target(firing.effects[what], firing.place)
    return values[firing.rows] if len(values) > 1 else np.full(len(firing.rows), values[0])


def _told(world: World, firing: _Firing, before: NDArray[np.int8]) -> Climb:
    scope = firing.rule.rule.applies_to
    front, side, _ = _whom(world.layout, scope, firing.place)
    after = world.fronts.rung[:, front].copy()
    hit = np.ones(world.runs, dtype=bool)
    return Climb(
        firing.rule.name, firing.place, scope, side, hit, before[:, front], after, firing.why
    )


def _whom(layout: Layout, scope: str, place: int) -> tuple[int, int, int]:
    """Front, side and party that a target stands for; -1 where there is none."""
    if scope == "front":
        return place, -1, -1
    if scope == "party":
        return -1, -1, place
    front, side = layout.seats[place]
    return front, side, int(layout.sides[front, side])


def _move_rung(world: World, rule: Rule, front: int, rows: Indices) -> None:
    rungs, since = world.fronts.rung[:, front], world.fronts.rung_since[:, front]
    rung = rungs[rows]
    effect = rule.effect
    moved = rung
    if effect.raise_rung is not None:
        ceiling = RUNGS.index(effect.up_to) if effect.up_to else WAR
        moved = np.maximum(rung, np.minimum(rung + effect.raise_rung, ceiling))
    if effect.lower_rung is not None:
        floor = RUNGS.index(effect.down_to) if effect.down_to else CALM
        moved = np.minimum(moved, np.maximum(moved - effect.lower_rung, floor))
    since[rows[moved != rung]] = world.day
    rungs[rows] = moved


def _move_party(world: World, firing: _Firing, party: int) -> None:
    parties, effect = world.parties, firing.rule.rule.effect
    if "support" in firing.effects:
        support = parties.support[firing.rows, party] + _effect(firing, "support")
        parties.support[firing.rows, party] = between(0.0, support, 1.0)
    if effect.seek_talks is not None:
        parties.seeking_talks[firing.rows, party] = effect.seek_talks
    if effect.stance is not None:
        stance = world.layout.stances.index(effect.stance)
        adopt_stance(world, firing.rows, party, stance)


def relax(world: World, days: float) -> None:
    """Shifts of posture by rules fade."""
    keep = np.exp(-days / world.parameters.mood_memory)
    world.fronts.mood *= keep[:, None, None]
