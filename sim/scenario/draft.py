"""The sound parts of a scenario, so that the rest can be checked although something is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from sim.scenario.findings import Findings
from sim.scenario.forms import OneOf, Record, variant
from sim.scenario.places import Block, Path, Row, find
from sim.scenario.quantity import Quantity
from sim.scenario.schema import (
    Agenda,
    Agreement,
    Documented,
    Event,
    Format,
    Front,
    Issue,
    Mediator,
    Meeting,
    Mission,
    Offensive,
    Party,
    Period,
    Rule,
    Scenario,
    Source,
    Stance,
)
from sim.scenario.shape import settle

Entry = Event | Meeting | Offensive
Part = TypeVar("Part", bound=BaseModel)

SCENARIO = Record(Scenario)


@dataclass(frozen=True)
class Draft:
    """What of a scenario and its rulebooks fits the schema, section by section.

    `timeline` goes by position from 0. `root` holds everything as it is written, sound or not.
    """

    root: Block
    period: Period | None
    sources: Mapping[str, Source]
    issues: Mapping[str, Issue]
    parties: Mapping[str, Party]
    mediators: Mapping[str, Mediator]
    formats: Mapping[str, Format]
    peacekeepers: Mapping[str, Mission]
    fronts: Mapping[str, Front]
    agreements: Mapping[str, Agreement]
    timeline: Mapping[int, Entry]
    agendas: Mapping[str, Agenda]
    stances: Mapping[str, Stance]
    rules: Mapping[str, Rule]
    behaviour: Mapping[str, Quantity]
    mechanisms: Mapping[str, bool]
    documented: Mapping[str, Documented]

    def names(self, *sections: str) -> tuple[str, ...]:
        """Every name that the sections hold, whether or not its entry is sound."""
        return tuple(name for section in sections for name in self.root.block(section))


def draft(root: Block, findings: Findings) -> tuple[Draft, Mapping[str, object]]:
    """The sound parts, and the plain data of everything; what is wrong goes to `findings`."""
    settled = settle(root, SCENARIO, (), findings)
    data: Mapping[str, object] = settled if isinstance(settled, dict) else {}
    reading = _Reading(data, findings)
    made = Draft(
        root=root,
        period=reading.one("period", Period),
        sources=reading.named("sources", Source),
        issues=reading.named("issues", Issue),
        parties=reading.named("parties", Party),
        mediators=reading.named("mediators", Mediator),
        formats=reading.named("formats", Format),
        peacekeepers=reading.named("peacekeepers", Mission),
        fronts=reading.named("fronts", Front),
        agreements=reading.named("agreements", Agreement),
        timeline=reading.timeline(),
        agendas=reading.named("agendas", Agenda),
        stances=reading.named("stances", Stance),
        rules=reading.named("rules", Rule),
        behaviour=reading.named("behaviour", Quantity),
        mechanisms={n: v for n, v in reading.entries("mechanisms").items() if isinstance(v, bool)},
        documented=reading.named("documented", Documented),
    )
    return made, data


class _Reading:
    def __init__(self, data: Mapping[str, object], findings: Findings) -> None:
        self.data = data
        self.findings = findings

    def entries(self, section: str) -> Mapping[str, object]:
        found = self.data.get(section)
        return found if isinstance(found, dict) else {}

    def one(self, section: str, model: type[Part]) -> Part | None:
        if section not in self.data:
            return None
        return self._valid(model, self.data[section], (section,))

    def named(self, section: str, model: type[Part]) -> dict[str, Part]:
        parts = {
            name: self._valid(model, entry, (section, name))
            for name, entry in self.entries(section).items()
        }
        return {name: part for name, part in parts.items() if part is not None}

    def timeline(self) -> dict[int, Entry]:
        form = OneOf((Record(Event), Record(Meeting), Record(Offensive)))
        row, _ = find(self.findings.root, ("timeline",))
        given = self.data.get("timeline")
        entries: dict[int, Entry] = {}
        if not isinstance(row, Row) or not isinstance(given, list):
            return entries
        for place, (node, item) in enumerate(zip(row.items, given, strict=True)):
            chosen = variant(form, node)
            for model in (Event, Meeting, Offensive):
                if chosen is not None and chosen.model is model:
                    part = self._valid(model, item, ("timeline", place))
                    if isinstance(part, Event | Meeting | Offensive):
                        entries[place] = part
        return entries

    def _valid(self, model: type[Part], given: object, path: Path) -> Part | None:
        try:
            return model.model_validate(given)
        except ValidationError as error:
            translate(error, path, self.findings)
            return None


def translate(error: ValidationError, path: Path, findings: Findings) -> None:
    """Tell what pydantic refused, unless it is already known to be wrong."""
    for detail in error.errors(include_url=False):
        where = (*path, *detail["loc"])
        if detail["type"] in {"missing", "extra_forbidden"}:
            where = where[:-1]
        if findings.touch(where):
            continue
        cause = detail.get("ctx", {}).get("error")
        if not isinstance(cause, ValueError):
            findings.add(where, "does not fit here")
            continue
        node, _ = find(findings.root, where)
        inner = next(
            (key for key in ("range", "confidence") if key in str(cause) and _has(node, key)), None
        )
        if "needs a `source`" in str(cause) and _has(node, "confidence"):
            inner = "confidence"
        findings.add(where if inner is None else (*where, inner), f": {cause}")


def _has(node: object, key: str) -> bool:
    return isinstance(node, Block) and key in node.entries
