"""Where each part of a scenario is written: a tree of what was read, with marks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from sim.scenario.problems import Problem

Scalar = str | int | float | bool | date | None
Path = tuple[str | int, ...]
"""Keys and positions (from 0) that lead from the root to a part."""


@dataclass(frozen=True, eq=False)
class Origin:
    """A text that parts were read from: a file, a rulebook, or a setting of the command line."""

    name: str
    lines: tuple[str, ...]
    rulebook: bool = False
    setting: bool = False


@dataclass(frozen=True)
class Mark:
    """A line and a column (from 1) of a text."""

    origin: Origin
    line: int
    column: int

    def problem(self, message: str, hint: str | None = None, warning: bool = False) -> Problem:
        """A problem that points here."""
        lines = self.origin.lines
        text = lines[self.line - 1] if 0 < self.line <= len(lines) else None
        line = None if self.origin.setting else self.line
        return Problem(message, self.origin.name, line, self.column, text, hint, warning)


@dataclass(frozen=True)
class Place:
    """Where a part stands: its key, if it has one, and its value."""

    key: Mark | None
    value: Mark


@dataclass(frozen=True)
class Leaf:
    """A single value. `text` is what was written, `plain` whether it stood without quotes."""

    mark: Mark
    value: Scalar
    text: str
    plain: bool = True
    key: Mark | None = None


@dataclass(frozen=True)
class Row:
    """A list of parts."""

    mark: Mark
    items: tuple[Node, ...] = ()
    key: Mark | None = None


@dataclass(frozen=True)
class Block:
    """Parts by key."""

    mark: Mark
    entries: Mapping[str, Node] = field(default_factory=dict)
    key: Mark | None = None

    def block(self, name: str) -> Mapping[str, Node]:
        """The entries of a part that is a block, or none."""
        part = self.entries.get(name)
        return part.entries if isinstance(part, Block) else {}

    def misshapen(self, name: str) -> bool:
        """Whether something stands where a block should; null stands for nothing."""
        part = self.entries.get(name)
        return isinstance(part, Row) or (isinstance(part, Leaf) and part.value is not None)


Node = Leaf | Row | Block


def spot(node: Node, at_key: bool = False) -> Mark:
    """Where to point for a part: its value, or its key where that is asked for and there is one."""
    if at_key and node.key is not None:
        return node.key
    return node.mark


def find(root: Node, path: Path) -> tuple[Node, int]:
    """The deepest part along a path, and how many steps of the path lead to it."""
    node: Node = root
    for depth, step in enumerate(path):
        inner: Node | None = None
        if isinstance(node, Block):
            inner = node.entries.get(str(step))
        elif isinstance(node, Row) and isinstance(step, int) and 0 <= step < len(node.items):
            inner = node.items[step]
        if inner is None:
            return node, depth
        node = inner
    return node, len(path)


def walk(node: Node, path: Path = ()) -> Iterator[tuple[Path, Node]]:
    """Every part with its path, a part before what it holds."""
    yield path, node
    if isinstance(node, Block):
        for name, inner in node.entries.items():
            yield from walk(inner, (*path, name))
    elif isinstance(node, Row):
        for position, inner in enumerate(node.items):
            yield from walk(inner, (*path, position))


def places(root: Node) -> dict[Path, Place]:
    """The place of every part, by path."""
    return {path: Place(node.key, node.mark) for path, node in walk(root)}


def plain_data(node: Node) -> object:
    """The parts as plain dictionaries, lists and values."""
    if isinstance(node, Block):
        return {name: plain_data(inner) for name, inner in node.entries.items()}
    if isinstance(node, Row):
        return [plain_data(inner) for inner in node.items]
    return node.value


def dotted(path: Path) -> str:
    """A path as messages and `--set` write it: `timeline.2.date` is the second entry's date."""
    return ".".join(str(step + 1) if isinstance(step, int) else step for step in path)


def inside(leaf: Leaf, offset: int) -> Mark:
    """Where a character of a leaf's text stands, also when the text runs over several lines."""
    lines = leaf.mark.origin.lines
    line, column = leaf.mark.line, leaf.mark.column
    text = str(leaf.value) if isinstance(leaf.value, str) else leaf.text
    letters = sum(not c.isspace() for c in text)
    before = sum(not c.isspace() for c in text[:offset])
    if letters and before == letters:  # just behind the end
        last = inside(leaf, len(text.rstrip()) - 1)
        return Mark(last.origin, last.line, last.column + 1)
    source = lines[line - 1] if line <= len(lines) else ""
    if source[column - 1 : column] in {"|", ">"} and not leaf.plain:
        line, column = line + 1, 1
    elif source[column - 1 : column] in {"'", '"'} and not leaf.plain:
        column += 1
    for number in range(line, len(lines) + 1):
        row = lines[number - 1]
        for position in range(column - 1 if number == line else 0, len(row)):
            if row[position].isspace():
                continue
            if before == 0:
                return Mark(leaf.mark.origin, number, position + 1)
            before -= 1
    return leaf.mark
