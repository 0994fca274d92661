"""Messages: what a host at a meeting tells each side of the other's real costs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.arithmetic import in_any_run, normal
from sim.mechanisms import beliefs
from sim.prospects.standing import attention_to, believed_when_biased, effort
from sim.prospects.trust import trust_in_mediator
from sim.world.records import Invitation
from sim.world.units import SLIGHT
from sim.world.world import World

Truths = NDArray[np.bool_]


def carry(world: World, invitation: Invitation, held: Truths, leads: tuple[int, ...]) -> None:
    """Facilitation: a host that knows something carries signals of the other's real costs.

    s = truth + N(0, 1 / precision^2), weighted by trust in the mediator; at precision zero
    nothing moves (Fey & Ramsay 2010; our operationalisation).
    """
    if not world.on("beliefs"):
        return
    heard = held & world.in_runs("facilitation")
    if not in_any_run(heard):
        return
    for member in world.layout.hosts[invitation.host].members:
        if not in_any_run(effort(world, member, "facilitation") > 0.0):
            continue
        for party in leads:
            rival = int(world.layout.main_rival[party])
            if rival in leads:
                _signal(world, member, party, rival, heard, invitation)


def _signal(
    world: World, mediator: int, party: int, rival: int, held: Truths, invitation: Invitation
) -> None:
    layout, table = world.layout, world.mediators
    asker = f"{layout.mediators[mediator]} tells {layout.parties[party]} in {invitation.key}"
    drawn = normal(world.luck.uniform(asker))
    precision = table.precision[:, mediator] * attention_to(world, invitation.host, mediator)
    precision = precision * effort(world, mediator, "facilitation")
    truth = beliefs.private_value(world, rival)
    heard = truth + drawn / np.maximum(precision, SLIGHT)
    trusted = trust_in_mediator(world, mediator, party) * table.credibility[:, mediator]
    trusted = trusted * believed_when_biased(world, mediator, party)
    weight = trusted * (precision * world.pairs.doubt[:, party, rival]) ** 2
    beliefs.hear(world, party, rival, heard, weight, held)
    informed = held & (precision > 0.0)
    missed = np.abs(heard - truth) * np.maximum(precision, SLIGHT)
    proved = missed < world.parameters.message_tolerance
    table.good[:, mediator, party] += informed & proved
    table.bad[:, mediator, party] += informed & ~proved
