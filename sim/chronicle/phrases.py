"""The phrases that the notes of a story are made of."""

from __future__ import annotations

from math import exp

from sim.scenario.schema import RuleEffect
from sim.world.records import COERCE, GENERAL, HOLD, LIMITED, STAND_DOWN, Invitation

KIND_NAMES = {
    "statement": "a joint statement",
    "cbm": "confidence-building measures",
    "ceasefire": "a ceasefire",
    "interim": "an interim agreement",
    "framework": "a framework agreement",
    "settlement": "a settlement",
}
CEASEFIRES = {
    "bare": "a ceasefire",
    "with a mechanism": "a ceasefire with a mechanism to keep it",
    "definitive": "a definitive ceasefire",
}
COURSES = {
    STAND_DOWN: "orders its garrisons to stand down",
    HOLD: "holds its positions",
    COERCE: "presses by force short of an operation",
}
ATTACKS = {LIMITED: "a limited operation", GENERAL: "a general offensive"}
ENDINGS = {
    "attack": "one side attacks",
    "losses": "losses blamed on the other exceed what one side bears",
    "repudiated": "once inducements have faded it is worth less than going on",
}


def civilian(killed: int, civil: int) -> str:
    """How many of the killed are civilians, in brackets; empty if none."""
    if civil == 0:
        return ""
    every = "a civilian" if killed == 1 else "all civilian"
    return f" ({every})" if civil == killed else f" ({civil} of them civilian)"


def effects_of(effect: RuleEffect) -> list[str]:
    """What a rule does besides moving a rung, in words."""
    told = []
    if effect.posture is not None:
        told.append(f"garrisons {_freedom(effect.posture)}")
    if effect.support is not None:
        told.append(f"support at home changes by {effect.support}")
    if effect.seek_talks is not None:
        told.append("looks for talks" if effect.seek_talks else "no longer looks for talks")
    if effect.convene is not None:
        told.append(f"{effect.convene.replace('_', ' ')} calls a meeting")
    if effect.stance is not None:
        told.append(f"takes the stance {effect.stance.replace('_', ' ')}")
    return told


def _freedom(posture: str) -> str:
    """An added logarithm of fire as the factor that it is."""
    try:
        factor = exp(float(posture))
    except (ValueError, OverflowError):
        return f"fire e^({posture}) times as freely for a while"
    return f"fire {factor:.2f} times as freely for a while"


def meeting(host: str, about: Invitation) -> str:
    """A meeting by its title and host, or by who called it."""
    return f"{about.title} ({host})" if about.scheduled else f"Talks called by {host}"


def after_the(name: str) -> str:
    """A name as it stands after `the`: without an article of its own."""
    return name.removeprefix("The ").removeprefix("the ")


def lowered(name: str) -> str:
    """A heading as it stands within a sentence, unless it begins with a name in capitals."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def sentence(text: str) -> str:
    """A text as it begins a sentence."""
    return text[:1].upper() + text[1:]
