"""Settings of the command line, `path.to.key=value`, laid over a scenario."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sim.scenario.document import parse
from sim.scenario.forms import Choice, Form, Named, OneOf, Record, Words, inner_form, variant
from sim.scenario.inherit import SCENARIO, Merger
from sim.scenario.places import Block, Leaf, Mark, Node, Origin, Row
from sim.scenario.problems import Problem, UserError, did_you_mean, listed
from sim.scenario.wording import quote


@dataclass(frozen=True)
class _Step:
    word: str
    mark: Mark


def apply_settings(root: Block, settings: Sequence[str]) -> tuple[Block, list[Problem]]:
    """The scenario with each setting laid over it in turn, and what is wrong with the others.

    A path names keys as messages do: `parties.armenia.capability`, and entries of a list by
    their place from 1 or, in the timeline, by their id. The value is read as YAML; a bare number
    replaces the value of a number with evidence, which then counts as assumed; null removes.
    """
    problems: list[Problem] = []
    for setting in settings:
        try:
            root = _apply(root, setting)
        except UserError as error:
            problems.extend(error.problems)
    return root, problems


def _apply(root: Block, setting: str) -> Block:
    path, sign, value = setting.partition("=")
    origin = Origin(f"--set {quote(setting)}", (setting,), setting=True)
    start = Mark(origin, 1, 1)
    if not sign:
        raise UserError(start.problem("a setting needs `=` and a value", "write path.to.key=value"))
    if any(ord(c) < 32 for c in setting):
        raise UserError(start.problem("a setting is one line of text"))
    steps = _steps(path, origin)
    if steps[0].word == "extends":
        message = "extends cannot be set from the command line"
        raise UserError(start.problem(message, "name the other file instead"))
    after = Mark(origin, 1, len(path) + 2)
    if not value.strip():
        message = "there is no value after `=`"
        raise UserError(after.problem(message, "write null to remove what is there"))
    setter = _Setter(origin, value, after)
    changed = setter.change(root, SCENARIO, steps, ())
    if setter.problems:
        raise UserError(setter.problems)
    assert isinstance(changed, Block)
    return changed


def _steps(path: str, origin: Origin) -> list[_Step]:
    steps: list[_Step] = []
    column = 1
    for word in path.split("."):
        mark = Mark(origin, 1, column + len(word) - len(word.lstrip()))
        if not word.strip():
            raise UserError(mark.problem("a key is missing here", "write path.to.key=value"))
        steps.append(_Step(word.strip(), mark))
        column += len(word) + 1
    return steps


class _Setter:
    """Walks one setting's path and changes what stands at its end."""

    def __init__(self, origin: Origin, text: str, after: Mark) -> None:
        self.origin = origin
        self.text = text
        self.after = after
        self.problems: list[Problem] = []

    def change(
        self, node: Node, form: Form | None, steps: Sequence[_Step], path: tuple[str, ...]
    ) -> Node:
        """The node with the rest of the path changed in it."""
        step, rest = steps[0], steps[1:]
        if isinstance(node, Row):
            return self._change_row(node, form, step, rest, path)
        if isinstance(node, Leaf):
            node = Block(node.mark, {"value": replace(node, key=node.key or node.mark)}, node.key)
        self._check(node, form, step, rest, path)
        inner = None if form is None else inner_form(form, step.word, node)
        here = (*path, step.word)
        below = node.entries.get(step.word)
        if rest:
            below = below if below is not None else Block(step.mark, {}, step.mark)
            if not self._goes_on(below, inner):
                message = f"{'.'.join(here)} is a single value and has no `{rest[0].word}`"
                raise UserError(rest[0].mark.problem(message))
            changed = self.change(below, inner, rest, here)
            return replace(node, entries={**node.entries, step.word: changed})
        over = Block(step.mark, {step.word: self._value(inner, step)}, node.key)
        merger = Merger()
        laid = merger.lay_at(over, node, form, path)
        self.problems.extend(merger.problems)
        return replace(laid, mark=node.mark, key=node.key)

    def _goes_on(self, node: Node, form: Form | None) -> bool:
        return (
            not isinstance(node, Leaf)
            or form is None
            or inner_form(form, "value", node) is not None
        )

    def _check(
        self,
        node: Block,
        form: Form | None,
        step: _Step,
        rest: Sequence[_Step],
        path: tuple[str, ...],
    ) -> None:
        """Refuse a step that leads nowhere, before it makes something half-filled."""
        if step.word in node.entries or form is None:
            return
        known: Sequence[str] = ()
        record = variant(form, node) if isinstance(form, OneOf) else form
        if isinstance(record, Named) and (rest or self.text.strip() in {"null", "~"}):
            known = tuple(node.entries)
        elif isinstance(record, Named):
            return
        elif isinstance(record, Record) or inner_form(form, "value", node) is not None:
            known = tuple(record.fields) if isinstance(record, Record) else ("value",)
            if inner_form(form, step.word, node) is not None:
                return
        where = ".".join(path) or "a scenario"
        hint = did_you_mean(step.word, known)
        if hint is None and known:
            hint = f"it has {listed(known)}"
        raise UserError(step.mark.problem(f"{where} has no `{step.word}`", hint))

    def _change_row(
        self,
        node: Row,
        form: Form | None,
        step: _Step,
        rest: Sequence[_Step],
        path: tuple[str, ...],
    ) -> Row:
        place = _place(node, step.word)
        if place is None:
            message = f"{'.'.join(path)} has no entry `{step.word}`"
            ids = [name for item in node.items if (name := _id(item)) is not None]
            hint = did_you_mean(step.word, ids)
            if hint is None:
                hint = f"its entries are counted from 1 to {len(node.items)}"
            raise UserError(step.mark.problem(message, hint))
        inner = None if form is None else inner_form(form, place, node)
        items = list(node.items)
        if rest:
            items[place] = self.change(items[place], inner, rest, (*path, step.word))
        else:
            items[place] = self._value(inner, step)
        return replace(node, items=tuple(items))

    def _value(self, form: Form | None, step: _Step) -> Node:
        text = self.text.strip()
        column = self.after.column + len(self.text) - len(self.text.lstrip())
        mark = Mark(self.origin, 1, column)
        as_text = isinstance(form, Words | Choice) and text[0] not in "'\"" and text != "null"
        if as_text:
            return Leaf(mark, text, text, key=step.mark)
        node = parse(text, self.origin, first_column=column)
        if node is None:
            raise UserError(mark.problem("there is no value after `=`"))
        if isinstance(node, Block) and not text.startswith("{"):
            message = "a block of keys is written in curly brackets here"
            raise UserError(mark.problem(message, "such as {value: 0.3, confidence: assumed}"))
        return replace(node, key=step.mark)


def _place(row: Row, word: str) -> int | None:
    for place, item in enumerate(row.items):
        if _id(item) == word:
            return place
    if word.isascii() and word.isdigit() and len(word) < 6 and 1 <= int(word) <= len(row.items):
        return int(word) - 1
    return None


def _id(item: Node) -> str | None:
    leaf = item.entries.get("id") if isinstance(item, Block) else None
    return leaf.text if isinstance(leaf, Leaf) else None
