"""The day as the model's source has it: which functions are called, in order, and how often."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from sim.report.odd.source import ROOMS, modules, tree_of

MODEL = "model"
MODEL_CLASS = "MediationModel"


@dataclass(frozen=True)
class Call:
    """A call of a function of the model: in which step's method, how often, and its path."""

    method: str
    cadence: str
    path: str

    @property
    def name(self) -> str:
        """The function as it is called: `front.fire`, `Party.decide`."""
        return ".".join(self.path.split(".")[-2:])


def schedule() -> tuple[tuple[str, str], ...]:
    """The steps of a day and what happens in each, as the model says them."""
    for node in tree_of(MODEL).body:
        match node:
            case ast.AnnAssign(target=ast.Name(id="SCHEDULE"), value=ast.Tuple() as steps):
                found: tuple[tuple[str, str], ...] = ast.literal_eval(steps)
                return found
    raise LookupError("the model has no SCHEDULE")


def calls() -> tuple[Call, ...]:
    """Every call of the model's functions in a day, in order; each function once a cadence."""
    reader = _Reader()
    found = [call for method in reader.steps() for call in reader.read(method)]
    return tuple(dict.fromkeys(found))


class _Reader:
    """Walks through the methods of the model's class, step by step."""

    def __init__(self) -> None:
        tree = tree_of(MODEL)
        self.numbers = dict(_numbers(tree))
        self.functions = dict(_imported(tree))
        self.agents = dict(_agent_methods())
        (own,) = (
            node
            for node in tree.body
            if isinstance(node, ast.ClassDef) and node.name == MODEL_CLASS
        )
        self.methods = {node.name: node for node in own.body if isinstance(node, ast.FunctionDef)}

    def steps(self) -> tuple[str, ...]:
        """The methods of a day, in the order in which the model keeps them."""
        for node in ast.walk(self.methods["__init__"]):
            match node:
                case ast.AnnAssign(
                    target=ast.Attribute(attr="_steps"), value=ast.Tuple(elts=steps)
                ):
                    return tuple(step.attr for step in steps if isinstance(step, ast.Attribute))
        raise LookupError("the model keeps no list of steps")

    def read(self, method: str) -> Iterator[Call]:
        """The calls that a method of the day leads to."""
        yield from self._block(method, self.methods[method], "daily", {})

    def _block(
        self, method: str, function: ast.FunctionDef, cadence: str, due: dict[str, str]
    ) -> Iterator[Call]:
        yield from self._statements(method, function.body, cadence, dict(due))

    def _statements(
        self, method: str, body: list[ast.stmt], cadence: str, due: dict[str, str]
    ) -> Iterator[Call]:
        for node in body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                said = self._cadence(node.value, due)
                if said is not None:
                    due[node.targets[0].id] = said
            if isinstance(node, ast.If):
                yield from self._calls(method, node.test, cadence)
                inner = self._cadence(node.test, due) or cadence
                yield from self._statements(method, node.body, inner, due)
                yield from self._statements(method, node.orelse, cadence, due)
            elif isinstance(node, ast.For | ast.While | ast.With):
                for header in ast.iter_child_nodes(node):
                    if isinstance(header, ast.expr):
                        yield from self._calls(method, header, cadence)
                yield from self._statements(method, node.body, cadence, due)
            else:
                yield from self._calls(method, node, cadence)

    def _calls(self, method: str, node: ast.AST, cadence: str) -> Iterator[Call]:
        """Calls within an expression, the inner ones first, as they are made."""
        for child in ast.iter_child_nodes(node):
            yield from self._calls(method, child, cadence)
        if not isinstance(node, ast.Call):
            return
        match node.func:
            case ast.Attribute(value=ast.Name(id="self"), attr=name) if (
                name in self.methods and name != "_every"
            ):
                yield from self._block(method, self.methods[name], cadence, {})
            case ast.Attribute(value=ast.Name(id=module), attr=name) if module in self.functions:
                yield Call(method, cadence, f"{self.functions[module]}.{name}")
            case ast.Name(id=name) if name in self.functions:
                yield Call(method, cadence, self.functions[name])
            case ast.Attribute(attr=name) if name in self.agents:
                yield Call(method, cadence, self.agents[name])

    def _cadence(self, node: ast.expr, due: dict[str, str]) -> str | None:
        """How often something holds, if it is a matter of the calendar."""
        for inner in ast.walk(node):
            match inner:
                case ast.Call(func=ast.Attribute(attr="_every"), args=numbers):
                    days = [self.numbers.get(getattr(one, "id", ""), 0) for one in numbers]
                    since = f" from day {days[1]}" if len(days) > 1 and days[1] else ""
                    return f"every {days[0]} days{since}"
                case ast.Name(id=name) if name in due:
                    first = "day == 0" in ast.unparse(node)
                    return due[name] + (" and on the first day" if first else "")
        return None


def _numbers(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Whole numbers that the model gives names to."""
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=int(number))):
                yield name, number
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                for target, value in zip(names, values, strict=True):
                    if isinstance(target, ast.Name) and isinstance(value, ast.Constant):
                        yield target.id, int(str(value.value))


def _imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Names under which the model knows modules and functions of its rooms."""
    known = set(modules())
    for node in tree.body:
        if not isinstance(node, ast.ImportFrom) or not node.module:
            continue
        room = node.module.removeprefix("sim.")
        for alias in node.names:
            path = f"{room}.{alias.name}"
            if path in known or (room in known and room.split(".")[0] in ROOMS):
                yield alias.asname or alias.name, path


def _agent_methods() -> Iterator[tuple[str, str]]:
    """What agents do, by the name under which it is asked of them."""
    for module in modules():
        if not module.startswith("agents."):
            continue
        for node in tree_of(module).body:
            if isinstance(node, ast.ClassDef):
                for inner in node.body:
                    if isinstance(inner, ast.FunctionDef) and not inner.name.startswith("_"):
                        yield inner.name, f"{module}.{node.name}.{inner.name}"
