"""What is wrong with an expression, and where."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class ExpressionError(Exception):
    """An expression that the rule language refuses.

    `offset` counts characters of the text as it was given, from 0; at the end of the text it
    equals its length. `hint` is what may have been meant (`losses(30)`), ready to be shown after
    "did you mean", or None.
    """

    def __init__(self, message: str, offset: int, hint: str | None = None) -> None:
        super().__init__(message, offset, hint)
        self.message = message
        self.offset = offset
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}; did you mean `{self.hint}`?" if self.hint else self.message


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that looks most like a misspelt one, or None if none is near."""
    close = get_close_matches(word[:80].lower(), sorted(known), n=1, cutoff=0.6)
    return close[0] if close else None


def shorten(text: str, limit: int = 60) -> str:
    """A piece of an expression, fit to be quoted in a message."""
    plain = " ".join(text.split())
    return plain if len(plain) <= limit else plain[: limit - 3] + "..."
