"""Attacks: prepared, begun, suspended, and ended for a reason."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.arithmetic import in_any_run
from sim.mechanisms.battle import local_chance
from sim.prospects.force import (
    GENERAL_SCALE,
    price_of_pressing,
    remaining_gain,
)
from sim.prospects.keeping import forfeited
from sim.world.layout import CLASHES, OPERATION, WAR
from sim.world.records import (
    AGREEMENT,
    EXHAUSTION,
    GENERAL,
    GUARANTOR,
    LIMITED,
    VICTORY,
    Halt,
    Outbreak,
    Strategy,
)
from sim.world.tables import FOREVER
from sim.world.world import World

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]
Indices = NDArray[np.int64]

LIMITED_SCALE = 1


def prepare(world: World, strategy: Strategy) -> None:
    """Enter a decision to attack: it begins once preparations are over."""
    fronts = world.fronts
    front, side = strategy.front, strategy.side
    free = (fronts.attack_scale[:, front, side] == 0) & strategy.due
    limited = free & (strategy.choice == LIMITED)
    general = free & (strategy.choice == GENERAL)
    chosen = limited | general
    if not in_any_run(chosen):
        return
    scale = np.where(general, GENERAL_SCALE, LIMITED_SCALE)
    fronts.attack_scale[chosen, front, side] = scale[chosen]
    fronts.attack_day[chosen, front, side] = (world.day + strategy.preparation)[chosen]
    fronts.own_choice[chosen, front, side] = True
    stretch = world.layout.stretches[front]
    objective = world.sectors.objective[:, stretch, side]
    objective[chosen] = strategy.objectives[chosen, stretch]


def call_off(world: World, strategy: Strategy) -> None:
    """Give up an attack that has not begun when the party no longer wants it."""
    fronts = world.fronts
    front, side = strategy.front, strategy.side
    pending = (fronts.attack_scale[:, front, side] > 0) & ~fronts.attacking[:, front, side]
    if not in_any_run(pending):
        return
    pending &= fronts.attack_day[:, front, side] > world.day
    away = pending & strategy.due & (strategy.choice < LIMITED) & fronts.own_choice[:, front, side]
    end_attack(world, front, side, away, 0)


def open_dated(world: World) -> None:
    """Dated offensives are inputs of the scenario."""
    layout = world.layout
    for offensive in layout.offensives:
        if layout.day_of(offensive.date) != world.day:
            continue
        place = layout.fronts.index(offensive.front)
        side = int(np.flatnonzero(layout.sides[place] == layout.party(offensive.by))[0])
        scale = GENERAL_SCALE if offensive.scale == "general" else LIMITED_SCALE
        world.fronts.attack_scale[:, place, side] = scale
        world.fronts.attack_day[:, place, side] = world.day
        world.fronts.own_choice[:, place, side] = False
        aims = [f"{offensive.front}.{name}" for name in offensive.objectives]
        places = [layout.sectors.index(name) for name in aims]
        world.sectors.objective[:, places, side] = True


def begin(world: World) -> list[Outbreak]:
    """Let attacks begin whose day has come."""
    fronts, tally = world.fronts, world.tally
    begun: list[Outbreak] = []
    due = fronts.attack_day == world.day
    if not in_any_run(due):
        return begun
    due &= (fronts.attack_scale > 0) & ~fronts.attacking
    for front, side in world.layout.seats:
        starts = due[:, front, side]
        if not in_any_run(starts):
            continue
        scale = fronts.attack_scale[:, front, side].astype(np.int64)
        own = starts & fronts.own_choice[:, front, side]
        fronts.attacking[starts, front, side] = True
        fronts.unfinished[starts, front, side] = True
        tally.operations += own
        tally.wars += own & (scale == GENERAL_SCALE)
        _raise_to(world, front, starts, np.where(scale == GENERAL_SCALE, WAR, OPERATION))
        begun.append(Outbreak(front, side, starts, scale, own))
    return begun


def _raise_to(world: World, front: int, where: Truths, rung: Indices) -> None:
    before = world.fronts.rung[:, front]
    after = np.where(where, np.maximum(before, rung), before).astype(np.int8)
    world.fronts.rung_since[after != before, front] = world.day
    world.fronts.rung[:, front] = after


def review(world: World) -> list[Halt]:
    """Once a week, attackers weigh what is left to gain; those suspended, whether to resume.

    An attack stops when its objectives are reached, when reserves are gone (those of a limited one
    after some days), or when marginal gain falls below marginal cost. A truce holds while p x
    remaining gain - cost - guarantor - reputation is not above zero; what tips the balance is what
    holds it.
    """
    halts: list[Halt] = []
    fronts = world.fronts
    if not in_any_run(fronts.attack_scale):
        _note_what_is_over(world)
        return halts
    for front, side in world.layout.seats:
        under_way = fronts.attacking[:, front, side]
        suspended = fronts.unfinished[:, front, side] & ~under_way
        suspended &= fronts.attack_scale[:, front, side] > 0
        if not (in_any_run(under_way) or in_any_run(suspended)):
            continue
        halts += _weigh(world, front, side, under_way.copy(), suspended)
    _note_what_is_over(world)
    return halts


def _note_what_is_over(world: World) -> None:
    """A truce that meets no suspended attack is held by what ended the last one, or by itself."""
    fronts, tally = world.fronts, world.tally
    over = (tally.truce_day >= 0) & (tally.truce_end == FOREVER)
    if not in_any_run(over):
        return
    over &= ~np.logical_or.reduce(fronts.unfinished, axis=(1, 2))
    ended_by = np.maximum.reduce(fronts.stopped_by, axis=(1, 2))
    reason = np.where(ended_by > 0, ended_by, AGREEMENT)
    tally.held_by[over] = reason[over].astype(np.int8)


def _weigh(world: World, front: int, side: int, under_way: Truths, suspended: Truths) -> list[Halt]:
    fronts = world.fronts
    gain, cost, guarantor, held = _balance(world, front, side, under_way | suspended)
    finished = gain <= 0.0
    spent = fronts.reserves[:, front, side] <= world.parameters.least_reserves
    limited = fronts.attack_scale[:, front, side] == LIMITED_SCALE
    spent |= limited & (
        world.day - fronts.attack_day[:, front, side] >= world.parameters.limited_time
    )
    exhausted = spent | (gain < cost)
    reason = np.full(world.runs, AGREEMENT)
    reason[gain < cost + guarantor] = GUARANTOR
    reason[exhausted] = EXHAUSTION
    reason[finished] = VICTORY
    halts = []
    ends = under_way & (finished | exhausted | (gain < cost + guarantor))
    if in_any_run(ends):
        end_attack(world, front, side, ends, reason)
        halts.append(Halt(front, side, ends, reason, gain, cost, guarantor))
    tempted = suspended & (reason == AGREEMENT) & (gain > cost + guarantor + held)
    note_what_holds(world, suspended, reason)
    if in_any_run(tempted):
        fronts.attacking[tempted, front, side] = True
        scale = fronts.attack_scale[:, front, side]
        _raise_to(world, front, tempted, np.where(scale == GENERAL_SCALE, WAR, OPERATION))
        halts.append(Halt(front, side, tempted, reason, gain, cost, guarantor, resumed=True))
    end_attack(world, front, side, suspended & (finished | exhausted), reason)
    return halts


def _balance(world: World, front: int, side: int, where: Truths) -> tuple[Floats, ...]:
    """Gain, cost, guarantors' reaction and what holds a truce besides, where there is an attack."""
    rows = np.flatnonzero(where)
    some, party = world.taken(rows), int(world.layout.sides[front, side])
    chance = local_chance(some, party, world.layout.rival(front, side))
    cost, guarantor = price_of_pressing(some, front, side)
    held = some.parameters.reputation_cost + forfeited(some, front, party)
    weighed = np.zeros((4, world.runs))
    weighed[:, rows] = chance * remaining_gain(some, front, side), cost, guarantor, held
    return tuple(weighed)


