"""Rules, behaviour parameters and switches: whether they make sense together."""

from __future__ import annotations

from functools import lru_cache
from math import isinf
from typing import NamedTuple, get_args

from sim.language.catalogue import Kind, Scope
from sim.language.check import problems as expression_problems
from sim.language.errors import ExpressionError
from sim.language.expression import parse
from sim.scenario.defaults import Rulebooks
from sim.scenario.draft import Draft
from sim.scenario.findings import Findings
from sim.scenario.places import Block, Leaf, Path, Row
from sim.scenario.problems import did_you_mean, listed
from sim.scenario.quantity import ZERO
from sim.scenario.stability import PARAMETERS, offspring
from sim.scenario.vocabulary import vocabulary

EXPRESSIONS: tuple[tuple[tuple[str, ...], Kind], ...] = (
    (("when",), "truth"),
    (("chance",), "number"),
    (("effect", "posture"), "number"),
    (("effect", "support"), "number"),
)
SCOPES: tuple[Scope, ...] = get_args(Scope)


class _Names(NamedTuple):
    """What the expressions of a scenario may name besides the catalogue."""

    behaviour: tuple[str, ...]
    events: tuple[str, ...]
    stances: tuple[str, ...]


def check_conduct(draft: Draft, books: Rulebooks, findings: Findings) -> None:
    """Rules can be read and do something; parameters and mechanisms are known and in bounds."""
    behaviour = draft.names("behaviour") or tuple(books.parameters)
    names = _Names(behaviour, _ids(draft), draft.names("stances"))
    for name, rule in draft.root.block("rules").items():
        if isinstance(rule, Block):
            _check_expressions(names, rule, ("rules", name), findings)
            _check_chance(rule, ("rules", name, "chance"), findings)
            _check_effect(rule, ("rules", name, "effect"), findings)
            _check_convening(draft, rule, ("rules", name, "effect", "convene"), findings)
    _check_removed(draft, books, findings)
    _check_behaviour(draft, books, findings)
    _check_mechanisms(draft, books, findings)
    _check_ids(draft, findings)
    if not findings.problems:
        _check_excitation(draft, findings)


def _check_expressions(names: _Names, rule: Block, path: Path, findings: Findings) -> None:
    applies = rule.entries.get("applies_to")
    scope = next((s for s in SCOPES if isinstance(applies, Leaf) and applies.text == s), None)
    for steps, kind in EXPRESSIONS:
        node: object = rule
        for step in steps:
            node = node.entries.get(step) if isinstance(node, Block) else None
        if not isinstance(node, Leaf) or node.value is None or scope is None:
            continue
        text = node.text if node.plain else str(node.value)
        for error in _errors(text, scope, kind, names):
            hint = f"did you mean `{error.hint}`?" if error.hint else None
            where: Path = (*path, *steps)
            if not findings.touch(where) or error.offset:
                findings.add(where, f": {error.message}", hint, offset=error.offset)


def _check_chance(rule: Block, path: Path, findings: Findings) -> None:
    """A chance that is a number and no formula lies between 0 and 1; a formula is cut off there."""
    leaf = rule.entries.get("chance")
    if not isinstance(leaf, Leaf) or leaf.value is None:
        return
    try:
        chance = float(leaf.text if leaf.plain else str(leaf.value))
    except ValueError:
        return
    if not (0.0 <= chance <= 1.0 or findings.touch(path)):
        findings.add(path, f"is {chance:g}, outside 0 to 1 (chance a day)")


@lru_cache(maxsize=4096)  # the arms of an experiment have nearly all rules in common
def _errors(text: str, scope: Scope, kind: Kind, names: _Names) -> tuple[ExpressionError, ...]:
    try:
        expression = parse(text)
    except ExpressionError as error:
        return (error,)
    return expression_problems(
        expression,
        scope,
        catalogue=vocabulary(dict.fromkeys(names.behaviour, ZERO)),
        events=names.events,
        stances=names.stances,
        expect=kind,
    )


def _ids(draft: Draft) -> tuple[str, ...]:
    timeline = draft.root.entries.get("timeline")
    items = timeline.items if isinstance(timeline, Row) else ()
    ids = [item.entries.get("id") for item in items if isinstance(item, Block)]
    return tuple(leaf.text for leaf in ids if isinstance(leaf, Leaf) and leaf.value is not None)


def _check_ids(draft: Draft, findings: Findings) -> None:
    seen: dict[str, int] = {}
    timeline = draft.root.entries.get("timeline")
    for place, item in enumerate(timeline.items if isinstance(timeline, Row) else ()):
        leaf = item.entries.get("id") if isinstance(item, Block) else None
        if not isinstance(leaf, Leaf) or leaf.value is None:
            continue
        if leaf.text in seen:
            message = f": `{leaf.text}` is also the id of entry {seen[leaf.text]}"
            findings.add(("timeline", place, "id"), message, "give each entry an id of its own")
        seen.setdefault(leaf.text, place + 1)


