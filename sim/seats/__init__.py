"""Seats: a program, written for a single run with plain `if`s, in an actor's place."""

from __future__ import annotations

from sim.seats.one_by_one import MediatorOneByOne, MissionOneByOne, PartyOneByOne
from sim.seats.view import Draft, Invited, View

__all__ = [
    "Draft",
    "Invited",
    "MediatorOneByOne",
    "MissionOneByOne",
    "PartyOneByOne",
    "View",
]