def note_what_holds(world: World, where: Truths, reason: Indices) -> None:
    """Record what holds the last ceasefire, by the side that was fighting."""
    held = where & (world.tally.truce_day >= 0) & (world.tally.truce_end == FOREVER)
    world.tally.held_by[held] = reason[held]


def suspend(world: World, front: int, where: Truths) -> None:
    """A ceasefire stops what is under way; objectives left open stay in mind."""
    fronts = world.fronts
    for side in (0, 1):
        stopped = where & fronts.attacking[:, front, side]
        fronts.attacking[stopped, front, side] = False
        pending = where & (fronts.attack_scale[:, front, side] > 0)
        pending &= fronts.attack_day[:, front, side] > world.day
        pending &= ~fronts.unfinished[:, front, side]
        end_attack(world, front, side, pending, 0)
    calmer = where & (fronts.rung[:, front] > CLASHES)
    fronts.rung[calmer, front] = CLASHES
    fronts.rung_since[calmer, front] = world.day


def end_attack(world: World, front: int, side: int, where: Truths, reason: int | Indices) -> None:
    """Close an attack for good: no objectives, no plan; the other side may still attack."""
    if not in_any_run(where):
        return
    fronts = world.fronts
    fronts.attacking[where, front, side] = False
    fronts.unfinished[where, front, side] = False
    fronts.attack_scale[where, front, side] = 0
    fronts.attack_day[where, front, side] = FOREVER
    fronts.own_choice[where, front, side] = False
    objective = world.sectors.objective[:, world.layout.stretches[front], side]
    objective[where] = False
    chosen = reason if isinstance(reason, int) else reason[where]
    fronts.stopped_by[where, front, side] = chosen
    quiet = where & ~fronts.attacking[:, front, 1 - side] & (fronts.rung[:, front] > CLASHES)
    fronts.rung[quiet, front] = CLASHES
    fronts.rung_since[quiet, front] = world.day


def recover(world: World, days: float) -> None:
    """Armies that do not attack build up their reserves again, slower than they spend them."""
    fronts = world.fronts
    pace = world.parameters.rebuilding_time * world.parameters.reserve_time
    gained = (days / pace)[:, None, None]
    fronts.reserves += np.where(fronts.attacking, 0.0, gained)
    np.minimum(fronts.reserves, 1.0, out=fronts.reserves)
