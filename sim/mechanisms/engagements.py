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

COLUMNS = 12
"""Uniform numbers that an incident takes."""
NEVER_GROWS, ALWAYS_GROWS = 2.0**-60, 1.0 - 2.0**-53
"""Chances of growth beyond which a uniform number makes no difference."""


def resolve(
    world: World, rows: Indices, places: Indices, drawn: Floats, own: Floats, answering: Floats
) -> Incidents:
    """Who fired, why, who was hit, and who means to answer; one entry an incident.

    `own` and `answering` are each side's rates of own fire and of answers, `(incident, side)`.
    """
    parameters, sectors = world.parameters, world.sectors
    (cause, broken_off, fatal, fatal_back, near, noted, *minds, sight, proof, growth) = drawn.T
    (own_first, own_second), (first_answers, second_answers) = own.T, answering.T
    share = cause * (own_first + own_second + first_answers + second_answers)
    first = own_first + first_answers
    sides = np.where(share < first, 0, 1)
    harmed = 1 - sides
    answers = np.where(sides == 0, share >= own_first, share - first >= own_second)
    temper = sectors.answering[rows, places, harmed]
    hit = _grown(world, rows, temper, broken_off, growth)
    deadly = hit * parameters.lethality[rows]
    soldiers = np.floor(deadly + fatal)
    back = np.floor(deadly * parameters.return_losses[rows] + fatal_back)
    civilians = np.floor(deadly * _bystanders(world, rows, places) + near)
    killed = soldiers + civilians
    _settle_debts(world, rows, places, sides, answers)
    _take_on_debts(world, rows, places, harmed, np.array(minds))
    return Incidents(
        rows=rows,
        sectors=places,
        sides=sides,
        answers=answers,
        hit=(hit + civilians).astype(np.int64),
        killed=killed.astype(np.int64),
        killed_back=back.astype(np.int64),
        civilians=civilians.astype(np.int64),
        recorded=(noted < parameters.recording[rows]) | (killed + back > 0),
        seen=sight < sectors.seen[rows, places],
        attributed=proof < sectors.attributed[rows, places],
    )


def _grown(
    world: World, rows: Indices, temper: Floats, broken_off: Floats, growth: Floats
) -> Floats:
    """How many are hit by the time an engagement is broken off.

    Each one hit draws in another as fast as the garrison answers on the spot, and it is all broken
    off at a constant rate: a pure birth process stopped at random (Yule 1925; Simon 1955). Sizes
    follow no law that is written down; that few engagements hit many, as a power with the exponent
    1 + 1 / (growth x answering), follows from the answers (compare Bohorquez et al. 2009).
    `temper` is the chance that the garrison harmed answers.
    """
    parameters = world.parameters
    speed = parameters.engagement_growth[rows] * temper
    grows = between(NEVER_GROWS, 1.0 - power(1.0 - broken_off, speed), ALWAYS_GROWS)
    hit = 1.0 + np.floor(np.log1p(-growth) / np.log(grows))
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
    world: World, rows: Indices, places: Indices, harmed: Indices, minds: Floats
) -> None:
    """A garrison harmed, and now and then its neighbours, make up their minds to answer.

    `minds` are uniform numbers `(3, incident)`: its own, and those of the sectors before and
    behind it.
    """
    sectors = world.sectors
    before, behind = world.layout.neighbours
    around = np.array([places, before[places], behind[places]])
    willing = sectors.answering[rows, around, harmed]
    willing[1:] *= world.parameters.neighbour_share[rows]
    joins = minds < willing
    joins[1:] &= around[1:] != places
    which, incident = np.nonzero(joins)
    at = (rows[incident], around[which, incident], harmed[incident])
    np.add.at(sectors.debt, at, 1.0)
