"""Whatever is thrown at the rule language, it answers quickly, and only by ExpressionError."""

from __future__ import annotations

import random
import string
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sim.language import NAMES, Expression, ExpressionError, check, compile_columns, parse, problems

HOSTILE = [
    # ways out of a sandbox
    "__import__('os').system('true')",
    "__import__('os')",
    "().__class__.__bases__[0].__subclasses__()",
    "(1).__class__",
    "trust.__class__",
    "''.join",
    "'{0.__class__}'.format(trust)",
    "getattr(trust, 'real')",
    "open('secrets')",
    "eval('1')",
    "exec('1')",
    "compile('1')",
    "globals()",
    "breakpoint()",
    "exit(3)",
    "print('x')",
    "lambda: 1",
    "(lambda: 1)()",
    "[x for x in (1, 2)]",
    "{x: 1 for x in trust}",
    "(x for x in trust)",
    "[trust][0]",
    "trust[0]",
    "{trust}",
    "(trust := 3)",
    "trust if truce else 1",
    "await trust",
    "yield trust",
    "f'{trust}'",
    "f'{__import__(\"os\")}'",
    "rf'x' == stance",
    "b'guarded' == stance",
    "u'guarded' == stance",
    "stance == 'gua' 'rded'",
    "stance == '''guarded'''",
    "stance == 'gu\\x61rded'",
    "min(*trust)",
    "min(**trust)",
    "losses(days=30)",
    "min(1, 2, key=abs)",
    "min(1, 2,)",
    "1, 2",
    "(1, 2)",
    "...",
    "None",
    "trust is None",
    "trust in losses(30)",
    "trust; trust",
    "trust\\\n > 1",
    "trust # > 1",
    "import os",
    "pass",
    "trust -> 1",
    "@trust",
    "~trust",
    "trust @ trust",
    "trust % 2",
    "trust // 2",
    "trust << 2",
    "trust | truce",
    "!truce",
    "$trust",
    "`trust`",
    "trust?",
    # hangs and blow-ups
    "9**9**9",
    "9**9**9**9**9**9",
    "trust ** 1000000000",
    "(9**4)**9999",
    "10**100",
    "exp(9**9**9)",
    "1e999",
    "1e400 - 1e400",
    "-1e999",
    "1e-999",
    "9" * 400,
    "0x" + "f" * 300,
    "0b1",
    "0o17",
    "1_0",
    "1j",
    "1e5j",
    "1.2.3",
    "1e",
    "(" * 400 + "1" + ")" * 400,
    "(" * 999,
    "[" * 999,
    ")" * 999,
    "-" * 999 + "1",
    "not " * 240 + "true",
    "abs(" * 200 + "1" + ")" * 200,
    "+".join("1" * 499),
    "<".join("1" * 499),
    " and ".join(["true"] * 140),
    "trust" * 1_000_000,
    " " * 100_000,
    "'" * 999,
    '"' * 998 + "'",
    "stance == '" + "a" * 2_000 + "'",
    # characters
    "trust\0 > 1",
    "\0",
    "trust > 1\x0c",
    "trust\x0b> 1",
    "trust\u00a0> 1",
    "trust\u200b > 1",
    "\u202etsurt > 1",
    "tru\u0455t > 1",  # a Cyrillic letter
    "ｔｒｕｓｔ > 1",  # full width: NFKC makes it `trust`
    "𝐭𝐫𝐮𝐬𝐭 > 1",
    "truﬆ > 1",
    "ªbs(1)",
    "trust > １",
    "trust > ²",
    "2² > trust",
    "٣ > trust",
    "stance == 'guаrded'",  # a Cyrillic letter inside quotes
    "stance == ‘guarded’",
    "\ud800",
    "\ufefftrust > 1",
    "trust\u2028> 1",
    # not quite the language
    "true(1)",
    "True(1)",
    "min(30)",
    "clashes(3) > 1",
    "trust(3) > 1",
    "days_since(3) > 1",
    "losses('thirty') > 1",
    "losses(0) > 1",
    "losses(367) > 1",
    "losses(99999999999) > 1",
    "losses(losses(3)) > 1",
    "losses(True) > 1",
    "stance",
    "stance + 1",
    "truce + truce > 1",
    "truce == true",
    "truce > hotline",
    "min(truce, 1) > 0",
    "-truce > 0",
    "(trust > 1) + 1 > 1",
    "trust and truce",
    "not trust",
    "0 < truce < 1",
    "true > false",
    "exp(true) > 1",
    "stance == stance",
    "stance == trust",
    "trust == 'high'",
    "violations == 'x'",
    "losses > 3",
    "min > 3",
    "nonsense > 3",
    "_ > 3",
    "__builtins__",
    "__debug__",
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:40])
def test_hostile_texts_are_refused_quickly(text: str) -> None:
    began = time.perf_counter()
    with pytest.raises(ExpressionError) as refused:
        check(parse(text), "side", expect="truth")
    assert time.perf_counter() - began < 0.5
    assert 0 <= refused.value.offset <= len(text)
    assert len(refused.value.message) < 250


