"""The names that rules may use: what each means, in which unit, and whose rules know it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["number", "truth", "category"]
Scope: TypeAlias = Literal["front", "side", "party"]
Argument: TypeAlias = Literal["days", "event"]

SCOPES: Mapping[Scope, str] = MappingProxyType(
    {
        "front": "each front",
        "side": "each side of each front",
        "party": "each party",
    }
)
KINDS: Mapping[Kind, str] = MappingProxyType(
    {"number": "a number", "truth": "a truth (yes or no)", "category": "a word"}
)
LONGEST_WINDOW = 366
NEVER = 10_000.0
"""Days since something that has not happened: longer than any window, still a plain number."""


@dataclass(frozen=True)
class Name:
    """A quantity that rules may read, one value a run for each thing the rule applies to.

    `low` and `high` are the declared bounds of a number in `unit`. `argument` says what the
    brackets hold: a literal whole number of days (1 to 366), a literal event name, or None where
    the name is written bare. `categories` are the words a category may take; empty where the
    scenario says them.
    """

    name: str
    kind: Kind
    unit: str
    scopes: tuple[Scope, ...]
    meaning: str
    argument: Argument | None = None
    low: float = 0.0
    high: float = 1.0
    categories: tuple[str, ...] = ()

    @property
    def example(self) -> str:
        """The name as it is written in an expression."""
        match self.argument:
            case "days":
                return f"{self.name}(30)"
            case "event":
                return f"{self.name}('event_id')"
            case _:
                return self.name


_LINE: tuple[Scope, ...] = ("front", "side")
_SIDE: tuple[Scope, ...] = ("side",)
_ACTOR: tuple[Scope, ...] = ("side", "party")
_ALL: tuple[Scope, ...] = ("front", "side", "party")


def _count(name: str, unit: str, scopes: tuple[Scope, ...], meaning: str) -> Name:
    return Name(name, "number", unit, scopes, meaning, argument="days", high=1e6)


def _share(name: str, unit: str, scopes: tuple[Scope, ...], meaning: str) -> Name:
    return Name(name, "number", unit, scopes, meaning)


def _truth(name: str, scopes: tuple[Scope, ...], meaning: str) -> Name:
    return Name(name, "truth", "yes or no", scopes, meaning)


def _number(
    name: str, unit: str, scopes: tuple[Scope, ...], low: float, high: float, meaning: str
) -> Name:
    return Name(name, "number", unit, scopes, meaning, low=low, high=high)


_LISTED: tuple[Name, ...] = (
    # The front
    _number(
        "rung", "rung", _LINE, 0, 4,
        "Rung of the front: calm, violations, clashes, operation or war.",
    ),
    _number(
        "days_at_rung", "days", _LINE, 0, 36_525,
        "Days since the front came to its present rung.",
    ),
    _count(
        "incidents", "recorded incidents", _LINE, "Recorded incidents on the front in the window."
    ),
    _count("deaths", "deaths", _LINE, "Deaths of both sides on the front in the window."),
    _count(
        "violations", "reported violations", _LINE,
        "Violations on the front that the sides reported in the window.",
    ),
    _number(
        "presence", "peacekeepers per km", _LINE, 0, 1_000,
        "Peacekeepers and observers on the front, by its length.",
    ),
    _share("clarity", "share", _LINE, "Clarity of the mandate of the troops on the front."),
    _share(
        "seen", "chance", _LINE, "Chance that an incident on the front is seen by a mission."
    ),
    _truth("truce", _LINE, "A ceasefire is in force on the front."),
    _truth("hotline", _LINE, "A hotline between the sides works."),
    _truth("under_operation", _LINE, "An operation of either side is under way on the front."),
    _truth("talks_ahead", _LINE, "A meeting is scheduled within `near_talks` days."),
    # One side of a front
    _truth("preparing", _SIDE, "The rival is seen preparing an offensive."),
    _number(
        "posture", "ratio to the usual", _SIDE, 0, 100,
        "Intensity of this side's own fire and movement.",
    ),
    _number(
        "rival_posture", "ratio to the usual", _SIDE, 0, 100,
        "Intensity of the rival's fire and movement.",
    ),
    _count("rival_losses", "deaths", _SIDE, "Deaths of the rival in the window."),
    _share(
        "blame", "share of recent harm", _SIDE,
        "Recent harm that this side holds the rival to blame for.",
    ),
    _truth("prevailing", _SIDE, "The side thinks it more likely than not to prevail in a war."),
    _truth(
        "commands", _SIDE,
        "This side's garrisons are under its own command rather than an agent's.",
    ),
    _share(
        "compliance", "share", _SIDE,
        "How far those who command this side's garrisons follow it; 1 where it does so itself.",
    ),
    # A party, wherever it stands
    _count(
        "losses", "deaths", _ACTOR,
        "Own deaths in the window: of a side on its front, of a party everywhere.",
    ),
    _share("trust", "share", _ACTOR, "Trust in the rival (of a party: in its main rival)."),
    _number(
        "capability_ratio", "own to rival's", _ACTOR, 0, 1e6,
        "Military capability beside the rival's, the terrain held included.",
    ),
    _share(
        "chance_to_prevail", "chance", _ACTOR, "Chance to prevail in a war, as the party thinks."
    ),
    _number(
        "dissatisfaction", "utility", _ACTOR, -10, 10,
        "What war is worth above the status quo, as the party thinks.",
    ),
    _number(
        "ripeness", "utility", _ACTOR, -10, 10,
        "What the best text known is worth above going on, to the side that likes it least.",
    ),
    _number(
        "tolerance", "deaths in 30 days", _ACTOR, 0, 1e7,
        "Own losses that the party bears before it is grieved, by its stance.",
    ),
    _share(
        "endurance", "share", _ACTOR,
        "Weariness at which the party looks for a way out, by its stance.",
    ),
    _share("weariness", "share", _ACTOR, "Weariness of the conflict."),
    _share("support", "share", _ACTOR, "Public support of the leader."),
    _share(
        "attention", "share", _ACTOR,
        "Attention of the rival's guarantor that pays most attention.",
    ),
    Name(
        "stance", "category", "stance", _ACTOR,
        "How the party carries itself, as in `stance == 'guarded'`.",
    ),
    _truth("at_war", ("party",), "The party is at war on some front."),
    # The calendar
    _number("month", "month of the year", _ALL, 1, 12, "1 is January, 12 December."),
    Name(
        "days_since", "number", "days", _ALL,
        "Days since a dated event of the timeline; 10000 before it.",
        argument="event", high=NEVER,
    ),
    _number(
        "days_since_meeting", "days", _ALL, 0, NEVER,
        "Days since the last meeting held; 10000 if there was none.",
    ),
    _number(
        "days_since_fatality", "days", _ALL, 0, NEVER,
        "Days since the last death; 10000 if there was none.",
    ),
)  # fmt: skip

NAMES: Mapping[str, Name] = MappingProxyType({name.name: name for name in _LISTED})
"""Every name that rules may read. `violations(30)` is a name, `violations` alone is a rung."""

CONSTANTS: Mapping[str, int] = MappingProxyType(
    {"calm": 0, "violations": 1, "clashes": 2, "operation": 3, "war": 4}
)
"""The rungs by name, to be compared with `rung`."""

FUNCTIONS: Mapping[str, tuple[int, int, str]] = MappingProxyType(
    {
        "min": (2, 8, "The smallest of its arguments."),
        "max": (2, 8, "The largest of its arguments."),
        "abs": (1, 1, "The size of a number, whatever its sign."),
        "exp": (1, 1, "The exponential; of anything above 690, that of 690."),
        "log": (1, 1, "The natural logarithm; of anything below 1e-300, that of 1e-300."),
        "clip": (3, 3, "clip(x, low, high): x held between two bounds."),
    }
)
"""Fewest and most arguments, and the meaning, of each function."""

VOCABULARY: frozenset[str] = frozenset(
    {*NAMES, *CONSTANTS, *FUNCTIONS, "true", "false", "and", "or", "not"}
)
"""Every word that an expression may hold outside quotes."""


def example(word: str) -> str | None:
    """A known name or constant as it is written, None for anything else."""
    if word in NAMES:
        return NAMES[word].example
    return word if word in CONSTANTS else None
