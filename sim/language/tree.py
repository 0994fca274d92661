"""The parsed tree of an expression: frozen, and built only of what the rule language has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Operator: TypeAlias = Literal["+", "-", "*", "/"]
Relation: TypeAlias = Literal["<", "<=", ">", ">=", "==", "!="]
Function: TypeAlias = Literal["min", "max", "abs", "exp", "log", "clip"]
Joint: TypeAlias = Literal["and", "or"]


@dataclass(frozen=True)
class Piece:
    """A stretch of the text: characters `start` up to and without `end`.

    Two pieces that say the same in different places are equal.
    """

    start: int = field(compare=False)
    end: int = field(compare=False)


@dataclass(frozen=True)
class Number(Piece):
    """A number written out."""

    value: float


@dataclass(frozen=True)
class Truth(Piece):
    """`true` or `false`."""

    value: bool


@dataclass(frozen=True)
class Word(Piece):
    """A category in quotes; it stands only beside `==` or `!=`."""

    value: str


@dataclass(frozen=True)
class Named(Piece):
    """A name of the catalogue, with its literal argument, or a constant (no argument)."""

    name: str
    argument: int | str | None


@dataclass(frozen=True)
class Negative(Piece):
    """A number with its sign turned."""

    operand: Node


@dataclass(frozen=True)
class Arithmetic(Piece):
    """A sum, difference, product or ratio of two numbers."""

    operator: Operator
    left: Node
    right: Node


@dataclass(frozen=True)
class Power(Piece):
    """A number times itself, `exponent` (0 to 4) times over."""

    base: Node
    exponent: int


@dataclass(frozen=True)
class Call(Piece):
    """A function of numbers."""

    function: Function
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class Comparison(Piece):
    """A comparison, possibly chained: `relations[i]` stands between operands i and i + 1."""

    operands: tuple[Node, ...]
    relations: tuple[Relation, ...]


@dataclass(frozen=True)
class Connective(Piece):
    """Truths joined by `and` or by `or`."""

    joint: Joint
    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Not(Piece):
    """A truth turned round."""

    operand: Node


Node: TypeAlias = (
    Number
    | Truth
    | Word
    | Named
    | Negative
    | Arithmetic
    | Power
    | Call
    | Comparison
    | Connective
    | Not
)


def children(node: Node) -> tuple[Node, ...]:
    """The parts that a node is directly made of, from left to right."""
    match node:
        case Negative(operand=operand) | Not(operand=operand):
            return (operand,)
        case Arithmetic(left=left, right=right):
            return (left, right)
        case Power(base=base):
            return (base,)
        case Call(arguments=parts) | Comparison(operands=parts) | Connective(parts=parts):
            return parts
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """A node and everything below it, from left to right."""
    yield node
    for child in children(node):
        yield from walk(child)
