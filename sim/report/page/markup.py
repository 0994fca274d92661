"""HTML that is safe by construction: text is escaped unless it is markup already."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

VOID = ("meta", "img", "br", "hr")


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


def tag(name: str, /, *content: str, **attributes: str | None) -> Markup:
    """An element; an underscore at the end of an attribute's name goes, others become hyphens.

    Attributes without a value (None) are left out.
    """
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in VOID:
        return Markup(f"<{name}{told}>")
    return Markup(f"<{name}{told}>{joined(content)}</{name}>")


def joined(parts: Iterable[str], between: str = "") -> Markup:
    """Parts one after another, those that are not markup escaped."""
    return Markup(
        between.join(part if isinstance(part, Markup) else escape(part) for part in parts)
    )
