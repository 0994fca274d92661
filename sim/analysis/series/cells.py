"""What one cell of a table of events may say: a day, a month, a whole number."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

EARLIEST, LATEST = 1800, 2200
"""Years between which an event may lie."""
MOST_DEATHS = 100_000_000

_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?$")
_MONTH = re.compile(r"(\d{4})-(\d{2})$")
_WHOLE = re.compile(r"([+-]?\d{1,12})(?:\.0*)?$")
_OTHER_DAY = re.compile(r"\d{1,4}[./ -]\d{1,2}[./ -]\d{1,4}")


class BadCellError(ValueError):
    """A cell that says nothing usable: the message, and a hint how to mend it."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


@dataclass(frozen=True)
class Span:
    """First and last day, as ordinals; `month` if a whole month was written."""

    first: int
    last: int
    month: bool = False


def read_day(text: str) -> int:
    """The ordinal of a day such as 2014-08-01, a time of day left out.

    Raises BadCellError.
    """
    found = _DAY.match(text.strip())
    if found is None:
        raise _no_day(text)
    return _day(text, *(int(part) for part in found.groups()[:3])).toordinal()


def read_day_or_month(text: str) -> Span:
    """A day, or a month such as 2014-08 from its first to its last day.

    Raises BadCellError.
    """
    found = _MONTH.match(text.strip())
    if found is None:
        day = read_day(text)
        return Span(day, day)
    year, month = (int(part) for part in found.groups())
    first = _day(text, year, month, 1)
    last = calendar.monthrange(year, month)[1]
    return Span(first.toordinal(), first.replace(day=last).toordinal(), month=True)


def read_count(text: str, what: str) -> int:
    """A whole number from 0 on; `what` is the column's name.

    Raises BadCellError.
    """
    plain = text.strip()
    if not plain:
        raise BadCellError(f"`{what}` is empty", "write 0 if nobody died")
    found = _WHOLE.match(plain)
    if found is None:
        raise BadCellError(f"`{what}` is `{_short(plain)}`, not a whole number", _for_number(plain))
    number = int(found.group(1))
    if number < 0:
        raise BadCellError(f"`{what}` is {number}, below zero", "deaths are counted from 0 on")
    if number > MOST_DEATHS:
        raise BadCellError(f"`{what}` is {number:,}, more than {MOST_DEATHS:,}")
    return number


def _day(text: str, year: int, month: int, day: int) -> date:
    if not EARLIEST <= year <= LATEST:
        raise BadCellError(f"`{_short(text)}` lies outside the years {EARLIEST} to {LATEST}")
    try:
        return date(year, month, day)
    except ValueError:
        raise BadCellError(f"there is no day `{_short(text)}`") from None


def _no_day(text: str) -> BadCellError:
    plain = text.strip()
    if not plain:
        return BadCellError("the date is empty", "write it as 2014-08-01")
    message = f"`{_short(plain)}` is not a date"
    if _OTHER_DAY.match(plain):
        return BadCellError(message, "write dates as 2014-08-01: year, month, day")
    return BadCellError(message, "write it as 2014-08-01")


def _for_number(text: str) -> str | None:
    if "," in text or " " in text:
        return "write whole numbers without separators"
    return None


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:37] + "..."
