"""Names that refer to other parts of a scenario, and whether those parts exist."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sim.scenario.findings import Findings
from sim.scenario.places import Block, Leaf, Node, Path, Row
from sim.scenario.problems import did_you_mean, listed, nearest
from sim.scenario.schema import Scenario

ANY = "*"


@dataclass(frozen=True)
class Reference:
    """Where names stand that refer to entries of some sections.

    `*` stands for any key or entry. The names are the values there, or with `keys` the keys.
    """

    path: tuple[str, ...]
    sections: tuple[str, ...]
    keys: bool = False


def _keys(path: str, *sections: str) -> Reference:
    return Reference(tuple(path.split(".")), sections, keys=True)


def _values(path: str, *sections: str) -> Reference:
    return Reference(tuple(path.split(".")), sections)


HOSTS = ("mediators", "formats")
TRUSTED = ("parties", "mediators", "peacekeepers")
REFERENCES: tuple[Reference, ...] = (
    _keys("parties.*.positions", "issues"),
    _keys("parties.*.saliences", "issues"),
    _keys("parties.*.red_lines", "issues"),
    _keys("parties.*.public.red_lines", "issues"),
    _keys("parties.*.trust", *TRUSTED),
    _values("parties.*.stance", "stances"),
    _values("parties.*.principal", "parties"),
    _keys("mediators.*.leverage", "parties"),
    _keys("mediators.*.bias", "parties"),
    _keys("mediators.*.guarantees", "parties"),
    _keys("mediators.*.position", "issues"),
    _keys("mediators.*.affinity", "mediators"),
    _values("mediators.*.agenda", "agendas"),
    _values("formats.*.members.*", "mediators"),
    _values("formats.*.participants.*", "parties"),
    _values("formats.*.agenda", "agendas"),
    _values("peacekeepers.*.sponsor", "mediators"),
    _values("peacekeepers.*.front", "fronts"),
    _keys("peacekeepers.*.consent", "parties"),
    _values("peacekeepers.*.renewal.consent_of.*", "parties"),
    _values("fronts.*.between.*", "parties"),
    _values("fronts.*.sectors.*.garrisoned_by.*", "parties"),
    _values("fronts.*.sectors.*.commanded_by.*", "parties"),
    _values("fronts.*.sectors.*.held_by", "parties"),
    _keys("fronts.*.sectors.*.prize", "issues"),
    _values("agreements.*.signatories.*", "parties"),
    _values("agreements.*.bound.*", "parties"),
    _values("agreements.*.host", *HOSTS),
    _values("agreements.*.front", "fronts"),
    _keys("agreements.*.terms", "issues"),
    _values("timeline.*.host", *HOSTS),
    _values("timeline.*.participants.*", "parties"),
    _values("timeline.*.agenda", "agendas"),
    _values("timeline.*.by", "parties"),
    _values("timeline.*.front", "fronts"),
    _values("agendas.*.issues.*", "issues"),
    _values("agendas.*.aside.*", "issues"),
    _keys("agendas.*.draft", "issues"),
    _keys("agendas.*.terms", "issues"),
    _values("agendas.*.terms.*.obligor", "parties"),
    _values("agendas.*.terms.*.observer", "peacekeepers"),
    _values("agendas.*.steps.*.*", "issues"),
    _values("agendas.*.deploys", "peacekeepers"),
    _values("rules.*.effect.stance", "stances"),
    _values("rules.*.effect.convene", *HOSTS),
    _values("documented.*.party", "parties"),
)
SINGULAR = {
    "sources": "a source",
    "issues": "an issue",
    "parties": "a party",
    "mediators": "a mediator",
    "formats": "a format",
    "peacekeepers": "a mission of peacekeepers or observers",
    "fronts": "a front",
    "sectors": "a sector",
    "agendas": "an agenda",
    "stances": "a stance",
}


def check_references(root: Block, findings: Findings) -> None:
    """Every name that refers to a party, mediator, issue, source and so on refers to one."""
    for reference in REFERENCES:
        known = known_names(root, reference.sections)
        for path, name in _named(root, reference, ()):
            if name not in known:
                unknown(root, findings, path, name, reference.sections, key=reference.keys)
    _check_sources(root, findings)
    _check_sectors(root, findings)
    _check_who(root, findings)
    _check_actors(root, findings)


def known_names(root: Block, sections: Sequence[str]) -> tuple[str, ...]:
    """The names that some sections hold."""
    return tuple(name for section in sections for name in root.block(section))


def unknown(
    root: Block,
    findings: Findings,
    path: Path,
    name: str,
    sections: Sequence[str],
    *,
    key: bool = False,
    offset: int | None = None,
) -> None:
    """Tell that a name refers to nothing, and what may have been meant."""
    if findings.touch(path) or any(_unreadable(root, section) for section in sections):
        return
    wanted = " or ".join(SINGULAR[section] for section in sections)
    known = known_names(root, sections)
    near = nearest(name, known)
    if near is not None and not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", near):
        return  # the name it refers to cannot be a name, which is told already
    others = [section for section in SINGULAR if name in root.block(section)]
    hint = did_you_mean(name, known)
    if others:
        message = f"{wanted} is needed"
        hint = f"`{name}` is {SINGULAR[others[0]]}"
    elif key:
        message = f"is not {wanted} of this scenario"
    else:
        message = f": `{name}` is not {wanted} of this scenario"
    if hint is None:
        hint = f"known are {listed(known)}" if known else f"no `{sections[0]}` are defined"
    if others:
        message = f": {message}"
    findings.add(path, message, hint, key=key, offset=offset)


def _unreadable(root: Block, section: str) -> bool:
    """Whether a section's key is misspelt, or what it holds is no section: told already."""
    strangers = [key for key in root.entries if key not in Scenario.model_fields]
    misspelt = section not in root.entries and nearest(section, strangers) is not None
    return misspelt or root.misshapen(section)


