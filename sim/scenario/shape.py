"""Holding the parts of a file against the shape that its schema wants."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping
from datetime import date

from sim.scenario.findings import Findings
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
    variant,
)
from sim.scenario.places import Block, Leaf, Node, Path, Row, plain_data
from sim.scenario.problems import did_you_mean, listed, nearest
from sim.scenario.quantity import Quantity
from sim.scenario.scalars import read_day
from sim.scenario.schema import NAME_PATTERN
from sim.scenario.wording import given, mend, quote, wanted

_TRUTHS = {"yes": True, "no": False, "on": True, "off": False}
_QUANTITY = Record(Quantity)

Data = object


def settle(node: Node, form: Form, path: Path, findings: Findings) -> Data:
    """The plain data of a part, its single values read the way its place wants them.

    A number standing where text belongs becomes the text that was written (`date: 2009`), `yes`
    becomes true where a truth belongs. Whatever does not fit is added to `findings`.
    """
    match form:
        case Anything():
            return plain_data(node)
        case Overlay() if isinstance(node, Block):
            return plain_data(node)
        case Either() if (chosen := form.chosen(node)) is not None:
            return settle(node, chosen, path, findings)
        case Number() if isinstance(node, Block):
            data = _record(node, _QUANTITY, path, findings)
            _check_bounds(node, form, path, findings)
            return data
        case Record() if isinstance(node, Block):
            return _record(node, form, path, findings)
        case OneOf() if isinstance(node, Block):
            return _one_of(node, form, path, findings)
        case Named() if isinstance(node, Block):
            return _named(node, form, path, findings)
        case Several() if isinstance(node, Row):
            return _several(node, form, path, findings)
        case Together() if isinstance(node, Row) and len(node.items) == len(form.forms):
            pairs = zip(node.items, form.forms, strict=True)
            return [settle(item, f, (*path, i), findings) for i, (item, f) in enumerate(pairs)]
    if isinstance(node, Leaf):
        return _single(node, form, path, findings)
    _misfit(node, form, path, findings)
    return None


def _misfit(node: Node, form: Form, path: Path, findings: Findings) -> None:
    if isinstance(form, Together) and isinstance(node, Row):
        findings.add(path, f"must be {wanted(form)}, but has {len(node.items)}")
        return
    hint = mend(form, node)
    if isinstance(form, Choice) and isinstance(node, Leaf):
        hint = did_you_mean(node.text, form.words)
    what = given(node)
    known = isinstance(form, Record) and form.fields
    if known and hint is None:
        hint = f"its keys are {listed(known)}"
    findings.add(path, f"must be {wanted(form)}, but is {what}", hint)


def _single(leaf: Leaf, form: Form, path: Path, findings: Findings) -> Data:
    value = leaf.value
    match form:
        case Words() if value is not None:
            text = leaf.text if leaf.plain else str(value)
            _check_words(text, form, path, findings)
            return text
        case Choice() if leaf.text in form.words:
            return leaf.text
        case Truth() if isinstance(value, bool):
            return value
        case Truth() if leaf.plain and leaf.text.lower() in _TRUTHS:
            return _TRUTHS[leaf.text.lower()]
        case Day() if isinstance(value, date):
            return value
        case Day() if isinstance(value, str) and read_day(value):
            return read_day(value)
        case Number() | Figure() if isinstance(value, int | float) and not isinstance(value, bool):
            return _number(value, form, path, findings)
    _misfit(leaf, form, path, findings)
    return None


def _number(value: int | float, form: Number | Figure, path: Path, findings: Findings) -> Data:
    if not math.isfinite(value):
        findings.add(path, "must be a finite number")
    elif isinstance(form, Figure) and form.whole and value != int(value):
        findings.add(path, f"must be a whole number, but is {value:g}")
    else:
        _check_range(value, form, path, findings)
        return int(value) if isinstance(form, Figure) and form.whole else float(value)
    return None


def _check_range(value: float, form: Number | Figure, path: Path, findings: Findings) -> None:
    low = -math.inf if form.low is None else form.low
    high = math.inf if form.high is None else form.high
    if not low <= value <= high:
        unit = f" ({form.unit})" if isinstance(form, Number) and form.unit else ""
        beyond = f"outside {low:g} to {high:g}" if math.isfinite(high) else f"below {low:g}"
        findings.add(path, f"is {value:g}, {beyond}{unit}")


def _check_bounds(node: Block, form: Number, path: Path, findings: Findings) -> None:
    ends = node.entries.get("range")
    parts: list[tuple[Path, Node | None]] = [((*path, "value"), node.entries.get("value"))]
    if isinstance(ends, Row):
        parts += [((*path, "range", i), item) for i, item in enumerate(ends.items)]
    for where, part in parts:
        if isinstance(part, Leaf) and isinstance(part.value, int | float):
            _check_range(float(part.value), form, where, findings)


def _check_words(text: str, form: Words, path: Path, findings: Findings) -> None:
    if form.longest is not None and len(text) > form.longest:
        findings.add(path, f"is {len(text):,} characters long; {form.longest:,} is the most")
    elif len(text.strip()) < form.shortest:
        findings.add(path, "is empty", "write some text")
    elif form.pattern is not None and not re.fullmatch(form.pattern, text):
        findings.add(path, f"is `{quote(text)}`, which cannot be a name", _name_hint(text, form))


def _name_hint(text: str, form: Words) -> str:
    letters = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")
    rule = "names are made of small letters, digits and `_`, a letter first"
    if form.pattern != NAME_PATTERN:
        rule = "names are made of small letters, digits, `-` and `_`"
    if letters and re.fullmatch(form.pattern or "", letters) and letters != text:
        return f"{rule}, such as `{letters[:40]}`"
    return rule


def _several(node: Row, form: Several, path: Path, findings: Findings) -> Data:
    if len(node.items) < form.least:
        findings.add(path, "is an empty list", f"it needs at least {form.least}")
    return [settle(item, form.form, (*path, i), findings) for i, item in enumerate(node.items)]


def _named(node: Block, form: Named, path: Path, findings: Findings) -> dict[str, Data]:
    data: dict[str, Data] = {}
    for name, inner in node.entries.items():
        where = (*path, name)
        if not re.fullmatch(form.key.pattern or "", name) or len(name) > (form.key.longest or 999):
            hint = _name_hint(name, form.key)
            findings.add(where, "has a name that cannot be used here", hint, key=True)
        if isinstance(inner, Leaf) and inner.value is None:
            findings.add(where, "is empty", "fill it in or delete the line", key=True)
            continue
        data[name] = _entry(inner, form.form, where, node.entries, findings)
    if len(node.entries) < form.least:
        many = "are" if form.least > 1 else "is"
        message = f"has {len(node.entries) or 'no'} entries; at least {form.least} {many} needed"
        findings.add(path, message, key=True)
    return data


def _one_of(node: Block, form: OneOf, path: Path, findings: Findings) -> Data:
    chosen = variant(form, node)
    if chosen is not None:
        return _record(node, chosen, path, findings)
    signs = [sign for sign in form.signs if sign in node.entries]
    if signs:
        findings.add(path, f"is both {listed(signs)}", "make an entry of its own for each")
        return None
    for key in node.entries:
        near = nearest(key, form.signs)
        if near is not None:
            message = "is not a key known here"
            findings.add((*path, key), message, f"did you mean `{near}`?", key=True)
            return None
    message = f"says nothing of what happened: it needs one of the keys {listed(form.signs, 'or')}"
    findings.add(path, message)
    return None


def _entry(node: Node, form: Form, path: Path, others: Collection[str], findings: Findings) -> Data:
    """One of several that the file names itself; an incomplete one may be another, misspelt."""
    if not (isinstance(form, Record) and isinstance(node, Block)):
        return settle(node, form, path, findings)
    near = nearest(str(path[-1]), [name for name in others if name != path[-1]])
    hint = None if near is None else f"did you mean `{near}`?"
    return _record(node, form, path, findings, hint)


def _record(
    node: Block, form: Record, path: Path, findings: Findings, hint: str | None = None
) -> dict[str, Data]:
    fields = form.fields
    data: dict[str, Data] = {}
    excused = _unknown_keys(node, form, path, findings)
    for name, inner in node.entries.items():
        if name not in fields:
            continue
        if isinstance(inner, Leaf) and inner.value is None and inner.plain:
            if name in form.required:
                excused.add(name)
                message = f"is empty; {form.title} needs it"
                findings.add((*path, name), message, f"write {wanted(fields[name])}", key=True)
            continue
        data[name] = settle(inner, fields[name], (*path, name), findings)
    missing = [n for n in form.required if n not in node.entries and n not in excused]
    if missing:
        findings.add(path, f"lacks {_keys(missing)}, which {form.title} needs", hint, key=True)
    return data


def _keys(names: list[str]) -> str:
    return ("the keys " if len(names) > 1 else "the key ") + listed(names)


def _unknown_keys(node: Block, form: Record, path: Path, findings: Findings) -> set[str]:
    """Report keys the schema does not know; give the missing keys they were meant to be."""
    fields: Mapping[str, Form] = form.fields
    meant: set[str] = set()
    for name in node.entries:
        if name in fields:
            continue
        near = nearest(name, [n for n in fields if n not in meant])
        if near is not None:
            meant.add(near)
            hint = f"did you mean `{near}`?"
        else:
            hint = f"the keys of {form.title} are {listed(fields, most=30)}"
        findings.add((*path, name), "is not a key known here", hint, key=True)
    return meant
