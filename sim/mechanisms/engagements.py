"""Engagements: what happens once somebody has fired, and who means to answer for it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.arithmetic import between, power
from sim.world.records import Incidents
from sim.world.units import PEOPLE_WITHIN_REACH
from sim.world.world import World

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]
Indices = NDArray[np.int64]

(CAUSE, BREAK, KILLED, BACK, CIVILIAN, RECORD, OWN, LEFT, RIGHT, SEEN, ATTRIBUTED, GROWTH) = range(
    12
)
"""What the uniforms of an incident decide, column by column."""
COLUMNS = GROWTH + 1
NEVER_GROWS, ALWAYS_GROWS = 2.0**-60, 1.0 - 2.0**-53
"""Chances of growth beyond which a uniform number makes no difference."""


def resolve(
    world: World, rows: Indices, places: Indices, drawn: Floats, own: Floats, answering: Floats
) -> Incidents:
    """Who fired, why, who was hit, and who means to answer; one entry an incident.

    `own` and `answering` are each side's rates of own fire and of answers, `(incident, side)`.
    """
    parameters, sectors = world.parameters, world.sectors
    share = drawn[:, CAUSE] * (own[:, 0] + own[:, 1] + answering[:, 0] + answering[:, 1])
    first = own[:, 0] + answering[:, 0]
    sides = np.where(share < first, 0, 1)
    answers = np.where(sides == 0, share >= own[:, 0], share - first >= own[:, 1])
    hit = _grown(world, rows, places, 1 - sides, drawn)
    deadly = hit * parameters.lethality[rows]
    soldiers = np.floor(deadly + drawn[:, KILLED])
    back = np.floor(deadly * parameters.return_losses[rows] + drawn[:, BACK])
    civilians = np.floor(deadly * _bystanders(world, rows, places) + drawn[:, CIVILIAN])
    killed = soldiers + civilians
    _settle_debts(world, rows, places, sides, answers)
    _take_on_debts(world, rows, places, 1 - sides, drawn)
    return Incidents(
        rows=rows,
        sectors=places,
        sides=sides,
        answers=answers,
        hit=(hit + civilians).astype(np.int64),
        killed=killed.astype(np.int64),
        killed_back=back.astype(np.int64),
        civilians=civilians.astype(np.int64),
        recorded=(drawn[:, RECORD] < parameters.recording[rows]) | (killed + back > 0),
        seen=drawn[:, SEEN] < sectors.seen[rows, places],
        attributed=drawn[:, ATTRIBUTED] < sectors.attributed[rows, places],
    )


def _grown(world: World, rows: Indices, places: Indices, harmed: Indices, drawn: Floats) -> Floats:
    """How many are hit by the time an engagement is broken off.

    Each one hit draws in another as fast as the garrison answers on the spot, and it is all broken
    off at a constant rate: a pure birth process stopped at random (Yule 1925; Simon 1955). Sizes
    follow no law that is written down; that few engagements hit many, as a power with the exponent
    1 + 1 / (growth x answering), follows from the answers (compare Bohorquez et al. 2009).
    """
    parameters = world.parameters
    speed = parameters.engagement_growth[rows] * world.sectors.answering[rows, places, harmed]
    grows = between(NEVER_GROWS, 1.0 - power(1.0 - drawn[:, BREAK], speed), ALWAYS_GROWS)
    hit = 1.0 + np.floor(np.log1p(-drawn[:, GROWTH]) / np.log(grows))
    return np.minimum(hit, np.maximum(parameters.largest_engagement[rows], 1.0))


def _bystanders(world: World, rows: Indices, places: Indices) -> Floats:
    """Civilians who die for each soldier: as many as live near, those sheltered left out."""
    sectors = world.sectors
    near = world.parameters.civilian_exposure[rows] * sectors.civilians[rows, places]
    found: Floats = near / PEOPLE_WITHIN_REACH * (1.0 - sectors.sheltered[rows, places])
    return found


def _settle_debts(
    world: World, rows: Indices, places: Indices, sides: Indices, answers: Truths
) -> None:
    """An answer given is an answer less to give."""
    debt = world.sectors.debt[rows, places, sides]
    world.sectors.debt[rows, places, sides] = np.maximum(debt - answers, 0.0)


def _take_on_debts(
    world: World, rows: Indices, places: Indices, harmed: Indices, drawn: Floats
) -> None:
    """A garrison harmed, and now and then its neighbours, make up their minds to answer."""
    sectors, layout = world.sectors, world.layout
    np.add.at(
        sectors.debt,
        (rows, places, harmed),
        (drawn[:, OWN] < sectors.answering[rows, places, harmed]).astype(np.float64),
    )
    share = world.parameters.neighbour_share[rows]
    last = len(layout.sectors) - 1
    for column, step in ((LEFT, -1), (RIGHT, 1)):
        beside = np.clip(places + step, 0, last)
        adjacent = (beside != places) & (layout.front_of[beside] == layout.front_of[places])
        willing = share * sectors.answering[rows, beside, harmed]
        joins = adjacent & (drawn[:, column] < willing)
        np.add.at(sectors.debt, (rows[joins], beside[joins], harmed[joins]), 1.0)