def test_the_list_is_long_enough_and_holds_nothing_twice() -> None:
    assert len(set(HOSTILE)) == len(HOSTILE) >= 45


def read(text: str) -> Expression | ExpressionError:
    try:
        return parse(text)
    except ExpressionError as refused:
        return refused


def survives(text: str) -> None:
    """The text is refused, or means something in some scope, or has problems to report."""
    expression = read(text)
    if isinstance(expression, ExpressionError):
        assert 0 <= expression.offset <= len(text)
        assert str(expression)
        return
    for scope in ("front", "side", "party"):
        found = problems(expression, scope)
        assert all(0 <= problem.offset < len(text) for problem in found)
        if not found:
            check(expression, scope)
            compile_columns(expression)


@given(st.text(max_size=200))
@settings(max_examples=300)
@example("trust > 1")
def test_random_text_raises_nothing_else(text: str) -> None:
    survives(text)


WORDS = [
    *NAMES,
    *("calm", "clashes", "war", "min", "max", "abs", "exp", "log", "clip"),
    *("and", "or", "not", "true", "false", "True", "if", "else", "in", "is"),
    *("(", ")", ",", "+", "-", "*", "/", "**", "<", "<=", ">", ">=", "==", "!="),
    *("0", "1", "2", "30", "0.5", "1e9", ".5", "1.", "'riot'", '"guarded"'),
    *("=", ":", "[", ".", "'"),
    "losses(30)",
    "days_since('riot')",
    "stance == 'guarded'",
]


@given(st.lists(st.sampled_from(WORDS), max_size=30), st.sampled_from(["", " "]))
@settings(max_examples=300)
def test_random_words_raise_nothing_else(words: list[str], gap: str) -> None:
    survives(gap.join(words))


def test_a_fuzzer_finds_nothing_else() -> None:
    """Sound and hostile texts, cut, doubled, spliced and sprinkled with odd characters."""
    dice = random.Random(20160402)
    sound = [
        "losses(30) > tolerance * (1 + trust) and not truce",
        "clip(0.2 * blame + exp(-days_since('riot') / 30), 0, 1)",
        "stance == 'guarded' or (rung >= clashes and 0.1 < seen <= 0.9)",
        "max(log(capability_ratio), -trust ** 2, 1e-3) != month - 2",
    ]
    seeds = sound + [text for text in HOSTILE if len(text) < 200]
    odd = string.printable + "\0\u200bа²ｔ\ud800ﬁ"
    for _ in range(4_000):
        text = dice.choice(seeds)
        for _ in range(dice.randint(1, 4)):
            cut, other = dice.randint(0, len(text)), dice.choice(seeds)
            text = dice.choice(
                [
                    text[:cut] + dice.choice(odd) + text[cut:],
                    text[:cut] + text[cut + dice.randint(1, 5) :],
                    text[:cut] + other[dice.randint(0, len(other)) :],
                    text[:cut] + text[cut:] * 2,
                    f"({text})",
                ]
            )
        survives(text)
