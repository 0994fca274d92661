"""From a scenario file to a case that can be run, or to every problem with it at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from os import PathLike, fspath
from pathlib import Path

from pydantic import ValidationError

from sim.scenario.case import Case, Input
from sim.scenario.checks import check
from sim.scenario.defaults import RULEBOOKS, SECTIONS, read_rulebooks
from sim.scenario.draft import Draft, draft, translate
from sim.scenario.findings import Findings
from sim.scenario.inherit import Merger, read_chain
from sim.scenario.kinds import refuse_other
from sim.scenario.places import Block, Leaf
from sim.scenario.problems import Problem, UserError, in_order
from sim.scenario.schema import Scenario
from sim.scenario.settings import apply_settings


@dataclass(frozen=True)
class Written:
    """A scenario as its files say it, one laid over the other; not yet held against anything."""

    path: Path
    own: Block
    inputs: tuple[Input, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def name(self) -> str:
        """The name of its file, without the ending."""
        return self.path.stem


def load(
    path: str | PathLike[str],
    settings: Sequence[str] = (),
    *,
    over: Block | None = None,
    rulebooks: Path = RULEBOOKS,
) -> Case:
    """The scenario of a file, with what it extends, the default rulebooks, and `settings`.

    `over` is laid over the scenario as a file that extends it would be; `settings` are texts such
    as `parties.armenia.capability=1.2`. Raises UserError with every problem found, each with the
    place it stands at.
    """
    return complete(read(path), settings, over=over, rulebooks=rulebooks)


def read(path: str | PathLike[str]) -> Written:
    """What the file of a scenario says, and what it extends.

    Raises UserError if it cannot be read, or if what it extends cannot.
    """
    file = Path(fspath(path))
    blocks, inputs = read_chain(file)
    refuse_other(blocks[0], str(file), "a scenario")
    merger = Merger(rulebooks_follow=True)
    own = blocks[-1]
    for block in reversed(blocks[:-1]):
        own = merger.lay(block, own)
    return Written(file, own, inputs, tuple(merger.problems))


def complete(
    written: Written,
    settings: Sequence[str] = (),
    *,
    over: Block | None = None,
    rulebooks: Path = RULEBOOKS,
) -> Case:
    """The case of a scenario that was read: see `load`."""
    books = read_rulebooks(rulebooks)
    upper, merger = Merger(rulebooks_follow=True), Merger()
    own = written.own if over is None else upper.lay(over, written.own)
    root = merger.lay(_without_empty(own), books.root)
    root, refused = apply_settings(root, settings)
    findings = Findings(root)
    findings.take([*written.problems, *upper.problems, *merger.problems, *refused])
    made, data = draft(root, findings)
    check(made, books, findings)
    if findings.problems:
        raise UserError(in_order([*findings.problems, *findings.warnings]))
    said = {section: _said(root, books.root, section) for section in SECTIONS}
    scenario = _scenario(made, data, said, findings)
    return Case(
        name=written.name,
        path=written.path,
        scenario=scenario,
        behaviour=made.behaviour,
        stances=made.stances,
        rules=made.rules,
        mechanisms=made.mechanisms,
        inputs=written.inputs,
        warnings=in_order(findings.warnings),
        settings=tuple(settings),
    )


def _without_empty(own: Block) -> Block:
    """A section whose entries are all commented out leaves the rulebook as it is."""
    entries = {
        name: node
        for name, node in own.entries.items()
        if name not in SECTIONS or not isinstance(node, Leaf) or node.value is not None
    }
    return replace(own, entries=entries)


def _said(root: Block, defaults: Block, section: str) -> frozenset[str]:
    """The entries of a section that are not just as the rulebook has them."""
    before = defaults.block(section)
    return frozenset(
        name for name, node in root.block(section).items() if node is not before.get(name)
    )


def _scenario(
    made: Draft, data: Mapping[str, object], said: Mapping[str, frozenset[str]], findings: Findings
) -> Scenario:
    """The scenario itself: of the rulebooks' sections only what its own files say."""
    parts: dict[str, object] = dict(data)
    for section in parts:
        if section not in {"title", "summary", "extends"}:
            parts[section] = getattr(made, section)
    for section, names in said.items():
        parts[section] = {n: v for n, v in getattr(made, section).items() if n in names}
    parts["timeline"] = [made.timeline[place] for place in sorted(made.timeline)]
    try:
        return Scenario.model_validate(parts)
    except ValidationError as error:
        translate(error, (), findings)
        raise UserError(findings.problems) from None


__all__ = ["Case", "Input", "Written", "complete", "load", "read"]