def _check_effect(rule: Block, path: Path, findings: Findings) -> None:
    effect = rule.entries.get("effect")
    if not isinstance(effect, Block):
        return
    says = effect.entries
    if not says:
        findings.add(path, "changes nothing", "say for example `raise_rung: 1`", key=True)
    for limit, change in (("up_to", "raise_rung"), ("down_to", "lower_rung")):
        if limit in says and change not in says:
            findings.add(
                (*path, limit), f"stands without `{change}`", f"add `{change}: 1`", key=True
            )
    if "raise_rung" in says and "lower_rung" in says:
        findings.add(path, "both raises and lowers the rung", "make two rules of it", key=True)


def _check_convening(draft: Draft, rule: Block, path: Path, findings: Findings) -> None:
    """Who calls a meeting needs an agenda for it."""
    effect = rule.entries.get("effect")
    leaf = effect.entries.get("convene") if isinstance(effect, Block) else None
    if not isinstance(leaf, Leaf) or leaf.value is None:
        return
    host = draft.mediators.get(leaf.text) or draft.formats.get(leaf.text)
    if host is not None and host.agenda is None:
        section = "mediators" if leaf.text in draft.mediators else "formats"
        hint = f"say what it talks about with `agenda:` under {section}.{leaf.text}"
        findings.add(path, f": `{leaf.text}` has no agenda for meetings of its own", hint)


def _check_removed(draft: Draft, books: Rulebooks, findings: Findings) -> None:
    """Parameters and switches can be changed, but the model cannot do without them."""
    for section, known in (("behaviour", books.parameters), ("mechanisms", books.meanings)):
        removed = [name for name in known if name not in draft.names(section)]
        if removed and not draft.root.misshapen(section):
            hint = "write `false` to switch one off" if section == "mechanisms" else "change it"
            findings.add((section,), f"lacks {listed(removed)}, which cannot be removed", hint)


def _check_behaviour(draft: Draft, books: Rulebooks, findings: Findings) -> None:
    for name, quantity in draft.behaviour.items():
        path: Path = ("behaviour", name)
        parameter = books.parameters.get(name)
        if parameter is None:
            hint = did_you_mean(name, books.parameters)
            hint = hint or f"known are {listed(books.parameters, most=40)}"
            findings.add(path, "is not a behaviour parameter", hint, key=True)
            continue
        node = draft.root.block("behaviour")[name]
        where = (*path, "value") if isinstance(node, Block) else path
        unit = f" ({parameter.unit})" if parameter.unit else ""
        value, limits, usual = quantity.value, parameter.limits, parameter.range
        if not limits[0] <= value <= limits[1]:
            findings.add(where, f"is {value:g}, {_beyond(*limits)}{unit}")
        elif usual is not None and not usual[0] <= value <= usual[1]:
            message = f"is {value:g}, outside the range {usual[0]:g} to {usual[1]:g}{unit} that"
            findings.add(where, f"{message} the rulebook holds plausible", warning=True)


def _beyond(low: float, high: float) -> str:
    if isinf(high):
        return f"below {low:g}"
    return f"outside {low:g} to {high:g}"


def _check_mechanisms(draft: Draft, books: Rulebooks, findings: Findings) -> None:
    for name in draft.names("mechanisms"):
        if name not in books.meanings:
            hint = (
                did_you_mean(name, books.meanings) or f"known are {listed(books.meanings, most=40)}"
            )
            findings.add(("mechanisms", name), "is not a mechanism", hint, key=True)


def _check_excitation(draft: Draft, findings: Findings) -> None:
    """Warn of self-excitation: more than one further incident for each that is answered."""
    taken = {party.stance for party in draft.parties.values()}
    taken |= {rule.effect.stance for rule in draft.rules.values() if rule.effect.stance}
    taken &= set(draft.stances)
    scales = [draft.stances[name].retaliation.value for name in sorted(taken)]
    behaviour = {name: quantity.value for name, quantity in draft.behaviour.items()}
    expected = max(offspring(behaviour, scales).values(), default=0.0)
    if expected >= 1.0:
        message = (
            f": each incident brings on average {expected:.2f} further ones in answer, so that"
        )
        hint = f"lower {listed(list(PARAMETERS))}, or `retaliation` of {listed(sorted(taken))}"
        findings.add(("behaviour",), f"{message} violence feeds itself", hint, warning=True)
