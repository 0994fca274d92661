"""Count what a day asks of NumPy, by rewriting the source of `sim` as it is imported.

A profiler does not see operators and universal functions: `a + b` and `np.exp(a)` raise no event
in any supported Python. So each operator, subscript and call in the bodies of functions is
wrapped in a counter, which looks at what it got: an operator counts if its result is an array or
a NumPy number, a subscript if it indexes or fills an array, a call if what is called belongs to
NumPy (function, universal function, method of an array or generator) or to `scipy.special`. What
such a call does inside counts as part of it. Setting the state of a generator counts as well.

The counters slow the code down severalfold, so nothing is timed here. Run as a script it prints
the counts of one episode as JSON.
"""

from __future__ import annotations

import argparse
import ast
import builtins
import json
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from statistics import median
from types import CodeType, ModuleType
from typing import Any

import numpy as np

LEFT_ALONE = {"super", "locals", "globals", "vars", "dir"}
TRANSCENDENTAL = {
    *("exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "power", "tanh"),
    *("ndtr", "ndtri", "expit"),
}
OWNERS = (np.ndarray, np.generic, np.ufunc, np.random.Generator, np.random.BitGenerator)


class Tally:
    """What was asked of NumPy so far."""

    def __init__(self) -> None:
        self.calls = 0
        self.transcendental = 0
        self.drawn = 0
        self.asked = 0
        self.by_function: Counter[str] = Counter()

    def add(self, where: str, calls: int = 1) -> None:
        self.calls += calls
        self.by_function[where] += calls

    def result(self, value: Any, where: str) -> Any:
        """Count an operator by what it gave."""
        if isinstance(value, np.ndarray | np.generic):
            self.add(where)
        return value

    def container(self, value: Any, where: str, calls: int = 1) -> Any:
        """Count an access by what is accessed."""
        if isinstance(value, np.ndarray | np.random.BitGenerator):
            self.add(where, calls)
        return value

    def call(self, where: str, called: Callable[..., Any], /, *given: Any, **named: Any) -> Any:
        """Count a call by what is called."""
        answer = called(*given, **named)
        owner = getattr(called, "__self__", None)
        if type(owner).__name__ == "Luck" and not where.startswith("sim.luck."):
            self.asked += int(np.size(answer)) if isinstance(answer, np.ndarray) else 0
        if isinstance(called, np.ufunc) or _is_numpy(called, owner):
            self.add(where)
            name = getattr(called, "__name__", "")
            if name in TRANSCENDENTAL:
                self.transcendental += int(np.size(answer))
            if isinstance(owner, np.random.Generator):
                self.drawn += int(np.size(answer))
        return answer


def _is_numpy(called: Any, owner: Any) -> bool:
    if isinstance(owner, OWNERS):
        return True
    origin = getattr(called, "__module__", None) or ""
    return origin.split(".")[0] == "numpy" or origin.startswith("scipy.special")


class Wrapping(ast.NodeTransformer):
    """Wraps operators, subscripts and calls inside functions; leaves annotations alone."""

    def __init__(self, module: str) -> None:
        self._where = [module]
        self._depth = 0

    def _counter(self, method: str, *given: ast.expr) -> ast.Call:
        counter = ast.Attribute(ast.Name("__numpy_tally__", ast.Load()), method, ast.Load())
        return ast.Call(counter, list(given), [])

    def _place(self) -> ast.Constant:
        return ast.Constant(".".join(self._where))

    def _body(self, name: str, body: Sequence[ast.stmt]) -> list[ast.stmt]:
        self._where.append(name)
        self._depth += 1
        found = self._visited(body)
        self._depth -= 1
        self._where.pop()
        return found

    def _visited(self, body: Sequence[ast.stmt]) -> list[ast.stmt]:
        found: list[ast.stmt] = []
        for statement in body:
            done = self.visit(statement)
            found += done if isinstance(done, list) else [done]
        return found

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.body = self._body(node.name, node.body)
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        depth, self._depth = self._depth, -1
        node.body = self._body(node.name, node.body)
        self._depth = depth
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        self._depth += 1
        node.body = self.visit(node.body)
        self._depth -= 1
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        if node.value is not None:
            node.value = self.visit(node.value)
        return node

    def visit_match_case(self, node: ast.match_case) -> ast.AST:
        if node.guard is not None:
            node.guard = self.visit(node.guard)
        node.body = self._visited(node.body)
        return node

    def _wrapped(self, node: ast.expr) -> ast.AST:
        self.generic_visit(node)
        return self._counter("result", node, self._place()) if self._depth > 0 else node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        return self._wrapped(node)

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        return self._wrapped(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        if isinstance(node.op, ast.Not) or isinstance(node.operand, ast.Constant):
            self.generic_visit(node)
            return node
        return self._wrapped(node)

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        self.generic_visit(node)
        if self._depth > 0:
            node.value = self._counter("container", node.value, self._place())
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        self.generic_visit(node)
        if self._depth > 0 and isinstance(node.ctx, ast.Store):
            node.value = self._counter("container", node.value, self._place())
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if self._depth <= 0 or (isinstance(node.func, ast.Name) and node.func.id in LEFT_ALONE):
            return node
        wrapped = self._counter("call", self._place(), node.func, *node.args)
        wrapped.keywords = node.keywords
        return wrapped

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST | list[ast.AST]:
        if self._depth <= 0:
            return node
        node.value = self.visit(node.value)
        target = node.target
        if isinstance(target, ast.Subscript):
            target.slice = self.visit(target.slice)
            whole = self.visit(target.value)
            target.value = self._counter("container", whole, self._place(), ast.Constant(3))
            return node
        read = ast.parse(ast.unparse(target), mode="eval").body
        return [node, ast.Expr(self._counter("result", read, self._place()))]


class CountingLoader(SourceFileLoader):
    """Loads a module of the package with counters in it."""

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        tree = Wrapping(fullname).visit(ast.parse(self.get_data(path)))
        return compile(ast.fix_missing_locations(tree), path, "exec", dont_inherit=True)


class CountingFinder(MetaPathFinder):
    """Finds the package's modules where they are and has them loaded with counters."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name.split(".")[0] != "sim":
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.origin and spec.origin.endswith(".py"):
            spec.loader = CountingLoader(name, spec.origin)
        return spec


def install() -> Tally:
    """Count from now on in everything that is imported from `sim`."""
    if "sim" in sys.modules:
        raise ImportError("the counters have to be installed before `sim` is imported")
    tally = Tally()
    builtins.__dict__["__numpy_tally__"] = tally
    sys.meta_path.insert(0, CountingFinder())
    return tally


def count(scenario: str, runs: int, seed: int, days_at_most: int) -> dict[str, Any]:
    """Counts of an episode's first days: calls a day, numbers drawn and exponentials a run-day."""
    tally = install()
    from sim.model import MediationModel
    from sim.scenario.load import load

    model = MediationModel(load(scenario), runs=runs, seed=seed)
    before = Counter(tally.by_function)
    tally.drawn = tally.asked = tally.transcendental = 0
    days = []
    for _ in range(min(model.days, days_at_most)):
        start = tally.calls
        model.step()
        days.append(tally.calls - start)
    spent = tally.by_function - before
    run_days = len(days) * runs
    return {
        "mean": sum(days) / len(days),
        "median": median(days),
        "most": max(days),
        "drawn": tally.drawn / run_days,
        "asked": tally.asked / run_days,
        "transcendental": tally.transcendental / run_days,
        "callers": [(name, calls / len(days)) for name, calls in spent.most_common(12)],
    }


def main() -> None:
    """Print the counts of one episode as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scenario")
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--days", type=int, default=366)
    given = parser.parse_args()
    print(json.dumps(count(given.scenario, given.runs, given.seed, given.days)))


if __name__ == "__main__":
    main()
