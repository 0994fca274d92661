"""Every number of a scenario with its evidence, and whether an audit can vary it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import pandas as pd

from sim.analysis.audit.wording import said
from sim.experiment.factor import Factor
from sim.experiment.numbers import HISTORY, bounds_of, in_tables, label_of
from sim.scenario.case import Case
from sim.scenario.evidence import Evidence, counts, evidence
from sim.scenario.quantity import Confidence, prior_law

Group = Literal["assumed", "known"]
"""Whether a number is assumed, or documented or inferred."""


@dataclass(frozen=True)
class Ground:
    """The numbers that a case stands on."""

    case: Case

    @cached_property
    def numbers(self) -> tuple[Evidence, ...]:
        """Every number, what happened among them, in the order of the file."""
        return evidence(self.case)

    @cached_property
    def inputs(self) -> tuple[Evidence, ...]:
        """The numbers that runs depend on: all but those of what happened."""
        return tuple(one for one in self.numbers if not _happened(one))

    @property
    def counts(self) -> Mapping[Confidence, int]:
        """How many inputs are documented, inferred and assumed."""
        return counts(self.inputs)

    @property
    def without_range(self) -> tuple[Evidence, ...]:
        """Assumed inputs for which nobody has said what else they might be."""
        return tuple(
            one
            for one in self.inputs
            if one.quantity.confidence == "assumed" and one.quantity.range is None
        )

    @property
    def points(self) -> tuple[Evidence, ...]:
        """Inputs whose range has no width."""
        return tuple(one for one in self.inputs if _is_point(one))

    @cached_property
    def varied(self) -> tuple[Evidence, ...]:
        """Inputs with a range to vary over."""
        return tuple(
            one for one in self.inputs if one.quantity.range is not None and not _is_point(one)
        )

    def factors(self, *groups: Group) -> tuple[Factor, ...]:
        """What varies if the numbers of some groups do, each over its range."""
        return tuple(_factor(one) for one in self.varied if group_of(one) in groups)

    def groups(self) -> dict[str, Group]:
        """The group of each number that can vary, by path."""
        return {one.path: group_of(one) for one in self.varied}

    @property
    def frame(self) -> pd.DataFrame:
        """A row a number: path, value, unit, confidence, source, range, who says it, and coders.

        `given` is scenario, default or rulebook; `varied` whether an audit varies it, `why_not`
        else; `coders` what each coder gives, as `name value` between semicolons.
        """
        return pd.DataFrame([_row(one) for one in self.numbers])


def group_of(one: Evidence) -> Group:
    """The group of a number."""
    return "assumed" if one.quantity.confidence == "assumed" else "known"


def _happened(one: Evidence) -> bool:
    return one.path.split(".")[0] == HISTORY


def _is_point(one: Evidence) -> bool:
    ends = one.quantity.range
    return ends is not None and ends[0] == ends[1]


def _factor(one: Evidence) -> Factor:
    low, high = one.quantity.range or (one.quantity.value, one.quantity.value)
    unit = bounds_of(one.path).unit
    return Factor(
        one.path,
        low,
        high,
        prior_law(low, high),
        unit=unit,
        label=label_of(one.path),
        numeric=in_tables(one.path),
    )


def _row(one: Evidence) -> dict[str, object]:
    quantity = one.quantity
    low, high = quantity.range or (None, None)
    why_not = ""
    if _happened(one):
        why_not = said("history")
    elif quantity.range is None:
        why_not = said("no_range")
    elif _is_point(one):
        why_not = said("point")
    return {
        "path": one.path,
        "value": quantity.value,
        "unit": bounds_of(one.path).unit or "",
        "confidence": quantity.confidence,
        "source": quantity.source or "",
        "low": low,
        "high": high,
        "given": one.given,
        "varied": not why_not,
        "why_not": why_not,
        "coders": "; ".join(f"{name} {value:g}" for name, value in quantity.coders.items()),
        "note": " ".join((quantity.note or "").split()),
    }
