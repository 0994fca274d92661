"""Seats: a program, written for a single run with plain `if`s, in an actor's place."""

from __future__ import annotations

from sim.seats.mediator import MediatorOneByOne
from sim.seats.mission import MissionOneByOne
from sim.seats.party import PartyOneByOne
from sim.seats.view import Draft, Invited, View

__all__ = [
    "Draft",
    "Invited",
    "MediatorOneByOne",
    "MissionOneByOne",
    "PartyOneByOne",
    "View",
]
