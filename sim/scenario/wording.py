"""Saying what a part should be, what it is, and how to mend it, in an author's words."""

from __future__ import annotations

import re
from datetime import date

from sim.scenario.forms import (
    Anything,
    Choice,
    Day,
    Either,
    Figure,
    Form,
    Named,
    Number,
    OneOf,
    Overlay,
    Record,
    Several,
    Together,
    Truth,
    Words,
)
from sim.scenario.places import Block, Leaf, Node, Row
from sim.scenario.problems import listed
from sim.scenario.scalars import read_plain

LONGEST_QUOTE = 40


def wanted(form: Form) -> str:
    """What belongs in a place, such as "a number"."""
    match form:
        case Words():
            return "a name" if form.pattern else "text"
        case Choice():
            return f"one of {listed(form.words, last='or', most=20)}"
        case Truth():
            return "`true` or `false`"
        case Day():
            return "a date, year first, such as 2014-08-02"
        case Figure():
            return "a whole number" if form.whole else "a number"
        case Number():
            return "a number"
        case Several():
            return "a list"
        case Together():
            return f"a list of {_COUNTS.get(len(form.forms), str(len(form.forms)))}"
        case Named():
            return "a block of names, each with what belongs to it"
        case Record():
            return f"a block with the keys of {form.title}"
        case OneOf():
            return "a block with `date:` and one of " + listed(form.signs, last="or")
        case Overlay():
            return f"a block with keys of {form.record.title}"
        case Either():
            return ", or ".join(wanted(inner) for inner in form.forms)
        case Anything():
            return "a value"


_COUNTS = {2: "two", 3: "three"}


def given(node: Node) -> str:
    """What stands in a place, such as "the text `soon`"."""
    if isinstance(node, Row):
        return "a list"
    if isinstance(node, Block):
        return "a block of keys"
    quoted = quote(node.text)
    if node.value is None:
        return "empty"
    if isinstance(node.value, bool):
        return f"`{quoted}`"
    if isinstance(node.value, date):
        return f"the date {quoted}"
    return f"the text `{quoted}`" if isinstance(node.value, str) else f"the number {quoted}"


def quote(text: str) -> str:
    """A text short enough to stand in a message."""
    short = " ".join(text.split())
    return short if len(short) <= LONGEST_QUOTE else short[: LONGEST_QUOTE - 3] + "..."


def mend(form: Form, node: Node) -> str | None:
    """How to put right what stands in a place, where that can be said."""
    if isinstance(node, Leaf):
        match form:
            case Number() | Figure():
                unit = form.unit if isinstance(form, Number) else ""
                return mend_number(node, unit)
            case Day():
                return mend_day(node.text)
            case Several() | Together():
                return f"write `[{quote(node.text)}]`" if isinstance(form, Several) else None
            case Named() | Record() | OneOf() | Overlay():
                return "write its keys below it, indented"
            case Truth():
                return "write it without quotes" if not node.plain else None
    if isinstance(form, Words) and isinstance(node, Block):
        return "text that contains `: ` or begins with `{` needs quotes around it"
    if isinstance(form, Words) and isinstance(node, Row):
        return "text that begins with `[` or `-` needs quotes around it"
    if isinstance(form, Named | Record | Overlay) and isinstance(node, Row):
        return "write `name:` instead of `- `"
    if isinstance(form, Several | Together) and isinstance(node, Block):
        return "begin each entry with `- `"
    return None


def mend_number(leaf: Leaf, unit: str = "") -> str | None:
    """What somebody meant who wrote something like a number."""
    text = leaf.text.strip()
    bare = read_plain(text)
    if isinstance(bare, bool) or isinstance(leaf.value, bool):
        return "write for example 0.5"
    if not leaf.plain and isinstance(bare, int | float):
        return f"write {text} without quotes"
    if re.fullmatch(r"[-+]?\d+(\.\d+)?\s*%", text):
        return f"write {float(text.rstrip('% ')) / 100:g}, a share"
    if re.fullmatch(r"[-+]?\d{1,3}([,_' ]\d{3})+(\.\d+)?", text):
        return f"write {re.sub(r'[^-+.0-9]', '', text)}"
    if re.fullmatch(r"[-+]?\d+,\d+", text):
        return f"write {text.replace(',', '.')}, with a point"
    if re.fullmatch(r"[-+]?0[0-9_]+", text):
        return f"write {int(text.replace('_', ''))}; zeros in front are not used"
    if re.fullmatch(r"\d+(:\d+)+", text):
        return "a colon is not part of a number"
    if re.fullmatch(r"0[xob][0-9a-fA-F]+", text):
        return f"write {int(text, 0)}" if _sound(text) else None
    if re.fullmatch(r"[-+]?[0-9.]+\s*[^\W\d_].*", text):
        return "write the number alone" + (f"; its unit is: {unit}" if unit else "")
    return None


def _sound(text: str) -> bool:
    try:
        int(text, 0)
    except ValueError:
        return False
    return True


def mend_day(text: str) -> str | None:
    """What somebody meant who wrote something like a date."""
    text = text.strip()
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return "there is no such day in the calendar"
    if match := re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", text):
        year, month, day = match.groups()
        return f"write {year}-{month:0>2}-{day:0>2}"
    if match := re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", text):
        return f"write the year first: {match[3]}-month-day"
    if re.match(r"\d{4}-\d{2}-\d{2}[T ]", text):
        return f"write the day alone: {text[:10]}"
    if re.fullmatch(r"\d{4}(-\d{2})?", text):
        return "year, month and day are needed"
    return None
