"""The default rulebooks that every scenario builds on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from math import inf
from pathlib import Path

from sim.scenario.document import parse_document, read_text, split
from sim.scenario.places import Block, Leaf, Mark, Node, Origin, Row

RULEBOOKS = Path(__file__).parent / "rulebooks"
SECTIONS = ("behaviour", "stances", "rules", "mechanisms")
FRACTIONS = frozenset({"share", "probability"})
_BESIDES = ("unit", "meaning", "limits")


@dataclass(frozen=True)
class Parameter:
    """A behaviour parameter: what it means, its unit, its usual range, and its hard limits."""

    name: str
    unit: str
    meaning: str
    range: tuple[float, float] | None
    given_limits: tuple[float, float] | None = None

    @property
    def limits(self) -> tuple[float, float]:
        """What the parameter cannot go beyond, by its unit where the rulebook does not say."""
        if self.given_limits is not None:
            return self.given_limits
        positive = self.range is not None and self.range[0] >= 0
        return (0.0 if positive else -inf), (1.0 if self.unit in FRACTIONS else inf)


@dataclass(frozen=True)
class Rulebooks:
    """The rulebooks as parts of a scenario, and what they say of parameters and mechanisms."""

    root: Block
    parameters: Mapping[str, Parameter]
    meanings: Mapping[str, str]


@cache
def read_rulebooks(folder: Path = RULEBOOKS) -> Rulebooks:
    """The rulebooks of a folder; one that is absent is empty."""
    books = {section: _read(folder / f"{section}.yaml") for section in SECTIONS}
    behaviour, mechanisms = books["behaviour"], books["mechanisms"]
    parameters = {
        name: _parameter(name, entry)
        for name, entry in behaviour.entries.items()
        if isinstance(entry, Block)
    }
    meanings = {
        name: _text(entry, "meaning")
        for name, entry in mechanisms.entries.items()
        if isinstance(entry, Block)
    }
    entries: dict[str, Node] = {
        **books,
        "behaviour": replace(
            behaviour, entries={n: _without(e) for n, e in behaviour.entries.items()}
        ),
        "mechanisms": replace(
            mechanisms, entries={n: _switch(e) for n, e in mechanisms.entries.items()}
        ),
    }
    return Rulebooks(replace(behaviour, entries=entries), parameters, meanings)


def _read(path: Path) -> Block:
    name = f"rulebooks/{path.name}"
    if not path.exists():
        return Block(Mark(Origin(name, (), rulebook=True), 1, 1))
    text = read_text(path, name)
    return parse_document(text, Origin(name, split(text), rulebook=True))


def _parameter(name: str, entry: Block) -> Parameter:
    return Parameter(
        name,
        _text(entry, "unit"),
        _text(entry, "meaning"),
        _pair(entry, "range"),
        _pair(entry, "limits"),
    )


def _text(entry: Block, key: str) -> str:
    leaf = entry.entries.get(key)
    return str(leaf.value) if isinstance(leaf, Leaf) and leaf.value is not None else ""


def _pair(entry: Block, key: str) -> tuple[float, float] | None:
    row = entry.entries.get(key)
    if not isinstance(row, Row):
        return None
    low, high = (item.value for item in row.items if isinstance(item, Leaf))
    if not isinstance(low, int | float) or not isinstance(high, int | float):
        return None
    return float(low), float(high)


def _without(entry: Node) -> Node:
    """A parameter as a number with its evidence, as scenarios write it."""
    if not isinstance(entry, Block):
        return entry
    kept = {key: node for key, node in entry.entries.items() if key not in _BESIDES}
    return replace(entry, entries=kept)


def _switch(entry: Node) -> Node:
    """A mechanism as on or off, as scenarios write it."""
    if not isinstance(entry, Block):
        return entry
    return replace(entry.entries.get("on", entry), key=entry.key)
