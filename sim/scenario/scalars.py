"""What an unquoted word of a scenario file stands for: a number, a date, true, nothing, or text.

Narrower than YAML 1.1, whose surprises would otherwise pass unseen: `no` stays text, and so do
`1:30`, `010` and `1_000`, which other readers take for 90, 8 and 1000.
"""

from __future__ import annotations

import re
from datetime import date

from sim.scenario.places import Scalar

_WHOLE = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_NUMBER = re.compile(r"[-+]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_INFINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})
_TRUE = frozenset({"true", "True", "TRUE"})
_FALSE = frozenset({"false", "False", "FALSE"})


def read_plain(text: str) -> Scalar:
    """The value of a word that stands without quotes."""
    if text in _NOTHING:
        return None
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    if _WHOLE.fullmatch(text):
        return int(text)
    if _NUMBER.fullmatch(text):
        return float(text)
    if _INFINITE.fullmatch(text):
        return float(text.replace(".", ""))
    return read_day(text) or text


def read_day(text: str) -> date | None:
    """The day written as year-month-day, or None if it is not one of the calendar."""
    match = _DAY.fullmatch(text)
    if match is None:
        return None
    try:
        return date(*(int(part) for part in match.groups()))
    except ValueError:
        return None
