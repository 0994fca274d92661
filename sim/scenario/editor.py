"""A JSON Schema of scenario files, from which editors complete keys and mark mistakes."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel

from sim.scenario.defaults import SECTIONS
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
from sim.scenario.quantity import Quantity
from sim.scenario.schema import Scenario

Schema = dict[str, Any]

WHERE = "docs/reference/scenario.schema.json"
"""Where the schema stands in the repository; scenarios name it in their first line."""
MODELINE = "# yaml-language-server: $schema="


def render_schema() -> str:
    """The schema as the text of a JSON file."""
    return render(json_schema())


def render(schema: Schema) -> str:
    """A schema as the text of a JSON file."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def json_schema() -> Schema:
    """The schema: whole for a file that stands alone, without required keys for a variant."""
    writer = SchemaWriter()
    whole = writer.record(Record(Scenario), partial=False)
    part = writer.record(Record(Scenario), partial=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Parley scenario",
        "description": "A file with `extends` says only what differs; null removes a key there.",
        "type": "object",
        "if": {"required": ["extends"]},
        "then": part,
        "else": whole,
        "$defs": dict(sorted(writer.definitions.items())),
    }


class SchemaWriter:
    """Turns classes of a schema into definitions of a JSON Schema."""

    def __init__(self) -> None:
        self.definitions: dict[str, Schema] = {}

    def record(self, form: Record, partial: bool) -> Schema:
        """A reference to the definition of a class, which is written when first needed."""
        name = f"{form.model.__name__}{'Variant' if partial else ''}"
        if name not in self.definitions:
            self.definitions[name] = {}
            self.definitions[name] = self._define(form, partial)
        return {"$ref": f"#/$defs/{name}"}

    def _define(self, form: Record, partial: bool) -> Schema:
        properties: Schema = {}
        top = form.model is Scenario
        for name, inner in form.fields.items():
            # Rules, stances and the like vary a rulebook in every file.
            varies = partial or (top and name in SECTIONS)
            optional = partial or name not in form.required
            written = self.form(inner, varies)
            written = _or_null(written) if optional else written
            properties[name] = {**written, **_told(form.model, name)}
        schema: Schema = {
            "type": "object",
            "properties": properties,
            "additionalProperties": False,
        }
        if form.model.__doc__:
            schema["description"] = form.model.__doc__.strip().splitlines()[0]
        if form.required and not partial:
            schema["required"] = list(form.required)
        return schema

    def form(self, form: Form, partial: bool) -> Schema:
        """The schema of one form."""
        match form:
            case Words():
                return _words(form)
            case Choice():
                return {"enum": list(form.words)}
            case Truth():
                return {"type": "boolean"}
            case Day():
                return {"type": "string", "format": "date"}
            case Figure():
                return {"type": "integer" if form.whole else "number", **_bounds(form)}
            case Number():
                return self._number(form, partial)
            case Several():
                inner = self.form(form.form, partial=False)
                if isinstance(form.form, OneOf) and partial:
                    inner = {"anyOf": [*inner["anyOf"], _REMOVAL]}
                least = {"minItems": form.least} if form.least else {}
                return {"type": "array", "items": inner, **least}
            case Together():
                return {
                    "type": "array",
                    "items": self.form(form.forms[0], partial=False),
                    "minItems": len(form.forms),
                    "maxItems": len(form.forms),
                }
            case Named():
                return self._named(form, partial)
            case Record():
                return self.record(form, partial)
            case OneOf():
                return {"anyOf": [self.record(record, partial=False) for record in form.records]}
            case Overlay():
                return self.record(form.record, partial=True)
            case Either():
                return {"anyOf": [self.form(inner, partial) for inner in form.forms]}
            case Anything():
                return {}

    def _number(self, form: Number, partial: bool) -> Schema:
        bare: Schema = {"type": "number", **_bounds(form)}
        mapping = self.record(Record(Quantity), partial)
        unit = {"description": f"Unit: {form.unit}."} if form.unit else {}
        return {"anyOf": [bare, mapping], **unit}

    def _named(self, form: Named, partial: bool) -> Schema:
        inner = self.form(form.form, partial)
        schema: Schema = {
            "type": "object",
            "propertyNames": {"pattern": form.key.pattern or "", "maxLength": form.key.longest},
            "additionalProperties": _or_null(inner) if partial else inner,
        }
        if form.least and not partial:
            schema["minProperties"] = form.least
        return schema


_REMOVAL: Schema = {
    "type": "object",
    "description": "Removes the inherited entry of this id.",
    "properties": {"id": {"type": "string"}, "remove": {"const": True}},
    "required": ["id", "remove"],
    "additionalProperties": False,
}


def _words(form: Words) -> Schema:
    if form.pattern is None:
        # Unquoted, `2009` and `0.3` are text here too.
        schema: Schema = {"type": ["string", "number", "boolean"]}
    else:
        schema = {"type": "string", "pattern": form.pattern}
    if form.shortest:
        schema["minLength"] = form.shortest
    if form.longest is not None:
        schema["maxLength"] = form.longest
    return schema


def _bounds(form: Figure | Number) -> Schema:
    ends = {"minimum": form.low, "maximum": form.high}
    return {name: end for name, end in ends.items() if end is not None}


def _or_null(schema: Schema) -> Schema:
    if "anyOf" in schema:
        return {**schema, "anyOf": [*schema["anyOf"], {"type": "null"}]}
    return {"anyOf": [schema, {"type": "null"}]}


def _told(model: type[BaseModel], name: str) -> Schema:
    description = model.model_fields[name].description
    return {"description": description} if description else {}
