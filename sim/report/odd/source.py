"""The model's source, read but not run: what its functions claim and which numbers they use."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from sim.language import names_used, parse
from sim.scenario.case import Case
from sim.world.parameters import Parameters

STEPS: dict[str, tuple[str, ...]] = {
    "context": ("mechanisms.context", "mechanisms.missions", "agents.mission"),
    "front": (
        "mechanisms.front",
        "mechanisms.engagements",
        "mechanisms.war",
        "mechanisms.battle",
        "prospects.losses",
    ),
    "attribution": ("mechanisms.attribution",),
    "perception": (
        "mechanisms.perception",
        "mechanisms.beliefs",
        "prospects.trust",
        "prospects.agency",
    ),
    "publics": ("mechanisms.publics",),
    "decisions": (
        "mechanisms.escalation",
        "prospects.morning",
        "prospects.words",
        "prospects.utility",
        "prospects.force",
        "prospects.worth",
        "agents.party",
    ),
    "meetings": (
        "mechanisms.talks",
        "mechanisms.messages",
        "prospects.deadlines",
        "prospects.standing",
        "agents.mediator",
        "agents.drafting",
        "agents.signing",
    ),
    "agreements": (
        "mechanisms.agreements",
        "mechanisms.breaches",
        "mechanisms.terms",
        "prospects.truces",
        "prospects.keeping",
        "prospects.witnesses",
    ),
    "record": ("prospects.zone",),
}
"""The parts of the model by the step of the day that they belong to, in reading order."""
INITIAL = "world.build"
"""The part that lays out the first morning."""
ROOMS = ("mechanisms", "prospects", "agents")
APART = frozenset({"agents.registry", "agents.cast"})
"""Parts that are no part of the model: finding plug-ins, and seating those found."""


@dataclass(frozen=True)
class Piece:
    """A function or method: its path within the package, what it claims, the parameters it reads.

    `patterns` are those it reads by a name put together, such as `.*_cost`.
    """

    path: str
    claim: str
    public: bool
    reads: tuple[str, ...]
    patterns: tuple[str, ...]

    @property
    def name(self) -> str:
        """The function as it is called: `front.make_ready`, `Party.decide`."""
        return ".".join(self.path.split(".")[-2:])

    @property
    def headline(self) -> str:
        """The first paragraph of what it claims."""
        return self.claim.partition("\n\n")[0]


@dataclass(frozen=True)
class Part:
    """A module of the model: its path within the package, its headline, its functions."""

    path: str
    headline: str
    pieces: tuple[Piece, ...]


def modules() -> tuple[str, ...]:
    """Every module of the model's rooms, found by its file."""
    root = files("sim")
    return tuple(
        f"{room}.{entry.name.removesuffix('.py')}"
        for room in ROOMS
        for entry in sorted((root / room).iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".py") and entry.name != "__init__.py"
    )


def parts() -> dict[str, tuple[Part, ...]]:
    """The parts by step, in reading order; modules that no step names come last, under `other`."""
    known = {path for paths in STEPS.values() for path in paths} | APART
    there = set(modules())
    found = {
        step: tuple(part_of(path) for path in paths if path in there)
        for step, paths in STEPS.items()
    }
    found["other"] = tuple(part_of(path) for path in sorted(there - known))
    return found


@cache
def part_of(path: str) -> Part:
    """A module by its path within the package, such as `mechanisms.front`."""
    tree = tree_of(path)
    pieces = tuple(piece for name, node in _functions(tree) for piece in _piece(path, name, node))
    return Part(path, _text(tree), pieces)


def piece_of(path: str) -> Piece:
    """A function by its path within the package; raises LookupError where there is none."""
    module = next((one for one in (*modules(), INITIAL) if path.startswith(f"{one}.")), None)
    for piece in () if module is None else part_of(module).pieces:
        if piece.path == path:
            return piece
    raise LookupError(f"the model has no function {path}")


@cache
def tree_of(path: str) -> ast.Module:
    """The parsed source of a module of the package."""
    *folders, name = path.split(".")
    return ast.parse(files("sim").joinpath(*folders, f"{name}.py").read_text("utf-8"))


def homes(case: Case) -> dict[str, str]:
    """Where each behaviour parameter is described: the first piece that reads it, or the rules.

    Parameters that only rules read are at home in `rules`, those nobody reads nowhere.
    """
    pieces = [piece for group in parts().values() for part in group for piece in part.pieces]
    pieces += part_of(INITIAL).pieces
    found: dict[str, str] = {}
    for piece in pieces:
        for name in piece.reads:
            found.setdefault(name, piece.path)
    for name in (name for name in Parameters.declared if name not in found):
        for piece in pieces:
            if any(re.fullmatch(pattern, name) for pattern in piece.patterns):
                found.setdefault(name, piece.path)
    for name in _read_by_rules(case):
        found.setdefault(name, "rules")
    return found


def _read_by_rules(case: Case) -> tuple[str, ...]:
    texts = [
        text
        for rule in case.rules.values()
        for text in (rule.when, rule.chance, rule.effect.posture, rule.effect.support)
        if text is not None
    ]
    names = {name for text in texts for name, _ in names_used(parse(text))}
    return tuple(name for name in Parameters.declared if name in names)


def _functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef) and not _is_protocol(node):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef):
                    yield f"{node.name}.{inner.name}", inner


def _is_protocol(node: ast.ClassDef) -> bool:
    return any(isinstance(base, ast.Name) and base.id == "Protocol" for base in node.bases)


def _piece(path: str, name: str, node: ast.FunctionDef) -> Iterator[Piece]:
    own = name.rpartition(".")[2]
    reads, patterns = _parameters(node)
    if own.startswith("__"):
        return
    yield Piece(f"{path}.{name}", _text(node), not own.startswith("_"), reads, patterns)


def _text(node: ast.FunctionDef | ast.Module) -> str:
    """A docstring with each paragraph on one line."""
    paragraphs = (ast.get_docstring(node) or "").split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs).strip()


def _parameters(node: ast.FunctionDef) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The parameters that a function reads by name, and the patterns of those put together."""
    reads, patterns = [], []
    for inner in ast.walk(node):
        match inner:
            case ast.Attribute(value=whose, attr=name) if (
                _is_parameters(whose) and name in Parameters.declared
            ):
                reads.append(name)
            case ast.Call(func=ast.Name(id="getattr"), args=[whose, ast.JoinedStr(values=values)]):
                if _is_parameters(whose):
                    patterns.append("".join(_pattern(value) for value in values))
    return tuple(dict.fromkeys(reads)), tuple(patterns)


def _is_parameters(node: ast.expr) -> bool:
    match node:
        case ast.Name(id="parameters") | ast.Attribute(attr="parameters"):
            return True
        case _:
            return False


def _pattern(value: ast.expr) -> str:
    return re.escape(str(value.value)) if isinstance(value, ast.Constant) else "[a-z]+"
