"""From a scenario file to a case that can be run, or to every problem with it at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from os import PathLike, fspath
from pathlib import Path

from pydantic import ValidationError

from sim.scenario.case import Case, Input
from sim.scenario.checks import check
from sim.scenario.defaults import RULEBOOKS, SECTIONS, read_rulebooks
from sim.scenario.draft import Draft, draft, translate
from sim.scenario.findings import Findings
from sim.scenario.inherit import Merger, read_chain
from sim.scenario.places import Block, Leaf
from sim.scenario.problems import UserError, in_order
from sim.scenario.schema import Scenario
from sim.scenario.settings import apply_settings


def load(
    path: str | PathLike[str], settings: Sequence[str] = (), *, rulebooks: Path = RULEBOOKS
) -> Case:
    """The scenario of a file, with what it extends, the default rulebooks, and `settings`.

    `settings` are texts such as `parties.armenia.capability=1.2`. Raises UserError with every
    problem found, each with the place it stands at.
    """
    file = Path(fspath(path))
    books = read_rulebooks(rulebooks)
    blocks, inputs = read_chain(file)
    merger = Merger()
    own = blocks[-1]
    for block in reversed(blocks[:-1]):
        own = merger.lay(block, own)
    root = merger.lay(_without_empty(own), books.root)
    root, refused = apply_settings(root, settings)
    findings = Findings(root)
    findings.take([*merger.problems, *refused])
    made, data = draft(root, findings)
    check(made, books, findings)
    if findings.problems:
        raise UserError(in_order([*findings.problems, *findings.warnings]))
    said = {section: _said(root, books.root, section) for section in SECTIONS}
    scenario = _scenario(made, data, said, findings)
    return Case(
        name=file.stem,
        path=file,
        scenario=scenario,
        behaviour=made.behaviour,
        stances=made.stances,
        rules=made.rules,
        mechanisms=made.mechanisms,
        inputs=inputs,
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


__all__ = ["Case", "Input", "load"]
