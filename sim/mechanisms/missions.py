"""Missions: they arrive, take post, and go when consent or mandate ends."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim.arithmetic import chance_of_any, everywhere, in_any_run
from sim.world.layout import KINDS, NONE
from sim.world.units import DAYS_A_MONTH
from sim.world.world import World

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]

Renews = Callable[[int, int], Truths]
"""(party, mission) -> whether the party assents to the renewal, `(run,)`."""

HOLDING = frozenset({"interpose", "protect", "use_force"})
"""Tasks that put troops between the sides."""
SHELTERING = frozenset({"protect", "use_force"})
"""Tasks that shield those who live near."""


def prevented(world: World, tasks: frozenset[str]) -> Floats:
    """Share of contacts that troops with one of the tasks prevent, `(run, sector)`.

    They prevent them where they stand, and more the denser they stand and the clearer their mandate
    is. Who may only watch prevents nothing, and neither do observers, whatever they are told to do
    (Hultman, Kathman & Shannon 2014: armed presence lowers deaths, observers alone do not).
    """
    spared = np.zeros_like(world.sectors.length)
    if not world.on("peacekeepers"):
        return spared
    for index, mission in enumerate(world.layout.scenario.peacekeepers.values()):
        if mission.kind == "troops" and not tasks.isdisjoint(mission.tasks):
            table = world.missions
            persons = table.strength[:, index] * table.present[:, index] * table.clarity[:, index]
            dense = persons[:, None] * table.post[:, index, :] / world.sectors.length
            held = chance_of_any(world.parameters.contact_reduction[:, None] * dense)
            spared += (1.0 - spared) * held
    return spared


def deploy(world: World) -> None:
    """Missions arrive on their day, or the morning after an agreement that brings them took effect.

    A mission that agendas name comes with those agreements, or on a date of its own.
    """
    if not world.on("peacekeepers"):
        return
    scenario = world.layout.scenario
    for index, (name, mission) in enumerate(scenario.peacekeepers.items()):
        named = bool(scenario.agendas_deploying(name))
        dated = mission.after is None and mission.deployed is not None
        if dated and mission.deployed and world.layout.day_of(mission.deployed) == world.day:
            world.missions.present[:, index] = True
        if named or mission.after is not None:
            after = None if named else mission.after
            _come_with_agreements(world, index, after)


def _come_with_agreements(world: World, index: int, after: str | None) -> None:
    """A mission comes with what brings it and, where it waits for that, after a kind of deal."""
    table, present = world.agreements, world.missions.present[:, index]
    yesterday = table.in_force == world.day - 1
    if not in_any_run(yesterday):
        return
    for slot in world.used_slots():
        starts = (table.kind[:, slot] > NONE) & yesterday[:, slot]
        starts &= ~table.inherited[:, slot]
        present |= starts & (table.brings[:, slot] == index)
        if after is not None:
            present |= starts & (table.kind[:, slot] >= KINDS.index(after))


def expire(world: World, renews: Renews) -> None:
    """On the day after its mandate ends a mission stays only if all who must assent do."""
    ended = world.missions.expires == world.day - 1
    if not in_any_run(ended):
        return
    for index, mission in enumerate(world.layout.scenario.peacekeepers.values()):
        over = world.missions.present[:, index] & ended[:, index]
        if not in_any_run(over):
            continue
        stays = over.copy()
        if mission.renewal is None:
            stays[:] = False
        else:
            for name in dict.fromkeys(mission.renewal.consent_of):
                stays &= renews(world.layout.party(name), index)
            months = int(mission.renewal.months.value * DAYS_A_MONTH)
            world.missions.expires[stays, index] = world.day - 1 + months
        world.missions.present[over & ~stays, index] = False


def withdraw_consent(world: World) -> None:
    """A mission that a host no longer consents to at all leaves."""
    missions = world.missions
    if in_any_run(missions.present):
        missions.present &= everywhere(missions.consent > 0.0)
