"""What makes an experiment the same experiment, and what readers of its results are told."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from sim.experiment.factor import Factor
from sim.scenario.case import Case
from sim.scenario.quantity import Quantity

if TYPE_CHECKING:
    from sim.experiment.experiment import Experiment

VERSION = 2
"""Of the text; raised when what it says of the same experiment changes."""
WORDING = frozenset({"title", "summary", "sources", "source", "note", "why", "text"})
"""Keys of a scenario that say where something comes from, or say it in words."""


def canonical_text(experiment: Experiment) -> str:
    """The text that `Experiment.canonical` gives."""
    scenarios = {
        name: {
            "arms": {arm: digest_of(case) for arm, case in scene.cases.items()},
            "factors": [_law(factor) for factor in scene.factors],
            "varies": {arm: list(truths) for arm, truths in scene.varies.items()},
            "population": [_law(factor) for factor in scene.population.factors],
            "differs": {arm: list(truths) for arm, truths in scene.population.varies.items()},
        }
        for name, scene in experiment.scenes.items()
    }
    return _json(
        {
            "version": VERSION,
            "seed": experiment.seed,
            "arms": [arm.name for arm in experiment.arms],
            "until": experiment.until,
            "bands": experiment.bands,
            "design": experiment.design.model_dump(mode="json"),
            "scenarios": scenarios,
        }
    )


def digest_of(case: Case) -> str:
    """SHA-256 over what the runs of a case depend on: its numbers, words, rules and switches."""
    content = {
        "scenario": case.scenario,
        "behaviour": case.behaviour,
        "stances": case.stances,
        "rules": case.rules,
        "mechanisms": case.mechanisms,
    }
    return hashlib.sha256(_json(_bare(content)).encode()).hexdigest()


def description(experiment: Experiment) -> dict[str, Any]:
    """The experiment in plain values: what it asks, and what its columns and cells mean."""
    return {
        "name": experiment.name,
        "title": experiment.title,
        "question": experiment.question,
        "source": experiment.source,
        "seed": experiment.seed,
        "runs": experiment.runs,
        "scenarios": list(experiment.scenarios),
        "arms": [{"name": arm.name, "title": arm.title, "why": arm.why} for arm in experiment.arms],
        "baseline": experiment.baseline,
        "outcomes": list(experiment.outcomes),
        "until": None if experiment.until is None else experiment.until.isoformat(),
        "bands": experiment.bands,
        "design": experiment.design.model_dump(mode="json", exclude_none=True)
        | {"common_luck": experiment.design.common_luck},
        "cells": {name: experiment.cells(name) for name in experiment.scenarios},
        "factors": {
            name: [
                json.loads(_json(asdict(factor)))
                | {"arms": [a for a in scene.cases if scene.varies[a][place]]}
                for place, factor in enumerate(scene.factors)
            ]
            for name, scene in experiment.scenes.items()
        },
        "population": {
            name: [json.loads(_json(asdict(factor))) for factor in scene.population.factors]
            for name, scene in experiment.scenes.items()
        },
        "kept": {name: list(scene.kept) for name, scene in experiment.scenes.items()},
    }


def _law(factor: Factor) -> dict[str, Any]:
    return {name: value for name, value in asdict(factor).items() if name not in {"unit", "label"}}


def _bare(part: object) -> Any:
    """A part of a scenario without its wording and without the evidence for its numbers."""
    if isinstance(part, Quantity):
        return part.value
    if isinstance(part, BaseModel):
        fields = [name for name in type(part).model_fields if name not in WORDING]
        return {name: _bare(getattr(part, name)) for name in fields}
    if isinstance(part, Mapping):
        return {name: _bare(entry) for name, entry in part.items()}
    if isinstance(part, list | tuple):
        return [_bare(entry) for entry in part]
    return part


def _json(part: Any) -> str:
    return json.dumps(part, sort_keys=True, ensure_ascii=False, default=_said)


def _said(part: object) -> str:
    return part.isoformat() if isinstance(part, date) else str(part)
