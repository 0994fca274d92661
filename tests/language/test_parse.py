"""A text becomes a frozen tree, or is refused at the right place."""

from __future__ import annotations

from copy import deepcopy

import pytest

from sim.language import ExpressionError, names_used, parse
from sim.language.tree import (
    Arithmetic,
    Call,
    Comparison,
    Connective,
    Named,
    Negative,
    Not,
    Number,
    Power,
    Truth,
    Word,
)


def name(word: str, argument: int | str | None = None) -> Named:
    return Named(0, 0, word, argument)


def number(value: float) -> Number:
    return Number(0, 0, value)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("0.25", number(0.25)),
        ("1e-05", number(1e-5)),
        (" true", Truth(0, 0, True)),
        ("False", Truth(0, 0, False)),
        ("losses(30)", name("losses", 30)),
        ("days_since('riot_of_may')", name("days_since", "riot_of_may")),
        ("violations", name("violations")),
        ("violations(7)", name("violations", 7)),
        (
            "1 + trust * 2",
            Arithmetic(0, 0, "+", number(1), Arithmetic(0, 0, "*", name("trust"), number(2))),
        ),
        ("-trust ** 2", Negative(0, 0, Power(0, 0, name("trust"), 2))),
        ("clip(trust, 0, 1)", Call(0, 0, "clip", (name("trust"), number(0), number(1)))),
        (
            "0 < trust <= 1",
            Comparison(0, 0, (number(0), name("trust"), number(1)), ("<", "<=")),
        ),
        (
            'stance == "hard-line"',
            Comparison(0, 0, (name("stance"), Word(0, 0, "hard-line")), ("==",)),
        ),
        (
            "truce and not (hotline or at_war)",
            Connective(
                0,
                0,
                "and",
                (
                    name("truce"),
                    Not(0, 0, Connective(0, 0, "or", (name("hotline"), name("at_war")))),
                ),
            ),
        ),
    ],
)
def test_known_trees(text: str, tree: object) -> None:
    assert parse(text).tree == tree


def test_a_text_may_be_folded_over_lines_and_padded() -> None:
    folded = parse("\n  losses(30)\n\t> tolerance\r\n  and truce\n")
    assert folded.tree == parse("losses(30) > tolerance and truce").tree


def test_a_piece_is_quoted_as_it_was_written() -> None:
    expression = parse("  truce and\n (losses(30)  >\n  2 * trust)")
    assert isinstance(expression.tree, Connective)
    assert expression.quote(expression.tree.parts[1]) == "losses(30) > 2 * trust"


def test_names_used_leaves_rungs_out() -> None:
    used = names_used(parse("rung >= violations and violations(30) > losses(7) + losses(30)"))
    assert used == {("rung", None), ("violations", 30), ("losses", 7), ("losses", 30)}


def test_expressions_can_be_copied() -> None:
    expression = parse("losses(30) > tolerance * (1 + trust)")
    assert deepcopy(expression) == expression


def test_errors_can_be_copied() -> None:
    error = ExpressionError("wrong", 3, "right")
    copy = deepcopy(error)
    assert (copy.message, copy.offset, copy.hint) == ("wrong", 3, "right")
    assert str(copy) == "wrong; did you mean `right`?"


@pytest.mark.parametrize(
    ("text", "offset", "hint"),
    [
        ("", 0, None),
        (" \n ", 0, None),
        ("trust >", 7, None),
        ("trust >  ", 7, None),
        ("trust = 3", 6, "=="),
        ("  trust & truce", 8, "and"),
        ("trust ≥ 1", 6, ">="),
        ("losses(30) > 2 × trust", 15, "*"),
        ("trust > 1 AND truce", 10, "and"),
        ("Trust > 1", 0, "trust"),
        ("truce and lossess(30) > 3", 10, "losses"),
        ("losses() > 3", 6, "losses(30)"),
        ("month() > 3", 5, "month"),
        ("days_since(riot) < 3", 11, "days_since('riot')"),
        ("losses(30.0) > 3", 7, "losses(30)"),
        ("losses(-3) > 3", 7, "losses(30)"),
        ("losses(7, 30) > 3", 7, "losses(30)"),
        ("1_000 > trust", 0, "1000"),
        ("007 > trust", 0, "7"),
        ("(1 + trust", 0, None),
        ("1 + trust)", 9, None),
        ("1 2", 2, None),
        ("3 (4)", 2, None),
        ("trust / 0", 8, None),
        ("clip(trust, 1, 0)", 12, None),
        ("min(trust)", 0, None),
        ("max + 1", 0, None),
        ("+1", 0, None),
        ("trust == not truce", 9, None),
        ("trust ** 5", 9, None),
        ("trust ** 0.5", 9, None),
        ("trust ** -1", 9, None),
        ("trust ** true", 9, None),
        ("trust ** True", 9, None),
        ("trust ** 1.0", 9, None),
        ("1 + 1e-999", 4, "0"),
        ("1 + 1e999", 4, None),
        ("2 ** 3 ** 2", 5, None),
        ("'guarded'", 0, None),
        ("stance < 'guarded'", 9, None),
        ("'a' == 'b'", 0, None),
        ("stance == 'a' == 'b'", 10, None),
        ("stance == ''", 10, None),
        ("stance == 'guarded", 10, None),
        ("trust >\n 1 ;", 11, None),
    ],
)
def test_refusals_point_to_the_place(text: str, offset: int, hint: str | None) -> None:
    with pytest.raises(ExpressionError) as refused:
        parse(text)
    assert (refused.value.offset, refused.value.hint) == (offset, hint)
    assert refused.value.message


def test_the_longest_and_the_deepest_that_are_read() -> None:
    parse("trust" + " " * 995)
    parse("(" * 20 + "trust" + ")" * 20)
    parse(" + ".join(["trust"] * 60))
    for refused in (
        "trust" + " " * 996,
        "(" * 21 + "trust" + ")" * 21,
        " + ".join(["trust"] * 62),
    ):
        with pytest.raises(ExpressionError):
            parse(refused)
