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
from sim.scenario.schema import Rule, RuleEffect
from sim.world.build import adopt_stance
from sim.world.layout import CALM, RUNGS, WAR, Layout
from sim.world.records import Climb
from sim.world.tables import FOREVER
from sim.world.world import World

Column = NDArray[Any]
Indices = NDArray[np.int64]
Rungs = NDArray[np.int8]
Lookup = Callable[[str, int | str | None], Column]


@dataclass(frozen=True)
class Target:
    """What a rule applies to: its place in its scope; front, side and party, -1 for none."""

    place: int
    names: tuple[str, ...]
    front: int
    side: int
    party: int


@dataclass(frozen=True)
class Compiled:
    """A rule ready to be applied to all runs and targets at once.

    `moved` is the rung it moves each rung to; None where it moves none.
    """

    name: str
    rule: Rule
    when: Expression
    fires: Callable[[Lookup], Column]
    odds: Expression
    chance: Callable[[Lookup], Column]
    effects: dict[str, Callable[[Lookup], Column]]
    moved: Rungs | None
    targets: tuple[Target, ...]
    askers: tuple[str, ...]
    everywhere: bool


def compile_rules(case: Case, layout: Layout) -> tuple[Compiled, ...]:
    """The rules of a case, compiled once."""
    return tuple(_compile(name, rule, layout) for name, rule in case.rules.items())


def _compile(name: str, rule: Rule, layout: Layout) -> Compiled:
    when, odds = parse(rule.when), parse(rule.chance)
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
        odds=odds,
        chance=compile_columns(odds, runs=1),
        effects=effects,
        moved=_moved(rule.effect),
        targets=targets,
        askers=tuple(" ".join(("rule", name, *target.names)) for target in targets),
        everywhere=not rule.who,
    )


def _moved(effect: RuleEffect) -> Rungs | None:
    """The rung that an effect moves each rung to; None where it moves none."""
    if effect.raise_rung is None and effect.lower_rung is None:
        return None
    rungs = moved = np.arange(len(RUNGS), dtype=np.int8)
    if effect.raise_rung is not None:
        ceiling = RUNGS.index(effect.up_to) if effect.up_to else WAR
        moved = np.maximum(rungs, np.minimum(rungs + effect.raise_rung, ceiling))
    if effect.lower_rung is not None:
        floor = RUNGS.index(effect.down_to) if effect.down_to else CALM
        moved = np.minimum(moved, np.maximum(moved - effect.lower_rung, floor))
    return moved


def _targets(rule: Rule, layout: Layout) -> tuple[Target, ...]:
    """The targets a rule applies to."""
    fronts, parties = layout.fronts, layout.parties
    if rule.applies_to == "front":
        scope = [Target(front, (name,), front, -1, -1) for front, name in enumerate(fronts)]
    elif rule.applies_to == "party":
        scope = [Target(party, (name,), -1, -1, party) for party, name in enumerate(parties)]
    else:
        seated = [(front, side, int(layout.sides[front, side])) for front, side in layout.seats]
        scope = [
            Target(place, (fronts[front], parties[party]), front, side, party)
            for place, (front, side, party) in enumerate(seated)
        ]
    return tuple(target for target in scope if not rule.who or {*rule.who} & {*target.names})


@dataclass(frozen=True)
class _Firing:
    """A rule that fires on one target in some runs."""

    rule: Compiled
    target: Target
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
    for target, struck in zip(rule.targets, hit.T, strict=True):
        rows = struck.nonzero()[0]
        if len(rows):
            why = _reasons(rule, morning.of_target(scope, target.place)) if explain else ()
            firings.append(_Firing(rule, target, rows, effects, why))
    return firings


def _reasons(rule: Compiled, lookup: Lookup) -> tuple[str, ...]:
    """What made a rule hold in the one run of a story, and the chance that it then had."""
    odds = tell(rule.odds, lookup)
    return (*tell(rule.when, lookup), *(f"chance a day {told}" for told in odds if told != "1"))


def _of_targets(column: Column, rule: Compiled) -> Column:
    """The columns of a rule's targets; one column serves all where all are the same."""
    if column.ndim < 2 or column.shape[1] == 1 or rule.everywhere:
        return column if column.ndim == 2 else column[:, None]
    return column[:, [target.place for target in rule.targets]]


def _take_effect(world: World, firing: _Firing) -> None:
    front, side, party = firing.target.front, firing.target.side, firing.target.party
    if front >= 0 and firing.rule.moved is not None:
        _move_rung(world, firing.rule.moved, front, firing.rows)
    if side >= 0 and "posture" in firing.effects:
        moods = world.fronts.mood[:, front, side]
        shifted = moods[firing.rows] + _effect(firing, "posture")
        most = world.parameters.strongest_mood[firing.rows]
        moods[firing.rows] = np.minimum(np.maximum(shifted, -most), most)
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
    values = at_target(firing.effects[what], firing.target.place)
    return values[firing.rows] if len(values) > 1 else values


def _told(world: World, firing: _Firing, before: NDArray[np.int8]) -> Climb:
    rule, target = firing.rule, firing.target
    hit = np.ones(world.runs, dtype=bool)
    before, after = before[:, target.front], world.fronts.rung[:, target.front].copy()
    scope = rule.rule.applies_to
    return Climb(rule.name, target.place, scope, target.side, hit, before, after, firing.why)


def _move_rung(world: World, moved: Rungs, front: int, rows: Indices) -> None:
    rungs, since = world.fronts.rung[:, front], world.fronts.rung_since[:, front]
    before = rungs[rows]
    after = moved[before]
    since[rows[after != before]] = world.day
    rungs[rows] = after


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