def _named(node: Node, reference: Reference, path: Path) -> Iterator[tuple[Path, str]]:
    if len(path) == len(reference.path):
        if reference.keys and isinstance(node, Block):
            yield from (((*path, name), name) for name in node.entries)
        elif not reference.keys and isinstance(node, Leaf) and node.value is not None:
            yield path, node.text
        return
    step = reference.path[len(path)]
    if isinstance(node, Block):
        for name, inner in node.entries.items():
            if step in {ANY, name}:
                yield from _named(inner, reference, (*path, name))
    elif isinstance(node, Row) and step == ANY:
        for place, inner in enumerate(node.items):
            yield from _named(inner, reference, (*path, place))


def _check_sources(root: Block, findings: Findings) -> None:
    """Sources are keys of `sources`; those of the rulebooks are citations in words."""
    known = root.block("sources")
    for path, name in _sources(root, ()):
        if name not in known:
            unknown(root, findings, path, name, ("sources",))


def _sources(node: Node, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(node, Block):
        for name, inner in node.entries.items():
            if name == "source" and isinstance(inner, Leaf) and path[:1] != ("sources",):
                if inner.value is not None and not inner.mark.origin.rulebook:
                    yield (*path, name), inner.text
            else:
                yield from _sources(inner, (*path, name))
    elif isinstance(node, Row):
        for place, inner in enumerate(node.items):
            yield from _sources(inner, (*path, place))


def _check_sectors(root: Block, findings: Findings) -> None:
    """Posts of a mission and objectives of an offensive are sectors of its front."""
    posts = Reference(("posts",), (), keys=True)
    objectives = Reference(("objectives", ANY), ())
    groups: list[tuple[Path, Node, Reference]] = [
        (("peacekeepers", name), node, posts) for name, node in root.block("peacekeepers").items()
    ]
    timeline = root.entries.get("timeline")
    if isinstance(timeline, Row):
        groups += [(("timeline", n), node, objectives) for n, node in enumerate(timeline.items)]
    for path, node, reference in groups:
        front = node.entries.get("front") if isinstance(node, Block) else None
        home = root.block("fronts").get(front.text) if isinstance(front, Leaf) else None
        if not isinstance(home, Block) or not isinstance(front, Leaf):
            continue
        sectors = home.block("sectors")
        for inner, name in _named(node, reference, ()):
            if name not in sectors:
                said = "" if reference.keys else f": `{name}` "
                findings.add(
                    (*path, *inner),
                    f"{said or ''}is not a sector of the front `{front.text}`",
                    did_you_mean(name, sectors) or f"its sectors are {listed(sectors)}",
                    key=reference.keys,
                )


def _check_who(root: Block, findings: Findings) -> None:
    """`who` of a rule names what the rule applies to."""
    who = Reference(("who", ANY), ())
    for name, rule in root.block("rules").items():
        applies = rule.entries.get("applies_to") if isinstance(rule, Block) else None
        if not isinstance(applies, Leaf):
            continue
        sections = {"front": ("fronts",), "side": ("parties", "fronts"), "party": ("parties",)}
        wanted = sections.get(applies.text, ())
        for inner, word in _named(rule, who, ()):
            if wanted and word not in known_names(root, wanted):
                unknown(root, findings, ("rules", name, *inner), word, wanted)


def _check_actors(root: Block, findings: Findings) -> None:
    """A name means one actor: trust and hosts are given by name alone."""
    seen: dict[str, str] = {}
    for section in ("parties", "mediators", "formats", "peacekeepers"):
        for name in root.block(section):
            if name in seen:
                message = f"has the same name as {SINGULAR[seen[name]]} of this scenario"
                findings.add((section, name), message, "give one of them another name", key=True)
            seen.setdefault(name, section)
