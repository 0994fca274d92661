"""Building a scenario on another: the chain of `extends:`, and how one file varies the next."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from sim.scenario.case import Input
from sim.scenario.defaults import SECTIONS
from sim.scenario.document import parse_document, read_text, split
from sim.scenario.forms import Form, Named, Number, OneOf, Record, Several, inner_form
from sim.scenario.places import Block, Leaf, Mark, Node, Origin, Row, dotted
from sim.scenario.places import Path as Steps
from sim.scenario.problems import Problem, UserError, did_you_mean
from sim.scenario.schema import Scenario

LONGEST_CHAIN = 8
"""Files that may build on one another."""

SCENARIO = Record(Scenario)


def read_chain(path: Path) -> tuple[list[Block], tuple[Input, ...]]:
    """The parts of a scenario file and of all that it extends, the scenario first.

    Raises UserError, pointing at the `extends:` that leads nowhere, in a circle, or too far.
    """
    blocks: list[Block] = []
    inputs: list[Input] = []
    seen: dict[Path, str] = {}
    following: tuple[Path, Mark | None] | None = (path, None)
    while following is not None:
        here, mark = following
        name = str(here)
        try:
            real = here.resolve()
        except (OSError, RuntimeError, ValueError):
            real = here
        if mark is not None and real in seen:
            circle = " -> ".join([*seen.values(), name])
            raise UserError(mark.problem(f"extends goes round in a circle: {circle}"))
        if mark is not None and len(seen) >= LONGEST_CHAIN:
            raise UserError(mark.problem(f"more than {LONGEST_CHAIN} files extend one another"))
        text = _text(here, name, mark)
        seen[real] = name
        block = parse_document(text, Origin(name, split(text)))
        blocks.append(block)
        inputs.append(Input(here, text))
        following = _next(here, block)
    return blocks, tuple(inputs)


def _text(path: Path, name: str, mark: Mark | None) -> str:
    try:
        return read_text(path, name)
    except UserError as error:
        if mark is None:
            raise
        raise UserError(
            mark.problem(f"extends `{name}`: {problem.message}", problem.hint)
            for problem in error.problems
        ) from None


def _next(path: Path, block: Block) -> tuple[Path, Mark | None] | None:
    leaf = block.entries.get("extends")
    if not isinstance(leaf, Leaf) or not isinstance(leaf.value, str) or not leaf.value.strip():
        return None
    return Path(os.path.normpath(path.parent / leaf.value)), leaf.mark


class Merger:
    """Lays one file over another, and notes what cannot be laid over anything.

    With `rulebooks_follow` the result will be laid over the rulebooks, so that an entry of
    theirs can be removed although the file below does not name it.
    """

    def __init__(self, rulebooks_follow: bool = False) -> None:
        self.problems: list[Problem] = []
        self.rulebooks_follow = rulebooks_follow

    def lay(self, over: Block, under: Block) -> Block:
        """A scenario's parts over those it builds on.

        Blocks are merged key by key; null removes a key; a list replaces the list below it,
        except that entries of the timeline are added, replaced or removed by their `id`.
        """
        merged = self._block(over, under, SCENARIO, ())
        timeline = over.entries.get("timeline")
        if isinstance(timeline, Row) and "timeline" not in under.entries:
            empty = Row(timeline.mark)
            entries = {**merged.entries, "timeline": self._timeline(timeline, empty)}
            return replace(merged, entries=entries)
        return merged

    def lay_at(self, over: Block, under: Block, form: Form | None, path: Steps) -> Block:
        """Parts over those below them, inside a scenario."""
        return self._block(over, under, form, path)

    def _lay(self, over: Node, under: Node, form: Form | None, path: Steps) -> Node:
        if isinstance(form, Number):
            return _lay_number(over, under)
        if isinstance(form, Several) and isinstance(form.form, OneOf):
            if isinstance(over, Row) and isinstance(under, Row):
                return self._timeline(over, under)
        elif isinstance(over, Block) and isinstance(under, Block):
            return self._block(over, under, form, path)
        return over

    def _block(self, over: Block, under: Block, form: Form | None, path: Steps) -> Block:
        merged = dict(under.entries)
        for name, node in over.entries.items():
            below = merged.get(name)
            if isinstance(node, Leaf) and node.value is None:
                if below is not None:
                    del merged[name]
                elif isinstance(form, Named) and under.entries and not self._later(path):
                    self._nothing_to_remove(node, (*path, name), under)
                else:
                    merged[name] = node
            elif below is None:
                merged[name] = node
            else:
                inner = None if form is None else inner_form(form, name, under)
                merged[name] = self._lay(node, below, inner, (*path, name))
        return replace(over, entries=merged)

    def _later(self, path: Steps) -> bool:
        """Whether the rulebooks may have what the file below does not."""
        return self.rulebooks_follow and len(path) == 1 and path[0] in SECTIONS

    def _nothing_to_remove(self, leaf: Leaf, path: Steps, under: Block) -> None:
        message = f"{dotted(path)} is empty, and there is nothing of that name to remove"
        hint = did_you_mean(str(path[-1]), under.entries)
        self.problems.append((leaf.key or leaf.mark).problem(message, hint))

    def _timeline(self, over: Row, under: Row) -> Row:
        items = list(under.items)
        known = {_id(item): place for place, item in enumerate(items) if _id(item) is not None}
        removed: set[int] = set()
        for item in over.items:
            name = _id(item)
            if isinstance(item, Block) and "remove" in item.entries:
                self._remove(item, name, known, removed)
            elif name in known:
                items[known[name]] = item
            else:
                items.append(item)
        kept = tuple(item for place, item in enumerate(items) if place not in removed)
        return replace(over, items=kept)

    def _remove(
        self, item: Block, name: str | None, known: dict[str | None, int], removed: set[int]
    ) -> None:
        form = "an entry is removed by `{id: its_id, remove: true}` and nothing else"
        flag = item.entries["remove"]
        if set(item.entries) != {"id", "remove"} or getattr(flag, "value", None) is not True:
            self.problems.append((flag.key or flag.mark).problem(form))
        elif name not in known:
            ids = [known_name for known_name in known if known_name]
            message = f"no inherited entry of the timeline has the id `{name}`"
            self.problems.append(
                item.entries["id"].mark.problem(message, did_you_mean(str(name), ids))
            )
        else:
            removed.add(known[name])


def _id(item: Node) -> str | None:
    leaf = item.entries.get("id") if isinstance(item, Block) else None
    return leaf.text if isinstance(leaf, Leaf) and leaf.value is not None else None


def _lay_number(over: Node, under: Node) -> Node:
    """A number over a number: evidence for the old value is not evidence for the new one.

    A bare number keeps the range it lies in and counts as assumed; a block with a `value`
    replaces the whole; a block without one adds to what is there.
    """
    if isinstance(over, Block):
        below = under if isinstance(under, Block) else Block(under.mark, {"value": under})
        if "value" in over.entries:
            return over
        return replace(over, entries={**below.entries, **over.entries})
    if isinstance(over, Leaf) and isinstance(under, Block) and isinstance(over.value, int | float):
        entries: dict[str, Node] = {"value": over}
        ends = under.entries.get("range")
        if ends is not None and _within(float(over.value), ends):
            entries["range"] = ends
        return Block(over.mark, entries, over.key)
    return over


def _within(value: float, ends: Node) -> bool:
    if not isinstance(ends, Row) or len(ends.items) != 2:
        return False
    numbers = [
        float(item.value)
        for item in ends.items
        if isinstance(item, Leaf) and isinstance(item.value, int | float)
    ]
    return len(numbers) == 2 and numbers[0] <= value <= numbers[1]
