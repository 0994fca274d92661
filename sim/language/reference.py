"""The rule language as rows of plain data, for `parley describe --names` and the documentation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sim.language.catalogue import CONSTANTS, FUNCTIONS, KINDS, NAMES, SCOPES, Name, Scope

Section = Literal["name", "constant", "function"]
_LETTERS = "abcdefgh"


@dataclass(frozen=True)
class Row:
    """One word that expressions may use.

    `written` shows its brackets (`losses(days)`), `known_to` says in words whose rules may use it,
    `bounds` the values it can take ("" where none are declared).
    """

    section: Section
    written: str
    kind: str
    unit: str
    scopes: tuple[Scope, ...]
    known_to: str
    bounds: str
    meaning: str


def rows(scope: Scope | None = None) -> tuple[Row, ...]:
    """Every name (of a scope, if one is given), then every constant, then every function."""
    names = [_of_name(name) for name in NAMES.values() if scope is None or scope in name.scopes]
    return (*names, *_constants(), *_functions())


def _of_name(name: Name) -> Row:
    match name.argument:
        case "days":
            written = f"{name.name}(days)"
        case "event":
            written = f"{name.name}('event')"
        case _:
            written = name.name
    return Row(
        section="name",
        written=written,
        kind=KINDS[name.kind],
        unit=name.unit,
        scopes=name.scopes,
        known_to=_known_to(name.scopes),
        bounds=_bounds(name),
        meaning=name.meaning,
    )


def _known_to(scopes: tuple[Scope, ...]) -> str:
    return (
        "anything" if len(scopes) == len(SCOPES) else ", ".join(SCOPES[scope] for scope in scopes)
    )


def _bounds(name: Name) -> str:
    match name.kind:
        case "number":
            return f"{name.low:.12g} to {name.high:.12g}"
        case "truth":
            return "true or false"
        case "category":
            return ", ".join(name.categories) or "the stances of the scenario"


def _constants() -> list[Row]:
    return [
        Row(
            section="constant",
            written=word,
            kind=KINDS["number"],
            unit="rung",
            scopes=tuple(SCOPES),
            known_to="anything",
            bounds=str(rung),
            meaning=f"Rung {rung} of the ladder, as in `rung >= {word}`.",
        )
        for word, rung in CONSTANTS.items()
    ]


def _functions() -> list[Row]:
    return [
        Row(
            section="function",
            written=_signature(name, fewest, most),
            kind=KINDS["number"],
            unit="",
            scopes=tuple(SCOPES),
            known_to="anything",
            bounds="",
            meaning=meaning,
        )
        for name, (fewest, most, meaning) in FUNCTIONS.items()
    ]


def _signature(name: str, fewest: int, most: int) -> str:
    if name == "clip":
        return "clip(x, low, high)"
    letters = ", ".join(_LETTERS[:fewest])
    return f"{name}({letters}, ...)" if most > fewest else f"{name}(x)"
