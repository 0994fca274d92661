"""The audit of a scenario: what its results rest on, from three sweeps that can be resumed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.analysis.asked import outcomes_asked
from sim.analysis.audit.experiments import (
    ASKED,
    given_experiment,
    shares_experiment,
    statements_experiment,
)
from sim.analysis.audit.ground import Ground, Group
from sim.analysis.audit.layout import CORNERS
from sim.analysis.audit.measures import laid_out, measures
from sim.analysis.audit.screening import Screened, screen
from sim.analysis.audit.statements import Tested, columns_told, statements_of, tested
from sim.analysis.audit.variance import Shares, shares_of
from sim.analysis.compare import Comparison, compare
from sim.analysis.variables import by_height, columns_for
from sim.archive.answers import Answers, open_archive
from sim.batch.sweep import Sweep
from sim.experiment.arm import AS_IT_IS
from sim.experiment.experiment import Experiment
from sim.experiment.numbers import in_tables
from sim.scenario.coders import as_coded, coders_of
from sim.scenario.load import Written, complete
from sim.scenario.problems import Problem, UserError

if TYPE_CHECKING:
    from sim.archive.writer import Existing
    from sim.batch.executors.executor import Executor

Heard = Callable[[int], None]


@dataclass(frozen=True)
class Size:
    """How much an audit runs: `points` with `runs` each for the shares of the variance.

    Statements are tested at `tried` points with `tried_runs` each, all assumed numbers varied,
    and on `given` runs as numbers are given. Of numbers in no table `variants` draws are made;
    without, they stay as given.
    """

    points: int = 2_048
    runs: int = 8
    tried: int = 128
    tried_runs: int = 64
    given: int = 1_000
    variants: int = 8

    @property
    def blocks(self) -> int:
        """Blocks of the crossed design."""
        return self.points // CORNERS

    @property
    def rows(self) -> int:
        """Runs in all, without those of coders."""
        return self.points * self.runs + self.tried * self.tried_runs + self.given


FULL = Size()
QUICK = Size(points=128, runs=3, tried=24, tried_runs=20, given=150, variants=0)


@dataclass(frozen=True)
class Found:
    """What an outcome rests on: shares of its variance, and the single numbers by group."""

    key: str
    label: str
    unit: str
    shares: Shares
    screened: dict[Group, Screened]


@dataclass(frozen=True)
class Audit:
    """What the results of a scenario rest on.

    `constant` are outcomes that never vary. `coded` compares the coders' versions with the
    numbers as given, None without coders.
    """

    ground: Ground
    size: Size
    seed: int
    found: tuple[Found, ...]
    constant: tuple[str, ...]
    statements: tuple[Tested, ...]
    coders: dict[str, dict[str, float]]
    coded: Comparison | None
    runs: int

    @property
    def kept(self) -> tuple[str, ...]:
        """The numbers with a range that stay as given, because they are in no table."""
        if self.size.variants:
            return ()
        return tuple(one.path for one in self.ground.varied if not in_tables(one.path))


@dataclass(frozen=True)
class Auditing:
    """An audit that is to be made: the scenario as written, how much is run, and where it goes."""

    written: Written
    size: Size
    folder: Path
    executor: Executor
    seed: int = 0
    existing: Existing = "continue"
    ground: Ground = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "ground", Ground(complete(self.written)))

    @property
    def rows(self) -> int:
        """How many runs it takes in all."""
        return self.size.rows + self.size.given * len(coders_of(self.ground.case))

    def carry_out(self, heard: Heard = lambda rows: None) -> Audit:
        """Run what is missing and put it together; `heard` is told the runs just done.

        Raises UserError if no assumed number has a range, or if the folder cannot be used, and
        RuntimeError if runs failed; what succeeded is kept.
        """
        ground, size = self.ground, self.size
        if not ground.factors("assumed"):
            message = "no assumed number of this scenario has a range, so that none can vary"
            hint = "write what a number may be: {value: 0.4, range: [0.2, 0.6]}"
            raise UserError(Problem(message, str(self.written.path), hint=hint))
        coders = coders_of(ground.case)
        given = self._swept("as-given", self._given(), heard)
        crossed = shares_experiment(
            self.written, ground, size.blocks, size.runs, size.variants, self.seed
        )
        shares = self._swept(f"shares-{size.points}", crossed, heard)
        spread = statements_experiment(
            self.written, ground, size.tried, size.tried_runs, 2 * size.variants, self.seed
        )
        tries = self._swept(f"statements-{size.tried}", spread, heard)
        found, constant = self._found(shares, crossed)
        return Audit(
            ground,
            size,
            self.seed,
            found,
            constant,
            tuple(self._tested(given, tries)),
            coders,
            compare(given) if coders else None,
            self.rows,
        )

    def _given(self) -> Experiment:
        arms = {name: as_coded(self.ground.case, name) for name in coders_of(self.ground.case)}
        return given_experiment(self.written, self.ground, arms, self.size.given, self.seed)

    def _swept(self, name: str, experiment: Experiment, heard: Heard) -> Answers:
        url = self.folder / name
        swept = Sweep(experiment, url, self.executor, self.existing).run(
            heard, lambda begun: heard(begun.before)
        )
        if swept.failed:
            first = swept.failed[0]
            raise RuntimeError(f"runs of {name} failed, first {first.kind}: {first.error}")
        return open_archive(url)

    def _found(
        self, answers: Answers, experiment: Experiment
    ) -> tuple[tuple[Found, ...], tuple[str, ...]]:
        asked = outcomes_asked(answers, ASKED)
        frame = answers.outcomes(columns_for(asked))
        points = experiment.cells(self.written.name)
        units = experiment.units(self.written.name)
        factors, groups = experiment.factors(self.written.name), self.ground.groups()
        own: dict[Group, NDArray[np.bool_]] = {
            group: np.array([groups[one.path] == group for one in factors], dtype=np.bool_)
            for group in ("assumed", "known")
        }
        found: list[Found] = []
        constant: list[str] = []
        for one in measures(list(by_height(frame, asked))):
            laid = laid_out(frame, one.values, points)
            values = laid.reshape(points // CORNERS, CORNERS, -1)
            shares = shares_of(values)
            if shares is None:
                constant.append(one.label)
                continue
            screened = {
                group: screen(values, units, factors, group, mask)
                for group, mask in own.items()
                if mask.any()
            }
            found.append(Found(one.key, one.label, one.unit, shares, screened))
        return tuple(found), tuple(constant)

    def _tested(self, given: Answers, tries: Answers) -> Iterator[Tested]:
        names = set(given.columns["key"].astype(str))
        columns = [key for key in columns_told(self.ground.case) if key in names]
        frame = given.outcomes(columns, arm=AS_IT_IS)
        statements = statements_of(self.ground.case, frame)
        yield from tested(statements, frame, tries.outcomes(columns))
