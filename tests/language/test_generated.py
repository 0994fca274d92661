"""Generated expressions give what a slow reading of Python's own tree gives."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from sim.language import check, compile_columns, names_used, parse, tell

NUMBERS = ("trust", "blame", "tolerance", "ripeness", "losses(30)", "losses(7)")
TRUTHS = ("truce", "hotline", "prevailing")
STANCES = ("guarded", "hard_line")
NASTY = (0.0, -0.0, 0.5, 1.0, 2.0, -1.0, 3.7, 1e-31, 1e-12, 1e15, -1e15, 700.0, 10_000.0)
HOLD = 1e300


def _numbers(truths: bool = False) -> st.SearchStrategy[str]:
    leaves = st.sampled_from(
        [*NUMBERS, "0", "1", "0.5", "2.5", "1e12", "1e-12", "calm", "war", "month"]
    )

    def grow(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        return st.one_of(
            st.tuples(inner, st.sampled_from("+-*"), inner).map(
                lambda t: f"({t[0]} {t[1]} {t[2]})"
            ),
            st.tuples(inner, inner).map(lambda t: f"({t[0]} / ({t[1]} - 0))"),
            st.tuples(inner, st.integers(0, 4)).map(lambda t: f"({t[0]}) ** {t[1]}"),
            inner.map(lambda part: f"-({part})"),
            st.tuples(st.sampled_from(["abs", "exp", "log"]), inner).map(
                lambda t: f"{t[0]}({t[1]})"
            ),
            st.tuples(st.sampled_from(["min", "max"]), st.lists(inner, min_size=2, max_size=3)).map(
                lambda t: f"{t[0]}({', '.join(t[1])})"
            ),
            st.tuples(inner, inner, inner).map(lambda t: f"clip({t[0]}, ({t[1]}) - 0, {t[2]})"),
        )

    return st.recursive(leaves, grow, max_leaves=6)


def _truths() -> st.SearchStrategy[str]:
    relations = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])
    numbers = _numbers()
    compared = st.tuples(
        numbers, st.lists(st.tuples(relations, numbers), min_size=1, max_size=2)
    ).map(lambda t: t[0] + "".join(f" {relation} {side}" for relation, side in t[1]))
    leaves = st.one_of(
        st.sampled_from([*TRUTHS, "true", "false"]),
        st.sampled_from(["stance == 'guarded'", "'hard_line' != stance"]),
        compared,
    )

    def grow(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        return st.one_of(
            inner.map(lambda part: f"not ({part})"),
            st.tuples(
                st.sampled_from([" and ", " or "]), st.lists(inner, min_size=2, max_size=3)
            ).map(lambda t: t[0].join(f"({part})" for part in t[1])),
        )

    return st.recursive(leaves, grow, max_leaves=4)


def fits(text: str) -> bool:
    """Short and shallow enough to be read at all."""
    depth = deepest = 0
    for character in text:
        depth += (character == "(") - (character == ")")
        deepest = max(deepest, depth)
    return len(text) <= 700 and deepest <= 20 and len(text.split()) < 120


WORLD = st.fixed_dictionaries(
    {
        **{name: st.sampled_from(NASTY) for name in (*NUMBERS, "month")},
        **{name: st.booleans() for name in TRUTHS},
        "stance": st.sampled_from(STANCES),
    }
)
World = Mapping[str, Any]


def lookup_of(worlds: list[World]) -> Callable[[str, int | str | None], NDArray[Any]]:
    def lookup(name: str, argument: int | str | None) -> NDArray[Any]:
        key = name if argument is None else f"{name}({argument})"
        return np.array([world[key] for world in worlds])

    return lookup


def hold(value: float) -> float:
    return min(max(value, -HOLD), HOLD)


def one(step: Callable[..., Any], value: float) -> float:
    return float(step(np.array([value]))[0])


COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
CONSTANTS = {"calm": 0.0, "war": 4.0, "true": True, "false": False}


def slow(node: ast.expr, world: World) -> Any:
    """One run, one plain Python number at a time."""
    match node:
        case ast.Constant(value=value):
            return value if isinstance(value, str | bool) else float(value)
        case ast.Name(id=name):
            return CONSTANTS[name] if name in CONSTANTS else world[name]
        case ast.Call(func=ast.Name(id="losses"), args=[ast.Constant(value=days)]):
            return world[f"losses({days})"]
        case ast.Call(func=ast.Name(id=function), args=arguments):
            return slow_call(function, [slow(argument, world) for argument in arguments])
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -slow(operand, world)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return not slow(operand, world)
        case ast.BoolOp(op=ast.And(), values=values):
            return all(slow(value, world) for value in values)
        case ast.BoolOp(values=values):
            return any(slow(value, world) for value in values)
        case ast.Compare(left=left, ops=ops, comparators=comparators):
            sides = [slow(side, world) for side in (left, *comparators)]
            return all(
                COMPARE[type(op)](a, b) for op, a, b in zip(ops, sides, sides[1:], strict=False)
            )
        case ast.BinOp(left=left, op=op, right=right):
            return slow_arithmetic(op, slow(left, world), slow(right, world))
        case _:
            raise AssertionError(ast.dump(node))


def slow_call(function: str, values: list[float]) -> float:
    match function:
        case "min":
            return min(values)
        case "max":
            return max(values)
        case "abs":
            return abs(values[0])
        case "clip":
            return min(max(values[0], values[1]), values[2])
        case "exp":
            return one(np.exp, min(values[0], 690.0))
        case _:
            return one(np.log, max(values[0], 1e-300))


def slow_arithmetic(op: ast.operator, left: float, right: float) -> float:
    match op:
        case ast.Add():
            return hold(left + right)
        case ast.Sub():
            return hold(left - right)
        case ast.Mult():
            return hold(left * right)
        case ast.Div():
            return hold(left / right) if abs(right) >= 1e-30 else 0.0
        case _:
            product = 1.0
            for factor in range(int(right)):
                product = left if factor == 0 else product * left
            return hold(product)


@given(st.one_of(_numbers(), _truths()).filter(fits), st.lists(WORLD, min_size=1, max_size=5))
@settings(max_examples=120)
def test_columns_equal_a_slow_reading(text: str, worlds: list[World]) -> None:
    expression = parse(text)
    kind = check(expression, "side", stances=STANCES)
    tree = ast.parse(text, mode="eval").body
    lookup = lookup_of(worlds)
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        evaluate = compile_columns(expression, runs=len(worlds))
        block = evaluate(lookup)
    assert block.dtype == (np.bool_ if kind == "truth" else np.float64)
    assert block.tolist() == [slow(tree, world) for world in worlds]
    assert np.isfinite(block).all()
    single = compile_columns(expression, runs=1)
    for run, world in enumerate(worlds):
        assert single(lookup_of([world])).tobytes() == block[run : run + 1].tobytes()


@given(_truths().filter(fits), WORLD)
@settings(max_examples=150)
def test_what_is_told_is_enough_to_settle_the_truth(text: str, world: World) -> None:
    """Every line told quotes a comparison or truth that has the value it is told with."""
    expression = parse(text)
    tree = ast.parse(text, mode="eval").body
    for line in tell(expression, lookup_of([world])):
        quoted, told = line.split(": ", 1)
        assert quoted in text
        assert slow(ast.parse(quoted, mode="eval").body, world) == (not told.startswith("no"))
    if not isinstance(tree, ast.BoolOp | ast.UnaryOp):
        assert len(tell(expression, lookup_of([world]))) <= 1


@given(st.one_of(_numbers(), _truths()).filter(fits))
def test_names_used_are_those_looked_up_at_most(text: str) -> None:
    expression = parse(text)
    asked = set()

    def lookup(name: str, argument: int | str | None) -> NDArray[Any]:
        asked.add((name, argument))
        return lookup_of(
            [dict.fromkeys((*NUMBERS, *TRUTHS, "month"), 1.0) | {"stance": "guarded"}]
        )(name, argument)

    compile_columns(expression)(lookup)
    assert asked <= names_used(expression)
