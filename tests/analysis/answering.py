"""Answers in memory, with the face of an archive's, so that what they hold is known exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from sim.archive.about import About
from sim.archive.answers import Answers, open_archive
from sim.archive.block import FinishedBlock
from sim.archive.identity import Identity
from sim.archive.writer import ArchiveWriter
from sim.outcomes import AGREEMENT_KINDS, HOLDERS, RUNGS

COLUMNS = pd.DataFrame(
    [
        ("deaths", "deaths", "count", "deaths", (), None),
        ("meetings_held", "meetings held", "count", "meetings", (), None),
        ("deaths_military.north", "military deaths (North)", "count", "deaths", (), None),
        ("deaths_military.south", "military deaths (South)", "count", "deaths", (), None),
        ("trust.north", "trust (North)", "share", "share", (), None),
        ("major_war", "war by own decision", "truth", "yes or no", (), None),
        ("relapse_30", "truce broken in 30 days", "truth", "yes or no", (), None),
        ("best_agreement", "best agreement signed", "category", "kind", AGREEMENT_KINDS, None),
        ("peak_rung", "highest rung", "category", "rung", RUNGS, None),
        ("held_by", "last truce held by", "category", "reason", HOLDERS, None),
        ("days_to_agreement", "days to agreement", "days", "days", (), "agreement_censored"),
        ("agreement_censored", "no agreement", "truth", "yes or no", (), None),
        ("documented.killed", "deaths", "count", "deaths", (), None),
    ],
    columns=["key", "label", "kind", "unit", "categories", "censored_by"],
)


@dataclass(frozen=True)
class Held:
    """Rows with columns scenario, arm, cell, run and outcomes, and what is said of them."""

    rows: pd.DataFrame
    points: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    kind: str = "grid"
    baseline: str = "as-it-was"
    seed: int = 1
    name: str = "mandate"
    asked: Sequence[str] = ()
    documented: Mapping[str, object] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    complete: bool = True
    settings: Mapping[str, object] = field(default_factory=dict)
    factors: Mapping[str, object] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"results/{self.name}"

    @property
    def expected(self) -> int:
        return len(self.rows)

    @property
    def finished(self) -> int:
        return len(self.rows)

    @cached_property
    def experiment(self) -> Mapping[str, object]:
        arms = list(dict.fromkeys(self.rows["arm"].astype(str)))
        return {
            "name": self.name,
            "title": "A question",
            "seed": self.seed,
            "runs": 1,
            "scenarios": list(dict.fromkeys(self.rows["scenario"].astype(str))),
            "arms": [{"name": arm, "title": self.titles.get(arm, arm)} for arm in arms],
            "baseline": self.baseline,
            "outcomes": list(self.asked),
            "design": {"kind": self.kind, **self.settings},
            "documented": dict(self.documented),
            "factors": dict(self.factors),
        }

    @property
    def columns(self) -> pd.DataFrame:
        own = COLUMNS[COLUMNS["key"].isin(self.rows.columns)]
        entry = own["key"].str.extract(r"^documented\.(.*)", expand=False).fillna("")
        scenarios = dict.fromkeys(self.rows["scenario"].astype(str))
        parts = [own.assign(scenario=name, documented=entry) for name in scenarios]
        return pd.concat(parts, ignore_index=True)

    def outcomes(
        self,
        columns: Sequence[str] | None = None,
        scenario: str | None = None,
        arm: str | None = None,
    ) -> pd.DataFrame:
        rows = self.rows
        if scenario is not None:
            rows = rows[rows["scenario"] == scenario]
        if arm is not None:
            rows = rows[rows["arm"] == arm]
        own = ["scenario", "arm", "cell", "run"]
        wanted = [key for key in rows.columns if key not in own] if columns is None else columns
        found = rows[[*own, *wanted]].reset_index(drop=True)
        for name in ("scenario", "arm"):
            order = list(dict.fromkeys(self.rows[name].astype(str)))
            found[name] = pd.Categorical(found[name], categories=order)
        return found

    def cells(self, scenario: str) -> pd.DataFrame:
        if scenario in self.points:
            return self.points[scenario]
        cells = np.unique(self.rows.loc[self.rows["scenario"] == scenario, "cell"])
        return pd.DataFrame({"cell": cells})


def rows(
    arm: str = "as-it-was",
    cells: int = 1,
    runs: int = 10,
    scenario: str = "valley",
    own_luck: bool = False,
    **outcomes: object,
) -> pd.DataFrame:
    """Rows of one arm, runs in the outer order and cells in the inner one, as sweeps have them."""
    run, cell = np.divmod(np.arange(runs * cells), cells)
    ids = run * cells + cell if own_luck else run
    given = {"scenario": scenario, "arm": arm, "cell": cell, "run": ids}
    return pd.DataFrame({**given, **outcomes})


def held(*parts: pd.DataFrame, **about: object) -> Held:
    """Answers made of these rows."""
    return Held(pd.concat(parts, ignore_index=True), **about)


def archived(answers: Held, folder: Path, missing: int = 0) -> Answers:
    """The same rows in a real archive, one block a scenario, the last few perhaps missing."""
    told = dict(answers.experiment)
    scenarios, arms = told["scenarios"], [arm["name"] for arm in told["arms"]]
    cells = {name: answers.cells(name) for name in scenarios}
    rows, points = answers.rows, len(cells[scenarios[0]])
    told["runs"] = len(rows) // (points * len(scenarios) * len(arms))
    about = About(
        experiment=told,
        columns=answers.columns.to_dict("records"),
        cells={
            name: pa.Table.from_pandas(table, preserve_index=False) for name, table in cells.items()
        },
    )
    identity = Identity("e" * 64, "c" * 64, "f" * 64, {"numpy": "2"})
    with ArchiveWriter.open(folder, identity, about) as writer:
        for scenario in scenarios:
            own = rows[rows["scenario"] == scenario].assign(
                place=lambda table: table["arm"].map(arms.index)
            )
            own = own.sort_values(["run", "cell", "place"], kind="stable")
            own = own.iloc[: len(own) - missing]
            block = pa.Table.from_pandas(
                own.drop(columns=["scenario", "place"]), preserve_index=False
            )
            writer.publish(FinishedBlock(scenario, 0, len(own), {"outcomes": block}, {}))
        writer.compact()
    return open_archive(folder)
