"""An experiment that needs no model: what a row brings is a pure function of what names it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa

from sim.archive.about import About
from sim.archive.block import FinishedBlock
from sim.archive.identity import Identity
from sim.archive.writer import ArchiveWriter

ARMS = ("as-it-was", "clear-mandate")
SCENARIOS = ("lachin-2022", "sochi-2014")
RUNGS = ["calm", "clashes", "war"]
IDENTITY = Identity("e" * 64, "c" * 64, "f" * 64, {"numpy": "2.4.0", "python": "3.11.9"})
COLUMNS = [
    {"key": "deaths", "kind": "count", "unit": "deaths", "meaning": "Deaths on all sides."},
    {"key": "trust.armenia", "kind": "share", "unit": "share", "meaning": "Trust at the end."},
    {"key": "major_war", "kind": "truth", "unit": "yes or no", "meaning": "A general offensive."},
    {"key": "peak_rung", "kind": "category", "unit": "rung", "categories": RUNGS},
    {"key": "documented.summer", "kind": "number", "unit": "deaths", "meaning": "In one only."},
]


def about_of(
    runs: int = 20,
    points: int = 3,
    scenarios: tuple[str, ...] = SCENARIOS,
    arms: tuple[str, ...] = ARMS,
) -> About:
    cells = pa.table(
        {
            "cell": pa.array(range(points), pa.int32()),
            "behaviour.retaliation": [0.1 * cell for cell in range(points)],
        }
    )
    return About(
        experiment={
            "name": "mandate",
            "title": "Would a <clear> mandate have helped?",
            "question": "A & B",
            "runs": runs,
            "seed": 1,
            "scenarios": scenarios,
            "arms": [{"name": arm, "title": arm.title()} for arm in arms],
            "baseline": arms[0],
        },
        columns=COLUMNS,
        cells=dict.fromkeys(scenarios, cells),
        inputs={"experiments/mandate.yaml": "title: x\n", "lachin-2022.yaml": "title: ü\n"},
        provenance={"code_sha256": "c" * 64},
    )


def luck(*names: object) -> np.ndarray:
    """Numbers from 0 to 999, each decided by its names alone."""
    code = np.full(1, 7, dtype=np.uint64)
    for name in names:
        word = sum(map(ord, name)) if isinstance(name, str) else np.asarray(name)
        code = (code * np.uint64(6364136223846793005)) ^ np.asarray(word, dtype=np.uint64)
        code = (code ^ (code >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
    return ((code >> np.uint64(33)) % np.uint64(1_000)).astype(np.int64)


def block_of(
    about: About,
    scenario: str,
    start: int,
    stop: int,
    own_luck: bool = False,
    shuffled: bool = False,
    days: int = 3,
) -> FinishedBlock:
    """The rows [start, stop) of a scenario; with `own_luck` every cell has runs of its own."""
    arm, cell, repetition = about.places(scenario, start, stop)
    run = repetition * about.points(scenario) + cell if own_luck else repetition
    if shuffled:
        order = np.argsort(luck("order", start + np.arange(stop - start)), kind="stable")
        arm, cell, run = arm[order], cell[order], run[order]
    deaths = luck(scenario, arm, cell, run)
    missing = deaths % 7 == 0
    outcomes = {
        "arm": pa.array(about.arms).take(pa.array(arm)),
        "cell": pa.array(cell.astype(np.int32)),
        "run": pa.array(run),
        "deaths": pa.array(deaths),
        "trust.armenia": pa.array(np.where(missing, np.nan, deaths / 999)),
        "major_war": pa.array(np.where(missing, np.nan, deaths % 2)),
        "peak_rung": pa.array([["", *RUNGS][number] for number in deaths % 4]),
    }
    if scenario == about.scenarios[0]:
        outcomes["documented.summer"] = pa.array(deaths * 0.25)
    tables = {
        "outcomes": pa.table(outcomes),
        "bands": _bands(about, arm, deaths, days),
        "sectors": _sectors(about, arm, cell, deaths, days),
    }
    return FinishedBlock(scenario, start, stop, tables, log={"host": "h", "seconds": start * 0.1})


def _bands(about: About, arm: np.ndarray, deaths: np.ndarray, days: int) -> pa.Table:
    rows = []
    for position, name in enumerate(about.arms):
        mine = deaths[arm == position]
        for day in range(days):
            counts = np.bincount(mine * (day + 1) // 300, minlength=11)
            for place, count in enumerate(counts.tolist()):
                rows.append((name, None, "deaths", None, day, place, place * 300.0, count))
                rows.append((name, None, "deal", "armenia", day, place, place / 10, count))
    names = ["arm", "cell", "gauge", "party", "day", "bin", "value", "count"]
    columns = {name: [row[at] for row in rows] for at, name in enumerate(names)}
    return pa.table(columns | {"cell": pa.nulls(len(rows), pa.int32())})


def _sectors(
    about: About, arm: np.ndarray, cell: np.ndarray, deaths: np.ndarray, days: int
) -> pa.Table:
    rows = []
    for position, name in enumerate(about.arms):
        for point in np.unique(cell[arm == position]).tolist():
            total = int(deaths[(arm == position) & (cell == point)].sum())
            for day in range(days):
                rows.append((name, point, "north", "Berdzor", day, total * day))
    names = ["arm", "cell", "front", "sector", "day", "total"]
    return pa.table({name: [row[at] for row in rows] for at, name in enumerate(names)})


def complete(writer: ArchiveWriter, width: int = 16, own_luck: bool = False) -> None:
    """Publish what is missing, in blocks of at most `width` rows."""
    for scenario in writer.about.scenarios:
        for first, end in writer.missing(scenario):
            for start in range(first, end, width):
                stop = min(start + width, end)
                writer.publish(block_of(writer.about, scenario, start, stop, own_luck))


def everything(folder: Path) -> list[str]:
    """The files in a folder, by their path inside it."""
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )
