"""Reading a YAML file into marked parts, refusing what a scenario has no use for."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from sim.scenario.places import Block, Leaf, Mark, Node, Origin, Row, Scalar
from sim.scenario.problems import Problem, UserError, did_you_mean
from sim.scenario.scalars import read_plain
from sim.scenario.syntax import say

LARGEST = 1_000_000
"""Bytes of a file."""
DEEPEST = 30
"""Levels of blocks and lists inside one another."""
MOST_PARTS = 100_000
"""Keys and values of a file."""

_LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_FAST_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CORE = "tag:yaml.org,2002:"
_CORE_TAGS = frozenset(
    {"!", *(_CORE + kind for kind in ("str", "int", "float", "bool", "null", "map", "seq"))}
)
_AS_TEXT = frozenset({"!", _CORE + "str"})


@dataclass(frozen=True)
class Kind:
    """What a file is meant to be, for messages: "a scenario", two of its keys, how to begin one."""

    name: str
    keys: tuple[str, str]
    begin: str | None = None

    def __str__(self) -> str:
        return f"{'an' if self.name[0] in 'aeiou' else 'a'} {self.name}"


SCENARIO = Kind("scenario", ("title", "parties"), "`parley new NAME` writes one to start from")


def read_text(path: Path, name: str, kind: Kind = SCENARIO) -> str:
    """The text of a file; `name` is what messages call it.

    Raises UserError if it is missing, a folder, too large, empty, or not UTF-8 text.
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise _refusal(name, f"this is a folder, not {kind} file")
        if not stat.S_ISREG(status.st_mode):
            raise _refusal(name, "this is not an ordinary file")
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise _refusal(name, "there is no such file", _sibling(path)) from None
    except PermissionError:
        raise _refusal(name, "this file may not be read: permission denied") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "bad file name"
        raise _refusal(name, f"this file cannot be read: {reason or 'bad file name'}") from None
    if len(raw) > LARGEST:
        raise _refusal(
            name, f"this file is larger than {LARGEST:,} bytes, far more than {kind} needs"
        )
    return _decoded(raw, name, kind)


