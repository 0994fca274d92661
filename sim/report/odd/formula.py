"""A formula written once: printed as mathematics, and evaluated against the code it describes."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Values = Mapping[str, Any]

GREEK = frozenset({"alpha", "beta", "delta", "epsilon", "kappa", "mu", "rho", "sigma"})
SIGNS: dict[type[ast.AST], tuple[str, int]] = {
    ast.Add: ("+", 1),
    ast.Sub: ("-", 1),
    ast.Mult: (r"\,", 2),
}
RELATIONS: dict[type[ast.cmpop], tuple[str, np.ufunc]] = {
    ast.GtE: (r"\ge", np.greater_equal),
    ast.Gt: (">", np.greater),
    ast.LtE: (r"\le", np.less_equal),
    ast.Lt: ("<", np.less),
}
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "abs": np.abs,
    "floor": np.floor,
    "min": lambda *values: np.minimum.reduce(np.broadcast_arrays(*values)),
    "max": lambda *values: np.maximum.reduce(np.broadcast_arrays(*values)),
    "clip": np.clip,
    "where": np.where,
}
OPERATIONS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.divide,
    ast.Pow: np.power,
}
ATOM = 9


@dataclass(frozen=True)
class Formula:
    """`left = right` in plain arithmetic, such as `U = 1 - sum_i(w * abs(x - a))`.

    Names are letters with an index (`u_win`) or words; `sum_i(...)` sums over the last axis. Raises
    ValueError for anything that is not arithmetic.
    """

    text: str

    @property
    def left(self) -> str:
        """The name that the formula defines."""
        return self.text.partition("=")[0].strip()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names on the right, in order of appearance."""
        called = {id(node.func) for node in ast.walk(self._tree) if isinstance(node, ast.Call)}
        found = (node.id for node in _in_order(self._tree) if id(node) not in called)
        return tuple(dict.fromkeys(found))

    @cached_property
    def latex(self) -> str:
        """The formula for a LaTeX display."""
        return f"{symbol(self.left)} = {_printed(self._tree)[0]}"

    def evaluate(self, values: Values) -> Floats:
        """The right side for given values; raises KeyError for a name without one."""
        return np.asarray(_evaluated(self._tree, values), dtype=np.float64)

    @cached_property
    def _tree(self) -> ast.expr:
        try:
            return ast.parse(self.text.partition("=")[2].strip(), mode="eval").body
        except SyntaxError:
            raise ValueError(f"`{self.text}` is not a formula") from None


@dataclass(frozen=True)
class Equation:
    """A formula, the function that it describes (its path in the package), what its names mean."""

    of: str
    formula: Formula
    where: Mapping[str, str]

    @property
    def key(self) -> str:
        """The equation's name: its function and what it defines."""
        return f"{self.of}: {self.formula.left}"


def symbol(name: str) -> str:
    """A name as it is printed: a letter with its index, or words in upright letters."""
    first, _, index = name.partition("_")
    if len(first) == 1 or first in GREEK:
        letter = f"\\{first}" if first in GREEK else first
        if len(index) == 1:
            return f"{letter}_{{{index}}}"
        return letter if not index else f"{letter}_{{\\text{{{index.replace('_', ' ')}}}}}"
    return f"\\text{{{name.replace('_', ' ')}}}"


def _in_order(tree: ast.AST) -> Iterator[ast.Name]:
    if isinstance(tree, ast.Name):
        yield tree
    for child in ast.iter_child_nodes(tree):
        yield from _in_order(child)


def _evaluated(node: ast.expr, values: Values) -> Any:
    match node:
        case ast.Constant(value=int(number) | float(number)):
            return float(number)
        case ast.Name(id=name):
            return values[name]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_evaluated(operand, values)
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in OPERATIONS:
            return OPERATIONS[type(operator)](_evaluated(left, values), _evaluated(right, values))
        case ast.Compare(left=left, ops=[relation], comparators=[right]):
            step = RELATIONS[type(relation)][1]
            return step(_evaluated(left, values), _evaluated(right, values))
        case ast.Call(func=ast.Name(id=name), args=[inner]) if name.startswith("sum_"):
            return np.sum(_evaluated(inner, values), axis=-1)
        case ast.Call(func=ast.Name(id=name), args=parts) if name in FUNCTIONS:
            return FUNCTIONS[name](*(_evaluated(part, values) for part in parts))
        case _:
            raise ValueError(f"`{ast.unparse(node)}` is not part of a formula")


def _printed(node: ast.expr) -> tuple[str, int]:
    """A part in LaTeX, with how tightly it holds together: 1 sums, 2 products, 9 whole."""
    match node:
        case ast.Constant(value=int(number) | float(number)):
            return f"{number:g}", ATOM
        case ast.Name(id=name):
            return symbol(name), ATOM
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return f"-{_held(operand, 2)}", 2
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            return rf"\frac{{{_printed(left)[0]}}}{{{_printed(right)[0]}}}", 2
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return f"{_held(left, ATOM)}^{{{_printed(right)[0]}}}", 3
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in SIGNS:
            sign, level = SIGNS[type(operator)]
            after = level + (1 if isinstance(operator, ast.Sub) else 0)
            return f"{_held(left, level)} {sign} {_after(right, after)}", level
        case ast.Compare(left=left, ops=[relation], comparators=[right]):
            sign = RELATIONS[type(relation)][0]
            return f"{_printed(left)[0]} {sign} {_printed(right)[0]}", 0
        case ast.Call(func=ast.Name(id=name), args=parts):
            return _called(name, parts)
        case _:
            raise ValueError(f"`{ast.unparse(node)}` is not part of a formula")


def _held(node: ast.expr, level: int) -> str:
    """A part in brackets if it would fall apart among stronger signs."""
    text, own = _printed(node)
    return text if own >= level else rf"\left({text}\right)"


def _after(node: ast.expr, level: int) -> str:
    """A part behind a sign: one that begins with a minus stands in brackets."""
    text = _held(node, level)
    return rf"\left({text}\right)" if text.startswith("-") else text


def _called(name: str, parts: list[ast.expr]) -> tuple[str, int]:
    inner = [_printed(part)[0] for part in parts]
    if name.startswith("sum_"):
        return rf"\sum_{{{name[4:]}}} {_held(parts[0], 2)}", 2
    match name:
        case "exp" | "log" | "min" | "max":
            return rf"\{name}\left({', '.join(inner)}\right)", ATOM
        case "sqrt":
            return rf"\sqrt{{{inner[0]}}}", ATOM
        case "abs":
            return rf"\left|{inner[0]}\right|", ATOM
        case "floor":
            return rf"\left\lfloor {inner[0]} \right\rfloor", ATOM
        case "clip":
            return rf"\text{{clip}}\left({', '.join(inner)}\right)", ATOM
        case "where":
            cases = rf"{inner[1]} & \text{{if }} {inner[0]} \\ {inner[2]} & \text{{otherwise}}"
            return rf"\begin{{cases}} {cases} \end{{cases}}", ATOM
        case _:
            raise ValueError(f"`{name}` is not a function of formulas")
