"""From an experiment file to an experiment that can be run, or to every problem with it at once."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike, fspath
from pathlib import Path

from sim.experiment.answers import check_outcomes, check_until, default_outcomes
from sim.experiment.arm import Arm
from sim.experiment.designs import check_design, completed, fitting
from sim.experiment.experiment import Experiment
from sim.experiment.factor import Factor
from sim.experiment.limits import check_pairing, check_size
from sim.experiment.listed import entries_of_points
from sim.experiment.numbers import Numbers
from sim.experiment.population import Population
from sim.experiment.reading import Reading, is_experiment, read_experiment
from sim.experiment.scenarios import Complaints, in_arms, resolve, suggestion
from sim.experiment.scene import Scene
from sim.experiment.schema import LARGEST_SEED, MOST_RUNS, Design
from sim.experiment.spread import Spread, spread, tell_idle
from sim.experiment.trials import try_settings
from sim.scenario.case import Input
from sim.scenario.load import Written, read
from sim.scenario.problems import Problem, UserError, in_order


def load_experiment(
    path: str | PathLike[str], *, runs: int | None = None, seed: int | None = None
) -> Experiment:
    """The experiment of a file, with its scenarios in every arm.

    `runs` and `seed` take the place of the file's. Raises UserError with every problem found, of
    the file and of the scenarios under each arm, each with the place it stands at.
    """
    file = Path(fspath(path))
    return _Loading(read_experiment(file), runs, seed).experiment()


class _Loading:
    def __init__(self, reading: Reading, runs: int | None, seed: int | None) -> None:
        self.reading = reading
        self.findings = reading.findings
        self.refused = _refused(runs, seed)
        self.arms = reading.arms()
        self.runs: int = reading.one("runs", 100) if runs is None else runs
        self.seed: int = reading.one("seed", 0) if seed is None else seed
        self.complaints = Complaints(str(reading.input.path), reading.settings())

    def experiment(self) -> Experiment:
        """The experiment, if nothing is wrong."""
        reading, findings = self.reading, self.findings
        arms, baseline = self.arms, reading.baseline()
        self._check_idle_arms(arms)
        written = self._scenarios()
        numbers = {w.name: in_arms(w, arms, self.complaints) for w in written}
        known = {name: found for name, found in numbers.items() if found is not None}
        design = reading.design()
        check_pairing(design, reading.data.get("uncertainties"), findings)
        if design is not None:
            check_design(design, findings)
        spreads = self._spreads(known, design)
        scenes = {
            w.name: self._scene(w, known[w.name], spreads[w.name])
            for w in written
            if w.name in known
        }
        design = self._settled(design, scenes)
        outcomes = self._answers(known)
        check_size(design, scenes, len(arms), self.runs, self.seed, findings)
        file = reading.whole()
        self._stop([w.name for w in written])
        assert file is not None, "what does not fit the schema is a problem"
        return Experiment(
            name=reading.input.path.stem,
            path=reading.input.path,
            title=file.title,
            question=" ".join(file.question.split()),
            source=file.source,
            seed=self.seed,
            runs=self.runs,
            scenarios=tuple(scenes),
            arms=arms,
            baseline=baseline,
            outcomes=outcomes,
            until=file.until,
            bands=file.bands,
            design=design,
            inputs=_inputs(reading.input, written),
            scenes=scenes,
            warnings=in_order(self._all([w.name for w in written])),
            pattern=file.pattern,
        )

    def _all(self, names: Sequence[str]) -> list[Problem]:
        findings = self.findings
        told = self.complaints.told(names)
        return [*self.refused, *findings.problems, *findings.warnings, *told]

    def _stop(self, names: Sequence[str]) -> None:
        problems = self._all(names)
        if any(not problem.warning for problem in problems):
            raise UserError(in_order(problems))

    def _check_idle_arms(self, arms: Sequence[Arm]) -> None:
        idle = [arm.name for arm in arms if arm.changes_nothing]
        for name in [name for name in idle[1:] if not self.findings.touch(("levers", name))]:
            message = f"changes nothing, as `{idle[0]}` does"
            hint = "say what it changes under `changes:` or `set:`"
            self.findings.add(("levers", name), message, hint, key=True, warning=True)

    def _scenarios(self) -> list[Written]:
        folder = self.reading.input.path.parent
        found: dict[str, Written] = {}
        for place, name in self.reading.listed("scenarios").items():
            where = ("scenarios", place)
            path = resolve(name, folder)
            if path is None:
                message = f": there is no scenario `{name}`"
                self.findings.add(where, message, suggestion(name, folder))
                continue
            try:
                written = read(path)
            except UserError as error:
                self.complaints.add(path.stem, error.problems)
                continue
            if written.name in found:
                message = f": `{written.name}` is named twice"
                self.findings.add(where, message, "scenarios of one name need other file names")
                continue
            found[written.name] = written
        return list(found.values())

    def _spreads(self, known: dict[str, Numbers], design: Design | None) -> dict[str, Spread]:
        entries = self.reading.entries()
        if design is not None and design.kind == "list":
            entries += entries_of_points(design, self.findings)
        spreads = {name: spread(entries, numbers, self.findings) for name, numbers in known.items()}
        tell_idle(spreads, known, self._all_known(known), self.findings)
        return spreads

    def _scene(self, written: Written, numbers: Numbers, found: Spread) -> Scene:
        moved = {
            path: pair
            for path, pair in found.factors.items()
            if path not in numbers.known or not pair[0].numeric
        }
        tried, problems = try_settings(written, numbers.arms, moved, self.findings)
        self.complaints.add(written.name, problems)
        varies = {path: tried.get(path) or numbers.varies(path) for path in found.factors}

        def by_arm(factors: Sequence[Factor]) -> dict[str, tuple[bool, ...]]:
            return {
                arm.name: tuple(varies[factor.path][place] for factor in factors)
                for place, arm in enumerate(numbers.arms)
            }

        every = [factor for factor, _ in found.factors.values()]
        moving = tuple(factor for factor in every if factor.each == "point")
        own = tuple(factor for factor in every if factor.each == "run")
        kept = numbers.kept(found.factors)
        population = Population(own, by_arm(own))
        return Scene(written, numbers.cases, moving, by_arm(moving), kept, population)

    def _settled(self, design: Design | None, scenes: dict[str, Scene]) -> Design:
        factors = [factor for scene in scenes.values() for factor in scene.factors]
        return fitting(factors) if design is None else completed(design)

    def _answers(self, known: dict[str, Numbers]) -> tuple[str, ...]:
        until = self.reading.one("until", None)
        cases = {name: numbers.cases for name, numbers in known.items()}
        if until is not None:
            check_until(until, cases, self.findings)
        asked = self.reading.listed("outcomes")
        if not asked:
            return default_outcomes(cases)
        return check_outcomes(asked, cases, self._all_known(known), self.findings)

    def _all_known(self, known: dict[str, Numbers]) -> bool:
        arms = [len(numbers.arms) for numbers in known.values()]
        whole = len(known) == len(self.reading.data.get("scenarios") or ())
        return bool(known) and whole and all(number == len(self.arms) for number in arms)


def _refused(runs: int | None, seed: int | None) -> list[Problem]:
    wrong = []
    if runs is not None and not 1 <= runs <= MOST_RUNS:
        wrong.append(Problem(f"runs are 1 to {MOST_RUNS:,}", f"--runs {runs}"))
    if seed is not None and not 0 <= seed <= LARGEST_SEED:
        message = f"a seed is 0 to 2^63 - 1, which is {LARGEST_SEED:,}"
        wrong.append(Problem(message, f"--seed {seed}"))
    return wrong


def _inputs(own: Input, written: Sequence[Written]) -> tuple[Input, ...]:
    """The files that were read, the experiment's first, each once."""
    read_from = {given.path: given for one in written for given in one.inputs}
    return (own, *read_from.values())


__all__ = ["Experiment", "is_experiment", "load_experiment"]