def _decoded(raw: bytes, name: str, kind: Kind) -> str:
    if raw[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raise _refusal(name, "this text is written in UTF-16", "save it as UTF-8")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        message = "this is not UTF-8 text"
        raise UserError(Problem(message, name, line, hint="save the file as UTF-8")) from None
    if "\0" in text:
        raise _refusal(name, "this is a binary file, not text")
    if not text.strip():
        raise _refusal(name, "this file is empty", kind.begin)
    return text


def _sibling(path: Path) -> str | None:
    try:
        names = [entry.name for entry in path.parent.iterdir() if entry.suffix in {".yaml", ".yml"}]
    except (OSError, ValueError):
        return None
    if path.name + ".yaml" in names:
        return f"did you mean `{path.name}.yaml`?"
    return did_you_mean(path.name, names)


def _refusal(name: str, message: str, hint: str | None = None) -> UserError:
    return UserError(Problem(message, name, hint=hint))


def split(text: str) -> tuple[str, ...]:
    """The lines of a text as YAML counts them."""
    return tuple(_LINE_END.split(text))


def parse_document(text: str, origin: Origin, kind: Kind = SCENARIO) -> Block:
    """The parts of a scenario file, rulebook or other file of keys.

    Raises UserError with every duplicate key, or with the first thing that cannot be read.
    """
    start = Mark(origin, 1, 1)
    root = parse(text, origin)
    if root is None or (isinstance(root, Leaf) and root.value is None):
        raise UserError(Problem("this file says nothing", origin.name))
    if not isinstance(root, Block):
        mark = root.mark if isinstance(root, Leaf) else start
        one, other = kind.keys
        message = f"{kind} is made of keys such as `{one}:` and `{other}:`; there are none here"
        raise UserError(mark.problem(message))
    return root


def parse(text: str, origin: Origin, first_column: int = 1) -> Node | None:
    """The parts of a text; columns of its first line count from `first_column`."""
    reader = _Composer(origin, first_column)
    try:
        try:
            root = reader.compose(yaml.parse(text, Loader=_FAST_LOADER))
        except yaml.YAMLError:
            # The slow parser's complaints say more, and are the same on every machine.
            reader = _Composer(origin, first_column)
            root = reader.compose(yaml.parse(text, Loader=yaml.SafeLoader))
    except yaml.YAMLError as error:
        line, column, message, hint = say(error, text)
        if reader.quoted is not None and reader.quoted[1] == line:
            message = f"the quotation mark opened in line {reader.quoted[0]} is closed here only"
            hint = "close it where its text ends; inside text in single quotes, write '' for one"
        mark = Mark(origin, line, column + (first_column - 1 if line == 1 else 0))
        raise UserError([*reader.problems, mark.problem(message, hint)]) from None
    if reader.problems:
        raise UserError(reader.problems)
    return root


@dataclass
class _Open:
    """A block or list whose end has not been read yet."""

    mark: Mark
    entries: dict[str, Node] | None
    items: list[Node]
    key: tuple[str, Mark] | None = None
    key_follows: bool = True


class _Composer:
    """Builds marked parts from YAML events, and stops at what is refused."""

    def __init__(self, origin: Origin, first_column: int) -> None:
        self.origin = origin
        self.first_column = first_column
        self.problems: list[Problem] = []
        self.quoted: tuple[int, int] | None = None
        """First and last line of the last text in quotes, if it runs over several."""
        self._stack: list[_Open] = []
        self._root: Node | None = None
        self._parts = 0
        self._documents = 0

    def compose(self, events: Iterator[yaml.Event]) -> Node | None:
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                self._documents += 1
                if self._documents > 1:
                    raise self._refuse(event, "a second document begins here; a file holds one")
            elif isinstance(event, yaml.NodeEvent):
                self._take(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                self._close()
        return self._root

    def _take(self, event: yaml.NodeEvent) -> None:
        if isinstance(event, yaml.AliasEvent):
            hint = "write the part out; a scenario builds on another file with `extends:`"
            raise self._refuse(event, "aliases (`*name`) are not used here", hint)
        if event.anchor is not None:
            hint = "leave it out; text that begins with `&` needs quotes"
            raise self._refuse(event, "anchors (`&name`) are not used here", hint)
        tag = event.tag if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) else None
        if tag is not None and tag not in _CORE_TAGS:
            hint = "leave it out; text that begins with `!` needs quotes"
            raise self._refuse(event, "tags (`!name`) are not used here", hint)
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise self._refuse(event, f"this file has more than {MOST_PARTS:,} parts")
        if isinstance(event, yaml.ScalarEvent):
            self._take_scalar(event, tag)
        else:
            if len(self._stack) >= DEEPEST:
                raise self._refuse(event, f"this is nested more than {DEEPEST} levels deep")
            if self._awaits_key():
                self.problems.append(self._mark(event).problem("a key must be a single word"))
            block = isinstance(event, yaml.MappingStartEvent)
            self._stack.append(_Open(self._mark(event), {} if block else None, []))

    def _take_scalar(self, event: yaml.ScalarEvent, tag: str | None) -> None:
        plain = event.style is None or event.style == ""
        mark = self._mark(event)
        last = mark.line if event.end_mark is None else event.end_mark.line + 1
        self.quoted = (mark.line, last) if event.style in {"'", '"'} and last > mark.line else None
        if self._awaits_key():
            self._take_key(event.value, plain, mark)
            return
        as_text = not plain or tag in _AS_TEXT
        value: Scalar = event.value if as_text else read_plain(event.value)
        self._place(Leaf(mark, value, event.value, plain))

    def _awaits_key(self) -> bool:
        return (
            bool(self._stack)
            and self._stack[-1].entries is not None
            and self._stack[-1].key_follows
        )

    def _take_key(self, text: str, plain: bool, mark: Mark) -> None:
        holder = self._stack[-1]
        value = read_plain(text) if plain else text
        if not isinstance(value, str):
            kind = "empty" if value is None else f"`{text}`, which is not a word"
            self.problems.append(
                mark.problem(f"this key is {kind}", None if value is None else f'write "{text}"')
            )
        earlier = holder.entries.get(text) if holder.entries is not None else None
        if earlier is not None and earlier.key is not None:
            message = f"the key `{text}` appears twice; first in line {earlier.key.line}"
            self.problems.append(mark.problem(message, "only one of them can hold"))
        holder.key, holder.key_follows = (text, mark), False

    def _close(self) -> None:
        done = self._stack.pop()
        if done.entries is not None:
            self._place(Block(done.mark, done.entries))
        else:
            self._place(Row(done.mark, tuple(done.items)))

    def _place(self, node: Node) -> None:
        if not self._stack:
            self._root = node
            return
        holder = self._stack[-1]
        if holder.entries is None:
            holder.items.append(node)
        elif holder.key_follows:  # a block or list stood where a key should; already a problem
            holder.key, holder.key_follows = ("", node.mark), False
        elif holder.key is not None:
            name, mark = holder.key
            holder.entries.setdefault(name, replace(node, key=mark))
            holder.key, holder.key_follows = None, True

    def _mark(self, event: yaml.Event) -> Mark:
        start = event.start_mark
        line, column = (1, 1) if start is None else (start.line + 1, start.column + 1)
        return Mark(self.origin, line, column + (self.first_column - 1 if line == 1 else 0))

    def _refuse(self, event: yaml.Event, message: str, hint: str | None = None) -> UserError:
        return UserError([*self.problems, self._mark(event).problem(message, hint)])
