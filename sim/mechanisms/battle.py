"""Battle: attacks gain ground sector by sector, and both sides lose people."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.arithmetic import anywhere, count, in_any_run, normal, power, total
from sim.mechanisms.attribution import expose, mourn
from sim.mechanisms.perception import lose
from sim.prospects.force import GENERAL_SCALE, chance_to_prevail, log_ratio, objectives
from sim.prospects.truces import truce_announced
from sim.world.records import Captures
from sim.world.units import PEOPLE_WITHIN_REACH
from sim.world.world import World

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]
Indices = NDArray[np.int64]


def fight(world: World) -> Captures:
    """A day of attacks: ground is gained sector by sector, and both sides lose people."""
    taken: list[tuple[Indices, Indices, int]] = []
    seats = world.layout.seats if in_any_run(world.fronts.attacking) else ()
    for front, side in seats:
        rows = np.flatnonzero(world.fronts.attacking[:, front, side])
        open_ones = objectives(world, front, side)[1]
        rows = rows[anywhere(open_ones[rows])]
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
    """Attack for a day: where a ceasefire is announced, take what can be taken before it holds.

    Fighting under orders to press costs people and reserves as it gains ground; assumed.
    """
    parameters, sectors, fronts = world.parameters, world.sectors, world.fronts
    own, rival = int(world.layout.sides[front, side]), world.layout.rival(front, side)
    drawn = world.luck.uniforms(f"attack {front} {side}", 6, rows)
    prevails = local_chance(world, own, rival)[rows]
    scale = fronts.attack_scale[rows, front, side]
    intensity = np.where(scale == GENERAL_SCALE, 1.0, parameters.limited_intensity[rows])
    hurry = np.where(truce_announced(world, front), parameters.pressure_posture, 1.0)[rows]
    intensity = intensity * hurry
    aimed = objectives(world, front, side)[1][rows]
    width = np.maximum(count(aimed), 1)
    pace = np.exp(parameters.advance_spread[rows] * normal(drawn[:, 0])) * 2.0 * prevails * hurry
    ease = 1.0 - parameters.terrain_hindrance[rows, None] * sectors.terrain[rows]
    reserves = fronts.reserves[rows, front, side]
    pace = pace * vigour(reserves, parameters.reserve_effect[rows])
    advance = (pace / parameters.advance_time[rows])[:, None] * ease * aimed
    progress = np.minimum(sectors.progress[rows] + advance, 1.0)
    sectors.progress[rows] = progress
    day = np.exp(parameters.battle_spread[rows] * normal(drawn[:, 1]))
    fallen = parameters.war_deaths[rows] * intensity * width * day
    expose(world, rows, own, width)
    fallen = 2.0 * np.array([(1.0 - prevails) * fallen, prevails * fallen])
    _bury(world, rows, aimed, side, fallen[0], drawn[:, [2, 4]], attacked=False)
    _bury(world, rows, aimed, 1 - side, fallen[1], drawn[:, [3, 5]], attacked=True)
    fronts.reserves[rows, front, side] = np.maximum(
        reserves - intensity / parameters.reserve_time[rows], 0.0
    )
    local, places = np.nonzero(aimed & (progress >= 1.0))
    captured = rows[local]
    change_hands(world, captured, places, side)
    return captured, places, side


def vigour(reserves: Floats, exponent: Floats) -> Floats:
    """How fast an advance goes with the reserves that are left, relative to fresh ones.

    Roots are taken as roots, whose last bit is the same everywhere.
    """
    return np.where(exponent == 0.5, np.sqrt(reserves), power(reserves, exponent))


def local_chance(world: World, own: int, rival: int) -> Floats:
    """Chance to prevail in the field: power as it is, terrain included."""
    return chance_to_prevail(world, log_ratio(world, own, rival, world.issues.status_quo))


def _bury(
    world: World,
    rows: Indices,
    aimed: Truths,
    side: int,
    fallen: Floats,
    drawn: Floats,
    attacked: bool,
) -> None:
    """Enter the dead of a day of attack, at the first sector aimed at, for who garrisons it.

    Civilians die with the scale of the fighting and as many as live near, those sheltered left
    out.
    """
    layout = world.layout
    soldiers = np.floor(fallen + drawn[:, 0]).astype(np.int64)
    place = np.argmax(aimed, axis=1)
    party = layout.garrisons[place, side]
    exposed = world.sectors.civilians[rows] * (1.0 - world.sectors.sheltered[rows])
    near = total(exposed * aimed) / np.maximum(count(aimed), 1) / PEOPLE_WITHIN_REACH
    share = world.parameters.civilian_share[rows] * near
    civilians = np.floor(soldiers * share + drawn[:, 1]).astype(np.int64)
    lose(world, rows, party, place, soldiers + civilians, civilians)
    wounded = np.floor(world.parameters.wounded_a_death[rows] * soldiers).astype(np.int64)
    np.add.at(world.tally.wounded, rows, wounded)
    foe = layout.sides[layout.front_of[place], 1 - side]
    harm = (soldiers + civilians + wounded).astype(np.float64)
    mourn(world, rows, party, foe, harm, attacked)


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
    flee = np.floor(world.parameters.displacement[rows] * sectors.civilians[rows, places])
    sectors.civilians[rows, places] -= np.minimum(flee, sectors.civilians[rows, places])
    np.add.at(world.tally.displaced, rows, flee.astype(np.int64))
