"""What a design needs, what it does without, and how many points it has."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from sim.experiment.factor import Factor
from sim.experiment.schema import Design, Kind
from sim.scenario.findings import Findings
from sim.scenario.problems import listed

OPTIONS: Mapping[Kind, tuple[str, ...]] = {
    "none": (),
    "grid": ("steps", "only"),
    "list": ("points",),
    "latin-hypercube": ("points", "only"),
    "sobol": ("points", "only"),
    "saltelli": ("base", "second_order"),
    "morris": ("trajectories", "levels"),
}
DEFAULTS: Mapping[Kind, Mapping[str, int]] = {
    "latin-hypercube": {"points": 200},
    "sobol": {"points": 256},
    "saltelli": {"base": 64},
    "morris": {"trajectories": 20, "levels": 4},
}
MOST_NUMBERS = 50_000_000
"""Points times factors of a design: 400 megabytes."""
WHERE = ("design",)


def completed(design: Design) -> Design:
    """The design with what it leaves out filled in."""
    given = {name: getattr(design, name) for name in type(design).model_fields}
    defaults = DEFAULTS.get(design.kind, {})
    missing = {name: value for name, value in defaults.items() if given[name] is None}
    return design.model_copy(update=missing)


def fitting(factors: Sequence[Factor]) -> Design:
    """The design of an experiment that names none."""
    if not factors:
        return Design(kind="none")
    if all(factor.levels is not None for factor in factors):
        return Design(kind="grid")
    return completed(Design(kind="latin-hypercube"))


def check_design(design: Design, findings: Findings) -> None:
    """Every option belongs to the kind of design, and makes sense by itself."""
    known = OPTIONS[design.kind]
    for option in sorted(design.model_fields_set - {"kind", *known}):
        homes = [kind for kind, options in OPTIONS.items() if option in options]
        hint = f"{design.kind} takes {listed(known)}" if known else f"it is for {listed(homes)}"
        message = f"means nothing in a design of the kind `{design.kind}`"
        findings.add((*WHERE, option), message, hint, key=True)
    if design.kind == "list" and not isinstance(design.points, list):
        hint = "list them: `points: [{path: value}, ...]`"
        findings.add(WHERE, "lacks the points themselves", hint, key=True)
    elif design.kind == "list" and not design.points:
        findings.add((*WHERE, "points"), "is an empty list", "name at least one point")
    elif design.kind in {"latin-hypercube", "sobol"} and isinstance(design.points, list):
        message = f"is a list, but the design is a {design.kind}"
        hint = "say how many points there are, or `kind: list`"
        findings.add((*WHERE, "points"), message, hint, key=True)
    if design.kind == "morris" and design.levels is not None and design.levels % 2:
        message = f"is {design.levels}; a Morris design needs an even number of levels"
        findings.add((*WHERE, "levels"), message, "4 is usual")
    _check_powers(design, findings)
    for path, (low, high) in design.only.items():
        if low > high:
            findings.add((*WHERE, "only", path), "runs backwards", f"write [{high:g}, {low:g}]")


def _check_powers(design: Design, findings: Findings) -> None:
    option = {"sobol": "points", "saltelli": "base"}.get(design.kind)
    if option is None:
        return
    size = getattr(design, option)
    if isinstance(size, int) and size & (size - 1):
        above = 1 << size.bit_length()
        message = f"is {size}, not a power of 2, so that the sequence is out of balance"
        findings.add((*WHERE, option), message, f"take {above // 2} or {above}", warning=True)


def size(design: Design, factors: Sequence[Factor]) -> int:
    """How many points the design has, before `only` takes some away; 1 if nothing varies."""
    if design.kind == "list" and isinstance(design.points, list):
        return len(design.points)
    if not factors or design.kind == "none":
        return 1
    if design.kind == "grid":
        return math.prod(factor.grid or design.steps or 1 for factor in factors)
    if design.kind == "saltelli":
        per_row = (2 if design.second_order else 1) * len(factors) + 2
        return (design.base or 1) * per_row
    if design.kind == "morris":
        return (design.trajectories or 1) * (len(factors) + 1)
    return design.points if isinstance(design.points, int) else 1
