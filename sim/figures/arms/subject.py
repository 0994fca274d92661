"""What pictures of an experiment are of: one scenario, its arms, and what the analysis says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from sim.analysis.asked import Asked, arms_of, baseline_of, keys_of, outcomes_asked, scenarios_of
from sim.analysis.benchmarks import benchmarks_of
from sim.analysis.compare import Comparison, compare
from sim.analysis.factors import FactorColumn, factor_columns
from sim.analysis.sensitivity import sensitivity
from sim.analysis.summarise import summarise
from sim.analysis.wording import SHIPPED, Words
from sim.figures.arms.looks import Look, look_at
from sim.store.benchmark import Benchmark

if TYPE_CHECKING:
    from sim.archive.answers import Answers

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Study:
    """The results of an experiment with what the analysis says of them, each worked out once.

    `outcomes` are names of outcomes, by default those that the experiment asks for; `words` are
    what sentences and pictures are made of.
    """

    answers: Answers
    outcomes: Sequence[str] | None = None
    words: Words = SHIPPED

    @cached_property
    def asked(self) -> tuple[Asked, ...]:
        """The outcomes that are shown; UserError for unknown names."""
        return outcomes_asked(self.answers, self.outcomes)

    @cached_property
    def summary(self) -> pd.DataFrame:
        """What `summarise` says of each scenario and arm."""
        return summarise(self.answers, outcomes=self.outcomes)

    @cached_property
    def comparison(self) -> Comparison | None:
        """What `compare` says; None if there is only one arm."""
        if len(arms_of(self.answers)) < 2:
            return None
        return compare(self.answers, outcomes=self.outcomes, words=self.words.sentences)

    @cached_property
    def sensitivity(self) -> pd.DataFrame | None:
        """What `sensitivity` says; None if nothing varies."""
        if not any(factor_columns(self.answers, name) for name in scenarios_of(self.answers)):
            return None
        return sensitivity(self.answers, self.outcomes)

    @cached_property
    def documented(self) -> pd.DataFrame:
        """What `summarise` says of the outcomes that are documented; empty if there are none."""
        entries = {key for _, key in self.benchmarks if key.startswith("documented.")}
        keys = [str(key) for key in dict.fromkeys(self.answers.columns["key"]) if key in entries]
        return summarise(self.answers, outcomes=keys) if keys else pd.DataFrame()

    @cached_property
    def benchmarks(self) -> Mapping[tuple[str, str], Benchmark]:
        """What is documented, by scenario and column."""
        return benchmarks_of(self.answers)

    def subjects(self) -> Iterator[Subject]:
        """Its scenarios, in their order."""
        return (Subject(self, name) for name in scenarios_of(self.answers))


@dataclass(frozen=True)
class ArmShown:
    """An arm as pictures show it; `runs` are its finished rows in the scenario."""

    name: str
    title: str
    look: Look
    runs: int
    is_baseline: bool


@dataclass(frozen=True)
class Subject:
    """One scenario of an experiment."""

    study: Study
    scenario: str

    @property
    def answers(self) -> Answers:
        return self.study.answers

    @property
    def words(self) -> Words:
        """What pictures say."""
        return self.study.words

    @cached_property
    def arms(self) -> tuple[ArmShown, ...]:
        """The arms that have finished runs, the baseline first."""
        counts = self.answers.outcomes([], scenario=self.scenario)["arm"].value_counts()
        baseline = baseline_of(self.answers)
        return tuple(
            ArmShown(name, title, look_at(place), int(counts.get(name, 0)), name == baseline)
            for place, (name, title) in enumerate(arms_of(self.answers).items())
            if counts.get(name, 0)
        )

    @property
    def baseline(self) -> ArmShown | None:
        """The arm that the others are held against; None if none of its runs is finished."""
        return next((arm for arm in self.arms if arm.is_baseline), None)

    @cached_property
    def asked(self) -> tuple[Asked, ...]:
        """The outcomes that this scenario has."""
        own = keys_of(self.answers, self.scenario)
        return tuple(one for one in self.study.asked if one.key in own)

    @cached_property
    def factors(self) -> tuple[FactorColumn, ...]:
        """What varies from point to point."""
        return factor_columns(self.answers, self.scenario)

    def told(self, what: str) -> Any:
        """What the experiment says of this scenario under a heading; None if nothing."""
        found = self.answers.experiment.get(what)
        return found.get(self.scenario) if isinstance(found, Mapping) else None

    def summary(self) -> pd.DataFrame:
        """The rows of the summary that are about this scenario."""
        found = self.study.summary
        return found[found["scenario"] == self.scenario]

    def documented(self) -> pd.DataFrame:
        """The rows about documented outcomes that are of this scenario."""
        found = self.study.documented
        return found[found["scenario"] == self.scenario] if len(found) else found

    def effects(self) -> pd.DataFrame:
        """The rows of the comparison that are about this scenario; empty if there is none."""
        if self.study.comparison is None:
            return pd.DataFrame()
        found = self.study.comparison.effects
        return found[found["scenario"] == self.scenario]

    def indices(self) -> pd.DataFrame:
        """The sensitivity indices of this scenario; empty if nothing varies."""
        found = self.study.sensitivity
        return pd.DataFrame() if found is None else found[found["scenario"] == self.scenario]

    @property
    def title(self) -> str:
        """The title of the experiment, or the scenario's where there are several."""
        experiment = self.answers.experiment
        if len(scenarios_of(self.answers)) > 1:
            return str(self.told("titles") or self.scenario)
        return str(experiment.get("title") or experiment["name"])

    @property
    def period(self) -> Mapping[str, Any] | None:
        """First day, last day and number of days; None if that is not told."""
        found = self.told("periods")
        return found if isinstance(found, Mapping) else None

    @property
    def start(self) -> date:
        """The first day."""
        return date.fromisoformat(str(self.period["start"])) if self.period else date(1970, 1, 1)

    @property
    def days(self) -> int:
        """How many days are lived through."""
        return int(self.period["days"]) if self.period else 0

    @property
    def end(self) -> date:
        """The last day."""
        return self.start + timedelta(days=self.days - 1)

    @property
    def runs(self) -> int:
        """Runs of the arm that has most."""
        return max((arm.runs for arm in self.arms), default=0)

    @property
    def caveat(self) -> str:
        """The line that every picture carries."""
        answers = self.answers
        return self.words(
            "drawn_foot" if answers.complete else "drawn_foot_provisional",
            caveat=self.words("caveat"),
            seed=answers.experiment.get("seed"),
            finished=f"{answers.finished:,}",
            expected=f"{answers.expected:,}",
        )


def records(found: pd.DataFrame) -> Rows:
    """The rows of a table."""
    return [{str(key): value for key, value in row.items()} for row in found.to_dict("records")]
