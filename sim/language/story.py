"""The comparisons that decided an expression in one run, told with their values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.language.catalogue import CONSTANTS, NAMES, NEVER
from sim.language.columns import NO_CATEGORIES, Categories, is_truth
from sim.language.expression import Expression, is_constant
from sim.language.figure import Lookup, figure_of
from sim.language.tree import Comparison, Connective, Named, Node, Not, Relation, Truth, Word

_OPPOSITE: dict[Relation, Relation] = {
    "<": ">=",
    "<=": ">",
    ">": "<=",
    ">=": "<",
    "==": "!=",
    "!=": "==",
}
_RUNGS = {rung: word for word, rung in CONSTANTS.items()}
_FEWEST_DIGITS, _MOST_DIGITS = 3, 17
NEVER_YET = "never"
"""How days since something are told before it has happened."""


def tell(
    expression: Expression, lookup: Lookup, *, categories: Categories = NO_CATEGORIES
) -> list[str]:
    """What made a truth true or false in the one run of a lookup, comparison by comparison.

    A comparison that held is told as `losses(30) > tolerance * (1 + trust): 7 > 5.3`, one that did
    not as `losses(30) > tolerance: no, 3 <= 5`, a truth as `truce: yes`. Only what decided is
    told: all parts of an `and` that held and of an `or` that did not, otherwise the first part
    that settled it. A number is told with its value, days since what has never been as `never`.
    `true` and `false` tell nothing.

    Raises ValueError if the lookup gives more than one run.
    """
    tree = expression.tree
    teller = _Teller(expression, lookup, categories)
    if is_truth(tree):
        _, lines = teller.truth(tree)
        return list(dict.fromkeys(lines))
    if isinstance(tree, Named) and not is_constant(tree):
        return [teller.named(tree)]
    quoted, shown = expression.quote(tree), _figure_of(tree, teller.number(tree))
    return [shown] if quoted == shown else [f"{quoted}: {shown}"]


class _Teller:
    """One run, looked at through one expression."""

    def __init__(self, expression: Expression, lookup: Lookup, categories: Categories) -> None:
        self.expression = expression
        self.lookup = lookup
        self.categories = categories

    def truth(self, node: Node) -> tuple[bool, list[str]]:
        """Whether a part holds, and the lines that say why."""
        match node:
            case Truth(value=value):
                return value, []
            case Named():
                value = bool(_only(self.lookup(node.name, node.argument)))
                return value, [self._yes_or_no(node, value)]
            case Not(operand=operand):
                value, lines = self.truth(operand)
                return not value, lines
            case Connective(joint=joint, parts=parts):
                return self._connective(joint == "or", parts)
            case Comparison():
                return self._comparison(node)
            case _:
                raise TypeError(f"`{self.expression.quote(node)}` is no truth")

    def number(self, node: Node) -> float:
        """The value of a part that is a number."""
        return float(_only(figure_of(node).read(self.lookup)))

    def named(self, node: Named) -> str:
        """A name that stands alone, whatever its kind."""
        value = _only(self.lookup(node.name, node.argument))
        if isinstance(value, bool):
            return self._yes_or_no(node, value)
        if isinstance(value, str) or node.name in self.categories:
            return f"{self.expression.quote(node)}: {self._word(node, value)}"
        return f"{self.expression.quote(node)}: {_figure_of(node, float(value))}"

    def _yes_or_no(self, node: Node, value: bool) -> str:
        return f"{self.expression.quote(node)}: {'yes' if value else 'no'}"

    def _connective(self, decisive: bool, parts: Sequence[Node]) -> tuple[bool, list[str]]:
        gathered: list[str] = []
        for part in parts:
            value, lines = self.truth(part)
            if value == decisive:
                return decisive, lines
            gathered += lines
        return not decisive, gathered

    def _comparison(self, node: Comparison) -> tuple[bool, list[str]]:
        quoted = self.expression.quote(node)
        shown, steps = self._sides(node)
        for place, (relation, held) in enumerate(zip(node.relations, steps, strict=True)):
            if not held:
                failed = f"{shown[place]} {_OPPOSITE[relation]} {shown[place + 1]}"
                return False, [f"{quoted}: no, {failed}"]
        told = shown[0] + "".join(
            f" {relation} {side}" for relation, side in zip(node.relations, shown[1:], strict=True)
        )
        return True, [f"{quoted}: {told}"]

    def _sides(self, node: Comparison) -> tuple[list[str], list[bool]]:
        """The sides of a comparison as they are shown, and which of its steps held."""
        if any(isinstance(operand, Word) for operand in node.operands):
            words = [self._category(operand) for operand in node.operands]
            return words, [_holds(node.relations[0], words[0], words[1])]
        values = [self.number(operand) for operand in node.operands]
        steps = [
            _holds(relation, left, right)
            for relation, left, right in zip(node.relations, values, values[1:], strict=False)
        ]
        if all(_is_rung(operand) for operand in node.operands):
            return [_RUNGS.get(round(value), str(value)) for value in values], steps
        pairs = zip(node.operands, values, _figures(values), strict=True)
        return [NEVER_YET if _never(part, value) else shown for part, value, shown in pairs], steps

    def _category(self, node: Node) -> str:
        if isinstance(node, Named):
            return self._word(node, _only(self.lookup(node.name, node.argument)))
        return node.value if isinstance(node, Word) else self.expression.quote(node)

    def _word(self, node: Named, value: Any) -> str:
        return str(value) if isinstance(value, str) else self.categories[node.name][int(value)]


def _only(values: Any) -> Any:
    """The value of the one run that a story is told of."""
    given = np.asarray(values)
    if given.size != 1:
        raise ValueError(f"a story is told of one run, not of {given.size}")
    return given.item()


def _is_rung(node: Node) -> bool:
    return isinstance(node, Named) and (node.name == "rung" or is_constant(node))


def _holds(relation: Relation, left: Any, right: Any) -> bool:
    match relation:
        case "<":
            return bool(left < right)
        case "<=":
            return bool(left <= right)
        case ">":
            return bool(left > right)
        case ">=":
            return bool(left >= right)
        case "==":
            return bool(left == right)
        case "!=":
            return bool(left != right)


def _never(node: Node, value: float) -> bool:
    """Whether a part counts the days since something that has not happened."""
    return isinstance(node, Named) and value >= NEVER and _counts_days_since(node)


def _counts_days_since(node: Named) -> bool:
    return not is_constant(node) and NAMES[node.name].high == NEVER


def _figure_of(node: Node, value: float) -> str:
    return NEVER_YET if _never(node, value) else _figures([value])[0]


def _figures(values: Sequence[float]) -> list[str]:
    """Numbers with as few digits as still tell different neighbours apart."""
    shown: list[str] = []
    for digits in range(_FEWEST_DIGITS, _MOST_DIGITS + 1):
        shown = [_figure(value, digits) for value in values]
        if all(
            (left == right) == (former == latter)
            for left, right, former, latter in zip(
                values, values[1:], shown, shown[1:], strict=False
            )
        ):
            break
    return shown


def _figure(value: float, digits: int) -> str:
    if abs(value) < 1e15 and value == round(value):
        return str(round(value))
    if 10 ** (digits - 1) <= abs(value) < 1e15:
        return f"{value:.0f}"
    return f"{value:.{digits}g}"
