"""Every number of a case with its path: what is documented, what inferred, what assumed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel

from sim.scenario.case import Case
from sim.scenario.quantity import Confidence, Quantity

Given = Literal["scenario", "default", "rulebook"]
"""Who says the number: the scenario's files, the schema for want of them, or a rulebook."""
CONFIDENCES: tuple[Confidence, ...] = ("documented", "inferred", "assumed")


@dataclass(frozen=True)
class Evidence:
    """A number, where it stands, and who says it. `path` is what `--set` takes."""

    path: str
    quantity: Quantity
    given: Given


def evidence(case: Case) -> tuple[Evidence, ...]:
    """Every number of a case, in the order of the file, the rulebooks' last."""
    scenario = tuple(_walk(case.scenario, (), "scenario"))
    behaviour = tuple(
        Evidence(f"behaviour.{name}", quantity, "rulebook")
        for name, quantity in case.behaviour.items()
        if name not in case.scenario.behaviour
    )
    stances = tuple(
        number
        for name, stance in case.stances.items()
        if name not in case.scenario.stances
        for number in _walk(stance, ("stances", name), "rulebook")
    )
    return scenario + behaviour + stances


def counts(numbers: tuple[Evidence, ...]) -> dict[Confidence, int]:
    """How many numbers are documented, inferred and assumed."""
    return {
        kind: sum(number.quantity.confidence == kind for number in numbers) for kind in CONFIDENCES
    }


def _walk(part: object, path: tuple[str, ...], given: Given) -> Iterator[Evidence]:
    if isinstance(part, Quantity):
        yield Evidence(".".join(path), part, given)
    elif isinstance(part, BaseModel):
        for name in type(part).model_fields:
            said = given if given != "scenario" or name in part.model_fields_set else "default"
            yield from _walk(getattr(part, name), (*path, name), said)
    elif isinstance(part, Mapping):
        for name, inner in part.items():
            yield from _walk(inner, (*path, str(name)), given)
    elif isinstance(part, list | tuple):
        for place, inner in enumerate(part, start=1):
            yield from _walk(inner, (*path, str(place)), given)
