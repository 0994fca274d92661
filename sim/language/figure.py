"""The numbers of an expression as arithmetic over columns.

What is no number in ordinary arithmetic is settled, so that no run ever holds an infinity or a NaN
and NumPy never warns:

- a ratio whose denominator lies nearer to zero than 1e-30 counts as 0, so that by itself it
  never makes a rule with `>` fire;
- the logarithm of anything below 1e-300, zero and negative numbers included, is that of 1e-300;
- the exponential of anything above 690 is that of 690, about 5e299;
- products, powers and ratios are held within -1e300 and 1e300;
- `x ** 0` is 1 for every x.

Every step is elementwise, and a whole power is a product, so that a run gives the same bits alone
and in a block.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sim.arithmetic import Floats, in_any_run
from sim.language.catalogue import CONSTANTS
from sim.language.errors import ExpressionError
from sim.language.expression import is_constant
from sim.language.tree import (
    Arithmetic,
    Call,
    Function,
    Named,
    Negative,
    Node,
    Number,
    Operator,
    Power,
)

Lookup: TypeAlias = Callable[[str, int | str | None], NDArray[Any]]
"""Gives the values of a name: (name, argument) -> one value a run.

Numbers are finite and within -1e15 and 1e15, of any number dtype; truths are bool; categories are
words (a str dtype) or the integer codes of the `categories` that were given when compiling.
"""

LARGEST = 1e300
LARGEST_EXPONENT = 690.0  # its exponential, 4.6e299, lies just below LARGEST
LARGEST_LOOKED_UP = 1e15
SMALLEST_DENOMINATOR = 1e-30
SMALLEST_LOGARITHM_OF = 1e-300

_STEPS: dict[Operator, np.ufunc] = {"+": np.add, "-": np.subtract}
_FLOAT = np.dtype(np.float64)

Value: TypeAlias = Floats | float


@dataclass(frozen=True)
class Figure:
    """A part that is a number: how to read it, how large it can get, its value if it is fixed."""

    read: Callable[[Lookup], Value]
    reach: float
    fixed: float | None = None


def figure_of(node: Node) -> Figure:
    """A part of a tree that is a number, ready to be read.

    Raises ExpressionError if the part is plainly no number.
    """
    match node:
        case Number(value=value):
            return _fixed(value)
        case Named(name=name, argument=argument):
            if is_constant(node):
                return _fixed(float(CONSTANTS[name]))
            return _looked_up(name, argument)
        case Negative(operand=operand):
            figure = figure_of(operand)
            return _derived(np.negative, (figure,), figure.reach)
        case Arithmetic(operator="/", left=left, right=right):
            return _ratio(figure_of(left), figure_of(right))
        case Arithmetic(operator=operator, left=left, right=right):
            first, second = figure_of(left), figure_of(right)
            if operator == "*":
                return _product(first, second)
            return _derived(_STEPS[operator], (first, second), first.reach + second.reach)
        case Power(base=base, exponent=exponent):
            return _power(figure_of(base), exponent)
        case Call(function=function, arguments=arguments):
            return _call(function, tuple(figure_of(argument) for argument in arguments))
        case _:
            raise ExpressionError("a number is needed here", node.start)


def _looked_up(name: str, argument: int | str | None) -> Figure:
    """What is looked up as float64; as it is where it is that already."""

    def read(lookup: Lookup) -> Floats:
        values = lookup(name, argument)
        return values if values.dtype == _FLOAT else values.astype(_FLOAT)

    return Figure(read, LARGEST_LOOKED_UP)


def _fixed(value: float) -> Figure:
    column = np.array(value)
    return Figure(lambda lookup: column, abs(value), value)


def _derived(step: Callable[..., Any], parts: tuple[Figure, ...], reach: float) -> Figure:
    """What a step makes of its parts, held within bounds if it could leave them."""
    held = step if reach <= LARGEST else _holding(step)
    fixed = [part.fixed for part in parts if part.fixed is not None]
    if len(fixed) == len(parts):
        return _fixed(float(held(*fixed)))
    reads = [part.read for part in parts]
    reach = min(reach, LARGEST)
    if len(reads) == 1:
        only = reads[0]
        return Figure(lambda lookup: held(only(lookup)), reach)
    if len(reads) == 2:
        first, second = reads
        return Figure(lambda lookup: held(first(lookup), second(lookup)), reach)
    return Figure(lambda lookup: held(*(read(lookup) for read in reads)), reach)


def _holding(step: Callable[..., Any]) -> Callable[..., Any]:
    """A step whose results are held within the largest numbers; its parts are finite."""

    def held(*values: Value) -> Any:
        with np.errstate(over="ignore"):
            return np.minimum(np.maximum(step(*values), -LARGEST), LARGEST)

    return held


def _product(first: Figure, second: Figure) -> Figure:
    return _derived(np.multiply, (first, second), first.reach * second.reach)


def _ratio(above: Figure, below: Figure) -> Figure:
    if below.fixed is not None and abs(below.fixed) >= SMALLEST_DENOMINATOR:
        return _derived(np.divide, (above, below), above.reach / abs(below.fixed))

    def divide(numerator: Value, denominator: Value) -> Any:
        tiny = np.abs(denominator) < SMALLEST_DENOMINATOR
        if not in_any_run(tiny):
            return numerator / denominator
        return np.where(tiny, 0.0, numerator / np.where(tiny, 1.0, denominator))

    return _derived(divide, (above, below), above.reach / SMALLEST_DENOMINATOR)


def _power(base: Figure, exponent: int) -> Figure:
    def multiply(value: Value) -> Any:
        product = np.positive(value)
        for _ in range(exponent - 1):
            product = product * value
        return product

    if exponent == 0:
        return _derived(np.ones_like, (base,), 1.0)
    return _derived(multiply, (base,), math.prod([base.reach] * exponent))


def _call(function: Function, parts: tuple[Figure, ...]) -> Figure:
    reach = max(part.reach for part in parts)
    match function:
        case "min":
            return _derived(lambda *values: reduce(np.minimum, values), parts, reach)
        case "max":
            return _derived(lambda *values: reduce(np.maximum, values), parts, reach)
        case "abs":
            return _derived(np.abs, parts, reach)
        case "clip":
            return _derived(
                lambda value, low, high: np.minimum(np.maximum(value, low), high), parts, reach
            )
        case "exp":
            return _derived(_exponential, parts, math.exp(min(reach, LARGEST_EXPONENT)))
        case "log":
            return _derived(_logarithm, parts, -math.log(SMALLEST_LOGARITHM_OF) + 1.0)


def _exponential(value: Value) -> Any:
    return np.exp(np.minimum(value, LARGEST_EXPONENT))


def _logarithm(value: Value) -> Any:
    return np.log(np.maximum(value, SMALLEST_LOGARITHM_OF))
