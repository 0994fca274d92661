"""Attacks: begun, fought sector by sector, suspended, and ended for a reason."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.arithmetic import anywhere, count, in_any_run, normal
from sim.mechanisms.perception import lose
from sim.prospects.force import (
    GENERAL_SCALE,
    chance_to_prevail,
    log_ratio,
    price_of_pressing,
    remaining_gain,
)
from sim.prospects.truces import inducement
from sim.world.layout import CLASHES, OPERATION, WAR
from sim.world.records import (
    AGREEMENT,
    EXHAUSTION,
    GUARANTOR,
    VICTORY,
    Captures,
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
SPREAD_OF_FIGHTING = 0.6
"""Log standard deviation of a day's fighting about its mean, as days of battle differ."""
SPREAD_OF_ADVANCE = 0.5
"""Log standard deviation of a day's advance about its mean."""
WOUNDED_A_DEATH = 2
"""Wounded for each death in an attack (assumed)."""
REBUILDING = 3.0
"""Time to rebuild reserves, relative to the time of spending them (assumed)."""
HINDRANCE = 0.5
"""Share of an advance that the hardest terrain takes away (assumed)."""
LEAST_RESERVES = 0.02
"""Reserves at which an army counts as exhausted."""


def prepare(world: World, strategy: Strategy) -> None:
    """Enter a decision to attack: it begins once preparations are over."""
    fronts = world.fronts
    front, side = strategy.front, strategy.side
    free = (fronts.attack_scale[:, front, side] == 0) & strategy.due
    limited = free & (strategy.choice == 3)
    general = free & (strategy.choice == 4)
    chosen = limited | general
    if not in_any_run(chosen):
        return
    scale = np.where(general, GENERAL_SCALE, LIMITED_SCALE)
    fronts.attack_scale[chosen, front, side] = scale[chosen]
    fronts.attack_day[chosen, front, side] = (world.day + strategy.preparation)[chosen]
    fronts.own_choice[chosen, front, side] = True
    world.sectors.objective[chosen, :, side] = strategy.objectives[chosen]


def call_off(world: World, strategy: Strategy) -> None:
    """Give up an attack that has not begun when the party no longer wants it."""
    fronts = world.fronts
    front, side = strategy.front, strategy.side
    pending = (fronts.attack_scale[:, front, side] > 0) & ~fronts.attacking[:, front, side]
    pending &= fronts.attack_day[:, front, side] > world.day
    away = pending & strategy.due & (strategy.choice < 3) & fronts.own_choice[:, front, side]
    end_attack(world, front, side, away, 0)


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


def fight(world: World) -> Captures:
    """A day of attacks: ground is gained sector by sector, and both sides lose people."""
    taken: list[tuple[Indices, Indices, int]] = []
    seats = world.layout.seats if in_any_run(world.fronts.attacking) else ()
    for front, side in seats:
        rows = np.flatnonzero(world.fronts.attacking[:, front, side])
        open_ones = world.sectors.objective[rows, :, side] & (world.sectors.holder[rows] != side)
        rows = rows[anywhere(open_ones)]
        if len(rows):
            taken.append(_press_on(world, front, side, rows))
    if not taken:
        none = np.empty(0, dtype=np.int64)
        return Captures(none, none, none)
    rows = np.concatenate([entry[0] for entry in taken])
    places = np.concatenate([entry[1] for entry in taken])
    sides = np.concatenate([np.full(len(entry[0]), entry[2]) for entry in taken])
    return Captures(rows, places, sides)


def _press_on(world: World, front: int, side: int, rows: Indices) -> tuple[Indices, Indices, int]:
    parameters, sectors, fronts = world.parameters, world.sectors, world.fronts
    own, rival = int(world.layout.sides[front, side]), world.layout.rival(front, side)
    drawn = world.luck.uniforms(f"attack {front} {side}", 6, rows)
    prevails = _local_chance(world, own, rival)[rows]
    scale = fronts.attack_scale[rows, front, side]
    intensity = np.where(scale == GENERAL_SCALE, 1.0, parameters.limited_intensity[rows])
    aimed = sectors.objective[rows, :, side] & (sectors.holder[rows] != side)
    width = np.maximum(count(aimed), 1)
    pace = np.exp(SPREAD_OF_ADVANCE * normal(drawn[:, 0])) * 2.0 * prevails
    ease = 1.0 - HINDRANCE * sectors.terrain[rows]
    reserves = fronts.reserves[rows, front, side]
    advance = (pace * np.sqrt(reserves) / parameters.advance_time[rows])[:, None] * ease * aimed
    progress = np.minimum(sectors.progress[rows] + advance, 1.0)
    sectors.progress[rows] = progress
    day = np.exp(SPREAD_OF_FIGHTING * normal(drawn[:, 1]))
    fallen = parameters.war_deaths[rows] * intensity * width * day
    _bury(world, rows, aimed, own, 2.0 * (1.0 - prevails) * fallen, drawn[:, 2], drawn[:, 4])
    _bury(world, rows, aimed, rival, 2.0 * prevails * fallen, drawn[:, 3], drawn[:, 5])
    fronts.reserves[rows, front, side] = np.maximum(
        reserves - intensity / parameters.reserve_time[rows], 0.0
    )
    local, places = np.nonzero(aimed & (progress >= 1.0))
    captured = rows[local]
    change_hands(world, captured, places, side)
    return captured, places, side


