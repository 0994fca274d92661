"""What must hold of parties, their interests, and who holds and commands a front."""

from __future__ import annotations

from collections.abc import Mapping

from sim.scenario.draft import Draft
from sim.scenario.findings import Findings
from sim.scenario.places import Block, Leaf, Node, Path
from sim.scenario.problems import listed
from sim.scenario.schema import Front, Party

TOLERANCE = 1e-6


def check_actors(draft: Draft, findings: Findings) -> None:
    """Interests are complete, principals end somewhere, sectors are held by a side or its agent."""
    for name, party in draft.root.block("parties").items():
        if isinstance(party, Block):
            _check_interests(draft, party, ("parties", name), findings)
    _check_stances(draft, findings)
    _check_principals(draft, findings)
    for name, front in draft.fronts.items():
        _check_front(draft, front, ("fronts", name), findings)
    for name, mission in draft.peacekeepers.items():
        total = sum(share.value for share in mission.posts.values())
        if total > 1 + TOLERANCE:
            message = f"add up to {total:g}; together they are at most 1"
            findings.add(("peacekeepers", name, "posts"), message, key=True)


def _check_interests(draft: Draft, party: Block, path: Path, findings: Findings) -> None:
    issues = draft.names("issues")
    for key in ("positions", "saliences"):
        given = party.entries.get(key)
        if not isinstance(given, Block) or not issues:
            continue
        omitted = [issue for issue in issues if issue not in given.entries]
        strangers = [issue for issue in given.entries if issue not in issues]
        if omitted and not strangers:
            hint = "give it 0 if the party does not care" if key == "saliences" else None
            message = f"says nothing of {_issues(omitted)}"
            findings.add((*path, key), message, hint, key=True)
    saliences = party.entries.get("saliences")
    if isinstance(saliences, Block):
        _check_sum(saliences, (*path, "saliences"), findings)


def _issues(names: list[str]) -> str:
    return f"the issue{'s' if len(names) > 1 else ''} {listed(names)}"


def _check_sum(saliences: Block, path: Path, findings: Findings) -> None:
    numbers = [_number(node) for node in saliences.entries.values()]
    sound = [number for number in numbers if number is not None]
    if len(sound) < len(numbers) or not sound:
        return
    total = sum(sound)
    if abs(total - 1.0) > TOLERANCE:
        hint = None
        if total > 0:
            scaled = ", ".join(
                f"{name} {number / total:.3g}"
                for name, number in zip(saliences.entries, sound, strict=True)
            )
            hint = f"in the same proportions: {scaled}" if len(sound) <= 8 else None
        findings.add(path, f"add up to {total:.9g}, not to 1", hint, key=True)


def _number(node: Node) -> float | None:
    if isinstance(node, Block):
        inner = node.entries.get("value")
        return _number(inner) if isinstance(inner, Leaf) else None
    if isinstance(node, Leaf) and isinstance(node.value, int | float):
        return None if isinstance(node.value, bool) else float(node.value)
    return None


def _check_stances(draft: Draft, findings: Findings) -> None:
    """A stance that is taken for want of another must still be there."""
    if draft.root.misshapen("stances"):
        return
    for name, party in draft.parties.items():
        written = draft.root.block("parties")[name]
        said = isinstance(written, Block) and "stance" in written.entries
        if not said and party.stance not in draft.names("stances"):
            message = f"takes the stance `{party.stance}`, as it names none, and there is no such"
            findings.add(("parties", name), message, "name one with `stance:`", key=True)


def _check_principals(draft: Draft, findings: Findings) -> None:
    for name, party in draft.parties.items():
        path: Path = ("parties", name, "principal")
        if party.principal == name:
            findings.add(path, "is the party itself", "leave it out if nobody backs it")
        elif name in _chain(name, draft.parties)[1:]:
            circle = " -> ".join([*_chain(name, draft.parties)])
            findings.add(path, f"goes round in a circle: {circle}")


def _chain(name: str, parties: Mapping[str, Party]) -> list[str]:
    """A party, its principal, its principal's, and so on, until one appears again."""
    chain = [name]
    while (party := parties.get(chain[-1])) is not None and party.principal is not None:
        chain.append(party.principal)
        if party.principal in chain[:-1]:
            break
    return chain


def _check_front(draft: Draft, front: Front, path: Path, findings: Findings) -> None:
    parties = draft.names("parties")
    first, second = front.between
    if first == second:
        findings.add((*path, "between"), f"names `{first}` twice", "a front has two sides")
        return
    for name, sector in front.sectors.items():
        where: Path = (*path, "sectors", name)
        for key, verb in (("garrisoned_by", "garrison"), ("commanded_by", "command")):
            for place, (side, holder) in enumerate(
                zip(front.between, getattr(sector, key), strict=True)
            ):
                if side not in parties or holder not in parties:
                    continue
                if side not in _chain(holder, draft.parties) and holder in draft.parties:
                    message = (
                        f": `{holder}` cannot {verb} the side of `{side}`, as it is neither"
                        f" `{side}` nor a party that has it as its principal"
                    )
                    hint = f"the order is that of `between`: {first}, {second}"
                    findings.add((*where, key, place), message, hint)
        if sector.held_by is not None and sector.held_by in draft.parties:
            chain = _chain(sector.held_by, draft.parties)
            if first not in chain and second not in chain:
                message = f": `{sector.held_by}` belongs to neither side of this front"
                findings.add((*where, "held_by"), message)
