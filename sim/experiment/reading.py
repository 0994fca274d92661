"""An experiment file as it was read: its sound parts, although others may be wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from sim.experiment.arm import AS_IT_IS, Arm
from sim.experiment.carets import Place, within_text
from sim.experiment.entry import ALL, Entry
from sim.experiment.schema import Design, ExperimentFile, Lever, Stated, Uncertainty
from sim.scenario.case import Input
from sim.scenario.document import Kind, parse_document, read_text, split
from sim.scenario.draft import translate
from sim.scenario.findings import Findings
from sim.scenario.forms import Record
from sim.scenario.kinds import refuse_other
from sim.scenario.places import Block, Leaf, Origin, Row, find
from sim.scenario.places import Path as Steps
from sim.scenario.problems import UserError
from sim.scenario.shape import settle

Part = TypeVar("Part", bound=BaseModel)

EXPERIMENT = Kind("experiment", ("question", "scenarios"))


@dataclass(frozen=True)
class Reading:
    """The parts of an experiment file, with what is wrong with its shape in `findings`."""

    input: Input
    root: Block
    findings: Findings
    data: Mapping[str, Any]

    def sound(self, model: type[Part], path: Steps, given: object) -> Part | None:
        """A part of the file, or None if something is wrong with it."""
        if self.findings.touch(path):
            return None
        try:
            return model.model_validate(given)
        except ValidationError as error:
            translate(error, path, self.findings)
            return None

    def whole(self) -> ExperimentFile | None:
        """The file, or None if it does not fit the schema."""
        return self.sound(ExperimentFile, (), self.data)

    def one(self, key: str, otherwise: Any) -> Any:
        """A single value of the file, or another if it is missing or wrong."""
        found = None if self.findings.touch((key,)) else self.data.get(key)
        return otherwise if found is None else found

    def listed(self, key: str) -> dict[int, str]:
        """The texts of a list that are sound, by place."""
        given = self.data.get(key)
        texts = given if isinstance(given, list) else []
        return {
            place: text
            for place, text in enumerate(texts)
            if isinstance(text, str) and not self.findings.touch((key, place))
        }

    def arms(self) -> tuple[Arm, ...]:
        """The arms whose changes are sound; one that changes nothing if the file names none."""
        levers = self.data.get("levers")
        if not isinstance(levers, dict) or not levers:
            return (Arm(AS_IT_IS, "As it is"),)
        made = [self._arm(name, said) for name, said in levers.items() if isinstance(said, dict)]
        return tuple(arm for arm in made if arm is not None)

    def _arm(self, name: str, said: Mapping[str, object]) -> Arm | None:
        kept = {key: v for key, v in said.items() if not self.findings.touch(("levers", name, key))}
        if not {"changes", "set"} & said.keys() <= kept.keys():
            return None
        lever = Lever.model_validate(kept)
        changes, depth = find(self.root, ("levers", name, "changes"))
        over = changes if depth == 3 and isinstance(changes, Block) else None
        if over is not None and "extends" in over.entries:
            where = ("levers", name, "changes", "extends")
            hint = "name the other scenario under `scenarios:`"
            self.findings.add(where, "cannot be changed by a lever", hint, key=True)
        title = lever.title or name.replace("-", " ").replace("_", " ").capitalize()
        return Arm(name, title, lever.why, over, tuple(lever.set))

    def baseline(self) -> str:
        """The name of the arm that the others are compared with."""
        levers = self.data.get("levers")
        if not isinstance(levers, dict) or not levers:
            return AS_IT_IS
        marked = [
            n for n, lever in levers.items() if isinstance(lever, dict) and lever.get("baseline")
        ]
        for name in marked[1:]:
            where = ("levers", name, "baseline")
            message = f": `{marked[0]}` is the baseline already"
            self.findings.add(where, message, "mark one arm only", key=True)
        return str([*marked, *levers][0])

    def settings(self) -> dict[str, Place]:
        """Where the settings of the levers stand in the file."""
        places: dict[str, Place] = {}
        for name in self.root.block("levers"):
            row, depth = find(self.root, ("levers", name, "set"))
            for item in row.items if depth == 3 and isinstance(row, Row) else ():
                if isinstance(item, Leaf):
                    text = item.text if item.plain else str(item.value)
                    places.setdefault(text, within_text(item))
        return places

    def entries(self) -> tuple[Entry, ...]:
        """What is said under `uncertainties`, line by line; all assumed numbers if nothing is."""
        said = self.data.get("uncertainties")
        if isinstance(said, dict):
            lines = [self._entry(pattern, how) for pattern, how in said.items()]
            return tuple(line for line in lines if line is not None)
        if said == "none" or self.findings.touch(("uncertainties",)):
            return ()
        design = self.data.get("design")
        kind = design.get("kind") if isinstance(design, dict) else design
        without = kind in _ALONE
        return () if without and said is None else (Entry(ALL, "assumed", ("uncertainties",)),)

    def _entry(self, pattern: str, how: object) -> Entry | None:
        where = ("uncertainties", pattern)
        if self.findings.touch(where):
            return None
        if isinstance(how, list):
            return Entry(pattern, (how[0], how[1]), where)
        if isinstance(how, dict):
            said = self.sound(Uncertainty, where, how)
            return None if said is None else Entry(pattern, said, where)
        return Entry(pattern, next(word for word in STATED if word == how), where)

    def design(self) -> Design | None:
        """The design that the file names, in full or by its kind alone, if it is sound."""
        said = self.data.get("design")
        if isinstance(said, dict):
            return self.sound(Design, ("design",), said)
        return self.sound(Design, ("design",), {"kind": said}) if said else None


STATED: tuple[Stated, ...] = get_args(Stated)
_ALONE = frozenset({"none", "list"})
"""Kinds of design that vary nothing of themselves."""


def read_experiment(path: Path) -> Reading:
    """The parts of an experiment file.

    Raises UserError if it cannot be read at all.
    """
    name = str(path)
    text = read_text(path, name, EXPERIMENT)
    root = parse_document(text, Origin(name, split(text)), EXPERIMENT)
    refuse_other(root, name, "an experiment")
    findings = Findings(root, "this experiment")
    settled = settle(root, Record(ExperimentFile), (), findings)
    data: Mapping[str, Any] = settled if isinstance(settled, dict) else {}
    return Reading(Input(path, text), root, findings, data)


def is_experiment(path: Path) -> bool:
    """Whether a file says that it is an experiment: has a question or names scenarios."""
    try:
        text = read_text(path, str(path), EXPERIMENT)
        root = parse_document(text, Origin(str(path), split(text)), EXPERIMENT)
    except UserError:
        return False
    return any(key in root.entries for key in EXPERIMENT.keys)
