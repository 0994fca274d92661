"""An experiment as its archive tells it: what belongs together, and what a reader must know."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np
import pyarrow as pa

from sim.archive.about import About
from sim.archive.identity import Identity
from sim.arithmetic import fingerprint
from sim.experiment.experiment import Experiment
from sim.scenario.case import Case
from sim.scenario.evidence import counts, evidence
from sim.scenario.posterior import RULEBOOK
from sim.scenario.problems import Problem, UserError
from sim.scenario.schema import Documented
from sim.store.benchmark import benchmark_of
from sim.store.columns import Column, columns_of
from sim.store.provenance import agents_of, versions

ENGINE = (
    "luck.py",
    "arithmetic.py",
    "outcomes.py",
    "model.py",
    "row.py",
    "bargaining.py",
    "bargaining",
    "language",
    "scenario",
    "experiment",
    "world",
    "prospects",
    "mechanisms",
    "agents",
    "seats",
    "batch",
)
"""What the numbers of a sweep depend on; how they are stored, summarised and drawn is not."""


def identity_of(experiment: Experiment) -> Identity:
    """What results must have in common to belong together."""
    asked = experiment.canonical()
    if experiment.posterior is not None:
        asked += experiment.posterior.label
    question = hashlib.blake2b(asked.encode(), digest_size=16).hexdigest()
    agents = sorted(
        f"{agent['agent']} {agent['sha256']}"
        for case in experiment.cases.values()
        for agent in agents_of(case.scenario)
    )
    code = hashlib.sha256("\n".join([engine_digest(), *dict.fromkeys(agents)]).encode())
    return Identity(question, code.hexdigest(), fingerprint(), versions())


@cache
def engine_digest() -> str:
    """SHA-256 over the source of everything that numbers depend on."""
    root = Path(str(files("sim")))
    summary = hashlib.sha256()
    for room in ENGINE:
        place = root / room
        found = sorted(place.rglob("*")) if place.is_dir() else [place]
        for path in found:
            if path.is_file() and path.suffix in (".py", ".yaml"):
                name = path.relative_to(root).as_posix()
                digest = hashlib.sha256(path.read_bytes()).hexdigest()
                summary.update(f"{name}\0{digest}\n".encode())
    return summary.hexdigest()


def about_of(experiment: Experiment) -> About:
    """What a reader of the archive needs to know of the experiment."""
    columns: dict[tuple[str, str], dict[str, object]] = {}
    for scenario in experiment.scenarios:
        case = experiment.cases[scenario, experiment.baseline]
        for column in columns_of(case.scenario, _keys(case)).values():
            columns[scenario, column.key] = _described(scenario, column)
    _refuse_two_kinds(experiment, columns)
    return About(
        experiment=_told(experiment),
        columns=list(columns.values()),
        cells={name: _cells(experiment, name) for name in experiment.scenarios},
        inputs={
            _place(number, given.path): given.text for number, given in enumerate(experiment.inputs)
        },
        provenance={
            "seed": experiment.seed,
            "parameters": (
                RULEBOOK if experiment.posterior is None else experiment.posterior.label
            ),
            "engine_sha256": engine_digest(),
            "arithmetic": fingerprint(),
            "versions": versions(),
        },
    )


def _refuse_two_kinds(
    experiment: Experiment, columns: Mapping[tuple[str, str], Mapping[str, object]]
) -> None:
    """Raise UserError if scenarios mean different things by one column."""
    kinds: dict[str, tuple[str, object]] = {}
    for (scenario, key), column in columns.items():
        first, kind = kinds.setdefault(key, (scenario, column["kind"]))
        if kind != column["kind"]:
            message = f"`{key}` is a {kind} in {first} and a {column['kind']} in {scenario}"
            hint = "rename one of the documented outcomes, or ask the scenarios one by one"
            raise UserError(Problem(message, str(experiment.path), hint=hint))


def _keys(case: Case) -> list[str]:
    """Keys of the outcomes of a case, in their order."""
    # Imported late: Mesa takes about two seconds.
    from sim.model import MediationModel

    return list(MediationModel(case, runs=1).outcomes())


def _described(scenario: str, column: Column) -> dict[str, object]:
    """A column as the table of columns has it."""
    outcome = column.outcome
    return {
        "key": column.key,
        "scenario": scenario,
        "label": column.label,
        "kind": column.kind,
        "unit": column.unit,
        "meaning": outcome.meaning,
        "party": column.party or "",
        "categories": list(outcome.categories or ()),
        "censored_by": column.censoring or "",
        "horizon": outcome.horizon,
        "documented": column.documented_key or "",
        "window": column.window,
    }


def _told(experiment: Experiment) -> dict[str, object]:
    """The experiment in plain data."""
    cases = {name: experiment.cases[name, experiment.baseline] for name in experiment.scenarios}
    return experiment.describe() | {
        "titles": {name: case.scenario.title for name, case in cases.items()},
        "periods": {name: _period(experiment, case) for name, case in cases.items()},
        "documented": {
            name: {key: _entry(entry) for key, entry in case.scenario.documented.items()}
            for name, case in cases.items()
        },
        "events": {name: _events(case) for name, case in cases.items()},
        "sectors": {name: _sectors(case) for name, case in cases.items()},
        "numbers": {name: _confidences(case) for name, case in cases.items()},
    }


def _period(experiment: Experiment, case: Case) -> dict[str, object]:
    period = case.scenario.period
    end = period.end if experiment.until is None else experiment.until
    return {"start": period.start, "end": end, "days": (end - period.start).days + 1}


def _entry(entry: Documented) -> dict[str, object]:
    """A documented outcome, with the bounds that it is held against."""
    bench = benchmark_of(entry)
    return {
        "outcome": entry.outcome,
        "party": entry.party,
        "start": entry.start,
        "end": entry.end,
        "scored": entry.scored,
        "claimed_by": bench.claimed_by,
        "source": bench.source,
        "text": bench.text,
        "value": bench.value,
        "low": bench.low,
        "high": bench.high,
        "category": bench.category,
        "shown": bench.shown,
    }


def _events(case: Case) -> list[dict[str, object]]:
    """The dated events and meetings of a scenario."""
    return [
        {"date": entry.date, "kind": entry.kind, "text": entry.text}
        for entry in case.scenario.timeline
    ]


def _sectors(case: Case) -> list[dict[str, object]]:
    """The sectors of a scenario in the order of its file."""
    return [
        {"front": front, "sector": sector, "name": about.name}
        for front, entry in case.scenario.fronts.items()
        for sector, about in entry.sectors.items()
    ]


def _confidences(case: Case) -> dict[str, int]:
    """How many numbers of a scenario are documented, inferred and assumed."""
    found = counts(evidence(case))
    return {str(kind): found[kind] for kind in found}


def _cells(experiment: Experiment, scenario: str) -> pa.Table:
    """The points of a design: cell, and one column a factor."""
    points = experiment.points(scenario)
    columns: dict[str, pa.Array] = {"cell": pa.array(np.arange(len(points), dtype=np.int32))}
    for factor, values in zip(points.factors, points.columns, strict=True):
        told = values if factor.counted else [json.dumps(value) for value in values]
        columns[factor.path] = pa.array(told)
    return pa.table(columns)


def _place(number: int, path: Path) -> str:
    """Where an input goes: numbered, for two files of one name may come from different folders."""
    return f"{number:02d}-{path.name}"
