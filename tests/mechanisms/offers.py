"""Drafts and meetings for tests."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.world.layout import KINDS
from sim.world.records import Invitation, Offer
from sim.world.world import World


def offer(world: World, kind: str, **changes: Any) -> Offer:
    """A draft of some kind on everything, half way on every issue."""
    shape = (world.runs, len(world.layout.issues))
    given: dict[str, Any] = {
        "kind": KINDS.index(kind),
        "text": np.full(shape, 0.5),
        "issues": np.ones(shape, dtype=bool),
        "measures": (),
        "mechanism": False,
        "guarantee": np.zeros(world.runs),
        "carrots": {},
        "secrecy": 0.5,
        "rounds": np.ones(world.runs, dtype=np.int64),
        "front": -1,
    }
    return Offer(**{**given, **changes})


def invitation(**changes: Any) -> Invitation:
    """A meeting of the two sides, called by the first host."""
    given: dict[str, Any] = {
        "key": "a meeting",
        "host": 0,
        "participants": (0, 1),
        "agenda": "everything",
        "level": "ministers",
        "secrecy": 0.5,
        "title": "A meeting",
        "scheduled": True,
    }
    return Invitation(**{**given, **changes})
