"""Reductions and powers over state go through `sim.arithmetic`, which keeps their bits.

`@`, sums over arrays that are not contiguous, and powers with a broadcast exponent give other
bits in a block than alone, so agents and mechanisms may not write them.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOMS = ("agents", "mechanisms")
SUMS = {"sum", "mean", "average", "std", "var", "cumsum", "trapezoid"}
MISSING = {"nansum", "nanmean", "nanstd", "nanvar", "nanprod", "nancumsum", "nancumprod"}
ORDERS = {"median", "quantile", "percentile", "nanmedian", "nanquantile", "ptp"}
PRODUCTS = {"prod", "cumprod", "dot", "vdot", "inner", "matmul", "matvec", "vecmat", "vecdot"}
TENSORS = {"tensordot", "einsum", "convolve", "correlate"}
REDUCTIONS = SUMS | MISSING | ORDERS | PRODUCTS | TENSORS
POWERS = {"power", "float_power", "pow"}
ORDERLESS = {"maximum", "minimum", "logical_or", "logical_and"}  # exact in any order
UFUNC_METHODS = {"reduce", "reduceat", "accumulate"}


def _literal(node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return _literal(node.operand)
    return isinstance(node, ast.Constant)


def _named(node: ast.expr, *names: str) -> bool:
    return isinstance(node, ast.Name) and node.id in names


def _trouble(node: ast.AST) -> str | None:
    match node:
        case ast.BinOp(op=ast.MatMult()) | ast.AugAssign(op=ast.MatMult()):
            return "@"
        case (
            ast.BinOp(op=ast.Pow(), right=exponent) | ast.AugAssign(op=ast.Pow(), value=exponent)
        ) if not _literal(exponent):
            return "** with an exponent that is not a literal"
        case ast.Call(func=ast.Name(id="pow")):
            return "pow()"
        case ast.Call(func=ast.Attribute(value=whose, attr=name)) if (
            name in REDUCTIONS | UFUNC_METHODS
            and not _named(whose, "arithmetic", "functools")
            and not (isinstance(whose, ast.Attribute) and whose.attr in ORDERLESS)
        ):
            return f".{name}()"
        case ast.Attribute(value=whose, attr=name) if name in REDUCTIONS | POWERS and _named(
            whose, "np", "numpy"
        ):
            return f"np.{name}"
        case ast.ImportFrom(module=str(origin), names=names) if origin.split(".")[0] == "numpy":
            taken = sorted({alias.name for alias in names} & (REDUCTIONS | POWERS))
            return f"from numpy import {', '.join(taken)}" if taken else None
    return None


def troubles(text: str) -> list[tuple[int, str]]:
    """Where a source breaks the discipline, and with what."""
    return [
        (getattr(node, "lineno", 0), found)
        for node in ast.walk(ast.parse(text))
        if (found := _trouble(node)) is not None
    ]


def test_agents_and_mechanisms_keep_the_discipline(root: Path) -> None:
    paths = [path for name in ROOMS for path in sorted((root / "sim" / name).rglob("*.py"))]
    assert paths, "no sources were read"
    found = [
        f"{path.relative_to(root)}:{line}: {what}"
        for path in paths
        for line, what in troubles(path.read_text("utf-8"))
    ]
    assert found == [], "use total, count, power or take of sim.arithmetic"


@pytest.mark.parametrize(
    "text",
    [
        "a @ b",
        "a @= b",
        "x ** rho",
        "2 ** x",
        "x **= rho",
        "x.sum(axis=1)",
        "x.mean()",
        "x.prod(-1)",
        "np.sum(x)",
        "np.nanmean(x)",
        "np.add.reduce(x, axis=-1)",
        "np.cumsum(x)",
        "np.einsum('rs,s->r', a, b)",
        "np.dot(a, b)",
        "np.power(x, rho)",
        "pow(x, rho)",
        "from numpy import einsum",
        "reduce_all = np.sum",
    ],
)
def test_a_breach_is_found(text: str) -> None:
    assert troubles(text) != []


@pytest.mark.parametrize(
    "text",
    [
        "x ** 2",
        "x ** -0.5",
        "x * y + z",
        "total(x)",
        "arithmetic.power(x, rho)",
        "np.maximum(x, y)",
        "sum(weights)",
        "np.logical_or.reduce(x, axis=1)",
        "from numpy import exp",
    ],
)
def test_what_keeps_its_bits_is_not(text: str) -> None:
    assert troubles(text) == []
