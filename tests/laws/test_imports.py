"""A room imports only from rooms above it, and starting the command loads nothing heavy."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOMS: tuple[frozenset[str], ...] = tuple(
    frozenset(level.split())
    for level in (
        "outcomes",  # a catalogue that imports nothing: any room may import it
        "luck",
        "arithmetic",
        "bargaining",
        "language",
        "scenario",
        "experiment",
        "world",
        "prospects",
        "mechanisms agents",
        "row gauges chronicle",  # read the world; the model lets them
        "model",
        "branch",
        "seats",
        "store",
        "archive",
        "batch",
        "analysis",
        "calibration",
        "calibration",  # runs models for what analysis makes of them
        "figures",
        "report",
        "results study",
        "cli web",
        "__init__ __main__",  # the faces: `import sim` and `python -m sim`
    )
)
"""The house from top to bottom; rooms on one level are siblings and do not import each other."""

HEAVY = frozenset(
    {
        *("mesa", "networkx", "pandas", "pyarrow", "scipy", "SALib", "lifelines"),
        *("seaborn", "matplotlib", "dask", "distributed"),
    }
)
QUICK_TO_START = ("sim", "sim.cli", "sim.scenario", "sim.language", "sim.experiment")


@dataclass(frozen=True)
class Import:
    """That a module imports another: where, and whether at its own import."""

    module: str
    target: str
    line: int
    at_start: bool


def modules(source: Path) -> dict[str, Path]:
    """Every module of the package, by its dotted name."""
    found = {}
    for path in sorted(source.rglob("*.py")):
        parts = ("sim", *path.relative_to(source).with_suffix("").parts)
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def _statements(tree: ast.AST, at_start: bool = True) -> Iterator[tuple[ast.stmt, bool]]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node, at_start
            continue
        for_types = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        later = for_types or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        yield from _statements(node, at_start and not later)


def imports(module: str, text: str, known: set[str], is_package: bool) -> list[Import]:
    """What a module imports, each name resolved to the module that it stands for."""
    found = []
    for node, at_start in _statements(ast.parse(text)):
        targets: list[str] = []
        if isinstance(node, ast.Import):
            targets = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            origin = node.module or ""
            if node.level:
                parts = module.split(".")
                parents = parts[: len(parts) - node.level + is_package]
                origin = ".".join([*parents, origin] if origin else parents)
            joined = [f"{origin}.{alias.name}" for alias in node.names]
            targets = [name if name in known else origin for name in joined]
        found += [Import(module, target, node.lineno, at_start) for target in targets]
    return found


def room(module: str) -> str:
    """The room a module belongs to; the package itself is the face `__init__`."""
    return [*module.split("."), "__init__"][1]


def level(name: str) -> int:
    """How far down the house a room lies; a room that the list does not know fails."""
    for depth, rooms in enumerate(ROOMS):
        if name in rooms:
            return depth
    raise AssertionError(f"sim/{name} is not in the list of rooms: give it a place in ROOMS")


def wrong_way(found: list[Import]) -> list[str]:
    """The imports within the package that do not point up the house."""
    return [
        f"{one.module}:{one.line} imports {one.target}"
        for one in found
        if one.target.split(".")[0] == "sim"
        and room(one.target) != room(one.module)
        and level(room(one.target)) >= level(room(one.module))
    ]


def loaded_at_start(module: str, graph: dict[str, list[Import]]) -> dict[str, str]:
    """Every heavy import that importing a module leads to, with the module that does it."""
    heavy: dict[str, str] = {}
    seen: set[str] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name in seen or name not in graph:
            continue
        seen.add(name)
        waiting.append(name.rpartition(".")[0])
        for one in graph[name]:
            if one.at_start:
                waiting.append(one.target)
                top = one.target.split(".")[0]
                if top in HEAVY:
                    heavy.setdefault(top, f"{one.module}:{one.line}")
    return heavy


@pytest.fixture(scope="module")
def graph(root: Path) -> dict[str, list[Import]]:
    found = modules(root / "sim")
    return {
        name: imports(name, path.read_text("utf-8"), set(found), path.name == "__init__.py")
        for name, path in found.items()
    }


def test_a_room_imports_only_from_rooms_above_it(graph: dict[str, list[Import]]) -> None:
    assert graph, "no modules were read"
    assert wrong_way([one for found in graph.values() for one in found]) == []


def test_every_module_has_a_room(graph: dict[str, list[Import]]) -> None:
    for module in graph:
        assert level(room(module)) >= 0


def test_quick_modules_lead_to_nothing_heavy(graph: dict[str, list[Import]]) -> None:
    quick = [
        name
        for name in graph
        if name == "sim"
        or any(name == top or name.startswith(f"{top}.") for top in QUICK_TO_START[1:])
    ]
    heavy = {name: found for name in quick if (found := loaded_at_start(name, graph))}
    assert heavy == {}


def test_starting_the_command_loads_nothing_heavy() -> None:
    program = (
        "import sys, sim, sim.cli.app, sim.scenario, sim.language\n"
        f"print(*sorted({set(HEAVY)!r} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []


@pytest.mark.parametrize(
    ("module", "text"),
    [
        ("sim.world.table", "from sim.model import MediationModel"),
        ("sim.world.table", "from ..model import MediationModel"),
        ("sim.mechanisms.front", "from sim.agents.party import Party"),
        ("sim.agents.party", "import sim.mechanisms.front"),
        ("sim.outcomes", "from sim import luck"),
        ("sim.store.write", "def write():\n    from sim.cli import app"),
        ("sim.language.parse", "from sim import simulate"),
    ],
)
def test_an_import_down_the_house_is_found(module: str, text: str) -> None:
    assert wrong_way(imports(module, text, {"sim.luck", "sim.model", "sim.cli"}, False)) != []


@pytest.mark.parametrize(
    ("module", "text"),
    [
        ("sim.mechanisms.front", "from sim.luck import Luck\nfrom sim import outcomes"),
        ("sim.mechanisms.front", "from . import war"),
        ("sim.cli.app", "import numpy"),
    ],
)
def test_an_import_up_the_house_is_not(module: str, text: str) -> None:
    assert wrong_way(imports(module, text, {"sim.outcomes"}, False)) == []


def test_a_heavy_import_is_found_through_others() -> None:
    graph = {
        "sim": [],
        "sim.cli": imports("sim.cli", "from sim.model import run", set(), True),
        "sim.model": imports(
            "sim.model", "def run():\n    import pandas\nimport mesa", set(), False
        ),
    }
    assert loaded_at_start("sim.cli", graph) == {"mesa": "sim.model:3"}
