"""Whether a design fits what varies, and whether an experiment can be carried out at all."""

from __future__ import annotations

import math
from collections.abc import Mapping

from sim.experiment.designs import MOST_NUMBERS, size
from sim.experiment.factor import Factor
from sim.experiment.points import units_of
from sim.experiment.scene import Scene
from sim.experiment.schema import Design
from sim.scenario.findings import Findings
from sim.scenario.problems import did_you_mean, listed

MOST_ROWS = 100_000_000
"""Runs of an experiment: some 30 gigabytes of results."""
WHERE = ("design",)


def check_pairing(design: Design | None, said: object, findings: Findings) -> None:
    """A design that moves numbers has numbers to move, and one that does not has none.

    `said` is what the file says under `uncertainties`; None if it does not.
    """
    if design is None or findings.touch(("uncertainties",)):
        return
    if design.kind in {"none", "list"} and said not in (None, "none") and not _by_run(said):
        message = f"cannot go with a design of the kind `{design.kind}`"
        hint = "leave one of them out"
        if design.kind == "list":
            hint = "the points of a list name what they change; leave this out"
        findings.add(("uncertainties",), message, hint, key=True)


def _by_run(said: object) -> bool:
    """Whether all that varies does so from run to run, which needs no design."""
    entries = list(said.values()) if isinstance(said, Mapping) else []
    return bool(entries) and all(
        isinstance(entry, Mapping) and entry.get("each") == "run" for entry in entries
    )


def check_size(
    design: Design,
    scenes: Mapping[str, Scene],
    arms: int,
    runs: int,
    seed: int,
    findings: Findings,
) -> None:
    """The points of every scenario can be laid out, and the runs be counted."""
    if findings.touch(WHERE) or findings.touch(("uncertainties",)):
        return
    still = bool(scenes) and not any(scene.factors for scene in scenes.values())
    if still and design.kind not in {"none", "list"}:
        message = f"is {design.kind}, but nothing varies"
        findings.add((*WHERE, "kind"), message, "say what does under `uncertainties:`")
        return
    total = 0
    for scene in scenes.values():
        points = _points(design, scene.factors, findings)
        if points is None:
            return
        total += points
        if design.only and not _left(design, scene, seed, findings):
            return
    rows = total * arms * runs
    if rows > MOST_ROWS:
        message = f": {total:,} points, {arms} arms and {runs:,} runs make {_large(rows)} runs"
        hint = f"an experiment has at most {MOST_ROWS:,}; take fewer runs or points"
        findings.add(("runs",), message, hint, key=True)


def _points(design: Design, factors: tuple[Factor, ...], findings: Findings) -> int | None:
    """How many points a scenario has, or None with a problem."""
    if design.kind == "grid" and design.steps is None:
        without = [factor.path for factor in factors if factor.grid is None]
        if without:
            message = f"lacks `steps`: {listed(without, most=3)} have neither steps nor levels"
            if len(without) == 1:
                message = f"lacks `steps`: {listed(without)} has neither steps nor levels"
            findings.add(WHERE, message, "say `steps:` here or there", key=True)
            return None
    points = size(design, factors)
    if points * max(len(factors), 1) > MOST_NUMBERS:
        message = f": {_large(points)} points of {len(factors):,} factors are too many"
        hint = "let fewer numbers vary"
        if design.kind == "grid":
            hint = f"{hint}, or take a latin-hypercube, whose size does not grow with them"
        findings.add(WHERE, message, hint, key=True)
        return None
    return points


def _left(design: Design, scene: Scene, seed: int, findings: Findings) -> bool:
    """Whether `only` names factors and leaves points, or else a problem."""
    paths = [factor.path for factor in scene.factors if factor.counted]
    for path in design.only:
        if path not in paths:
            message = f"names no number that varies in `{scene.name}`"
            where = (*WHERE, "only", path)
            findings.add(where, message, did_you_mean(path, paths), key=True)
            return False
    if len(units_of(design, scene.factors, seed)) == 0:
        message = f"leaves no point in `{scene.name}`"
        findings.add((*WHERE, "only"), message, "widen it, or take more points", key=True)
        return False
    return True


def _large(number: int) -> str:
    digits = math.log10(number) if number else 0.0
    return f"{number:,}" if digits < 15 else f"10^{digits:.0f}"
