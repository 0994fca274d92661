"""A compiled expression: known answers, bits that do not depend on the block, no warnings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.language import ExpressionError, Lookup, compile_columns, parse


class Day:
    """A world of fixed columns that remembers what it was asked for."""

    def __init__(self, **columns: Sequence[Any] | NDArray[Any]) -> None:
        self.columns = {name: np.asarray(values) for name, values in columns.items()}
        self.asked: list[tuple[str, int | str | None]] = []

    def __call__(self, name: str, argument: int | str | None) -> NDArray[Any]:
        self.asked.append((name, argument))
        return self.columns[name]


def value(text: str, lookup: Lookup | None = None, **columns: Sequence[Any]) -> list[Any]:
    with np.errstate(all="raise"):
        found = compile_columns(parse(text), runs=1)(lookup or Day(**columns))
    return list(found.tolist())


THREE_RUNS = {
    "truce": [True, True, False],
    "hotline": [True, False, True],
    "at_war": [False, False, True],
}


@pytest.mark.parametrize(
    ("text", "columns", "expected"),
    [
        (
            "losses(30) > tolerance * (1 + trust)",
            {"losses": [7, 5], "tolerance": [5.0, 5.0], "trust": [0.06, 0.06]},
            [True, False],
        ),
        ("1 + 2 * 3 - 4 / 8", {}, [6.5]),
        ("-trust ** 2", {"trust": [3.0]}, [-9.0]),
        ("trust ** 0 + trust ** 1 + trust ** 3 + trust ** 4", {"trust": [0.0, 2.0]}, [1.0, 27.0]),
        ("min(trust, 1, 0.5)", {"trust": [0.25, 3.0]}, [0.25, 0.5]),
        ("max(trust, 1, 0.5)", {"trust": [0.25, 3.0]}, [1.0, 3.0]),
        ("clip(trust, 0, 1)", {"trust": [-2.0, 0.5, 2.0]}, [0.0, 0.5, 1.0]),
        ("abs(trust - 1)", {"trust": [0.0, 3.0]}, [1.0, 2.0]),
        ("exp(trust)", {"trust": [0.0]}, [1.0]),
        ("log(trust)", {"trust": [1.0]}, [0.0]),
        ("rung >= clashes", {"rung": [1, 2, 3]}, [False, True, True]),
        ("rung == violations", {"rung": [1, 2]}, [True, False]),
        ("0 < trust <= 1", {"trust": [0.0, 1.0, 2.0]}, [False, True, False]),
        ("not truce", {"truce": [True, False]}, [False, True]),
        ("truce and hotline or at_war", THREE_RUNS, [True, False, True]),
        ("truce and (hotline or at_war)", THREE_RUNS, [True, False, False]),
        ("truce", {"truce": [True, False]}, [True, False]),
        ("losses(7)", {"losses": [1, 2]}, [1.0, 2.0]),
        ("losses(7) - 3", {"losses": np.array([1, 2], np.uint8)}, [-2.0, -1.0]),
        ("losses(7) ** 4", {"losses": np.array([100_000], np.int32)}, [1e20]),
        ("1 > 2 or truce", {"truce": [True, False]}, [True, False]),
        ("true and truce and 1 < 2", {"truce": [True, False]}, [True, False]),
        ("0.25", {}, [0.25]),
        ("not (1 > 2)", {}, [True]),
        ("war - calm", {}, [4.0]),
    ],
)
def test_known_answers(
    text: str, columns: Mapping[str, Sequence[Any]], expected: list[Any]
) -> None:
    found = value(text, **columns)
    assert found == expected
    assert all(type(one) is type(other) for one, other in zip(found, expected, strict=True))


@pytest.mark.parametrize(
    ("text", "x", "expected"),
    [
        ("1 / trust", 0.0, 0.0),
        ("1 / trust", -0.0, 0.0),
        ("1 / trust", 1e-31, 0.0),
        ("1 / trust", 2.0**-99, 2.0**99),
        ("-1 / trust > 0", 0.0, False),
        ("trust / 1e-31", 1.0, 0.0),
        ("1 / (1 - 1)", 1.0, 0.0),
        ("1 / calm", 1.0, 0.0),
        ("log(trust)", 0.0, float(np.log(1e-300))),
        ("log(trust)", -5.0, float(np.log(1e-300))),
        ("log(0)", 1.0, float(np.log(1e-300))),
        ("exp(trust)", 1e15, float(np.exp(690.0))),
        ("exp(trust)", -1e15, 0.0),
        ("exp(700)", 1.0, float(np.exp(690.0))),
        ("((trust ** 4) ** 4) ** 4", 1e15, 1e300),
        ("((trust ** 3) ** 3) ** 3", -1e15, -1e300),
        ("((1e12 ** 4) ** 4) ** 4", 1.0, 1e300),
        ("exp(trust) * exp(trust)", 1e15, 1e300),
        ("exp(trust) * -exp(trust)", 1e15, -1e300),
        ("exp(trust) * exp(trust) - exp(trust) * exp(trust)", 1e15, 0.0),
        ("exp(trust) / (1 / trust)", 1e15, 1e300),
        ("exp(trust) * exp(trust) + exp(trust) * exp(trust)", 1e15, 1e300),
    ],
)
def test_what_arithmetic_does_not_have_is_settled(text: str, x: float, expected: object) -> None:
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        found = compile_columns(parse(text), runs=1)(Day(trust=[x]))
    assert found.tolist() == [expected]


RULES = [
    "losses(30) > tolerance * (1 + trust) and not truce",
    "clip(0.3 * blame * exp(-weariness / 0.7) + log(capability_ratio) / 7, 0, 1)",
    "exp(-3 * trust) / (1 + exp(-3 * trust))",
    "(trust - 0.3) ** 3 / (blame - 0.5) ** 2",
    "min(trust, blame, weariness) ** 4 - max(trust, 0) / tolerance",
    "abs(log(blame / trust)) > 1.1 or 0.2 < weariness < trust ** 2",
    "-trust * 1e-9 + capability_ratio",
]


@pytest.mark.parametrize("text", RULES)
@pytest.mark.parametrize("runs", [7, 64, 257])
def test_a_run_alone_and_in_a_block_has_the_same_bits(text: str, runs: int) -> None:
    draws = np.random.default_rng(runs)
    columns: dict[str, NDArray[Any]] = {
        name: draws.choice([0.0, -0.0, 0.5, 2.0, -1.0, 1e-40, *draws.random(20)], runs)
        for name in ("tolerance", "trust", "blame", "weariness", "capability_ratio")
    }
    columns["losses"] = draws.integers(0, 9, runs)
    columns["truce"] = draws.random(runs) < 0.5
    table = np.zeros((runs, 3))
    table[:, 1] = columns["trust"]
    columns["trust"] = table[:, 1]  # a column of a table, as the world keeps them
    evaluate = compile_columns(parse(text))
    block = evaluate(Day(**columns))
    assert block.shape == (runs,)
    shuffled = draws.permutation(runs)
    mixed = evaluate(Day(**{name: values[shuffled] for name, values in columns.items()}))
    assert mixed.tobytes() == block[shuffled].tobytes()
    for run in range(runs):
        alone = evaluate(Day(**{name: values[run : run + 1] for name, values in columns.items()}))
        assert alone.tobytes() == block[run : run + 1].tobytes()


def test_names_are_looked_up_only_while_a_run_depends_on_them() -> None:
    day = Day(truce=[False, False], hotline=[True, True], at_war=[True, False])
    assert value("truce and at_war", day) == [False, False]
    assert value("hotline or at_war", day) == [True, True]
    assert day.asked == [("truce", None), ("hotline", None)]
    day.asked.clear()
    assert value("at_war and hotline", day) == [True, False]
    assert day.asked == [("at_war", None), ("hotline", None)]


def test_arguments_reach_the_lookup() -> None:
    day = Day(losses=[1.0], days_since=[2.0])
    value("losses(45) + days_since('riot') + calm", day)
    assert day.asked == [("losses", 45), ("days_since", "riot")]


@pytest.mark.parametrize(
    "text", ["trust", "truce", "truce and true", "truce or truce", "trust ** 1"]
)
def test_the_result_is_never_the_looked_up_array(text: str) -> None:
    day = Day(trust=[0.5, 0.25], truce=[False, False])
    result = compile_columns(parse(text))(day)
    result[:] = 1
    assert day.columns["trust"].tolist() == [0.5, 0.25]
    assert day.columns["truce"].tolist() == [False, False]


def test_what_names_nothing_fills_the_block() -> None:
    day = Day()
    assert compile_columns(parse("0.2 * 2"), runs=3)(day).tolist() == [0.4] * 3
    assert compile_columns(parse("true"), runs=3)(day).dtype == np.bool_
    assert compile_columns(parse("0.2"))(day).shape == ()
    assert compile_columns(parse("false and truce"), runs=2)(day).tolist() == [False, False]


def test_categories_are_words_or_codes() -> None:
    words = Day(stance=["guarded", "hard_line", "guarded"])
    codes = Day(stance=np.array([1, 0, 1]))
    order = {"stance": ("hard_line", "guarded")}
    for text, expected in (
        ("stance == 'guarded'", [True, False, True]),
        ("'guarded' != stance", [False, True, False]),
        ("stance == 'unheard_of'", [False, False, False]),
        ("stance != 'unheard_of'", [True, True, True]),
    ):
        expression = parse(text)
        assert compile_columns(expression)(words).tolist() == expected
        assert compile_columns(expression, categories=order)(words).tolist() == expected
        assert compile_columns(expression, categories=order)(codes).tolist() == expected
    with pytest.raises(ValueError, match="no words"):
        compile_columns(parse("stance == 'guarded'"))(codes)


def test_any_axes_after_the_run_are_kept() -> None:
    day = Day(rung=np.arange(6).reshape(2, 3))
    assert compile_columns(parse("rung > 2"))(day).tolist() == [[False] * 3, [True] * 3]


@pytest.mark.parametrize("text", ["(trust > 1) + 1", "not (trust + 1)", "1 and truce", "exp(true)"])
def test_parts_that_are_plainly_of_the_wrong_kind_are_not_compiled(text: str) -> None:
    with pytest.raises(ExpressionError):
        compile_columns(parse(text))
