"""From a calibration file to a calibration that can be run, or to every problem at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from os import PathLike, fspath
from pathlib import Path

from pydantic import ValidationError

from sim.analysis.facts import Fact, facts_of
from sim.calibration import schema
from sim.calibration.calibration import Calibration, Episode, Stage
from sim.calibration.priors import Prior, prior_of
from sim.calibration.targets import SERIES, Target, target_of
from sim.experiment.scenarios import resolve, suggestion
from sim.scenario.case import Case, Input
from sim.scenario.defaults import read_rulebooks
from sim.scenario.document import Kind, parse_document, read_text, split
from sim.scenario.draft import translate
from sim.scenario.findings import Findings
from sim.scenario.forms import Record
from sim.scenario.kinds import refuse_other
from sim.scenario.load import load
from sim.scenario.places import Origin
from sim.scenario.places import Path as Steps
from sim.scenario.problems import Problem, UserError, did_you_mean, in_order
from sim.scenario.shape import settle

CALIBRATION = Kind("calibration", ("stages", "draws"))


def load_calibration(path: str | PathLike[str]) -> Calibration:
    """The calibration of a file, with its scenarios.

    Raises UserError with every problem found, of the file and of its scenarios, each with the
    place it stands at.
    """
    file = Path(fspath(path))
    text = read_text(file, str(file), CALIBRATION)
    root = parse_document(text, Origin(str(file), split(text)), CALIBRATION)
    refuse_other(root, str(file), "a calibration")
    findings = Findings(root, "this calibration")
    data = settle(root, Record(schema.CalibrationFile), (), findings)
    said = None
    if not findings.problems:
        try:
            said = schema.CalibrationFile.model_validate(data)
        except ValidationError as error:
            translate(error, (), findings)
    if said is None:
        raise UserError(in_order(findings.problems))
    return _Reading(file, Input(file, text), said, findings).calibration()


@dataclass
class _Reading:
    path: Path
    input: Input
    said: schema.CalibrationFile
    findings: Findings

    def calibration(self) -> Calibration:
        cases = self._cases()
        self._check_twice()
        stages = tuple(self._stage(name, stage, cases) for name, stage in self.said.stages.items())
        if self.findings.problems:
            raise UserError(in_order(self.findings.problems))
        inputs = {given.path: given for case in cases.values() for given in case.inputs}
        return Calibration(
            name=self.path.stem,
            path=self.path,
            title=self.said.title,
            summary=" ".join(self.said.summary.split()),
            seed=self.said.seed,
            draws=self.said.draws,
            stages=stages,
            inputs=(self.input, *inputs.values()),
            warnings=tuple(warning for case in cases.values() for warning in case.warnings),
        )

    def _cases(self) -> dict[str, Case]:
        """Every scenario that a stage names, each loaded once."""
        cases: dict[str, Case] = {}
        missing: set[str] = set()
        for stage, said in self.said.stages.items():
            for name in said.episodes:
                if name in cases or name in missing:
                    continue
                found = resolve(name, self.path.parent)
                if found is None:
                    missing.add(name)
                    message = ": there is no scenario of that name"
                    hint = suggestion(name, self.path.parent)
                    self.findings.add(("stages", stage, "episodes", name), message, hint, key=True)
                    continue
                try:
                    cases[name] = load(found)
                except UserError as error:
                    missing.add(name)
                    self.findings.take(error.problems)
        return cases

    def _check_twice(self) -> None:
        fitted: dict[str, str] = {}
        for stage, said in self.said.stages.items():
            for place, name in enumerate(said.parameters):
                if name in fitted:
                    message = f": `{name}` is fitted in `{fitted[name]}` already"
                    self.findings.add(("stages", stage, "parameters", place), message)
                fitted.setdefault(name, stage)

    def _stage(self, name: str, said: schema.Stage, cases: Mapping[str, Case]) -> Stage:
        where: Steps = ("stages", name)
        own = [cases[one] for one in said.episodes if one in cases]
        return Stage(
            name=name,
            title=said.title,
            priors=tuple(self._priors(where, said, own)),
            episodes=tuple(
                self._episode((*where, "episodes", one), cases[one], episode)
                for one, episode in said.episodes.items()
                if one in cases
            ),
            first=said.first,
            later=said.later,
            generations=said.generations,
            keep=said.keep,
            adjust=said.adjust,
        )

    def _priors(self, where: Steps, said: schema.Stage, cases: Sequence[Case]) -> list[Prior]:
        known = read_rulebooks().parameters
        for name in said.ranges:
            if name not in said.parameters:
                message = "is no parameter of this stage"
                self.findings.add((*where, "ranges", name), message, key=True)
        found = []
        for place, name in enumerate(said.parameters):
            at = (*where, "parameters", place)
            if name not in known:
                message = f": `{name}` is no parameter of the rulebook"
                self.findings.add(at, message, did_you_mean(name, known))
                continue
            prior = self._prior(where, at, name, said.ranges.get(name), cases)
            if prior is not None:
                about = known[name]
                found.append(replace(prior, unit=about.unit, meaning=about.meaning))
        return found

    def _prior(
        self,
        where: Steps,
        at: Steps,
        name: str,
        own: schema.Range | None,
        cases: Sequence[Case],
    ) -> Prior | None:
        if not cases:
            return None
        set_in = [case.name for case in cases if name in case.scenario.behaviour]
        if set_in:
            message = f": `{name}` is set in the scenario `{set_in[0]}`, so it cannot be fitted"
            self.findings.add(at, message, "shared parameters stay in the rulebook")
            return None
        given = own or schema.Range(low=None, high=None, distribution=None)
        quantity = cases[0].behaviour[name]
        prior = prior_of(name, quantity, given.low, given.high, given.distribution)
        low, high = read_rulebooks().parameters[name].limits
        within = low <= prior.low < prior.high <= high
        if not within or (prior.in_logs and prior.low <= 0):
            place = (*where, "ranges", name) if own is not None else at
            message = f": `{name}` needs bounds that rise, within {low:g} to {high:g}"
            hint = "a log-uniform one begins above 0" if within else None
            self.findings.add(place, message, hint)
            return None
        return prior

    def _episode(self, where: Steps, case: Case, said: schema.Episode) -> Episode:
        period = case.scenario.period
        last = said.until or period.end
        if not period.start <= last <= period.end:
            message = f": this scenario's period is {period.start} to {period.end}"
            self.findings.add((*where, "until"), message)
            last = period.end
        facts = {fact.key: fact for fact in facts_of(case) if fact.entry.scored}
        targets = [*self._outcomes(where, facts, said, last), *self._statistics(where, case, said)]
        if not targets:
            message = "has neither outcomes nor statistics to be held against"
            self.findings.add(where, message, key=True)
        return Episode(case, last, tuple(targets))

    def _outcomes(
        self, where: Steps, facts: Mapping[str, Fact], said: schema.Episode, last: date
    ) -> list[Target]:
        for key in said.weights:
            if key not in facts:
                hint = did_you_mean(key, facts)
                message = "is no scored outcome of this scenario"
                self.findings.add((*where, "weights", key), message, hint, key=True)
        if said.outcomes is None:
            chosen = [fact for fact in facts.values() if fact.end <= last]
        else:
            chosen = []
            for place, key in enumerate(said.outcomes):
                at = (*where, "outcomes", place)
                if key not in facts:
                    message = f": `{key}` is no scored outcome of this scenario"
                    self.findings.add(at, message, did_you_mean(key, facts))
                elif facts[key].end > last:
                    message = f": `{key}` is known on {facts[key].end} only, after the last day"
                    self.findings.add(at, message, "let `until` be later")
                else:
                    chosen.append(facts[key])
        return [target_of(fact, said.weights.get(fact.key, 1.0)) for fact in chosen]

    def _statistics(self, where: Steps, case: Case, said: schema.Episode) -> list[Target]:
        found = []
        for key, observed in said.statistics.items():
            if key not in SERIES:
                message = "is no statistic of a series"
                hint = did_you_mean(key, SERIES)
                self.findings.add((*where, "statistics", key), message, hint, key=True)
                continue
            series = SERIES[key]
            if series.in_logs and observed.value < 0:
                message = "cannot be below 0"
                self.findings.add((*where, "statistics", key, "value"), message)
                continue
            found.append(
                Target(
                    case.name,
                    key,
                    series.label,
                    observed.value,
                    observed.source,
                    observed.weight,
                    in_logs=series.in_logs,
                )
            )
        return found


__all__ = ["Calibration", "Problem", "load_calibration"]
