"""A hindcast as tables of words, as JSON and CSV, and as a folder with its picture."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sim.analysis.hindcast import INPUTS, Hindcast
from sim.analysis.naive import FREQUENCY, NAMES, QUIET, RATE
from sim.analysis.scored import Scored, said_of
from sim.analysis.verdict import coverage_of, frame_of, skills_of
from sim.report.tables import Table
from sim.store.columns import in_words
from sim.store.folder import PROVENANCE, files_of, filling
from sim.store.numbers import interval, number, percent, percent_interval
from sim.store.provenance import code_digest
from sim.store.story import CAVEAT

NAME = "hindcast"
IN_VIEW = (
    "Their values were set with the shipped episodes in view; only values found without an"
    " episode can be tested on it."
)
NO_OTHERS = (
    "No other episode at hand documents these outcomes, so there is no rate and no frequency to be"
    " better than: name more scenario files, or stand where the folder `scenarios` is."
)
SHORT = {RATE: "rate", FREQUENCY: "freq.", QUIET: "quiet"}
REFITTED = "Each episode was run with the values found for it without it."


def tables_of_hindcast(hindcast: Hindcast) -> list[Table]:
    """The scored outcomes by scenario, coverage, skill, and what is not scored."""
    tables = [
        _episode(case.name, [one for one in hindcast.scored if one.fact.scenario == case.name])
        for case in hindcast.episodes
    ]
    tables += [_coverage(hindcast), _skill(hindcast), _unscored(hindcast)]
    return [table for table in tables if table.rows]


def statements(hindcast: Hindcast) -> list[str]:
    """What must be said beside the numbers: inputs, claims, parameters, dependence, baselines."""
    scored, free = len(hindcast.scored), len(hindcast.parameters)
    claims = sum(one.claim for one in hindcast.scored)
    more = "There is more to adjust than to adjust it to. " if free > scored else ""
    said = [
        INPUTS,
        f"{free} behavioural parameters have a range; {scored} documented"
        f" {'outcome is' if scored == 1 else 'outcomes are'} scored."
        f" {more}{REFITTED if hindcast.refitted else IN_VIEW}",
        "What stands in brackets is in the timeline: the outcome is foretold given that only.",
        "A number that is nearly always 0 lies inside at every level: look at the tolls.",
    ]
    if claims:
        said.append(
            f"Claims among the outcomes: {claims}. The runs are held against what the claimant"
            " says, not against what is known."
        )
    said.append(
        "Outcomes of one episode share its runs and its circumstances, so the intervals of"
        " coverage are too narrow."
    )
    said.append(
        "Plain forecasts use the other episodes alone. A skill of 1 is perfect, 0 no better than"
        " the plain forecast, below 0 worse."
    )
    if not any(one.against(RATE) or one.against(FREQUENCY) for one in hindcast.scored):
        said.append(NO_OTHERS)
    return said


def draws_of(hindcast: Hindcast) -> str:
    """Which behavioural numbers the runs took, in a word or two."""
    labels = dict.fromkeys(hindcast.drawn.values())
    return next(iter(labels), "") if len(labels) < 2 else "draws of their own"


def legend() -> str:
    """What the scores and the plain forecasts in the tables are."""
    named = ", ".join(f"{short} = {NAMES[name]}" for name, short in SHORT.items())
    return (
        "The score of a number is its CRPS in its own unit, of an answer its Brier score; 0 is"
        f" best. Plain forecasts, with their own scores: {named}. Log scores are in nats."
    )


def _episode(name: str, scored: Sequence[Scored]) -> Table:
    rows = tuple(
        (
            _text(one),
            _documented(one),
            _runs_say(one),
            _inside(one),
            percent(one.probability),
            number(one.score) or "",
            *(_plain(one, plain) for plain in (RATE, FREQUENCY, QUIET)),
        )
        for one in scored
    )
    columns = (
        "outcome", "documented", "runs say", "inside", "chance", "score",
        "rate", "freq.", "quiet",
    )  # fmt: skip
    return Table(name, columns, rows, right=4, whole=(3, 4, 5, 6, 7, 8), dispensable=(2,))


def _text(one: Scored) -> str:
    given = f" [{one.fact.given}]" if one.fact.given else ""
    return f"{in_words(one.fact.entry.outcome)}: {one.fact.entry.text}{given}"


def _documented(one: Scored) -> str:
    said = said_of(one.fact)
    return f"{said} (claim: {in_words(one.fact.said.claimed_by)})" if one.claim else said


def _runs_say(one: Scored) -> str:
    if math.isnan(one.quantiles[2]):
        return ""
    low, _, middle, _, high = one.quantiles
    return f"{number(middle)}, 90% {interval(low, high)}"


def _inside(one: Scored) -> str:
    if one.inside_90 is None:
        return ""
    if one.inside_50:
        return "50%"
    return "90%" if one.inside_90 else "outside"


def _plain(one: Scored, name: str) -> str:
    plain = one.against(name)
    return "" if plain is None else number(round(plain.score, 6))


def _coverage(hindcast: Hindcast) -> Table:
    rows = tuple(
        (
            found.group,
            f"{found.level:.0%}",
            f"{found.inside} of {found.number}",
            percent(found.inside / found.number),
            percent_interval(found.low, found.high),
        )
        for found in coverage_of(hindcast.scored)
    )
    columns = ("documented numbers", "interval", "inside", "share", "95% interval")
    return Table("How many lie inside", columns, rows, right=1, whole=(1, 2, 3, 4))


def _skill(hindcast: Hindcast) -> Table:
    rows = tuple(
        (
            f"{found.group}: {found.score}",
            SHORT[found.reference],
            f"{found.number}",
            number(found.runs),
            number(found.plain),
            number(found.skill) or "none",
            interval(found.low, found.high),
            f"{found.runs_log:.2f}",
            f"{found.plain_log:.2f}",
        )
        for found in skills_of(hindcast.scored)
    )
    columns = ("score", "against", "n", "runs", "plain", "skill", "95% interval", "log", "plain")
    return Table(
        "Better than plain forecasts?", columns, rows, right=2, whole=(0, 1, 2, 3, 4, 5, 6, 7, 8)
    )


def _unscored(hindcast: Hindcast) -> Table:
    rows = tuple(
        (one.fact.scenario, one.fact.key, said_of(one.fact), one.reason)
        for one in hindcast.unscored
    )
    return Table("Not scored", ("scenario", "entry", "documented", "why"), rows)


def hindcast_csv(hindcast: Hindcast) -> str:
    """One row a scored outcome; the last column says what the model is."""
    frame = frame_of(hindcast.scored).assign(model=CAVEAT)
    text: str = frame.to_csv(index=False, lineterminator="\n")
    return text


def hindcast_json(hindcast: Hindcast) -> str:
    """Scored outcomes, coverage, skill, unscored outcomes and statements; missing are null."""
    rows = frame_of(hindcast.scored).to_dict("records")
    document: dict[str, Any] = {
        "model": CAVEAT,
        "runs": hindcast.runs,
        "seed": hindcast.seed,
        "parameters": dict(hindcast.drawn),
        "episodes": [case.name for case in hindcast.episodes],
        "statements": statements(hindcast),
        "free_parameters": list(hindcast.parameters),
        "documented_outcomes": len(hindcast.scored),
        "claims": sum(one.claim for one in hindcast.scored),
        "scored": [_fields({str(key): value for key, value in row.items()}) for row in rows],
        "coverage": [_fields(asdict(found)) for found in coverage_of(hindcast.scored)],
        "skill": [_fields(asdict(found)) for found in skills_of(hindcast.scored)],
        "unscored": [
            {
                "scenario": one.fact.scenario,
                "key": one.fact.key,
                "documented": said_of(one.fact),
                "reason": one.reason,
            }
            for one in hindcast.unscored
        ],
    }
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _fields(row: dict[str, Any]) -> dict[str, Any]:
    return {
        key: None if isinstance(value, float) and not math.isfinite(value) else value
        for key, value in row.items()
    }


def keep_hindcast(hindcast: Hindcast, folder: Path, command: Sequence[str]) -> None:
    """Write table, JSON and picture into a folder; an earlier hindcast there is replaced.

    Raises UserError if the folder holds anything else, or cannot be written.
    """
    from sim.figures.hindcast import draw_hindcast

    with filling(folder) as draft:
        (draft / f"{NAME}.csv").write_text(hindcast_csv(hindcast), encoding="utf-8", newline="")
        (draft / f"{NAME}.json").write_text(hindcast_json(hindcast), encoding="utf-8", newline="")
        draw_hindcast(hindcast, draft)
        cases = (*hindcast.episodes, *hindcast.references)
        provenance = {
            "model": CAVEAT,
            "command": list(command),
            "runs": hindcast.runs,
            "seed": hindcast.seed,
            "parameters": dict(hindcast.drawn),
            "inputs": sorted({str(given.path) for case in cases for given in case.inputs}),
            "code_sha256": code_digest(),
            "files": files_of(draft),
        }
        text = json.dumps(provenance, indent=2, ensure_ascii=False) + "\n"
        (draft / PROVENANCE).write_text(text, encoding="utf-8", newline="")
