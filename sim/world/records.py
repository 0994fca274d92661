"""The small records that pass between those who decide, what follows, and those who tell it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
Truths = NDArray[np.bool_]

OPTIONS = ("stand down", "hold", "coerce", "limited operation", "general offensive")
STAND_DOWN, HOLD, COERCE, LIMITED, GENERAL = range(5)
EXHAUSTION, VICTORY, GUARANTOR, AGREEMENT = range(1, 5)


@dataclass(frozen=True)
class Incidents:
    """A day's recorded and unrecorded incidents of the block, one entry each, runs in order."""

    rows: Indices
    sectors: Indices
    sides: Indices
    answers: Truths
    hit: Indices
    killed: Indices
    killed_back: Indices
    civilians: Indices
    recorded: Truths
    seen: Truths
    attributed: Truths


@dataclass(frozen=True)
class Posture:
    """What a party orders on a front: the scale of fire of its garrisons, 1 being usual."""

    front: int
    side: int
    scale: Floats


@dataclass(frozen=True)
class Strategy:
    """A party's strategic choice on a front, with what each option was worth to it.

    `choice` holds indices of `OPTIONS`, shape `(run,)`; `worth` is `(run, option)` in utility,
    `terms` the quantities behind it, and `objectives` the sectors an attack would aim at.
    """

    party: int
    front: int
    side: int
    due: Truths
    choice: Indices
    worth: Floats
    objectives: Truths
    preparation: Indices
    terms: dict[str, Floats] = field(default_factory=dict)


@dataclass(frozen=True)
class Invitation:
    """A meeting somebody calls: who hosts whom, about what, how secretly.

    `key` tells it from all other meetings of its day; luck at the meeting is asked for under it.
    `secrecy` is None where it is as usual.
    """

    key: str
    host: int
    participants: tuple[int, ...]
    agenda: str
    level: str
    secrecy: float | None
    title: str
    scheduled: bool


@dataclass(frozen=True)
class Reply:
    """A party's answer to an invitation and the inequality behind it; arrays over the rows."""

    party: int
    comes: Truths
    gain: Floats
    cost: Floats


def _nothing() -> Floats:
    """Nothing, in every run."""
    return np.zeros(1)


@dataclass(frozen=True)
class Offer:
    """A draft on the table; arrays over the rows of the meeting.

    `standing` is what the host counts for with those who sign, `guarantee` what a guarantee is
    believed today and `promise` what of it is written down; `carrots` and `sticks` are what the
    host adds to signing, and takes away from refusing, by party; `time_gone` is the share of the
    time to a deadline that is gone, 0 without one.
    """

    kind: int
    text: Floats
    issues: Truths
    measures: tuple[str, ...]
    mechanism: bool
    guarantee: Floats
    carrots: dict[int, Floats]
    secrecy: float | Floats
    rounds: Indices
    front: int
    standing: Floats = field(default_factory=_nothing)
    promise: Floats = field(default_factory=_nothing)
    sticks: dict[int, Floats] = field(default_factory=dict)
    time_gone: Floats = field(default_factory=_nothing)


@dataclass(frozen=True)
class Answer:
    """A party's answer to a draft, and the inequality behind it; arrays over the rows.

    It signs where worth, carrots and sticks come up to going on, audience, demand, scruple and
    effort. `demand` is what it asks for above its reservation value by its tactics, `scruple` its
    private taste, `effort` what concluding anything takes; `conceded` is the share of what it could
    ask for that it has given up.
    """

    party: int
    signs: Truths
    worth: Floats
    going_on: Floats
    audience: Floats
    carrots: Floats
    demand: Floats
    scruple: Floats = field(default_factory=_nothing)
    sticks: Floats = field(default_factory=_nothing)
    effort: Floats = field(default_factory=_nothing)
    conceded: Floats = field(default_factory=_nothing)


@dataclass(frozen=True)
class Note:
    """A dated line of the story of one run.

    `weight` orders notes of one kind, so that a short telling can leave out the lightest.
    """

    day: int
    kind: str
    who: str
    text: str
    why: str = ""
    weight: int = 0


@dataclass(frozen=True)
class Outbreak:
    """Attacks that begin today."""

    front: int
    side: int
    begun: Truths
    scale: Indices
    own_choice: Truths


@dataclass(frozen=True)
class Halt:
    """Attacks that end today and what ended them (an index of `sim.outcomes.HOLDERS`)."""

    front: int
    side: int
    halted: Truths
    reason: Indices
    gain: Floats
    cost: Floats
    guarantor: Floats
    resumed: bool = False


@dataclass(frozen=True)
class Captures:
    """Sectors that change hands today, one entry each."""

    rows: Indices
    sectors: Indices
    sides: Indices


@dataclass(frozen=True)
class Climb:
    """Rungs that moved today on one front, and by which rule."""

    rule: str
    target: int
    scope: Literal["front", "side", "party"]
    side: int
    fired: Truths
    before: NDArray[np.int8]
    after: NDArray[np.int8]
    why: tuple[str, ...] = ()


@dataclass(frozen=True)
class Breach:
    """Agreements that end today, `(run,)` truths for one slot, and why in one word.

    `party` walked out (-1: an attack says it itself) because what it gains by that, `gain`, came
    to exceed what it costs, `cost`: losses against what is borne, in deaths, or going on against
    keeping the deal, in utility.
    """

    slot: int
    ended: Truths
    cause: str
    party: Indices = field(default_factory=lambda: np.full(1, -1))
    gain: Floats = field(default_factory=_nothing)
    cost: Floats = field(default_factory=_nothing)


@dataclass(frozen=True)
class Tranche:
    """A tranche of a term that is seen to be carried out today, or whose meaning is disputed."""

    slot: int
    issue: int
    obligor: Indices
    verified: Truths
    disputed: Truths
    share: Floats


@dataclass(frozen=True)
class Signature:
    """A draft that all who had to sign did sign, in the rows named."""

    kind: int
    rows: Indices
    signed: Truths
    ratified: Truths
    votes: dict[int, Floats]
    slot: Indices


@dataclass(frozen=True)
class Session:
    """A meeting that was due: replies, drafts with answers, signature."""

    invitation: Invitation
    rows: Indices
    replies: tuple[Reply, ...]
    held: Truths
    drafts: tuple[tuple[Offer, tuple[Answer, ...], Signature], ...] = ()


Record = (
    Incidents | Strategy | Outbreak | Halt | Captures | Climb | Breach | Tranche | Session | Posture
)