def _local_chance(world: World, own: int, rival: int) -> Floats:
    """Chance to prevail in the field: power as it is, terrain included."""
    return chance_to_prevail(world, log_ratio(world, own, rival, world.issues.status_quo))


def _bury(
    world: World,
    rows: Indices,
    aimed: Truths,
    camp: int,
    fallen: Floats,
    rounding: Floats,
    civil: Floats,
) -> None:
    """Enter the dead of a day of attack, at the first sector aimed at, for who garrisons it."""
    killed = np.floor(fallen + rounding).astype(np.int64)
    place = np.argmax(aimed, axis=1)
    side = np.where(world.layout.sides[world.layout.front_of[place], 0] == camp, 0, 1)
    party = world.layout.garrisons[place, side]
    share = world.parameters.civilian_share[rows]
    civilians = np.minimum(np.floor(killed * share + civil), killed).astype(np.int64)
    lose(world, rows, party, place, killed, civilians)
    np.add.at(world.tally.wounded, rows, WOUNDED_A_DEATH * killed)


def change_hands(world: World, rows: Indices, places: Indices, side: int) -> None:
    """Ground taken moves the status quo, and people flee."""
    sectors, issues = world.sectors, world.issues
    sectors.holder[rows, places] = side
    sectors.progress[rows, places] = 0.0
    sectors.objective[rows, places, 1 - side] = False
    sectors.debt[rows, places, :] = 0.0
    sign = 1.0 if side == 0 else -1.0
    for index in range(len(world.layout.issues)):
        moved = issues.status_quo[:, index]
        np.add.at(moved, rows, sign * sectors.prize[rows, places, index])
        np.clip(moved, 0.0, 1.0, out=moved)
    flee = world.parameters.displacement[rows] * sectors.civilians[rows, places]
    np.add.at(world.tally.displaced, rows, np.floor(flee).astype(np.int64))


def review(world: World) -> list[Halt]:
    """Once a week, attackers weigh what is left to gain; those suspended, whether to resume.

    An attack stops when its objectives are reached, when reserves are gone, or when marginal
    gain falls below marginal cost. A truce holds while p x remaining gain - cost - guarantor -
    reputation is not above zero; what tips the balance is what holds it.
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
    over &= ~np.logical_or.reduce(fronts.unfinished, axis=(1, 2))
    ended_by = np.maximum.reduce(fronts.stopped_by, axis=(1, 2))
    reason = np.where(ended_by > 0, ended_by, AGREEMENT)
    tally.held_by[over] = reason[over].astype(np.int8)


def _weigh(world: World, front: int, side: int, under_way: Truths, suspended: Truths) -> list[Halt]:
    fronts, party = world.fronts, int(world.layout.sides[front, side])
    rival = world.layout.rival(front, side)
    gain = _local_chance(world, party, rival) * remaining_gain(world, front, side)
    cost, guarantor = price_of_pressing(world, front, side)
    finished = gain <= 0.0
    spent = fronts.reserves[:, front, side] <= LEAST_RESERVES
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
    held = world.parameters.reputation_cost + inducement(world, front, party)
    tempted = suspended & (reason == AGREEMENT) & (gain > cost + guarantor + held)
    note_what_holds(world, suspended, reason)
    if in_any_run(tempted):
        fronts.attacking[tempted, front, side] = True
        scale = fronts.attack_scale[:, front, side]
        _raise_to(world, front, tempted, np.where(scale == GENERAL_SCALE, WAR, OPERATION))
        halts.append(Halt(front, side, tempted, reason, gain, cost, guarantor, resumed=True))
    over = suspended & (finished | exhausted)
    if in_any_run(over):
        end_attack(world, front, side, over, reason)
    return halts


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
    """Armies that do not attack build up their reserves again, in three times the spending time."""
    fronts = world.fronts
    gained = (days / (REBUILDING * world.parameters.reserve_time))[:, None, None]
    fronts.reserves += np.where(fronts.attacking, 0.0, gained)
    np.minimum(fronts.reserves, 1.0, out=fronts.reserves)
