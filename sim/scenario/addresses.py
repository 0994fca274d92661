"""Addresses of the quantities that dated events may change, such as `mediators.eu.attention`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf

from sim.scenario.findings import Findings
from sim.scenario.places import Block, Leaf, Path, Row
from sim.scenario.problems import did_you_mean, listed
from sim.scenario.references import SINGULAR, known_names


@dataclass(frozen=True)
class Quality:
    """A quantity of an actor, issue or front: its bounds, and whom it is about, if anybody."""

    low: float | None = 0.0
    high: float | None = 1.0
    towards: tuple[str, ...] = ()


SHARE = Quality()
ADDRESSES: Mapping[str, Mapping[str, Quality]] = {
    "parties": {
        "capability": Quality(0.001, 1_000.0),
        "support": SHARE,
        "weariness": SHARE,
        "posture": Quality(None, None),
        "propaganda": SHARE,
        "preparation": SHARE,
        "contact": SHARE,
        "trust": Quality(towards=("parties",)),
    },
    "mediators": {
        "attention": SHARE,
        "credibility": SHARE,
        "initiative": Quality(0.0, 50.0),
        "precision": Quality(0.0, 100.0),
        "skill": SHARE,
        "threat": SHARE,
        "leverage": Quality(towards=("parties",)),
        "guarantees": Quality(towards=("parties",)),
    },
    "formats": {"cohesion": SHARE, "initiative": Quality(0.0, 50.0)},
    "peacekeepers": {
        "strength": Quality(0.0, 1e7),
        "patrols": Quality(0.0, 100.0),
        "clarity": SHARE,
        "consent": Quality(towards=("parties",)),
    },
    "issues": {"status_quo": SHARE},
    "fronts": {
        "posture": Quality(None, None),
        "snipers": Quality(0.0, 100.0),
        "distance": Quality(10.0, 20_000.0),
    },
}


def check_effects(root: Block, findings: Findings) -> None:
    """Every effect names a quantity that can change, and one way of changing it."""
    timeline = root.entries.get("timeline")
    if not isinstance(timeline, Row):
        return
    for place, entry in enumerate(timeline.items):
        effects = entry.entries.get("effects") if isinstance(entry, Block) else None
        if not isinstance(effects, Row):
            continue
        for number, effect in enumerate(effects.items):
            if isinstance(effect, Block):
                _check_effect(root, effect, ("timeline", place, "effects", number), findings)


def _check_effect(root: Block, effect: Block, path: Path, findings: Findings) -> None:
    ways = [way for way in ("set", "add", "scale") if way in effect.entries]
    if len(ways) != 1:
        found = "says none of" if not ways else f"says {listed(ways)}; it may say only one of"
        findings.add(path, f"{found} `set`, `add` and `scale`", "choose one way to change it")
    address = effect.entries.get("on")
    if not isinstance(address, Leaf) or address.value is None:
        return
    quality = _quality(root, address.text.strip(), (*path, "on"), findings)
    if quality is not None and len(ways) == 1:
        _check_amount(effect, ways[0], quality, path, findings)


def _quality(root: Block, address: str, path: Path, findings: Findings) -> Quality | None:
    """The quantity an address names; None, with a problem, if it names none."""
    words = address.split(".")
    offsets = [sum(len(word) + 1 for word in words[:n]) for n in range(len(words) + 1)]

    def refuse(number: int, message: str, hint: str | None) -> None:
        findings.add(path, f": {message}", hint, offset=min(offsets[number], len(address) - 1))

    section = words[0]
    if section not in ADDRESSES:
        hint = did_you_mean(section, ADDRESSES) or f"it begins with {listed(ADDRESSES, 'or')}"
        refuse(0, f"`{section}` is not a section that an effect can change", hint)
        return None
    if len(words) < 3:
        example = f"{section}.NAME.{next(iter(ADDRESSES[section]))}"
        refuse(0, f"`{address}` is not a whole address", f"write for example `{example}`")
        return None
    name, quality_name = words[1], words[2]
    if root.misshapen(section):
        return None
    known = known_names(root, (section,))
    if name not in known:
        hint = did_you_mean(name, known) or f"known are {listed(known)}"
        refuse(1, f"`{name}` is not {SINGULAR[section]} of this scenario", hint)
        return None
    qualities = ADDRESSES[section]
    if quality_name not in qualities:
        hint = did_you_mean(quality_name, qualities) or f"what can change is {listed(qualities)}"
        if quality_name == "public" and words[3:] and words[3] in qualities:
            hint = f"write `{section}.{name}.{words[3]}`"
        refuse(2, f"`{quality_name}` of {SINGULAR[section]} cannot be changed", hint)
        return None
    quality = qualities[quality_name]
    if not quality.towards:
        if len(words) > 3:
            refuse(3, f"nothing follows `{quality_name}`", f"write `{'.'.join(words[:3])}`")
            return None
        return quality
    others = known_names(root, quality.towards)
    wanted = " or ".join(SINGULAR[section] for section in quality.towards)
    if len(words) != 4:
        hint = f"write `{'.'.join(words[:3])}.NAME`, where NAME is {wanted}"
        refuse(2, f"`{quality_name}` needs to say towards whom", hint)
        return None
    if words[3] not in others:
        hint = did_you_mean(words[3], others) or f"known are {listed(others)}"
        refuse(3, f"`{words[3]}` is not {wanted} of this scenario", hint)
        return None
    return quality


def _check_amount(
    effect: Block, way: str, quality: Quality, path: Path, findings: Findings
) -> None:
    node = effect.entries[way]
    where: Path = (*path, way)
    if isinstance(node, Block) and "value" in node.entries:
        node, where = node.entries["value"], (*where, "value")
    if not isinstance(node, Leaf) or not isinstance(node.value, int | float):
        return
    amount = float(node.value)
    if way == "scale" and amount < 0:
        findings.add(where, f"is {amount:g}; a factor is not below 0", "0.5 halves, 2 doubles")
    low = -inf if quality.low is None else quality.low
    high = inf if quality.high is None else quality.high
    if way == "set" and not low <= amount <= high:
        findings.add(where, f"is {amount:g}, outside {low:g} to {high:g}")
