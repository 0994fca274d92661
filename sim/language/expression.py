"""From a text to the frozen tree of an expression."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import lru_cache
from typing import get_args

from sim.language.catalogue import CONSTANTS, FUNCTIONS, NAMES, VOCABULARY, example
from sim.language.errors import ExpressionError, nearest, shorten
from sim.language.tokens import scan
from sim.language.tree import (
    Arithmetic,
    Call,
    Comparison,
    Connective,
    Function,
    Joint,
    Named,
    Negative,
    Node,
    Not,
    Number,
    Operator,
    Piece,
    Power,
    Relation,
    Truth,
    Word,
    walk,
)

DEEPEST_TREE = 60
LARGEST_POWER = 4

_OPERATORS: dict[type[ast.operator], Operator] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
}
_RELATIONS: dict[type[ast.cmpop], Relation] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
_TRUTHS = {"true": True, "false": False}
_FUNCTIONS: dict[str, Function] = {name: name for name in get_args(Function)}


@dataclass(frozen=True)
class Expression:
    """A text that was read, and its tree. Equal expressions have equal texts."""

    text: str
    tree: Node

    def quote(self, piece: Piece) -> str:
        """The stretch of the text that a piece of the tree was read from, on one line."""
        return " ".join(self.text[piece.start : piece.end].split())


@lru_cache(maxsize=4096)
def parse(text: str) -> Expression:
    """Read an expression of the rule language.

    Checks the form only: whether names exist, suit the scope and are of the right kind is for
    `check`. Time and depth are bounded by the caps of this module and of `tokens`.

    Raises ExpressionError, with the offset in characters, for anything that is not a whole
    expression of the language, and for a literal division by zero.
    """
    tokens = scan(text)
    lead = tokens[0].start
    plain = "".join(" " if character.isspace() else character for character in text)
    try:
        parsed = ast.parse(plain[lead:], mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        offset = lead + (getattr(error, "offset", None) or 1) - 1
        raise ExpressionError("this is not an expression", min(offset, len(text))) from None
    _refuse_depth(parsed.body, lead)
    return Expression(text, _Reading(text, lead).node(parsed.body))


def names_used(expression: Expression) -> frozenset[tuple[str, int | str | None]]:
    """The names an expression looks up, each with its argument; constants are not looked up."""
    return frozenset(
        (node.name, node.argument)
        for node in walk(expression.tree)
        if isinstance(node, Named) and not is_constant(node)
    )


def is_constant(node: Named) -> bool:
    """Whether a name stands for a rung rather than for something to be looked up."""
    return node.argument is None and node.name in CONSTANTS


def _refuse_depth(tree: ast.expr, lead: int) -> None:
    level: list[ast.expr] = [tree]
    for _ in range(DEEPEST_TREE):
        level = [
            child
            for node in level
            for child in ast.iter_child_nodes(node)
            if isinstance(child, ast.expr)
        ]
        if not level:
            return
    raise ExpressionError(
        f"the expression is nested more than {DEEPEST_TREE} deep; split it into several rules",
        lead + level[0].col_offset,
    )


class _Reading:
    """Turns Python's tree into ours, refusing whatever is not listed here."""

    def __init__(self, text: str, lead: int) -> None:
        self.text = text
        self.lead = lead

    def node(self, node: ast.expr) -> Node:
        start, end = self._span(node)
        match node:
            case ast.Constant(value=bool(truth)):
                return Truth(start, end, truth)
            case ast.Constant(value=int(number) | float(number)):
                return Number(start, end, float(number))
            case ast.Constant(value=str()):
                raise ExpressionError(
                    "a word in quotes can only be compared, as in `stance == 'guarded'`", start
                )
            case ast.Name(id=name):
                return self._name(name, start, end)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return Negative(start, end, self.node(operand))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Not(start, end, self.node(operand))
            case ast.BinOp(left=base, op=ast.Pow(), right=exponent):
                return self._power(start, end, base, exponent)
            case ast.BinOp(left=left, op=operator, right=right) if type(operator) in _OPERATORS:
                return self._arithmetic(start, end, left, _OPERATORS[type(operator)], right)
            case ast.BoolOp(op=joint, values=values):
                word: Joint = "and" if isinstance(joint, ast.And) else "or"
                return Connective(start, end, word, tuple(self.node(value) for value in values))
            case ast.Compare():
                return self._comparison(start, end, node)
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
                if name in _FUNCTIONS:
                    return self._call(start, end, _FUNCTIONS[name], arguments)
                return self._named(start, end, name, arguments)
            case _:
                shown = shorten(self.text[start:end])
                raise ExpressionError(f"`{shown}` is not part of the rule language", start)

    def _span(self, node: ast.expr) -> tuple[int, int]:
        # The scan let nothing but ASCII through, so that bytes and characters count alike.
        end = node.end_col_offset
        return self.lead + node.col_offset, len(self.text) if end is None else self.lead + end

    def _name(self, name: str, start: int, end: int) -> Node:
        if name in _TRUTHS:
            return Truth(start, end, _TRUTHS[name])
        if name in FUNCTIONS:
            raise ExpressionError(f"`{name}` needs its arguments in brackets", start)
        return Named(start, end, name, None)

    def _power(self, start: int, end: int, base: ast.expr, exponent: ast.expr) -> Node:
        if isinstance(exponent, ast.Constant):
            value = exponent.value
            if type(value) is int and 0 <= value <= LARGEST_POWER:
                return Power(start, end, self.node(base), value)
        raise ExpressionError(
            f"an exponent is a literal whole number from 0 to {LARGEST_POWER}",
            self._span(exponent)[0],
        )

    def _arithmetic(
        self, start: int, end: int, left: ast.expr, operator: Operator, right: ast.expr
    ) -> Node:
        first, second = self.node(left), self.node(right)
        if operator == "/" and isinstance(second, Number) and second.value == 0.0:
            raise ExpressionError("a division by zero", second.start)
        return Arithmetic(start, end, operator, first, second)

    def _comparison(self, start: int, end: int, node: ast.Compare) -> Node:
        parts = [node.left, *node.comparators]
        relations = []
        for operator, after in zip(node.ops, node.comparators, strict=True):
            if type(operator) not in _RELATIONS:
                shown = shorten(self.text[start:end])
                raise ExpressionError(
                    f"`{shown}` is not part of the rule language", self._span(after)[0]
                )
            relations.append(_RELATIONS[type(operator)])
        operands = tuple(self._operand(part) for part in parts)
        words = [operand for operand in operands if isinstance(operand, Word)]
        if words and (len(operands) != 2 or relations[0] not in ("==", "!=")):
            raise ExpressionError("a word can only be compared by `==` or `!=`", words[0].start)
        if words and not any(isinstance(operand, Named) for operand in operands):
            raise ExpressionError(
                "a word can only be compared with a name, as in `stance == 'guarded'`",
                words[0].start,
            )
        return Comparison(start, end, operands, tuple(relations))

    def _operand(self, node: ast.expr) -> Node:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return Word(*self._span(node), node.value)
        return self.node(node)

    def _call(self, start: int, end: int, name: Function, arguments: list[ast.expr]) -> Node:
        fewest, most, _ = FUNCTIONS[name]
        if not fewest <= len(arguments) <= most:
            wanted = str(fewest) if fewest == most else f"{fewest} to {most}"
            raise ExpressionError(f"`{name}` takes {wanted} numbers, not {len(arguments)}", start)
        parts = tuple(self.node(argument) for argument in arguments)
        if name == "clip":
            _, low, high = parts
            if isinstance(low, Number) and isinstance(high, Number) and low.value > high.value:
                raise ExpressionError("the bounds run backwards", low.start)
        return Call(start, end, name, parts)

    def _named(self, start: int, end: int, name: str, arguments: list[ast.expr]) -> Node:
        if name not in NAMES and name not in CONSTANTS:
            raise ExpressionError(
                f"`{shorten(name, 40)}` is not a name of the rule language",
                start,
                nearest(name, VOCABULARY),
            )
        place = self._span(arguments[0])[0] if arguments else end
        if len(arguments) == 1 and isinstance(arguments[0], ast.Constant):
            value = arguments[0].value
            if type(value) is int or type(value) is str:
                return Named(start, end, name, value)
        raise ExpressionError(
            f"the brackets of `{name}` hold one literal: a whole number of days or an event "
            "in quotes",
            place,
            self._quoted(name, arguments) or example(name),
        )

    def _quoted(self, name: str, arguments: list[ast.expr]) -> str | None:
        """`days_since(riot)` is likely meant as `days_since('riot')`."""
        match arguments:
            case [ast.Name(id=event)] if example(name) == f"{name}('event_id')":
                return f"{name}('{event}')"
            case _:
                return None
