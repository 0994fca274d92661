"""The words of an expression, and the order in which they may stand.

Python's own parser sees a text only after this scan, so it is never given anything but plain
numbers, names, quoted words, brackets and the few signs of the rule language.
"""

from __future__ import annotations

import keyword
import re
import unicodedata
from dataclasses import dataclass
from typing import Literal, TypeAlias

from sim.language.catalogue import VOCABULARY, example
from sim.language.errors import ExpressionError, nearest, shorten

LONGEST_TEXT = 1_000
MOST_TOKENS = 300
DEEPEST_BRACKETS = 20
LONGEST_NUMBER = 30
LARGEST_NUMBER = 1e12

TokenKind: TypeAlias = Literal["number", "name", "word", "sign"]

_NUMBER = re.compile(r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PLAIN_NAME = re.compile(r"[a-z][a-z0-9_]*")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_SIGN = re.compile(r"\*\*|<=|>=|==|!=|[-+*/<>(),]")
_SPACE = " \t\r\n"

_BOOLEANS = ("True", "False")
_JOINTS = ("and", "or")
_MEANT = {
    "&&": "and",
    "||": "or",
    "===": "==",
    "=<": "<=",
    "=>": ">=",
    "<>": "!=",
    "//": "/",
    ":=": "==",
    "=": "==",
    "&": "and",
    "|": "or",
    "!": "not",
    "^": "**",
    "is": "==",
    "×": "*",
    "·": "*",
    "÷": "/",
    "−": "-",
    "–": "-",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "‘": "'",
    "’": "'",
    "“": "'",
    "”": "'",
}
_FOREIGN = re.compile("|".join(re.escape(sign) for sign in _MEANT if not sign.isalpha()))


@dataclass(frozen=True)
class Token:
    """A word of the text and where it starts, in characters."""

    kind: TokenKind
    text: str
    start: int


def scan(text: str) -> tuple[Token, ...]:
    """Cut a text into tokens and refuse whatever could not be part of any expression.

    Raises ExpressionError for texts that are empty or too long, for foreign signs, keywords and
    characters, numbers that are no plain numbers, and for tokens in an impossible order.
    """
    if len(text) > LONGEST_TEXT:
        raise ExpressionError(
            f"the expression has {len(text):,} characters; at most {LONGEST_TEXT:,} are read",
            LONGEST_TEXT,
        )
    tokens: list[Token] = []
    position = 0
    while position < len(text):
        if text[position] in _SPACE:
            position += 1
            continue
        token = _next(text, position)
        tokens.append(token)
        position += len(token.text)
        if len(tokens) > MOST_TOKENS:
            raise ExpressionError(
                f"the expression has more than {MOST_TOKENS} parts; split it into several rules",
                token.start,
            )
    if not tokens:
        raise ExpressionError("the expression is empty", 0)
    _refuse_disorder(tokens, len(text.rstrip()))
    return tuple(tokens)


def _next(text: str, start: int) -> Token:
    foreign = _FOREIGN.match(text, start)
    sign = _SIGN.match(text, start)
    if foreign and (sign is None or len(foreign.group()) > len(sign.group())):
        _refuse_sign(foreign.group(), start)
    if number := _NUMBER.match(text, start):
        return _number(text, number.group(), start)
    if name := _NAME.match(text, start):
        return _name(text, name.group(), start)
    if text[start] in "'\"":
        return _word(text, start)
    if sign:
        return Token("sign", sign.group(), start)
    raise _stranger(text[start], start)


def _refuse_sign(sign: str, start: int) -> None:
    raise ExpressionError(f"`{sign}` is not part of the rule language", start, _MEANT[sign])


def _stranger(character: str, start: int) -> ExpressionError:
    """A character that has no place: looks-alike letters are told by name and code."""
    if character.isascii() and character.isprintable():
        return ExpressionError(f"`{character}` is not part of the rule language", start)
    called = unicodedata.name(character, "a character without a name").lower()
    plain = unicodedata.normalize("NFKC", character)
    hint = plain if plain != character and plain.isascii() and plain.isalnum() else None
    return ExpressionError(
        f"only plain ASCII can be used here, not U+{ord(character):04X} ({called})", start, hint
    )


def _number(text: str, number: str, start: int) -> Token:
    end = start + len(number)
    if end < len(text) and (text[end] in "._" or text[end].isalnum()):
        tail = re.compile(r"[\w.]*").match(text, start)
        whole = tail.group() if tail else number
        plain = whole.replace("_", "")
        hint = plain if _NUMBER.fullmatch(plain) else None
        raise ExpressionError(f"`{shorten(whole, 30)}` is not a plain number", start, hint)
    if len(number) > LONGEST_NUMBER:
        raise ExpressionError(f"a number of more than {LONGEST_NUMBER} characters", start)
    if number.isdigit() and len(number) > 1 and number.startswith("0"):
        raise ExpressionError(f"`{number}` starts with a zero", start, number.lstrip("0") or "0")
    value = float(number)
    if value > LARGEST_NUMBER:
        raise ExpressionError(f"`{number}` is larger than {LARGEST_NUMBER:g}", start)
    if value == 0.0 and re.search("[1-9]", re.split("[eE]", number)[0]):
        raise ExpressionError(f"`{number}` is too small to be told from 0", start, "0")
    return Token("number", number, start)


def _name(text: str, name: str, start: int) -> Token:
    end = start + len(name)
    if end < len(text) and text[end] in "'\"":
        raise ExpressionError(f"`{shorten(name, 20)}` cannot stand before a quote", start)
    if name in _BOOLEANS or name in _JOINTS or name == "not":
        return Token("name", name, start)
    if name.lower() in (*_JOINTS, "not", "true", "false") and name != name.lower():
        raise ExpressionError(f"`{name}` is written in lower case", start, name.lower())
    if keyword.iskeyword(name):
        raise ExpressionError(f"`{name}` is not part of the rule language", start, _MEANT.get(name))
    if not _PLAIN_NAME.fullmatch(name):
        raise ExpressionError(
            f"`{shorten(name, 40)}` is not a name of the rule language",
            start,
            nearest(name, VOCABULARY),
        )
    return Token("name", name, start)


def _word(text: str, start: int) -> Token:
    end = text.find(text[start], start + 1)
    if end < 0:
        raise ExpressionError("the quote is never closed", start)
    content = text[start + 1 : end]
    if not _WORD.fullmatch(content):
        for place, character in enumerate(content, start + 1):
            if not character.isascii() or not character.isprintable():
                raise _stranger(character, place)
        raise ExpressionError(
            "only a name (letters, digits, `_` and `-`) can stand in quotes", start
        )
    return Token("word", text[start : end + 1], start)


def _refuse_disorder(tokens: list[Token], end: int) -> None:
    """Refuse tokens that cannot follow each other, and brackets that do not match."""
    open_brackets: list[tuple[Token, bool]] = []
    before: Token | None = None
    for place, token in enumerate(tokens):
        if token.text == ")" and before and before.text == "(" and open_brackets[-1][1]:
            name = tokens[place - 2]
            raise ExpressionError("these brackets are empty", before.start, example(name.text))
        if _wants_operand(before):
            _refuse_as_operand(token, before)
        else:
            _refuse_as_operator(token, before, open_brackets)
        if token.text == "(":
            calls = before is not None and not _wants_operand(before)
            open_brackets.append((token, calls))
            if len(open_brackets) > DEEPEST_BRACKETS:
                raise ExpressionError(
                    f"brackets lie more than {DEEPEST_BRACKETS} deep", token.start
                )
        elif token.text == ")":
            if not open_brackets:
                raise ExpressionError("this bracket closes nothing", token.start)
            open_brackets.pop()
        before = token
    if _wants_operand(before):
        raise ExpressionError("the expression ends too early", end)
    if open_brackets:
        raise ExpressionError("this bracket is never closed", open_brackets[-1][0].start)


def _wants_operand(before: Token | None) -> bool:
    if before is None:
        return True
    if before.kind == "name":
        return before.text in (*_JOINTS, "not")
    return before.kind == "sign" and before.text != ")"


def _refuse_as_operand(token: Token, before: Token | None) -> None:
    if token.kind in ("number", "word") or token.text in ("(", "-"):
        return
    if token.text == "not":
        if before is None or before.text in ("(", ",", "not", *_JOINTS):
            return
        raise ExpressionError("`not` needs brackets here: `(not ...)`", token.start)
    if token.kind == "name" and token.text not in _JOINTS:
        return
    if token.text == "+":
        raise ExpressionError("a number needs no `+` before it", token.start)
    raise ExpressionError(f"a number or a name is missing before `{token.text}`", token.start)


def _refuse_as_operator(
    token: Token, before: Token | None, open_brackets: list[tuple[Token, bool]]
) -> None:
    if token.kind in ("number", "word") or (token.kind == "name" and token.text not in _JOINTS):
        shown = shorten(token.text, 40)
        raise ExpressionError(f"an operator is missing before `{shown}`", token.start)
    if token.text == "(" and (before is None or before.kind != "name"):
        raise ExpressionError("an operator is missing before `(`", token.start)
    if token.text == "," and not (open_brackets and open_brackets[-1][1]):
        raise ExpressionError("a comma has no place here", token.start)
