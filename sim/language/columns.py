"""An expression as a function of columns: compiled once, evaluated for all runs of a day.

How numbers that ordinary arithmetic does not have are settled stands in `figure`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sim.arithmetic import Truths, in_any_run
from sim.language.errors import ExpressionError
from sim.language.expression import Expression, is_constant
from sim.language.figure import Figure, Lookup, Value, figure_of
from sim.language.tree import (
    Comparison,
    Connective,
    Joint,
    Named,
    Node,
    Not,
    Relation,
    Truth,
    Word,
)

Columns: TypeAlias = Callable[[Lookup], NDArray[Any]]
Categories: TypeAlias = Mapping[str, Sequence[str]]
"""For each name that is a category, its words in the order of their codes."""

NO_CATEGORIES: Categories = MappingProxyType({})

_RELATIONS: dict[Relation, np.ufunc] = {
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
    "==": np.equal,
    "!=": np.not_equal,
}

_TRUTH = np.dtype(np.bool_)

_TruthValue: TypeAlias = Truths | bool


@dataclass(frozen=True)
class _Claim:
    """A part that is a truth: how to read it, its value if it is fixed, whose array it gives.

    What is `handed_on` may be the very array that was looked up.
    """

    read: Callable[[Lookup], _TruthValue]
    fixed: bool | None = None
    handed_on: bool = False


def compile_columns(
    expression: Expression, *, runs: int | None = None, categories: Categories = NO_CATEGORIES
) -> Columns:
    """A function that evaluates a checked expression for all runs at once.

    The function asks the lookup for a name when it needs it, and for the later parts of `and` and
    `or` only if some run still depends on them. It returns a new array of the shape that the
    lookup gives: bool for truths, float64 for numbers, as looked up for a bare category. An
    expression that looks nothing up gives `(runs,)` values, or a single one without `runs`.

    Raises ExpressionError if a part is plainly of the wrong kind; names are not checked here.
    """
    evaluate, fixed = _whole(expression.tree, categories)
    if fixed is not None:
        everywhere = np.full(() if runs is None else (runs,), fixed)
        return lambda lookup: everywhere.copy()
    return evaluate


def is_truth(node: Node) -> bool:
    """Whether a part can only be a truth; a bare name could be of any kind."""
    return isinstance(node, Truth | Comparison | Connective | Not)


def _whole(node: Node, categories: Categories) -> tuple[Columns, float | bool | None]:
    if isinstance(node, Named) and not is_constant(node):
        name, argument = node.name, node.argument
        return lambda lookup: _copy(lookup(name, argument)), None
    if not is_truth(node):
        figure = figure_of(node)
        return lambda lookup: np.asarray(figure.read(lookup)), figure.fixed
    claim = _truth(node, categories)
    if claim.handed_on:
        return lambda lookup: np.array(claim.read(lookup)), claim.fixed
    return lambda lookup: np.asarray(claim.read(lookup)), claim.fixed


def _copy(values: NDArray[Any]) -> NDArray[Any]:
    given = np.asarray(values)
    return np.array(given, dtype=np.float64 if given.dtype.kind in "iuf" else given.dtype)


def _truth(node: Node, categories: Categories) -> _Claim:
    match node:
        case Truth(value=value):
            return _settled(value)
        case Named(name=name, argument=argument) if not is_constant(node):
            return _looked_up(name, argument)
        case Not(operand=operand):
            claim = _truth(operand, categories)
            if claim.fixed is not None:
                return _settled(not claim.fixed)
            return _Claim(lambda lookup: np.logical_not(claim.read(lookup)))
        case Connective(joint=joint, parts=parts):
            return _joined(joint, [_truth(part, categories) for part in parts])
        case Comparison(operands=(Named() as known, Word() as word), relations=(relation,)):
            return _category(known, word, relation, categories)
        case Comparison(operands=(Word() as word, Named() as known), relations=(relation,)):
            return _category(known, word, relation, categories)
        case Comparison(operands=operands, relations=relations):
            return _comparison([figure_of(operand) for operand in operands], relations)
        case _:
            raise ExpressionError("a truth is needed here", node.start)


def _looked_up(name: str, argument: int | str | None) -> _Claim:
    """What is looked up as truths; as it is where it is that already."""

    def read(lookup: Lookup) -> Truths:
        values = lookup(name, argument)
        return values if values.dtype == _TRUTH else values.astype(_TRUTH)

    return _Claim(read, handed_on=True)


def _settled(value: bool) -> _Claim:
    return _Claim(lambda lookup: value, value)


def _joined(joint: Joint, parts: Sequence[_Claim]) -> _Claim:
    """Truths joined; a part is read only while some run still depends on it."""
    decisive = joint == "or"
    if any(part.fixed is decisive for part in parts):
        return _settled(decisive)
    open_parts = [part for part in parts if part.fixed is None]
    if not open_parts:
        return _settled(not decisive)
    first, *later = (part.read for part in open_parts)

    def read(lookup: Lookup) -> _TruthValue:
        joined = first(lookup)
        for part in later:
            if decisive:
                if np.all(joined):
                    break
                joined = joined | part(lookup)
            else:
                if not in_any_run(joined):
                    break
                joined = joined & part(lookup)
        return joined

    return _Claim(read, handed_on=open_parts[0].handed_on)


def _comparison(operands: Sequence[Figure], relations: Sequence[Relation]) -> _Claim:
    steps = [_RELATIONS[relation] for relation in relations]

    def compare(values: Sequence[Value]) -> Any:
        held = steps[0](values[0], values[1])
        for step, left, right in zip(steps[1:], values[1:], values[2:], strict=False):
            held = held & step(left, right)
        return held

    fixed = [operand.fixed for operand in operands if operand.fixed is not None]
    if len(fixed) == len(operands):
        return _settled(bool(compare(fixed)))
    reads = [operand.read for operand in operands]
    if len(reads) == 2:
        (step,), (left, right) = steps, reads
        return _Claim(lambda lookup: step(left(lookup), right(lookup)))
    return _Claim(lambda lookup: compare([read(lookup) for read in reads]))


def _category(name: Named, word: Word, relation: Relation, categories: Categories) -> _Claim:
    words = categories.get(name.name)
    code = -1 if words is None or word.value not in words else words.index(word.value)
    wanted = relation == "=="

    def read(lookup: Lookup) -> Any:
        values = np.asarray(lookup(name.name, name.argument))
        if values.dtype.kind in "iu" and words is None:
            raise ValueError(f"`{name.name}` is looked up as codes, and no words were given for it")
        same = values == (code if values.dtype.kind in "iu" else word.value)
        return same if wanted else np.logical_not(same)

    return _Claim(read)
