"""Values of factors as people read them: digits that tell them apart, and words as words."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TypeGuard

FEWEST_DIGITS, MOST_DIGITS = 3, 17


def readable(values: Iterable[object]) -> dict[object, str]:
    """Each value with its text: numbers with no more digits than tell all of them apart."""
    different = list(dict.fromkeys(values))
    numbers = [float(one) for one in different if _is_number(one)]
    digits = next(
        (n for n in range(FEWEST_DIGITS, MOST_DIGITS) if _told_apart(numbers, n)), MOST_DIGITS
    )
    return {
        one: f"{float(one):.{digits}g}" if _is_number(one) else _plain(str(one))
        for one in different
    }


def _told_apart(numbers: list[float], digits: int) -> bool:
    return len({f"{one:.{digits}g}" for one in numbers}) == len(set(numbers))


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _plain(text: str) -> str:
    """A level that is kept as JSON, such as a word in quotes or a list, without its signs."""
    try:
        value = json.loads(text)
    except ValueError:
        return text
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return value if isinstance(value, str) else text
