"""Law: numbers have homes. What an expert could dispute stands in the rulebook or in a scenario.

Code that decides or follows holds no number of its own: 0, 1 and 2 are nothing, the whole and the
two sides of something; other numbers belong to a form that is named here, or are guards, kept as
named constants that say why.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

SOURCES = ("agents", "mechanisms", "prospects", "world/build.py")
PLAIN = frozenset({0.0, 1.0, 2.0})
FORMS: Mapping[tuple[str, float], str] = {
    ("mechanisms/battle.py", 0.5): "the exponent of a square root",
    ("mechanisms/battle.py", 6): "uniform numbers for a day of attack",
    ("mechanisms/breaches.py", 0.5): "forbearance is stated about trust of one half",
    ("mechanisms/war.py", 4): "gain, cost, guarantor, and what holds a truce",
    ("prospects/force.py", 0.5): "terrain is held by one side and lacked by the other: half each",
    ("prospects/worth.py", 0.5): "the same",
    ("prospects/words.py", 0.5): "`prevailing`: more likely than not",
    ("prospects/standing.py", 4.0): "1 - 4 b (1 - b) is a U from one to one",
    ("prospects/trust.py", 0.5): "`mechanisms: {trust: false}` leaves it at one half",
    ("prospects/utility.py", 3): "axes of an array of packages",
}
GUARDS: Mapping[str, frozenset[str]] = {
    "mechanisms/breaches.py": frozenset({"A_WEEK"}),
    "mechanisms/context.py": frozenset({"SHARE", "FREE", "POSITIVE", "MOOD", "BOUNDED", "LEAST"}),
    "mechanisms/engagements.py": frozenset({"COLUMNS", "NEVER_GROWS", "ALWAYS_GROWS"}),
    "mechanisms/front.py": frozenset({"MOST_MUTUAL", "LEAST_FIRE"}),
    "mechanisms/perception.py": frozenset({"LEAST_CAPABILITY"}),
    "mechanisms/talks.py": frozenset({"TWO_SIDES"}),
    "mechanisms/terms.py": frozenset({"CLOSE"}),
    "mechanisms/war.py": frozenset({"LIMITED_SCALE"}),
    "prospects/agency.py": frozenset({"LEAST_TOLERANCE"}),
    "prospects/force.py": frozenset({"GENERAL_SCALE"}),
    "prospects/losses.py": frozenset({"RING"}),
    "prospects/standing.py": frozenset({"FOLDED"}),
    "prospects/zone.py": frozenset({"PACKAGES", "AT_ONCE"}),
}
"""Named constants that divide in place of nothing, bound or count; nobody's behaviour."""


def homeless(text: str, path: str) -> Iterator[tuple[int, str]]:
    """Where a source holds a number that has no home, and which."""
    for statement in ast.parse(text).body:
        if isinstance(statement, ast.Assign | ast.AnnAssign):
            if _counts_off(statement.value):
                continue
            names = _names(statement)
            if any(_numbers(statement)) and not names <= GUARDS.get(path, frozenset()):
                yield statement.lineno, ", ".join(sorted(names))
            continue
        for number in _numbers(statement):
            value = float(number.value)
            if value not in PLAIN and (path, value) not in FORMS:
                yield number.lineno, repr(number.value)


def _names(statement: ast.Assign | ast.AnnAssign) -> set[str]:
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    return {node.id for one in targets for node in ast.walk(one) if isinstance(node, ast.Name)}


def _counts_off(value: ast.expr | None) -> bool:
    """Whether names are given to 0, 1, 2 and so on."""
    return isinstance(value, ast.Call) and getattr(value.func, "id", "") == "range"


def _numbers(node: ast.AST) -> Iterator[ast.Constant]:
    """The numbers of a source; what picks from an array or names an axis is no quantity."""
    if isinstance(node, ast.Constant):
        if isinstance(node.value, int | float) and not isinstance(node.value, bool):
            yield node
        return
    if isinstance(node, ast.Subscript):
        yield from _numbers(node.value)
        return
    if isinstance(node, ast.keyword) and node.arg == "axis":
        return
    for child in ast.iter_child_nodes(node):
        yield from _numbers(child)


def test_behavioural_numbers_stand_in_the_rulebook(root: Path) -> None:
    room = root / "sim"
    paths = [
        path
        for name in SOURCES
        for path in ([room / name] if name.endswith(".py") else sorted((room / name).rglob("*.py")))
    ]
    assert len(paths) > 20, "no sources were read"
    found = [
        f"{path.relative_to(room)}:{line}: {what}"
        for path in paths
        for line, what in homeless(path.read_text("utf-8"), path.relative_to(room).as_posix())
    ]
    assert found == [], "move them to rulebooks/behaviour.yaml, with a unit, a range and a source"


@pytest.mark.parametrize(
    "text",
    ["DAYS = 90", "RATE: float = 0.3", "def f(x):\n    return 0.1 * x", "LEAST, MOST = 1.0, 9.0"],
)
def test_a_number_without_a_home_is_found(text: str) -> None:
    assert list(homeless(text, "prospects/force.py")) != []


@pytest.mark.parametrize(
    "text",
    [
        "GENERAL_SCALE = 2",
        "ONE, OTHER = range(2)",
        "def f(x):\n    return 2.0 * x[:, 7] - 1.0",
        "NAMES = ('a', 'b')",
    ],
)
def test_what_is_none_is_not(text: str) -> None:
    assert list(homeless(text, "prospects/force.py")) == []
