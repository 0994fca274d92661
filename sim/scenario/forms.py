"""The shape that a schema wants at each place of a file, read off its classes."""

from __future__ import annotations

import re
import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.scenario.places import Block, Node, Row
from sim.scenario.quantity import Bounds, Quantity


@dataclass(frozen=True)
class Words:
    """Text, perhaps of a pattern."""

    pattern: str | None = None
    shortest: int = 0
    longest: int | None = None


@dataclass(frozen=True)
class Choice:
    """One of a few words."""

    words: tuple[str, ...]


@dataclass(frozen=True)
class Truth:
    """True or false."""


@dataclass(frozen=True)
class Day:
    """A date."""


@dataclass(frozen=True)
class Figure:
    """A bare number."""

    whole: bool = False
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Number:
    """A number that may come with its evidence."""

    low: float | None = None
    high: float | None = None
    unit: str = ""


@dataclass(frozen=True)
class Several:
    """A list."""

    form: Form
    least: int = 0


@dataclass(frozen=True)
class Together:
    """A list of fixed length."""

    forms: tuple[Form, ...]


@dataclass(frozen=True)
class Named:
    """Entries of one form, under names that the author chooses."""

    key: Words
    form: Form
    least: int = 0


@dataclass(frozen=True)
class Record:
    """A block of known keys: one class of the schema."""

    model: type[BaseModel]

    @property
    def fields(self) -> Mapping[str, Form]:
        """The form of each key."""
        return _fields(self.model)

    @property
    def required(self) -> tuple[str, ...]:
        """The keys that cannot be left out."""
        return tuple(name for name, field in self.model.model_fields.items() if field.is_required())

    @property
    def title(self) -> str:
        """What an author would call it, such as "a red line"."""
        if self.model is Quantity:
            return "a number with its evidence"
        words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", self.model.__name__).lower()
        return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


@dataclass(frozen=True)
class OneOf:
    """A block of one of several classes, told apart by a key that only one of them has."""

    records: tuple[Record, ...]

    @property
    def signs(self) -> Mapping[str, Record]:
        """The key that tells each class."""
        return {record.model.__name__.lower(): record for record in self.records}


@dataclass(frozen=True)
class Anything:
    """Whatever the author writes, kept as it is."""


@dataclass(frozen=True)
class Either:
    """A single value, a list or a block, each with a form of its own where it may stand."""

    single: Form | None = None
    row: Form | None = None
    block: Form | None = None

    @property
    def forms(self) -> tuple[Form, ...]:
        """The forms that may stand here."""
        return tuple(form for form in (self.single, self.row, self.block) if form is not None)

    def chosen(self, node: Node) -> Form | None:
        """The form for what stands here, or None if it may not be of that kind."""
        if isinstance(node, Block):
            return self.block
        return self.row if isinstance(node, Row) else self.single


@dataclass(frozen=True)
class Overlay:
    """Part of a file of another kind, which is checked where it is laid over the whole."""

    record: Record


@dataclass(frozen=True)
class LaidOver:
    """Says of a key of a schema that it holds part of another: see `Overlay`."""

    model: type[BaseModel]


Single = Words | Choice | Truth | Day | Figure | Number | Anything
Form = Single | Several | Together | Named | Record | OneOf | Either | Overlay


@cache
def _fields(model: type[BaseModel]) -> Mapping[str, Form]:
    return {
        name: form_of(field.annotation, field.metadata)
        for name, field in model.model_fields.items()
    }


def form_of(annotation: Any, given: Sequence[Any] = ()) -> Form:
    """The form of an annotation of the schema, with the limits that go with it."""
    limits = _flat(given)
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return form_of(inner[0], [*_flat(inner[1:]), *limits])
    if origin in {Union, types.UnionType}:
        kinds = [form_of(kind, limits) for kind in inner if kind is not types.NoneType]
        if len(kinds) == 1:
            return kinds[0]
        if all(isinstance(kind, Record) for kind in kinds):
            return OneOf(tuple(kind for kind in kinds if isinstance(kind, Record)))
        return _either(kinds)
    if origin is Literal:
        return Choice(tuple(str(word) for word in inner))
    if origin is list:
        return Several(form_of(inner[0]), int(_limit(limits, "min_length") or 0))
    if origin is tuple:
        return Together(tuple(form_of(kind) for kind in inner))
    if origin is dict:
        over = next((limit for limit in limits if isinstance(limit, LaidOver)), None)
        if over is not None:
            return Overlay(Record(over.model))
        key = form_of(inner[0])
        assert isinstance(key, Words)
        return Named(key, form_of(inner[1]), int(_limit(limits, "min_length") or 0))
    return _simple(annotation, limits)


def _either(forms: Sequence[Form]) -> Either:
    """The forms by the kind of part that each is for."""
    blocks = [form for form in forms if isinstance(form, Named | Record | OneOf | Overlay)]
    rows = [form for form in forms if isinstance(form, Several | Together)]
    singles = [form for form in forms if form not in blocks and form not in rows]
    if max(len(blocks), len(rows), len(singles)) > 1:
        raise TypeError(f"the schema lets {forms} stand in one place, which look alike")
    return Either(
        single=singles[0] if singles else None,
        row=rows[0] if rows else None,
        block=blocks[0] if blocks else None,
    )


def _simple(kind: Any, limits: Sequence[Any]) -> Form:
    if kind is Quantity:
        bounds = next((limit for limit in limits if isinstance(limit, Bounds)), None)
        return Number(bounds.low, bounds.high, bounds.unit) if bounds else Number()
    if kind is Any:
        return Anything()
    if kind is bool:
        return Truth()
    if kind is date:
        return Day()
    if kind in {int, float}:
        return Figure(kind is int, _limit(limits, "ge"), _limit(limits, "le"))
    if kind is str:
        longest = _limit(limits, "max_length")
        return Words(
            _limit(limits, "pattern"),
            int(_limit(limits, "min_length") or 0),
            None if longest is None else int(longest),
        )
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return Record(kind)
    raise TypeError(f"the schema uses {kind!r}, for which there is no form")


def _flat(limits: Sequence[Any]) -> list[Any]:
    flat: list[Any] = []
    for limit in limits:
        flat.extend(limit.metadata if isinstance(limit, FieldInfo) else [limit])
    return flat


def _limit(limits: Sequence[Any], name: str) -> Any:
    for limit in limits:
        value = getattr(limit, name, None)
        if value is not None:
            return value
    return None


def variant(form: OneOf, node: Node) -> Record | None:
    """The class of an entry, told by the key that only that class has."""
    if not isinstance(node, Block):
        return None
    found = [record for sign, record in form.signs.items() if sign in node.entries]
    return found[0] if len(found) == 1 else None


def inner_form(form: Form, step: str | int, node: Node | None) -> Form | None:
    """The form one step further in, or None if the schema knows no such step."""
    if isinstance(form, OneOf):
        chosen = variant(form, node) if node is not None else None
        return None if chosen is None else chosen.fields.get(str(step))
    if isinstance(form, Record):
        return form.fields.get(str(step))
    if isinstance(form, Named):
        return form.form
    if isinstance(form, Number):
        return Record(Quantity).fields.get(str(step))
    if isinstance(form, Several):
        return form.form
    if isinstance(form, Together) and isinstance(step, int) and step < len(form.forms):
        return form.forms[step]
    return None
